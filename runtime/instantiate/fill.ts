/**
 * Completes the staged objects when all of them exist: prototypes that had to wait, properties, entries, private
 * fields, variables of scopes, settled promises; integrity comes last, as a frozen object takes nothing any more.
 */
import type { GraphObject, Property, ScopeInstance } from '../../format/graph/model.ts';
import { Attribute, Constant, Integrity, Tag, constantWord, tagOf } from '../../format/graph/model.ts';
import { reconcile } from './reconcile.ts';
import { leaveDictionaryMode } from './fast-properties.ts';
import type { Staging } from './staging.ts';
import { stamp } from './stamp.ts';

const ABSENT = constantWord(Constant.absent);
const UNINITIALISED = constantWord(Constant.uninitialised);
const NULL = constantWord(Constant.null);
const mapSet = Map.prototype.set;
const setAdd = Set.prototype.add;
const weakMapSet = WeakMap.prototype.set;
const weakSetAdd = WeakSet.prototype.add;

/** Fills every object and scope instance of the staging. */
export function fill(staging: Staging): void {
  const { pending } = staging;
  const { objectShapes } = staging.reader.hot;
  staging.graph.instances.forEach((instance, id) => {
    if (!staging.isBoundInstance(id)) setVariables(staging, id, instance);
  });
  pending.forEach((record, id) => {
    if (record !== undefined) fillObject(staging, id, record, objectShapes[id] ?? -1);
  });
  pending.forEach((record, id) => {
    if (record !== undefined) setPrivates(staging, id, record);
  });
  pending.forEach((record, id) => {
    if (record === undefined) return;
    if (record.kind === 'promise') staging.settlePromise(id, record);
    if (record.integrity !== Integrity.extensible) close(staging.component.objects[id] as object, record.integrity);
  });
  speedUp(staging);
}

/** After so many properties that are defined one by one V8 puts an object into dictionary mode; a program that writes `table.name = …` does so after many more. */
const DEFINED_FAST = 12;
const NAMED_FAST = 128;

/** Functions and objects that no literal made, with as many properties as a program's own may have before they are dictionaries. */
function isTable(record: GraphObject, shape: number): boolean {
  if (record.properties.length > NAMED_FAST || record.prototype === NULL) return false;
  return (record.kind === 'function' && !record.natural) || (record.kind === 'object' && shape < 0 && record.properties.length > DEFINED_FAST);
}

/** Classes, tables, and what other objects inherit from. */
function speedUp(staging: Staging): void {
  const found = new Set<unknown>();
  staging.pending.forEach((record, id) => {
    if (record === undefined) return;
    if (record.kind === 'class' || isTable(record, staging.reader.hot.objectShapes[id] ?? -1)) found.add(staging.component.objects[id]);
    if (tagOf(record.prototype) === Tag.object || tagOf(record.prototype) === Tag.imported) found.add(staging.value(record.prototype));
  });
  for (const object of found) if ((typeof object === 'object' && object !== null) || typeof object === 'function') leaveDictionaryMode(object);
}

/** Gives the scope's maker the values of its variables, in the order of the scope's declarations that its initialiser expects. */
function setVariables(staging: Staging, id: number, instance: ScopeInstance): void {
  const { i: initialise, a: own, b: assignArguments } = staging.instanceHandle(id);
  initialise?.(staging.initialValues(id, instance));
  const word = instance.variables.get('arguments');
  // Sloppy code may have assigned `arguments`, or have such as strict code has.
  if (assignArguments !== undefined && word !== undefined && staging.value(word) !== own) assignArguments(staging.value(word));
}

function fillObject(staging: Staging, id: number, record: GraphObject, shape: number): void {
  const object = staging.component.objects[id] as object;
  if (record.kind === 'proxy') return;
  if (record.kind === 'module-part') {
    if (record.part === 'namespace') {
      const values = record.properties.map((property): [string, unknown] => [String(staging.key(property.key)), staging.value(property.value)]);
      if (values.length > 0) staging.modules.noteImported(staging.file(record.module, record.component), new Map(values));
      return;
    }
    // What the program put on it; the rest is the module system's.
    defineAll(staging, object, record.properties.filter((property) => !isParent(staging, record, property)));
    for (const property of record.properties) if (isParent(staging, record, property)) Reflect.set(object, 'parent', staging.value(property.value));
    return;
  }
  fixPrototype(staging, object, record);
  stampDerived(staging, object, record);
  switch (record.kind) {
    case 'map':
      for (let i = 0; i + 1 < record.entries.length; i += 2) Reflect.apply(mapSet, object, [staging.value(record.entries[i] ?? ABSENT), staging.value(record.entries[i + 1] ?? ABSENT)]);
      break;
    case 'set':
      for (const entry of record.entries) Reflect.apply(setAdd, object, [staging.value(entry)]);
      break;
    case 'weak-map':
      for (let i = 0; i + 1 < record.entries.length; i += 2) Reflect.apply(weakMapSet, object, [staging.value(record.entries[i] ?? ABSENT), staging.value(record.entries[i + 1] ?? ABSENT)]);
      break;
    case 'weak-set':
      for (const entry of record.entries) Reflect.apply(weakSetAdd, object, [staging.value(entry)]);
      break;
    case 'regexp':
      (object as RegExp).lastIndex = staging.value(record.lastIndex) as number;
      break;
    default:
      break;
  }
  fillProperties(staging, object, record, shape);
}

