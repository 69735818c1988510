import { copyFileSync, cpSync, existsSync, linkSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { expect } from 'chai';
import { programsFolder, repositoryRoot } from './repository.ts';
import { abt, described, expectIcError, expectSuccess, node, scratch } from './run.ts';
import type { RunOptions, RunResult } from './run.ts';

/** File name (with `/`) to contents. */
export type Files = Readonly<Record<string, string | Uint8Array>>;

/** A folder of its own in which commands run. */
export interface Folder {
  readonly folder: string;
  path(...parts: readonly string[]): string;
  abt(args: string | readonly string[], options?: RunOptions): RunResult;
  node(args: readonly string[], options?: RunOptions): RunResult;
  write(files: Files): void;
  read(file: string): Buffer;
  remove(file: string): void;
  has(file: string): boolean;
  /** Sorted names in a folder, [] if there is none. */
  list(folder: string): string[];
}

function folderAt(folder: string): Folder {
  const path = (...parts: readonly string[]): string => join(folder, ...parts);
  const words = (args: string | readonly string[]): readonly string[] => (typeof args === 'string' ? args.split(' ').filter((word) => word !== '') : args);
  return {
    folder,
    path,
    abt: (args, options = {}) => abt(words(args), { cwd: folder, ...options }),
    node: (args, options = {}) => node(args, { cwd: folder, ...options }),
    write(files) {
      for (const [file, contents] of Object.entries(files)) {
        mkdirSync(dirname(path(file)), { recursive: true });
        writeFileSync(path(file), contents);
      }
    },
    read: (file) => readFileSync(path(file)),
    remove: (file) => rmSync(path(file), { recursive: true, force: true }),
    has: (file) => existsSync(path(file)),
    list: (name) => (existsSync(path(name)) ? readdirSync(path(name)).sort() : []),
  };
}

/** A new empty folder below the scratch folder of this test process. */
export function makeFolder(files: Files = {}): Folder {
  const made = folderAt(realpathSync(mkdtempSync(join(scratch, 'case-'))));
  made.write(files);
  return made;
}

/** A user's project: files in a folder of its own; `packages` are copied in from test/programs with what they depend on. */
export function makeProject(files: Files, packages: readonly string[] = []): Folder {
  const project = makeFolder(files);
  for (const name of packages) copyPackage(name, project.path('node_modules'));
  return project;
}

/** Makes `import 'image-components'` work under plain Node in this project. */
export function linkProduct(project: Folder): void {
  mkdirSync(project.path('node_modules'), { recursive: true });
  symlinkSync(repositoryRoot, project.path('node_modules', 'image-components'), 'dir');
}

/**
 * Text of a component definition. Lines before the first heading go to [component]; version 1.0.0 unless one is given.
 * `definition('entry=main.mjs', '[prerequisites]', 'kernel.ic=^1.0.0')`
 */
export function definition(...lines: readonly string[]): string {
  const version = lines.some((line) => line.startsWith('version=')) ? [] : ['version=1.0.0'];
  return ['[component]', ...version, ...lines, ''].join('\n');
}

export interface Deployment extends Folder {
  /** Where the sources are now, so that a test can bring them back. */
  readonly hidden: string;
}

/** Copies only the packaged files (to `ics/`) and the ini files elsewhere, and moves the project out of reach. */
export function deploy(project: Folder, options: { readonly flat?: boolean; readonly also?: readonly string[] } = {}): Deployment {
  const target = makeFolder();
  const ics = options.flat === true ? target.folder : target.path('ics');
  if (project.has('ics')) cpSync(project.path('ics'), ics, { recursive: true });
  for (const name of project.list('.')) {
    if (name.endsWith('.ini') || options.also?.includes(name) === true) cpSync(project.path(name), target.path(name), { recursive: true });
  }
  const hidden = `${project.folder}-hidden`;
  renameSync(project.folder, hidden);
  return { ...target, hidden };
}

/** Packages a project made of these files and deploys it with all `.ic` files beside each other. */
export function packaged(files: Files, packages: readonly string[] = []): Deployment {
  const project = makeProject(files, packages);
  expectSuccess(project.abt('package'));
  return deploy(project, { flat: true });
}

/** Packages and launches `main.ic` (or `args`) with the sources out of reach. */
export function launched(files: Files, args: string | readonly string[] = 'main.ic', options: RunOptions = {}): RunResult {
  return packaged(files).abt(args, options);
}

/** Packaging is refused with this code, exit 1, and nothing at all is written. */
export function expectRefused(files: Files, code: string, ...names: readonly string[]): RunResult {
  const project = makeProject(files);
  const result = expectIcError(project.abt('package'), code, ...names);
  expect(project.list('ics'), described(result)).to.deep.equal([]);
  return result;
}

/** Packaging of the twin is accepted. */
export function expectAccepted(files: Files): Folder {
  const project = makeProject(files);
  expectSuccess(project.abt('package'));
  return project;
}

function copyTree(source: string, target: string): void {
  mkdirSync(target, { recursive: true });
  for (const entry of readdirSync(source, { withFileTypes: true })) {
    if (entry.name === 'node_modules' || entry.isSymbolicLink()) continue;
    const [from, to] = [join(source, entry.name), join(target, entry.name)];
    if (entry.isDirectory()) copyTree(from, to);
    else {
      try {
        linkSync(from, to);
      } catch {
        copyFileSync(from, to); // another file system
      }
    }
  }
}

interface Manifest {
  readonly dependencies?: Readonly<Record<string, string>>;
}

/**
 * Hard-links a package of test/programs and everything it depends on into another node_modules, nesting kept.
 * `express4:express` installs the alias express4 under the name express.
 */
export function copyPackage(name: string, modules: string): void {
  const top = join(programsFolder, 'node_modules');
  const done = new Set<string>();
  const locate = (dependency: string, from: string): string | null => {
    for (let folder = from; folder.startsWith(programsFolder); folder = dirname(folder)) {
      const found = join(folder, 'node_modules', dependency);
      if (existsSync(join(found, 'package.json'))) return found;
    }
    return null;
  };
  const visit = (source: string): void => {
    if (done.has(source)) return;
    done.add(source);
    const target = join(modules, relative(top, source));
    if (!existsSync(join(target, 'package.json'))) copyTree(source, target);
    const manifest = JSON.parse(readFileSync(join(source, 'package.json'), 'utf8')) as Manifest; // npm's own file
    for (const dependency of Object.keys(manifest.dependencies ?? {})) {
      const found = locate(dependency, source);
      if (found !== null) visit(found);
    }
  };
  const [installed = name, alias] = name.split(':');
  const start = join(top, ...installed.split('/'));
  if (!existsSync(start)) throw new Error(`${installed} is not installed below ${programsFolder.split(sep).join('/')}: run npm ci there`);
  visit(start);
  if (alias !== undefined) renameSync(join(modules, installed), join(modules, alias));
}
