/**
 * Some functions of Node make objects whose making cannot be read from them (`util.promisify`, `createRequire`).
 * While the program is loaded they are wrapped, and what they were called with is remembered. A wrapper is a
 * Proxy of the function: name, length, own properties, prototype and `new` are the function's own.
 */
import module from 'node:module';
import { types } from 'node:util';
import { builtinModule } from './intrinsics.ts';
import type { FactoryRecords, NativeDescription } from './types.ts';
import { WasmRecords } from './wasm-records.ts';

/** How a call is written down: see makeNative. */
interface Recipe {
  readonly owner: object;
  readonly key: string;
  /** Path of the function (or of the accessor's owner and key) in factory texts. */
  readonly path: string;
  readonly which: 'value' | 'get';
  /** Whether `this` matters: then it is the first argument of the factory. */
  readonly withThis: boolean;
  /** Own functions of the result that hang on it: they are recorded as its members. */
  readonly members: readonly string[];
}

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

interface Made {
  readonly factory: string;
  readonly args: readonly unknown[];
  /** Own keys with the values they had when the factory returned. */
  readonly made: ReadonlyMap<string | symbol, unknown>;
}

const promiseThen: Function = Promise.prototype.then;

const PROMISIFIED = Symbol.for('nodejs.util.promisify.custom');

/** The result was handed in, or found on what was handed in, not made. */
function handedThrough(result: object, args: readonly unknown[]): boolean {
  for (const arg of args) {
    if (arg === result) return true;
    for (let object = isObject(arg) ? arg : null; object !== null; object = Object.getPrototypeOf(object) as object | null) {
      if (Object.getOwnPropertyDescriptor(object, PROMISIFIED)?.value === result) return true;
    }
  }
  return false;
}

/** Keys that a factory makes alike each time, whatever its arguments look like by then. */
const MADE_ALIKE: ReadonlySet<string | symbol> = new Set<string | symbol>(['length', 'name', 'arguments', 'caller', 'enabled', 'resolve', 'paths', 'main', 'extensions', 'cache', 'asyncResource', 'run', ...['start', 'end', 'asyncStart', 'asyncEnd', 'error'], PROMISIFIED]);

interface RegistryEntry {
  readonly target: WeakRef<object>;
  readonly token: WeakRef<object> | null;
}

type StandardStream = 'stdout' | 'stderr' | 'stdin';

class Records implements FactoryRecords {
  readonly wasm = new WasmRecords();
  readonly #made = new WeakMap<object, Made>();
  readonly #originals = new Map<object, object>();
  readonly #undo: (() => void)[] = [];
  readonly #described = new WeakMap<object, NativeDescription>();
  readonly #entries = new WeakMap<object, RegistryEntry[]>();
  readonly #streams = new Set<string>();
  #streamSeen: ((key: StandardStream) => void) | null = null;
  readonly bindings = new Map<string, object>();

  recorded(object: object): NativeDescription | null {
    const made = this.#made.get(object);
    if (made === undefined) return types.isArrayBuffer(object) ? this.#memoryBuffer(object) : null;
    const omit = [...made.made].flatMap(([key, value]) => (isSame(object, key, value) ? [key] : []));
    return { factory: made.factory, args: made.args, omit };
  }

  originalOf(fn: object): object {
    return this.#originals.get(fn) ?? fn;
  }

  streamMade(key: 'stdout' | 'stderr' | 'stdin'): boolean {
    return this.#streams.has(key);
  }

  wrappers(): Iterable<readonly [object, object]> {
    return this.#originals.entries();
  }

