/** A system without code: modules are plain values, so that the walk can be tested by itself. */

import { buildCatalogue, installFactoryRecording } from '../../../hosts/index.ts';
import type { ComponentSpec } from '../../../packager/capture/index.ts';
import type { ScopeReader } from '../../../packager/instrument/types.ts';
import type { LoadedSystem, PackagedModule } from '../../../packager/load/types.ts';
import { HeapRecorder } from '../../../packager/partition/index.ts';
import type { CapturedComponent } from '../../../packager/capture/index.ts';

const records = installFactoryRecording();
const catalogue = buildCatalogue(records);

/** Knows no function and no class. */
const reader: ScopeReader = {
  identify: () => null,
  scopesOf: () => [],
  classOf: () => null,
  classScopesOf: () => [],
  methodOf: () => null,
  homeOf: () => null,
  activationOf: () => null,
  readModule: () => undefined,
  privatesOf: () => [],
};

export const ROOT = '/project';

/** Components made of values: each is one module `NAME.js` whose `module.exports` is the value. */
export class PlainSystem implements LoadedSystem {
  readonly modules = new Map<string, PackagedModule>();
  readonly #exports = new Map<string, unknown>();
  readonly #recorder = new HeapRecorder({ reader, catalogue, records, system: this, root: ROOT });

  identify(): null {
    return null;
  }

  createdAt(): null {
    return null;
  }

  asWritten(position: string): string {
    return position;
  }

  exportsOf(id: string): unknown {
    return this.#exports.get(id);
  }

  moduleObjectOf(): null {
    return null;
  }

  metaOf(): null {
    return null;
  }

  namespaceOf(id: string): object {
    return { default: this.#exports.get(id) };
  }

  namespaceMade(): boolean {
    return false;
  }

  importedNamespace(): null {
    return null;
  }

  exportNamesOf(): readonly string[] {
    return [];
  }

  exportBindingsOf(): null {
    return null;
  }

  /** Captures a value as the component `NAME.ic`; prerequisites are named without suffix. */
  capture(name: string, value: unknown, options: Partial<ComponentSpec> = {}): CapturedComponent {
    const id = `${ROOT}/${name}.js`;
    this.modules.set(id, { id, path: `${name}.js`, kind: 'commonjs', component: `${name}.ic`, evaluated: true, text: null, original: '', sourceMap: null, links: [] });
    this.#exports.set(id, value);
    return this.#recorder.captureComponent({
      name: `${name}.ic`, version: '1.0.0', prerequisites: [], entryIds: [id], freeze: [], overrides: new Map(), state: new Map(), ...options,
    });
  }

  close(): void {
    this.#recorder.close();
  }
}
