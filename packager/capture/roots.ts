/** Where the walk of a component begins: what its modules export, entries first, then the changes it made elsewhere. */

import type { ExportEntry } from '../../format/code/model.ts';
import type { ScopeReader } from '../instrument/types.ts';
import type { LoadedSystem, PackagedModule } from '../load/types.ts';
import type { Heap } from './heap.ts';
import { isAccessor, partProperties } from './read-part.ts';

/** Reaches the exports of every module, in the order given. */
export function reachExports(heap: Heap, modules: readonly PackagedModule[], reader: ScopeReader, system: LoadedSystem): void {
  for (const module of modules) {
    if (!module.evaluated) continue;
    if (module.kind !== 'module') reachPlainExports(heap, module, system);
    else if (module.text !== null) for (const entry of module.text.analysis.exports) reachExport(heap, module, entry, reader);
    if (module.kind === 'module') reachMeta(heap, module, system);
    if (module.text !== null && module.text.analysis.literals.length > 1) heap.moduleInstance(module.text);
  }
}

function reachPlainExports(heap: Heap, module: PackagedModule, system: LoadedSystem): void {
  const place = { kind: 'root', text: `${module.path}#exports`, said: `module ${module.path} › module.exports` } as const;
  const exports = system.exportsOf(module.id);
  heap.reachRoot(exports, { kind: 'root', place, code: module.text });
  const object = module.kind === 'commonjs' ? system.moduleObjectOf(module.id) : null;
  if (object !== null && isAccessor(object, 'exports')) heap.reachRoot(object, { kind: 'root', place: { kind: 'root', text: `${module.path}#<module>`, said: `module ${module.path} › module` }, code: module.text });
  const namespace = system.importedNamespace(module.id);
  if (namespace === null || partProperties(namespace, { part: 'namespace', module: module.id }, exports).length === 0) return;
  const shown = { kind: 'root', text: `${module.path}#<namespace>`, said: `module ${module.path} › what import gives` } as const;
  heap.reachRoot(namespace, { kind: 'root', place: shown, code: module.text });
}

/** What the program put on `import.meta`: the code of the module finds it there without a reference that a walk would see. */
function reachMeta(heap: Heap, module: PackagedModule, system: LoadedSystem): void {
  const meta = system.metaOf(module.id);
  if (meta === null || partProperties(meta, { part: 'meta', module: module.id }).length === 0) return;
  const place = { kind: 'root', text: `${module.path}#<import.meta>`, said: `module ${module.path} › import.meta` } as const;
  heap.reachRoot(meta, { kind: 'root', place, code: module.text });
}

/** Exported variables are read whether or not a function refers to them: any importer can. Indirect ones are other modules'. */
function reachExport(heap: Heap, module: PackagedModule, entry: ExportEntry, reader: ScopeReader): void {
  const { text } = module;
  if (text === null || entry.kind !== 'local' || entry.variable.kind === 'import') return;
  const { variable } = entry;
  const instance = heap.moduleInstance(text);
  heap.readVariable(instance, variable.name, () => ({ variable, scope: null, value: reader.readModule(text, variable) }), instance);
}

/** Modules of a component: its own, and evaluated ones of prerequisites that were not evaluated when those were captured. Entries first. */
export function modulesOf(name: string, entryIds: readonly string[], system: LoadedSystem, recorded: ReadonlySet<string>, reachable: ReadonlySet<string>): PackagedModule[] {
  const own: PackagedModule[] = [];
  for (const module of system.modules.values()) {
    if (recorded.has(module.id)) continue;
    if (module.component === name || (module.evaluated && reachable.has(module.component))) own.push(module);
  }
  const rank = (module: PackagedModule): number => {
    const index = entryIds.indexOf(module.id);
    return index < 0 ? entryIds.length : index;
  };
  return own.map((module, index) => ({ module, index })).sort((left, right) => rank(left.module) - rank(right.module) || left.index - right.index).map(({ module }) => module);
}
