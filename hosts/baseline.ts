// State of Node's objects at one moment, and what differs from it later. Reads descriptors only; runs no user code.
import type { HostPath } from '../format/graph/model.ts';
import type { HostDifference, HostValue } from './types.ts';

interface Recorded {
  readonly keys: readonly (string | symbol)[];
  readonly descriptors: readonly PropertyDescriptor[];
  readonly prototype: object | null;
  readonly extensible: boolean;
}

interface Listener {
  readonly event: string | symbol;
  readonly listener: object;
  readonly once: boolean;
}

/** Inner slots of emitters: their meaning is compared instead (listeners). */
const EMITTER_SLOTS: ReadonlySet<string | symbol> = new Set(['_events', '_eventsCount']);

/** Values of the running process that Node itself changes, or that are no part of a program's definition. */
const VOLATILE: ReadonlyMap<HostPath, ReadonlySet<string | symbol>> = new Map<HostPath, ReadonlySet<string | symbol>>([
  ['process', new Set(['mainModule', 'env', 'argv', 'execArgv', 'argv0', 'title', 'moduleLoadList', 'domain', 'exitCode', '_exiting', '_events', '_eventsCount'])],
  ['node:module', new Set(['_cache', '_pathCache', '_preload_modules', '_stat', '_readPackage'])],
]);

/** What loading `node:domain` patches: Node's doing, and done again wherever it is loaded. */
const DOMAIN_PATCHES: ReadonlyMap<HostPath, ReadonlySet<string | symbol>> = new Map<HostPath, ReadonlySet<string | symbol>>([
  ['process', new Set(['domain', 'setUncaughtExceptionCaptureCallback', 'newListener', 'removeListener'])],
  ['node:events', new Set(['usingDomains', 'init'])],
  ['node:events.prototype', new Set(['emit'])],
]);

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

function record(object: object): Recorded {
  const keys = Reflect.ownKeys(object);
  const descriptors = keys.map((key) => Object.getOwnPropertyDescriptor(object, key) ?? {});
  return { keys, descriptors, prototype: Object.getPrototypeOf(object) as object | null, extensible: Object.isExtensible(object) };
}

function equalDescriptors(a: PropertyDescriptor, b: PropertyDescriptor): boolean {
  return Object.is(a.value, b.value) && a.get === b.get && a.set === b.set && a.writable === b.writable && a.enumerable === b.enumerable && a.configurable === b.configurable;
}

function environment(): Map<string, PropertyDescriptor> {
  return new Map(Object.keys(process.env).map((key) => [key, Object.getOwnPropertyDescriptor(process.env, key) ?? {}]));
}

/** The function behind the wrapper that `once` makes (an own `listener` property). */
function listenerOf(event: string | symbol, value: object): Listener {
  const inner: unknown = Object.getOwnPropertyDescriptor(value, 'listener')?.value;
  return typeof inner === 'function' ? { event, listener: inner, once: true } : { event, listener: value, once: false };
}

function listenersOf(emitter: object): Listener[] {
  const events: unknown = Object.getOwnPropertyDescriptor(emitter, '_events')?.value;
  if (!isObject(events)) return [];
  return Reflect.ownKeys(events).flatMap((event) => {
    const value: unknown = Object.getOwnPropertyDescriptor(events, event)?.value;
    if (typeof value === 'function') return [listenerOf(event, value)];
    return Array.isArray(value) ? value.filter(isObject).map((each) => listenerOf(event, each)) : [];
  });
}

/** Listeners of `from` that are not among `others`, counted (the same function may be there twice). */
function surplus(from: readonly Listener[], others: readonly Listener[]): Listener[] {
  const left = [...others];
  return from.filter((each) => {
    const at = left.findIndex((other) => other.event === each.event && other.listener === each.listener && other.once === each.once);
    if (at >= 0) left.splice(at, 1);
    return at < 0;
  });
}

/** The recorded state of all objects of the catalogue. */
export class Baseline {
  readonly #objects = new Map<object, Recorded | null>();
  readonly #emitters = new Map<object, readonly Listener[]>();
  /** Keys of the standard streams. */
  readonly #streams = new Map<object, ReadonlySet<string | symbol>>();
  /** `process.env` makes its properties when it is asked for them. */
  #environment: ReadonlyMap<string, PropertyDescriptor> = environment();

  /** Whether the program has loaded `node:domain`. */
  domainLoaded = false;

  /** Takes an object in with its state of now; not `recorded`: with that of the next `rebase`. */
  add(object: object, recorded: boolean): void {
    if (isObject(Object.getOwnPropertyDescriptor(object, '_events')?.value)) this.addEmitter(object);
    this.#objects.set(object, recorded ? record(object) : null);
  }

  /** Takes in an object of which only the listeners matter; those it has when taken in are Node's own. */
  addEmitter(emitter: object): void {
    this.#emitters.set(emitter, listenersOf(emitter));
  }

  /** Takes in a standard stream: its listeners, and the keys that it has; those that come to it are the program's, but for `stdin`. */
  addStream(stream: object): void {
    this.addEmitter(stream);
    this.#streams.set(stream, new Set(Reflect.ownKeys(stream)));
  }

