/**
 * Bridges from Node's own loader into the module system: `module.createRequire(file)` and `module.require` of files that
 * belong to the system must find the system's modules, in the packager and at run time, where the files do not exist; and so, at
 * run time, must files that lie outside (plug-ins, configurations).
 */
import { isBuiltin } from 'node:module';
import { isNotFound } from './errors.ts';
import { internals, isNodePlace } from './node-unsafe.ts';
import type { NodeModule } from './node-unsafe.ts';
import type { ModuleSystem } from './system.ts';

/** What modules of other files can find in the system. Ids are of its modules. */
export interface Findings {
  /** Where Node's own loader has found a file: the module that it is. */
  at(file: string): string | null;
  /** What Node does not find: the module that a specifier in the file means. */
  find(specifier: string, file: string, how: 'require' | 'import'): string | null;
}

/**
 * Installs the bridges; the result takes them off again. `isOurs` says of an absolute file name whether a `require` in it is the
 * system's. `findings`: what a `require` in other files finds in the system; none: nothing.
 */
export function installNodeHooks(system: ModuleSystem, isOurs: (file: string) => boolean, findings: Findings | null = null): () => void {
  const { _load, _resolveFilename } = internals;
  let active = true;
  const ours = (parent: NodeModule | null | undefined): string | null => {
    const file = parent?.filename;
    if (!active || typeof file !== 'string' || parent === null || parent === undefined || isNodePlace(parent)) return null;
    return isOurs(file) ? file : null;
  };
  const lookup = (): Findings | null => (active ? findings : null);
  const load: typeof _load = function load(this: unknown, request, parent, isMain) {
    const file = ours(parent);
    if (file !== null) return system.requireFrom(file, request);
    const target = lookup() === null || parent === null || parent === undefined || isNodePlace(parent) || typeof request !== 'string' || isBuiltin(request) ? null : fileFor(request, parent);
    const id = target === null ? null : (lookup()?.at(target) ?? null);
    return id === null ? Reflect.apply(_load, this, [request, parent, isMain]) : system.requireModule(id);
  };
  const resolve: typeof _resolveFilename = function resolve(this: unknown, request, parent, isMain, options) {
    const file = ours(parent);
    if (file !== null) return system.resolveFrom(file, request, options);
    try {
      return Reflect.apply(_resolveFilename, this, [request, parent, isMain, options]);
    } catch (error) {
      const from = options?.paths === undefined && isLoaded(parent) && isNotFound(error) ? parent.filename : null;
      const id = from === null ? null : (lookup()?.find(request, from, 'require') ?? null);
      if (id === null) throw error;
      return id;
    }
  };
  internals._load = load;
  internals._resolveFilename = resolve;
  return () => {
    // Where somebody has wrapped ours, taking it off would take off theirs too; then ours only passes on.
    active = false;
    if (internals._load === load) internals._load = _load;
    if (internals._resolveFilename === resolve) internals._resolveFilename = _resolveFilename;
  };
}

/** Null: there is none. */
function fileFor(request: string, parent: NodeModule): string | null {
  try {
    return internals._resolveFilename(request, parent);
  } catch {
    return null; // the loader itself says so
  }
}

/** Whether Node has loaded the module from a file: with results of `createRequire` programs ask what is installed somewhere. */
const isLoaded = (parent: NodeModule | null | undefined): parent is NodeModule => parent !== null && parent !== undefined && parent.filename !== null && !isNodePlace(parent) && internals._cache[parent.filename] === parent;
