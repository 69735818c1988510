/**
 * Applies what a component brings to objects of others and of Node: definitions, overrides, state changes; and takes
 * them back. Nothing of the user's runs: descriptors and intrinsics only.
 */
import type { Change, Slot, Word } from '../../format/graph/model.ts';
import { Attribute, Constant, constantWord } from '../../format/graph/model.ts';
import type { LiveComponent } from '../instantiate/types.ts';

const ABSENT = constantWord(Constant.absent);

/** A change that was applied, with what undoes it. `undo` leaves alone what somebody else has changed since. */
export interface AppliedChange {
  readonly change: Change;
  readonly undo: () => void;
}

export interface Clash {
  readonly change: Change;
  /** What the slot holds now. */
  readonly found: unknown;
}

/** How the present value of a slot compares with what the change expects. */
export interface Comparison {
  /** Whether a live value is what a word of the component stands for: identical, or an equal graph. */
  equal(value: unknown, word: Word): boolean;
}

export interface ApplyResult {
  readonly applied: readonly AppliedChange[];
  readonly clashes: readonly Clash[];
}

/** Applies the changes of a component in order. With clashes, the caller undoes what was applied. */
export function applyChanges(component: LiveComponent, comparison: Comparison): ApplyResult {
  const applied: AppliedChange[] = [];
  const clashes: Clash[] = [];
  for (const change of component.reader.graph.changes) {
    const place = placeOf(component, change.slot);
    const present = place.read();
    const outcome = decide(change, present, comparison);
    if (outcome === 'clash') clashes.push({ change, found: present.value });
    else if (outcome === 'apply') applied.push({ change, undo: place.write(component, change, present) });
  }
  return { applied, clashes };
}

/** Takes changes back, last first. */
export function withdraw(applied: readonly AppliedChange[]): void {
  for (let i = applied.length - 1; i >= 0; i--) applied[i]?.undo();
}

export interface Present {
  readonly there: boolean;
  readonly value: unknown;
}

function decide(change: Change, present: Present, comparison: Comparison): 'apply' | 'bound' | 'clash' {
  if (change.policy === 'keep') return present.there && change.before === ABSENT ? 'bound' : change.before === ABSENT ? 'apply' : 'bound';
  if (change.policy === 'last' || change.policy === 'add') return 'apply';
  const holdsBefore = change.before === ABSENT ? !present.there : present.there && comparison.equal(present.value, change.before);
  if (holdsBefore) return 'apply';
  const holdsAfter = change.after === ABSENT ? !present.there : present.there && comparison.equal(present.value, change.after);
  return holdsAfter ? 'bound' : 'clash';
}

/** A slot in the live heap. */
interface Place {
  read(): Present;
  /** Writes the value after; gives what undoes it. */
  write(component: LiveComponent, change: Change, before: Present): () => void;
}

const NOTHING: Present = { there: false, value: undefined };

function placeOf(component: LiveComponent, slot: Slot): Place {
  switch (slot.kind) {
    case 'property':
      return propertyPlace(component.value(slot.owner) as object, component.value(slot.key) as string | symbol);
    case 'element':
      return elementPlace(component.value(slot.owner) as unknown[], slot.index);
    case 'map-entry':
      return entryPlace(component.value(slot.owner) as Map<unknown, unknown>, component.value(slot.key));
    case 'set-entry':
      return memberPlace(component.value(slot.owner) as Set<unknown>, component.value(slot.key));
    case 'listener':
      return listenerPlace(component.value(slot.owner) as NodeJS.EventEmitter, component.value(slot.event) as string | symbol);
    case 'variable':
      return variablePlace(component, slot.instance, slot.name);
    case 'private':
      return privatePlace(component, slot);
    case 'bytes':
      return bytesPlace(component.value(slot.owner) as ArrayBuffer, slot.offset, slot.length);
    case 'internal':
      return internalPlace(component.value(slot.owner) as object, slot.name);
  }
}

