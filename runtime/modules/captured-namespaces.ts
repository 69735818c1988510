/**
 * Namespaces that captured heaps refer to. Real ones take a turn of the event loop, and a heap is made without one: so they are
 * made before it, without their values.
 */
import { join } from 'node:path';
import { Attribute, Constant, Tag, constantWord, payloadOf, tagOf } from '../../format/graph/model.ts';
import type { GraphModule } from '../../format/graph/model.ts';
import type { ComponentReader } from '../../format/component.ts';
import type { ExportBinding, ModuleExports } from '../../format/hot/model.ts';
import { hasExportHere, wholeExports } from '../../modules/index.ts';
import type { ModuleSystem, NamespaceName } from '../../modules/index.ts';

/** A component whose heap is about to be made, or is there. */
export interface NamespaceOwner {
  readonly reader: ComponentReader;
  readonly appRoot: string;
}

const UNINITIALISED = constantWord(Constant.uninitialised);

type Part = 'namespace' | 'required';

/** Makes what the component's records ask for. Null: they ask for nothing. `named`: its prerequisites by the names it knows them by. */
export function prepareNamespaces(system: ModuleSystem, component: NamespaceOwner, named: (name: string) => NamespaceOwner | null): Promise<unknown> | null {
  const { graph } = component.reader;
  const wanted = new Map<string, () => Promise<void>>();
  for (const id of graph.ofKind('module-part')) {
    const record = graph.draft(id);
    if (record.kind === 'module-part' && (record.part === 'namespace' || record.part === 'required')) gather(wanted, system, component, record.component, record.module, record.part, named);
  }
  return wanted.size === 0 ? null : Promise.all([...wanted.values()].map((make) => make()));
}

/** A namespace, and those that it exports. */
function gather(wanted: Map<string, () => Promise<void>>, system: ModuleSystem, holder: NamespaceOwner, component: string | null, module: string, part: Part, named: (name: string) => NamespaceOwner | null): void {
  const owner = component === null ? holder : named(component);
  if (owner === null || module === 'image-components') return;
  const builtin = module.startsWith('node:');
  const id = builtin ? module : join(owner.appRoot, module);
  const key = `${part} ${id}`;
  if (wanted.has(key)) return;
  wanted.set(key, () => (system.has(id) ? system.realizeNamespace(id) : prepare(system, id, part, builtin ? [] : namespaceNames(owner.reader, module, (name) => named(name)?.reader ?? null))));
  for (const { exporter, component: other, variable } of builtin ? [] : (exportsOf(owner.reader, module)?.entries ?? [])) {
    if (variable === null) gather(wanted, system, owner, other, exporter, 'namespace', named);
  }
}

async function prepare(system: ModuleSystem, id: string, part: Part, names: readonly NamespaceName[] | null): Promise<void> {
  if (names !== null) await system.prepareNamespace(id, part, part === 'required' ? [...names.map((name) => (typeof name === 'string' ? name : name.name)), '__esModule'] : names);
}

/** Tables of a file by module path; kept as long as the file is open. */
interface Tables {
  readonly modules: ReadonlyMap<string, GraphModule>;
  readonly exports: ReadonlyMap<string, ModuleExports>;
}

const tables = new WeakMap<ComponentReader, Tables>();

function tablesOf(reader: ComponentReader): Tables {
  let known = tables.get(reader);
  if (known === undefined) {
    known = { modules: new Map(reader.graph.modules.map((module) => [module.path, module])), exports: new Map(reader.hot.moduleExports.map((entry) => [entry.module, entry])) };
    tables.set(reader, known);
  }
  return known;
}

const exportsOf = (reader: ComponentReader, module: string): ModuleExports | undefined => tablesOf(reader).exports.get(module);

/** Whether this Node has the export: `module.exports`, re-exported from a CommonJS module, it may not have. */
export const isHere = ({ variable }: ExportBinding): boolean => variable === null || hasExportHere(variable);

/** Names of all exports of an evaluated module, if a real namespace can show them; null: an imitation is needed. */
export function namespaceNames(reader: ComponentReader, module: string, named: (name: string) => ComponentReader | null): readonly NamespaceName[] | null {
  const record = tablesOf(reader).modules.get(module);
  const exported = exportsOf(reader, module);
  if (record?.evaluated !== true) return null;
  if (record.kind === 'json') return ['default'];
  if (record.kind !== 'module') {
    const named = exported?.entries.map(({ name }) => name) ?? keysOfExports(reader, record);
    return named === null ? null : [...new Set([...named, ...wholeExports()])];
  }
  if (exported === undefined) return null;
  const entries = exported.entries.filter(isHere);
  const lasting = entries.every((binding) => {
    const owner = binding.component === null ? reader : named(binding.component);
    return owner !== null && isReadable(owner, binding);
  });
  return lasting ? entries.map(({ name, exporter, variable }) => (variable !== null && exporter.startsWith('node:') ? { name, module: exporter, exported: variable } : name)) : null;
}

/** Names of a CommonJS module's exports where the file has no table of them: the keys of its `module.exports`. Null: that belongs to another component. */
function keysOfExports({ graph }: ComponentReader, { exports }: GraphModule): readonly string[] | null {
  if (tagOf(exports) === Tag.imported || tagOf(exports) === Tag.host) return null;
  const record = tagOf(exports) === Tag.object ? graph.objects[payloadOf(exports)] : undefined;
  const keys = (record?.properties ?? []).filter(({ key, flags }) => (flags & Attribute.enumerable) !== 0 && tagOf(key) === Tag.string);
  return keys.map(({ key }) => graph.strings[payloadOf(key)] ?? '');
}

/** Whether the export has its value, and nothing runs when it is read. */
function isReadable(owner: ComponentReader, { exporter, variable }: ExportBinding): boolean {
  if (variable === null || exporter.startsWith('node:')) return true;
  const instance = tablesOf(owner).modules.get(exporter)?.instance ?? null;
  return instance === null || owner.graph.instances[instance]?.variables.get(variable) !== UNINITIALISED;
}
