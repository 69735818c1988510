/**
 * Slots of the live heap: reading and writing what a property, entry, element, listener or variable holds. Nothing of
 * the user's runs: descriptors and intrinsics only.
 */
import { EventEmitter } from 'node:events';
import { Stream } from 'node:stream';
import { types } from 'node:util';
import type { Change, Slot, Word } from '../../format/graph/model.ts';
import { Attribute, Constant, ListenerFlag, constantWord } from '../../format/graph/model.ts';
import type { VariablePlace } from '../instantiate/types.ts';

/** What a slot holds. Accessors: getter in `value`, setter beside. */
export interface Content {
  readonly there: boolean;
  readonly value: unknown;
  readonly setter: unknown;
  /** Attribute bits of a property; 1 of a listener: once. */
  readonly flags: number;
}

/** The slot is empty. */
export const NOTHING: Content = { there: false, value: undefined, setter: undefined, flags: 0 };

/** Content of a slot without attributes. */
export function plain(value: unknown): Content {
  return { there: true, value, setter: undefined, flags: Attribute.plain };
}

/** Whether two contents are identical: what tells that nobody has written since. */
export function identical(a: Content, b: Content): boolean {
  return a.there === b.there && Object.is(a.value, b.value) && a.setter === b.setter;
}

/** A slot in the live heap. `owner`, `kind` and `key` are its identity. */
export interface Place {
  readonly owner: object;
  readonly kind: string;
  readonly key: unknown;
  /** A collection's member: members do not exclude each other, as slots with different values do. */
  readonly member: boolean;
  read(): Content;
  /** Puts the content; takes it out where it is not there. */
  write(content: Content): void;
}

/** What slots need of the component that they stand in. Unknown: an object of it that is not made yet. */
export interface SlotReader {
  /** Value of a word; `unmade` for an object of the component itself that does not exist yet. */
  peek(word: Word): unknown;
  variable(instance: Extract<Slot, { kind: 'variable' }>['instance']): VariablePlace;
  privateAccess(classObject: Word, name: string): { readonly get: ((owner: object) => unknown) | undefined; readonly set: ((owner: object, value: unknown) => void) | undefined };
}

/** Stands for an object that is not made yet. */
export const unmade: unique symbol = Symbol('unmade');

const ABSENT = constantWord(Constant.absent);

