/** Captures component after component: what each brought, and what its loading did to those before it. */

import { resolve } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Graph, GraphObject } from '../../format/graph/model.ts';
import { classify, type Classification, type FactoryRecords, type HostCatalogue } from '../../hosts/index.ts';
import { Introspector, SettlingFunctions } from '../../introspect/index.ts';
import { creationOrder } from '../capture/creation.ts';
import { Encoder } from '../capture/encode.ts';
import { freezeFrom } from '../capture/freeze.ts';
import { Heap } from '../capture/heap.ts';
import { SlotReader } from '../capture/inspector.ts';
import type { LiveObject } from '../capture/live.ts';
import { modulesOf, reachExports } from '../capture/roots.ts';
import type { CapturedComponent, CapturedExport, ComponentSpec } from '../capture/spec.ts';
import { Words } from '../capture/words.ts';
import { ABSENT, isReference } from '../capture/content.ts';
import type { CodeText, ScopeReader } from '../instrument/types.ts';
import type { LoadedSystem, PackagedModule } from '../load/types.ts';
import { CapturedObjects } from './captured-objects.ts';
import { encodeChanges, judge, type JudgedChange } from './classify-changes.ts';
import { fullName, ofHost, ofLocated, ofWeakAddition, targetOf, type FoundChange } from './found-change.ts';
import { plainDifference } from './difference.ts';
import { ListenerTable, rereadEarlier, type Located } from './reread.ts';
import { Writers } from './writers.ts';

export interface RecorderOptions {
  readonly reader: ScopeReader;
  readonly catalogue: HostCatalogue;
  readonly records: FactoryRecords;
  readonly system: LoadedSystem;
  /** Absolute path of the project. */
  readonly root: string;
  /** Stacks of errors as they are to be kept; none: as they are. */
  readonly originalStack?: (stack: string) => string;
}

/**
 * Reads the live heap. Call captureComponent once for each component, right after it was loaded, in prerequisite order.
 * Make it when loader and instrumentation are in place and nothing is loaded: what Node's objects are like then is the
 * baseline. Runs no user code. Close it afterwards: it holds an inspector session.
 */
export class HeapRecorder {
  readonly #options: RecorderOptions;
  readonly #slots = new SlotReader();
  #settling: SettlingFunctions | null = null;
  readonly #heap: Heap;
  readonly #listeners = new ListenerTable();
  readonly #writers = new Writers();
  readonly #recorded = new Set<string>();
  readonly #exports = new Map<string, unknown>();
  readonly #frozen = new Set<object>();
  readonly #changes = new Map<string, readonly FoundChange[]>();
  readonly #textOwners = new Map<CodeText, string>();
  /** What capture knows of single objects. */
  readonly captured: CapturedObjects;