  uninstall(): void {
    for (const undo of this.#undo.splice(0).reverse()) undo();
    module.syncBuiltinESMExports();
  }

  wrap(recipe: Recipe): void {
    const { owner, key, which } = recipe;
    this.#replace(owner, key, which, (original) => ({
      apply: (target, receiver: unknown, args: unknown[]) => {
        const result: unknown = Reflect.apply(target, receiver, args);
        if (isObject(result) && result !== original) this.#note(recipe, result, receiver, args);
        return result;
      },
    }));
  }

  onStream(made: (key: StandardStream) => void): void {
    this.#streamSeen = made;
  }

  watchStream(key: StandardStream): void {
    const existing = Object.getOwnPropertyDescriptor(process, key);
    if (existing?.get === undefined) {
      if (existing !== undefined) this.#streams.add(key);
      return;
    }
    this.#replace(process, key, 'get', () => ({
      apply: (target, receiver: unknown, args: unknown[]) => {
        const stream: unknown = Reflect.apply(target, receiver, args);
        if (!this.#streams.has(key)) {
          this.#streams.add(key);
          this.#streamSeen?.(key);
        }
        return stream;
      },
    }));
  }

  /** `process.binding(name)` gives the same object each time. */
  watchBindings(): void {
    this.#replace(process, 'binding', 'value', () => ({
      apply: (target, receiver: unknown, args: unknown[]) => {
        const result: unknown = Reflect.apply(target, receiver, args);
        const [name] = args;
        if (isObject(result) && typeof name === 'string') this.bindings.set(name, result);
        return result;
      },
    }));
  }

  /** FinalizationRegistry does not give its callback or entries away. */
  watchRegistries(): void {
    const maker = globalThis.FinalizationRegistry;
    const construct = (target: object, args: unknown[], newTarget: unknown): object => {
      const registry = Reflect.construct(target as typeof FinalizationRegistry, args, newTarget as new () => unknown) as object; // Node's constructor gives an object
      this.#made.set(registry, { factory: 'new FinalizationRegistry', args: [...args], made: new Map() });
      return registry;
    };
    this.#replace(globalThis, 'FinalizationRegistry', 'value', () => ({ construct: (target, args: unknown[], newTarget) => construct(target, args, newTarget) }));
    this.#replace(maker.prototype, 'constructor', 'value', () => ({}));
    this.#replace(maker.prototype, 'register', 'value', () => ({
      apply: (target, receiver: unknown, args: unknown[]) => {
        const result: unknown = Reflect.apply(target, receiver, args);
        if (isObject(receiver) && isObject(args[0])) this.#entriesOf(receiver).push({ target: new WeakRef(args[0]), token: isObject(args[2]) ? new WeakRef(args[2]) : null });
        return result;
      },
    }));
    this.#replace(maker.prototype, 'unregister', 'value', () => ({
      apply: (target, receiver: unknown, args: unknown[]) => {
        if (isObject(receiver)) this.#entries.set(receiver, this.#entriesOf(receiver).filter((entry) => entry.token === null || entry.token.deref() !== args[0]));
        return Reflect.apply(target, receiver, args) as unknown;
      },
    }));
  }

  /** Modules do not give their bytes away, nor instances what they import. The promises given are those that follow the noting. */
  watchWebAssembly(): void {
    const owner: unknown = Reflect.get(globalThis, 'WebAssembly');
    if (!isObject(owner)) return;
    const { wasm } = this;
    const maker = (key: string, note: (made: object, args: readonly unknown[], bytes: Uint8Array | null) => void): void => {
      const original = valueOf(owner, key);
      if (!isObject(original)) return;
      this.#replace(owner, key, 'value', () => ({
        construct: (target, args: unknown[], newTarget) => {
          const bytes = wasm.copy(args[0]);
          const made = Reflect.construct(target, args, newTarget) as object; // Node's constructor gives an object
          note(made, args, bytes);
          return made;
        },
      }));
      const prototype = valueOf(original, 'prototype');
      if (isObject(prototype)) this.#replace(prototype, 'constructor', 'value', () => ({}));
    };
    maker('Module', (made, _args, bytes) => wasm.noteModule(made, bytes));
    maker('Instance', (made, [module, imports]) => this.#noteInstance(made, module, imports));
    const later = (key: string, note: (result: unknown, args: readonly unknown[], bytes: Uint8Array | null) => void): void => {
      this.#replace(owner, key, 'value', () => ({
        apply: (target, receiver: unknown, args: unknown[]) => {
          const bytes = wasm.copy(args[0]);
          const promise: unknown = Reflect.apply(target, receiver, args);
          return Reflect.apply(promiseThen, promise, [(result: unknown) => { note(result, args, bytes); return result; }]) as unknown; // prettier-ignore
        },
      }));
    };
    later('compile', (result, _args, bytes) => { if (isObject(result)) wasm.noteModule(result, bytes); }); // prettier-ignore
    later('instantiate', (result, [source, imports], bytes) => {
      if (!isObject(result)) return;
      const module = bytes === null ? source : valueOf(result, 'module');
      const instance = bytes === null ? result : valueOf(result, 'instance');
      if (isObject(module) && bytes !== null) wasm.noteModule(module, bytes);
      if (isObject(instance)) this.#noteInstance(instance, module, imports);
    });
  }

  #noteInstance(instance: object, module: unknown, imports: unknown): void {
    if (!isObject(module)) return;
    for (const { object, factory, args } of this.wasm.noteInstance(instance, module, imports)) {
      if (!this.#made.has(object)) this.#made.set(object, { factory, args, made: new Map(Reflect.ownKeys(object).map((key) => [key, valueOf(object, key)])) });
    }
  }

  #memoryBuffer(buffer: object): NativeDescription | null {
    const memory = this.wasm.memoryOf(buffer);
    return memory === null ? null : { factory: 'get WebAssembly.Memory.prototype.buffer', args: [memory], omit: [] };
  }

  steady(object: object, description: NativeDescription): NativeDescription {
    const before = this.#described.get(object);
    if (before !== undefined && before.factory === description.factory && sayTheSame(before.args, description.args) && sayTheSame(before.omit, description.omit)) return before;
    this.#described.set(object, description);
    return description;
  }

  liveEntries(registry: object): number {
    return this.#entriesOf(registry).filter((entry) => entry.target.deref() !== undefined).length;
  }

  #entriesOf(registry: object): RegistryEntry[] {
    const known = this.#entries.get(registry);
    if (known !== undefined) return known;
    const fresh: RegistryEntry[] = [];
    this.#entries.set(registry, fresh);
    return fresh;
  }

  #note(recipe: Recipe, result: object, receiver: unknown, args: readonly unknown[]): void {
    if (this.#made.has(result) || handedThrough(result, args)) return;
    const verb = recipe.which === 'get' ? 'get' : recipe.withThis ? 'apply' : 'call';
    const all = recipe.withThis ? [receiver, ...args] : [...args];
    const keys = Reflect.ownKeys(result).filter((key) => recipe.which === 'get' || MADE_ALIKE.has(key) || isOwnPrototype(result, key));
    const made = new Map(keys.map((key) => [key, Object.getOwnPropertyDescriptor(result, key)?.value as unknown]));
    this.#made.set(result, { factory: `${verb} ${recipe.path}`, args: all, made });
    for (const key of recipe.members) this.#noteMember(result, key);
  }

  /** Functions that come with the result, such as `require.resolve` and `require.resolve.paths`. */
  #noteMember(owner: object, key: string): void {
    const value: unknown = Object.getOwnPropertyDescriptor(owner, key)?.value;
    if (!isObject(value) || this.#made.has(value)) return;
    const keys = Reflect.ownKeys(value);
    const made = new Map(keys.map((each) => [each, Object.getOwnPropertyDescriptor(value, each)?.value as unknown]));
    this.#made.set(value, { factory: 'member', args: [owner, key], made });
    if (key === 'resolve') this.#noteMember(value, 'paths');
  }

  #replace(owner: object, key: string, which: 'value' | 'get', handler: (original: object) => ProxyHandler<(...args: never[]) => unknown>): void {
    const descriptor = Object.getOwnPropertyDescriptor(owner, key);
    const original: unknown = descriptor?.[which];
    if (descriptor === undefined || typeof original !== 'function' || descriptor.configurable !== true) return;
    const wrapper = this.#wrapperOf(original) ?? new Proxy(original as (...args: never[]) => unknown, handler(original));
    this.#originals.set(wrapper, original);
    Object.defineProperty(owner, key, { ...descriptor, [which]: wrapper });
    this.#undo.push(() => {
      if (Object.getOwnPropertyDescriptor(owner, key)?.[which] === wrapper) Object.defineProperty(owner, key, descriptor);
    });
  }

  #wrapperOf(original: object): object | undefined {
    for (const [wrapper, each] of this.#originals) if (each === original) return wrapper;
    return undefined;
  }
}

