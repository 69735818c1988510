/**
 * The captured heap of one component: what capture makes, the partition decides on, the codec writes,
 * and the runtime instantiates. Values are words; objects, scope instances and names live in tables beside.
 */

/**
 * A value as one unsigned 32-bit word: 3 bits tag (low), 29 bits payload.
 * `constant`: see Constant. `integer`: payload - 2^28 (so -2^28 … 2^28-1). Others: index into the table of that name.
 */
export type Word = number & { readonly __brand: 'Word' };

export const Tag = {
  constant: 0,
  integer: 1,
  number: 2, // Graph.numbers
  string: 3, // Graph.strings
  object: 4, // Graph.objects of this component
  imported: 5, // Graph.imports: an object of a prerequisite
  host: 6, // Graph.hosts: an object or symbol of Node itself
  special: 7, // Graph.specials: bigint, relocated strings
} as const;
export type Tag = (typeof Tag)[keyof typeof Tag];

export const Constant = { undefined: 0, null: 1, true: 2, false: 3, hole: 4, uninitialised: 5, absent: 6 } as const;
// hole: array element that is not there. uninitialised: variable in its temporal dead zone. absent: "no such thing" (no heritage, no getter …).
export type Constant = (typeof Constant)[keyof typeof Constant];

export type Special =
  | { readonly kind: 'bigint'; readonly text: string }
  /** A string that begins with the project root: `prefix` says as what; rest is what follows it (begins with `/` or is empty). */
  | { readonly kind: 'root-path'; readonly rest: string }
  | { readonly kind: 'root-url'; readonly rest: string };

/** Index of an object in Graph.objects. */
export type ObjectId = number & { readonly __brand: 'ObjectId' };
/** Index of a scope instance in Graph.instances. */
export type InstanceId = number & { readonly __brand: 'InstanceId' };

/** Something of a prerequisite, by name. */
export interface ImportEntry {
  readonly component: string; // logical name
  readonly path: string; // symbol path in that component, e.g. `src/price.ts#Price.prototype`
  readonly kind: 'object' | 'instance';
}

/** Path of a host object or symbol: first step a global name or `node:x`, then steps. Text form, see hosts/. */
export type HostPath = string;

/** A literal of some module: the code of a function or class. `component` null: this component. */
export interface UnitRef {
  readonly component: string | null;
  readonly module: string; // module path within the project, e.g. `src/a.ts`, `node_modules/lodash/lodash.js`
  readonly unit: number; // Literal.id in that module as analysed
  readonly path: string; // Literal.path: what binds across components
}

export interface ScopeRef {
  readonly component: string | null;
  readonly module: string;
  readonly scope: number; // Scope.id
  /** Path of the literal that owns the scope, and ordinal of the scope among that literal's scopes: what binds across components. */
  readonly unitPath: string;
  readonly ordinal: number;
}

export type InstanceRef =
  | { readonly kind: 'own'; readonly id: InstanceId }
  | { readonly kind: 'imported'; readonly entry: number }; // index in Graph.imports, of kind 'instance'

/** One activation of a captured scope: its variables with their values. */
export interface ScopeInstance {
  readonly scope: ScopeRef;
  readonly parent: InstanceRef | null; // enclosing captured scope's instance; null for module scopes
  /** For scopes inside a class body: the class object whose evaluation it belongs to (private names, super). */
  readonly classObject: Word | null;
  /** name → value; pseudo variables `this`, `arguments`, `new.target` included where captured. In order of declaration. */
  readonly variables: ReadonlyMap<string, Word>;
  /** Symbol path. */
  readonly path: string;
}

export const Attribute = { writable: 1, enumerable: 2, configurable: 4, accessor: 8, plain: 7 } as const;

/** Flags of a change whose slot is a listener; `first`: put before all others of its event. */
export const ListenerFlag = { once: 1, first: 2 } as const;

export interface Property {
  readonly key: Word; // string, or a symbol (object, imported, host)
  readonly flags: number; // Attribute bits
  readonly value: Word; // data: value; accessor: getter (Constant.undefined if none)
  readonly setter: Word; // accessor only, else Constant.absent
}

export const Integrity = { extensible: 0, nonExtensible: 1, sealed: 2, frozen: 3 } as const;
export type Integrity = (typeof Integrity)[keyof typeof Integrity];

/** Private names of one class on one object: fields with values; brands (methods, accessors) without. */
export interface PrivateState {
  readonly classObject: Word;
  readonly fields: readonly { readonly name: string; readonly value: Word }[]; // value absent: method or accessor brand
}

/** What every object has. */
interface Common {
  readonly path: string; // symbol path: shortest from the component's roots
  readonly prototype: Word;
  /** Own properties in order, those omitted that the kind makes by itself (said at each kind). */
  readonly properties: readonly Property[];
  readonly integrity: Integrity;
  readonly privates: readonly PrivateState[]; // base class first
}

