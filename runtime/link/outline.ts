/**
 * What an object consists of, as far as equality asks: the same form for a record of a component file and for an object
 * of the running program, so that the two can be compared.
 */
import type { Literal, ModuleAnalysis, Variable } from '../../format/code/model.ts';
import type { GraphObject, InstanceRef, PrivateState, UnitRef, Word } from '../../format/graph/model.ts';
import { Constant, constantWord } from '../../format/graph/model.ts';
import { scopeOrdinal } from '../../emit/foreign.ts';
import type { LiveComponent } from '../instantiate/types.ts';

const ABSENT = constantWord(Constant.absent);

/** A value of the running program, or a word of the component that is being loaded. */
export type Part = { readonly kind: 'value'; readonly value: unknown } | { readonly kind: 'word'; readonly word: Word };

/** Makes parts of the words of one component. */
export type PartOf = (word: Word) => Part;

/** An own property as comparison sees it. */
export interface OutlineProperty {
  readonly key: Part;
  readonly flags: number;
  readonly value: Part;
  readonly setter: Part | null;
}

/** A variable that a function or class uses from outside; `place`: what tells the same variable from another of the same value, null if it never changes. */
export interface OutlineVariable {
  readonly name: string;
  readonly value: Part;
  readonly place: object | number | null;
}

export interface OutlinePrivates {
  /** Null: the object is the class itself (static members). */
  readonly classObject: Part | null;
  readonly fields: readonly { readonly name: string; readonly value: Part }[];
}

export interface Outline {
  readonly kind: GraphObject['kind'];
  /** Facts that must be the same text. */
  readonly facts: string;
  readonly prototype: Part | null;
  readonly integrity: number;
  readonly properties: readonly OutlineProperty[];
  /** What else belongs to the kind, in order. */
  readonly parts: readonly Part[];
  /** Entries of Maps (key, value) and members of Sets: order does not count where keys are primitive. */
  readonly entries: readonly (readonly [Part, Part])[];
  /** Null: to be read through the classes that the other side names. */
  readonly privates: readonly OutlinePrivates[] | null;
  readonly variables: readonly OutlineVariable[];
}

/** A literal with the analysis of its module. */
export interface Code {
  readonly analysis: ModuleAnalysis;
  readonly literal: Literal;
}

/** Where the code of a unit stands; `named`: components by logical name. */
export function codeOf(component: LiveComponent, unit: UnitRef, named: (name: string) => LiveComponent | null): Code | null {
  const analysis = (unit.component === null ? component : named(unit.component))?.packaged.code(unit.module) ?? null;
  const numbered = analysis?.literals[unit.unit];
  const literal = numbered?.path === unit.path ? numbered : analysis?.literals.find((candidate) => candidate.path === unit.path);
  return analysis === null || literal === undefined ? null : { analysis, literal };
}

export interface RecordContext {
  readonly component: LiveComponent;
  readonly part: PartOf;
  readonly named: (name: string) => LiveComponent | null;
  /** `captured`: variables as packaged; `live`: as they are now. */
  readonly variables: 'captured' | 'live';
}

/** Outline of a record. `module-part`, and kinds without a comparable content, give null. */
export function outlineOfRecord(record: GraphObject, context: RecordContext): Outline | null {
  const { part } = context;
  const code = 'unit' in record ? codeOf(context.component, record.unit, context.named) : null;
  if ('unit' in record && code === null) return null;
  const instance = record.kind === 'function' || record.kind === 'class' ? record.instance : null;
  return {
    kind: record.kind,
    facts: factsOf(record, code),
    prototype: record.prototype === ABSENT ? null : part(record.prototype),
    integrity: record.integrity,
    properties: record.properties.map(({ key, flags, value, setter }) => ({ key: part(key), flags, value: part(value), setter: setter === ABSENT ? null : part(setter) })),
    parts: partsOf(record).map(part),
    entries: entriesOf(record).map(([key, value]) => [part(key), part(value)]),
    privates: [...record.privates, ...staticPrivates(record)].map(({ classObject, fields }) => ({ classObject: classObject === ABSENT ? null : part(classObject), fields: fields.filter(({ value }) => value !== ABSENT).map(({ name, value }) => ({ name, value: part(value) })) })),
    variables: code === null || instance === null ? [] : variablesOf(code, instance, context),
  };
}

function staticPrivates(record: GraphObject): readonly PrivateState[] {
  return record.kind === 'class' && record.staticPrivates.length > 0 ? [{ classObject: ABSENT, fields: record.staticPrivates }] : [];
}

function factsOf(record: GraphObject, code: Code | null): string {
  switch (record.kind) {
    case 'array':
      return `${String(record.length)} ${String(record.lengthWritable)}`;
    case 'function':
      return `${codeText(code)} ${String(record.natural)}`;
    case 'class':
      return codeText(code);
    case 'method':
      return `${record.which} ${String(record.isStatic)} ${record.privateName ?? ''} ${codeText(code)}`;
    case 'buffer':
      return `${String(record.shared)} ${String(record.maxByteLength)} ${Buffer.from(record.bytes).toString('latin1')}`;
    case 'typed-array':
      return `${record.type} ${String(record.byteOffset)} ${String(record.length)}`;
    case 'data-view':
      return `${String(record.byteOffset)} ${String(record.length)}`;
    case 'promise':
      return record.state;
    case 'symbol':
      return String(record.registered);
    case 'native':
      return record.factory;
    default:
      return '';
  }
}

