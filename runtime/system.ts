/** `System`: what programs call to load and remove components while they run. */
import { dirname, resolve } from 'node:path';
import type { ComponentReader } from '../format/component.ts';
import { isWholeExports } from '../modules/index.ts';
import { notLoaded, startedStays } from './errors.ts';
import { HookRun } from './initialise/hook-run.ts';
import { mayHaveLoadHooks, runLoadHooks } from './initialise/hooks.ts';
import { commitBatch, prepareBatch, takeOut } from './loader.ts';
import { OpenComponentFile } from './open-component.ts';
import type { ComponentInfo, LoadedComponent } from './process-state.ts';
import type { Realm } from './realm.ts';
import { findConfiguration } from './resolve/configuration.ts';
import type { StartPlan } from './prelink/prelink.ts';
import { nodeFilePowers } from './resolve/powers.ts';
import type { FoundFile, SearchContext } from './resolve/search-path.ts';
import { findRequestedFile } from './resolve/search-path.ts';
import type { ResolvedComponent } from './resolve/prerequisites.ts';
import { resolveClosure } from './resolve/prerequisites.ts';
import { removeComponent } from './unload/remove.ts';
import type { WorkerImage } from './workers/worker-image.ts';

/** A loaded component as programs see it. */
export interface ComponentHandle extends ComponentInfo {
  /** The live namespace of its entries. */
  readonly exports: object;
}

type Batch = readonly ResolvedComponent<OpenComponentFile>[];

/** Loads and removes components; one per process. Calls are carried out one after another. */
export class ComponentSystem {
  private readonly realm: Realm;
  private readonly handles = new WeakMap<LoadedComponent, ComponentHandle>();
  private queue: Promise<unknown> = Promise.resolve();
  private readonly hookRun = new HookRun();
  private started: { readonly file: string; readonly folder: string } | null = null;
  private configured = false;

  constructor(realm: Realm) {
    this.realm = realm;
  }

  /** What is loaded, in load order. */
  get components(): readonly ComponentInfo[] {
    return Object.freeze(this.realm.state.components.map((component) => Object.freeze({ ...component.info })));
  }

  /**
   * Loads a component by logical name, or by path if it holds a slash, with its missing prerequisites. Loaded ones are
   * returned as they are. Asked for inside a hook it is done after the current batch. Throws IcError.
   */
  loadComponent(request: string): Promise<ComponentHandle> {
    return this.ask('System.loadComponent: expected a logical name or a path', request, () => this.load(request), () => {
      const known = this.realm.state.find(request);
      return known === null ? null : this.handleOf(known);
    });
  }

  /** Removes a component. Throws IcError when something stands against it, with the list. */
  removeComponent(name: string): Promise<void> {
    return this.ask('System.removeComponent: expected a logical name', name, () => this.remove(name), () => null);
  }

  /** Loads the started component's batch; `launch` only. `choose`, asked before anything is loaded, names the component that is given. */
  start(plan: StartPlan, choose: (batch: Batch) => Batch[number]): Promise<LoadedComponent> {
    return this.enqueue(async () => {
      const batch = plan.batch(() => this.resolveStart(plan.start));
      const chosen = choose(batch);
      const component = (await this.commit(batch, true)).find(({ resolved }) => resolved === chosen);
      if (component === undefined) throw new Error('nothing was loaded');
      return component;
    });
  }

  /** What a start leads to now: its prerequisites and itself, opened and checked. */
  resolveStart(found: FoundFile): readonly ResolvedComponent<OpenComponentFile>[] {
    this.configured = true;
    this.started = { file: found.file, folder: dirname(found.file) };
    return this.resolve(found, null);
  }

  /** Where the search for components starts; null: the program runs unpackaged. */
  get startedFrom(): { readonly file: string; readonly folder: string } | null {
    return this.started;
  }

  /** Loads what another thread has loaded, as packaged: hooks have run there. */
  async restore(image: WorkerImage): Promise<void> {
    const { realm } = this;
    const restored: ResolvedComponent<OpenComponentFile>[] = [];
    realm.settings = image.settings;
    this.configured = true;
    this.started = image.started;
    for (const { key, file, prerequisites, ...entry } of image.components) {
      const content = new OpenComponentFile(realm.maps.known(key) ?? realm.open(file));
      restored.push({ ...entry, file, content, prerequisites: prerequisites.flatMap((index) => restored[index] ?? []) });
    }
    await prepareBatch(realm, restored);
    realm.modules.markLasting(commitBatch(realm, restored).map(({ live }) => live));
  }

  /** Exports of a loaded component, for our own use. */
  exportsOf(component: LoadedComponent): object {
    return this.handles.get(component)?.exports ?? this.entriesOf(component, false);
  }

  private entriesOf({ live }: LoadedComponent, shown: boolean): object {
    const namespaces = live.reader.facts.entries.map((entry) => this.realm.modules.entryNamespace(live, entry, shown));
    return namespaces.length === 1 && namespaces[0] !== undefined ? namespaces[0] : union(namespaces);
  }

