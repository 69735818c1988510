// Looking at an object without running any code of the program: internal slots, prototypes, descriptors.
import { types } from 'node:util';
import type { Brand } from './types.ts';

const weakRefPrototype: object = WeakRef.prototype;
const weakRefDeref = WeakRef.prototype.deref;

/** Result of calling one of Node's own functions, null where it does not accept the receiver. */
export function tryCall(fn: ((...args: never[]) => unknown) | undefined, receiver: unknown, args: readonly unknown[] = []): { readonly value: unknown } | null {
  if (fn === undefined) return null;
  try {
    return { value: Reflect.apply(fn, receiver, args) };
  } catch {
    return null;
  }
}

/** Getter function of an accessor, as it is now: taken when this half starts, before user code. */
export function getterOf(owner: object | undefined, key: string): (() => unknown) | undefined {
  return owner === undefined ? undefined : Object.getOwnPropertyDescriptor(owner, key)?.get;
}

/** Value of an own data property, undefined for accessors and absent ones. */
export function ownValue(object: object, key: string | symbol): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value as unknown;
}

/** Own symbol with that description. */
export function ownSymbol(object: object, description: string): symbol | undefined {
  return Object.getOwnPropertySymbols(object).find((symbol) => symbol.description === description);
}

/** Prototypes from the nearest on; ends at a Proxy, whose traps are not to be run. */
export function prototypesOf(object: object): object[] {
  const chain: object[] = [];
  for (let each: object = object; !types.isProxy(each); ) {
    const next = Object.getPrototypeOf(each) as object | null;
    if (next === null) break;
    chain.push(next);
    each = next;
  }
  return chain;
}

/** It is the `prototype` of its own `constructor`: a class's prototype object, not an instance. */
export function isPrototypeObject(object: object): boolean {
  const maker = ownValue(object, 'constructor');
  return typeof maker === 'function' && !types.isProxy(maker) && ownValue(maker, 'prototype') === object;
}

/** Kind of the object by its internal slots. */
export function brandOf(object: object): Brand {
  if (types.isProxy(object)) return 'proxy';
  if (typeof object === 'function') return 'function';
  if (Array.isArray(object)) return 'array';
  if (types.isMap(object)) return 'map';
  if (types.isSet(object)) return 'set';
  if (types.isWeakMap(object)) return 'weak-map';
  if (types.isWeakSet(object)) return 'weak-set';
  if (types.isDate(object)) return 'date';
  if (types.isRegExp(object)) return 'regexp';
  if (types.isPromise(object)) return 'promise';
  if (types.isNativeError(object)) return 'error';
  if (types.isArgumentsObject(object)) return 'arguments';
  if (types.isBoxedPrimitive(object)) return 'boxed';
  if (types.isSharedArrayBuffer(object)) return 'shared-array-buffer';
  if (types.isArrayBuffer(object)) return 'array-buffer';
  if (types.isTypedArray(object)) return 'typed-array';
  if (types.isDataView(object)) return 'data-view';
  return mayBeWeakRef(object) && tryCall(weakRefDeref, object) !== null ? 'weak-ref' : 'object';
}

/** Asking costs an exception for all others: only what inherits from the class is asked. */
function mayBeWeakRef(object: object): boolean {
  const parent = Object.getPrototypeOf(object) as object | null;
  return parent !== Object.prototype && parent !== null && prototypesOf(object).includes(weakRefPrototype);
}
