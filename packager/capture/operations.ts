/**
 * Every touch of a user's value goes through these functions. They were taken from the intrinsics before any code of the
 * user ran, so that a program that replaces `Map.prototype.entries` or `Reflect.ownKeys` changes nothing here,
 * and none of them runs code of the user: a proxy looks like an object without properties and prototype.
 */

import { types } from 'node:util';

const { isProxy } = types;
const { apply, ownKeys, getOwnPropertyDescriptor, getPrototypeOf, isExtensible } = Reflect;
/** As in Reflect. */
export const { defineProperty, deleteProperty } = Reflect;
const { isFrozen, isSealed } = Object;

type Getter = (this: unknown) => unknown;

/** A prototype's method as a function of its receiver. */
function method<R>(prototype: object, key: string | symbol): (receiver: unknown, ...args: readonly unknown[]) => R {
  const found: unknown = getOwnPropertyDescriptor(prototype, key)?.value;
  if (typeof found !== 'function') return () => missing(key);
  return (receiver, ...args) => apply(found, receiver, args) as R; // the intrinsic's result type
}

/** A prototype's accessor as a function of its receiver. */
function getter<R>(prototype: object, key: string | symbol): (receiver: unknown) => R {
  const found: Getter | undefined = getOwnPropertyDescriptor(prototype, key)?.get;
  if (found === undefined) return () => missing(key);
  return (receiver) => apply(found, receiver, []) as R; // the intrinsic's result type
}

function missing(key: string | symbol): never {
  throw new Error(`this Node has no ${String(key)}`);
}

const typedArray = getPrototypeOf(Uint8Array.prototype) ?? Uint8Array.prototype;
const mapIterator = getPrototypeOf(new Map().entries()) ?? {};
const setIterator = getPrototypeOf(new Set().values()) ?? {};
const has = (prototype: object, key: string): boolean => getOwnPropertyDescriptor(prototype, key) !== undefined;

/** Own keys in order; none of a proxy. */
export const keysOf = (object: object): (string | symbol)[] => (isProxy(object) ? [] : ownKeys(object));
/** Own property; undefined for a proxy. */
export const descriptorOf = (object: object, key: string | symbol): PropertyDescriptor | undefined => (isProxy(object) ? undefined : getOwnPropertyDescriptor(object, key));
/** Prototype; null for a proxy. */
export const prototypeOf = (object: object): object | null => (isProxy(object) ? null : getPrototypeOf(object));
/** As Object.isExtensible. Not for proxies. */
export const extensible: (object: object) => boolean = isExtensible;
/** As Object.isFrozen. Not for proxies. */
export const frozen: (object: object) => boolean = isFrozen;
/** As Object.isSealed. Not for proxies. */
export const sealed: (object: object) => boolean = isSealed;
/** Calls an intrinsic. */
export const call: (fn: Function, receiver: unknown, args: readonly unknown[]) => unknown = apply;

/** Time value of a Date, NaN if invalid. */
export const dateTime = method<number>(Date.prototype, 'getTime');
/** Target of a WeakRef, undefined if it is gone. */
export const weakRefTarget = method<object | symbol | undefined>(WeakRef.prototype, 'deref');
/** Key of a registered symbol. */
export const symbolKey: (symbol: symbol) => string | undefined = Symbol.keyFor;
/** Description of a symbol. */
export const symbolDescription = getter<string | undefined>(Symbol.prototype, 'description');

/** Source text of a regular expression. */
export const regexpSource = getter<string>(RegExp.prototype, 'source');
const regexpFlagGetters = (
  [['hasIndices', 'd'], ['global', 'g'], ['ignoreCase', 'i'], ['multiline', 'm'], ['dotAll', 's'], ['unicode', 'u'], ['unicodeSets', 'v'], ['sticky', 'y']] as const
).flatMap(([key, letter]) => (has(RegExp.prototype, key) ? [{ letter, read: getter<boolean>(RegExp.prototype, key) }] : []));

/** Flags from the internal slot; the `flags` accessor would ask the object's own properties. */
export function regexpFlags(regexp: object): string {
  let flags = '';
  for (const { letter, read } of regexpFlagGetters) if (read(regexp)) flags += letter;
  return flags;
}

const booleanValue = method<boolean>(Boolean.prototype, 'valueOf');
const numberValue = method<number>(Number.prototype, 'valueOf');
const stringValue = method<string>(String.prototype, 'valueOf');
const symbolValue = method<symbol>(Symbol.prototype, 'valueOf');
const bigintValue = method<bigint>(BigInt.prototype, 'valueOf');

