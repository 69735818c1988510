// What the parts of hosts/ say to each other and to the packager and the runtime.
import type { HostPath } from '../format/graph/model.ts';
import type { WasmRecords } from './wasm-records.ts';

/** A value that has identity: what a host path can name. */
export type HostValue = object | symbol;

/** What user code changed on an object of Node, found by comparing it with its recorded state. */
export type HostDifference =
  | {
      readonly kind: 'property';
      readonly owner: object;
      readonly ownerPath: HostPath;
      readonly key: string | symbol;
      /** Null: there was no such property. */
      readonly before: PropertyDescriptor | null;
      /** Null: it was deleted. */
      readonly after: PropertyDescriptor | null;
    }
  | { readonly kind: 'prototype'; readonly owner: object; readonly ownerPath: HostPath; readonly before: object | null; readonly after: object | null }
  | { readonly kind: 'integrity'; readonly owner: object; readonly ownerPath: HostPath; readonly before: boolean; readonly after: boolean } // extensible
  /** One listener added to, or taken from, an EventEmitter of Node (`process`, `process.stdout` …). */
  | {
      readonly kind: 'listener';
      readonly owner: object;
      readonly ownerPath: HostPath;
      readonly event: string | symbol;
      /** As given to `on`; the function itself, not Node's wrapper, for `once`. */
      readonly listener: object;
      readonly once: boolean;
      readonly added: boolean; // false: it was there before and is gone
    };

/** Names of everything that Node itself brings, taken before user code runs. */
export interface HostCatalogue {
  /** Path of an object, function or symbol of Node; null for everything else. Runs no user code. */
  pathOf(value: HostValue): HostPath | null;
  /** All named values; for tests and reports. */
  entries(): Iterable<readonly [HostValue, HostPath]>;
  /** Everything that differs from the baseline, in catalogue order (which is the same in every process), keys in own-property order. */
  differences(): readonly HostDifference[];
  /** Makes the present state the baseline: called after each component. */
  rebase(): void;
}

/** How an object that only Node can make is made again: makeNative(factory, args). */
export interface NativeDescription {
  readonly factory: string;
  /** Values of the captured graph: primitives, user objects, host objects; or plain arrays and objects made by the description itself. */
  readonly args: readonly unknown[];
  /** Own keys that the factory makes by itself with the same content: neither captured nor set again. */
  readonly omit: readonly (string | symbol)[];
}

/** Records of what factories of Node were called with, kept while user code runs. */
export interface FactoryRecords {
  /** What made this object; null if no recorded factory did. */
  recorded(object: object): NativeDescription | null;
  /** Node's own function for a recording wrapper; the argument itself if it is none. `Function.prototype.toString` shims ask this. */
  originalOf(fn: object): object;
  /** The description given for this object before, if it says the same: so that two readings of an unchanged object give identical arguments. */
  steady(object: object, description: NativeDescription): NativeDescription;
  /** How many targets registered with this FinalizationRegistry are still alive. */
  liveEntries(registry: object): number;
  /** Whether `process.stdout`, `stderr` or `stdin` has been asked for, and so exists. */
  streamMade(key: 'stdout' | 'stderr' | 'stdin'): boolean;
  /** Called once for each of them, when it is asked for first and before the asker has it. */
  onStream(made: (key: 'stdout' | 'stderr' | 'stdin') => void): void;
  readonly wasm: WasmRecords;
  /** What `process.binding` gave the program, by name. */
  readonly bindings: ReadonlyMap<string, object>;
  /** Pairs of (wrapper, Node's own function). */
  wrappers(): Iterable<readonly [object, object]>;
  /** Puts Node's own functions back. */
  uninstall(): void;
}

/** What kind of object it is, by its internal slots, never by what it claims to be. */
export type Brand =
  | 'object' | 'array' | 'function' | 'error' | 'arguments' | 'boxed' | 'date' | 'regexp' | 'map' | 'set' | 'weak-map' | 'weak-set' | 'weak-ref'
  | 'promise' | 'proxy' | 'array-buffer' | 'shared-array-buffer' | 'typed-array' | 'data-view';

export type Classification =
  /** Slots of the brand, own properties and prototype are all there is to it. */
  | { readonly kind: 'ordinary'; readonly brand: Brand }
  | { readonly kind: 'native'; readonly description: NativeDescription }
  | { readonly kind: 'refused'; readonly reason: string; readonly remedy: string };

/** What classification needs to know of the process. */
export interface Hosts {
  readonly catalogue: HostCatalogue;
  readonly records: FactoryRecords;
  /** Internal properties of an object by V8's names; where there is no reader of them, objects that need it are refused. */
  readonly internal?: (object: object, names: readonly string[]) => ReadonlyMap<string, unknown>;
  /** Whether a function that no code of the program made settles a promise, and whether that is settled already; null: it does not. Absent: not known. */
  readonly settling?: (fn: object) => 'settled' | 'pending' | null;
}

/** Finds host objects by path at run time. */
export interface HostResolver {
  /** Value at the path. Throws IcError IC_PLATFORM naming the path when this Node has no such thing. Internal symbols that this Node lacks become fresh symbols of the same description, globals functions that throw IC_PLATFORM when they are called. */
  resolve(path: HostPath): unknown;
  /** Called before a property of a host object is changed: paths through it keep leading to Node's own value. */
  keepOriginal(owner: object, key: string | symbol): void;
}
