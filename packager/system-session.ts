/** The process as the packager sets it up for one system: instrumentation, catalogue of Node's objects, loader, recorder. */
import { setFlagsFromString } from 'node:v8';
import { IcError } from '../format/errors.ts';
import { openCodeStore } from './cache/code-store.ts';
import { buildCatalogue, installFactoryRecording, type FactoryRecords, type HostCatalogue } from '../hosts/index.ts';
import type { Instrumentation } from './instrument/index.ts';
import { createInstrumentation } from './instrument/index.ts';
import { createLoader } from './load/index.ts';
import type { Loader } from './load/types.ts';
import { HeapRecorder } from './partition/index.ts';

export interface SystemSession {
  readonly instrumentation: Instrumentation;
  readonly loader: Loader;
  readonly recorder: HeapRecorder;
  /** Names of Node's objects, and what its factories were called with. */
  readonly catalogue: HostCatalogue;
  readonly records: FactoryRecords;
  /** What `import 'image-components'` gives while packaging. */
  readonly provided: Readonly<Record<string, unknown>>;
  /** Takes every hook off the process. */
  close(): void;
}

/**
 * What an unpackaged `import 'image-components'` gives while packaging: programs keep references to it, and the runtime puts
 * its own in their place. Loading a component while packaging would put it into the captured heap unseen.
 */
const System = Object.freeze({
  loadComponent: (): Promise<never> => Promise.reject(packagingOnly('loadComponent')),
  removeComponent: (): Promise<never> => Promise.reject(packagingOnly('removeComponent')),
  components: Object.freeze([]),
});

function packagingOnly(method: string): Error {
  return new Error(`System.${method}: no components are loaded while packaging; call it from a hook or from startUp`);
}

/**
 * Packaging is over before functions that V8 optimises by its usual measure have earned the time that takes. After the catalogue,
 * which loads all of Node: V8 takes Node's code from Node's own cache only under the flags that the process began with.
 */
function optimiseLater(): void {
  // Newer V8 has no such flag, and says so on stderr.
  if (Number.parseInt(process.versions.v8, 10) < 12) setFlagsFromString('--interrupt-budget=1000000');
}

/** Sets the process up. Order counts: recording of factories, shims and hooks of the loader, then the catalogue, which takes all that for Node's own, then user code. */
export function openSession(root: string): SystemSession {
  const provided = Object.freeze({ System, IcError });
  const records = installFactoryRecording();
  const store = openCodeStore(process.env);
  const instrumentation = createInstrumentation(store);
  instrumentation.install();
  const loader = createLoader({ root, instrumentation, provided: { 'image-components': provided }, store });
  const catalogue = buildCatalogue(records, provided);
  const recorder = new HeapRecorder({ reader: instrumentation.reader, catalogue, records, system: loader.system, root, originalStack: (stack) => loader.originalStack(stack) });
  optimiseLater();
  return {
    instrumentation,
    loader,
    recorder,
    catalogue,
    records,
    provided,
    close() {
      recorder.close();
      loader.close();
      instrumentation.uninstall();
      records.uninstall();
    },
  };
}