/** The live slot of a change; null where its owner or key, or the member that is added, is not made yet: then nothing can be there. */
export function placeOf(reader: SlotReader, { slot, before, after, flags }: Pick<Change, 'slot' | 'before' | 'after' | 'flags'>): Place | null {
  if (slot.kind === 'variable') return variablePlace(reader.variable(slot.instance), slot.name);
  const owner = reader.peek(slot.owner);
  if (!isObject(owner)) return null;
  switch (slot.kind) {
    case 'property': {
      const key = reader.peek(slot.key);
      return typeof key === 'string' || (typeof key === 'symbol' && key !== unmade) ? propertyPlace(owner, key) : null;
    }
    case 'element': {
      if (before !== ABSENT || !Array.isArray(owner)) return propertyPlace(owner, String(slot.index));
      const member = reader.peek(after);
      return member === unmade ? null : elementPlace(owner as unknown[], slot.index, member);
    }
    case 'map-entry': {
      const key = reader.peek(slot.key);
      return key === unmade ? null : entryPlace(owner, key);
    }
    case 'set-entry': {
      const key = reader.peek(slot.key);
      return key === unmade ? null : memberPlace(owner, key);
    }
    case 'listener': {
      const event = reader.peek(slot.event);
      const listener = reader.peek(after === ABSENT ? before : after);
      if ((typeof event !== 'string' && typeof event !== 'symbol') || event === unmade || typeof listener !== 'function') return null;
      return listenerPlace(owner as EventEmitter, event, listener as Listener, (flags & ListenerFlag.once) !== 0, (flags & ListenerFlag.first) !== 0);
    }
    case 'private':
      return privatePlace(owner, slot.name, reader.privateAccess(slot.classObject, slot.name));
    case 'bytes':
      return bytesPlace(owner as ArrayBuffer, slot.offset, slot.length);
    case 'internal':
      return internalPlace(owner, slot.name);
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** The content of a property by its descriptor. */
export function propertyContent(descriptor: PropertyDescriptor | undefined): Content {
  if (descriptor === undefined) return NOTHING;
  const flags = (descriptor.enumerable === true ? Attribute.enumerable : 0) | (descriptor.configurable === true ? Attribute.configurable : 0);
  if ('value' in descriptor) return { there: true, value: descriptor.value, setter: undefined, flags: flags | (descriptor.writable === true ? Attribute.writable : 0) };
  return { there: true, value: descriptor.get, setter: descriptor.set, flags: flags | Attribute.accessor };
}

/** Own descriptor, and none of what a proxy's traps would say. */
export function ownDescriptor(owner: object, key: string | symbol): PropertyDescriptor | undefined {
  return types.isProxy(owner) ? undefined : Object.getOwnPropertyDescriptor(owner, key);
}

function propertyPlace(owner: object, key: string | symbol): Place {
  const order = new Order(() => Reflect.ownKeys(owner), key);
  return {
    owner, kind: 'property', key, member: false,
    read: () => propertyContent(ownDescriptor(owner, key)),
    write(content) {
      if (!content.there) {
        order.note();
        Reflect.deleteProperty(owner, key);
        return;
      }
      Object.defineProperty(owner, key, descriptorOf(content));
      for (const next of order.behind()) {
        const descriptor = ownDescriptor(owner, next as string | symbol);
        if (descriptor?.configurable === true && Reflect.deleteProperty(owner, next as string | symbol)) Object.defineProperty(owner, next as string | symbol, descriptor);
      }
    },
  };
}

/** Where a key stood that was taken out, so that it gets its place back. */
class Order {
  private readonly keys: () => readonly unknown[];
  private readonly key: unknown;
  private following: readonly unknown[] = [];

  constructor(keys: () => readonly unknown[], key: unknown) {
    this.keys = keys;
    this.key = key;
  }

  /** Before it is taken out. */
  note(): void {
    const keys = this.keys();
    const at = keys.indexOf(this.key);
    this.following = at < 0 ? [] : keys.slice(at + 1);
  }

  /** When it is back: those that stood behind it, and what came since, in order, to be put behind it again. */
  behind(): readonly unknown[] {
    const { following } = this;
    if (following.length === 0) return [];
    this.following = [];
    const keys = this.keys();
    const first = keys.findIndex((key) => following.includes(key));
    return first < 0 ? [] : keys.slice(first).filter((key) => !Object.is(key, this.key));
  }
}

function descriptorOf({ value, setter, flags }: Content): PropertyDescriptor {
  const attributes = { enumerable: (flags & Attribute.enumerable) !== 0, configurable: (flags & Attribute.configurable) !== 0 };
  if ((flags & Attribute.accessor) !== 0) return { ...attributes, get: value, set: setter } as PropertyDescriptor; // explicit undefined counts: it takes an accessor away
  return { ...attributes, value, writable: (flags & Attribute.writable) !== 0 };
}

/** An element that is there is a slot by its index; one that was appended is a member of the array, wherever it stands now. */
function elementPlace(owner: unknown[], index: number, member: unknown): Place {
  const at = (): number => {
    if (Object.is(ownDescriptor(owner, String(index))?.value, member)) return index;
    for (let i = owner.length - 1; i >= 0; i--) if (Object.is(ownDescriptor(owner, String(i))?.value, member)) return i;
    return -1;
  };
  return {
    owner, kind: 'element', key: member, member: true,
    read: () => (at() < 0 ? NOTHING : plain(member)),
    write(content) {
      if (content.there) Object.defineProperty(owner, owner.length, { value: content.value, writable: true, enumerable: true, configurable: true });
      else takeElement(owner, at());
    },
  };
}

/** Takes an element out; `splice` would ask the array's constructor. */
function takeElement(array: unknown[], index: number): void {
  if (index < 0) return;
  for (let i = index; i + 1 < array.length; i++) {
    const next = ownDescriptor(array, String(i + 1));
    if (next === undefined) Reflect.deleteProperty(array, String(i));
    else Object.defineProperty(array, String(i), next);
  }
  array.length--;
}

const mapMethods = { has: Map.prototype.has, get: Map.prototype.get, set: Map.prototype.set, delete: Map.prototype.delete };
const weakMapMethods = { has: WeakMap.prototype.has, get: WeakMap.prototype.get, set: WeakMap.prototype.set, delete: WeakMap.prototype.delete };

function entryPlace(owner: object, key: unknown): Place {
  const { has, get, set, delete: take } = types.isWeakMap(owner) ? weakMapMethods : mapMethods;
  const call = (method: Function, ...args: readonly unknown[]): unknown => Reflect.apply(method, owner, args);
  const order = new Order(() => keysOf(owner), key);
  return {
    owner, kind: 'entry', key, member: false,
    read: () => (call(has, key) === true ? plain(call(get, key)) : NOTHING),
    write(content) {
      if (!content.there) {
        order.note();
        call(take, key);
        return;
      }
      call(set, key, content.value);
      for (const next of order.behind()) {
        const value = call(get, next);
        call(take, next);
        call(set, next, value);
      }
    },
  };
}

const forEachOfMap = Map.prototype.forEach;
const forEachOfSet = Set.prototype.forEach;

/** Keys of a Map or members of a Set, in order; none of a weak one. */
function keysOf(owner: object): readonly unknown[] {
  const keys: unknown[] = [];
  const add = (_value: unknown, key: unknown): void => void keys.push(key);
  if (types.isMap(owner)) Reflect.apply(forEachOfMap, owner, [add]);
  else if (types.isSet(owner)) Reflect.apply(forEachOfSet, owner, [add]);
  return keys;
}

const setMethods = { has: Set.prototype.has, add: Set.prototype.add, delete: Set.prototype.delete };
const weakSetMethods = { has: WeakSet.prototype.has, add: WeakSet.prototype.add, delete: WeakSet.prototype.delete };

function memberPlace(owner: object, member: unknown): Place {
  const { has, add, delete: take } = types.isWeakSet(owner) ? weakSetMethods : setMethods;
  const order = new Order(() => keysOf(owner), member);
  return {
    owner, kind: 'member', key: member, member: true,
    read: () => (Reflect.apply(has, owner, [member]) ? plain(member) : NOTHING),
    write(content) {
      if (!content.there) order.note();
      Reflect.apply(content.there ? add : take, owner, [member]);
      if (content.there) {
        for (const next of order.behind()) {
          Reflect.apply(take, owner, [next]);
          Reflect.apply(add, owner, [next]);
        }
      }
    },
  };
}

type Listener = (...args: unknown[]) => void;

/** Whether a kept listener is the given one, in the wrapper that `once` makes or bare. */
function isListener(held: unknown, listener: Listener, once: boolean): boolean {
  const wrapped: unknown = typeof held === 'function' ? ownDescriptor(held, 'listener')?.value : undefined;
  return once ? wrapped === listener : held === listener;
}

function listenerPlace(owner: EventEmitter, event: string | symbol, listener: Listener, once: boolean, first: boolean): Place {
  const held = (): readonly unknown[] => {
    const events: unknown = ownDescriptor(owner, '_events')?.value;
    const found: unknown = isObject(events) ? ownDescriptor(events, event)?.value : undefined;
    return Array.isArray(found) ? (found as unknown[]) : [found];
  };
  return {
    owner, kind: once ? `once ${eventText(event)}` : `on ${eventText(event)}`, key: listener, member: true,
    read: () => (held().some((one) => isListener(one, listener, once)) ? { ...plain(listener), flags: once ? 1 : 0 } : NOTHING),
    write(content) {
      quietly(owner, () => {
        const { once: onceLast, on: onLast, prependOnceListener, prependListener, removeListener } = isStandardStream(owner) ? owner : EventEmitter.prototype;
        const [addOnce, on] = first ? [prependOnceListener, prependListener] : [onceLast, onLast];
        const table: unknown = ownDescriptor(owner, '_events')?.value;
        Reflect.apply(!content.there ? removeListener : once ? addOnce : on, owner, [event, listener]);
        // When the last listener goes, Node takes a new table and leaves the old one as it was; the component's own table still holds that.
        if (!content.there && isObject(table) && table !== ownDescriptor(owner, '_events')?.value) Reflect.deleteProperty(table, event);
      });
    },
  };
}

/** `process.stdin` begins to flow when told of a listener. */
const isStandardStream = (owner: EventEmitter): boolean => owner instanceof Stream && (ownDescriptor(owner, '_isStdio')?.value === true || ownDescriptor(owner, 'fd')?.value === 0);

const eventText = (event: string | symbol): string => (typeof event === 'symbol' ? `symbol ${event.description ?? ''}` : event);

/** `process` starts to listen to signals when told of new listeners; an emitter of the program tells nobody: its listeners' code is not to run. */
function quietly(owner: EventEmitter, change: () => void): void {
  const events: unknown = owner === process ? undefined : ownDescriptor(owner, '_events')?.value;
  const told = isObject(events) ? (['newListener', 'removeListener'] as const).map((name) => ({ name, descriptor: ownDescriptor(events, name) })) : [];
  for (const { name, descriptor } of told) if (descriptor !== undefined && isObject(events)) Reflect.deleteProperty(events, name);
  try {
    change();
  } finally {
    const now: unknown = ownDescriptor(owner, '_events')?.value;
    for (const { name, descriptor } of told) if (descriptor !== undefined && isObject(now)) Object.defineProperty(now, name, descriptor);
  }
}

function variablePlace({ identity, view, changed }: VariablePlace, name: string): Place {
  return {
    owner: identity, kind: 'variable', key: name, member: false,
    read() {
      if (!(name in view)) return NOTHING;
      try {
        return plain(view[name]);
      } catch {
        return NOTHING; // not initialised yet
      }
    },
    write(content) {
      if (!Reflect.set(view, name, content.value)) throw new TypeError(`variable ${name} is never assigned by its module`);
      changed(name, content.value);
    },
  };
}

function privatePlace(owner: object, name: string, { get, set }: ReturnType<SlotReader['privateAccess']>): Place {
  return {
    owner, kind: 'private', key: name, member: false,
    read() {
      try {
        return get === undefined ? NOTHING : plain(get(owner));
      } catch {
        return NOTHING; // the object is without that member
      }
    },
    write(content) {
      set?.(owner, content.value);
    },
  };
}

/** Bytes are compared as text of one character per byte, as changes record them. */
function bytesPlace(owner: ArrayBuffer, offset: number, length: number): Place {
  const bytes = (): Uint8Array => new Uint8Array(owner, Math.min(offset, owner.byteLength), Math.max(0, Math.min(length, owner.byteLength - offset)));
  return {
    owner, kind: 'bytes', key: `${String(offset)}+${String(length)}`, member: false,
    read: () => plain(Buffer.from(bytes()).toString('latin1')),
    write(content) {
      if (typeof content.value === 'string') bytes().set(Buffer.from(content.value, 'latin1').subarray(0, bytes().length));
    },
  };
}

const dateMethods = { getTime: Date.prototype.getTime, setTime: Date.prototype.setTime };

function internalPlace(owner: object, name: Extract<Slot, { kind: 'internal' }>['name']): Place {
  const identity = { owner, kind: 'internal', key: name, member: false };
  switch (name) {
    case 'prototype':
      return { ...identity, read: () => plain(Object.getPrototypeOf(owner)), write: ({ value }) => void Reflect.setPrototypeOf(owner, value as object | null) };
    case 'integrity':
      return { ...identity, read: () => plain(integrityOf(owner)), write: ({ value }) => { close(owner, value); } };
    case 'lastIndex':
    case 'length': // the attributes stay: only the value is the slot
      return { ...identity, read: () => plain(ownDescriptor(owner, name)?.value), write: ({ value }) => void Reflect.set(owner, name, value) };
    case 'time':
      return { ...identity, read: () => plain(Reflect.apply(dateMethods.getTime, owner, [])), write: ({ value }) => void Reflect.apply(dateMethods.setTime, owner, [value as number]) };
  }
}

/** As the graph counts: 0 extensible, 1 not extensible, 2 sealed, 3 frozen. */
export function integrityOf(owner: object): number {
  if (types.isProxy(owner) || Object.isExtensible(owner)) return 0;
  return Object.isFrozen(owner) ? 3 : Object.isSealed(owner) ? 2 : 1;
}

/** Only ever closes: it cannot be taken back. */
function close(owner: object, integrity: unknown): void {
  if (integrity === 3) Object.freeze(owner);
  else if (integrity === 2) Object.seal(owner);
  else if (integrity === 1) Object.preventExtensions(owner);
}
