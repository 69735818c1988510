/**
 * Analysis of one module as bytes. Everything is a varint; spans are start and length; scopes, literals and variables
 * are numbers (variables: by scope and order of declaration). Writers and readers stand in pairs, in the order of the bytes:
 * flags · scopes · literals · the rest, then the references, which are decoded only when asked for.
 */
import { ByteWriter, type ByteReader } from '../bytes.ts';
import { wordsOf, type Input, type Output } from '../codec.ts';
import { contradiction, corrupt } from '../damage.ts';
import { TextList } from '../texts.ts';
import { checkTree } from '../tree.ts';
import { PENDING, type Writable } from '../unsafe-pending.ts';
import { readClassInfo, readKey, readSpan, writeClassInfo, writeKey, writeSpan } from './elements.ts';
import type { HomeLiteral, Literal, LiteralKind, ModuleAnalysis, Scope, ScopeKind, Variable, VariableKind } from './model.ts';
import { Numbering, variablesOf } from './numbering.ts';
import { optionalPart, part, type OwnParts, type Parts } from './parts.ts';
import { readReferences, writeReferences } from './references.ts';
import { readRest, writeRest, type Rest } from './rest.ts';

const MODULE_KINDS = wordsOf<ModuleAnalysis['kind']>({ commonjs: true, module: true, script: true, eval: true });
const SCOPE_KINDS = wordsOf<ScopeKind>({
  module: true, function: true, parameters: true, 'function-name': true, block: true, for: true, 'for-in': true, switch: true, catch: true, class: true, initialiser: true, with: true, 'for-head': true,
});
const VARIABLE_KINDS = wordsOf<VariableKind>({
  var: true, let: true, const: true, class: true, function: true, parameter: true, import: true, catch: true, 'function-name': true, 'class-name': true, pseudo: true,
});
const LITERAL_KINDS = wordsOf<LiteralKind>({
  module: true, function: true, arrow: true, method: true, get: true, set: true, constructor: true, class: true, field: true, 'static-block': true,
});

/** One text's analysis as bytes, and the texts that they name by number. */
export interface EncodedAnalysis {
  readonly tables: Uint8Array;
  readonly references: Uint8Array;
  readonly texts: readonly string[];
}

/** Encodes one text's analysis alone: the same bytes in every file that holds it. */
export function encodeAnalysis(analysis: ModuleAnalysis, place: string): EncodedAnalysis {
  const strings = new TextList();
  const [tables, references] = [new ByteWriter(), new ByteWriter()];
  writeAnalysis(analysis, { tables: { bytes: tables, strings }, references: { bytes: references, strings } }, place);
  return { tables: tables.result(), references: references.result(), texts: strings.texts };
}

/** Writes one module's analysis; its source stands elsewhere. */
function writeAnalysis(analysis: ModuleAnalysis, out: { tables: Output; references: Output }, place: string): void {
  const numbers = new Numbering(analysis, place);
  const { bytes } = out.tables;
  bytes.varint(MODULE_KINDS.indexOf(analysis.kind));
  bytes.u8((analysis.strict ? 1 : 0) + (analysis.hasTopLevelAwait ? 2 : 0));
  bytes.varint(analysis.scopes.length);
  bytes.varint(analysis.literals.length);
  bytes.varint(numbers.variableCount);
  bytes.varint(analysis.homes.length);
  bytes.varint(numbers.scope(analysis.scope));
  for (const scope of analysis.scopes) writeScope(out.tables, scope, numbers);
  for (const literal of analysis.literals) writeLiteral(out.tables, literal, numbers, analysis.homes);
  for (const home of analysis.homes) {
    writeSpan(bytes, home);
    writeNumbers(bytes, home.literals.map((literal) => numbers.literal(literal)));
  }
  writeRest(out.tables, analysis, numbers);
  writeReferences(out.references, analysis.references, numbers);
}

