/** Functions, methods and classes of the program. */

import { types } from 'node:util';
import type { Literal } from '../../format/code/model.ts';
import { Attribute } from '../../format/graph/model.ts';
import type { ClassEvaluation, CodeIdentity, MethodOrigin, ScopeReader } from '../instrument/types.ts';
import { ABSENT, type RawProperty, type Specific } from './content.ts';
import type { LiveInstance } from './live.ts';
import { descriptorOf, extensible, keysOf, prototypeOf, symbolDescription } from './operations.ts';
import { readProperties } from './read-properties.ts';
import { Refused } from './refused.ts';

const generatorPrototype: object | null = prototypeOf(function* () {}.prototype as object);
const asyncGeneratorPrototype: object | null = prototypeOf(async function* () {}.prototype as object);
const functionPrototype = Function.prototype;
const functionText = Function.prototype.toString;
const objectPrototype = Object.prototype;

/** Own properties of a function as captured: without V8's `arguments` and `caller` of sloppy functions, which cannot be changed; newer V8 has none. */
export function functionProperties(fn: Function, literal: Literal | null): RawProperty[] {
  const sloppy = literal !== null && hasLegacyProperties(literal);
  return readProperties(fn, sloppy ? (key) => (key === 'arguments' || key === 'caller') && isLegacy(descriptorOf(fn, key)) : null);
}

const isLegacy = (descriptor: PropertyDescriptor | undefined): boolean => descriptor?.configurable === false && descriptor.value === null;

const hasLegacyProperties = (literal: Literal): boolean => literal.kind === 'function' && !literal.strict && !literal.async && !literal.generator;

/** Whether evaluating the literal makes a `prototype` object. */
export const makesPrototype = (literal: Literal): boolean => literal.generator || (literal.kind === 'function' && !literal.async);

/** The automatic `prototype` object of a function, whatever became of it; null if it has none or another was put in its place. */
export function automaticPrototype(fn: Function, literal: Literal): object | null {
  if (!makesPrototype(literal)) return null;
  const value: unknown = descriptorOf(fn, 'prototype')?.value;
  if (typeof value !== 'object' || value === null) return null;
  if (literal.generator) return value;
  const constructor = descriptorOf(value, 'constructor');
  return constructor?.value === fn && constructor.enumerable === false ? value : null;
}

/** What an automatic `prototype` object inherits from. */
export function pristineParent(literal: Literal): object | null {
  if (!literal.generator) return objectPrototype;
  return literal.async ? asyncGeneratorPrototype : generatorPrototype;
}

/** Whether an automatic `prototype` object is just as the function's evaluation made it. */
export function isPristine(prototype: object, fn: Function, literal: Literal): boolean {
  if (!extensible(prototype)) return false;
  const keys = keysOf(prototype);
  if (prototypeOf(prototype) !== pristineParent(literal)) return false;
  if (literal.generator) return keys.length === 0;
  if (keys.length !== 1 || keys[0] !== 'constructor') return false;
  const descriptor = descriptorOf(prototype, 'constructor');
  return descriptor?.value === fn && descriptor.writable === true && descriptor.enumerable === false && descriptor.configurable === true;
}

/** The method that an arrow with `super` has it from; null: the literal is no such arrow. */
export function superMethod(literal: Literal): Literal | null {
  if (literal.kind !== 'arrow' || !literal.usesSuper) return null;
  let at: Literal | null = literal;
  while (at !== null && (at.kind === 'arrow' || (at.kind === 'module' && at.parent !== null))) at = at.parent; // through texts of direct evals
  return at;
}

/** Content of a function that no class body made. */
export function readFunction(fn: Function, code: CodeIdentity, properties: readonly RawProperty[], instance: LiveInstance | null, reader: ScopeReader): Specific & { readonly kind: 'function' } {
  const { literal } = code;
  const homeObject = literal.home === null && (superMethod(literal)?.home ?? null) === null ? null : reader.homeOf(fn);
  if (homeObject === null && literal.kind === 'arrow' && (superMethod(literal)?.home ?? null) !== null) throw new Refused('it uses `super` of an object literal that cannot be found', 'call the method from a named method instead of an arrow');
  const name = ownName(properties);
  return { kind: 'function', code, instance, name, natural: name !== null && isNatural(fn, literal, properties, null), homeObject };
}

