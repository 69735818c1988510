/** Looks at a program as packaging would, writes nothing, and tells everything that stands against it. */
import { existsSync, realpathSync, statSync } from 'node:fs';
import { basename, dirname, isAbsolute, join, relative, resolve, sep } from 'node:path';
import { inspect } from 'node:util';
import { IcError } from '../format/errors.ts';
import type { ComponentDefinition } from '../settings/component-definition.ts';
import { UsageError } from '../settings/errors.ts';
import { allProblems } from './check/running.ts';
import { buildImage } from './describe/image.ts';
import type { LoadedComponent } from './load/types.ts';
import { openSession, type SystemSession } from './system-session.ts';

/** What is to be looked at. */
export interface DiagnoseOptions {
  /** A file, relative to `directory` or absolute, or a package as `import` takes it. */
  readonly entry: string;
  /** Absolute; the project root, unless the entry is a file elsewhere: then the nearest folder above that with a package.json. */
  readonly directory: string;
  /** Milliseconds after which an evaluation is given up as one that never ends. */
  readonly patience: number;
}

/** One thing that stands against packaging. */
export interface DiagnosedProblem {
  /** Code of the contract; null: the program's own error. */
  readonly code: string | null;
  /** Path of the module that the way begins at; null: none. */
  readonly module: string | null;
  /** `orders.ic › module src/db.ts › pool › _sockets[3]` */
  readonly path: string;
  /** `file:line` of the source that made it, relative to the project; null if it is not known. */
  readonly position: string | null;
  readonly reason: string;
  readonly remedy: string | null;
}

/** A module of the program. `kept`: not evaluated, goes into the file as source. */
export interface DiagnosedModule {
  readonly path: string;
  readonly verdict: 'fine' | 'problems' | 'kept';
  readonly problems: number;
}

/** What `abt doctor --json` prints. */
export interface Diagnosis {
  readonly entry: string;
  /** Absolute. */
  readonly root: string;
  readonly fine: boolean;
  /** In order of evaluation; kept ones last. */
  readonly modules: readonly DiagnosedModule[];
  readonly problems: readonly DiagnosedProblem[];
}

/**
 * Loads the program into this process, as one component, and captures it. Problems do not end it: of a program that throws
 * while it is loaded, what was evaluated until then is looked at all the same. Throws UsageError for an entry that is not there.
 */
export async function diagnose(options: DiagnoseOptions): Promise<Diagnosis> {
  const { root, entry } = placeOf(options);
  const definition = definitionOf(entry, root);
  const session = openSession(root);
  const problems: DiagnosedProblem[] = [];
  const told = (error: unknown): void => {
    problems.push(problemOf(error, definition.name, root));
  };
  try {
    const loaded = await load(session, definition, options.patience, told);
    capture(session, definition, loaded, root, told);
    const all = loaded.modules.map(({ path, evaluated }): DiagnosedModule => {
      const count = problems.filter((problem) => problem.module === path).length;
      return { path, verdict: count > 0 ? 'problems' : evaluated ? 'fine' : 'kept', problems: count };
    });
    const unevaluated = [...new Set(problems.flatMap(({ module }) => (module === null || all.some(({ path }) => path === module) ? [] : [module])))];
    const failed = unevaluated.map((path): DiagnosedModule => ({ path, verdict: 'problems', problems: problems.filter((problem) => problem.module === path).length }));
    return { entry, root, fine: problems.length === 0, modules: [...all, ...failed], problems };
  } finally {
    session.close();
  }
}

/** The project root, and the entry as a definition there would name it. */
function placeOf({ entry, directory }: DiagnoseOptions): { readonly root: string; readonly entry: string } {
  const root = realpathSync(directory);
  const file = resolve(root, entry);
  if (!existsSync(file) || !statSync(file).isFile()) return { root, entry };
  const real = realpathSync(file);
  const home = real.startsWith(root + sep) ? root : packageFolder(dirname(real));
  return { root: home, entry: relative(home, real).split(sep).join('/') };
}

function packageFolder(start: string): string {
  for (let folder = start; ; folder = dirname(folder)) {
    if (existsSync(join(folder, 'package.json'))) return folder;
    if (folder === dirname(folder)) return start;
  }
}

/** The program as a component of its own. */
function definitionOf(entry: string, root: string): ComponentDefinition {
  const baseName = basename(entry).replace(/\.[^.]+$/, '') || 'program';
  return {
    file: join(root, 'components', `${baseName}.ini`), baseName, name: `${baseName.toLowerCase()}.ic`, version: '0.0.0', entries: [entry],
    startUpClass: null, application: null, include: [], exclude: [], prerequisites: [], freeze: [], overrides: [], state: [], lines: new Map(),
  };
}

async function load(session: SystemSession, definition: ComponentDefinition, patience: number, told: (error: unknown) => void): Promise<LoadedComponent> {
  const { name, entries, include, exclude } = definition;
  try {
    return await session.loader.loadComponent({ name, entries, include, exclude, patience });
  } catch (error) {
    if (error instanceof IcError && error.code === 'DEFINITION_SYNTAX') throw new UsageError(`doctor: ${error.message}`);
    told(error);
    return { name, entries: [], running: [], modules: [...session.loader.system.modules.values()] };
  }
}

function capture(session: SystemSession, definition: ComponentDefinition, loaded: LoadedComponent, root: string, told: (error: unknown) => void): void {
  const { name, version } = definition;
  try {
    const entryIds = loaded.entries.map(({ id }) => id);
    const captured = session.recorder.captureComponent({ name, version, prerequisites: [], entryIds, freeze: [], overrides: new Map(), state: new Map() });
    const problems = allProblems(name, loaded, captured.problems);
    problems.forEach(told);
    if (problems.length > 0 || loaded.entries.length === 0) return;
    const { system } = session.loader;
    buildImage({ definition, version, root, system, instrumentation: session.instrumentation, loaded, captured, prerequisites: [] });
  } catch (error) {
    told(error);
  }
}

function problemOf(error: unknown, component: string, root: string): DiagnosedProblem {
  if (error instanceof IcError) {
    const { code, data, message, remedy } = error;
    const text = (key: string): string | null => (typeof data[key] === 'string' ? data[key] : null);
    return { code, module: text('module'), path: text('path') ?? component, position: within(root, text('position')), reason: text('reason') ?? message, remedy: remedy ?? null };
  }
  const position = positionOfError(error, root);
  const module = position === null ? null : position.replace(/:\d+$/, '');
  const path = [component, ...(module === null ? [] : [`module ${module}`])].join(' › ');
  return { code: null, module, path, position, reason: `the program throws while it is loaded: ${firstLine(error)}`, remedy: 'correct the program, or do this in loaded() of the application or in startUp' };
}

function within(root: string, position: string | null): string | null {
  return position?.startsWith(root + sep) === true ? position.slice(root.length + 1).split(sep).join('/') : position;
}

/** First place within the project that the stack, or the message of a SyntaxError, names. */
function positionOfError(error: unknown, root: string): string | null {
  const text = error instanceof Error ? `${error.message}\n${error.stack ?? ''}` : '';
  for (const [, file = '', line = ''] of text.matchAll(/((?:\/|[A-Za-z]:\\)[^\n():]+):(\d+)/g)) {
    if (isAbsolute(file) && file.startsWith(root + sep)) return within(root, `${file}:${line}`);
  }
  return null;
}

function firstLine(error: unknown): string {
  const text = error instanceof Error ? `${error.name}: ${error.message}` : inspect(error);
  return text.split('\n')[0] ?? text;
}
