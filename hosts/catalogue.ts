/**
 * The catalogue: path of everything that Node itself brings, and the state of it before user code ran.
 * Walked breadth first from fixed roots, so that every process of the same Node gives the same paths, and
 * the shortest one wins; hidden intrinsics stand before globals and modules, so that a path does not change
 * when a later Node gives them a public name.
 */
import { types } from 'node:util';
import { builtinModules } from 'node:module';
import type { HostPath } from '../format/graph/model.ts';
import { Baseline } from './baseline.ts';
import { bindingIntrinsic, builtinModule, intrinsicNames, makeIntrinsic, sampleNames } from './intrinsics.ts';
import { PROVIDED_MODULE, printHostRoot, printHostStep } from './path.ts';
import type { FactoryRecords, HostCatalogue, HostDifference, HostValue } from './types.ts';

/** Loading these patches the process, warns, or starts something: named only once the program has loaded them itself. */
const RELUCTANT: ReadonlySet<string> = new Set([
  'domain', 'punycode', 'sys', 'wasi', 'trace_events', 'repl', 'inspector/promises', 'sqlite', 'sea', 'ffi', 'quic', 'test', 'test/reporters',
]);

/** Global accessors that warn or need a command-line option. */
const UNTOUCHED_GLOBALS: ReadonlySet<string> = new Set(['localStorage', 'sessionStorage']);
/** Module accessors whose value is costly, a mere value, or a stream that is made on first use. */
const UNTOUCHED_EXPORTS: ReadonlySet<string> = new Set(['rootCertificates', 'fips', '_stdout', '_stderr', 'stdout', 'stderr', 'stdin']);
/** Accessors deeper down whose value is an object that programs hold: owner path, key. */
const TOUCHED: readonly (readonly [HostPath, string])[] = [
  ['crypto', 'subtle'],
  ['process', 'report'],
  ['process', 'finalization'],
  ['navigator', 'locks'],
  ['performance', 'nodeTiming'],
];
/** The same of a module: its name, keys from its exports to the value. */
const TOUCHED_IN_MODULES: readonly (readonly [module: string, ...keys: string[]])[] = [['util', 'inspect', 'defaultOptions']];
/** Properties that lead out of Node or into what it keeps of the program: never followed. */
const UNFOLLOWED: ReadonlyMap<HostPath, ReadonlySet<string>> = new Map([
  ['node:module', new Set(['_cache', '_pathCache', '_preload_modules'])],
  ['process', new Set(['mainModule', 'env', 'argv', 'execArgv', 'moduleLoadList', 'domain'])],
]);

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Public builtin modules of this Node without `node:`, those with a path of their own (`fs/promises`) after their parents. */
function publicModules(): string[] {
  const names = builtinModules.map((name) => name.replace(/^node:/, ''));
  return names.filter((name) => !name.startsWith('_')).sort((a, b) => (a < b ? -1 : 1));
}

class Catalogue implements HostCatalogue {
  readonly #paths = new Map<HostValue, HostPath>();
  readonly #queue: object[] = [];
  /** Named so only where no property leads there. */
  readonly #prototypes: (readonly [unknown, HostPath])[] = [];
  readonly #baseline = new Baseline();
  readonly #records: FactoryRecords | null;
  readonly #wellKnown = new Map<symbol, string>();
  /** All is taken in that is there from the start, and its state recorded. */
  #filled = false;
  #pending: readonly string[] = [...RELUCTANT];
  #loadedCount = loadedModules().length;
  #bindingCount = 0;

  constructor(records: FactoryRecords | null, provided: object | null) {
    this.#records = records;
    for (const name of Object.getOwnPropertyNames(Symbol)) {
      const value: unknown = Reflect.get(Symbol, name);
      if (typeof value === 'symbol') this.#wellKnown.set(value, name);
    }
    this.#fill(provided);
    this.rebase();
    this.#filled = true;
    for (const key of STREAMS) if (records?.streamMade(key) === true) this.#addStream(key);
    records?.onStream((key) => {
      this.#addStream(key);
    });
  }

  pathOf(value: HostValue): HostPath | null {
    const path = this.#paths.get(value);
    if (path !== undefined) return path;
    if (typeof value === 'symbol') return this.#lateModules() ? (this.#paths.get(value) ?? null) : null;
    return this.#standardStream(value) ?? (this.#lateModules() ? (this.#paths.get(value) ?? null) : null);
  }

  entries(): Iterable<readonly [HostValue, HostPath]> {
    return this.#paths.entries();
  }

  differences(): readonly HostDifference[] {
    this.#lateModules();
    return this.#baseline.differences(this.#paths);
  }

  rebase(): void {
    this.#lateModules();
    this.#baseline.rebase();
  }