  /** Not async: a promise that may not be waited for is given back as it is. */
  private ask<T>(expected: string, request: string, run: () => Promise<T>, known: () => T | null): Promise<T> {
    if (typeof request !== 'string' || request === '') return Promise.reject(new TypeError(expected));
    if (!this.hookRun.isInside) return this.enqueue(run);
    const there = known();
    return there === null ? this.hookRun.afterwards(request, (guarded) => this.enqueue(() => guarded(run))) : Promise.resolve(there);
  }

  private enqueue<T>(run: () => Promise<T>): Promise<T> {
    const before = this.queue;
    let done = nothing;
    // A promise of its own: following the result would keep that alive, and would count as waiting for it where nobody does.
    this.queue = new Promise<void>((resolve) => {
      done = resolve;
    });
    const perform = async (): Promise<T> => {
      await before;
      try {
        return await run();
      } finally {
        done();
      }
    };
    return perform();
  }

  private async load(request: string): Promise<ComponentHandle> {
    this.configure();
    const known = this.realm.state.find(request);
    if (known !== null) return this.handleOf(known);
    const found = findRequestedFile(request, this.search, process.cwd(), nodeFilePowers);
    const loaded = this.realm.state.components.find((component) => component.info.file === found.file);
    if (loaded !== undefined) return this.handleOf(loaded);
    const batch = await this.commit(this.resolve(found, found.rule === 'path' ? null : request.toLowerCase()), false);
    const component = batch.at(-1) ?? this.realm.state.find(request);
    if (component === undefined || component === null) throw notLoaded(request, this.names());
    return this.handleOf(component);
  }

  private get search(): SearchContext {
    return { settings: this.realm.settings, startedFolder: this.started?.folder ?? null };
  }

  private resolve(found: FoundFile, name: string | null): readonly ResolvedComponent<OpenComponentFile>[] {
    const loaded = this.realm.state.components.map((component) => component.resolved);
    const opened: ComponentReader[] = [];
    const read = (file: string): OpenComponentFile => {
      const reader = this.realm.open(file);
      opened.push(reader);
      return new OpenComponentFile(reader);
    };
    try {
      return resolveClosure(found, name, { search: this.search, powers: nodeFilePowers, read, loaded });
    } catch (error) {
      for (const reader of opened) if (!loaded.some((component) => component.content.reader === reader)) this.realm.maps.release(reader);
      throw error;
    }
  }

  /** Loads what was resolved, hooks included; wholly or not at all. `lasting`: it cannot be removed. */
  private async commit(batch: readonly ResolvedComponent<OpenComponentFile>[], lasting: boolean): Promise<readonly LoadedComponent[]> {
    const preparing = lasting ? prepareBatch(this.realm, batch) : null;
    if (preparing !== null) await preparing;
    const components = commitBatch(this.realm, batch);
    if (lasting) this.realm.modules.markLasting(components.map(({ live }) => live));
    if (!mayHaveLoadHooks(components)) return components; // following hooks costs every promise of the process something for good
    try {
      await this.hookRun.during(() => runLoadHooks(components, (component) => this.exportsOf(component)));
    } catch (error) {
      for (const component of [...components].reverse()) takeOut(this.realm, component, 'failure');
      throw error;
    }
    return components;
  }

  private async remove(name: string): Promise<void> {
    const component = this.realm.state.find(name);
    if (component === null) throw notLoaded(name, this.names());
    if (component.info.file === this.started?.file) throw startedStays(component.info.name);
    await this.hookRun.during(() => removeComponent(this.realm, component, (loaded) => this.exportsOf(loaded)));
  }

  private names(): readonly string[] {
    return this.realm.state.components.map((component) => component.info.name);
  }

  /** An unpackaged program has the `abt.ini` of its working directory. */
  private configure(): void {
    if (this.configured) return;
    this.realm.settings = findConfiguration({ iniFile: null, startedFile: null, workingDirectory: resolve('.') }, nodeFilePowers, process.env);
    this.configured = true;
  }

  private handleOf(component: LoadedComponent): ComponentHandle {
    let handle = this.handles.get(component);
    if (handle === undefined) {
      handle = Object.freeze({ ...component.info, exports: this.entriesOf(component, true) });
      this.handles.set(component, handle);
    }
    return handle;
  }
}

const nothing = (): void => undefined;

/** The union of several namespaces, live. Equal names were refused when packaging. */
function union(namespaces: readonly object[]): object {
  const all = Object.create(null) as object;
  for (const namespace of namespaces) {
    for (const key of Object.keys(namespace).sort()) {
      if (isWholeExports(key) && Object.hasOwn(all, key)) continue;
      Object.defineProperty(all, key, { get: () => (namespace as Record<string, unknown>)[key], enumerable: true, configurable: false });
    }
  }
  Object.defineProperty(all, Symbol.toStringTag, { value: 'Module' });
  return Object.preventExtensions(all);
}
