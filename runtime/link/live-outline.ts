/** Outlines of objects of the running program: own descriptors and intrinsics, nothing of the user's runs. */
import { types } from 'node:util';
import { Attribute } from '../../format/graph/model.ts';
import type { GraphObject, TypedArrayName } from '../../format/graph/model.ts';
import { brandOf } from '../../hosts/brand.ts';
import type { LiveComponent } from '../instantiate/types.ts';
import type { LiveIndex, Origin } from './live-index.ts';
import type { Outline, OutlineProperty, Part } from './outline.ts';
import { outlineOfRecord } from './outline.ts';
import { integrityOf, ownDescriptor, propertyContent } from './places.ts';

type Kind = GraphObject['kind'];

const value = (of: unknown): Part => ({ kind: 'value', value: of });
const call = (method: Function, owner: object, ...args: readonly unknown[]): unknown => Reflect.apply(method, owner, args);
const getterOf = (owner: object, key: string | symbol): Function => Object.getOwnPropertyDescriptor(owner, key)?.get ?? (() => undefined);

const typedArrayPrototype = Object.getPrototypeOf(Uint8Array.prototype) as object;
const intrinsics = {
  entries: Map.prototype.forEach, members: Set.prototype.forEach, time: Date.prototype.getTime, deref: WeakRef.prototype.deref,
  source: getterOf(RegExp.prototype, 'source'), flags: getterOf(RegExp.prototype, 'flags'),
  typedName: getterOf(typedArrayPrototype, Symbol.toStringTag), typedBuffer: getterOf(typedArrayPrototype, 'buffer'), typedOffset: getterOf(typedArrayPrototype, 'byteOffset'), typedLength: getterOf(typedArrayPrototype, 'length'),
  viewBuffer: getterOf(DataView.prototype, 'buffer'), viewOffset: getterOf(DataView.prototype, 'byteOffset'), viewLength: getterOf(DataView.prototype, 'byteLength'),
};

/** Outline of an object or symbol; null where its content cannot be read. */
export function outlineOfLive(object: object | symbol, index: LiveIndex, named: (name: string) => LiveComponent | null): Outline | null {
  if (typeof object === 'symbol') return { ...empty('symbol'), facts: String(Symbol.keyFor(object) !== undefined), parts: [value(object.description)] };
  const origin = index.origin(object);
  if (types.isProxy(object)) return origin?.record.kind === 'proxy' ? recordOutline(origin, named) : null;
  if (typeof object === 'function') return origin === null ? null : functionOutline(object, origin, named);
  const common = { ...empty(kindOf(object)), prototype: value(Object.getPrototypeOf(object)), integrity: integrityOf(object), properties: propertiesOf(object) };
  switch (common.kind) {
    case 'promise':
    case 'module-part':
      return origin === null ? null : recordOutline(origin, named);
    case 'object':
      return origin?.record.kind === 'native' ? { ...recordOutline(origin, named) ?? common, properties: common.properties } : common;
    default:
      return { ...common, ...contentOf(object, common.kind) };
  }
}

function empty(kind: Kind): Outline {
  return { kind, facts: '', prototype: null, integrity: 0, properties: [], parts: [], entries: [], privates: null, variables: [] };
}

function recordOutline({ component, record }: Origin, named: (name: string) => LiveComponent | null): Outline | null {
  return outlineOfRecord(record, { component, named, variables: 'live', part: (word) => value(component.value(word)) });
}

/** Code and variables from the record, properties as they are now. */
function functionOutline(object: Function, origin: Origin, named: (name: string) => LiveComponent | null): Outline | null {
  const outline = recordOutline(origin, named);
  if (outline === null) return null;
  const { record } = origin;
  const natural = (record.kind === 'function' || record.kind === 'method') && record.natural;
  if (natural && !isNatural(object)) return null;
  return { ...outline, privates: null, prototype: value(Object.getPrototypeOf(object)), integrity: integrityOf(object), properties: natural ? [] : propertiesOf(object) };
}

const NATURAL_KEYS: ReadonlySet<string | symbol> = new Set(['length', 'name', 'prototype', 'arguments', 'caller']);

