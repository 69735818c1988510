/**
 * The walk. Breadth-first from the roots of one component over everything reachable that no earlier component owns, in an
 * order that depends on the program alone. Iterative: depth costs nothing. Objects known from earlier components are not
 * entered, host objects neither.
 */

import type { Literal } from '../../format/code/model.ts';
import type { IcError } from '../../format/errors.ts';
import type { HostCatalogue } from '../../hosts/index.ts';
import { notCapturable, prerequisiteMissing } from '../errors.ts';
import type { CodeText, LiveScope } from '../instrument/types.ts';
import { UNINITIALISED } from '../instrument/types.ts';
import { classAround } from './class-scopes.ts';
import { ABSENT, forEachEdge, isReference, type Content, type Edge } from './content.ts';
import { listeningOf } from './emitters.ts';
import { placeIn, type Holder, type InstanceEdge, type LiveInstance, type LiveObject, type LiveRoot, type LiveVariable, type Place } from './live.ts';
import { symbolKey, copyBytes } from './operations.ts';
import { moduleOfPlace, nearestPosition, symbolPath, tellPlace } from './paths.ts';
import { BufferPools } from './pool.ts';
import { automaticPrototype, superMethod } from './read-function.ts';
import { ContentReader, type ReadPowers, type ScopeSink } from './read.ts';
import { Refused } from './refused.ts';
import { WeakTables } from './weak.ts';

/** What the walk needs to know of the process. */
export interface HeapPowers extends ReadPowers {
  readonly catalogue: HostCatalogue;
}

/** What one component brought, in walk order. */
export interface Gathering {
  readonly name: string;
  /** Itself and its prerequisites. */
  readonly reachable: ReadonlySet<string>;
  readonly objects: LiveObject[];
  readonly instances: LiveInstance[];
  /** Symbols of the global registry, and what the module system made for modules of others (namespaces, `require`), are nobody's: every component has its own record. */
  readonly shared: Map<object | symbol, LiveObject>;
  readonly late: { readonly instance: LiveInstance; readonly name: string; readonly value: unknown }[];
  /** Home object → a function of it with its code and instance. */
  readonly homes: Map<object, Content & { readonly kind: 'function' }>;
  readonly problems: IcError[];
}

/** All that was found so far, of all components. */
export class Heap implements ScopeSink {
  readonly objects = new Map<object | symbol, LiveObject>();
  /** Automatic `prototype` object → its function. */
  readonly automatic = new Map<object, Function>();
  readonly mappedArguments = new Map<object, LiveInstance>();
  readonly content: ContentReader;
  readonly pools = new BufferPools();
  readonly weak: WeakTables;
  readonly #powers: HeapPowers;
  readonly #instances = new Map<object, Map<object, LiveInstance>>();
  #registered = 0;
  readonly #activations: { readonly activation: object; readonly key: object }[] = [];
  #levels: ({ readonly objects: LiveObject[]; next: number } | undefined)[] = [];
  #lowest = 0;
  #missing = new Set<string>();
  #current: Gathering;

  constructor(powers: HeapPowers) {
    this.#powers = powers;
    this.content = new ContentReader(powers, this);
    this.weak = new WeakTables(this);
    this.#current = emptyGathering('', []);
  }

  get current(): Gathering {
    return this.#current;
  }

  /** Starts a component; the earlier ones keep what they own. */
  begin(name: string, prerequisites: readonly string[]): Gathering {
    this.#current = emptyGathering(name, prerequisites);
    this.#missing = new Set();
    this.weak.begin();
    return this.#current;
  }

  /** Reaches a value that `from` holds. Does nothing for primitives and host values. */
  reach(value: unknown, from: Holder, edge: Edge | InstanceEdge): void {
    if (!isReference(value)) return;
    const known = this.find(value);
    if (known !== undefined) return known.owner === this.#current.name ? undefined : this.#crossing(known, from, edge);
    if (this.pathOf(value) !== null) return;
    this.#add(value, placeIn(from, edge));
  }

  /** Reaches a value that is a root itself. */
  reachRoot(value: unknown, root: LiveRoot): void {
    if (!isReference(value)) return;
    const known = this.find(value);
    if (known !== undefined) return known.owner === this.#current.name ? undefined : this.#crossing(known, root, null);
    if (this.pathOf(value) === null) this.#add(value, root.place);
  }

