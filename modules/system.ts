/** The module system: see ModuleSystem. */
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { CommonJsTable } from './commonjs.ts';
import type { ExportsSource } from './commonjs.ts';
import { attributeFault, missingPackage, requireAsync, requireCycle } from './errors.ts';
import { evaluate, evaluateNow } from './evaluate.ts';
import { exportBindings, exportGetters, link } from './link.ts';
import { attributesOf, nameOf } from './import-arguments.ts';
import { fillNamespace } from './namespace.ts';
import { RealNamespaces } from './real-namespaces.ts';
import { builtinExports, callable, internals, nodePlace } from './node-unsafe.ts';
import type { NodeModule, ResolveOptions } from './node-unsafe.ts';
import { PartTable, urlOf } from './parts.ts';
import { reachable, sourceRecord } from './records.ts';
import type { ModuleRecord, SourceRecord } from './records.ts';
import { builtinRecord, outsideRecord, providedRecord, syntheticRecord } from './synthetic.ts';
import { wholeExports } from './whole-exports.ts';
import type { EvaluationContext, EvaluationForm, ExportBinding, KnownPart, ModuleHost, NamespaceName, Resolution, SeededModule } from './types.ts';

const noAttributes: Readonly<Record<string, string>> = Object.freeze({});

/** A module that exists already: restored from an image. `exports` may be a getter; it is read when first needed. */
export type Seed =
  /** `imported`: what importers saw of exports that have changed since. */
  | { readonly kind: 'commonjs' | 'json'; readonly exports: unknown; readonly moduleObject?: object | null; readonly imported?: ReadonlyMap<string, unknown> }
  | SeededModule;

/**
 * Evaluates CommonJS and ES modules as functions, with the semantics of Node 22 on every version of Node; names in namespaces are those
 * of the version that runs.
 * Modules are named by id: the absolute file name, for ES modules with the query of their URL. Errors of user code, and of
 * resolution, are passed on as they are.
 */
export class ModuleSystem {
  readonly #host: ModuleHost;
  readonly #parts: PartTable;
  readonly #commonJs: CommonJsTable;
  readonly #records = new Map<string, ModuleRecord>();
  /** Seeded ES modules without a record yet. */
  readonly #seeds = new Map<string, SeededModule>();
  readonly #realNamespaces: RealNamespaces;
  readonly #imported = new Map<string, ReadonlyMap<string, unknown>>();
  readonly #contexts = new Map<string, EvaluationContext>();
  /** Namespaces that user code may hold. */
  readonly #made = new Set<string>();
  readonly #events: { evaluating(id: string): void; evaluated(id: string): void };