/** Reads one module's analysis; references when they are first asked for. `outer`: texts around a direct eval, nearest first. */
export function readAnalysis(tables: Input, references: () => Input, source: string, outer: readonly ModuleAnalysis[] = []): ModuleAnalysis {
  const { bytes } = tables;
  const kind = part(MODULE_KINDS, bytes, 'a module kind');
  const flags = bytes.below(4, 'module flags');
  const scopeCount = bytes.count('scopes');
  const literalCount = bytes.count('literals');
  const variableCount = bytes.count('variables');
  const homeCount = bytes.count('homes');
  const own: OwnParts = {
    scopes: numbered(scopeCount, emptyScope),
    literals: numbered(literalCount, emptyLiteral),
    variables: numbered(variableCount, emptyVariable),
    homes: numbered(homeCount, (id) => ({ id, start: 0, end: 0, literals: NOTHING })),
  };
  const parts: Parts = {
    scopes: own.scopes.concat(...outer.map((text) => text.scopes)),
    literals: own.literals.concat(...outer.map((text) => text.literals)),
    variables: own.variables.concat(...outer.map((text) => variablesOf(text))),
    homes: own.homes,
  };
  const scope = part(own.scopes, bytes, 'a scope');
  let nextVariable = 0;
  for (const each of own.scopes) nextVariable = readScope(tables, each, parts, own, nextVariable);
  if (nextVariable !== variableCount) throw corrupt(bytes.place, `${variableCount} variables`, nextVariable);
  for (const literal of own.literals) readLiteral(tables, literal, parts);
  for (const home of own.homes) {
    Object.assign(home, readSpan(bytes));
    home.literals = readList(bytes, parts.literals, 'a literal');
  }
  checkTree(own.scopes.map((each) => ownParent(each, own.scopes)), `${bytes.place}: scopes`);
  checkTree(own.literals.map((each) => ownParent(each, own.literals)), `${bytes.place}: literals`);
  const rest = readRest(tables, parts);
  bytes.end();
  return new FileAnalysis({ kind, strict: (flags & 1) !== 0, hasTopLevelAwait: (flags & 2) !== 0, scope, source }, own, parts, rest, references);
}

function numbered<T>(count: number, make: (id: number) => T): T[] {
  const parts: T[] = [];
  for (let id = 0; id < count; id += 1) parts.push(make(id));
  return parts;
}

/** Id of the parent where that is of the same text, else -1. */
function ownParent<T extends { readonly id: number; readonly parent: T | null }>(each: T, own: readonly T[]): number {
  return each.parent !== null && own[each.parent.id] === each.parent ? each.parent.id : -1;
}

/** Most lists are empty and most scopes have no variables: they share these. */
const NOTHING: readonly never[] = Object.freeze([]);
const NO_VARIABLES: ReadonlyMap<string, Variable> = new Map();

type Head = Pick<ModuleAnalysis, 'kind' | 'strict' | 'hasTopLevelAwait' | 'scope' | 'source'>;

/** A decoded module: references are made on demand and kept. */
class FileAnalysis implements ModuleAnalysis {
  readonly source: string;
  readonly kind: ModuleAnalysis['kind'];
  readonly strict: boolean;
  readonly scope: Scope;
  readonly scopes: readonly Scope[];
  readonly literals: readonly Literal[];
  readonly homes: readonly HomeLiteral[];
  readonly requests: ModuleAnalysis['requests'];
  readonly imports: ModuleAnalysis['imports'];
  readonly exports: ModuleAnalysis['exports'];
  readonly sites: ModuleAnalysis['sites'];
  readonly hasTopLevelAwait: boolean;
  readonly globals: ReadonlySet<string>;
  readonly mentions: ModuleAnalysis['mentions'];
  readonly #parts: Parts;
  readonly #references: () => Input;
  #made: ModuleAnalysis['references'] | null = null;

  constructor(head: Head, own: OwnParts, parts: Parts, rest: Rest, references: () => Input) {
    this.source = head.source;
    this.kind = head.kind;
    this.strict = head.strict;
    this.hasTopLevelAwait = head.hasTopLevelAwait;
    this.scope = head.scope;
    this.scopes = own.scopes;
    this.literals = own.literals;
    this.homes = own.homes;
    this.requests = rest.requests;
    this.imports = rest.imports;
    this.exports = rest.exports;
    this.sites = rest.sites;
    this.globals = rest.globals;
    this.mentions = rest.mentions;
    this.#parts = parts;
    this.#references = references;
    for (const literal of own.literals) literal.module = this;
  }

