/** `System`: what programs call to load and remove components while they run. */
import { dirname, resolve } from 'node:path';
import { startedStays, notLoaded, awaitedInHook } from './errors.ts';
import { runLoadHooks } from './initialise/hooks.ts';
import { commitBatch } from './loader.ts';
import { OpenComponentFile } from './open-component.ts';
import type { ComponentInfo, LoadedComponent } from './process-state.ts';
import type { Realm } from './realm.ts';
import { findConfiguration } from './resolve/configuration.ts';
import { nodeFilePowers } from './resolve/powers.ts';
import type { FoundFile } from './resolve/search-path.ts';
import { findRequestedFile } from './resolve/search-path.ts';
import { resolveClosure } from './resolve/prerequisites.ts';
import { removeLoaded } from './unload/remove.ts';

/** A loaded component as programs see it. */
export interface ComponentHandle extends ComponentInfo {
  /** The live namespace of its entries. */
  readonly exports: object;
}

/** Loads and removes components; one per process. Calls are carried out one after another. */
export class ComponentSystem {
  private readonly realm: Realm;
  private readonly handles = new WeakMap<LoadedComponent, ComponentHandle>();
  private queue: Promise<unknown> = Promise.resolve();
  private inHook: { readonly component: string; readonly hook: 'loaded' } | null = null;
  private started: { readonly name: string; readonly folder: string } | null = null;
  private configured = false;

  constructor(realm: Realm) {
    this.realm = realm;
  }

  /** What is loaded, in load order. */
  get components(): readonly ComponentInfo[] {
    return Object.freeze(this.realm.state.components.map((component) => Object.freeze({ ...component.info })));
  }

  /** Loads a component by logical name, or by path if it holds a slash, with its missing prerequisites. Loaded ones are returned as they are. Throws IcError. */
  async loadComponent(request: string): Promise<ComponentHandle> {
    if (typeof request !== 'string' || request === '') throw new TypeError('System.loadComponent: expected a logical name or a path');
    if (this.inHook !== null) return deferred(this.enqueue(() => this.load(request)), () => awaitedInHook(request, this.inHook?.hook ?? 'loaded'), () => this.inHook !== null);
    return this.enqueue(() => this.load(request));
  }

  /** Removes a component. Throws IcError when something stands against it, with the list. */
  async removeComponent(name: string): Promise<void> {
    if (typeof name !== 'string' || name === '') throw new TypeError('System.removeComponent: expected a logical name');
    await this.enqueue(() => this.remove(name));
  }

  /** Loads the started component's batch; `launch` only. */
  async start(found: FoundFile): Promise<LoadedComponent> {
    this.configured = true;
    const batch = await this.loadBatch(found, null, dirname(found.file));
    const component = batch.at(-1);
    if (component === undefined) throw new Error('nothing was loaded');
    this.started = { name: component.info.name, folder: dirname(found.file) };
    return component;
  }

  /** Exports of a loaded component. */
  exportsOf(component: LoadedComponent): object {
    return this.handleOf(component).exports;
  }

  private enqueue<T>(run: () => Promise<T>): Promise<T> {
    const result = this.queue.then(run);
    this.queue = result.catch(() => undefined);
    return result;
  }

  private async load(request: string): Promise<ComponentHandle> {
    this.configure();
    const known = this.realm.state.find(request);
    if (known !== null) return this.handleOf(known);
    const search = { settings: this.realm.settings, startedFolder: this.started?.folder ?? null };
    const found = findRequestedFile(request, search, process.cwd(), nodeFilePowers);
    const loaded = this.realm.state.components.find((component) => component.info.file === found.file);
    if (loaded !== undefined) return this.handleOf(loaded);
    const batch = await this.loadBatch(found, found.rule === 'path' ? null : request.toLowerCase(), this.started?.folder ?? null);
    const component = batch.at(-1) ?? this.realm.state.find(request);
    if (component === undefined || component === null) throw notLoaded(request, this.realm.state.components.map((entry) => entry.info.name));
    return this.handleOf(component);
  }

  private async loadBatch(found: FoundFile, name: string | null, startedFolder: string | null): Promise<readonly LoadedComponent[]> {
    const batch = resolveClosure(found, name, {
      search: { settings: this.realm.settings, startedFolder },
      powers: nodeFilePowers,
      read: (file) => new OpenComponentFile(this.realm.open(file)),
      loaded: this.realm.state.components.map((component) => component.resolved),
    });
    const components = commitBatch(this.realm, batch);
    try {
      await this.hooks(components);
    } catch (error) {
      this.rollBack(components);
      throw error;
    }
    return components;
  }

  private async hooks(components: readonly LoadedComponent[]): Promise<void> {
    this.inHook = { component: components.at(-1)?.info.name ?? '', hook: 'loaded' };
    try {
      await runLoadHooks(components, (component) => this.exportsOf(component));
    } finally {
      this.inHook = null;
    }
  }

  private rollBack(components: readonly LoadedComponent[]): void {
    for (const component of [...components].reverse()) removeLoaded(this.realm, component);
  }

  private async remove(name: string): Promise<void> {
    const component = this.realm.state.find(name);
    if (component === null) throw notLoaded(name, this.realm.state.components.map((entry) => entry.info.name));
    if (component.info.name === this.started?.name) throw startedStays(name);
    const { removeComponent } = await import('./unload/remove.ts');
    await removeComponent(this.realm, component, (loaded) => this.exportsOf(loaded));
  }

  /** An unpackaged program has the `abt.ini` of its working directory. */
  private configure(): void {
    if (this.configured) return;
    this.configured = true;
    this.realm.settings = findConfiguration({ iniFile: null, startedFile: null, workingDirectory: resolve('.') }, nodeFilePowers, process.env);
  }

  private handleOf(component: LoadedComponent): ComponentHandle {
    let handle = this.handles.get(component);
    if (handle === undefined) {
      const { live } = component;
      const namespaces = live.reader.facts.entries.map((entry) => this.realm.modules.entryNamespace(live, entry));
      handle = Object.freeze({ ...component.info, exports: namespaces.length === 1 && namespaces[0] !== undefined ? namespaces[0] : union(namespaces) });
      this.handles.set(component, handle);
    }
    return handle;
  }
}

/** The union of several namespaces, live. Equal names were refused when packaging. */
function union(namespaces: readonly object[]): object {
  const all = Object.create(null) as object;
  for (const namespace of namespaces) {
    for (const key of Object.keys(namespace).sort()) {
      if (key === 'default' && Object.hasOwn(all, 'default')) continue;
      Object.defineProperty(all, key, { get: () => (namespace as Record<string, unknown>)[key], enumerable: true, configurable: false });
    }
  }
  Object.defineProperty(all, Symbol.toStringTag, { value: 'Module' });
  return Object.preventExtensions(all);
}

/** A load asked for inside a hook: carried out after the batch; awaiting it there is an error, as it would never end. */
function deferred<T>(later: Promise<T>, refuse: () => Error, stillInHook: () => boolean): Promise<T> {
  later.catch(() => undefined);
  const promise = later.then((value) => value);
  promise.catch(() => undefined);
  const then = promise.then.bind(promise);
  const guarded = {
    value: (onFulfilled?: ((value: T) => unknown) | null, onRejected?: ((reason: unknown) => unknown) | null): Promise<unknown> =>
      stillInHook() ? Promise.reject(refuse()).then(null, onRejected ?? undefined) : then(onFulfilled ?? undefined, onRejected ?? undefined),
    configurable: true,
    writable: true,
  };
  return Object.defineProperty(promise, 'then', guarded);
}
