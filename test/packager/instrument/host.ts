/** A small host that evaluates forms, for tests. */
import { Script } from 'node:vm';
import type { EvaluationForm } from '../../../modules/types.ts';
import { createInstrumentation } from '../../../packager/instrument/index.ts';
import type { Instrumentation } from '../../../packager/instrument/index.ts';
import type { CodeText, LiveScope } from '../../../packager/instrument/types.ts';

export const instrumentation: Instrumentation = createInstrumentation();

export interface Run {
  readonly text: CodeText;
  readonly form: EvaluationForm;
  readonly exports: Record<string, never>;
}

function compile(form: EvaluationForm, file: string): Function {
  return new Script(`(${form.text})`, { filename: file }).runInThisContext() as Function;
}

/** Evaluates a CommonJS text. */
export function runCommonJs(source: string, mode: 'form' | 'plain' = 'form'): Run {
  const { text, form } = instrumentation[mode](source, { kind: 'commonjs', file: '/project/a.js', path: 'a.js' });
  const module = { exports: {} as Record<string, never> };
  const run = compile(form, '/project/a.js').call(undefined, { meta: {}, import: (...all: unknown[]) => all }) as Function; // the form's function
  run.call(module.exports, module.exports, undefined, module, '/project/a.js', '/project');
  return { text, form, exports: module.exports };
}

/** Evaluates ES modules that import each other as `./name`, first one last; gives their namespaces. Depth first, cycles allowed. */
export async function runModules(sources: Readonly<Record<string, string>>, mode: 'form' | 'plain' = 'form'): Promise<Record<string, Record<string, unknown>>> {
  const environments: Record<string, Record<string, unknown>> = {};
  const bodies = new Map<string, Iterator<unknown> | AsyncIterator<unknown>>();
  const requests = new Map<string, readonly string[]>();
  const done = new Set<string>();
  for (const name of Object.keys(sources)) environments[name] = Object.create(null) as Record<string, unknown>;
  for (const [name, source] of Object.entries(sources)) {
    const { form } = instrumentation[mode](source, { kind: 'module', file: `/project/${name}.mjs`, path: `${name}.mjs` });
    const targets = form.requests.map((each) => each.specifier.replace('./', ''));
    requests.set(name, targets);
    const context = {
      environment: (index: number) => environments[targets[index] ?? ''],
      exports: (getters: Record<string, () => unknown>) => {
        for (const [key, get] of Object.entries(getters)) Object.defineProperty(environments[name], key, { get, enumerable: true });
      },
      import: (...all: unknown[]) => all,
      assigned: (_name: string, result: unknown) => result,
      nameDefault: (made: Function) => Object.defineProperty(made, 'name', { value: 'default', configurable: true }),
      meta: { url: `file:///project/${name}.mjs` },
    };
    const body = compile(form, `/project/${name}.mjs`).call(undefined, context) as Iterator<unknown>;
    await body.next();
    bodies.set(name, body);
  }
  const evaluate = async (name: string): Promise<void> => {
    if (done.has(name)) return;
    done.add(name);
    for (const target of requests.get(name) ?? []) await evaluate(target);
    await bodies.get(name)?.next();
  };
  for (const name of Object.keys(sources)) await evaluate(name);
  return environments;
}

/** The scope among those of a function that has a variable of this name, and its value. */
export function lookup(fn: Function, name: string): { scope: LiveScope; value: unknown } {
  for (const scope of instrumentation.reader.scopesOf(fn)) {
    const variable = scope.readable.find((each) => each.name === name);
    if (variable !== undefined) return { scope, value: scope.read(variable) };
  }
  throw new Error(`${name} cannot be read`);
}
