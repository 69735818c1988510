/** The table of CommonJS modules: what `require.cache` shows, and the evaluation of one module. */
import path from 'node:path';
import type { NodeModule } from './node-unsafe.ts';
import { callable } from './node-unsafe.ts';
import type { PartTable } from './parts.ts';
import type { EvaluationContext, ModuleHost } from './types.ts';

/** A module that was seeded: its exports are read when they are first needed. */
export interface ExportsSource {
  readonly exports: unknown;
}

interface Entry {
  /** Null for a seeded module whose `module` nobody has asked for. */
  module: NodeModule | null;
  readonly source: ExportsSource | null;
}

export class CommonJsTable {
  readonly #entries = new Map<string, Entry>();
  readonly #host: ModuleHost;
  readonly #parts: PartTable;
  readonly #contextOf: (id: string) => EvaluationContext;
  #cache: object | null = null;

  constructor(host: ModuleHost, parts: PartTable, contextOf: (id: string) => EvaluationContext) {
    this.#host = host;
    this.#parts = parts;
    this.#contextOf = contextOf;
  }

  has(id: string): boolean {
    return this.#entries.has(id);
  }

  /** `module.exports` as it is now; undefined if there is no such module, or an accessor (which is code of the program) in its place. */
  exportsOf(id: string): unknown {
    const entry = this.#entries.get(id);
    if (entry === undefined) return undefined;
    return entry.module === null ? entry.source?.exports : Reflect.getOwnPropertyDescriptor(entry.module, 'exports')?.value;
  }

  /** The `module` object of a module of the table, made now if nobody has it yet. */
  moduleOf(id: string): NodeModule | null {
    const entry = this.#entries.get(id);
    if (entry === undefined) return null;
    if (entry.module === null) {
      const module = this.#parts.module(id);
      this.#restore(id, module, entry.source?.exports);
      entry.module = module;
    }
    return entry.module;
  }

  /** Registers a module that is evaluated already. */
  seed(id: string, source: ExportsSource, module: NodeModule | null): void {
    if (module !== null) this.#parts.adopt(id, module);
    const made = module ?? (this.#parts.has(id, 'module') ? this.#parts.module(id) : null);
    if (made !== null) this.#restore(id, made, source.exports);
    this.#entries.set(id, { module: made, source });
  }

  /** What a `module` object says after the evaluation, which was elsewhere. Its children are looked up when somebody asks. */
  #restore(id: string, module: NodeModule, exports: unknown): void {
    if (!hasAccessor(module)) module.exports = exports;
    module.loaded = true;
    const settle = (value: unknown): void => {
      Object.defineProperty(module, 'children', { value, writable: true, enumerable: true, configurable: true });
    };
    Object.defineProperty(module, 'children', {
      get: () => {
        const children = (this.#host.required?.(id) ?? []).flatMap((child) => this.moduleOf(child) ?? []);
        settle(children);
        return children;
      },
      set: settle, enumerable: true, configurable: true,
    });
  }

  remove(id: string): void {
    this.#entries.delete(id);
    this.#parts.removeModule(id);
  }

  /** Exports of a module, which is evaluated if it is not in the table. */
  load(id: string, kind: 'commonjs' | 'json', parent: NodeModule | null): unknown {
    const entry = this.#entries.get(id);
    if (entry !== undefined) {
      if (parent !== null && entry.module !== null && !parent.children.includes(entry.module)) parent.children.push(entry.module);
      return entry.module === null ? entry.source?.exports : entry.module.exports;
    }
    const module = this.#parts.module(id, parent);
    this.#entries.set(id, { module, source: null });
    let done = false;
    this.#host.evaluating?.(id);
    try {
      if (kind === 'json') module.exports = parseJson(id, this.#host.form(id).text);
      else this.#evaluate(id, module);
      module.loaded = true;
      done = true;
    } finally {
      // Not a catch: the error must pass with its own stack, and a debugger should stop where it was thrown.
      if (!done) this.#withdraw(id, module, parent);
    }
    this.#host.evaluated?.(id);
    return module.exports;
  }

  /** Registers the `module` object of a required ES module, as Node does. */
  addRequired(id: string, exports: unknown, parent: NodeModule | null): void {
    const module = this.#parts.module(id, parent);
    module.exports = exports;
    module.loaded = true;
    this.#entries.set(id, { module, source: null });
  }

  /** The object that `require.cache` is: reading, deleting and replacing act on this table. */
  cache(): object {
    this.#cache ??= this.#makeCache();
    return this.#cache;
  }

  #evaluate(id: string, module: NodeModule): void {
    const run = callable(callable(this.#host.compile(id, this.#host.form(id)))(this.#contextOf(id)) as Function); // the form's function
    const { exports } = module;
    Reflect.apply(run, exports, [exports, this.#parts.require(id), module, id, path.dirname(id)]);
  }

  #withdraw(id: string, module: NodeModule, parent: NodeModule | null): void {
    if (this.#entries.get(id)?.module === module) this.remove(id);
    const at = parent?.children.indexOf(module) ?? -1;
    if (at !== -1) parent?.children.splice(at, 1);
  }

  #makeCache(): object {
    const cache = new Proxy(Object.create(null) as object, {
      has: (_target, key) => typeof key === 'string' && this.#entries.has(key),
      get: (_target, key) => (typeof key === 'string' ? (this.moduleOf(key) ?? undefined) : undefined),
      set: (_target, key, value) => this.#replace(key, value),
      defineProperty: (_target, key, descriptor) => this.#replace(key, descriptor.value),
      deleteProperty: (_target, key) => {
        if (typeof key === 'string') this.remove(key);
        return true;
      },
      ownKeys: () => [...this.#entries.keys()],
      getOwnPropertyDescriptor: (_target, key) => {
        const value = typeof key === 'string' ? this.moduleOf(key) : null;
        return value === null ? undefined : { value, writable: true, enumerable: true, configurable: true };
      },
    });
    this.#parts.declare(cache, { part: 'require.cache' });
    return cache;
  }

  #replace(key: string | symbol, value: unknown): boolean {
    if (typeof key !== 'string') return false;
    // Programs put stand-ins like `{exports}` here; Node does not check them either.
    this.#entries.set(key, { module: value as NodeModule, source: null });
    return true;
  }
}

function parseJson(id: string, text: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (error) {
    if (error instanceof Error) error.message = `${id}: ${error.message}`;
    throw error;
  }
}

/** Whether the program put an accessor in the place of `module.exports`: each `require` asks it. */
const hasAccessor = (module: NodeModule): boolean => {
  const descriptor = Reflect.getOwnPropertyDescriptor(module, 'exports');
  return descriptor?.get !== undefined || descriptor?.set !== undefined;
};