/** Content of a method or accessor that a class body made. */
export function readMethod(fn: Function, code: CodeIdentity, origin: MethodOrigin, properties: readonly RawProperty[]): Specific {
  return { kind: 'method', code, origin, natural: isNatural(fn, code.literal, properties, methodName(origin)) };
}

/** Content of a class. Its heritage is taken from its prototype: `extends` is not evaluated again. */
export function readClass(evaluation: ClassEvaluation, properties: readonly RawProperty[], instance: LiveInstance | null, reader: ScopeReader): Specific {
  const { classObject, identity } = evaluation;
  const prototypeObject: unknown = descriptorOf(classObject, 'prototype')?.value;
  const parent = prototypeOf(classObject);
  const written = identity.literal.classInfo?.heritage ?? null;
  const heritage = written === null ? ABSENT : parent !== null && canBeExtended(parent) && !standsIn(parent, identity.literal, reader) ? parent : null;
  const staticPrivates: { name: string; value: unknown }[] = [];
  for (const { name, isStatic, kind } of evaluation.privateNames) {
    if (!isStatic || (kind !== 'field' && kind !== 'accessor')) continue;
    const { has, value } = evaluation.readPrivate(classObject, name);
    if (has) staticPrivates.push({ name, value });
  }
  return { kind: 'class', code: identity, evaluation, instance, heritage, name: ownName(properties), prototypeObject, staticPrivates };
}

/** Whether the function was made by the `extends` of the class: its scope may be one that stands inside the class. */
function standsIn(fn: object, { classInfo, module }: Literal, reader: ScopeReader): boolean {
  const literal = typeof fn !== 'function' ? null : (reader.classOf(fn)?.identity.literal ?? reader.identify(fn as Function)?.literal ?? null); // a function
  const span = classInfo?.heritage ?? null;
  return literal !== null && span !== null && literal.module === module && literal.start >= span.start && literal.end <= span.end;
}

/** What `extends` takes, when the properties of functions are not there yet. A class whose prototype was set to something else extends null, and gets its prototype afterwards. */
function canBeExtended(parent: object | null): boolean {
  if (typeof parent !== 'function' || parent === functionPrototype) return false;
  return types.isProxy(parent) || (typeof descriptorOf(parent, 'prototype')?.value === 'object' && !isBound(parent as Function)); // it is one
}

/** Bound functions have no `prototype` unless the program gives them one. */
const isBound = (fn: Function): boolean => Reflect.apply(functionText, fn, []) === 'function () { [native code] }';

function ownName(properties: readonly RawProperty[]): string | null {
  const property = properties.find(({ key }) => key === 'name');
  return property !== undefined && property.setter === ABSENT && typeof property.value === 'string' ? property.value : null;
}

/** Name that a class evaluation gives a method. */
function methodName(origin: MethodOrigin): string {
  const { key } = origin;
  const description = typeof key === 'symbol' ? symbolDescription(key) : undefined;
  const name = origin.privateName !== null ? `#${origin.privateName}` : typeof key === 'string' ? key : description === undefined ? '' : `[${description}]`;
  return origin.which === 'value' ? name : `${origin.which} ${name}`;
}

/** Whether the own properties are just those that the evaluation of the literal makes. `name` null: any string. */
function isNatural(fn: Function, literal: Literal, properties: readonly RawProperty[], name: string | null): boolean {
  const expected = makesPrototype(literal) ? ['length', 'name', 'prototype'] : ['length', 'name'];
  if (properties.length !== expected.length || !extensible(fn)) return false;
  return properties.every((property, index) => {
    if (property.key !== expected[index] || property.setter !== ABSENT) return false;
    if (property.key === 'prototype') {
      const automatic = automaticPrototype(fn, literal);
      return property.flags === Attribute.writable && automatic !== null && isPristine(automatic, fn, literal);
    }
    if (property.flags !== Attribute.configurable) return false;
    if (property.key === 'length') return property.value === literal.expectedLength;
    return property.value === (name ?? writtenName(literal) ?? property.value);
  });
}

/** The name that the text itself gives a function that no class body made; null: what is around it gives it. */
function writtenName({ name, key, kind }: Literal): string | null {
  if (name !== null || key?.kind !== 'name') return name;
  return kind === 'get' || kind === 'set' ? `${kind} ${key.name}` : key.name;
}