/** `module.parent`: an accessor that all modules inherit. */
function isParent(staging: Staging, { part }: Extract<GraphObject, { kind: 'module-part' }>, { key }: Property): boolean {
  return part === 'module' && staging.key(key) === 'parent';
}

function fixPrototype(staging: Staging, object: object, record: GraphObject): void {
  const prototype = staging.prototype(record.prototype);
  if (Object.getPrototypeOf(object) !== prototype) Object.setPrototypeOf(object, prototype);
}

function fillProperties(staging: Staging, object: object, record: GraphObject, shape: number): void {
  if ((record.kind === 'function' || record.kind === 'method') && record.natural) {
    if (record.kind === 'function' && record.name === null) Reflect.deleteProperty(object, 'name');
    return;
  }
  if (record.kind === 'array') {
    fillArray(staging, object as unknown[], record);
    return;
  }
  if (shape >= 0) {
    patchForward(staging, object as Record<string | symbol, unknown>, record.properties);
    return;
  }
  if (!replacesBuiltIn(record)) {
    defineAll(staging, object, record.properties);
    return;
  }
  reconcile(object, record.properties.map((property) => ({ key: staging.key(property.key), descriptor: descriptorOf(staging, property) })), record.kind === 'arguments');
}

/** Whether making the object gave it own properties that the record lists too. */
function replacesBuiltIn(record: GraphObject): boolean {
  switch (record.kind) {
    case 'function':
    case 'method':
    case 'class':
    case 'bound':
    case 'error':
    case 'arguments':
      return true;
    case 'object':
      return record.adopts !== null || record.home !== null || record.privates.length > 0;
    default:
      return false;
  }
}

/** A literal made it: only values that were not there yet are missing. */
function patchForward(staging: Staging, object: Record<string | symbol, unknown>, properties: readonly Property[]): void {
  for (const property of properties) {
    const key = staging.key(property.key);
    const value = staging.value(property.value);
    if (object[key] !== value && !(value !== value && object[key] !== object[key])) object[key] = value;
  }
}

function fillArray(staging: Staging, array: unknown[], record: Extract<GraphObject, { kind: 'array' }>): void {
  if (staging.isPacked(record)) {
    record.properties.forEach((property, index) => {
      const value = staging.value(property.value);
      if (!Object.is(array[index], value)) array[index] = value;
    });
  } else {
    if (record.properties.length === 0 || array.length === 0) array.length = record.length;
    defineAll(staging, array, record.properties);
  }
  if (array.length !== record.length) array.length = record.length;
  if (!record.lengthWritable) Object.defineProperty(array, 'length', { writable: false });
}

/**
 * Defines the properties in their order. Assigning is several times faster than defining, and makes the same of a plain property
 * that neither the object has nor, by way of `Object.prototype`, inherits.
 */
function defineAll(staging: Staging, object: object, properties: readonly Property[]): void {
  const prototype: unknown = Object.getPrototypeOf(object);
  const assignable = prototype === Object.prototype || prototype === null;
  for (const property of properties) {
    const key = staging.key(property.key);
    if (assignable && property.flags === Attribute.plain && !(key in object)) (object as Record<string | symbol, unknown>)[key] = staging.value(property.value);
    else Object.defineProperty(object, key, descriptorOf(staging, property));
  }
}

/** The descriptor of a captured property. */
export function descriptorOf(staging: { value(word: Property['value']): unknown }, property: Property): PropertyDescriptor {
  const enumerable = (property.flags & Attribute.enumerable) !== 0;
  const configurable = (property.flags & Attribute.configurable) !== 0;
  if ((property.flags & Attribute.accessor) !== 0) {
    const accessors = { get: staging.value(property.value), set: property.setter === ABSENT ? undefined : staging.value(property.setter) };
    return { ...accessors, enumerable, configurable } as PropertyDescriptor; // explicit undefined counts: it takes an accessor away
  }
  return { value: staging.value(property.value), writable: (property.flags & Attribute.writable) !== 0, enumerable, configurable };
}

/** Private members of classes that have a superclass are stamped; a base class made its object itself (objects.ts). */
function stampDerived(staging: Staging, object: object, record: GraphObject): void {
  record.privates.forEach((state, index) => {
    if (index === 0 && record.kind === 'object' && record.home === null && record.adopts === null && staging.isBaseClass(state.classObject)) return;
    stamp(staging.linkOfClass(state.classObject), staging.need(state.classObject) as Function, object);
  });
}

function setPrivates(staging: Staging, id: number, record: GraphObject): void {
  const object = staging.component.objects[id];
  if (record.kind === 'class') {
    const { set } = staging.cellOfClass(id);
    for (const field of record.staticPrivates) if (field.value !== ABSENT) set?.[field.name]?.(object as object, staging.value(field.value));
  }
  for (const state of record.privates) {
    const { set } = staging.cellOf(state.classObject);
    for (const field of state.fields) if (field.value !== ABSENT && field.value !== UNINITIALISED) set?.[field.name]?.(object as object, staging.value(field.value));
  }
}

function close(object: object, integrity: Integrity): void {
  switch (integrity) {
    case Integrity.frozen:
      Object.freeze(object);
      return;
    case Integrity.sealed:
      Object.seal(object);
      return;
    case Integrity.nonExtensible:
      Object.preventExtensions(object);
      return;
    case Integrity.extensible:
      return;
  }
}
