/**
 * Objects that the module system gives to user code (`module`, `require`, `import.meta`, namespaces). They can be made
 * before their module is: a captured heap may refer to them. Each is known again by identity.
 */
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { invalidRequest } from './errors.ts';
import { clearNamespace, emptyNamespace } from './namespace.ts';
import { internals, setMainModule } from './node-unsafe.ts';
import type { NodeModule, ResolveOptions } from './node-unsafe.ts';
import type { KnownPart } from './types.ts';

/** Parts of one module, as far as they were made. */
interface Parts {
  module: NodeModule | null;
  require: Function | null;
  meta: object | null;
  namespace: object | null;
  required: object | null;
  /** Taken out of the cache; another one may be made. */
  removed: NodeModule | null;
}

/** What the parts do when user code calls them. */
export interface PartActions {
  require(parent: string, specifier: string): unknown;
  resolve(parent: string, specifier: string, options: ResolveOptions | undefined): string;
  resolveMeta(parent: string, specifier: string): string;
  cache(): object;
}

/**
 * File of a module id. An ES module that was imported with a query or hash has an id of its own: its file, then `?` and what
 * followed, slashes encoded (`/a/b.js?v=2`, `/a/b.js?#x`).
 */
export function fileOf(id: string): string {
  const end = id.indexOf('?', id.lastIndexOf('/'));
  return end === -1 ? id : id.slice(0, end);
}

/** URL of a module id. */
export function urlOf(id: string): string {
  const file = fileOf(id);
  const rest = id.slice(file.length);
  return pathToFileURL(file).href + (rest.startsWith('?#') ? rest.slice(1) : rest);
}

/** Module id of a `file:` URL. */
export function idOfUrl(url: URL): string {
  const rest = (url.search + url.hash).replaceAll('/', '%2F');
  const file = fileURLToPath(url);
  return rest === '' ? file : file + (rest.startsWith('#') ? `?${rest}` : rest);
}

export class PartTable {
  readonly #parts = new Map<string, Parts>();
  readonly #known = new WeakMap<object, KnownPart>();
  readonly #actions: PartActions;
  #main: NodeModule | null = null;

  constructor(actions: PartActions) {
    this.#actions = actions;
  }

  identify(object: object): KnownPart | null {
    return this.#known.get(object) ?? null;
  }

  /** Makes an object known that was made elsewhere. */
  declare(object: object, part: KnownPart): void {
    this.#known.set(object, part);
  }

  /** Whether the part exists already. */
  has(id: string, part: keyof Parts): boolean {
    return (this.#parts.get(id)?.[part] ?? null) !== null;
  }

  /** `parent` counts only when the object is made by this call. */
  module(id: string, parent: NodeModule | null = null): NodeModule {
    const parts = this.#of(id);
    if (parts.module !== null) return parts.module;
    const module = this.#makeModule(id, parent ?? undefined);
    this.adopt(id, module);
    if (parts.removed !== null) this.#known.delete(parts.removed); // an earlier one: only the last is the module's
    return module;
  }

  /** `parent` null: the program itself. */
  #makeModule(id: string, parent: NodeModule | null | undefined): NodeModule {
    const module = new internals(id, parent);
    module.filename = id;
    module.paths = internals._nodeModulePaths(path.dirname(id));
    return module;
  }

  /** Takes an existing object as the module's `module`. */
  adopt(id: string, module: NodeModule): void {
    this.#of(id).module = module;
    this.#known.set(module, { part: 'module', module: id });
  }

  /** Makes the module the program: what `require.main` is from now on. */
  setMain(id: string): void {
    this.#main = this.#makeModule(id, null);
    this.#main.id = '.';
    this.adopt(id, this.#main);
    setMainModule(this.#main);
  }

  require(id: string): Function {
    const parts = this.#of(id);
    parts.require ??= this.#makeRequire(id);
    return parts.require;
  }

  meta(id: string): object {
    const parts = this.#of(id);
    parts.meta ??= this.#makeMeta(id);
    return parts.meta;
  }

  namespace(id: string): object {
    const parts = this.#of(id);
    if (parts.namespace === null) {
      parts.namespace = emptyNamespace();
      this.#known.set(parts.namespace, { part: 'namespace', module: id });
    }
    return parts.namespace;
  }

  /** Takes an object as the module's namespace, or as what require of it gives. */
  adoptNamespace(id: string, part: 'namespace' | 'required', object: object): void {
    this.#of(id)[part] = object;
    this.#known.set(object, { part, module: id });
  }

  /** What require of an ES module with a default export gives: its namespace with `__esModule` added. */
  required(id: string): object {
    const parts = this.#of(id);
    if (parts.required === null) {
      parts.required = emptyNamespace();
      this.#known.set(parts.required, { part: 'required', module: id });
    }
    return parts.required;
  }

  /** Forgets the module's parts; those that user code holds are no longer its parts if it is loaded again. */
  remove(id: string): void {
    const { namespace = null, required = null } = this.#parts.get(id) ?? {};
    for (const object of [namespace, required]) if (object !== null) clearNamespace(object);
    this.#parts.delete(id);
  }

  /** Forgets the CommonJS parts, when a module has failed or was deleted from the cache. */
  removeModule(id: string): void {
    const parts = this.#parts.get(id);
    if (parts === undefined) return;
    parts.removed = parts.module ?? parts.removed;
    parts.module = null;
    parts.require = null;
  }

  #of(id: string): Parts {
    let parts = this.#parts.get(id);
    if (parts === undefined) {
      parts = { module: null, require: null, meta: null, namespace: null, required: null, removed: null };
      this.#parts.set(id, parts);
    }
    return parts;
  }

  #makeRequire(id: string): Function {
    const actions = this.#actions;
    // Ordinary functions, not arrows: Node's have a `prototype`, and so has the captured heap then.
    const require = function require(path: unknown): unknown {
      if (typeof path !== 'string' || path === '') throw invalidRequest(path);
      return actions.require(id, path);
    };
    const resolve = function resolve(request: unknown, options?: ResolveOptions): string {
      if (typeof request !== 'string') throw invalidRequest(request);
      return actions.resolve(id, request, options);
    };
    const parts = this;
    const paths = function paths(request: unknown): string[] | null {
      if (typeof request !== 'string') throw invalidRequest(request);
      return internals._resolveLookupPaths(request, parts.module(id));
    };
    Object.assign(resolve, { paths });
    Object.assign(require, { resolve, main: this.#main ?? undefined, extensions: internals._extensions, cache: actions.cache() });
    this.#known.set(require, { part: 'require', module: id });
    this.#known.set(resolve, { part: 'require.resolve', module: id });
    this.#known.set(paths, { part: 'require.resolve.paths', module: id });
    return require;
  }

  #makeMeta(id: string): object {
    const actions = this.#actions;
    const resolve = (specifier: unknown): string => actions.resolveMeta(id, String(specifier));
    const file = fileOf(id);
    const meta: object = Object.assign(Object.create(null) as object, { dirname: path.dirname(file), filename: file, resolve, url: urlOf(id) });
    this.#known.set(meta, { part: 'meta', module: id });
    this.#known.set(resolve, { part: 'meta.resolve', module: id });
    return meta;
  }
}
