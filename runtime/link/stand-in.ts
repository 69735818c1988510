/**
 * A component that stands in for another one (mapped, or a later release) may have its definitions in modules of other names.
 * Where a module is not there, what dependents refer to is found by the name under which the component exports it.
 */
import type { ComponentReader } from '../../format/component.ts';

/** Where the component has what `path` (`MODULE#NAME…`, of CommonJS `MODULE#exports…`) names in a module that it has not; null: the module is there, or nothing of that name is exported. */
export function standInPath(reader: ComponentReader, path: string): string | null {
  const [, module = '', inExports = '', name = '', rest = ''] = /^([^#]+)#(exports\.(?=[^.])|)([^.[<{(]+)(.*)$/s.exec(path) ?? [];
  if (name === '' || holdsModule(reader, module)) return null;
  const [first] = reader.facts.entries;
  if (name === 'exports' && inExports === '') return first === undefined || standInModule(reader, module) !== first ? null : `${first}#exports${rest}`;
  const entry = reader.facts.exports.find((fact) => fact.name === name)?.module;
  if (entry === undefined) return null;
  const binding = reader.hot.moduleExports.find((one) => one.module === entry)?.entries.find((one) => one.name === name);
  if (binding !== undefined && (binding.component !== null || binding.variable === null)) return null;
  const [exporter, variable] = [binding?.exporter ?? entry, binding?.variable ?? name];
  const places = [`${exporter}#${variable}${rest}`, `${exporter}#${name}${rest}`, `${exporter}#exports.${variable}${rest}`];
  return places.find((place) => reader.findObject(place) !== null) ?? `${exporter}#${variable}${rest}`; // primitives have no path
}

/** The module that stands in for one that the component has not, as a whole: its entry, if that is one. */
export function standInModule(reader: ComponentReader, module: string): string {
  const [entry, second] = reader.facts.entries;
  return entry === undefined || second !== undefined || holdsModule(reader, module) ? module : entry;
}

/** Where the component has a variable of another one's module, or that module as a whole (`variable` null). */
export function standInVariable(reader: ComponentReader, exporter: string, variable: string | null): { readonly exporter: string; readonly variable: string | null } {
  if (variable === null) return { exporter: standInModule(reader, exporter), variable };
  const path = standInPath(reader, `${exporter}#${variable}`);
  const hash = path?.indexOf('#') ?? -1;
  return path === null ? { exporter, variable } : { exporter: path.slice(0, hash), variable: path.slice(hash + 1) };
}

function holdsModule(reader: ComponentReader, module: string): boolean {
  return reader.graph.modules.some((entry) => entry.path === module);
}