  constructor(host: ModuleHost) {
    this.#host = host;
    this.#parts = new PartTable({
      require: (parent, specifier) => this.requireFrom(parent, specifier),
      resolve: (parent, specifier, options) => this.resolveFrom(parent, specifier, options),
      resolveMeta: (parent, specifier) => this.#resolveMeta(parent, specifier),
      cache: () => this.#commonJs.cache(),
    });
    this.#commonJs = new CommonJsTable(host, this.#parts, (id) => this.#context(id));
    this.#realNamespaces = new RealNamespaces(host, this.#parts, this.#made, (id) => this.#recordForNamespace(id));
    this.#events = {
      evaluating: (id) => host.evaluating?.(id),
      evaluated: (id) => {
        this.#realNamespaces.evaluated(this.#records.get(id));
        host.evaluated?.(id);
      },
    };
  }

  /** Whether a module is loaded, being loaded, or seeded. */
  has(id: string): boolean {
    const record = this.#records.get(id);
    const isModule = record !== undefined && (record.kind === 'source' || record.commonJs); // not one of Node's own
    return isModule || this.#seeds.has(id) || this.#commonJs.has(id);
  }

  /** `import()` of a module by id: its namespace. */
  async importModule(id: string): Promise<object> {
    const record = await this.#import({ kind: 'module', id }, id, id.endsWith('.json') ? { type: 'json' } : noAttributes);
    return record.namespace;
  }

  /** `import(specifier)` written in the module `parent`. Errors are rejections. */
  async importFrom(parent: string, specifier: string, attributes: Readonly<Record<string, string>> = noAttributes): Promise<object> {
    const record = await this.#import(this.#host.resolve(specifier, parent, 'import', attributes), parent, attributes);
    this.#made.add(record.id);
    return record.namespace;
  }

  /** `require` of a module by id. */
  requireModule(id: string): unknown {
    return this.#require(id, null);
  }

  /** `require(specifier)` written in the file `parent`. */
  requireFrom(parent: string, specifier: string): unknown {
    const target = this.#host.resolve(specifier, parent, 'require', noAttributes);
    switch (target.kind) {
      case 'module':
        return this.#require(target.id, this.#commonJs.moduleOf(parent));
      case 'builtin':
        return builtinExports(target.name);
      case 'provided':
        return this.#host.provided(target.name);
      case 'outside':
        return nodePlace(parent).require(target.specifier);
    }
  }

  /** `require.resolve(specifier, options)` written in the file `parent`. */
  resolveFrom(parent: string, specifier: string, options?: ResolveOptions): string {
    if (options?.paths === undefined) return this.#resolveName(parent, specifier);
    for (const place of options.paths) {
      try {
        return this.#resolveName(path.join(path.resolve(place), 'noop.js'), specifier);
      } catch {
        // the next place may have it; if none has, Node's own error says so
      }
    }
    return internals._resolveFilename(specifier, nodePlace(parent), false, options);
  }

  /** Registers a module that is evaluated already; from now on resolving to it never evaluates anything. */
  seed(id: string, seed: Seed): void {
    if (seed.kind === 'module') {
      this.#seeds.set(id, seed);
      // Whoever holds its namespace already must see its exports now; else they are declared when they are first wanted.
      if (this.#parts.has(id, 'namespace') || this.#parts.has(id, 'required')) this.#lookup(id);
      return;
    }
    // A module object that was restored is a real `Module`: the runtime made it with createModuleObject.
    const module = (seed.moduleObject ?? null) as NodeModule | null;
    if (seed.imported !== undefined) this.#imported.set(id, seed.imported);
    this.#commonJs.seed(id, seed satisfies ExportsSource, module);
    if (this.#parts.has(id, 'namespace')) this.namespaceOf(id);
  }

  /** Forgets a module, as if it had never been loaded. Objects that user code holds stay as they are. */
  remove(id: string): void {
    this.#commonJs.remove(id);
    this.#records.delete(id);
    this.#seeds.delete(id);
    this.#contexts.delete(id);
    this.#parts.remove(id);
    this.#realNamespaces.remove(id);
    this.#imported.delete(id);
    this.#made.delete(id);
  }

  /** What this system gave to user code. */
  identify(object: object): KnownPart | null {
    return this.#parts.identify(object);
  }

  /** `module.exports` of a loaded CommonJS or JSON module, else undefined. */
  exportsOf(id: string): unknown {
    return this.#commonJs.exportsOf(id);
  }

  /** The `module` object of a loaded CommonJS module, null if there is none. */
  moduleObjectOf(id: string): object | null {
    return this.#commonJs.moduleOf(id);
  }

  /** Getters of all exports of a linked ES module, null for other modules. */
  exportGettersOf(id: string): ReadonlyMap<string, () => unknown> | null {
    const record = this.#lookup(id);
    return record?.kind === 'source' && record.status !== 'unlinked' ? exportGetters(record) : null;
  }

  /** Every export of a linked ES module with the place where it is defined, null for other modules. */
  exportBindingsOf(id: string): ReadonlyMap<string, ExportBinding> | null {
    const record = this.#lookup(id);
    return record?.kind === 'source' && record.status !== 'unlinked' ? exportBindings(record) : null;
  }

  /** Names that `import *` of a loaded CommonJS module has besides those of the whole `module.exports`, sorted. Runs none of its code. */
  exportNamesOf(id: string): readonly string[] {
    return [...this.#namesOf(id, null, new Set())].filter((name) => !wholeExports().includes(name)).sort();
  }

  /** Namespace of a module. Of one that is not there yet: an empty object, which is filled when it is seeded. */
  namespaceOf(id: string): object {
    return this.#recordForNamespace(id)?.namespace ?? this.#parts.namespace(id);
  }

  #recordForNamespace(id: string): ModuleRecord | undefined {
    if (path.isAbsolute(id) && !this.#commonJs.has(id)) return this.#lookup(id);
    const kind = id.startsWith('node:') ? 'builtin' : 'provided';
    const record = this.#recordOf(path.isAbsolute(id) ? { kind: 'module', id } : { kind, name: id }, id, id.endsWith('.json') ? { type: 'json' } : noAttributes);
    link([record], { instantiate: () => undefined });
    evaluateNow(record, this.#events);
    return record;
  }

  /** The same, for whoever shows it to user code. */
  exposeNamespace(id: string): object {
    this.#made.add(id);
    return this.namespaceOf(id);
  }

  /**
   * Makes a real object for a part of a module that is not there yet, before anything asks for it: it is filled when the module
   * is seeded. `names`: of all exports.
   */
  async prepareNamespace(id: string, part: 'namespace' | 'required', names: readonly NamespaceName[]): Promise<void> {
    if (this.has(id)) return;
    await this.#realNamespaces.prepare(id, part, names);
  }

  /** Makes the namespace of a module that is there a real one, if it can be and nobody has seen it yet. */
  async realizeNamespace(id: string): Promise<void> {
    const record = path.isAbsolute(id) && !this.has(id) ? undefined : this.#recordForNamespace(id);
    if (record !== undefined) await this.#realNamespaces.make(record);
  }

  /** Namespace of a CommonJS or JSON module that was evaluated for an ES module; null: there is none. */
  importedNamespace(id: string): object | null {
    const record = this.#records.get(id);
    return record?.kind === 'synthetic' && record.status === 'evaluated' && record.error === null ? record.namespace : null;
  }

  /** Whether user code could hold the namespace object of the module. */
  namespaceMade(id: string): boolean {
    return this.#made.has(id);
  }

  /** The `module` object that the module has or will have. */
  createModuleObject(id: string): object {
    return this.#commonJs.moduleOf(id) ?? this.#parts.module(id);
  }

  /** Makes a CommonJS module that is not evaluated yet the program of its thread. */
  setMain(id: string): void {
    this.#parts.setMain(id);
  }

  /** The `require` function of the module, with `resolve`, `resolve.paths`, `cache`. */
  createRequire(id: string): Function {
    return this.#parts.require(id);
  }

  /** `import.meta` of the module. */
  createMeta(id: string): object {
    return this.#parts.meta(id);
  }

  /** `import.meta` of the module if anything has asked for it, else null. */
  metaOf(id: string): object | null {
    return this.#parts.has(id, 'meta') ? this.#parts.meta(id) : null;
  }

  /** The object that require of an ES module with a default export gives; empty until the module is seeded. */
  createRequired(id: string): object {
    const record = this.#lookup(id);
    return record?.kind === 'source' && !this.#parts.has(id, 'required') ? this.#fillRequired(record) : this.#parts.required(id);
  }

  /** The object that `require.cache` is. */
  get cache(): object {
    return this.#commonJs.cache();
  }

  /** The `$ic` parameter of the module's evaluation form. */
  contextOf(id: string): EvaluationContext {
    return this.#context(id);
  }

  async #import(target: Resolution, parent: string, attributes: Readonly<Record<string, string>>): Promise<ModuleRecord> {
    // Like Node, nothing is evaluated before the caller has gone on.
    await null;
    const record = this.#recordOf(target, parent, attributes);
    for (const next of reachable(record)) if (next.kind === 'synthetic' && next.prepare !== null) await next.prepare(next);
    const real = this.#realNamespaces.make(record);
    if (real !== null) await real;
    this.#link(record);
    for (const next of reachable(record)) if (next.kind === 'source' && next.ready !== null) await next.ready;
    await evaluate(record, this.#events);
    return record;
  }

  #require(id: string, parent: NodeModule | null): unknown {
    if (this.#commonJs.has(id)) return this.#commonJs.load(id, 'commonjs', parent);
    const known = this.#lookup(id);
    if (known?.kind === 'source') return this.#requireSource(known, parent);
    const { kind } = this.#host.form(id);
    if (kind !== 'module') return this.#commonJs.load(id, kind, parent);
    const record = this.#recordOf({ kind: 'module', id }, id, noAttributes);
    return record.kind === 'source' ? this.#requireSource(record, parent) : record.namespace;
  }

  /** Links and evaluates what has no top-level await. */
  #evaluateAtOnce(record: ModuleRecord): void {
    for (const next of reachable(record)) {
      if (next.kind !== 'source' || next.status === 'evaluated') continue;
      if (next.status === 'evaluating') throw requireCycle(record.id);
      if (next.form?.async === true) throw requireAsync(record.id);
    }
    this.#realNamespaces.makeNow(record);
    this.#link(record);
    evaluateNow(record, this.#events);
  }

  /** URL under which Node's own loader has the namespace of a module, which is evaluated if it is not yet; null: it cannot have it. */
  namespaceUrl(id: string): string | null {
    const isJson = id.endsWith('.json');
    const record = this.#recordOf({ kind: 'module', id }, id, isJson ? { type: 'json' } : noAttributes);
    this.#evaluateAtOnce(record);
    if (isJson) return `data:application/json,${encodeURIComponent(JSON.stringify(this.#commonJs.exportsOf(id)))}`;
    this.#made.add(id);
    return this.#realNamespaces.urlOf(record);
  }

  #requireSource(record: SourceRecord, parent: NodeModule | null): unknown {
    this.#evaluateAtOnce(record);
    const exports = this.#requiredValue(record);
    this.#commonJs.addRequired(record.id, exports, parent);
    return exports;
  }

  /** What require of an ES module gives: an export named `module.exports`, a namespace with `__esModule`, or the namespace. */
  #requiredValue(record: SourceRecord): unknown {
    const { id, namespace } = record;
    if (Object.hasOwn(namespace, 'module.exports')) return Reflect.get(namespace, 'module.exports') as unknown;
    if (Object.hasOwn(namespace, 'default') && !Object.hasOwn(namespace, '__esModule')) {
      return this.#parts.has(id, 'required') ? this.#parts.required(id) : this.#fillRequired(record);
    }
    this.#made.add(id);
    return namespace;
  }

  #fillRequired(record: SourceRecord): object {
    if (!this.#parts.has(record.id, 'required')) this.#realNamespaces.makeRequired(record);
    const required = this.#parts.required(record.id);
    fillNamespace(required, new Map([...exportGetters(record), ['__esModule', () => true]]));
    this.#realNamespaces.follow(record.id, required);
    return required;
  }

  /** The record of a module; that of a seeded one is made here. */
  #lookup(id: string): ModuleRecord | undefined {
    const known = this.#records.get(id);
    const seed = known === undefined ? this.#seeds.get(id) : undefined;
    if (seed === undefined) return known;
    const record = sourceRecord(id, null, this.#parts.namespace(id));
    record.status = 'evaluated';
    record.getters = seed.exports;
    this.#seeds.delete(id);
    this.#records.set(id, record);
    this.#realNamespaces.seeded(record, seed);
    fillNamespace(record.namespace, exportGetters(record), seed.isFixed);
    if (this.#parts.has(id, 'required')) this.#fillRequired(record);
    return record;
  }

  #link(record: ModuleRecord): void {
    link(reachable(record), { instantiate: (module) => this.#instantiate(module) });
  }

  #instantiate(record: SourceRecord): void {
    const { form } = record;
    if (form === null) return;
    for (const { request, imported } of [...form.imports, ...form.indirect]) {
      const target = record.requests[request];
      if (imported === null && target !== undefined) this.#made.add(target.id);
    }
    const body = callable(this.#host.compile(record.id, form))(this.#context(record.id));
    // The host compiled a generator function: see EvaluationForm.
    record.body = body as Iterator<unknown> | AsyncIterator<unknown>;
    const first: unknown = record.body.next();
    // Declaring its exports cannot fail; the promise of an async generator must be handled all the same.
    if (first instanceof Promise) record.ready = first.catch(() => undefined);
    record.getters ??= {};
  }

  #context(id: string): EvaluationContext {
    let context = this.#contexts.get(id);
    if (context === undefined) {
      context = this.#makeContext(id);
      this.#contexts.set(id, context);
    }
    return context;
  }

  #makeContext(id: string): EvaluationContext {
    const system = this;
    const target = (request: number): ModuleRecord => {
      const record = system.#lookup(id);
      const found = record?.kind === 'source' ? record.requests[request] : undefined;
      if (found === undefined) throw new RangeError(`${id}: the evaluation form has no request ${request}`);
      return found;
    };
    return {
      exports(getters) {
        const record = system.#lookup(id);
        if (record?.kind === 'source') record.getters = getters;
      },
      // A namespace and an environment are one object where no cycle asks for two, see namespace.ts. All have string keys only.
      environment(request) {
        const record = target(request);
        // Who imports it as a namespace holds that one, and none of its cycle does where there are two.
        const own = system.#lookup(id);
        const isHeld = own?.kind === 'source' && own.form?.imports.some((entry) => entry.request === request && entry.imported === null) === true;
        return ((record.kind === 'source' && !isHeld ? record.environment : null) ?? record.namespace) as Readonly<Record<string, unknown>>;
      },
      namespace(request) {
        const record = target(request);
        system.#made.add(record.id);
        return record.namespace;
      },
      async import(specifier, options) {
        // Conversions may run user code and throw: inside the promise, as the language has it.
        return system.importFrom(id, nameOf(specifier), attributesOf(options));
      },
      assigned(name, result, value) {
        system.#realNamespaces.assigned(id, name, value);
        return result;
      },
      nameDefault(made) {
        Object.defineProperty(made, 'name', { value: 'default', configurable: true });
      },
      get meta() {
        return system.#parts.meta(id);
      },
    };
  }

  /** The record of a resolution, with all that it requests. On an error nothing of the new graph is left behind. */
  #recordOf(target: Resolution, parent: string, attributes: Readonly<Record<string, string>>): ModuleRecord {
    const fresh: string[] = [];
    try {
      const root = this.#ensure(target, parent, attributes, fresh);
      for (const id of fresh) {
        const record = this.#lookup(id);
        if (record?.kind !== 'source') continue;
        for (const request of record.form?.requests ?? []) {
          const next = this.#host.resolve(request.specifier, id, 'import', request.attributes);
          record.requests.push(this.#ensure(next, id, request.attributes, fresh));
        }
      }
      return root;
    } catch (error) {
      for (const id of fresh) this.#records.delete(id);
      throw error;
    }
  }

  /** Finds or makes one record; ids of new ones are added to `fresh`. */
  #ensure(target: Resolution, parent: string, attributes: Readonly<Record<string, string>>, fresh: string[]): ModuleRecord {
    const id = recordId(target, parent);
    const form = target.kind === 'module' && !this.has(target.id) ? this.#host.form(target.id) : null;
    this.#checkAttributes(target, form, attributes);
    const known = this.#lookup(id);
    if (known !== undefined) return known;
    const record = this.#make(target, parent, attributes, form);
    this.#records.set(id, record);
    fresh.push(id);
    return record;
  }

  #make(target: Resolution, parent: string, attributes: Readonly<Record<string, string>>, form: EvaluationForm | null): ModuleRecord {
    switch (target.kind) {
      case 'builtin':
        return builtinRecord(target.name, this.#parts.namespace(target.name));
      case 'provided':
        return providedRecord(target.name, this.#parts.namespace(target.name), this.#host.provided(target.name));
      case 'outside':
        return outsideRecord(parent, target.specifier, attributes, () => this.#host.importingOutside?.(target.specifier, parent));
      case 'module':
        return form?.kind === 'module' ? sourceRecord(target.id, form, this.#parts.namespace(target.id)) : this.#commonJsRecord(target.id, form);
    }
  }

  #commonJsRecord(id: string, form: EvaluationForm | null): ModuleRecord {
    return syntheticRecord({
      id,
      commonJs: true,
      namespace: this.#parts.namespace(id),
      names: () => this.#namesOf(id, form, new Set()),
      whole: (form === null ? id.endsWith('.json') : form.kind === 'json') ? ['default'] : wholeExports(),
      exports: () => this.#commonJs.load(id, form?.kind === 'json' ? 'json' : 'commonjs', null),
      imported: this.#imported.get(id),
    });
  }

  /** Named exports of a CommonJS module as Node's lexer finds them; of one without text (seeded): the keys of its exports. */
  #namesOf(id: string, known: EvaluationForm | null, visited: Set<string>): Set<string> {
    visited.add(id);
    const form = known ?? (this.#commonJs.has(id) ? (this.#host.names?.(id) ?? null) : this.#host.form(id));
    if (form === null) return new Set(id.endsWith('.json') ? [] : Object.keys(Object(this.#commonJs.exportsOf(id))));
    const names = new Set(form.namedExports);
    for (const specifier of form.reexports) {
      for (const name of this.#reexported(id, specifier, visited)) names.add(name);
    }
    return names;
  }

  #reexported(id: string, specifier: string, visited: Set<string>): Iterable<string> {
    let target: Resolution;
    try {
      target = this.#host.resolve(specifier, id, 'require', noAttributes);
    } catch {
      return []; // the module itself will say so when it requires it
    }
    if (target.kind === 'builtin') return Object.keys(Object(builtinExports(target.name)));
    if (target.kind !== 'module' || visited.has(target.id)) return [];
    return this.#namesOf(target.id, null, visited);
  }

  #checkAttributes(target: Resolution, form: EvaluationForm | null, attributes: Readonly<Record<string, string>>): void {
    if (target.kind !== 'module') return;
    const type = attributes['type'];
    const isJson = form === null ? target.id.endsWith('.json') : form.kind === 'json';
    if (isJson ? type === undefined : type !== undefined) throw attributeFault(urlOf(target.id), type);
  }

  #resolveName(parent: string, specifier: string): string {
    const target = this.#host.resolve(specifier, parent, 'require', noAttributes);
    switch (target.kind) {
      case 'module':
        return target.id;
      case 'builtin':
      case 'provided':
        return specifier;
      case 'outside':
        return internals._resolveFilename(target.specifier, nodePlace(parent));
    }
  }

  #resolveMeta(parent: string, specifier: string): string {
    try {
      const target = this.#host.resolve(specifier, parent, 'import', noAttributes);
      if (target.kind === 'module') return urlOf(target.id);
      return target.kind === 'outside' ? outsideUrl(target.specifier, parent) : target.name;
    } catch (error) {
      // A file that does not exist has a URL all the same.
      if (error instanceof Error && 'url' in error && typeof error.url === 'string') return error.url;
      throw error;
    }
  }
}

/** What Node's own `import.meta.resolve` gives for what is in no component: a file need not exist, a package must. */
function outsideUrl(specifier: string, parent: string): string {
  if (path.isAbsolute(specifier)) return pathToFileURL(specifier).href;
  if (/^\.\.?(?:\/|$)/.test(specifier)) return new URL(specifier, urlOf(parent)).href;
  if (/^[A-Za-z][A-Za-z0-9+.-]*:/.test(specifier)) return specifier;
  try {
    return pathToFileURL(internals._resolveFilename(specifier, nodePlace(parent))).href;
  } catch (error) {
    throw missingPackage(specifier, parent, error);
  }
}

function recordId(target: Resolution, parent: string): string {
  switch (target.kind) {
    case 'module':
      return target.id;
    case 'builtin':
    case 'provided':
      return target.name;
    case 'outside':
      return `${parent}\0${target.specifier}`;
  }
}