  get references(): ModuleAnalysis['references'] {
    this.#made ??= readReferences(this.#references(), this.#parts);
    return this.#made;
  }
}

function writeNumbers(bytes: ByteWriter, values: readonly number[]): void {
  bytes.varint(values.length);
  for (const value of values) bytes.varint(value);
}

function readList<T>(bytes: ByteReader, list: readonly T[], what: string): readonly T[] {
  const count = bytes.count(what);
  if (count === 0) return NOTHING;
  const values: T[] = [];
  for (let index = 0; index < count; index += 1) values.push(part(list, bytes, what));
  return values;
}

function emptyScope(id: number): Writable<Scope> {
  return { id, kind: 'module', parent: null, literal: PENDING, variables: PENDING, captured: false, strict: false, start: 0, end: 0, hasEval: false };
}

function emptyVariable(): Writable<Variable> {
  return { name: '', kind: 'var', scope: PENDING, captured: false, assigned: false, assignedByInner: false, declarations: NOTHING };
}

function writeScope(out: Output, scope: Scope, numbers: Numbering): void {
  const { bytes } = out;
  bytes.varint(SCOPE_KINDS.indexOf(scope.kind));
  bytes.varint(scope.parent === null ? 0 : numbers.scope(scope.parent) + 1);
  bytes.varint(numbers.literal(scope.literal));
  bytes.u8((scope.captured ? 1 : 0) + (scope.strict ? 2 : 0) + (scope.hasEval ? 4 : 0));
  writeSpan(bytes, scope);
  bytes.varint(scope.variables.size);
  for (const [name, variable] of scope.variables) {
    if (name !== variable.name || variable.scope !== scope) throw contradiction('analysis', `variable ${name} is listed in a scope or under a name that is not its own`);
    bytes.varint(out.strings.intern(name));
    bytes.varint(VARIABLE_KINDS.indexOf(variable.kind));
    bytes.u8((variable.captured ? 1 : 0) + (variable.assigned ? 2 : 0) + (variable.assignedByInner ? 4 : 0));
    writeNumbers(bytes, variable.declarations.map((literal) => numbers.literal(literal)));
  }
}

/** Gives the number of the next scope's first variable. */
function readScope(input: Input, scope: Writable<Scope>, parts: Parts, own: OwnParts, firstVariable: number): number {
  const { bytes } = input;
  scope.kind = part(SCOPE_KINDS, bytes, 'a scope kind');
  scope.parent = optionalPart(parts.scopes, bytes, 'a scope');
  scope.literal = part(parts.literals, bytes, 'a literal');
  const flags = bytes.below(8, 'scope flags');
  scope.captured = (flags & 1) !== 0;
  scope.strict = (flags & 2) !== 0;
  scope.hasEval = (flags & 4) !== 0;
  scope.start = bytes.varint();
  scope.end = scope.start + bytes.varint();
  const count = bytes.count('variables');
  scope.variables = NO_VARIABLES;
  if (count === 0) return firstVariable;
  const variables = new Map<string, Variable>();
  for (let index = 0; index < count; index += 1) {
    const variable = own.variables[firstVariable + index];
    if (variable === undefined) throw corrupt(bytes.place, `${own.variables.length} variables`, 'more');
    variable.scope = scope;
    variable.name = input.strings.get(bytes.varint());
    variable.kind = part(VARIABLE_KINDS, bytes, 'a variable kind');
    const bits = bytes.below(8, 'variable flags');
    variable.captured = (bits & 1) !== 0;
    variable.assigned = (bits & 2) !== 0;
    variable.assignedByInner = (bits & 4) !== 0;
    variable.declarations = readList(bytes, parts.literals, 'a literal');
    variables.set(variable.name, variable);
  }
  scope.variables = variables;
  return firstVariable + count;
}

