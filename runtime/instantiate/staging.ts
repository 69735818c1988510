/**
 * Makes the captured heap of one component. Nothing that anybody else could see changes: definitions and state changes
 * are applied at commit. Order: creation steps (each with its hard needs before it), then everything that may refer
 * forward (fill.ts), and at last integrity.
 */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { ComponentReader, LazyGraph } from '../../format/component.ts';
import type { GraphObject, HomeOrigin, ObjectId, ScopeInstance, Word } from '../../format/graph/model.ts';
import { Attribute, Constant, INTEGER_BIAS, Tag, constantWord, payloadOf, tagOf } from '../../format/graph/model.ts';
import type { HotScript } from '../../format/hot/model.ts';
import { emptyTable } from '../../format/empty-table.ts';
import type { SlotTables } from '../../emit/planning.ts';
import { MakerMode } from '../../emit/slots.ts';
import { StagedComponent } from './staged-component.ts';
import { isComplete } from './complete.ts';
import { fill } from './fill.ts';
import { ForeignScopes } from './foreign-scopes.ts';
import { makeInstance } from './functions.ts';
import { makeObject } from './objects.ts';
import { Instances } from './instances.ts';
import { followLiveImports } from './live-imports.ts';
import { originOf } from './script-origin.ts';
import { stamp, constructStamped } from './stamp.ts';
import type { Bindings, ClassCell, CodeLink, LiveComponent, MadeHome, ModuleParts, ScopeHandle, Surroundings } from './types.ts';
import { missingImport } from '../errors.ts';
import { standInModule, standInPath } from '../link/stand-in.ts';

type Shape = (values: readonly unknown[]) => object;

const ABSENT = constantWord(Constant.absent);

/** One run of instantiation; used once. */
export class Staging {
  readonly name: string;
  readonly reader: ComponentReader;
  readonly slots: SlotTables;
  readonly graph: LazyGraph;
  /** Records of what is not complete yet, by object id: fill.ts goes through them. */
  pending: (GraphObject | undefined)[] = [];
  private readonly around: Surroundings;
  private readonly appRoot: string;
  private readonly objects: unknown[];
  private readonly made: Uint8Array; // 0 not yet, 1 being made, 2 made
  private readonly handles: (ScopeHandle | undefined)[];
  private readonly imported = new Map<number, unknown>();
  private readonly afterwards: (() => void)[] = [];
  private readonly cells = new Map<number, { cell: ClassCell; link: CodeLink }>();
  private readonly homes = new Map<number, MadeHome>();
  private readonly settle = new Map<number, { resolve: (value: unknown) => void; reject: (reason: unknown) => void }>();
  private readonly boundInstances = new Set<number>();
  private readonly makers = new Map<string, Function>();
  private readonly objectShapes: Int32Array;
  private shapes: readonly Shape[] | null = null;
  private scripts: ReadonlyMap<string, HotScript> | null = null;
  private constructed: ReadonlyMap<number, number> | null = null;
  private activations: ReadonlyMap<number, number> | null = null;
  private readonly live: StagedComponent;
  private readonly foreign: ForeignScopes;
  readonly instances = new Instances(this);

  /** `reader`: of the file, or with a graph that says what comes from other components (link/adopt.ts). */
  constructor(reader: ComponentReader, appRoot: string, around: Surroundings, packaged: ComponentReader = reader) {
    const { graph, hot } = reader;
    this.name = reader.facts.name;
    this.reader = reader;
    this.graph = graph;
    this.around = around;
    this.appRoot = appRoot;
    this.objects = emptyTable<unknown>(graph.objectCount);
    this.made = new Uint8Array(graph.objectCount);
    this.handles = emptyTable<ScopeHandle>(graph.instanceCount);
    this.objectShapes = hot.objectShapes;
    this.slots = { variableLists: [...hot.variableLists], instanceVariables: new Int32Array(hot.instanceVariables), instanceSlots: new Int32Array(hot.instanceSlots), instanceModes: new Uint8Array(hot.instanceModes), functionSlots: new Int32Array(hot.functionSlots), functionModes: new Uint8Array(hot.functionModes) };
    this.foreign = new ForeignScopes(this, around);
    this.live = new StagedComponent(reader, packaged, appRoot, this.objects, this.handles as ScopeHandle[], this);
  }