/** The primitive in a Number, String, Boolean, Symbol or BigInt object. */
export function boxedPrimitive(object: object, types: BoxedTypes): number | string | boolean | symbol | bigint {
  if (types.isNumberObject(object)) return numberValue(object);
  if (types.isStringObject(object)) return stringValue(object);
  if (types.isBooleanObject(object)) return booleanValue(object);
  if (types.isSymbolObject(object)) return symbolValue(object);
  return bigintValue(object);
}

/** The part of node:util's `types` that tells boxed primitives apart. */
export interface BoxedTypes {
  isNumberObject(object: unknown): boolean;
  isStringObject(object: unknown): boolean;
  isBooleanObject(object: unknown): boolean;
  isSymbolObject(object: unknown): boolean;
}

const mapEntriesOf = method<object>(Map.prototype, 'entries');
const nextOfMap = method<IteratorResult<[unknown, unknown], undefined>>(mapIterator, 'next');
const setValuesOf = method<object>(Set.prototype, 'values');
const nextOfSet = method<IteratorResult<unknown, undefined>>(setIterator, 'next');

/** Key, value, key, value … in order. */
export function mapEntries(map: object): unknown[] {
  const entries: unknown[] = [];
  const iterator = mapEntriesOf(map);
  for (let step = nextOfMap(iterator); step.done !== true; step = nextOfMap(iterator)) {
    entries[entries.length] = step.value[0];
    entries[entries.length] = step.value[1];
  }
  return entries;
}

/** Elements in order. */
export function setValues(set: object): unknown[] {
  const values: unknown[] = [];
  const iterator = setValuesOf(set);
  for (let step = nextOfSet(iterator); step.done !== true; step = nextOfSet(iterator)) values[values.length] = step.value;
  return values;
}

/** Name of its class: `Uint8Array`. */
export const typedArrayName = getter<string>(typedArray, Symbol.toStringTag);
/** Buffer under a typed array. */
export const typedArrayBuffer = getter<ArrayBufferLike>(typedArray, 'buffer');
/** Offset of a typed array in its buffer, in bytes. */
export const typedArrayOffset = getter<number>(typedArray, 'byteOffset');
/** Length of a typed array in elements. */
export const typedArrayLength = getter<number>(typedArray, 'length');
/** Length of a typed array in bytes. */
export const typedArrayByteLength = getter<number>(typedArray, 'byteLength');
/** Buffer under a DataView. */
export const viewBuffer = getter<ArrayBufferLike>(DataView.prototype, 'buffer');
/** Offset of a DataView in its buffer. */
export const viewOffset = getter<number>(DataView.prototype, 'byteOffset');
/** Length of a DataView in bytes. */
export const viewByteLength = getter<number>(DataView.prototype, 'byteLength');
const bufferLength = getter<number>(ArrayBuffer.prototype, 'byteLength');
const bufferMaximum = getter<number>(ArrayBuffer.prototype, 'maxByteLength');
const bufferResizable = getter<boolean>(ArrayBuffer.prototype, 'resizable');
/** Resizes a resizable ArrayBuffer. */
export const resizeBuffer = method<undefined>(ArrayBuffer.prototype, 'resize');
const sharedLength = getter<number>(SharedArrayBuffer.prototype, 'byteLength');
const sharedMaximum = getter<number>(SharedArrayBuffer.prototype, 'maxByteLength');
const sharedGrowable = getter<boolean>(SharedArrayBuffer.prototype, 'growable');
const setBytes = method<undefined>(typedArray, 'set');
const Bytes = Uint8Array;

/** Lengths in bytes. */
export interface BufferShape {
  readonly byteLength: number;
  /** Null: of fixed length. */
  readonly maxByteLength: number | null;
}

/** Lengths of an ArrayBuffer or SharedArrayBuffer, in bytes. */
export function bufferShape(buffer: object, shared: boolean): BufferShape {
  if (shared) return { byteLength: sharedLength(buffer), maxByteLength: sharedGrowable(buffer) ? sharedMaximum(buffer) : null };
  return { byteLength: bufferLength(buffer), maxByteLength: bufferResizable(buffer) ? bufferMaximum(buffer) : null };
}

/** A copy of some bytes. Throws TypeError for a detached buffer. */
export function copyBytes(buffer: ArrayBufferLike, start: number, length: number): Uint8Array {
  const copy = new Bytes(length);
  setBytes(copy, new Bytes(buffer, start, length));
  return copy;
}

const stackGetter: unknown = descriptorOf(new Error('probe'), 'stack')?.get;
/** On newer Node versions `stack` is an own accessor of V8's. */
export const isStackGetter = (fn: unknown): boolean => fn !== undefined && fn === stackGetter;
