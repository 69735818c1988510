/**
 * Makers: a function per captured scope that declares the scope's variables as real variables and returns a handle
 * through which the runtime sets them, takes the functions that live in the scope, and makes the scopes inside it.
 *
 *   i(values)   sets the variables that are not constants or declared functions, in the order of `initialised`
 *   f, h        live functions (see slots.ts), home objects of methods with `super`
 *   k           makers of inner scopes
 *   v()         accessors of all variables, for code that is emitted outside
 *   e, p        module scopes: getters of exported variables, setters of imported ones that may change
 *   a           the `arguments` object, where captured
 *   b(value)    assigns `arguments`, as sloppy code may
 *   t           `this`, where `new.target` is captured too: the maker is constructed, and its new object is the captured one
 *
 *   s           gives a constructor's scope its `this`, where that was not there yet
 *
 * The maker of a derived class's constructor, or of one whose `new.target` is captured, is a derived class (`isConstructor`):
 * `super()` in it gives it the captured `this`, and an arrow in it may call `super()` itself. So `this` may hang on arrows of
 * the constructor: `super(() => this.run())` of a class whose superclass gives back what it makes of the arrow.
 */
import type { Literal, Variable } from '../format/code/model.ts';
import type { Emission } from './literal.ts';
import { hasOwnThis, modeOf, propertyName, writeElement, writeLiteral } from './literal.ts';
import { hasUntoldWrites, mutableExports } from './hot-edits.ts';
import { needsArrow } from './lexical.ts';
import { literalKey, quote } from './names.ts';
import type { ScopePlan } from './plan.ts';
import { isTemplateVariable, templateIdentifier } from './templates.ts';
import { FunctionMode } from './slots.ts';
import { hasEnteredClass } from './entered-classes.ts';
import { evalConstants, finalVariables } from './final-variables.ts';

/** Variables that `i` sets, in its order. */
export function initialised(plan: ScopePlan): readonly Variable[] {
  return [...plan.variables.values()].filter((variable) => variable.kind !== 'pseudo' && !plan.constants.has(variable.name) && !plan.declared.has(variable.name));
}

/** The emitted name of a variable: its own; a default export that has none gets one. */
function identifierOf(emission: Emission, variable: Pick<Variable, 'name'>): string {
  if (isTemplateVariable(variable)) return templateIdentifier(emission.names, variable.name);
  return variable.name === '*default*' ? `${emission.names.prefix}default` : variable.name;
}

/** Parameters of a maker: the function's own, where its `arguments` object is captured and mapped to them. They are variables that the object may change. */
export function mappedParameters({ scope, variables }: ScopePlan, prefix: string): readonly string[] {
  const { literal } = scope;
  if (scope.kind === 'with') return [`${prefix}w`];
  if (scope.strict || !literal.simpleParameters || scope.kind === 'module') return [];
  return variables.get('arguments')?.kind === 'pseudo' ? literal.parameterNames : [];
}

/** Names that a `const` cannot have, but a sloppy `var` or parameter. */
const SLOPPY_NAMES: ReadonlySet<string> = new Set(['let', 'static', 'implements', 'interface', 'package', 'private', 'protected', 'public', 'yield', 'await', 'arguments']);

