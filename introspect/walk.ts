/**
 * Walks live objects in breadth-first order and writes each down as lines. Reads descriptors only: no getter, trap,
 * iterator or constructor of the program runs. What other objects an object leads to is numbered at its first mention.
 */
import { types } from 'node:util';
import { UNINITIALISED, UNREADABLE } from './contexts.ts';
import type { ScopeSight } from './contexts.ts';
import { bufferText, dateTime, keysOf, mapEntries, regExpText, setEntries, unboxed, viewParts } from './internals.ts';
import { isObject, isWeakRef, kindOf } from './kinds.ts';
import { exportIn, isNamespace, programKeys } from './parts.ts';
import { placeInPool, PoolStretch, stretchesOf } from './pools.ts';
import type { PoolPlace } from './pools.ts';
import { hashOf, PrimitiveWriter } from './primitive.ts';
import { PrivateSight } from './privates.ts';
import type { Introspector, InternalSlots } from './session.ts';
import { MASKED, UNSEEN } from './types.ts';
import type { CanonicalGraph, CanonicalLine, CanonicalNode, CanonicalRoot, IntrospectionOptions, Mask } from './types.ts';
import { VariableReader } from './variables.ts';

const { apply, getOwnPropertyDescriptor, getPrototypeOf, isExtensible, ownKeys } = Reflect;
const functionToString = Function.prototype.toString;
const objectPrototype = Object.prototype;
const arrayBufferPrototype: object = ArrayBuffer.prototype;
/** Plain primitive elements of an array are written so many to a line. */
const ELEMENTS_PER_LINE = 32;

/** A variable that closures share. */
class Cell {
  readonly #value: unknown;
  constructor(value: unknown) {
    this.#value = value;
  }
  /** The variable's value in an array, null for anything else; asks no proxy, as `instanceof` would. */
  static read(item: Item): readonly [unknown] | null {
    return typeof item === 'object' && #value in item ? [item.#value] : null;
  }
}

type Item = object | symbol;

interface Pooled {
  readonly place: PoolPlace;
  readonly node: number;
}

interface Draft extends CanonicalNode {
  readonly lines: CanonicalLine[];
  kind: string;
}

const flagsText = (descriptor: PropertyDescriptor): string => {
  const flags = `${descriptor.writable === true ? 'w' : '-'}${descriptor.enumerable === true ? 'e' : '-'}${descriptor.configurable === true ? 'c' : '-'}`;
  return flags === 'wec' ? '' : ` (${flags})`;
};

/** One walk of a live heap. Runs no user code. */
export class Walker {
  readonly #introspector: Introspector;
  readonly #sight: ScopeSight;
  readonly #options: IntrospectionOptions;
  readonly #primitives: PrimitiveWriter;
  readonly #textOf: (fn: Function) => string;
  readonly #variables: VariableReader;
  readonly #privates: PrivateSight;
  readonly #numbers = new Map<Item, number>();
  readonly #items: Item[] = [];
  readonly #drafts: Draft[] = [];
  readonly #weak: { readonly collection: object; readonly node: number; readonly written: Set<unknown> }[] = [];
  readonly #privateMethods = new Set<object>();
  /** Parts of the module system that are more than their name. */
  readonly #parts = new Map<object, string>();
  /** Buffers in pools: where, and the node that waits for it. */
  readonly #pooled: Pooled[] = [];
  readonly #cells = new Map<object, Map<string, Cell>>();
  readonly #counts = { variables: 0, unseen: 0, unknownFunctions: 0 };
  /** Node being written, and what of it is not to be compared. */
  #at = -1;
  #mask: Mask | null = null;

  constructor(introspector: Introspector, sight: ScopeSight, options: IntrospectionOptions) {
    this.#introspector = introspector;
    this.#sight = sight;
    this.#options = options;
    this.#primitives = new PrimitiveWriter(options.root ?? '');
    this.#textOf = options.textOf ?? ((fn) => apply(functionToString, fn, []));
    this.#variables = new VariableReader(sight, options);
    this.#privates = new PrivateSight(sight, this.#textOf, (object) => options.pathOf(object) !== null);
  }