/** Whether a function that was captured with nothing but what its text makes is still like that. */
function isNatural(object: Function): boolean {
  if (!Reflect.ownKeys(object).every((key) => NATURAL_KEYS.has(key))) return false;
  const prototype: unknown = ownDescriptor(object, 'prototype')?.value;
  return typeof prototype !== 'object' || prototype === null || Reflect.ownKeys(prototype).every((key) => key === 'constructor');
}

/** The record kind that an object of this brand would have. */
function kindOf(object: object): Kind {
  const brand = brandOf(object);
  if (brand === 'array-buffer' || brand === 'shared-array-buffer') return 'buffer';
  return brand === 'object' && (types.isModuleNamespaceObject(object) || types.isGeneratorObject(object)) ? 'module-part' : brand;
}

const INDEX = /^(?:0|[1-9]\d*)$/;

/** Own properties without those that the kind makes by itself. */
function propertiesOf(object: object): readonly OutlineProperty[] {
  const kind = typeof object === 'function' ? 'function' : kindOf(object);
  const omitted = (key: string | symbol): boolean => {
    if (typeof key === 'symbol') return false;
    if (kind === 'array') return key === 'length';
    if (kind === 'regexp') return key === 'lastIndex';
    return (kind === 'typed-array' && INDEX.test(key)) || (kind === 'boxed' && types.isStringObject(object) && (key === 'length' || INDEX.test(key)));
  };
  return Reflect.ownKeys(object).filter((key) => !omitted(key)).map((key) => {
    const content = propertyContent(ownDescriptor(object, key));
    const accessor = (content.flags & Attribute.accessor) !== 0;
    return { key: value(key), flags: content.flags, value: value(content.value), setter: accessor ? value(content.setter) : null };
  });
}

function contentOf(object: object, kind: Kind): Partial<Outline> {
  switch (kind) {
    case 'array':
      return { facts: `${String((object as unknown[]).length)} ${String(ownDescriptor(object, 'length')?.writable)}` };
    case 'map':
      return { entries: collected(object, intrinsics.entries) };
    case 'set':
      return { entries: collected(object, intrinsics.members) };
    case 'date':
      return { parts: [value(call(intrinsics.time, object))] };
    case 'regexp':
      return { parts: [value(call(intrinsics.source, object)), value(call(intrinsics.flags, object)), value(ownDescriptor(object, 'lastIndex')?.value)] };
    case 'buffer':
      return bufferContent(object as ArrayBuffer);
    case 'typed-array':
      return { facts: `${String(call(intrinsics.typedName, object) as TypedArrayName)} ${String(call(intrinsics.typedOffset, object))} ${String(call(intrinsics.typedLength, object))}`, parts: [value(call(intrinsics.typedBuffer, object))] };
    case 'data-view':
      return { facts: `${String(call(intrinsics.viewOffset, object))} ${String(call(intrinsics.viewLength, object))}`, parts: [value(call(intrinsics.viewBuffer, object))] };
    case 'boxed':
      return { parts: [value(primitiveOf(object))] };
    case 'weak-ref':
      return { parts: [value(call(intrinsics.deref, object))] };
    default:
      return {};
  }
}

function collected(object: object, forEach: Function): readonly (readonly [Part, Part])[] {
  const found: (readonly [Part, Part])[] = [];
  call(forEach, object, (entry: unknown, key: unknown) => {
    found.push([value(key), value(entry)]);
  });
  return found;
}

function bufferContent(object: ArrayBuffer | SharedArrayBuffer): Partial<Outline> {
  const shared = types.isSharedArrayBuffer(object);
  const resizable = object as { readonly resizable?: boolean; readonly growable?: boolean; readonly maxByteLength?: number }; // newer than the types
  const limit = resizable.resizable === true || resizable.growable === true ? (resizable.maxByteLength ?? null) : null;
  return { facts: `${String(shared)} ${String(limit)} ${Buffer.from(object).toString('latin1')}` };
}

function primitiveOf(object: object): unknown {
  if (types.isNumberObject(object)) return call(Number.prototype.valueOf, object);
  if (types.isStringObject(object)) return call(String.prototype.valueOf, object);
  if (types.isBooleanObject(object)) return call(Boolean.prototype.valueOf, object);
  if (types.isBigIntObject(object)) return call(BigInt.prototype.valueOf, object);
  return call(Symbol.prototype.valueOf, object);
}