  get modules(): ModuleParts {
    return this.around.modules;
  }

  /** Takes what is there already instead of making it. Call before `run`. */
  bind({ objects, instances }: Bindings): void {
    for (const [id, value] of objects) {
      this.objects[id] = value;
      this.made[id] = 2;
      const entry = typeof value === 'function' ? this.around.classCell(value) : null;
      if (entry === null || typeof value !== 'function') continue;
      this.cells.set(id, entry);
      this.live.classes.set(value, entry); // the class may outlive the component that made it
    }
    for (const [id, { owner, id: other }] of instances) {
      const handle = owner.handles[other];
      const record = this.reader.graph.instances[id];
      if (handle === undefined || record === undefined) continue;
      this.handles[id] = handle;
      this.boundInstances.add(id);
      if (record.parent === null) this.live.moduleHandles.set(record.scope.module, handle);
    }
  }

  isBoundInstance(id: number): boolean {
    return this.boundInstances.has(id);
  }

  /** Makes everything. Throws IcError; nothing has changed elsewhere then. */
  run(): LiveComponent {
    this.foreign.emit();
    this.pending = emptyTable<GraphObject>(this.graph.objectCount);
    const { graph } = this;
    for (const step of graph.steps) {
      if (step % 2 === 1) this.instanceHandle(step >>> 1);
      else this.object(step >>> 1);
    }
    for (let id = 0; id < graph.instanceCount; id++) this.instanceHandle(id);
    for (let id = 0; id < graph.objectCount; id++) this.object(id);
    for (const then of this.afterwards.splice(0)) then();
    fill(this);
    this.pending = [];
    followLiveImports(this.live, (name) => this.around.component(name));
    return this.live;
  }

  get component(): LiveComponent {
    return this.live;
  }

  /** Calls back when all objects are there, before they are filled. */
  whenMade(then: () => void): void {
    this.afterwards.push(then);
  }

  // ---- words

  /** Value of a word whose object is made now if it is not yet. */
  need(word: Word): unknown {
    return tagOf(word) === Tag.object ? this.object(payloadOf(word)) : this.value(word);
  }

  /** Value of a word; undefined for an object that is not made yet: fill.ts sets it later. */
  soft(word: Word): unknown {
    return tagOf(word) === Tag.object && this.made[payloadOf(word)] !== 2 ? undefined : this.value(word);
  }

  value(word: Word): unknown {
    const { graph } = this;
    const payload = payloadOf(word);
    switch (tagOf(word)) {
      case Tag.constant:
        return payload === Constant.null ? null : payload === Constant.true ? true : payload === Constant.false ? false : undefined;
      case Tag.integer:
        return payload - INTEGER_BIAS;
      case Tag.number:
        return graph.numbers[payload];
      case Tag.string:
        return graph.string(payload);
      case Tag.object:
        return this.objects[payload];
      case Tag.imported:
        return this.importedObject(payload);
      case Tag.host:
        return this.around.host(graph.hosts[payload] ?? '');
      case Tag.special:
        return this.special(payload);
    }
  }

  key(word: Word): string | symbol {
    const key = this.need(word);
    return typeof key === 'symbol' ? key : String(key); // array indexes are integer words
  }

  recordOf(word: Word): GraphObject | null {
    return tagOf(word) === Tag.object ? this.graph.object(payloadOf(word) as ObjectId) : null; // the word's table has the entry
  }

  private special(index: number): unknown {
    const special = this.graph.specials[index];
    switch (special?.kind) {
      case 'bigint':
        return BigInt(special.text);
      case 'root-path':
        return this.appRoot + special.rest;
      case 'root-url':
        return pathToFileURL(this.appRoot).href + special.rest;
      default:
        return undefined;
    }
  }

  // ---- objects