  #fill(provided: object | null): void {
    for (const name of sampleNames) this.#sample(name);
    for (const name of intrinsicNames) this.#add(makeIntrinsic(name), printHostRoot({ kind: 'intrinsic', name }));
    this.#add(globalThis, 'globalThis');
    const globals = Object.getOwnPropertyNames(globalThis).sort((a, b) => (a < b ? -1 : 1));
    for (const name of globals) {
      if (!UNTOUCHED_GLOBALS.has(name)) this.#add(readGlobal(name), printHostRoot({ kind: 'global', name }));
    }
    const modules = publicModules().filter((name) => !RELUCTANT.has(name));
    for (const name of modules) this.#add(builtinModule(name), printHostRoot({ kind: 'module', name }));
    // Behind all roots, so that what a root holds itself is named by that root.
    for (const name of modules) this.#touchExports(name);
    if (provided !== null) this.#add(provided, PROVIDED_MODULE);
    this.#drain();
    for (const [ownerPath, key] of TOUCHED) this.#touch(ownerPath, key);
    for (const [name, ...keys] of TOUCHED_IN_MODULES) this.#touchInModule(name, keys);
    this.#drain();
    for (const [wrapper, original] of this.#records?.wrappers() ?? []) this.#alias(original, wrapper);
  }

  /** Gives a recording wrapper and Node's own function one name, whichever of them the walk meets. */
  #alias(value: object, named: object): void {
    const path = this.#paths.get(named);
    if (path !== undefined && !this.#paths.has(value)) this.#paths.set(value, path);
  }

  #touchExports(name: string): void {
    const exports = builtinModule(name);
    if (!isObject(exports)) return;
    const path = printHostRoot({ kind: 'module', name });
    for (const key of Object.getOwnPropertyNames(exports)) {
      if (UNTOUCHED_EXPORTS.has(key) || Object.getOwnPropertyDescriptor(exports, key)?.get === undefined) continue;
      this.#add(readQuietly(exports, key), path + printHostStep({ kind: 'property', key }));
    }
  }

  #touch(ownerPath: HostPath, key: string): void {
    const owner = readGlobal(ownerPath);
    if (isObject(owner) && key in owner) this.#add(readQuietly(owner, key), ownerPath + printHostStep({ kind: 'property', key }));
  }

  #touchInModule(name: string, keys: readonly string[]): void {
    let value = builtinModule(name);
    let path: HostPath = printHostRoot({ kind: 'module', name });
    for (const key of keys) {
      value = isObject(value) ? readQuietly(value, key) : undefined;
      path += printHostStep({ kind: 'property', key });
    }
    this.#add(value, path);
  }

  /** Names the symbols and inner functions of a sample, not the sample. */
  #sample(name: string): void {
    const root = printHostRoot({ kind: 'intrinsic', name });
    const visit = (object: object, path: string, depth: number): void => {
      this.#symbols(object, path);
      for (const key of Object.getOwnPropertyNames(object)) {
        const value: unknown = Object.getOwnPropertyDescriptor(object, key)?.value;
        const inner = path + printHostStep({ kind: 'property', key });
        if (typeof value === 'function') this.#add(value, inner);
        else if (isObject(value) && depth > 0 && !Array.isArray(value)) visit(value, inner, depth - 1);
      }
    };
    const sample = makeIntrinsic(name);
    if (isObject(sample)) visit(sample, root, 1);
  }

  #add(value: unknown, path: HostPath): void {
    if (typeof value === 'symbol') {
      if (!this.#paths.has(value)) this.#paths.set(value, path);
    } else if (isObject(value) && !this.#paths.has(value)) {
      this.#paths.set(value, path);
      this.#queue.push(value);
    }
  }

  #drain(): void {
    while (this.#queue.length > 0) {
      for (let index = 0; index < this.#queue.length; index += 1) {
        const object = this.#queue[index];
        if (object !== undefined) this.#expand(object, this.#paths.get(object) ?? '');
      }
      this.#queue.length = 0;
      for (const [object, path] of this.#prototypes.splice(0)) this.#add(object, path);
    }
  }

  #expand(object: object, path: HostPath): void {
    if (types.isProxy(object) && typeof object !== 'function') return; // functions: recording wrappers and shims of the packager
    if (types.isModuleNamespaceObject(object) || types.isAnyArrayBuffer(object) || ArrayBuffer.isView(object)) return;
    this.#symbols(object, path);
    const unfollowed = UNFOLLOWED.get(path);
    for (const key of Reflect.ownKeys(object)) {
      const descriptor = Object.getOwnPropertyDescriptor(object, key);
      if (descriptor === undefined) continue;
      const named = this.#keyText(key);
      if (typeof key === 'string' && unfollowed?.has(key) === true) {
        if (isObject(descriptor.value) && !this.#paths.has(descriptor.value) && key !== 'mainModule') {
          this.#paths.set(descriptor.value, `${path}.${key}`);
          this.#prototypes.push([Object.getPrototypeOf(descriptor.value) as unknown, `${path}.${key}{prototype}`]); // that of `process.env` is Node's
        }
        continue;
      }
      if ('value' in descriptor) this.#add(descriptor.value, path + named.property);
      if (descriptor.get !== undefined) this.#add(descriptor.get, `${path}{get ${named.key}}`);
      if (descriptor.set !== undefined) this.#add(descriptor.set, `${path}{set ${named.key}}`);
    }
    this.#prototypes.push([Object.getPrototypeOf(object) as unknown, `${path}{prototype}`]);
    if (!path.startsWith(FETCH_STATE)) this.#baseline.add(object, this.#filled);
  }

  /** Names symbols that are used as keys and have no name yet. */
  #symbols(object: object, path: HostPath): void {
    const ordinals = new Map<string, number>();
    for (const symbol of Object.getOwnPropertySymbols(object)) {
      const description = symbol.description ?? '';
      const ordinal = ordinals.get(description) ?? 0;
      ordinals.set(description, ordinal + 1);
      if (this.#wellKnown.has(symbol) || Symbol.keyFor(symbol) !== undefined || this.#paths.has(symbol)) continue;
      this.#paths.set(symbol, path + printHostStep({ kind: 'symbol', description, ordinal }));
    }
  }

  #keyText(key: string | symbol): { readonly property: string; readonly key: string } {
    if (typeof key === 'string') return { property: printHostStep({ kind: 'property', key }), key: JSON.stringify(key) };
    const registered = Symbol.keyFor(key);
    const wellKnown = this.#wellKnown.get(key);
    let text = `@@(${this.#paths.get(key) ?? ''})`;
    if (wellKnown !== undefined) text = `@@${wellKnown}`;
    else if (registered !== undefined) text = `@@for(${JSON.stringify(registered)})`;
    return { property: `[${text}]`, key: text };
  }

  /** Takes in reluctant modules, and bindings, that the program has loaded since. */
  #lateModules(): boolean {
    const found = this.#lateBindings();
    const list = loadedModules();
    if (list.length === this.#loadedCount) return found;
    this.#loadedCount = list.length;
    const loaded = new Set(list);
    const late = this.#pending.filter((name) => loaded.has(`NativeModule ${name}`));
    this.#pending = this.#pending.filter((name) => !late.includes(name));
    if (late.includes('domain')) this.#baseline.domainLoaded = true;
    for (const name of late) this.#add(builtinModule(name), printHostRoot({ kind: 'module', name }));
    for (const name of late) this.#touchExports(name);
    this.#drain();
    return found || late.length > 0;
  }

  /** Takes in what `process.binding` has given the program since. */
  #lateBindings(): boolean {
    const bindings = this.#records?.bindings;
    if (bindings === undefined || bindings.size === this.#bindingCount) return false;
    this.#bindingCount = bindings.size;
    for (const [name, binding] of bindings) this.#add(binding, printHostRoot({ kind: 'intrinsic', name: bindingIntrinsic(name) }));
    this.#drain();
    return true;
  }

  /** `process.stdout` and its like are made on first use: only what looks like one is compared with them. */
  #standardStream(value: object): HostPath | null {
    if (types.isProxy(value)) return null; // a Proxy of the program: its traps are not to be run
    const descriptor = Object.getOwnPropertyDescriptor(value, 'fd');
    const marked = Object.getOwnPropertyDescriptor(value, '_isStdio')?.value === true;
    if (!marked && descriptor?.value !== 0) return null;
    for (const key of STREAMS) {
      const made = this.#records?.streamMade(key) ?? (marked || key === 'stdin');
      if (made && Reflect.get(process, key) === value) {
        this.#addStream(key);
        return `process.${key}`;
      }
    }
    return null;
  }

  /** Only its listeners, its name and what a program adds to it matter: what it consists of is Node's. Done before the program has it. */
  #addStream(key: (typeof STREAMS)[number]): void {
    const stream: unknown = Reflect.get(process, key);
    if (!isObject(stream) || this.#paths.has(stream)) return;
    this.#paths.set(stream, `process.${key}`);
    this.#baseline.addStream(stream);
  }
}

