/** Own properties, integrity and private state of any object. */

import { types } from 'node:util';
import type { Integrity } from '../../format/graph/model.ts';
import { Attribute, Integrity as Level } from '../../format/graph/model.ts';
import type { ScopeReader } from '../instrument/types.ts';
import { ABSENT, type RawPrivates, type RawProperty } from './content.ts';
import { descriptorOf, extensible, frozen, keysOf, sealed } from './operations.ts';

/** One own property; null if there is none of that key. */
export function readProperty(object: object, key: string | symbol): RawProperty | null {
  const descriptor = descriptorOf(object, key);
  return descriptor === undefined ? null : rawProperty(key, descriptor);
}

/** The raw form of a descriptor. */
export function rawProperty(key: string | symbol, descriptor: PropertyDescriptor): RawProperty {
  const shared = (descriptor.enumerable === true ? Attribute.enumerable : 0) | (descriptor.configurable === true ? Attribute.configurable : 0);
  const data = descriptor.get === undefined && descriptor.set === undefined && Object.hasOwn(descriptor, 'value');
  if (data) return { key, flags: shared | (descriptor.writable === true ? Attribute.writable : 0), value: descriptor.value as unknown, setter: ABSENT };
  return { key, flags: shared | Attribute.accessor, value: descriptor.get, setter: descriptor.set };
}

/** Own properties in order, without those that `skip` names. `keys`: all own keys where they are known already. */
export function readProperties(object: object, skip: ((key: string | symbol) => boolean) | null = null, keys: readonly (string | symbol)[] = keysOf(object)): RawProperty[] {
  const properties: RawProperty[] = [];
  for (const key of keys) {
    if (skip !== null && skip(key)) continue;
    const property = readProperty(object, key);
    if (property !== null) properties.push(property);
  }
  return properties;
}

/** Frozen, sealed, not extensible, or none of these. */
export function readIntegrity(object: object): Integrity {
  if (extensible(object)) return Level.extensible;
  if (frozen(object) && !hasWritable(object)) return Level.frozen;
  return sealed(object) && !types.isTypedArray(object) ? Level.sealed : Level.nonExtensible; // V8 takes such arrays for sealed, though their elements are configurable
}

/** V8 takes a sealed function for frozen though its `prototype` can be written, and an empty array for all its `length`. */
function hasWritable(object: object): boolean {
  const key = typeof object === 'function' ? 'prototype' : Array.isArray(object) ? 'length' : null;
  return key !== null && descriptorOf(object, key)?.writable === true;
}

/** Private state that classes of the program put on the object, base class first. */
export function readPrivates(object: object, reader: ScopeReader): readonly RawPrivates[] {
  const evaluations = reader.privatesOf(object);
  if (evaluations.length === 0) return NONE;
  const states: RawPrivates[] = [];
  for (const evaluation of evaluations) {
    const fields: { name: string; value: unknown }[] = [];
    for (const { name, isStatic, kind } of evaluation.privateNames) {
      if (isStatic || fields.some((field) => field.name === name)) continue;
      const { has, value } = evaluation.readPrivate(object, name);
      if (has) fields.push({ name, value: kind === 'field' || kind === 'accessor' ? value : ABSENT });
    }
    if (fields.length > 0) states.push({ classObject: evaluation.classObject, fields });
  }
  return states;
}

const NONE: readonly RawPrivates[] = [];