  object(id: number): unknown {
    if (this.made[id] === 2) return this.objects[id];
    if (id >= this.graph.objectCount) return undefined;
    if (this.made[id] === 1) throw new Error(`${this.name}: ${this.graph.object(id as ObjectId).path} needs itself to be made`); // an id below the count
    const record = this.graph.draft(id as ObjectId);
    this.made[id] = 1;
    const made = makeObject(this, id, record);
    this.objects[id] = made;
    if (!isComplete(this, id, record, made)) this.pending[id] = record;
    this.made[id] = 2;
    return made;
  }

  /** Whether the word's value is there: no object, or one that is made. */
  isReady(word: Word): boolean {
    return tagOf(word) !== Tag.object || this.made[payloadOf(word)] === 2;
  }

  /** A function whose scope is there, or what is made already; undefined: making it would make more. */
  easily(word: Word): unknown {
    if (this.isReady(word)) return this.value(word);
    const id = payloadOf(word);
    const record = this.made[id] === 0 ? this.recordOf(word) : null;
    return record?.kind === 'function' && record.instance.kind === 'own' && this.handles[record.instance.id] !== undefined && record.homeObject === null ? this.object(id) : undefined;
  }

  prototype(word: Word): object | null {
    return this.need(word) as object | null;
  }

  shape(id: number): Shape | null {
    const index = this.objectShapes[id] ?? -1;
    if (index < 0) return null;
    if (this.shapes === null) {
      const script = this.reader.hot.scripts.find((entry) => entry.module === '');
      this.shapes = script === undefined ? [] : (this.around.evaluate(script.text, `${this.name}/shapes`, null) as readonly Shape[]);
    }
    return this.shapes[index] ?? null;
  }

  isPacked(record: Extract<GraphObject, { kind: 'array' }>): boolean {
    const { properties } = record;
    if (properties.length !== record.length) return false;
    for (let index = 0; index < properties.length; index++) {
      const property = properties[index];
      if (property === undefined || property.flags !== Attribute.plain || !this.isIndex(property.key, index)) return false;
    }
    return true;
  }

  private isIndex(word: Word, index: number): boolean {
    return tagOf(word) === Tag.integer ? payloadOf(word) - INTEGER_BIAS === index : this.value(word) === String(index);
  }

  makePromise(id: number): Promise<unknown> {
    return new Promise((resolve, reject) => {
      this.settle.set(id, { resolve, reject });
    });
  }

  settlePromise(id: number, record: Extract<GraphObject, { kind: 'promise' }>): void {
    const functions = this.settle.get(id);
    const result = this.value(record.result);
    if (record.state === 'fulfilled') {
      functions?.resolve(result);
      return;
    }
    functions?.reject(result);
    Reflect.apply(Promise.prototype.catch, this.objects[id], [() => undefined]); // it was handled, or the program would not have been packaged
  }

  makeNative(factory: string, args: readonly unknown[]): object {
    return this.around.makeNative(factory, args);
  }

  modulePart(record: Extract<GraphObject, { kind: 'module-part' }>): object {
    const owner = record.component === null ? this.live : this.around.component(record.component);
    const module = record.component === null || owner === null ? record.module : standInModule(owner.reader, record.module);
    return this.around.modules.part(record.part, this.file(module, record.component), owner);
  }

  /** Absolute file name of a module; modules of Node and of this package keep their name. */
  file(module: string, component: string | null): string {
    if (module.startsWith('node:') || module === 'image-components') return module;
    const owner = component === null ? null : this.around.component(component);
    return join(owner?.appRoot ?? this.appRoot, module);
  }

  // ---- homes and classes

  makeHome(id: number, home: HomeOrigin): object {
    const slot = this.slots.functionSlots[id] ?? 0;
    const handle = home.instance.kind === 'own' ? this.instanceHandle(home.instance.id) : this.foreignHandle(home.instance.entry);
    const made = handle.h?.[slot]?.();
    if (made === undefined) return {};
    this.homes.set(id, made);
    return made.o;
  }

  homeFunction(home: Word, slot: number): Function {
    this.need(home);
    const made = this.homes.get(payloadOf(home))?.f[slot];
    if (made === undefined) throw new Error('no method of its home object');
    return made;
  }

