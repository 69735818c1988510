/** Loading of components in the packager's own process. */
import type { Instrumentation } from './preparation.ts';
import type { Loader } from './types.ts';

export interface LoaderOptions {
  readonly root: string; // absolute path of the project
  readonly instrumentation: Instrumentation;
  /** Module objects of provided names: `image-components`. */
  readonly provided?: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
}

/** Makes a loader for one project. Hooks Node's loader and console until `close()`. */
export function createLoader(options: LoaderOptions): Loader {
  throw new Error(`not there yet: ${options.root}`);
}