  walk(rootValues: ReadonlyMap<string, unknown>): CanonicalGraph {
    const start = performance.now();
    const roots: CanonicalRoot[] = [];
    // Sorted, so that nothing depends on the order in which a process names its roots.
    for (const [name, value] of [...rootValues].sort(([a], [b]) => (a < b ? -1 : a > b ? 1 : 0))) roots.push({ name, line: this.#line('root', value, name) });
    let next = 0;
    do {
      for (; next < this.#items.length; next++) this.#write(next);
      this.#writeWeakEntries();
    } while (next < this.#items.length);
    this.#writePooled();
    for (; next < this.#items.length; next++) this.#write(next);
    const kinds: Record<string, number> = {};
    for (const draft of this.#drafts) kinds[draft.kind] = (kinds[draft.kind] ?? 0) + 1;
    return { roots, nodes: this.#drafts, statistics: { kinds, ...this.#counts, unaligned: this.#sight.unaligned, milliseconds: performance.now() - start } };
  }

  #line(label: string, value: unknown, step: string): CanonicalLine {
    const text = this.#primitives.write(value);
    if (text !== undefined) return [label, text, -1];
    if (value === UNINITIALISED) return [label, '(uninitialised)', -1];
    if (value === UNREADABLE) return [label, '(a primitive value)', -1];
    return this.#lineOfItem(label, value as Item, step); // neither primitive nor null
  }

  #lineOfItem(label: string, value: Item, step: string): CanonicalLine {
    const known = this.#numbers.get(value);
    if (known !== undefined) return [label, '', known];
    if (Cell.read(value) === null) {
      const leaf = this.#leaf(value);
      if (leaf !== null) return [label, leaf, -1];
      const owner = typeof value === 'object' ? this.#naturalOwner(value) : null;
      if (owner !== null) return [label, 'the automatic prototype of', this.#number(owner, step)];
    }
    return [label, '', this.#number(value, step)];
  }

  #leaf(value: Item): string | null {
    const path = this.#options.pathOf(value);
    if (path !== null) return `host ${path}`;
    if (typeof value !== 'symbol') {
      const part = this.#options.partOf?.(value) ?? null;
      if (part === null) return null;
      if (!isNamespace(part) && programKeys(value, part).length === 0) return `part ${part}`;
      this.#parts.set(value, part);
      return null;
    }
    const key = Symbol.keyFor(value);
    return key === undefined ? null : `Symbol.for(${JSON.stringify(key)})`;
  }

  #number(item: Item, step: string): number {
    let number = this.#numbers.get(item);
    if (number === undefined) {
      number = this.#items.length;
      this.#numbers.set(item, number);
      this.#items.push(item);
      this.#drafts.push({ kind: '', from: this.#at, step, lines: [] });
    }
    return number;
  }

  /** The function whose automatic, untouched `prototype` object this is: such objects are not walked, for V8 makes them lazily. */
  #naturalOwner(object: object): Function | null {
    if (types.isProxy(object)) return null;
    const owner: unknown = getOwnPropertyDescriptor(object, 'constructor')?.value;
    return typeof owner === 'function' && !types.isProxy(owner) && this.#isNatural(owner, object) ? owner : null;
  }

  #isNatural(fn: Function, prototype: object): boolean {
    const own = getOwnPropertyDescriptor(fn, 'prototype');
    if (own === undefined || own.value !== prototype || own.enumerable === true || getPrototypeOf(prototype) !== objectPrototype || !isExtensible(prototype)) return false;
    const keys = ownKeys(prototype);
    const constructor = getOwnPropertyDescriptor(prototype, 'constructor');
    return keys.length === 1 && constructor?.value === fn && constructor.writable === true && constructor.enumerable === false && constructor.configurable === true;
  }

  #write(number: number): void {
    const item = this.#items[number];
    const draft = this.#drafts[number];
    if (item === undefined || draft === undefined) return;
    this.#at = number;
    if (typeof item === 'symbol') {
      draft.kind = 'symbol';
      draft.lines.push(['description', this.#primitives.write(item.description) ?? '', -1]);
      return;
    }
    const cell = Cell.read(item);
    if (cell !== null) {
      draft.kind = 'variable';
      draft.lines.push(this.#line('value', cell[0], ''));
      return;
    }
    const part = this.#parts.get(item);
    if (part !== undefined) {
      draft.kind = `part ${part}`;
      if (isNamespace(part)) this.#writeNamespace(draft, item);
      else for (const key of programKeys(item, part)) this.#writeProperty(draft, key, getOwnPropertyDescriptor(item, key) ?? {});
      return;
    }
    if (PoolStretch.is(item)) {
      draft.kind = 'buffer';
      draft.lines.push(['content', item.content, -1], this.#line('[[Prototype]]', arrayBufferPrototype, '.[[Prototype]]'));
      return;
    }
    draft.kind = kindOf(item);
    if (this.#options.onObject !== undefined && !this.#privateMethods.has(item)) {
      const from = this.#items[draft.from];
      this.#options.onObject(item, number, typeof from === 'object' || typeof from === 'function' ? (Cell.read(from) === null ? from : null) : null);
    }
    this.#mask = this.#options.maskOf?.(item) ?? null;
    for (const label of this.#mask?.labels ?? []) draft.lines.push([MASKED, label, -1]);
    for (const key of this.#mask?.properties.changed ?? []) draft.lines.push([MASKED, `property ${this.#keyText(key)}`, -1]);
    this.#writeObject(draft, item, number);
  }

  #isAddedEntry(key: unknown): boolean {
    return this.#mask?.entries.added.has(key) === true;
  }

  /** A property's key as it stands in labels. */
  #keyText(key: string | symbol): string {
    return typeof key === 'string' ? this.#primitives.string(key) : (this.#leaf(key) ?? String(key));
  }

  #writeNamespace(draft: Draft, namespace: object): void {
    for (const name of Object.keys(namespace)) {
      const value = exportIn(namespace, name);
      draft.lines.push(this.#line(`export ${JSON.stringify(name)}`, value === null ? UNINITIALISED : value[0], `.${name}`));
    }
  }

  #writeObject(draft: Draft, object: object, number: number): void {
    if (draft.kind === 'proxy') {
      const { slots } = this.#introspector.read(object);
      draft.lines.push(this.#line('[[Target]]', slots.get('[[Target]]'), '.[[Target]]'), this.#line('[[Handler]]', slots.get('[[Handler]]'), '.[[Handler]]'));
      return;
    }
    const origin = this.#options.nativeOf?.(object) ?? null;
    if (origin !== null) {
      draft.kind = 'native';
      draft.lines.push(['factory', origin.factory, -1]);
      origin.args.forEach((value, index) => draft.lines.push(this.#line(`argument ${index}`, value, `.[[Argument ${index}]]`)));
    } else {
      this.#writeSlots(draft, object, number);
    }
    draft.lines.push(this.#line('[[Prototype]]', getPrototypeOf(object), '.[[Prototype]]'));
    if (!isExtensible(object)) draft.lines.push(['extensible', 'false', -1]);
    this.#writeProperties(draft, object, origin?.omit ?? []);
    if (origin === null && this.#privates.mayHave(object)) this.#writePrivates(draft, this.#introspector.read(object));
  }

  #writeSlots(draft: Draft, object: object, number: number): void {
    const { lines } = draft;
    switch (draft.kind) {
      case 'function':
        this.#writeFunction(draft, object as Function); // by its kind
        return;
      case 'map':
        mapEntries(object).filter(([key]) => !this.#isAddedEntry(key)).forEach(([key, value], index) => {
          if (this.#mask?.entries.changed.has(key) === true) lines.push([MASKED, `value ${index}`, -1]);
          lines.push(this.#line(`key ${index}`, key, ` key ${index}`), this.#line(`value ${index}`, value, ` entry ${index}`));
        });
        return;
      case 'set':
        setEntries(object).filter((value) => !this.#isAddedEntry(value)).forEach((value, index) => lines.push(this.#line(`entry ${index}`, value, ` entry ${index}`)));
        return;
      case 'weak-map':
      case 'weak-set':
        this.#weak.push({ collection: object, node: number, written: new Set() });
        return;
      case 'date':
        lines.push(this.#line('time', dateTime(object), ''));
        return;
      case 'regexp':
        lines.push(['expression', this.#primitives.string(regExpText(object)), -1]);
        return;
      case 'boxed':
        lines.push(this.#line('primitive', unboxed(object), '.[[PrimitiveValue]]'));
        return;
      case 'view': {
        const view = viewParts(object);
        const place = placeInPool(object);
        if (place !== null) {
          lines.push(['type', view.name, -1]);
          this.#pooled.push({ place, node: number });
          return;
        }
        lines.push(['type', view.name, -1], ['offset and length', `${String(view.byteOffset)} ${String(view.length)}`, -1], this.#line('buffer', view.buffer, '.buffer'));
        return;
      }
      case 'buffer':
        lines.push(['content', bufferText(object), -1]);
        return;
      case 'generator': {
        const closed = this.#introspector.read(object).slots.get('[[GeneratorState]]') === 'closed'; // what it ran is no part of it any more
        this.#writeInternal(draft, object, closed ? ['[[GeneratorState]]'] : ['[[GeneratorState]]', '[[GeneratorFunction]]', '[[GeneratorReceiver]]']);
        return;
      }
      case 'promise':
      case 'iterator':
        this.#writeInternal(draft, object, ['[[PromiseState]]', '[[PromiseResult]]', '[[IteratorKind]]', '[[IteratorIndex]]']);
        return;
      case 'object':
        if (types.isExternal(object)) lines.push(['external', '', -1]);
        else if (isWeakRef(object)) this.#writeInternal(draft, object, ['[[WeakRefTarget]]']);
        return;
      default:
        return;
    }
  }

  /** Once all Buffers are known: a pool that the program reaches by itself is like any other ArrayBuffer. */
  #writePooled(): void {
    const pools = new Map<ArrayBuffer, Pooled[]>();
    for (const entry of this.#pooled) pools.set(entry.place.pool, [...(pools.get(entry.place.pool) ?? []), entry]);
    for (const [pool, entries] of pools) {
      const stretches = this.#numbers.has(pool) ? [] : stretchesOf(entries.map(({ place }) => place));
      for (const { place: { start, end }, node } of entries) {
        const stretch = stretches.find((one) => one.start <= start && end <= one.end);
        this.#at = node;
        const lines = this.#drafts[node]?.lines ?? [];
        lines.splice(lines.findIndex(([label]) => label === 'type') + 1, 0, ['offset and length', `${String(start - (stretch?.start ?? 0))} ${String(end - start)}`, -1], this.#line('buffer', stretch ?? pool, '.buffer'));
      }
    }
  }

  #writeInternal(draft: Draft, object: object, names: readonly string[]): void {
    const { slots } = this.#introspector.read(object);
    for (const name of names) if (slots.has(name)) draft.lines.push(this.#line(name, slots.get(name), `.${name}`));
  }

  #writeFunction(draft: Draft, fn: Function): void {
    const text = this.#textOf(fn);
    if (/\{\s*\[native code\]\s*\}$/.test(text)) {
      const { slots } = this.#introspector.read(fn);
      const target = slots.get('[[TargetFunction]]');
      if (target === undefined) {
        draft.kind = 'native-function';
        return;
      }
      draft.kind = 'bound';
      draft.lines.push(this.#line('[[TargetFunction]]', target, '.[[TargetFunction]]'), this.#line('[[BoundThis]]', slots.get('[[BoundThis]]'), '.[[BoundThis]]'));
      listOf(slots.get('[[BoundArgs]]')).forEach((value, index) => draft.lines.push(this.#line(`argument ${index}`, value, `.[[BoundArgs]][${index}]`)));
      return;
    }
    if (/^class\b/.test(text)) draft.kind = 'class';
    draft.lines.push(['text', `${JSON.stringify(text.slice(0, 60))} (${text.length} units, ${hashOf(text)})`, -1]);
    this.#writeVariables(draft, fn, text);
  }

  #writeVariables(draft: Draft, fn: Function, text: string): void {
    const variables = this.#variables.of(fn, text);
    if (variables === null) this.#counts.unknownFunctions++;
    for (const variable of variables ?? []) {
      if (this.#options.ignores?.(variable.name) === true) continue;
      this.#counts.variables++;
      const label = `variable ${variable.name}`;
      if (this.#options.isMasked?.(fn, variable.name) === true) {
        draft.lines.push([MASKED, label, -1]);
        continue;
      }
      const step = `<${variable.name}>`;
      const seen = this.#variables.see(fn, variable);
      if (seen === null) {
        // Not declared anywhere (a global), or made away with by whoever wrote the code down again.
        if (variable.optional) this.#counts.unseen++;
        draft.lines.push([label, variable.optional ? UNSEEN : '(no such variable)', -1]);
      } else if (variable.shared && seen.context !== null && seen.value !== UNREADABLE) {
        draft.lines.push([label, '', this.#number(this.#cell(seen.context, variable.name, seen.value), step)]);
      } else {
        draft.lines.push(this.#line(label, seen.value, step));
      }
    }
  }

  #cell(context: object, name: string, value: unknown): Cell {
    let cells = this.#cells.get(context);
    if (cells === undefined) this.#cells.set(context, (cells = new Map()));
    let cell = cells.get(name);
    if (cell === undefined) cells.set(name, (cell = new Cell(value)));
    return cell;
  }

  #writeProperties(draft: Draft, object: object, omit: readonly (string | symbol)[]): void {
    const mask = this.#mask;
    const keys = keysOf(object, (view) => this.#introspector.namedKeys(view));
    let run: { readonly first: string; readonly values: string[] } | null = null;
    const flush = (): void => {
      if (run !== null) draft.lines.push([`elements from ${run.first}`, run.values.join(', '), -1]);
      run = null;
    };
    for (const key of keys) {
      if (omit.includes(key) || mask?.properties.added.has(key) === true || (draft.kind === 'promise' && isAsyncNumber(key))) continue;
      const descriptor = this.#descriptorOf(draft, object, key);
      if (descriptor === undefined) continue;
      if (draft.kind === 'array' && typeof key === 'string' && key !== 'length' && 'value' in descriptor && flagsText(descriptor) === '') {
        const text = this.#primitives.write(descriptor.value);
        if (text !== undefined && /^\d/.test(key)) {
          const next = run === null ? -1 : Number(run.first) + run.values.length;
          if (run === null || next !== Number(key) || run.values.length === ELEMENTS_PER_LINE) {
            flush();
            run = { first: key, values: [] };
          }
          run.values.push(text);
          continue;
        }
      }
      flush();
      this.#writeProperty(draft, key, descriptor);
    }
    flush();
  }

  /** The stack of an error is an accessor from Node 22 on, and formatted by a hook that user code can replace: that is switched off. */
  #descriptorOf(draft: Draft, object: object, key: string | symbol): PropertyDescriptor | undefined {
    if (draft.kind !== 'error' || key !== 'stack') return getOwnPropertyDescriptor(object, key);
    const hook = getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    const replaced = hook !== undefined && Reflect.set(Error, 'prepareStackTrace', undefined);
    try {
      const descriptor = getOwnPropertyDescriptor(object, key);
      const getter = descriptor?.get;
      const stack: unknown = getter === undefined ? descriptor?.value : apply(functionToString, getter, []).includes('[native code]') ? apply(getter, object, []) : '(a getter)';
      draft.lines.push(this.#line('property "stack", first line', typeof stack === 'string' ? stack.split('\n', 1)[0] : stack, '.stack'));
      return undefined;
    } finally {
      if (replaced) Reflect.set(Error, 'prepareStackTrace', hook.value);
    }
  }

  #writeProperty(draft: Draft, key: string | symbol, descriptor: PropertyDescriptor): void {
    const { lines } = draft;
    let name = typeof key === 'string' ? this.#keyText(key) : '';
    let step = typeof key === 'string' && /^[\p{ID_Start}$_][\p{ID_Continue}$]*$/u.test(key) ? `.${key}` : `[${name}]`;
    if (typeof key === 'symbol') {
      const symbol = this.#line('symbol key', key, `[key ${String(key)}]`);
      step = `[${String(key)}]`;
      name = symbol[1] === '' ? String(key) : symbol[1];
      if (symbol[2] >= 0) lines.push(symbol);
    }
    const label = `property ${name}${flagsText(descriptor)}`;
    if (descriptor.get !== undefined || descriptor.set !== undefined) {
      lines.push(this.#line(`${label} getter`, descriptor.get, `${step}.get`), this.#line(`${label} setter`, descriptor.set, `${step}.set`));
    } else if ((key === 'arguments' || key === 'caller') && draft.kind === 'function' && !this.#isPlain(descriptor)) {
      lines.push([label, '(of the running call)', -1]);
    } else {
      lines.push(this.#line(label, descriptor.value, step));
    }
  }

  #isPlain(descriptor: PropertyDescriptor): boolean {
    return descriptor.writable === true && descriptor.enumerable === true && descriptor.configurable === true;
  }

  #writePrivates(draft: Draft, { privates, slots }: InternalSlots): void {
    const methods = listOf<{ name: string; value: unknown }>(slots.get('[[PrivateMethods]]'));
    const members = [...privates, ...methods.map(({ name, value }) => ({ name, value, kind: 'method' as const }))];
    // Base class first within one name; the order between names depends on how the object was made.
    const sorted = members.sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0));
    for (const member of sorted) {
      if (this.#options.ignores?.(member.name.slice(1)) === true) continue;
      if (member.kind !== 'value' && isObject(member.value)) this.#privateMethods.add(member.value);
      const label = `private ${member.name}${{ value: '', method: ' method', get: ' getter', set: ' setter' }[member.kind]}`;
      draft.lines.push(this.#line(label, member.value, `.${member.name}`));
    }
  }

  /** Entries whose keys have been reached, in the order of their numbers: other entries may be gone at any moment. */
  #writeWeakEntries(): void {
    for (const { collection, node, written } of this.#weak) {
      const draft = this.#drafts[node];
      if (draft === undefined) continue;
      const found: { readonly number: number; readonly leaf: string; readonly key: Item; readonly value: unknown }[] = [];
      for (const entry of listOf<{ key?: Item; value?: unknown }>(this.#introspector.read(collection).slots.get('[[Entries]]'))) {
        const key = draft.kind === 'weak-map' ? entry.key : (entry.value as Item | undefined);
        if (key === undefined || written.has(key) || this.#options.maskOf?.(collection)?.entries.added.has(key) === true) continue;
        const number = this.#numbers.get(key);
        const leaf = number === undefined ? (this.#leaf(key) ?? '') : '';
        if (number !== undefined || leaf !== '') found.push({ number: number ?? -1, leaf, key, value: entry.value });
      }
      found.sort((a, b) => a.number - b.number || (a.leaf < b.leaf ? -1 : 1));
      this.#at = node;
      for (const { number, leaf, key, value } of found) {
        written.add(key);
        draft.lines.push(['weak key', leaf, number]);
        if (draft.kind === 'weak-map') draft.lines.push(this.#line('weak value', value, ` weak entry ${written.size}`));
      }
    }
  }
}

/** Elements of an array that the inspector made, which may have no prototype; the caller knows what it holds. */
const listOf = <Element>(list: unknown): readonly Element[] => {
  if (!isObject(list)) return [];
  return Array.from({ length: Number(Reflect.get(list, 'length')) }, (_, index) => Reflect.get(list, index) as Element);
};

/** Node numbers promises that are made while async hooks are on, as they are in a process that loads a program to package it. */
const isAsyncNumber = (key: string | symbol): boolean => typeof key === 'symbol' && (key.description === 'async_id_symbol' || key.description === 'trigger_async_id_symbol');
