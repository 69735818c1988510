/** Projects in a temporary folder, and an instrumentation that only analyses: loading is tested apart from capture. */
import fs from 'node:fs';
import os from 'node:os';
import path from 'node:path';
import { analyse } from '../../../packager/analyse/analyse.ts';
import { evaluationForm } from '../../../packager/instrument/evaluation-form.ts';
import type { FormRequest, Instrumentation, InstrumentedModule } from '../../../packager/instrument/index.ts';
import { createLoader } from '../../../packager/load/index.ts';
import type { ComponentSpec, Loader, LoaderOptions } from '../../../packager/load/index.ts';

export interface Project {
  readonly root: string;
  readonly loader: Loader;
  /** Loads a component; `include` and `exclude` are empty unless given. */
  load(name: string, entries: readonly string[], more?: Partial<ComponentSpec>): ReturnType<Loader['loadComponent']>;
  remove(): void;
}

/** Writes the files and makes a loader for them. */
export function project(files: Readonly<Record<string, string>>, options: Partial<LoaderOptions> = {}): Project {
  const root = fs.realpathSync(fs.mkdtempSync(path.join(os.tmpdir(), 'load-')));
  for (const [name, text] of Object.entries(files)) {
    fs.mkdirSync(path.dirname(path.join(root, name)), { recursive: true });
    fs.writeFileSync(path.join(root, name), text);
  }
  const loader = createLoader({ root, instrumentation: analysisOnly(), ...options });
  return {
    root,
    loader,
    load: (name, entries, more = {}) => loader.loadComponent({ name, entries, include: [], exclude: [], ...more }),
    remove: () => {
      loader.close();
      fs.rmSync(root, { recursive: true, force: true });
    },
  };
}

function analysisOnly(): Instrumentation {
  const form = (source: string, { kind, file, path: inProject }: FormRequest): InstrumentedModule => {
    const analysis = analyse(source, { kind, file });
    return { text: { analysis, path: inProject, file, outer: null }, form: evaluationForm(analysis) };
  };
  const unused = (): never => {
    throw new Error('loading reads no live functions');
  };
  return {
    form,
    plain: form,
    isCommonJs: () => false,
    install: () => undefined,
    uninstall: () => undefined,
    isInjectedName: () => false,
    substitutes: new Map(),
    texts: [],
    reader: { identify: unused, scopesOf: unused, classOf: unused, classScopesOf: unused, methodOf: unused, homeOf: unused, activationOf: unused, readModule: unused, privatesOf: unused },
  };
}
