/**
 * Bridges from Node's own loader into the module system: `module.createRequire(file)` and `module.require` of files that
 * belong to the system must find the system's modules, in the packager and at run time, where the files do not exist.
 */
import { internals, isNodePlace } from './node-unsafe.ts';
import type { NodeModule } from './node-unsafe.ts';
import type { ModuleSystem } from './system.ts';

/** Installs the bridges; the result takes them off again. `isOurs` says of an absolute file name whether a `require` in it is the system's. */
export function installNodeHooks(system: ModuleSystem, isOurs: (file: string) => boolean): () => void {
  const { _load, _resolveFilename } = internals;
  let active = true;
  const ours = (parent: NodeModule | null | undefined): string | null => {
    const file = parent?.filename;
    if (!active || typeof file !== 'string' || parent === null || parent === undefined || isNodePlace(parent)) return null;
    return isOurs(file) ? file : null;
  };
  const load: typeof _load = function load(this: unknown, request, parent, isMain) {
    const file = ours(parent);
    return file === null ? Reflect.apply(_load, this, [request, parent, isMain]) : system.requireFrom(file, request);
  };
  const resolve: typeof _resolveFilename = function resolve(this: unknown, request, parent, isMain, options) {
    const file = ours(parent);
    return file === null ? Reflect.apply(_resolveFilename, this, [request, parent, isMain, options]) : system.resolveFrom(file, request, options);
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
