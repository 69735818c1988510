/**
 * Internal slots that need no inspector, read through the intrinsics as they were when this module was loaded:
 * brand-checking getters and methods, which run no user code on an object of their brand.
 */
import { types } from 'node:util';
import { hashOf } from './primitive.ts';

const { apply, getOwnPropertyDescriptor, ownKeys } = Reflect;

const getterOf = (prototype: object, key: string): (() => unknown) | undefined => getOwnPropertyDescriptor(prototype, key)?.get;
const methodOf = (prototype: object, key: string | symbol): Function => getOwnPropertyDescriptor(prototype, key)?.value as Function; // an intrinsic

const mapForEach = methodOf(Map.prototype, 'forEach');
const setForEach = methodOf(Set.prototype, 'forEach');
const dateGetTime = methodOf(Date.prototype, 'getTime');
const regExpSource = getterOf(RegExp.prototype, 'source');
const regExpFlags = (['hasIndices', 'global', 'ignoreCase', 'multiline', 'dotAll', 'unicode', 'unicodeSets', 'sticky'] as const).map((name, index) => ({ letter: 'dgimsuvy'[index] ?? '', getter: getterOf(RegExp.prototype, name) }));
const typedArray = Object.getPrototypeOf(Uint8Array.prototype) as object;
const typedArrayName = getOwnPropertyDescriptor(typedArray, Symbol.toStringTag)?.get;
const typedArrayGetters = { buffer: getterOf(typedArray, 'buffer'), byteOffset: getterOf(typedArray, 'byteOffset'), length: getterOf(typedArray, 'length') };
const dataViewGetters = { buffer: getterOf(DataView.prototype, 'buffer'), byteOffset: getterOf(DataView.prototype, 'byteOffset'), length: getterOf(DataView.prototype, 'byteLength') };
const unboxers = [
  { check: types.isNumberObject, unbox: methodOf(Number.prototype, 'valueOf') },
  { check: types.isStringObject, unbox: methodOf(String.prototype, 'valueOf') },
  { check: types.isBooleanObject, unbox: methodOf(Boolean.prototype, 'valueOf') },
  { check: types.isBigIntObject, unbox: methodOf(BigInt.prototype, 'valueOf') },
  { check: types.isSymbolObject, unbox: methodOf(Symbol.prototype, 'valueOf') },
];
const bufferGetters = [ArrayBuffer.prototype, SharedArrayBuffer.prototype].map((prototype) => ({
  length: getterOf(prototype, 'byteLength'), maximum: getterOf(prototype, 'maxByteLength'), resizable: getterOf(prototype, prototype === ArrayBuffer.prototype ? 'resizable' : 'growable'),
}));

const get = (getter: (() => unknown) | undefined, object: object): unknown => (getter === undefined ? undefined : apply(getter, object, []));

/** Key, value, key, value … in order. */
export const mapEntries = (map: object): readonly (readonly [unknown, unknown])[] => {
  const entries: [unknown, unknown][] = [];
  apply(mapForEach, map, [(value: unknown, key: unknown) => entries.push([key, value])]);
  return entries;
};

export const setEntries = (set: object): readonly unknown[] => {
  const entries: unknown[] = [];
  apply(setForEach, set, [(value: unknown) => entries.push(value)]);
  return entries;
};

export const dateTime = (date: object): unknown => apply(dateGetTime, date, []);

export const regExpText = (expression: object): string => {
  const flags = regExpFlags.map(({ letter, getter }) => (get(getter, expression) === true ? letter : '')).join('');
  return `/${String(get(regExpSource, expression))}/${flags}`;
};

export const unboxed = (object: object): unknown => {
  const found = unboxers.find(({ check }) => check(object));
  return found === undefined ? undefined : apply(found.unbox, object, []);
};

export interface ViewParts {
  readonly name: string;
  readonly buffer: unknown;
  readonly byteOffset: unknown;
  readonly length: unknown;
}

/** Parts of a typed array or DataView. */
export const viewParts = (view: object): ViewParts => {
  const isTyped = types.isTypedArray(view);
  const getters = isTyped ? typedArrayGetters : dataViewGetters;
  return { name: isTyped ? String(get(typedArrayName, view)) : 'DataView', buffer: get(getters.buffer, view), byteOffset: get(getters.byteOffset, view), length: get(getters.length, view) };
};

/** Whether an ArrayBuffer or SharedArrayBuffer can change its length. */
export const isResizable = (buffer: object): boolean => get(bufferGetters[types.isSharedArrayBuffer(buffer) ? 1 : 0]?.resizable, buffer) === true;

/** Length, maximum length and content of an ArrayBuffer or SharedArrayBuffer. */
export const bufferText = (buffer: object): string => {
  const getters = bufferGetters[types.isSharedArrayBuffer(buffer) ? 1 : 0];
  const maximum = isResizable(buffer) ? ` of at most ${String(get(getters?.maximum, buffer))}` : '';
  const length = Number(get(getters?.length, buffer));
  let bytes: Buffer;
  try {
    bytes = Buffer.from(buffer as ArrayBuffer, 0, length); // checked by its brand
  } catch {
    return 'detached';
  }
  return `${length} bytes${maximum}: ${length <= 64 ? bytes.toString('hex') : `${bytes.toString('hex', 0, 32)}… ${hashOf(bytes.toString('latin1'))}`}`;
};

/** Own keys; typed arrays without their indexes. */
export const keysOf = (object: object, namedKeys: (object: object) => readonly string[]): readonly (string | symbol)[] => {
  if (!types.isTypedArray(object)) return ownKeys(object);
  const length = Number(get(typedArrayGetters.length, object));
  return length > 1 << 16 ? namedKeys(object) : ownKeys(object).slice(length);
};