/** Writes a scope's maker as an expression, or as what follows a method's name. */
export function writeMaker(emission: Emission, plan: ScopePlan, form: 'expression' | 'method'): void {
  const { builder, names } = emission;
  const module = plan.parent === null;
  const parameters = module ? names.link : mappedParameters(plan, emission.names.prefix).join(',');
  const own = hasOwnThis(plan.scope);
  const constructor = isConstructor(plan);
  const unchanged = constructor || form === 'method' ? [] : finalVariables(emission.plan, plan, initialised(plan), parameters);
  const entered = hasEnteredClass(emission.plan); // a direct eval, which to V8 may assign all but constants
  const finals = entered ? [] : unchanged;
  const constants = constructor || form === 'method' ? [] : [...evalConstants(plan, initialised(plan)), ...(entered ? unchanged.filter(({ name }) => !SLOPPY_NAMES.has(name)) : [])];
  const late = new Set([...finals, ...constants]);
  const resumed = late.size > 0;
  if (constructor) builder.add(`class extends function(){}{constructor(${parameters}){if(${names.link}.bound)super();`);
  else if (form === 'method') builder.add(`(${parameters}){`);
  else builder.add(resumed ? `function*(${parameters}){` : own || !needsArrow(emission.plan, plan) ? `function(${parameters}){` : `(${parameters})=>{`);
  if (plan.scope.strict && (module || plan.parent?.scope.strict !== true) && (form !== 'method' || plan.insideHome !== null)) builder.add('"use strict";');
  writeVariables(emission, plan, late);
  if (module && hasUntoldWrites(emission.plan.code)) writeAllExports(emission, plan);
  if (plan.scope.kind === 'with') builder.add(`with(${names.prefix}w)`);
  builder.add(resumed ? 'try{throw yield{' : 'return{'); // not `x = yield {…}`: stacks show functions without a name by what they are assigned to
  writeInitialiser(emission, plan, late);
  writeFunctions(emission, plan);
  writeHomes(emission, plan);
  writeChildren(emission, plan);
  writeView(emission, plan);
  if (module) writeLinks(emission, plan);
  if (own && plan.variables.get('arguments')?.kind === 'pseudo') builder.add(plan.scope.strict ? 'a:arguments,' : `a:arguments,b:${names.value}=>{arguments=${names.value}},`);
  if (own && !constructor && plan.variables.has('new.target')) builder.add('t:this,');
  if (constructor) builder.add('s:()=>super(),');
  builder.add('}');
  if (resumed) writeFinals(emission, plan, finals, constants);
  const dead = [...plan.uninitialised].filter((name) => plan.scope.variables.get(name)?.kind !== 'pseudo');
  if (dead.length > 0) builder.add(`;let ${dead.join(',')}`);
  builder.add(constructor ? '}}' : '}');
}

/** Whether the scope's maker is a class, whose constructor's `this`, `new.target` and `super()` are those of the scope. */
export function isConstructor(plan: ScopePlan): boolean {
  const { literal } = plan.scope;
  if (literal.kind !== 'constructor' || !plan.variables.has('this')) return false;
  return plan.variables.has('new.target') || ((literal.owner?.classInfo ?? null)?.heritage !== null && !makesSuper(plan));
}

/** Whether an arrow made in the scope or below it uses `super`. */
export function makesSuper(plan: ScopePlan): boolean {
  for (const literal of plan.literals.keys()) if (literal.usesSuper && literal.kind === 'arrow') return true;
  return plan.children.some(makesSuper);
}

/** Readers of all exported variables that functions may assign, for what a direct eval does. */
function writeAllExports(emission: Emission, plan: ScopePlan): void {
  const { builder, names } = emission;
  const readers = [...mutableExports(emission.plan.code)].filter(({ name }) => plan.variables.has(name)).map((variable) => `[${quote(variable.name)},()=>${identifierOf(emission, variable)}]`);
  builder.add(`const ${names.prefix}all=[${readers.join(',')}];`);
}

/** Declares variables with their values, after which nothing of the maker runs. */
function writeFinals(emission: Emission, plan: ScopePlan, finals: readonly Variable[], constants: readonly Variable[]): void {
  const { builder, names } = emission;
  const order = initialised(plan);
  const values = `${names.prefix}values`;
  const declared = (variables: readonly Variable[], from: string): string => variables.map((variable) => `${identifierOf(emission, variable)}=${from}[${String(order.indexOf(variable))}]`).join(',');
  if (constants.length === 0) builder.add(`}catch(${names.value}){var ${declared(finals, names.value)}}return`);
  else builder.add(`}catch(${names.value}){var ${values}=${names.value}}const ${declared(constants, values)};return`);
}