  constructor(options: RecorderOptions) {
    this.#options = options;
    const { catalogue, records, reader, system } = options;
    const hosts = {
      catalogue, records, internal: (object: object, names: readonly string[]) => this.#slots.read(object, names),
      settling: (fn: object) => (typeof fn === 'function' ? (this.#settling ??= new SettlingFunctions(new Introspector())).stateOf(fn) : null),
    };
    catalogue.rebase();
    this.#heap = new Heap({ reader, system, catalogue, slots: this.#slots, classify: (object): Classification => classify(object, hosts), isHost: (object) => catalogue.pathOf(object) !== null });
    this.captured = new CapturedObjects(this.#heap, this.#listeners, reader);
  }

  /** What the component brought. Throws nothing for problems of the program: they are in `problems`. */
  captureComponent(spec: ComponentSpec): CapturedComponent {
    const { reader, system, catalogue } = this.#options;
    const heap = this.#heap;
    const gathering = heap.begin(spec.name, spec.prerequisites);
    this.#noteOwners();
    const located = [...rereadEarlier(heap, this.#listeners, reader), ...this.#replacedExports()];
    const changes = [...located.map((found) => ofLocated(heap, found)), ...catalogue.differences().map(ofHost)];
    const modules = modulesOf(spec.name, spec.entryIds, system, this.#recorded, gathering.reachable);
    reachExports(heap, modules, reader, system);
    for (const change of changes) this.#reachChange(change);
    heap.run();
    for (const addition of heap.weak.takeAdditions()) changes.push(ofWeakAddition(heap, addition));
    this.#changes.set(spec.name, changes);
    this.#listeners.note(gathering.objects);
    for (const { id } of modules) if (system.modules.get(id)?.evaluated === true) this.#noteModule(id);
    const judged = judge(changes, { heap, system, spec, writers: this.#writers, isOwnCode: (value) => this.#isOwnCode(value), positionOf: (value) => this.#positionOf(value) }, (problem) =>
      heap.problem(problem),
    );
    const captured = this.#encode(spec, modules, judged);
    catalogue.rebase();
    return captured;
  }

  /** What the loading of a component did to those before it, and to Node. */
  changesOf(component: string): readonly FoundChange[] {
    return this.#changes.get(component) ?? [];
  }

  /** Live objects whose records were frozen because the definition says so. */
  get frozen(): ReadonlySet<object> {
    return this.#frozen;
  }

  /** Ends the inspector session. */
  close(): void {
    this.#slots.close();
    this.#settling?.close();
  }

  #encode(spec: ComponentSpec, modules: readonly PackagedModule[], judged: readonly JudgedChange[]): CapturedComponent {
    const { root, system } = this.#options;
    const heap = this.#heap;
    const folder = resolve(root);
    const words = new Words(heap, folder, pathToFileURL(folder).href, this.#options.originalStack);
    const encoder = new Encoder(heap, words, (text) => this.#ownerOf(text), system);
    const paths = encoder.namePaths();
    const instances = encoder.instances();
    const captured = encoder.objects();
    const inOrder = [...system.modules.keys()];
    const listed = encoder.modules([...modules].sort((left, right) => inOrder.indexOf(left.id) - inOrder.indexOf(right.id)));
    const changes = encodeChanges(judged, words);
    const exports = this.#exportsOf(spec, words);
    const frozen = spec.freeze.flatMap((name) => exports.filter((entry) => entry.name === name).map(({ value }) => value));
    const objects = frozen.length === 0 ? captured : freezeFrom(frozen, captured);
    this.#noteFrozen(captured, objects);
    const lateVariables = heap.current.late.map(({ instance, name, value }) => ({ component: instance.owner, instance: heap.symbolPathOf(instance), name, value: words.of(value) }));
    const { strings, numbers, specials, hosts, imports } = words;
    const graph: Graph = { strings, numbers, specials, hosts, imports, modules: listed, instances, objects, creation: creationOrder(objects, instances, encoder.classes()), changes, paths };
    return { name: spec.name, graph, exports, lateVariables, problems: heap.current.problems };
  }

  #noteFrozen(captured: readonly GraphObject[], objects: readonly GraphObject[]): void {
    if (captured === objects) return;
    const live = this.#heap.current.objects.filter(({ content }) => content !== null);
    live.forEach(({ value }, id) => {
      if (objects[id] !== captured[id] && typeof value === 'object') this.#frozen.add(value);
    });
  }

  /** Values that the namespaces of the entries show; names of several entries are judged by the driver. */
  #exportsOf(spec: ComponentSpec, words: Words): CapturedExport[] {
    const { system } = this.#options;
    const exports: CapturedExport[] = [];
    for (const id of spec.entryIds) {
      const module = system.modules.get(id);
      if (module === undefined) continue;
      const namespace = system.namespaceOf(id);
      for (const name of Reflect.ownKeys(namespace)) {
        if (typeof name === 'string') exports.push({ name, value: words.of(readExport(namespace, name)), module: module.path });
      }
    }
    return exports;
  }

  #noteOwners(): void {
    for (const { text, component } of this.#options.system.modules.values()) if (text !== null) this.#textOwners.set(text, component);
  }

  /** The component that holds a code text: that of its module; for eval and `new Function` the one in which it turned up, as no other has the text. */
  #ownerOf(text: CodeText): string {
    const known = this.#textOwners.get(text);
    if (known !== undefined) return known;
    this.#textOwners.set(text, this.#heap.current.name);
    return this.#heap.current.name;
  }

  #noteModule(id: string): void {
    this.#recorded.add(id);
    if (this.#options.system.modules.get(id)?.kind === 'commonjs') this.#exports.set(id, this.#options.system.exportsOf(id));
  }

  /** CommonJS modules of earlier components whose `module.exports` was replaced. */
  #replacedExports(): Located[] {
    const { system } = this.#options;
    const found: Located[] = [];
    for (const [id, before] of this.#exports) {
      const after = system.exportsOf(id);
      const module = system.modules.get(id);
      const object = system.moduleObjectOf(id);
      if (after === before || module === undefined || object === null) continue;
      const owner = this.#heap.objects.get(object) ?? this.#heap.addModuleObject(object, module.component, module.path);
      found.push({ owner, difference: plainDifference({ kind: 'property', key: 'exports' }, before, after) });
      this.#exports.set(id, after);
    }
    return found;
  }

  /** What a change put into another component is a root of this one. */
  #reachChange(change: FoundChange): void {
    const { slot, after, setter } = change.difference;
    const path = fullName(change);
    const reach = (value: unknown, suffix: string): void =>
      this.#heap.reachRoot(value, { kind: 'root', place: { kind: 'root', text: `@${path}${suffix}`, said: `change of ${path}${suffix}` }, code: null });
    if (after !== ABSENT) reach(after, '');
    if (setter !== ABSENT) reach(setter, '<set>');
    if (slot.kind === 'property' || slot.kind === 'map-entry' || slot.kind === 'set-entry') reach(slot.key, '<key>');
    if (slot.kind === 'listener') reach(slot.event, '<event>');
    if (slot.kind === 'private') reach(slot.classObject, '<class>');
  }

  #isOwnCode(value: unknown): boolean {
    if (typeof value !== 'function') return false;
    let text = this.#codeOf(value)?.text ?? null;
    while (text !== null && text.outer !== null) text = text.outer.text; // eval in a prerequisite's function is that prerequisite's source
    return text !== null && this.#ownerOf(text) === this.#heap.current.name;
  }

  #positionOf(value: unknown): string | null {
    const code = typeof value === 'function' ? this.#codeOf(value) : null;
    return code === null ? null : `${code.text.file}:${code.literal.line}`;
  }

  /** Code of a function as captured; of a bound function or proxy that of its target. */
  #codeOf(value: Function): { readonly text: CodeText; readonly literal: { readonly line: number } } | null {
    let at: unknown = value;
    for (let step = 0; isReference(at) && step < 100; step += 1) {
      const content: LiveObject['content'] = this.#heap.objects.get(at)?.content ?? null;
      if (content?.kind === 'function' || content?.kind === 'class' || content?.kind === 'method') return content.code;
      at = targetOf(content);
    }
    return null;
  }
}

/** Reads a live binding; the namespace's own accessors are the module system's. Undefined in the temporal dead zone. */
function readExport(namespace: object, name: string): unknown {
  try {
    return Reflect.get(namespace, name);
  } catch {
    return undefined;
  }
}