/** Node's own list of the internal modules and bindings it has loaded; not in its types. */
function loadedModules(): readonly unknown[] {
  const list: unknown = Reflect.get(process, 'moduleLoadList');
  return Array.isArray(list) ? list : [];
}

/** State of Node's `fetch`, which it keeps on the global object: named, but not watched. */
const FETCH_STATE = 'globalThis[@@for("undici';

const STREAMS = ['stdout', 'stderr', 'stdin'] as const;

function readGlobal(name: string): unknown {
  return readQuietly(globalThis, name);
}

/** Accessors of Node may throw where the platform lacks something, and deprecated ones warn: that is not the program's doing. */
function readQuietly(owner: object, key: string): unknown {
  const emitWarning = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  if (emitWarning !== undefined) Object.defineProperty(process, 'emitWarning', { ...emitWarning, value: () => undefined });
  try {
    return Reflect.get(owner, key);
  } catch {
    return undefined;
  } finally {
    if (emitWarning !== undefined) Object.defineProperty(process, 'emitWarning', emitWarning);
  }
}

/**
 * Walks everything that Node brings. Called once, after installFactoryRecording and before any user code.
 * `provided`: exports of the module `image-components` as user code gets it, so that it has paths too.
 */
export function buildCatalogue(records: FactoryRecords | null = null, provided: object | null = null): HostCatalogue {
  return new Catalogue(records, provided);
}
