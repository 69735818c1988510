/**
 * The text that evaluates a class again without running any of its evaluation's effects: heritage and computed keys come
 * as values, static fields and blocks are cut out (their results are data), and a hatch gives what only code inside the
 * body can reach: private fields of existing objects, and makers of scopes whose functions use private names or `super`.
 * Classes with private instance members get a guard, so that existing objects can be stamped with the members without
 * running the constructor.
 */
import type { ClassElement, ClassInfo, Literal } from '../format/code/model.ts';
import { isEntered } from './entered-classes.ts';
import { literalKey, quote, markOf } from './names.ts';
import type { Emission } from './literal.ts';
import { writeNamed } from './literal.ts';
import { isConstructor, makesSuper, writeMaker } from './maker.ts';
import type { LiteralPlan, ScopePlan } from './plan.ts';

/** Whether instances carry private members, so that the class needs the guard. */
export function hasInstancePrivates(info: ClassInfo): boolean {
  return info.elements.some((element) => !element.isStatic && element.key?.kind === 'private');
}

/** Writes the class expression, named as the plan says. */
export function writeClass(emission: Emission, plan: LiteralPlan): void {
  const named = plan.name === null && plan.named && plan.literal.name === null;
  writeNamed(emission, plan, named, () => {
    writeBody(emission, plan.literal);
  });
}

function writeBody(emission: Emission, literal: Literal): void {
  const { builder, names } = emission;
  const info = literal.classInfo;
  if (info === null) return;
  const inner = emission.plan.inner.get(literal)?.children ?? [];
  const entered = isEntered(literal);
  if (isVerbatim(info) && inner.length === 0 && !entered) {
    builder.source(literal.start, literal.end);
    return;
  }
  const from = builder.length;
  writeHead(emission, literal, info);
  builder.add(markOf(names, literal));
  const guarded = hasInstancePrivates(info);
  let at = info.bodyStart;
  for (const element of info.elements) {
    builder.source(at, element.start);
    writeClassElement(emission, element, info, guarded);
    at = element.end;
  }
  builder.source(at, info.bodyEnd);
  writeHatch(emission, info, inner, entered);
  builder.add('}');
  builder.noteEdited(literal, from);
}

function isVerbatim(info: ClassInfo): boolean {
  return info.heritage === null && info.computedKeys === 0 && info.elements.every((element) => element.kind !== 'static-block' && element.key?.kind !== 'private' && !(element.kind === 'field' && element.isStatic));
}

function writeHead(emission: Emission, literal: Literal, info: ClassInfo): void {
  const { builder, names } = emission;
  if (info.heritage === null) {
    builder.source(literal.start, info.bodyStart);
    return;
  }
  builder.source(literal.start, info.heritage.start);
  const adjoins = literal.module.source.startsWith('extends', info.heritage.start - 'extends'.length); // `extends(a,b){`
  builder.add(adjoins ? ` ${names.heritage}` : names.heritage);
  builder.source(info.heritage.end, info.bodyStart);
}

function writeClassElement(emission: Emission, element: ClassElement, info: ClassInfo, guarded: boolean): void {
  const { builder, names } = emission;
  switch (element.kind) {
    case 'static-block':
      builder.add(`;${names.mark}`);
      return;
    case 'field':
      writeField(emission, element, guarded);
      return;
    case 'constructor':
      writeConstructor(emission, element, info, guarded);
      return;
    case 'method':
    case 'get':
    case 'set':
    case 'accessor':
      writeKeyed(emission, element, element.end);
  }
}

/** The element's text up to `end`, its computed key replaced by the evaluated one. */
function writeKeyed(emission: Emission, element: ClassElement, end: number): void {
  const { builder, names } = emission;
  const { key, literal } = element;
  if (key?.kind !== 'computed') {
    builder.source(element.start, end);
    return;
  }
  const start = literal === null || literal.kind === 'field' ? element.start : literal.start; // after `static`
  builder.source(element.start, start);
  const from = builder.length;
  builder.source(start, key.start);
  builder.add(`${names.keys}[${String(key.index)}]${literal === null ? '' : markOf(names, literal)}`);
  builder.source(key.end, end);
  if (literal !== null && literal.kind !== 'field' && end === element.end) builder.noteEdited(literal, from);
}

function writeField(emission: Emission, element: ClassElement, guarded: boolean): void {
  const { builder, names } = emission;
  const { key, value } = element;
  if (key === null) return;
  if (element.isStatic) {
    if (key.kind === 'private') builder.source(element.start, key.end);
    builder.add(`;${names.mark}`);
    return;
  }
  if (!guarded || value === null) {
    writeKeyed(emission, element, element.end);
    return;
  }
  const { start, end } = withParentheses(value, key.end, element.end, builder.text);
  writeKeyed(emission, element, start);
  const name = key.kind === 'computed' ? `${names.keys}[${String(key.index)}]` : quote(key.kind === 'private' ? `#${key.name}` : key.name);
  builder.add(`${names.link}.restoring?void 0:`);
  builder.add(element.namesValue ? `({[${name}]:` : '(');
  builder.source(start, end);
  builder.add(element.namesValue ? `})[${name}];` : ');');
}

