/** Linking of ES modules: names are resolved through re-exports and stars, checked, and namespaces filled. */
import { ambiguousExport, missingExport } from './errors.ts';
import { fillNamespace, settleExport } from './namespace.ts';
import type { ModuleRecord, SourceRecord } from './records.ts';
import type { ExportBinding } from './types.ts';

type Binding =
  | { readonly kind: 'export'; readonly record: ModuleRecord; readonly name: string }
  | { readonly kind: 'namespace'; readonly record: ModuleRecord }
  | { readonly kind: 'ambiguous' };

interface Visit {
  readonly record: ModuleRecord;
  readonly name: string;
}

/** What linking needs from the system. */
export interface LinkSupport {
  /** Runs the module's function to its first yield; afterwards `getters` is known. Runs no user code. */
  instantiate(record: SourceRecord): void;
}

/**
 * Links what `root` reaches and is not linked yet. All or nothing: names of the whole graph are checked before anything
 * is instantiated, so that a graph with a fault can be linked again and fails in the same way.
 */
export function link(graph: Iterable<ModuleRecord>, support: LinkSupport): void {
  const fresh = [...graph].filter((record) => record.status === 'unlinked');
  for (const record of fresh) if (record.kind === 'source') checkImports(record);
  for (const record of fresh) if (record.kind === 'source') support.instantiate(record);
  for (const record of fresh) {
    if (record.kind === 'source') for (const filled of [record.namespace, record.environment]) if (filled !== null) fillNamespace(filled, exportGetters(record));
    record.status = 'linked';
  }
}

function checkImports(record: SourceRecord): void {
  const { form } = record;
  if (form === null) return;
  const wanted = [...form.imports, ...form.indirect];
  for (const { request, imported } of wanted) {
    const target = record.requests[request];
    if (imported === null || target === undefined) continue;
    const binding = resolveExport(target, imported);
    const specifier = form.requests[request]?.specifier ?? '';
    if (binding === null) throw missingExport(record.id, specifier, imported, target.kind === 'synthetic' && target.commonJs);
    if (binding.kind === 'ambiguous') throw ambiguousExport(record.id, specifier, imported);
  }
}

/** The place where an export is defined in the end; null if there is none (or only a cycle of re-exports). */
function resolveExport(record: ModuleRecord, name: string, visited: Visit[] = []): Binding | null {
  if (visited.some((visit) => visit.record === record && visit.name === name)) return null;
  visited.push({ record, name });
  if (record.kind === 'synthetic') return record.names().has(name) ? { kind: 'export', record, name } : null;
  if (record.form === null) return Object.hasOwn(record.getters ?? {}, name) ? { kind: 'export', record, name } : null;
  if (record.form.localExports.includes(name)) return { kind: 'export', record, name };
  for (const entry of record.form.indirect) {
    const target = record.requests[entry.request];
    if (entry.name !== name || target === undefined) continue;
    return entry.imported === null ? { kind: 'namespace', record: target } : resolveExport(target, entry.imported, visited);
  }
  return name === 'default' ? null : resolveStar(record, name, visited);
}

function resolveStar(record: SourceRecord, name: string, visited: Visit[]): Binding | null {
  let found: Binding | null = null;
  for (const star of record.form?.stars ?? []) {
    const target = record.requests[star];
    const binding = target === undefined ? null : resolveExport(target, name, visited);
    if (binding === null) continue;
    if (binding.kind === 'ambiguous') return binding;
    if (found === null) found = binding;
    else if (!sameBinding(found, binding)) return { kind: 'ambiguous' };
  }
  return found;
}

function sameBinding(a: Binding, b: Binding): boolean {
  if (a.kind === 'ambiguous' || b.kind === 'ambiguous') return false;
  if (a.record !== b.record) return false;
  return a.kind === 'export' ? b.kind === 'export' && a.name === b.name : b.kind === 'namespace';
}

/** All names that a record exports, ambiguous ones included. */
function exportNames(record: ModuleRecord, visited = new Set<ModuleRecord>()): Set<string> {
  const names = new Set<string>();
  if (visited.has(record)) return names;
  visited.add(record);
  if (record.kind === 'synthetic') return new Set(record.names());
  if (record.form === null) return new Set(Object.keys(record.getters ?? {}));
  for (const name of record.form.localExports) names.add(name);
  for (const { name } of record.form.indirect) names.add(name);
  for (const star of record.form.stars) {
    const target = record.requests[star];
    if (target === undefined) continue;
    for (const name of exportNames(target, visited)) if (name !== 'default') names.add(name);
  }
  return names;
}

/** Names exported by a source record, each with its getter; what is ambiguous or leads nowhere is left out. */
export function exportGetters(record: SourceRecord): Map<string, () => unknown> {
  const getters = new Map<string, () => unknown>();
  for (const name of exportNames(record)) {
    const binding = resolveExport(record, name);
    if (binding !== null && binding.kind !== 'ambiguous') getters.set(name, getterOf(binding));
  }
  return getters;
}

/** The same names with the places where they are defined, sorted. */
export function exportBindings(record: SourceRecord): Map<string, ExportBinding> {
  const bindings = new Map<string, ExportBinding>();
  for (const name of [...exportNames(record)].sort()) {
    const binding = resolveExport(record, name);
    if (binding === null || binding.kind === 'ambiguous') continue;
    const { id, kind } = binding.record;
    if (binding.kind === 'namespace') bindings.set(name, { kind: 'namespace', module: id });
    else bindings.set(name, { kind: kind === 'source' ? 'own' : 'other', module: id, name: binding.name });
  }
  return bindings;
}

function getterOf(binding: Exclude<Binding, { kind: 'ambiguous' }>): () => unknown {
  const { record } = binding;
  if (binding.kind === 'namespace') return () => record.namespace;
  const { name } = binding;
  if (record.kind === 'source') {
    const getter = record.getters?.[name];
    if (getter !== undefined) return getter;
  }
  // Synthetic: its namespace is settled by its evaluation. Index access by a computed key on a null-prototype object.
  return () => (record.namespace as Readonly<Record<string, unknown>>)[name];
}

/** Fills a namespace whose values are known one by one: each is read once, when `settle` is called. */
export function openNamespace(namespace: object, names: ReadonlySet<string>): void {
  fillNamespace(namespace, new Map([...names].map((name) => [name, null])));
}

/** Settles what `openNamespace` opened. */
export function settleNamespace(namespace: object, names: ReadonlySet<string>, valueOf: (name: string) => unknown): void {
  for (const name of names) settleExport(namespace, name, valueOf(name));
}