  /** Makes the present state the recorded one. */
  rebase(): void {
    for (const stream of this.#streams.keys()) this.#streams.set(stream, new Set(Reflect.ownKeys(stream)));
    for (const object of this.#objects.keys()) this.#objects.set(object, record(object));
    for (const emitter of this.#emitters.keys()) this.#emitters.set(emitter, listenersOf(emitter));
    this.#environment = environment();
  }

  /** Everything that differs from the recorded state, in the order in which the objects were taken in. */
  differences(paths: ReadonlyMap<HostValue, HostPath>): HostDifference[] {
    const events = new Set<object>();
    for (const emitter of this.#emitters.keys()) {
      const value: unknown = Object.getOwnPropertyDescriptor(emitter, '_events')?.value;
      if (!isObject(value)) continue;
      events.add(value);
      for (const event of Reflect.ownKeys(value)) {
        const listeners: unknown = Object.getOwnPropertyDescriptor(value, event)?.value;
        if (Array.isArray(listeners)) events.add(listeners);
      }
    }
    const found: HostDifference[] = [];
    for (const [owner, before] of this.#objects) {
      if (before === null || events.has(owner)) continue;
      this.#compare(owner, paths.get(owner) ?? '', before, found);
    }
    for (const [owner, before] of this.#emitters) {
      const now = listenersOf(owner);
      const ownerPath = paths.get(owner) ?? '';
      const patched = this.domainLoaded ? DOMAIN_PATCHES.get(ownerPath) : undefined;
      const mattering = (listeners: readonly Listener[]): Listener[] => listeners.filter((each) => patched?.has(each.event) !== true);
      // What Node itself hears of its standard streams comes and goes as it likes.
      const isStream = this.#streams.has(owner);
      if (!isStream) for (const each of mattering(surplus(before, now))) found.push({ kind: 'listener', owner, ownerPath, ...each, added: false });
      for (const each of mattering(surplus(now, before))) if (!isStream || typeof each.event === 'string') found.push({ kind: 'listener', owner, ownerPath, ...each, added: true });
    }
    for (const [owner, before] of this.#streams) {
      if (paths.get(owner) === 'process.stdin') continue; // where what it reads ends, Node gives it another `write`
      for (const key of Reflect.ownKeys(owner)) {
        const after = Object.getOwnPropertyDescriptor(owner, key);
        if (before.has(key) || after === undefined || (typeof key === 'string' && key.startsWith('_'))) continue;
        found.push({ kind: 'property', owner, ownerPath: paths.get(owner) ?? '', key, before: null, after });
      }
    }
    this.#compareEnvironment(found);
    return found;
  }

  #compareEnvironment(found: HostDifference[]): void {
    const owner = process.env;
    const ownerPath = 'process.env';
    const now = environment();
    for (const [key, after] of now) {
      const before = this.#environment.get(key) ?? null;
      if (before === null || !equalDescriptors(before, after)) found.push({ kind: 'property', owner, ownerPath, key, before, after });
    }
    for (const [key, before] of this.#environment) if (!now.has(key)) found.push({ kind: 'property', owner, ownerPath, key, before, after: null });
  }

  #compare(owner: object, ownerPath: HostPath, before: Recorded, found: HostDifference[]): void {
    const keys = Reflect.ownKeys(owner);
    const unwatched = VOLATILE.get(ownerPath);
    const patched = this.domainLoaded ? DOMAIN_PATCHES.get(ownerPath) : undefined;
    const emitter = this.#emitters.has(owner);
    const ignored = (key: string | symbol): boolean => unwatched?.has(key) === true || patched?.has(key) === true || (emitter && EMITTER_SLOTS.has(key));
    const sameKeys = keys.length === before.keys.length && keys.every((key, index) => key === before.keys[index]);
    const known = sameKeys ? null : new Map(before.keys.map((key, index) => [key, before.descriptors[index]]));
    keys.forEach((key, index) => {
      const was = known === null ? before.descriptors[index] : known.get(key);
      const now = Object.getOwnPropertyDescriptor(owner, key);
      known?.delete(key);
      if (now === undefined || (was !== undefined && equalDescriptors(was, now)) || ignored(key) || isPromisifyMark(owner, key, now)) return;
      found.push({ kind: 'property', owner, ownerPath, key, before: was ?? null, after: now });
    });
    for (const [key, was] of known ?? []) if (was !== undefined && !ignored(key)) found.push({ kind: 'property', owner, ownerPath, key, before: was, after: null });
    const prototype = Object.getPrototypeOf(owner) as object | null;
    if (prototype !== before.prototype) found.push({ kind: 'prototype', owner, ownerPath, before: before.prototype, after: prototype });
    const extensible = Object.isExtensible(owner);
    if (extensible !== before.extensible) found.push({ kind: 'integrity', owner, ownerPath, before: before.extensible, after: extensible });
  }
}

/** `util.promisify(setTimeout)` marks the function that it gives back. */
function isPromisifyMark(owner: object, key: string | symbol, now: PropertyDescriptor): boolean {
  return now.value === owner && key === Symbol.for('nodejs.util.promisify.custom');
}