/** The automatic `prototype` object of a function that nobody has touched. */
function isOwnPrototype(fn: object, key: string | symbol): boolean {
  if (key !== 'prototype') return false;
  const value: unknown = Object.getOwnPropertyDescriptor(fn, key)?.value;
  return isObject(value) && Object.getOwnPropertyDescriptor(value, 'constructor')?.value === fn && Reflect.ownKeys(value).length === 1;
}

function isSame(object: object, key: string | symbol, value: unknown): boolean {
  const now = Object.getOwnPropertyDescriptor(object, key);
  if (now === undefined || !Object.is(now.value, value)) return false;
  return key !== 'prototype' || isOwnPrototype(object, key);
}

/** Plain data made for a description: arrays and objects of Object.prototype with data properties, nothing of the program. */
function isPlainData(value: unknown): value is object {
  if (typeof value !== 'object' || value === null || types.isProxy(value)) return false;
  const prototype: unknown = Object.getPrototypeOf(value);
  return prototype === Object.prototype || prototype === Array.prototype;
}

function sayTheSame(a: unknown, b: unknown): boolean {
  if (Object.is(a, b)) return true;
  if (!isPlainData(a) || !isPlainData(b)) return false;
  const keys = Reflect.ownKeys(a);
  return keys.length === Reflect.ownKeys(b).length && keys.every((key) => Object.hasOwn(b, key) && sayTheSame(valueOf(a, key), valueOf(b, key)));
}

