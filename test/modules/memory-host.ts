/** A host of the module system whose modules are hand-written evaluation forms under `/app/`. */
import path from 'node:path';
import vm from 'node:vm';
import { isBuiltin } from 'node:module';
import { ModuleSystem } from '../../modules/index.ts';
import type { EvaluationForm, ModuleHost, Resolution } from '../../modules/index.ts';

type Draft = Partial<Omit<EvaluationForm, 'requests'>> & { readonly text: string; readonly requests?: readonly string[] };

const complete = (draft: Draft, kind: EvaluationForm['kind']): EvaluationForm => ({
  kind, indirect: [], stars: [], imports: [], localExports: [], async: false, namedExports: [], reexports: [],
  ...draft,
  requests: (draft.requests ?? []).map((specifier) => ({ specifier, attributes: specifier.endsWith('.json') ? { type: 'json' } : {} })),
});

/** A CommonJS module with this body. */
export const commonJs = (body: string, more: Omit<Draft, 'text'> = {}): EvaluationForm =>
  complete({ ...more, text: `function ($ic) { return function (exports, require, module, __filename, __dirname) {${body}\n} }` }, 'commonjs');

/** An ES module: `before` runs up to the first yield. */
export const esModule = (before: string, body: string, more: Omit<Draft, 'text'> = {}): EvaluationForm => {
  const environments = (more.requests ?? []).map((_specifier, index) => `const $ic_i${index} = $ic.environment(${index});`).join('');
  return complete({ ...more, text: `${more.async === true ? 'async ' : ''}function* ($ic) {'use strict';${environments}${before}; yield; ${body}\n}` }, 'module');
};

export const json = (text: string): EvaluationForm => complete({ text }, 'json');

export interface Memory {
  readonly system: ModuleSystem;
  readonly log: unknown[];
  readonly order: string[];
}

/** A system with these modules; `log(…)` in their text appends to `log`. */
export function memory(modules: Readonly<Record<string, EvaluationForm>>): Memory {
  const log: unknown[] = [];
  const order: string[] = [];
  const host: ModuleHost = {
    resolve: (specifier, parent): Resolution => resolve(modules, specifier, parent, () => system),
    form: (id) => {
      const form = modules[id];
      if (form === undefined) throw new Error(`no form of ${id}`);
      return form;
    },
    compile: (id, form) => {
      const make = vm.runInThisContext(`(log) => (${form.text})`, { filename: id }) as (log: (value: unknown) => void) => Function;
      return make((value) => void log.push(value));
    },
    provided: () => ({ System: 'the system' }),
    evaluated: (id) => void order.push(path.basename(id)),
  };
  const system: ModuleSystem = new ModuleSystem(host);
  return { system, log, order };
}

function resolve(modules: Readonly<Record<string, EvaluationForm>>, specifier: string, parent: string, system: () => ModuleSystem): Resolution {
  if (specifier === 'image-components') return { kind: 'provided', name: specifier };
  if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier.startsWith('node:') ? specifier : `node:${specifier}` };
  const id = path.resolve(path.dirname(parent), specifier);
  if (modules[id] !== undefined || system().has(id)) return { kind: 'module', id };
  return { kind: 'outside', specifier };
}

/** The error that a call throws, or that a promise is rejected with. */
export async function failure(work: () => unknown): Promise<Error & { readonly code?: string }> {
  try {
    await work();
  } catch (error) {
    if (error instanceof Error) return error;
    throw error;
  }
  throw new Error('it was expected to fail');
}