function codeText(code: Code | null): string {
  return code === null ? '' : `${code.literal.kind} ${String(code.literal.strict)} ${code.analysis.source.slice(code.literal.start, code.literal.end)}`;
}

function partsOf(record: GraphObject): readonly Word[] {
  switch (record.kind) {
    case 'function':
      return [record.name ?? ABSENT, record.homeObject ?? ABSENT];
    case 'method':
      return [record.classObject, record.key];
    case 'class':
      return [record.heritage, ...record.keys, record.prototypeObject];
    case 'bound':
      return [record.target, record.boundThis, ...record.args];
    case 'proxy':
      return [record.target, record.handler];
    case 'weak-ref':
      return [record.target];
    case 'date':
      return [record.time];
    case 'regexp':
      return [record.source, record.flags, record.lastIndex];
    case 'typed-array':
    case 'data-view':
      return [record.buffer];
    case 'boxed':
      return [record.primitive];
    case 'promise':
      return [record.result];
    case 'symbol':
      return [record.description];
    case 'native':
      return record.args;
    default:
      return [];
  }
}

function entriesOf(record: GraphObject): readonly (readonly [Word, Word])[] {
  switch (record.kind) {
    case 'map':
    case 'weak-map':
      return Array.from({ length: record.entries.length >> 1 }, (_unused, index) => [record.entries[index * 2] ?? ABSENT, record.entries[index * 2 + 1] ?? ABSENT] as const);
    case 'set':
    case 'weak-set':
      return record.entries.map((entry) => [entry, entry] as const);
    default:
      return [];
  }
}

/** Values of the variables that the code uses from the scopes around it. */
function variablesOf({ analysis, literal }: Code, instance: InstanceRef, context: RecordContext): readonly OutlineVariable[] {
  return literal.free.map((variable) => {
    const found = findVariable(analysis, variable, instance, context);
    return { name: variable.name, value: found.value, place: variable.assignedByInner ? found.place : null };
  });
}

const MISSING: Part = { kind: 'value', value: undefined };

function findVariable(analysis: ModuleAnalysis, variable: Variable, from: InstanceRef, context: RecordContext): { readonly value: Part; readonly place: object | number | null } {
  const ordinal = scopeOrdinal(analysis, variable.scope);
  for (let at: InstanceRef | null = from; at !== null && at.kind === 'own';) {
    const record: ScopeInstanceOf = context.component.packaged.graph.instances[at.id];
    if (record === undefined) break;
    if (record.scope.unitPath === variable.scope.literal.path && record.scope.ordinal === ordinal) {
      const word = record.variables.get(variable.name);
      const live = context.variables === 'live' ? context.component.variablePlace(at) : null;
      if (live !== null && variable.name in live.view) return { value: { kind: 'value', value: read(live.view, variable.name) }, place: live.identity };
      return { value: word === undefined ? MISSING : context.part(word), place: live?.identity ?? at.id };
    }
    at = record.parent;
  }
  return importedVariable(analysis, variable, ordinal, from, context);
}

type ScopeInstanceOf = LiveComponent['reader']['graph']['instances'][number] | undefined;

/** A variable of a prerequisite's own scope: always as it is now. */
function importedVariable(_analysis: ModuleAnalysis, variable: Variable, ordinal: number, from: InstanceRef, context: RecordContext): { readonly value: Part; readonly place: object | null } {
  let at: InstanceRef | null = from;
  while (at !== null && at.kind === 'own') at = context.component.packaged.graph.instances[at.id]?.parent ?? null;
  const entry = at === null ? undefined : context.component.packaged.graph.imports[at.entry];
  const owner = entry === undefined ? null : context.named(entry.component);
  let id: number | null = entry === undefined ? null : (owner?.packaged.findInstance(entry.path) ?? null);
  while (owner !== null && id !== null) {
    const record: ScopeInstanceOf = owner.packaged.graph.instances[id];
    if (record === undefined) break;
    if (record.scope.unitPath === variable.scope.literal.path && record.scope.ordinal === ordinal) {
      const place = owner.variablePlace({ kind: 'own', id: id as Extract<InstanceRef, { kind: 'own' }>['id'] }); // an index of that table
      return { value: { kind: 'value', value: read(place.view, variable.name) }, place: place.identity };
    }
    id = record.parent?.kind === 'own' ? record.parent.id : null;
  }
  return { value: MISSING, place: null };
}

function read(view: Readonly<Record<string, unknown>>, name: string): unknown {
  try {
    return view[name];
  } catch {
    return undefined; // not initialised
  }
}