/** What stands between the `=` of a field and its end: parentheses around the value are not in its span. */
function withParentheses(value: { readonly start: number; readonly end: number }, keyEnd: number, end: number, source: string): { readonly start: number; readonly end: number } {
  const equals = /(?:\s|\]|\/\*[^]*?\*\/|\/\/.*)*=/y;
  equals.lastIndex = keyEnd;
  if (!equals.test(source)) return value;
  return { start: equals.lastIndex, end: source.charAt(end - 1) === ';' && end > value.end ? end - 1 : end };
}

function writeConstructor(emission: Emission, element: ClassElement, info: ClassInfo, guarded: boolean): void {
  const { builder, names } = emission;
  const body = element.literal?.bodyStart;
  if (!guarded || body === undefined) {
    builder.source(element.start, element.end);
    return;
  }
  builder.source(element.start, body);
  builder.add(`if(${names.link}.restoring){${info.heritage === null ? '' : 'super();'}return}`);
  builder.source(body, element.end);
}

function writeHatch(emission: Emission, info: ClassInfo, inner: readonly ScopePlan[], entered: boolean): void {
  const { builder, names } = emission;
  const privates = privateNames(info);
  if (privates.length === 0 && inner.length === 0 && !entered) return;
  const methods = methodMakers(emission, inner);
  for (const method of methods) {
    builder.add(`;${method.isStatic ? 'static ' : ''}${method.name}`);
    writeMaker(emission, method.scope, 'method');
  }
  builder.add(`;static{${names.cell}.set={${privates.map((field) => `${literalKey(field)}:(o,v)=>{o.#${field}=v}`).join(',')}};`);
  builder.add(`${names.cell}.get={${readableNames(info).map((field) => `${literalKey(field)}:o=>o.#${field}`).join(',')}};`);
  if (entered) builder.add(`${names.cell}.e=${names.value}=>eval(${names.value});`);
  builder.add(`${names.cell}.k=[`);
  inner.forEach((scope, index) => {
    if (index > 0) builder.add(',');
    const method = methods.find((entry) => entry.scope === scope);
    if (method === undefined) writeMaker(emission, scope, 'expression');
    else builder.add(`${method.isStatic ? 'this' : 'this.prototype'}.${method.name}`);
  });
  builder.add('];');
  for (const method of methods) builder.add(`delete ${method.isStatic ? 'this' : 'this.prototype'}.${method.name};`);
  builder.add('}');
}

/** Makers that must be methods of the class: of scopes whose arrows use `super`. */
interface MethodMaker {
  readonly scope: ScopePlan;
  readonly isStatic: boolean;
  readonly name: string;
}

function methodMakers({ names }: Emission, inner: readonly ScopePlan[]): readonly MethodMaker[] {
  const found = inner.filter((scope) => makesSuper(scope) && !isConstructor(scope)); // in a class of its own, `super` is that of its prototype
  return found.map((scope) => ({ scope, isStatic: elementAround(scope)?.isStatic ?? false, name: `${names.prefix}m${String(scope.slot)}` }));
}

/**
 * Writes the makers of scopes inside a class that is there already, for its `cell.e`: `{k, p, s}`, where p and s are the homes
 * of those that use `super` of the prototype and of the class.
 */
export function writeInnerMakers(emission: Emission, inner: readonly ScopePlan[]): void {
  const { builder } = emission;
  const methods = methodMakers(emission, inner);
  for (const [home, isStatic] of [['p', false], ['s', true]] as const) {
    builder.add(`const ${emission.names.prefix}${home}={`);
    for (const method of methods) {
      if (method.isStatic !== isStatic) continue;
      builder.add(method.name);
      writeMaker(emission, method.scope, 'method');
      builder.add(',');
    }
    builder.add('};');
  }
  builder.add(`return{p:${emission.names.prefix}p,s:${emission.names.prefix}s,k:[`);
  inner.forEach((scope, index) => {
    if (index > 0) builder.add(',');
    const method = methods.find((entry) => entry.scope === scope);
    if (method === undefined) writeMaker(emission, scope, 'expression');
    else builder.add(`${emission.names.prefix}${method.isStatic ? 's' : 'p'}.${method.name}`);
  });
  builder.add(']}');
}

/** Private fields: their values can be set. */
function privateNames(info: ClassInfo): readonly string[] {
  return info.elements.flatMap((element) => (element.kind === 'field' && element.key?.kind === 'private' ? [element.key.name] : []));
}

/** Private fields and methods, which can be read from an object that carries them. */
function readableNames(info: ClassInfo): readonly string[] {
  return info.elements.flatMap((element) => ((element.kind === 'method' || element.kind === 'field') && element.key?.kind === 'private' ? [element.key.name] : []));
}

/** The class element in which the scope stands. */
function elementAround(scope: ScopePlan): Literal | null {
  for (let l: Literal | null = scope.scope.literal; l !== null; l = l.parent) if (l.owner === scope.insideClass) return l;
  return null;
}
