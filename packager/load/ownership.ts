/** Which component owns a module: the one that includes it, else the first whose loading evaluates it. */
import fs from 'node:fs';
import { createRequire } from 'node:module';
import path from 'node:path';
import type glob from 'fast-glob';
import { IcError } from '../../format/errors.ts';
import { isModuleFile, projectPath } from './project.ts';
import type { ComponentSpec } from './types.ts';

/** Decides which component a module belongs to. Throws DEFINITION_CONFLICT where two include it. */
export class Ownership {
  readonly #root: string;
  readonly #claims = new Map<string, string>();
  readonly #claimed = new Map<string, readonly string[]>();
  readonly #owners = new Map<string, string>();
  readonly #excluded = new Map<string, ReadonlySet<string>>();

  constructor(root: string) {
    this.#root = root;
  }

  /** Registers what a component includes. Throws DEFINITION_CONFLICT if another includes the same module. */
  claim(spec: ComponentSpec): void {
    if (this.#claimed.has(spec.name)) return;
    if (spec.include.length + spec.exclude.length > 0) patternSearch(); // before code of the program can change what it works with
    const ids = included(this.#root, spec);
    const conflicts = ids.filter((id) => this.#claims.has(id));
    if (conflicts.length > 0) throw this.#conflict(spec.name, conflicts);
    for (const id of ids) this.#claims.set(id, spec.name);
    this.#claimed.set(spec.name, ids);
  }

  /** Modules under the component's include[], sorted by path. */
  claimedBy(component: string): readonly string[] {
    return this.#claimed.get(component) ?? [];
  }

  /** The component whose include[] holds the module. */
  claimant(id: string): string | null {
    return this.#claims.get(id) ?? null;
  }

  ownerOf(id: string): string | null {
    return this.#owners.get(id) ?? null;
  }

  own(id: string, component: string): void {
    this.#owners.set(id, component);
  }

  /** Whether the component's exclude[] names the module. */
  isExcluded(id: string, spec: ComponentSpec): boolean {
    if (spec.exclude.length === 0) return false;
    let excluded = this.#excluded.get(spec.name);
    if (excluded === undefined) {
      excluded = new Set(files(this.#root, spec.exclude, []));
      this.#excluded.set(spec.name, excluded);
    }
    return excluded.has(id);
  }

  #conflict(component: string, ids: readonly string[]): IcError {
    const list = ids.map((id) => ({ path: projectPath(this.#root, id), owners: [this.#claims.get(id), component] }));
    const lines = list.map((entry) => `  ${entry.path}: ${entry.owners.join(' and ')}`).join('\n');
    return new IcError('DEFINITION_CONFLICT', `${component}: include[] names modules that another component includes:\n${lines}`, {
      data: { conflicts: list },
      remedy: 'let include[] of one component only name each module, or exclude it in the other',
    });
  }
}

function included(root: string, spec: ComponentSpec): string[] {
  return files(root, spec.include, spec.exclude);
}

let loaded: typeof glob | null = null;

/** The library is loaded when there is a pattern: most definitions have none. */
function patternSearch(): typeof glob {
  loaded ??= createRequire(import.meta.url)('fast-glob') as typeof glob; // as its types say
  return loaded;
}

/** Module files by glob, as real paths, sorted. Packages are meant only where a pattern names `node_modules`. */
function files(root: string, patterns: readonly string[], exclude: readonly string[]): string[] {
  const ignore = exclude.map(withoutDot);
  const search = (some: readonly string[], more: readonly string[]): string[] =>
    some.length === 0 ? [] : patternSearch().sync(some.map(withoutDot), { cwd: root, ignore: [...ignore, ...more], onlyFiles: true, followSymbolicLinks: false, suppressErrors: true });
  const inPackages = patterns.filter((pattern) => pattern.includes('node_modules'));
  const inProject = patterns.filter((pattern) => !pattern.includes('node_modules'));
  const found = [...search(inProject, ['**/node_modules/**']), ...search(inPackages, [])];
  const ids = found.filter(isModuleFile).map((file) => fs.realpathSync(path.join(root, file)));
  return [...new Set(ids)].sort();
}

function withoutDot(pattern: string): string {
  return pattern.replace(/^\.\//, '');
}