  /** A maker of an instance's scope that stands inside a class or an object literal. */
  innerMaker(instance: number, owner: Word, slot: number): Function | undefined {
    const inside = this.foreign.innerMaker(instance, owner, slot);
    if (inside !== null) return inside;
    if (this.recordOf(owner)?.kind !== 'object') return this.cellOf(owner).k?.[slot];
    this.need(owner);
    return this.homes.get(payloadOf(owner))?.k[slot];
  }

  keepClass(id: number, made: Function, cell: ClassCell, link: CodeLink): void {
    this.cells.set(id, { cell, link });
    this.live.classes.set(made, { cell, link });
  }

  private classEntry(word: Word): { cell: ClassCell; link: CodeLink } {
    const value = this.need(word);
    const own = tagOf(word) === Tag.object ? this.cells.get(payloadOf(word)) : undefined;
    const found = own ?? this.around.component(this.importOwner(word))?.classCell(value as Function);
    if (found === undefined || found === null) throw new Error('class without a cell');
    return found;
  }

  private importOwner(word: Word): string {
    return this.reader.graph.imports[payloadOf(word)]?.component ?? '';
  }

  cellOf(word: Word): ClassCell {
    return this.classEntry(word).cell;
  }

  cellOfClass(id: number): ClassCell {
    return this.cells.get(id)?.cell ?? {};
  }

  linkOfClass(word: Word): CodeLink {
    return this.classEntry(word).link;
  }

  /** Whether the class has no superclass, so that it makes its instances itself. */
  isBaseClass(word: Word): boolean {
    const record = this.recordOf(word);
    if (record?.kind === 'class') return record.heritage === ABSENT;
    return Object.getPrototypeOf(this.need(word) as object) === Function.prototype;
  }

  privateMethod(classWord: Word, name: string, isStatic: boolean): Function {
    const classObject = this.need(classWord) as Function;
    const { cell, link } = this.classEntry(classWord);
    let bearer: object = classObject;
    if (!isStatic) {
      if (this.isBaseClass(classWord)) bearer = constructStamped(link, classObject, null);
      else {
        bearer = {};
        stamp(link, classObject, bearer);
      }
    }
    return cell.get?.[name]?.(bearer) as Function;
  }

  // ---- scope instances

  instanceHandle(id: number): ScopeHandle {
    const known = this.handles[id];
    if (known !== undefined) return known;
    const instance = this.reader.graph.instances[id];
    if (instance === undefined) throw new Error(`${this.name}: no scope instance ${String(id)}`);
    const made = makeInstance(this, id, instance);
    this.handles[id] = made;
    if (instance.parent === null) this.live.moduleHandles.set(instance.scope.module, made);
    return made;
  }

  /** Values for the initialiser of a scope's maker, in its order. */
  initialValues(id: number, instance: ScopeInstance): readonly unknown[] {
    const names = this.slots.variableLists[this.slots.instanceVariables[id] ?? -1] ?? [];
    return names.map((name) => {
      const word = instance.variables.get(name);
      return word === undefined ? undefined : this.value(word);
    });
  }

  /** The object that is `this` of a scope whose `new.target` is captured too: constructing the scope's maker made it. */
  constructedBy(id: number): object | undefined {
    this.constructed ??= this.constructedObjects();
    const instance = this.constructed.get(id);
    return instance === undefined ? undefined : this.instanceHandle(instance).t;
  }

  /** Whether the maker of the instance's scope is a class. */
  isConstructor(id: number): boolean {
    return this.slots.instanceModes[id] === MakerMode.derived;
  }

  private constructedObjects(): ReadonlyMap<number, number> {
    const found = new Map<number, number>();
    this.reader.graph.instances.forEach(({ variables }, id) => {
      const self = variables.get('this');
      const target = variables.get('new.target');
      if (self === undefined || target === undefined || tagOf(self) !== Tag.object || tagOf(target) === Tag.constant) return;
      if (!this.isConstructor(id)) found.set(payloadOf(self), id);
    });
    return found;
  }