  /** Record of a captured value, of any component. */
  find(value: object | symbol): LiveObject | undefined {
    return this.objects.get(value) ?? this.#current.shared.get(value);
  }

  /** Host path, null if it is no host value. */
  pathOf(value: object | symbol): string | null {
    return this.#powers.catalogue.pathOf(value);
  }

  /** Order of discovery, over all components. */
  ordinalOf(object: LiveObject): number {
    return object.ordinal;
  }

  /** Reads everything that was reached, and what that reaches. */
  run(): void {
    do {
      this.#drain();
      this.#linkArguments();
    } while (this.weak.extend());
    this.pools.assign((buffer) => this.objects.has(buffer), (view, slice) => this.#addSlice(view, slice));
  }

  /** Symbol path of an object or instance; that of the owner's graph for those of earlier components. */
  symbolPathOf(found: LiveObject | LiveInstance): string {
    return found.path ?? symbolPath(found.place, found.kind === 'object' ? found.ordinal : 0);
  }

  /** Fixes the path of an object or instance for later components. */
  setSymbolPath(found: LiveObject | LiveInstance, path: string): void {
    found.path = path;
  }

  problem(error: IcError): void {
    this.#current.problems.push(error);
  }

  /** All activations of all components. */
  *instances(): Iterable<LiveInstance> {
    for (const scopes of this.#instances.values()) yield* scopes.values();
  }

  /** Record of the untouched automatic prototype of a function of an earlier component. */
  addImplied(prototype: object, fn: LiveObject, content: Content): LiveObject {
    const place = placeIn(fn, { kind: 'property', key: 'prototype' });
    const implied: LiveObject = { kind: 'object', value: prototype, owner: fn.owner, place, content, implied: true, ordinal: 0, id: -1, path: null };
    this.#register(implied);
    return implied;
  }

  /** The module-level instance of a code text. */
  moduleInstance(text: CodeText): LiveInstance {
    return this.#instance(text, text.analysis.scope, text, null, { kind: 'root', text: `${text.path}#`, said: `module ${text.path}` });
  }

  /** The module-level instance, if something captured needed one. */
  findModuleInstance(text: CodeText): LiveInstance | undefined {
    return this.#instances.get(text)?.get(text.analysis.scope);
  }

  /** A later reading of a captured object. Throws Refused where it became something that no image can hold. */
  reread({ value }: LiveObject, before: Content): Content {
    const slice = this.pools.sliceOf(value);
    if (slice !== undefined && before.kind === 'buffer') return { ...before, bytes: copyBytes(slice.pool, slice.start, slice.length) };
    return this.content.reread(value, before);
  }

  /** Record of a `module` object that nothing captured refers to. */
  addModuleObject(module: object, owner: string, path: string): LiveObject {
    const content: Content = { ...OBJECT };
    const implied: LiveObject = { kind: 'object', value: module, owner, place: { kind: 'root', text: `${path}#module`, said: `module ${path} › module` }, content, implied: true, ordinal: 0, id: -1, path: null };
    this.#register(implied);
    return implied;
  }

  /** Records a variable of an instance, once. */
  readVariable(instance: LiveInstance, name: string, entry: () => LiveVariable, holder: Holder): void {
    if (instance.variables.has(name)) return;
    const variable = entry();
    instance.variables.set(name, variable);
    if (instance.owner === this.#current.name) {
      this.reach(variable.value, instance, { kind: 'variable', name });
    } else if (variable.variable.kind !== 'import') {
      this.#current.late.push({ instance, name, value: variable.value });
      this.reach(variable.value, holder, { kind: 'variable', name });
    }
    this.#noteArguments(instance, variable);
  }

  instanceOf(scopes: readonly LiveScope[], holder: LiveObject, text: CodeText): LiveInstance {
    let parent: LiveInstance | null = null;
    const chain: LiveInstance[] = [];
    for (let index = scopes.length - 1; index >= 0; index -= 1) {
      const live = scopes[index];
      if (live === undefined) continue;
      const place: Place =
        live.scope.parent === null && live.scope.kind === 'module'
          ? { kind: 'root', text: `${live.text.path}#`, said: `module ${live.text.path}` }
          : placeIn(holder, { kind: 'scope', index });
      parent = this.#instance(live.key, live.scope, live.text, parent, place);
      chain.push(parent);
    }
    scopes.forEach((live, index) => this.#readScope(live, chain[scopes.length - 1 - index] ?? null, holder));
    for (const [index, instance] of chain.entries()) instance.classObject ??= classAround(instance.scope, chain.slice(0, index + 1), scopes, this.#powers.reader);
    for (const instance of chain) if (instance.classObject !== null) this.reach(instance.classObject, instance, { kind: 'class' });
    return parent ?? this.moduleInstance(text);
  }

  #readScope(live: LiveScope, instance: LiveInstance | null, holder: Holder): void {
    if (instance === null) return;
    for (const variable of live.readable) {
      this.readVariable(instance, variable.name, () => ({ variable, scope: live, value: live.read(variable) }), holder);
    }
  }

  #noteArguments(instance: LiveInstance, { variable, value }: LiveVariable): void {
    const { literal } = instance.scope;
    if (variable.name !== 'arguments' || variable.kind !== 'pseudo' || typeof value !== 'object' || value === null) return;
    if (!literal.strict && literal.simpleParameters && literal.parameterCount > 0) this.mappedArguments.set(value, instance);
  }

  #instance(key: object, scope: LiveInstance['scope'], text: CodeText, parent: LiveInstance | null, place: Place): LiveInstance {
    let scopes = this.#instances.get(key);
    if (scopes === undefined) this.#instances.set(key, (scopes = new Map()));
    let instance = scopes.get(scope);
    if (instance === undefined) {
      instance = { kind: 'instance', text, scope, parent, owner: this.#current.name, place, classObject: null, variables: new Map(), id: -1, path: null };
      scopes.set(scope, instance);
      this.#current.instances.push(instance);
    } else if (instance.owner !== this.#current.name && !this.#current.reachable.has(instance.owner)) {
      this.#crossingAt(instance, place);
    }
    return instance;
  }

  #add(value: object | symbol, place: Place): void {
    const fn = typeof value === 'object' ? this.automatic.get(value) : undefined;
    const owner = fn === undefined ? undefined : this.objects.get(fn);
    const maker = owner?.content;
    if (owner !== undefined && (maker?.kind === 'function' || maker?.kind === 'method') && owner.owner !== this.#current.name) {
      const before: Content = maker.natural ? this.content.reread(value, { ...OBJECT }) : { ...OBJECT };
      const implied = this.addImplied(value as object, owner, before); // keys of `automatic` are objects
      return this.#crossingAt(implied, place);
    }
    const added: LiveObject = { kind: 'object', value, owner: this.#current.name, place, content: null, implied: false, ordinal: 0, id: -1, path: null };
    this.#register(added, this.#isShared(value, place));
    this.#current.objects.push(added);
    const depth = place.kind === 'root' ? 0 : place.depth;
    (this.#levels[depth] ??= { objects: [], next: 0 }).objects.push(added);
    this.#lowest = Math.min(this.#lowest, depth);
  }

  /** Whether every component has its own record of it. What belongs to a module of no prerequisite is told. */
  #isShared(value: object | symbol, place: Place): boolean {
    if (typeof value === 'symbol') return symbolKey(value) !== undefined;
    const part = this.#powers.system.identify(value);
    if (part === null) return false;
    const module = part.part === 'require.cache' ? undefined : this.#powers.system.modules.get(part.module);
    if (module?.component === this.#current.name) return false;
    if (module !== undefined) this.#crossingTo(module.component, `${module.path}#<${part.part}>`, place);
    return true;
  }

  #register(object: LiveObject, shared = false): void {
    if (shared) this.#current.shared.set(object.value, object);
    else this.objects.set(object.value, object);
    object.ordinal = this.#registered;
    this.#registered += 1;
    this.weak.appeared(object.value);
  }

  #addSlice(view: LiveObject, slice: { readonly value: object; readonly pool: ArrayBufferLike; readonly start: number; readonly length: number }): void {
    const place = placeIn(view, { kind: 'buffer' });
    const bytes = copyBytes(slice.pool, slice.start, slice.length);
    const content: Content = { ...OBJECT, prototype: ArrayBuffer.prototype, kind: 'buffer', shared: false, bytes, maxByteLength: null };
    const added: LiveObject = { kind: 'object', value: slice.value, owner: this.#current.name, place, content, implied: false, ordinal: 0, id: -1, path: null };
    this.#register(added);
    this.#current.objects.push(added);
  }

  /** Shallowest first: what hangs on a module variable found late still comes before what lies deep. */
  #drain(): void {
    while (this.#lowest < this.#levels.length) {
      const level = this.#levels[this.#lowest];
      const next = level?.objects[level.next];
      if (level === undefined || next === undefined) {
        this.#levels[this.#lowest] = undefined;
        this.#lowest += 1;
      } else {
        level.next += 1;
        this.#enter(next); // something shallower may turn up, which comes first
      }
    }
    this.#levels = [];
    this.#lowest = 0;
  }

  #enter(object: LiveObject): void {
    try {
      object.content = this.content.read(object);
    } catch (error) {
      if (!(error instanceof Refused)) throw error;
      const created = typeof object.value === 'object' ? this.#powers.system.createdAt(object.value) : null;
      const position = created ?? this.#asWritten(error.position ?? nearestPosition(object));
      const found = { path: tellPlace(this.#current.name, object.place), position, module: moduleOfPlace(object.place) };
      this.problem(notCapturable(this.#current.name, found, error.message, error.remedy));
      return;
    }
    this.#note(object, object.content);
    this.#refuseForeignEval(object, object.content);
    this.#refuseWaitingConstructor(object, object.content);
    forEachEdge(object.content, (value, edge) => {
      if (value !== ABSENT && !this.#staysBack(object, value, edge)) this.reach(value, object, edge);
    });
  }

  /** `arguments` objects that follow variables of captured scopes. */
  #linkArguments(): void {
    for (const { activation, key } of this.#activations) {
      for (const instance of this.#instances.get(key)?.values() ?? []) {
        const variable = instance.scope.variables.get('arguments');
        if (variable?.kind !== 'pseudo' || instance.owner !== this.#current.name) continue;
        this.mappedArguments.set(activation, instance);
        if (!instance.variables.has('arguments')) instance.variables.set('arguments', { variable, scope: fixedScope(instance, key, activation), value: activation });
      }
    }
  }

  /** The text of a direct eval is not known before it runs: it cannot be given the variables of another component. */
  #refuseForeignEval(object: LiveObject, content: Content): void {
    if (content.kind !== 'function' || (!content.code.literal.hasEval && content.code.text.outer === null)) return;
    let around = content.instance;
    while (around !== null && around.owner === this.#current.name) around = around.parent;
    if (around === null) return;
    const found = { path: tellPlace(this.#current.name, object.place), position: this.#asWritten(nearestPosition(object)), module: moduleOfPlace(object.place) };
    this.problem(notCapturable(this.#current.name, found, `a closure of ${around.owner} with a direct eval, which could name any variable of that component`, 'make it in startUp or on first use, or put both components\' modules into one component'));
  }

  /** A constructor that has not called `super()`, and whose arrow may: that call also makes the fields, for which its class's own constructor is needed. */
  #refuseWaitingConstructor(object: LiveObject, content: Content): void {
    if (content.kind !== 'function') return;
    const info = superMethod(content.code.literal)?.owner?.classInfo ?? null;
    if (info === null || !info.elements.some(({ isStatic, kind, key }) => !isStatic && (kind === 'field' || kind === 'accessor' || key?.kind === 'private'))) return;
    for (let instance: LiveInstance | null = content.instance; instance !== null; instance = instance.parent) {
      if (instance.scope.literal.kind !== 'constructor' || instance.variables.get('this')?.value !== UNINITIALISED) continue;
      const found = { path: tellPlace(this.#current.name, object.place), position: this.#asWritten(nearestPosition(object)), module: moduleOfPlace(object.place) };
      this.problem(notCapturable(this.#current.name, found, 'an arrow with `super` of a constructor that has not called `super()`, of a class with fields', 'let the constructor call `super()` before it ends, or make the object in startUp'));
      return;
    }
  }

  #note(object: LiveObject, content: Content): void {
    if (content.kind === 'arguments') {
      const activation = object.value as object; // an object of that kind
      const key = this.#powers.reader.activationOf(activation);
      if (key !== null) this.#activations.push({ activation, key });
    }
    if (content.kind === 'weak-map' || content.kind === 'weak-set') this.weak.add(object);
    if (content.kind === 'object' || content.kind === 'native') this.#noteOnceListeners(object.value as object); // of an object kind
    if (content.kind !== 'function' && content.kind !== 'method') return;
    const fn = object.value;
    if (typeof fn !== 'function') return;
    const automatic = automaticPrototype(fn, content.code.literal);
    if (automatic !== null && !this.automatic.has(automatic)) this.automatic.set(automatic, fn);
    if (content.kind === 'function' && content.homeObject !== null) this.#noteHome(content.homeObject, content);
  }

  /** How an object literal with `super` in its methods came to be: by a method of it, or an arrow inside one. */
  #noteHome(home: object, content: Content & { readonly kind: 'function' }): void {
    const method = superMethod(content.code.literal);
    let around = content.instance;
    if (method !== null) {
      for (let inner: LiveInstance | null = null; around !== null && isWithin(around.scope.literal, method); around = around.parent) {
        inner = around;
        if (around.parent === null || !isWithin(around.parent.scope.literal, method)) inner.classObject = home;
      }
    }
    const known = this.#current.homes.get(home);
    if (known !== undefined && (around === null || depthOfInstance(known.instance) >= depthOfInstance(around))) return;
    this.#current.homes.set(home, method === null ? content : { ...content, code: { text: content.code.text, literal: method }, instance: around });
  }

  /** Node's wrappers around `once` listeners are made again from what they wrap. */
  #noteOnceListeners(emitter: object): void {
    for (const { event, listener, wrapper } of listeningOf(emitter)?.listeners ?? []) {
      if (wrapper !== null) this.content.nativeFunctions.set(wrapper, { factory: 'once', args: [emitter, event, listener], omit: ['length', 'name', 'prototype', 'listener'] });
    }
  }

  /** Edges that are no references of their own: untouched automatic prototypes, the shared pool behind small Buffers. */
  #staysBack(object: LiveObject, value: unknown, edge: Edge): boolean {
    const { content } = object;
    if (content?.kind === 'function' || content?.kind === 'method') return content.natural && edge.kind === 'property' && edge.key === 'prototype';
    if (content?.kind === 'typed-array' && edge.kind === 'buffer') return this.pools.takes(object, content);
    return false;
  }

  #crossing(known: LiveObject | LiveInstance, from: Holder, edge: Edge | InstanceEdge | null): void {
    if (!this.#current.reachable.has(known.owner)) this.#crossingAt(known, edge === null ? from.place : placeIn(from, edge));
  }

  /** A reference into a component that is not among the prerequisites is told once for each thing it leads to. */
  #crossingAt(known: LiveObject | LiveInstance, place: Place): void {
    if (!this.#current.reachable.has(known.owner)) this.#crossingTo(known.owner, this.symbolPathOf(known), place);
  }

  #crossingTo(owner: string, slot: string, place: Place): void {
    const { name, reachable } = this.#current;
    const key = `${owner}/${slot}`;
    if (reachable.has(owner) || this.#missing.has(key)) return;
    this.#missing.add(key);
    const position = this.#asWritten(place.kind === 'step' ? nearestPosition(place.from, place.edge) : null);
    this.problem(prerequisiteMissing(name, owner, { path: tellPlace(name, place), position, module: moduleOfPlace(place) }, slot));
  }

  /** The captured text may be another than the file's: TypeScript. */
  #asWritten(position: string | null): string | null {
    return position === null ? null : this.#powers.system.asWritten(position);
  }
}

const OBJECT: Content = { kind: 'object', prototype: Object.prototype, properties: [], integrity: 0, privates: [] };

/** The scope of an activation as its `arguments` object shows it. */
function fixedScope({ text, scope }: LiveInstance, key: object, activation: object): LiveScope {
  return { text, scope, key, read: () => activation, readable: [] };
}

function depthOfInstance(instance: LiveInstance | null): number {
  let depth = 0;
  for (let at = instance; at !== null; at = at.parent) depth++;
  return depth;
}

function isWithin(literal: Literal, outer: Literal): boolean {
  for (let at: Literal | null = literal; at !== null; at = at.parent) if (at === outer) return true;
  return false;
}

function emptyGathering(name: string, prerequisites: readonly string[]): Gathering {
  return { name, reachable: new Set([name, ...prerequisites]), objects: [], instances: [], shared: new Map(), late: [], homes: new Map(), problems: [] };
}
