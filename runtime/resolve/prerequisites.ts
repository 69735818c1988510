/** The components that one needs, found, checked and in the order in which they are to be loaded. */
import type { ComponentFacts } from '../../format/component.ts';
import { satisfiesRange } from '../../settings/semver.ts';
import { otherFileLoaded, prerequisiteCycle, prerequisiteLacks, prerequisiteName, prerequisiteVersion, type PrerequisiteMismatch, type SearchRule } from '../errors.ts';
import type { FilePowers } from './powers.ts';
import { findComponentFile, type FoundFile, type SearchContext } from './search-path.ts';

/** What resolving reads of a component file. */
export interface ResolvableFile {
  readonly facts: ComponentFacts;
  /** Hex root hash: the identity of the file. */
  readonly hash: string;
  /** Paths of a prerequisite's definitions (objects, scopes, code) that this component refers to. Only asked for where the prerequisite is not the one it was packaged with. */
  importedPaths(prerequisite: string): Iterable<string>;
  /** Whether it has what another component refers to by this path. */
  provides(path: string): boolean;
}

/** A component that has its place in a launch or load. `F` is what the reader of files gives. */
export interface ResolvedComponent<F extends ResolvableFile = ResolvableFile> {
  /** Logical name by which it was asked for; for a mapped file the component's own name may be another one. */
  readonly name: string;
  /** Every name that led to this file; `name` is the first. */
  readonly names: readonly string[];
  /** Absolute. */
  readonly file: string;
  readonly rule: SearchRule;
  readonly content: F;
  /** What its prerequisites resolved to, in declared order. */
  readonly prerequisites: readonly ResolvedComponent<F>[];
}

/** What {@link resolveClosure} works with. */
export interface ClosureContext<F extends ResolvableFile> {
  readonly search: SearchContext;
  readonly powers: FilePowers;
  /** Opens a component file; IC_NOT_AN_IC, IC_CORRUPT and the like come from here. Called once for each file. */
  readonly read: (file: string) => F;
  /** What the process has loaded already; it is taken as it is, neither searched nor opened again. */
  readonly loaded: readonly ResolvedComponent<F>[];
}

/**
 * Finds a component's prerequisites, and theirs, and gives what is not loaded yet in load order: each behind its prerequisites, the
 * started or requested component last; nothing if that is loaded. `request`: the file it starts from; `name`: the logical name asked for,
 * null: the file's own. Throws DEFINITION_CONFLICT if a component of that name is loaded with another content, and IC_NOT_FOUND, PREREQUISITE_CYCLE, PREREQUISITE_VERSION and whatever `read` throws; nothing has been changed then.
 */
export function resolveClosure<F extends ResolvableFile>(request: FoundFile, name: string | null, context: ClosureContext<F>): readonly ResolvedComponent<F>[] {
  return new Closure(context).resolve(request, name);
}

interface OpenComponent<F extends ResolvableFile> {
  readonly name: string;
  readonly names: string[];
  readonly file: string;
  readonly rule: SearchRule;
  readonly content: F;
  readonly prerequisites: ResolvedComponent<F>[];
}

/** One walk over prerequisites, depth first in declared order. */
class Closure<F extends ResolvableFile> {
  readonly #context: ClosureContext<F>;
  readonly #byName = new Map<string, ResolvedComponent<F>>();
  readonly #byFile = new Map<string, OpenComponent<F>>();
  readonly #path: OpenComponent<F>[] = [];
  readonly #order: ResolvedComponent<F>[] = [];

  constructor(context: ClosureContext<F>) {
    this.#context = context;
    for (const component of context.loaded) {
      for (const name of component.names) {
        this.#byName.set(name, component);
      }
    }
  }

  resolve(request: FoundFile, name: string | null): readonly ResolvedComponent<F>[] {
    const sameFile = this.#context.loaded.find((component) => component.file === request.file);
    if (sameFile !== undefined) {
      return [];
    }
    const content = this.#context.read(request.file);
    const logicalName = name?.toLowerCase() ?? content.facts.name;
    const sameName = this.#byName.get(logicalName);
    if (sameName === undefined) {
      this.#visit(logicalName, request, content);
    } else if (sameName.content.hash !== content.hash) {
      throw otherFileLoaded(logicalName, sameName.file, request.file);
    }
    return this.#order;
  }

  #visit(name: string, { file, rule }: FoundFile, content: F): ResolvedComponent<F> {
    const component: OpenComponent<F> = { name, names: [name], file, rule, content, prerequisites: [] };
    this.#byName.set(name, component);
    this.#byFile.set(file, component);
    this.#path.push(component);
    for (const prerequisite of content.facts.prerequisites) {
      const found = this.#take(prerequisite.name, name);
      checkPrerequisite(component, prerequisite, found);
      component.prerequisites.push(found);
    }
    this.#path.pop();
    this.#order.push(component);
    return component;
  }

  #take(name: string, dependent: string): ResolvedComponent<F> {
    const known = this.#byName.get(name);
    if (known !== undefined) {
      this.#refuseCycle(known);
      return known;
    }
    const found = findComponentFile(name, this.#context.search, this.#context.powers, dependent);
    const sameFile = this.#byFile.get(found.file);
    if (sameFile !== undefined) {
      // Two names mapped to one file: one component, loaded once, that answers to both.
      this.#refuseCycle(sameFile);
      sameFile.names.push(name);
      this.#byName.set(name, sameFile);
      return sameFile;
    }
    const loaded = this.#context.loaded.find((component) => component.file === found.file);
    if (loaded !== undefined) {
      this.#byName.set(name, loaded);
      return loaded;
    }
    return this.#visit(name, found, this.#context.read(found.file));
  }

  #refuseCycle(component: ResolvedComponent<F>): void {
    const start = this.#path.findIndex((open) => open === component);
    if (start >= 0) {
      const cycle = this.#path.slice(start);
      throw prerequisiteCycle([...cycle, component].map((member) => member.name), cycle.map((member) => member.file));
    }
  }
}

/**
 * Whether a found component will do for the dependent. Its version must be in the range, unless it has another name (mapped files may):
 * then, and wherever it is not the very file that the dependent was packaged with, it must have what the dependent refers to.
 */
function checkPrerequisite<F extends ResolvableFile>(dependent: ResolvedComponent<F>, expected: ComponentFacts['prerequisites'][number], found: ResolvedComponent<F>): void {
  const { facts, hash } = found.content;
  if (hash === expected.hash) {
    return;
  }
  const mismatch: PrerequisiteMismatch = {
    dependent: dependent.name, name: expected.name, range: expected.range, file: found.file, foundName: facts.name, foundVersion: facts.version,
  };
  const otherName = facts.name !== expected.name;
  if (otherName && found.rule !== 'mapping') {
    throw prerequisiteName(mismatch);
  }
  if (!otherName && !satisfiesRange(facts.version, expected.range)) {
    throw prerequisiteVersion(mismatch);
  }
  const lacking = [...new Set(dependent.content.importedPaths(expected.name))].filter((path) => !found.content.provides(path));
  if (lacking.length > 0) {
    throw prerequisiteLacks(mismatch, lacking);
  }
}
