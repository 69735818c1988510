/** What kind of object something is, as V8 brands it. */
import { types } from 'node:util';

const { getPrototypeOf } = Reflect;
const objectPrototype = Object.prototype;
const weakRefPrototype: object = WeakRef.prototype;

export const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Kind of an object, by the first brand that it has. Asks no proxy. */
export const kindOf = (object: object): string => {
  if (types.isProxy(object)) return 'proxy';
  if (typeof object === 'function') return 'function';
  if (Array.isArray(object)) return 'array';
  if (types.isMap(object)) return 'map';
  if (types.isSet(object)) return 'set';
  if (types.isDate(object)) return 'date';
  if (types.isRegExp(object)) return 'regexp';
  if (types.isPromise(object)) return 'promise';
  if (types.isWeakMap(object)) return 'weak-map';
  if (types.isWeakSet(object)) return 'weak-set';
  if (types.isNativeError(object)) return 'error';
  if (types.isArrayBufferView(object)) return 'view';
  if (types.isAnyArrayBuffer(object)) return 'buffer';
  if (types.isBoxedPrimitive(object)) return 'boxed';
  if (types.isArgumentsObject(object)) return 'arguments';
  if (types.isGeneratorObject(object)) return 'generator';
  if (types.isMapIterator(object) || types.isSetIterator(object)) return 'iterator';
  return 'object';
};

/** By prototype: there is no brand check that does not throw, which is dear for hundreds of thousands of objects. */
export const isWeakRef = (object: object): boolean => {
  for (let prototype = getPrototypeOf(object); prototype !== null && prototype !== objectPrototype && !types.isProxy(prototype); prototype = getPrototypeOf(prototype)) {
    if (prototype === weakRefPrototype) return true;
  }
  return false;
};