  /** The `arguments` object of a scope's activation: the maker's own. */
  argumentsOf(id: number): object | undefined {
    this.activations ??= argumentsObjects(this.reader);
    const instance = this.activations.get(id);
    return instance === undefined ? undefined : this.instanceHandle(instance).a;
  }

  parentHandle(instance: ScopeInstance): ScopeHandle {
    if (instance.parent === null) throw new Error(`${instance.path} has no scope around it`);
    return instance.parent.kind === 'own' ? this.instanceHandle(instance.parent.id) : this.foreignHandle(instance.parent.entry);
  }

  foreignHandle(entry: number): ScopeHandle {
    return this.foreign.handle(entry);
  }

  moduleMaker(module: string): Function {
    let maker = this.makers.get(module);
    if (maker === undefined) {
      this.scripts ??= new Map(this.reader.hot.scripts.map((entry) => [entry.module, entry]));
      const script = this.scripts.get(module);
      if (script === undefined) throw new Error(`${this.name} has no code of ${module}`);
      const file = this.file(module, null);
      maker = this.around.evaluate(script.text, file, originOf(this.reader, file, module, script)) as Function;
      this.makers.set(module, maker);
    }
    return maker;
  }

  link(module: string, component: string | null): CodeLink {
    const owner = component === null ? this.live : this.around.component(component);
    return (owner ?? this.live).linkOf(module, this.around.modules);
  }

  // ---- prerequisites

  private importedObject(index: number): unknown {
    if (this.imported.has(index)) return this.imported.get(index);
    const entry = this.reader.graph.imports[index];
    const owner = entry === undefined ? null : this.around.component(entry.component);
    const value = entry === undefined || owner === null ? undefined : (objectAt(owner, entry.path) ?? standInAt(owner, entry.path) ?? this.moduleObjectAt(owner, entry.path));
    if (entry === undefined || owner === null || value === undefined) throw missingImport(this.name, entry?.component ?? '', owner?.name ?? null, entry?.path ?? '');
    this.imported.set(index, value);
    return value;
  }

  /** The `module` object of a module of a prerequisite that nothing there refers to. */
  private moduleObjectAt(owner: LiveComponent, path: string): object | undefined {
    if (!path.endsWith('#module')) return undefined;
    return this.around.modules.part('module', join(owner.appRoot, path.slice(0, -'#module'.length)), owner);
  }

  importedHandle(entryIndex: number): { readonly owner: LiveComponent; readonly handle: ScopeHandle; readonly id: number } {
    const entry = this.reader.graph.imports[entryIndex];
    const owner = entry === undefined ? null : this.around.component(entry.component);
    const id = entry === undefined || owner === null ? null : owner.reader.findInstance(entry.path);
    const handle = id === null ? undefined : owner?.handles[id];
    if (entry === undefined || owner === null || id === null || handle === undefined) throw missingImport(this.name, entry?.component ?? '', owner?.name ?? null, entry?.path ?? '');
    return { owner, handle, id };
  }
}

/** `arguments` objects → instances of the scopes that declare them. */
function argumentsObjects(reader: ComponentReader): ReadonlyMap<number, number> {
  const found = new Map<number, number>();
  reader.graph.instances.forEach(({ variables }, id) => {
    const word = variables.get('arguments');
    if (word !== undefined && tagOf(word) === Tag.object && reader.graph.objects[payloadOf(word)]?.kind === 'arguments') found.set(payloadOf(word), id);
  });
  return found;
}

const PROTOTYPE = '.prototype';

/** The object that a symbol path names. Automatic `prototype` objects that nothing touched have no record: they are asked of their function. */
function objectAt(owner: LiveComponent, path: string): unknown {
  const id = owner.reader.findObject(path);
  if (id !== null) return owner.objects[id];
  const made = path.endsWith(PROTOTYPE) ? objectAt(owner, path.slice(0, -PROTOTYPE.length)) : undefined;
  return typeof made === 'function' ? (Object.getOwnPropertyDescriptor(made, 'prototype')?.value as unknown) : undefined;
}

function standInAt(owner: LiveComponent, path: string): unknown {
  const elsewhere = standInPath(owner.reader, path);
  return elsewhere === null ? undefined : objectAt(owner, elsewhere);
}
