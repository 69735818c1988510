/** Turns what was read into records of the graph: live values become words. */

import type { Literal, Scope } from '../../format/code/model.ts';
import {
  Constant, constantWord, type GraphModule, type GraphObject, type HomeOrigin, type InstanceRef, type ObjectId, type PathTree, type PrivateState, type Property, type ScopeInstance, type ScopeRef,
  type UnitRef, type Word,
} from '../../format/graph/model.ts';
import type { CodeIdentity, CodeText } from '../instrument/types.ts';
import type { LoadedSystem, PackagedModule } from '../load/types.ts';
import { textHash } from '../text-hash.ts';
import { ABSENT, type Content, type RawProperty } from './content.ts';
import type { Heap } from './heap.ts';
import type { LiveInstance, LiveObject } from './live.ts';
import { PathNames } from './path-names.ts';
import type { Words } from './words.ts';

const ABSENT_WORD = constantWord(Constant.absent);

const hashOf = (text: string): string => textHash(text).slice(0, 32);

const NO_PROPERTIES: readonly Property[] = [];
const NO_PRIVATES: readonly PrivateState[] = [];

/** To which component a code text belongs. */
export type OwnerOfText = (text: CodeText) => string;

/** Encodes what the component in hand brought; everything of earlier components becomes imports. One per component. */
export class Encoder {
  readonly #heap: Heap;
  readonly #words: Words;
  readonly #ownerOf: OwnerOfText;
  readonly #system: LoadedSystem;
  readonly #unitRefs = new Map<Literal, UnitRef>();
  readonly #scopeRefs = new Map<Scope, ScopeRef>();
  readonly #scopeOrdinals = new Map<CodeText, ReadonlyMap<Scope, number>>();

  constructor(heap: Heap, words: Words, ownerOf: OwnerOfText, system: LoadedSystem) {
    this.#heap = heap;
    this.#words = words;
    this.#ownerOf = ownerOf;
    this.#system = system;
  }