const valueOf = (object: object, key: string | symbol): unknown => Object.getOwnPropertyDescriptor(object, key)?.value as unknown;

function recipes(): Recipe[] {
  const util = builtinModule('util');
  const hooks = builtinModule('async_hooks');
  const plain = { which: 'value', withThis: false, members: [] } as const;
  const found: Recipe[] = [];
  const add = (owner: unknown, ownerPath: string, keys: readonly string[], how: Pick<Recipe, 'which' | 'withThis' | 'members'>): void => {
    if (!isObject(owner)) return;
    for (const key of keys) found.push({ owner, key, path: `${ownerPath}.${key}`, ...how });
  };
  add(util, 'node:util', ['promisify', 'callbackify', 'deprecate', 'debuglog', 'debug'], plain);
  add(module, 'node:module', ['createRequire'], { ...plain, members: ['resolve'] });
  add(console, 'console', ['createTask'], plain);
  add(builtinModule('diagnostics_channel'), 'node:diagnostics_channel', ['tracingChannel'], plain);
  if (isObject(hooks)) {
    add(Reflect.get(hooks, 'AsyncResource'), 'node:async_hooks.AsyncResource', ['bind'], { ...plain, withThis: true });
    add(Reflect.get(hooks, 'AsyncLocalStorage'), 'node:async_hooks.AsyncLocalStorage', ['bind', 'snapshot'], { ...plain, withThis: true });
  }
  const getter = { which: 'get', withThis: true, members: [] } as const;
  add(AbortController.prototype, 'AbortController.prototype', ['signal'], getter);
  add(URL.prototype, 'URL.prototype', ['searchParams'], getter);
  add(Intl.Collator.prototype, 'Intl.Collator.prototype', ['compare'], getter);
  add(Intl.NumberFormat.prototype, 'Intl.NumberFormat.prototype', ['format'], getter);
  add(Intl.DateTimeFormat.prototype, 'Intl.DateTimeFormat.prototype', ['format'], getter);
  return found;
}

/**
 * Wraps the factories. Called before buildCatalogue, which names wrappers and originals alike, and before user
 * code. Undone by `uninstall()`.
 */
export function installFactoryRecording(): FactoryRecords {
  const records = new Records();
  for (const recipe of recipes()) records.wrap(recipe);
  records.watchBindings();
  records.watchRegistries();
  records.watchWebAssembly();
  for (const key of ['stdout', 'stderr', 'stdin'] as const) records.watchStream(key);
  module.syncBuiltinESMExports();
  return records;
}