export type TypedArrayName =
  | 'Int8Array' | 'Uint8Array' | 'Uint8ClampedArray' | 'Int16Array' | 'Uint16Array' | 'Int32Array' | 'Uint32Array'
  | 'Float16Array' | 'Float32Array' | 'Float64Array' | 'BigInt64Array' | 'BigUint64Array';

export type GraphObject =
  /** `adopts`: it is the automatic `prototype` object of that function or class (then `constructor` is listed like any other). `home`: made together with its `super` methods. */
  | (Common & { readonly kind: 'object'; readonly adopts: Word | null; readonly home: HomeOrigin | null })
  | (Common & { readonly kind: 'array'; readonly length: number; readonly lengthWritable: boolean }) // elements are properties; `length` omitted
  /**
   * An ordinary function, arrow, object method or accessor. `natural`: own properties are just what its text makes, with `name`
   * as in `name` (null: it has none) and an untouched automatic `prototype`; then `properties` is empty.
   * Otherwise `properties` lists all own properties in order, `length`, `name`, `prototype` included.
   */
  | (Common & { readonly kind: 'function'; readonly unit: UnitRef; readonly instance: InstanceRef; readonly name: Word | null; readonly natural: boolean; readonly homeObject: Word | null })
  /** A method, getter or setter as a class evaluation made it. Key: word of the property key, or private name. `natural` as for functions. */
  | (Common & { readonly kind: 'method'; readonly classObject: Word; readonly isStatic: boolean; readonly key: Word; readonly privateName: string | null; readonly which: 'value' | 'get' | 'set'; readonly unit: UnitRef; readonly natural: boolean })
  /** A class. `properties`: all own ones in order; `prototypeObject`: its prototype. keys: evaluated computed keys in source order. */
  | (Common & { readonly kind: 'class'; readonly unit: UnitRef; readonly instance: InstanceRef; readonly heritage: Word; readonly keys: readonly Word[]; readonly name: Word | null; readonly prototypeObject: Word; readonly staticPrivates: readonly { readonly name: string; readonly value: Word }[] })
  | (Common & { readonly kind: 'bound'; readonly target: Word; readonly boundThis: Word; readonly args: readonly Word[] })
  | (Common & { readonly kind: 'proxy'; readonly target: Word; readonly handler: Word; readonly callable: boolean })
  | (Common & { readonly kind: 'map'; readonly entries: readonly Word[] }) // key, value, key, value …
  | (Common & { readonly kind: 'set'; readonly entries: readonly Word[] })
  | (Common & { readonly kind: 'weak-map'; readonly entries: readonly Word[] })
  | (Common & { readonly kind: 'weak-set'; readonly entries: readonly Word[] })
  | (Common & { readonly kind: 'weak-ref'; readonly target: Word })
  | (Common & { readonly kind: 'date'; readonly time: Word })
  | (Common & { readonly kind: 'regexp'; readonly source: Word; readonly flags: Word; readonly lastIndex: Word }) // `lastIndex` omitted where it can be written
  | (Common & { readonly kind: 'buffer'; readonly shared: boolean; readonly bytes: Uint8Array; readonly maxByteLength: number | null })
  /** `node`: a Buffer (FastBuffer). length null: length-tracking. */
  | (Common & { readonly kind: 'typed-array'; readonly type: TypedArrayName; readonly buffer: Word; readonly byteOffset: number; readonly length: number | null })
  | (Common & { readonly kind: 'data-view'; readonly buffer: Word; readonly byteOffset: number; readonly length: number | null })
  | (Common & { readonly kind: 'boxed'; readonly primitive: Word })
  | (Common & { readonly kind: 'error' }) // `stack` is a plain property
  | (Common & { readonly kind: 'arguments'; readonly mapped: InstanceRef | null; readonly strict: boolean })
  | (Common & { readonly kind: 'promise'; readonly state: 'fulfilled' | 'rejected'; readonly result: Word })
  /** Key for a registered symbol (Symbol.for), else a local one with this description (absent: none). */
  | (Common & { readonly kind: 'symbol'; readonly description: Word; readonly registered: boolean })
  /** Generator objects' prototypes and the like are ordinary. Module things: */
  | (Common & { readonly kind: 'module-part'; readonly part: ModulePart; readonly module: string; readonly component: string | null })
  /** An object that only a function of Node can make: factory (path of a function or constructor), construct or call, arguments, then properties that differ. */
  | (Common & { readonly kind: 'native'; readonly factory: string; readonly args: readonly Word[] });

/** module: the CommonJS `module`; require: its `require`; resolve: `require.resolve`; meta: `import.meta`; namespace: the module's namespace; required: what require of an ES module with a default export gives (namespace plus __esModule); dynamic import has no object. */
export type ModulePart = 'module' | 'require' | 'require.resolve' | 'require.resolve.paths' | 'require.cache' | 'meta' | 'meta.resolve' | 'namespace' | 'required';