function propertyPlace(owner: object, key: string | symbol): Place {
  return {
    read() {
      const descriptor = Object.getOwnPropertyDescriptor(owner, key);
      return descriptor === undefined ? NOTHING : { there: true, value: 'value' in descriptor ? descriptor.value : descriptor.get };
    },
    write(component, change) {
      const before = Object.getOwnPropertyDescriptor(owner, key);
      if (change.after === ABSENT) Reflect.deleteProperty(owner, key);
      else Object.defineProperty(owner, key, afterDescriptor(component, change, before));
      const written = Object.getOwnPropertyDescriptor(owner, key);
      return () => {
        const now = Object.getOwnPropertyDescriptor(owner, key);
        if (now?.value !== written?.value || now?.get !== written?.get) return;
        if (before === undefined) Reflect.deleteProperty(owner, key);
        else Object.defineProperty(owner, key, before);
      };
    },
  };
}

function afterDescriptor(component: LiveComponent, change: Change, before: PropertyDescriptor | undefined): PropertyDescriptor {
  const enumerable = (change.flags & Attribute.enumerable) !== 0;
  const configurable = (change.flags & Attribute.configurable) !== 0;
  if ((change.flags & Attribute.accessor) !== 0) {
    const accessors = { get: component.value(change.after), set: change.setter === ABSENT ? undefined : component.value(change.setter) };
    return { ...accessors, enumerable, configurable } as PropertyDescriptor; // explicit undefined takes an accessor away
  }
  return { value: combined(change, component, before?.value), writable: (change.flags & Attribute.writable) !== 0, enumerable, configurable };
}

/** The value to write: for `add`, the running number plus the captured difference. */
function combined(change: Change, component: LiveComponent, present: unknown): unknown {
  const after = component.value(change.after);
  if (change.policy !== 'add') return after;
  const before = change.before === ABSENT ? 0 : component.value(change.before);
  if (typeof after === 'bigint' && typeof before === 'bigint' && typeof present === 'bigint') return present + (after - before);
  return typeof after === 'number' && typeof before === 'number' && typeof present === 'number' ? present + (after - before) : after;
}

/** Array elements that were appended: at the end of the array as it is now. */
function elementPlace(owner: unknown[], index: number): Place {
  return {
    read: () => (index < owner.length && Object.hasOwn(owner, index) ? { there: true, value: owner[index] } : NOTHING),
    write(component, change, present) {
      const value = component.value(change.after);
      if (change.after === ABSENT) {
        const removed = owner.splice(index, 1);
        return () => {
          owner.splice(Math.min(index, owner.length), 0, ...removed);
        };
      }
      if (present.there) {
        owner[index] = value;
        return () => {
          if (owner[index] === value) owner[index] = present.value;
        };
      }
      owner.push(value);
      return () => {
        const at = owner.lastIndexOf(value);
        if (at >= 0) owner.splice(at, 1);
      };
    },
  };
}

interface EntryTable {
  has(key: unknown): boolean;
  get(key: unknown): unknown;
  set(key: unknown, value: unknown): unknown;
  delete(key: unknown): boolean;
}

function intrinsicsOf(owner: object): EntryTable {
  const proto = owner instanceof WeakMap ? WeakMap.prototype : Map.prototype;
  const call = (name: 'has' | 'get' | 'set' | 'delete', ...args: unknown[]): unknown => Reflect.apply(proto[name] as Function, owner, args);
  return { has: (key) => call('has', key) === true, get: (key) => call('get', key), set: (key, value) => call('set', key, value), delete: (key) => call('delete', key) === true };
}

function entryPlace(owner: object, key: unknown): Place {
  const table = intrinsicsOf(owner);
  return {
    read: () => (table.has(key) ? { there: true, value: table.get(key) } : NOTHING),
    write(component, change, present) {
      if (change.after === ABSENT) table.delete(key);
      else table.set(key, combined(change, component, present.value));
      const written = table.get(key);
      return () => {
        if (change.after !== ABSENT && (!table.has(key) || table.get(key) !== written)) return;
        if (present.there) table.set(key, present.value);
        else table.delete(key);
      };
    },
  };
}