function writeVariables(emission: Emission, plan: ScopePlan, finals: ReadonlySet<Variable>): void {
  const { builder } = emission;
  const parameters = new Set(mappedParameters(plan, emission.names.prefix));
  for (const [keyword, sloppy] of [['const', false], ['var', true]] as const) {
    const own = [...plan.constants].filter(([name]) => SLOPPY_NAMES.has(name) === sloppy && !parameters.has(name));
    if (own.length > 0) builder.add(`${keyword} ${own.map(([name, text]) => `${identifierOf(emission, { name })}=${text}`).join(',')};`);
  }
  const plain = initialised(plan).filter((variable) => !plan.uninitialised.has(variable.name) && !parameters.has(variable.name) && !finals.has(variable));
  if (plain.length > 0) builder.add(`var ${plain.map((variable) => identifierOf(emission, variable)).join(',')};`);
  for (const literal of plan.hoisted.values()) {
    const before = builder.use(literal.module);
    builder.source(literal.start, literal.end);
    builder.use(before);
    builder.add('\n');
  }
}

function writeInitialiser(emission: Emission, plan: ScopePlan, finals: ReadonlySet<Variable>): void {
  const { builder, names } = emission;
  const variables = initialised(plan);
  if (variables.length === finals.size) return;
  const assignments = variables.map((variable, index) => (plan.uninitialised.has(variable.name) || finals.has(variable) ? '' : `${identifierOf(emission, variable)}=${names.value}[${String(index)}];`));
  builder.add(`i:${names.value}=>{${assignments.join('')}},`);
}

/** Scopes with more instances are made faster with plain keys. */
const FEW = 8;

/** Whether functions without a name stand in the scope's table. */
function namesStacks(plan: ScopePlan): boolean {
  if (plan.instances > FEW) return false;
  const anonymous = [...plan.literals.values()].filter(({ literal, name }) => (literal.kind === 'function' || literal.kind === 'arrow') && literal.name === null && (name === null || name === ''));
  for (const literal of anonymous) literal.inferred = true;
  return anonymous.length > 0;
}

const hasInferred = (plan: ScopePlan): boolean => namesStacks(plan) || plan.children.some(hasInferred);

/** Table of live functions. */
export function writeFunctions(emission: Emission, plan: ScopePlan): void {
  const { builder } = emission;
  if (plan.literals.size === 0) return;
  builder.add(namesStacks(plan) ? '["f"]:[' : 'f:['); // V8 takes the name of a key for a part of the functions' names, unless it is computed
  for (const literal of plan.literals.values()) {
    if (literal.slot > 0) builder.add(',\n');
    if (literal.literal.home !== null) builder.add('0');
    else writeLiteral(emission, plan, literal);
  }
  builder.add('],');
}

/** Home objects: all methods of one object literal that use `super`, made together. */
export function writeHomes(emission: Emission, plan: ScopePlan): void {
  const { builder } = emission;
  if (plan.homes.size === 0) return;
  builder.add('h:[');
  for (const home of plan.homes.keys()) {
    const { prefix } = emission.names; // the methods mean the program's own `o`
    const [object, describe, made] = [`${prefix}o`, `${prefix}d`, `${prefix}r`] as const;
    const strict = !plan.scope.strict && home.literals.some((literal) => literal.scope.strict); // as in `extends` or in a text of its own
    builder.add(`()=>{${strict ? '"use strict";' : ''}const ${object}={`);
    const taken: string[] = [];
    const names = new Set<string>();
    for (const literal of home.literals) {
      const key = homeKey(emission, plan, literal, names);
      const before = builder.use(literal.module);
      writeElement(emission, literal, key.written);
      builder.use(before);
      builder.add(',');
      taken.push(`${describe}(${key.read}).${literal.kind === 'get' || literal.kind === 'set' ? literal.kind : 'value'}`);
    }
    const inner = emission.plan.innerOfHomes.get(home) ?? [];
    const methods = inner.map((scope) => `${emission.names.prefix}m${String(scope.slot)}`);
    inner.forEach((scope, index) => {
      builder.add(methods[index] ?? '');
      writeMaker(emission, scope, 'method');
      builder.add(',');
    });
    builder.add(`},${describe}=k=>${emission.names.link}.descriptor(${object},k),${made}={o:${object},f:[${taken.join(',')}],k:[${methods.map((name) => `${object}.${name}`).join(',')}]};`);
    builder.add(`${methods.map((name) => `delete ${object}.${name};`).join('')}return ${made}},`);
  }
  builder.add('],');
}

