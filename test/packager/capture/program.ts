/** Programs in folders of their own, loaded and captured as the packager does it. */

import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { buildCatalogue, installFactoryRecording } from '../../../hosts/index.ts';
import type { CapturedComponent, StatePolicy } from '../../../packager/capture/index.ts';
import { createInstrumentation } from '../../../packager/instrument/index.ts';
import { createLoader } from '../../../packager/load/index.ts';
import { HeapRecorder } from '../../../packager/partition/index.ts';

const instrumentation = createInstrumentation();
instrumentation.install();
const records = installFactoryRecording();
const catalogue = buildCatalogue(records);
instrumentation.uninstall(); // other tests of this process evaluate texts too

export interface ProgramComponent {
  /** Logical name without suffix; its entry is `src/NAME.mjs`, or `src/NAME.cjs` if there is such a file. */
  readonly name: string;
  readonly prerequisites?: readonly string[]; // without suffix, transitive ones included
  readonly entry?: string;
  readonly include?: readonly string[];
  readonly freeze?: readonly string[];
  readonly overrides?: Readonly<Record<string, readonly string[]>>; // `kernel.ic` → names
  readonly state?: Readonly<Record<string, StatePolicy>>;
}

/** Loads the components one after another, captures each, and removes the folder. */
export async function captureProgram(files: Readonly<Record<string, string>>, components: readonly ProgramComponent[]): Promise<CapturedComponent[]> {
  const root = realpathSync(mkdtempSync(join(tmpdir(), 'ic-capture-')));
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true });
    writeFileSync(join(root, name), text);
  }
  instrumentation.install();
  catalogue.rebase();
  const loader = createLoader({ root, instrumentation });
  const recorder = new HeapRecorder({ reader: instrumentation.reader, catalogue, records, system: loader.system, root });
  try {
    const captured: CapturedComponent[] = [];
    for (const component of components) {
      const entry = component.entry ?? (`src/${component.name}.cjs` in files ? `src/${component.name}.cjs` : `src/${component.name}.mjs`);
      const loaded = await loader.loadComponent({ name: `${component.name}.ic`, entries: [entry], include: component.include ?? [], exclude: [] });
      captured.push(
        recorder.captureComponent({
          name: `${component.name}.ic`,
          version: '1.0.0',
          prerequisites: (component.prerequisites ?? []).map((name) => `${name}.ic`),
          entryIds: loaded.entries.map(({ id }) => id),
          freeze: component.freeze ?? [],
          overrides: new Map(Object.entries(component.overrides ?? {})),
          state: new Map(Object.entries(component.state ?? {})),
        }),
      );
    }
    return captured;
  } finally {
    recorder.close();
    loader.close();
    instrumentation.uninstall();
    rmSync(root, { recursive: true });
  }
}