function emptyLiteral(id: number): Writable<Literal> {
  return {
    id, kind: 'module', module: PENDING, parent: null, scope: PENDING, start: 0, end: 0, functionStart: 0, bodyStart: 0, bodyEnd: 0,
    declaration: false, strict: false, async: false, generator: false, expressionBody: false, simpleParameters: false,
    parameterNames: NOTHING, parameterCount: 0, expectedLength: 0, name: null, free: NOTHING, usesSuper: false, usesThis: false, hasEval: false, insideWith: false,
    privateOwners: NOTHING, owner: null, isStatic: false, key: null, home: null, classInfo: null, path: '', line: 0,
  };
}

/** Flags of a literal, by bit. */
const LITERAL_FLAGS = [
  'declaration', 'strict', 'async', 'generator', 'expressionBody', 'simpleParameters', 'usesSuper', 'usesThis', 'hasEval', 'insideWith', 'isStatic',
] as const satisfies readonly (keyof Literal)[];

function writeLiteral(out: Output, literal: Literal, numbers: Numbering, homes: readonly HomeLiteral[]): void {
  const { bytes, strings } = out;
  bytes.varint(LITERAL_KINDS.indexOf(literal.kind));
  bytes.varint(literal.parent === null ? 0 : numbers.literal(literal.parent) + 1);
  bytes.varint(numbers.scope(literal.scope));
  writeSpan(bytes, literal);
  bytes.varint(literal.functionStart);
  bytes.varint(literal.bodyStart);
  bytes.varint(literal.bodyEnd);
  bytes.varint(LITERAL_FLAGS.reduce((bits, name, index) => bits + (literal[name] ? 2 ** index : 0), 0));
  writeNumbers(bytes, literal.parameterNames.map((name) => strings.intern(name)));
  bytes.varint(literal.parameterCount);
  bytes.varint(literal.expectedLength);
  bytes.varint(literal.name === null ? 0 : strings.intern(literal.name) + 1);
  writeNumbers(bytes, literal.free.map((variable) => numbers.variable(variable)));
  writeNumbers(bytes, literal.privateOwners.map((owner) => numbers.literal(owner)));
  bytes.varint(literal.owner === null ? 0 : numbers.literal(literal.owner) + 1);
  writeKey(out, literal.key);
  if (literal.home !== null && homes[literal.home.id] !== literal.home) throw contradiction('analysis', `home ${literal.home.id} is not in the list of homes at its id`);
  bytes.varint(literal.home === null ? 0 : literal.home.id + 1);
  writeClassInfo(out, literal.classInfo, numbers);
  bytes.varint(strings.intern(literal.path));
  bytes.varint(literal.line);
}

function readLiteral(input: Input, literal: Writable<Literal>, parts: Parts): void {
  const { bytes, strings } = input;
  literal.kind = part(LITERAL_KINDS, bytes, 'a literal kind');
  literal.parent = optionalPart(parts.literals, bytes, 'a literal');
  literal.scope = part(parts.scopes, bytes, 'a scope');
  literal.start = bytes.varint();
  literal.end = literal.start + bytes.varint();
  literal.functionStart = bytes.varint();
  literal.bodyStart = bytes.varint();
  literal.bodyEnd = bytes.varint();
  const bits = bytes.below(2 ** LITERAL_FLAGS.length, 'literal flags');
  LITERAL_FLAGS.forEach((name, index) => {
    literal[name] = (bits & (1 << index)) !== 0;
  });
  const names = bytes.count('parameters');
  if (names > 0) literal.parameterNames = Array.from({ length: names }, () => strings.get(bytes.varint()));
  literal.parameterCount = bytes.varint();
  literal.expectedLength = bytes.varint();
  const name = bytes.varint();
  literal.name = name === 0 ? null : strings.get(name - 1);
  literal.free = readList(bytes, parts.variables, 'a variable');
  literal.privateOwners = readList(bytes, parts.literals, 'a literal');
  literal.owner = optionalPart(parts.literals, bytes, 'a literal');
  literal.key = readKey(input);
  literal.home = optionalPart(parts.homes, bytes, 'a home');
  literal.classInfo = readClassInfo(input, parts);
  literal.path = strings.get(bytes.varint());
  literal.line = bytes.varint();
}