  /** Gives everything of the component its lasting symbol path. To be called before anything is encoded. */
  namePaths(): PathTree {
    const { instances, objects } = this.#heap.current;
    const captured = objects.filter(({ content }) => content !== null);
    const names = new PathNames(this.#heap.current.name, captured, instances);
    instances.forEach((instance, index) => this.#heap.setSymbolPath(instance, names.name(captured.length + index, index)));
    let node = 0;
    objects.forEach((object, index) => {
      if (object.content !== null) this.#heap.setSymbolPath(object, names.name(node++, index));
    });
    return names.tree();
  }

  instances(): ScopeInstance[] {
    return this.#heap.current.instances.map((instance) => this.#instance(instance));
  }

  objects(): GraphObject[] {
    const objects: GraphObject[] = [];
    for (const object of this.#heap.current.objects) if (object.content !== null) objects.push(this.#object(object, object.content));
    return objects;
  }

  /** Ids of the classes in order of evaluation. */
  classes(): readonly ObjectId[] {
    const found: { readonly id: number; readonly ordinal: number }[] = [];
    let id = 0;
    for (const { content } of this.#heap.current.objects) {
      if (content === null) continue;
      if (content.kind === 'class') found.push({ id, ordinal: content.evaluation.ordinal });
      id += 1;
    }
    return found.sort((left, right) => left.ordinal - right.ordinal).map((entry) => entry.id as ObjectId); // ids are places among the objects
  }

  /** Modules in order of evaluation, kept ones last, then texts of eval and `new Function`. */
  modules(modules: readonly PackagedModule[]): GraphModule[] {
    const instances = new Map<CodeText, LiveInstance>();
    for (const instance of this.#heap.current.instances) if (instance.scope === instance.text.analysis.scope) instances.set(instance.text, instance);
    const listed = modules.map((module) => this.#module(module, module.text === null ? undefined : instances.get(module.text)));
    const texts = new Set(modules.map(({ text }) => text));
    for (const text of this.#foreignTexts(instances)) if (!texts.has(text) && this.#ownerOf(text) === this.#heap.current.name) listed.push(this.#script(text, instances.get(text)));
    return listed;
  }

  /** Texts of functions of the component that are in no module: eval, `new Function`. */
  #foreignTexts(instances: ReadonlyMap<CodeText, LiveInstance>): Set<CodeText> {
    const texts = new Set<CodeText>(instances.keys());
    for (const instance of this.#heap.current.instances) texts.add(instance.text);
    for (const { content } of this.#heap.current.objects) {
      if (content?.kind === 'function' || content?.kind === 'class' || content?.kind === 'method') texts.add(content.code.text);
    }
    return texts;
  }

  #script(text: CodeText, instance: LiveInstance | undefined): GraphModule {
    return { path: text.path, kind: 'script', source: hashOf(text.analysis.source), evaluated: true, instance: this.#words.instanceId(instance), exports: ABSENT_WORD, moduleObject: ABSENT_WORD, links: [] };
  }

  #module(module: PackagedModule, instance: LiveInstance | undefined): GraphModule {
    const { path, kind, evaluated, links, id } = module;
    const held = (object: object | null): Word => (object !== null && this.#heap.find(object) !== undefined ? this.#words.of(object) : ABSENT_WORD);
    const namespace = evaluated && kind === 'module' && this.#system.namespaceMade(id) ? held(this.#system.namespaceOf(id)) : ABSENT_WORD;
    const exports = evaluated && kind !== 'module' ? this.#words.of(this.#system.exportsOf(id)) : namespace;
    const moduleObject = evaluated && kind === 'commonjs' ? held(this.#system.moduleObjectOf(id)) : ABSENT_WORD;
    return { path, kind, source: hashOf(module.original), evaluated, instance: this.#words.instanceId(instance), exports, moduleObject, links };
  }

  #instance(instance: LiveInstance): ScopeInstance {
    const variables = new Map<string, Word>();
    for (const name of instance.scope.variables.keys()) {
      const entry = instance.variables.get(name);
      if (entry !== undefined) variables.set(name, this.#words.of(entry.value));
    }
    for (const [name, { value }] of instance.variables) if (!variables.has(name)) variables.set(name, this.#words.of(value));
    return {
      scope: this.scopeRef(instance.text, instance.scope),
      parent: instance.parent === null ? null : this.#words.instance(instance.parent),
      classObject: instance.classObject === null ? null : this.#words.of(instance.classObject),
      variables,
      path: this.#heap.symbolPathOf(instance),
    };
  }

  /** Name of a scope that holds across components; the same object for the same scope. */
  scopeRef(text: CodeText, scope: Scope): ScopeRef {
    let ref = this.#scopeRefs.get(scope);
    if (ref === undefined) {
      const ordinal = this.#ordinals(text).get(scope) ?? 0;
      this.#scopeRefs.set(scope, (ref = { component: this.#component(text), module: text.path, scope: scope.id, unitPath: scope.literal.path, ordinal }));
    }
    return ref;
  }

  /** Each scope's number among those of its literal. */
  #ordinals(text: CodeText): ReadonlyMap<Scope, number> {
    const known = this.#scopeOrdinals.get(text);
    if (known !== undefined) return known;
    const ordinals = new Map<Scope, number>();
    const counts = new Map<Literal, number>();
    for (const scope of text.analysis.scopes) {
      const ordinal = counts.get(scope.literal) ?? 0;
      counts.set(scope.literal, ordinal + 1);
      if (ordinal > 0) ordinals.set(scope, ordinal);
    }
    this.#scopeOrdinals.set(text, ordinals);
    return ordinals;
  }

  #component(text: CodeText): string | null {
    const owner = this.#ownerOf(text);
    return owner === this.#heap.current.name ? null : owner;
  }

  #unit({ text, literal }: CodeIdentity): UnitRef {
    let ref = this.#unitRefs.get(literal);
    if (ref === undefined) this.#unitRefs.set(literal, (ref = { component: this.#component(text), module: text.path, unit: literal.id, path: literal.path }));
    return ref;
  }

  #property(property: RawProperty, ofError: boolean): Property {
    if (ofError && property.key === 'stack' && typeof property.value === 'string') {
      return { key: this.#words.of(property.key), flags: property.flags, value: this.#words.stack(property.value), setter: ABSENT_WORD };
    }
    const setter = property.setter === ABSENT ? ABSENT_WORD : this.#words.of(property.setter);
    return { key: this.#words.of(property.key), flags: property.flags, value: this.#words.of(property.value), setter };
  }

  #privates(content: Content): readonly PrivateState[] {
    return content.privates.length === 0 ? NO_PRIVATES : content.privates.map(({ classObject, fields }) => ({
      classObject: this.#words.of(classObject),
      fields: fields.map(({ name, value }) => ({ name, value: this.#words.of(value) })),
    }));
  }

  #properties(content: Content): readonly Property[] {
    const natural = (content.kind === 'function' || content.kind === 'method') && content.natural;
    if (natural || content.properties.length === 0) return NO_PROPERTIES;
    const ofError = content.kind === 'error' || (content.kind === 'native' && content.factory === 'new DOMException');
    return content.properties.map((property) => this.#property(property, ofError));
  }

  /** The commonest kinds are written out: copies of other records are slow to make. */
  #object(object: LiveObject, content: Content): GraphObject {
    const path = this.#heap.symbolPathOf(object);
    const prototype = this.#words.of(content.prototype);
    const properties = this.#properties(content);
    const { integrity } = content;
    const privates = this.#privates(content);
    switch (content.kind) {
      case 'object': return { path, prototype, properties, integrity, privates, kind: 'object', adopts: this.#adopted(object), home: this.#home(object) };
      case 'array': return { path, prototype, properties, integrity, privates, kind: 'array', length: content.length, lengthWritable: content.lengthWritable };
      case 'function': {
        const name = content.name === null ? null : this.#words.of(content.name);
        const homeObject = content.homeObject === null ? null : this.#words.of(content.homeObject);
        const [unit, instance] = [this.#unit(content.code), this.#instanceOf(content)];
        return { path, prototype, properties, integrity, privates, kind: 'function', unit, instance, name, natural: content.natural, homeObject };
      }
      default: return this.#rare(object, content, { path, prototype, properties, integrity, privates });
    }
  }

  #rare(object: LiveObject, content: Exclude<Content, { readonly kind: 'object' | 'array' | 'function' }>, common: Pick<GraphObject, 'path' | 'prototype' | 'properties' | 'integrity' | 'privates'>): GraphObject {
    const of = (value: unknown): Word => this.#words.of(value);
    const all = (values: readonly unknown[]): Word[] => values.map(of);
    switch (content.kind) {
      case 'method': {
        const { classObject, isStatic, key, privateName, which } = content.origin;
        return { ...common, kind: 'method', classObject: of(classObject), isStatic, key: of(key), privateName, which, unit: this.#unit(content.code), natural: content.natural };
      }
      case 'class': return {
        ...common, kind: 'class', unit: this.#unit(content.code), instance: this.#instanceOf(content), heritage: of(content.heritage), keys: all(content.evaluation.keys),
        name: content.name === null ? null : of(content.name), prototypeObject: of(content.prototypeObject),
        staticPrivates: content.staticPrivates.map(({ name, value }) => ({ name, value: of(value) })),
      };
      case 'bound': return { ...common, kind: 'bound', target: of(content.target), boundThis: of(content.boundThis), args: all(content.args) };
      case 'proxy': return { ...common, kind: 'proxy', target: of(content.target), handler: of(content.handler), callable: content.callable };
      case 'map': case 'set': case 'weak-map': case 'weak-set': return { ...common, kind: content.kind, entries: all(content.entries) };
      case 'weak-ref': return { ...common, kind: 'weak-ref', target: of(content.target) };
      case 'date': return { ...common, kind: 'date', time: of(content.time) };
      case 'regexp': return { ...common, kind: 'regexp', source: of(content.source), flags: of(content.flags), lastIndex: of(content.lastIndex) };
      case 'buffer': return { ...common, kind: 'buffer', shared: content.shared, bytes: content.bytes, maxByteLength: content.maxByteLength };
      case 'typed-array': return { ...common, kind: 'typed-array', type: content.type, buffer: of(content.buffer), byteOffset: content.byteOffset, length: content.length };
      case 'data-view': return { ...common, kind: 'data-view', buffer: of(content.buffer), byteOffset: content.byteOffset, length: content.length };
      case 'boxed': return { ...common, kind: 'boxed', primitive: of(content.primitive) };
      case 'error': return { ...common, kind: 'error' };
      case 'arguments': return { ...common, kind: 'arguments', mapped: this.#mapped(object), strict: content.strict };
      case 'promise': return { ...common, kind: 'promise', state: content.state, result: of(content.result) };
      case 'symbol': return { ...common, kind: 'symbol', description: content.description === undefined ? ABSENT_WORD : of(content.description), registered: content.registered };
      case 'module-part': return { ...common, kind: 'module-part', ...this.#part(content) };
      case 'native': return { ...common, kind: 'native', factory: content.factory, args: all(content.args) };
    }
  }

  #instanceOf(content: Content & { readonly kind: 'function' | 'class' }): InstanceRef {
    // Methods of one object literal with `super` are made together, in the scope of the one that sees most.
    const home = content.kind === 'function' && content.homeObject !== null && content.code.literal.home !== null ? this.#heap.current.homes.get(content.homeObject) : undefined;
    if (home !== undefined && home.instance !== content.instance && home.instance !== null) return this.#words.instance(home.instance);
    if (content.instance === null) throw new Error('a function without a scope instance'); // the walk always gives one
    return this.#words.instance(content.instance);
  }

  #adopted({ value }: LiveObject): Word | null {
    if (typeof value !== 'object') return null;
    const fn = this.#heap.automatic.get(value);
    if (fn !== undefined) return this.#heap.find(fn)?.owner === this.#heap.current.name ? this.#words.of(fn) : null;
    const owner = this.#classPrototypes().get(value);
    return owner === undefined ? null : this.#words.of(owner);
  }

  #prototypes: Map<object, object> | null = null;

  /** `prototype` objects of the component's classes. */
  #classPrototypes(): ReadonlyMap<object, object> {
    if (this.#prototypes !== null) return this.#prototypes;
    const found = new Map<object, object>();
    for (const { value, content } of this.#heap.current.objects) {
      if (content?.kind === 'class' && typeof value === 'function' && typeof content.prototypeObject === 'object' && content.prototypeObject !== null) {
        found.set(content.prototypeObject, value);
      }
    }
    this.#prototypes = found;
    return found;
  }

  #home({ value }: LiveObject): HomeOrigin | null {
    const fn = typeof value === 'object' ? this.#heap.current.homes.get(value) : undefined;
    const home = fn?.code.literal.home ?? null;
    if (fn === undefined || home === null) return null;
    return { module: fn.code.text.path, component: this.#component(fn.code.text), home: home.id, instance: this.#instanceOf(fn) };
  }

  #mapped({ value }: LiveObject): InstanceRef | null {
    const instance = typeof value === 'object' ? this.#heap.mappedArguments.get(value) : undefined;
    return instance === undefined ? null : this.#words.instance(instance);
  }

  #part({ part }: Content & { readonly kind: 'module-part' }): Pick<GraphObject & { readonly kind: 'module-part' }, 'part' | 'module' | 'component'> {
    if (part.part === 'require.cache') return { part: part.part, module: '', component: null };
    const module = this.#system.modules.get(part.module);
    const component = module === undefined || module.component === this.#heap.current.name ? null : module.component;
    return { part: part.part, module: module?.path ?? part.module, component };
  }
}