function memberPlace(owner: object, member: unknown): Place {
  const proto = owner instanceof WeakSet ? WeakSet.prototype : Set.prototype;
  const call = (name: 'has' | 'add' | 'delete'): unknown => Reflect.apply(proto[name] as Function, owner, [member]);
  return {
    read: () => (call('has') === true ? { there: true, value: member } : NOTHING),
    write(_component, change) {
      call(change.after === ABSENT ? 'delete' : 'add');
      return () => {
        call(change.after === ABSENT ? 'add' : 'delete');
      };
    },
  };
}

/** A listener is compared by itself: the same one there already is bound. */
function listenerPlace(owner: NodeJS.EventEmitter, event: string | symbol): Place {
  return {
    read: () => NOTHING,
    write(component, change) {
      const listener = component.value(change.after === ABSENT ? change.before : change.after) as (...args: unknown[]) => void;
      if (change.after === ABSENT) owner.removeListener(event, listener);
      else if (change.setter === constantWord(Constant.true)) owner.once(event, listener);
      else owner.on(event, listener);
      return () => {
        if (change.after === ABSENT) owner.on(event, listener);
        else owner.removeListener(event, listener);
      };
    },
  };
}

function variablePlace(component: LiveComponent, instance: Extract<Slot, { kind: 'variable' }>['instance'], name: string): Place {
  const view = component.instanceView(instance);
  return {
    read: () => (name in view ? { there: true, value: view[name] } : NOTHING),
    write(_component, change, present) {
      const value = combined(change, component, present.value);
      (view as Record<string, unknown>)[name] = value;
      return () => {
        if (Object.is(view[name], value)) (view as Record<string, unknown>)[name] = present.value;
      };
    },
  };
}

function privatePlace(component: LiveComponent, slot: Extract<Slot, { kind: 'private' }>): Place {
  const owner = component.value(slot.owner) as object;
  const cell = component.cellOfWord(slot.classObject);
  return {
    read: () => ({ there: true, value: cell?.get?.[slot.name]?.(owner) }),
    write(_component, change, present) {
      cell?.set?.[slot.name]?.(owner, combined(change, component, present.value));
      return () => {
        cell?.set?.[slot.name]?.(owner, present.value);
      };
    },
  };
}

function bytesPlace(owner: ArrayBuffer, offset: number, length: number): Place {
  const bytes = new Uint8Array(owner, offset, length);
  return {
    read: () => ({ there: true, value: new Uint8Array(bytes) }),
    write(component, change, present) {
      bytes.set(new Uint8Array(component.value(change.after) as ArrayBuffer));
      return () => {
        bytes.set(present.value as Uint8Array);
      };
    },
  };
}

function internalPlace(owner: object, name: Extract<Slot, { kind: 'internal' }>['name']): Place {
  switch (name) {
    case 'prototype':
      return {
        read: () => ({ there: true, value: Object.getPrototypeOf(owner) as unknown }),
        write(component, change, present) {
          Object.setPrototypeOf(owner, component.value(change.after) as object | null);
          return () => {
            Object.setPrototypeOf(owner, present.value as object | null);
          };
        },
      };
    case 'integrity':
      return {
        read: () => ({ there: true, value: Object.isFrozen(owner) ? 3 : Object.isSealed(owner) ? 2 : Object.isExtensible(owner) ? 0 : 1 }),
        write(component, change) {
          const after = component.value(change.after);
          if (after === 3) Object.freeze(owner);
          else if (after === 2) Object.seal(owner);
          else if (after === 1) Object.preventExtensions(owner);
          return () => undefined; // cannot be taken back
        },
      };
    case 'lastIndex':
    case 'length':
      return propertyPlace(owner, name);
    case 'time':
      return {
        read: () => ({ there: true, value: Reflect.apply(Date.prototype.getTime, owner, []) as number }),
        write(component, change, present) {
          Reflect.apply(Date.prototype.setTime, owner, [component.value(change.after) as number]);
          return () => {
            Reflect.apply(Date.prototype.setTime, owner, [present.value as number]);
          };
        },
      };
  }
}
