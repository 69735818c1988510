/** Loading of components into the packager's own process: their modules are evaluated, instrumented, by our module system. */
import fs from 'node:fs';
import { CompiledScripts } from '../cache/compiled-scripts.ts';
import type { CodeStore } from '../cache/code-store.ts';
import type { Instrumentation } from '../instrument/index.ts';
import { ProjectLoader } from './loader.ts';
import { transformTypeScript } from './typescript-source.ts';
import type { ComponentSpec, Loader } from './types.ts';

export type { ComponentSpec, ExportBinding, KnownPart, LoadedComponent, LoadedEntry, LoadedSystem, Loader, PackagedModule, StillRunning } from './types.ts';

export interface LoaderOptions {
  /** Absolute path of the project. */
  readonly root: string;
  /** Installed already: the loader does not call `install()`. */
  readonly instrumentation: Instrumentation;
  /** Module objects of provided names: `image-components`. */
  readonly provided?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  /** All components that will be loaded: what a later one includes is not owned by an earlier one that evaluates it. */
  readonly components?: readonly ComponentSpec[];
  /** Keeps compiled code from run to run; null: nothing is kept. */
  readonly store?: CodeStore | null;
}

/** Makes a loader for one project. It bridges Node's own `require` until `close()`; use one at a time. */
export function createLoader(options: LoaderOptions): Loader {
  const { instrumentation, provided = {}, components = [], store = null } = options;
  return new ProjectLoader({ root: fs.realpathSync(options.root), instrumentation, provided, components, transform: transformTypeScript, scripts: new CompiledScripts(store) });
}
