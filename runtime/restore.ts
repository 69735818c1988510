/** Restores components without running any of their code: for the process that shows what packaging wrote. */
import { dirname, join } from 'node:path';
import type { Graph } from '../format/graph/model.ts';
import type { KnownPart } from '../modules/index.ts';
import { commitBatch } from './loader.ts';
import { OpenComponentFile } from './open-component.ts';
import { Realm } from './realm.ts';
import { resolveClosure } from './resolve/prerequisites.ts';
import { nodeFilePowers } from './resolve/powers.ts';

/** An evaluated module of a restored component. */
export interface RestoredModule {
  /** Within the project. */
  readonly path: string;
  readonly kind: 'commonjs' | 'module' | 'json';
  /** `module.exports`, the JSON value, or the namespace. */
  readonly exports: unknown;
  /** The `module` object of a CommonJS module. */
  readonly module: object | null;
}

export interface RestoredComponents {
  readonly modules: readonly RestoredModule[];
  readonly graphs: readonly Graph[];
  /** What the module system gave out, with the path of its module within the project. */
  identify(object: object): { readonly part: KnownPart['part']; readonly path: string | null } | null;
}

/**
 * Sets the process up as a launch does. The function that it returns stages and commits each component in order, with no
 * hook and no start-up. `files`: absolute, in load order; prerequisites lie in the same folders. Throws IcError.
 */
export function prepareRestoring(provided: Readonly<Record<string, unknown>>): (files: readonly string[]) => RestoredComponents {
  const realm = new Realm(provided);
  return (files) => restore(realm, files);
}

function restore(realm: Realm, files: readonly string[]): RestoredComponents {
  for (const file of files) {
    const batch = resolveClosure({ file, rule: 'path' }, null, {
      search: { settings: null, startedFolder: dirname(file) },
      powers: nodeFilePowers,
      read: (name) => new OpenComponentFile(realm.open(name)),
      loaded: realm.state.components.map((component) => component.resolved),
    });
    commitBatch(realm, batch);
  }
  const paths = new Map<string, string>();
  const modules: RestoredModule[] = [];
  for (const { live } of realm.state.components) {
    for (const { path, kind, evaluated } of live.reader.graph.modules) {
      const id = join(live.appRoot, path);
      if (kind === 'script') continue;
      paths.set(id, path);
      const { system } = realm.modules;
      if (evaluated) modules.push({ path, kind, exports: kind === 'module' ? system.namespaceOf(id) : system.exportsOf(id), module: kind === 'commonjs' ? system.moduleObjectOf(id) : null });
    }
  }
  return {
    modules,
    graphs: realm.state.components.map(({ live }) => live.reader.graph),
    identify(object) {
      const known = realm.modules.system.identify(object);
      return known === null ? null : { part: known.part, path: known.part === 'require.cache' ? null : (paths.get(known.module) ?? known.module) };
    },
  };
}