/**
 * The key under which a method of a home is made, so that its function has its name, and what it is taken by. Functions under
 * symbols may have one name: a second one gets a symbol of its own.
 */
function homeKey({ names: { prefix, link } }: Emission, plan: ScopePlan, literal: Literal, taken: Set<string>): { readonly written: string; readonly read: string } {
  const known = plan.literals.get(literal);
  if (literal.key?.kind === 'name' || known === undefined) {
    const plain = quote(literal.key?.kind === 'name' ? literal.key.name : `${prefix}${String(literal.id)}`);
    return { written: plain, read: plain };
  }
  const name = propertyName(known);
  const place = `${literal.kind} ${name}`;
  if (!taken.has(place)) {
    taken.add(place);
    return { written: quote(name), read: quote(name) };
  }
  const symbol = `${link}.symbols[${String(literal.id)}]`;
  return { written: `${symbol}=${link}.Symbol(${name === '' ? '' : quote(name.slice(1, -1))})`, read: symbol };
}

/** Makers of inner scopes. */
export function writeChildren(emission: Emission, plan: ScopePlan): void {
  const { builder } = emission;
  if (plan.children.length === 0) return;
  builder.add(plan.children.some(hasInferred) ? '["k"]:[' : 'k:[');
  plan.children.forEach((child, index) => {
    builder.add(index > 0 ? ',\n(' : '('); // in parentheses: V8 compiles it with what is around it, as it is called at once
    writeMaker(emission, child, 'expression');
    builder.add(')');
  });
  builder.add('],');
}

/**
 * Accessors of the variables. Setters only where functions may assign: a setter would make V8 take a variable for one
 * that changes, and a call of a declared function would no longer be inlined without a check.
 */
function writeView(emission: Emission, plan: ScopePlan): void {
  const { builder, names } = emission;
  const accessors: string[] = [];
  for (const variable of plan.variables.values()) {
    if (variable.kind === 'pseudo') continue;
    const key = literalKey(variable.name);
    const identifier = identifierOf(emission, variable);
    accessors.push(`get ${key}(){return ${identifier}}`);
    const assigned = variable.assignedByInner || variable.scope.hasEval;
    if (assigned && variable.kind !== 'const' && !plan.constants.has(variable.name)) accessors.push(`set ${key}(${names.value}){${identifier}=${names.value}}`);
  }
  if (plan.variables.has('this') && !plan.uninitialised.has('this')) accessors.unshift('this:this');
  if (accessors.length > 0) builder.add(`v:()=>({${accessors.join(',')}}),`);
}

function writeLinks(emission: Emission, plan: ScopePlan): void {
  const { builder, names } = emission;
  const { code } = emission.plan;
  if (code.kind !== 'module') return;
  const getters: string[] = [];
  for (const entry of code.exports) {
    if (entry.kind !== 'local' || !plan.variables.has(entry.variable.name)) continue;
    const name = identifierOf(emission, entry.variable);
    getters.push(`${literalKey(entry.name)}:()=>${name}`);
  }
  if (getters.length > 0) builder.add(`e:{${getters.join(',')}},`);
  const setters = [...emission.plan.liveImports].filter((name) => plan.variables.has(name)).map((name) => `${literalKey(name)}:${names.value}=>{${name}=${names.value}}`);
  if (setters.length > 0) builder.add(`p:{${setters.join(',')}},`);
}

/** Slot and mode of a live literal in its scope's tables. */
export function slotOf(plan: ScopePlan, literal: Literal): { readonly slot: number; readonly mode: number } {
  const known = plan.literals.get(literal);
  if (known === undefined) return { slot: -1, mode: FunctionMode.direct };
  if (literal.home !== null) return { slot: literal.home.literals.indexOf(literal), mode: FunctionMode.home };
  return { slot: known.slot, mode: modeOf(known) };
}