/** The object is an object literal whose methods use `super`: made by evaluating that literal's methods together. */
export interface HomeOrigin {
  readonly module: string;
  readonly component: string | null;
  readonly home: number; // HomeLiteral.id
  readonly instance: InstanceRef;
}

/** Order in which things can be made: each step's hard needs (prototype, heritage, class, buffer, parent instance …) stand before it. */
export type CreationStep = { readonly kind: 'object'; readonly id: ObjectId } | { readonly kind: 'instance'; readonly id: InstanceId };

/** How a module of the component stands. */
export interface GraphModule {
  readonly path: string; // within the project; `node_modules/…` included
  readonly kind: 'commonjs' | 'module' | 'json' | 'script';
  /** Identity of the text that people wrote: hex SHA-256, shortened to 32 digits; the same for kept and evaluated modules. */
  readonly source: string;
  /** False: kept, evaluated at run time by its first require or import. */
  readonly evaluated: boolean;
  /** Instance of the module scope, null if nothing live refers to it. */
  readonly instance: InstanceId | null;
  /** CommonJS and JSON: `module.exports`; ES modules: namespace object if anybody holds it, else absent. */
  readonly exports: Word;
  /** CommonJS: word of the `module` object if anything refers to it, else absent. */
  readonly moduleObject: Word;
  /** specifier as written → where it leads. */
  readonly links: readonly ModuleLink[];
}

export type ModuleTarget =
  | { readonly kind: 'module'; readonly component: string | null; readonly path: string }
  | { readonly kind: 'builtin'; readonly name: string } // `node:fs`
  | { readonly kind: 'outside'; readonly specifier: string }; // left to Node's own loader

export interface ModuleLink {
  readonly how: 'require' | 'import';
  readonly specifier: string;
  readonly target: ModuleTarget;
}

/** Where a slot is: an own property, element, entry, variable … of an object or scope instance. */
export type Slot =
  | { readonly kind: 'property'; readonly owner: Word; readonly key: Word }
  | { readonly kind: 'element'; readonly owner: Word; readonly index: number } // array element appended or changed
  | { readonly kind: 'map-entry'; readonly owner: Word; readonly key: Word } // Map and WeakMap
  | { readonly kind: 'set-entry'; readonly owner: Word; readonly key: Word } // Set and WeakSet
  | { readonly kind: 'listener'; readonly owner: Word; readonly event: Word }
  | { readonly kind: 'variable'; readonly instance: InstanceRef; readonly name: string }
  | { readonly kind: 'private'; readonly owner: Word; readonly classObject: Word; readonly name: string }
  | { readonly kind: 'bytes'; readonly owner: Word; readonly offset: number; readonly length: number }
  | { readonly kind: 'internal'; readonly owner: Word; readonly name: 'prototype' | 'integrity' | 'lastIndex' | 'time' | 'length' };

/** A change that loading this component makes to an object or variable of a prerequisite or of Node. */
export interface Change {
  readonly kind: 'definition' | 'override' | 'state';
  readonly slot: Slot;
  readonly path: string; // `kernel.ic/src/ids.ts#nextId`, or `node:globalThis.x`: for people and for [state]/[overrides]
  readonly owner: string; // logical name of the owner, or `node`
  readonly before: Word; // absent: there was none
  readonly after: Word; // absent: deleted
  readonly flags: number; // Attribute bits of the property after (property slots), ListenerFlag (listeners)
  readonly setter: Word; // accessor after
  readonly hook: boolean;
  readonly policy: 'apply' | 'keep' | 'last' | 'add';
}

/**
 * The symbol paths as a tree: the path of node n is that of its parent with its step behind. Objects are the first nodes,
 * scope instances the next ones, then come nodes that only others begin with.
 */
export interface PathTree {
  /** Node + 1; 0: none. */
  readonly parents: Uint32Array;
  readonly steps: readonly string[];
}

/** The captured part of one component. */
export interface Graph {
  readonly strings: readonly string[];
  readonly numbers: readonly number[];
  readonly specials: readonly Special[];
  readonly hosts: readonly HostPath[];
  readonly imports: readonly ImportEntry[];
  readonly modules: readonly GraphModule[];
  readonly instances: readonly ScopeInstance[];
  readonly objects: readonly GraphObject[];
  readonly creation: readonly CreationStep[];
  readonly changes: readonly Change[];
  /** How the paths of objects and instances are put together; none: each is whole. */
  readonly paths?: PathTree;
}

export const word = (tag: Tag, payload: number): Word => (((payload << 3) | tag) >>> 0) as Word;
export const tagOf = (value: Word): Tag => (value & 7) as Tag;
export const payloadOf = (value: Word): number => value >>> 3;
export const constantWord = (constant: Constant): Word => word(Tag.constant, constant);
export const INTEGER_BIAS = 2 ** 28;
export const objectWord = (id: ObjectId): Word => word(Tag.object, id);
