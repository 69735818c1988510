/**
 * Which namespaces can be real ones, and what they show. A real one cannot tell that a name is in its dead zone, and shows what it
 * was told: so it is made only for modules that nobody can see before they are evaluated, and whose exports keep their values or
 * tell of new ones.
 */
import { isExactNamespace, makeExactNamespace } from './exact-namespace.ts';
import { exportBindings, exportGetters } from './link.ts';
import { builtinNamespaceNow, fillNamespace, isRealNamespace, makeNamespace, makeNamespaceNow, setExport, urlOfNamespace } from './namespace.ts';
import type { PartTable } from './parts.ts';
import { isInCycle, reachable } from './records.ts';
import type { ModuleRecord, SourceRecord, SyntheticRecord } from './records.ts';
import type { ExportBinding, ModuleHost, NamespaceName, SeededModule } from './types.ts';

export class RealNamespaces {
  readonly #host: ModuleHost;
  readonly #parts: PartTable;
  /** Ids of the namespaces that user code may have seen. */
  readonly #seen: ReadonlySet<string>;
  readonly #seeds = new Map<string, SeededModule>();
  /** Real namespaces, for modules outside, of modules whose own are imitated. */
  readonly #copies = new Map<string, object>();
  /** Modules with real namespaces that show exports of one that is not evaluated yet, by its id. */
  readonly #waiting = new Map<string, Set<SourceRecord>>();
  /** Real namespaces that show an export of a module that has its text, by `id#name`. */
  readonly #followers = new Map<string, ((value: unknown) => void)[]>();

  readonly #recordOf: (id: string) => ModuleRecord | undefined;

  /** `recordOf`: of a module that is there. */
  constructor(host: ModuleHost, parts: PartTable, seen: ReadonlySet<string>, recordOf: (id: string) => ModuleRecord | undefined) {
    this.#recordOf = recordOf;
    this.#host = host;
    this.#parts = parts;
    this.#seen = seen;
  }

  /** A real object for a part that nobody has asked for; of one of Node's modules it is Node's own. */
  async prepare(id: string, part: 'namespace' | 'required', names: readonly NamespaceName[]): Promise<void> {
    const namespace = await namespaceFor(id, names);
    if (namespace !== null) this.#parts.adoptNamespace(id, part, namespace);
  }

  /** A module was restored; its namespace may be there already. */
  seeded(record: SourceRecord, seed: SeededModule): void {
    this.#seeds.set(record.id, seed);
    this.follow(record.id, record.namespace);
  }

  remove(id: string): void {
    this.#seeds.delete(id);
    this.#waiting.delete(id);
    this.#copies.delete(id);
    for (const key of this.#followers.keys()) if (key.startsWith(`${id}#`)) this.#followers.delete(key);
  }

  /** Keeps a real namespace of a restored module up to date. */
  follow(id: string, namespace: object): void {
    const seed = this.#seeds.get(id);
    if (seed === undefined || !isRealNamespace(namespace)) return;
    for (const name of Object.keys(seed.exports)) {
      if (seed.isFixed?.(name) !== true) seed.follow?.(name, (value) => setExport(namespace, name, value));
    }
  }

  /** A module is evaluated: now its namespace can show its exports. */
  evaluated(record: ModuleRecord | undefined): void {
    if (record === undefined) return;
    for (const shown of [record, ...(this.#waiting.get(record.id) ?? [])]) {
      if (shown.kind !== 'source') continue;
      if (isRealNamespace(shown.namespace)) fillNamespace(shown.namespace, exportGetters(shown));
      else if (isExactNamespace(shown.namespace)) showAll(shown);
    }
    this.#waiting.delete(record.id);
  }

  /** Before an imported graph is linked: makes what `import()` of it gives, and what its modules import as namespaces. Null: nothing to do. */
  make(root: ModuleRecord): Promise<void> | null {
    const wanted = this.makeNow(root);
    return wanted.length === 0 ? null : this.#makeAll(wanted);
  }

  /** The same, as far as it can be done at once; gives what is left. */
  makeNow(root: ModuleRecord): readonly ModuleRecord[] {
    if (this.#host.stays === undefined) return [];
    return [...this.#wantedOf(root)].filter((record) => {
      if (this.#seen.has(record.id) || isRealNamespace(record.namespace)) return false;
      const names = this.#namesOf(record);
      if (names === null && this.#isExact(record)) this.#replace(record, makeExactNamespace());
      const namespace = names === null ? null : namespaceNow(record.id, names);
      if (namespace !== null) this.#replace(record, namespace);
      return names !== null && namespace === null;
    });
  }

  /** URL under which Node's loader has the namespace of an evaluated module, or another one that shows the same; null: it has none. */
  urlOf(record: ModuleRecord): string | null {
    const known = urlOfNamespace(record.namespace) ?? urlOfNamespace(this.#copies.get(record.id) ?? {});
    if (known !== null || this.#host.stays?.(record.id) !== true) return known;
    const copy = makeNamespaceNow(Object.keys(record.namespace));
    if (copy === null) return null;
    this.#copies.set(record.id, copy);
    if (record.kind === 'source') fillNamespace(copy, exportGetters(record));
    else for (const name of record.names()) setExport(copy, name, Reflect.get(record.namespace, name));
    if (record.kind === 'source' && record.form !== null) this.#followBindings(record, copy);
    this.follow(record.id, copy);
    return urlOfNamespace(copy);
  }

  /** What `require` gives of a module with a real namespace: a real one with `__esModule` added. */
  makeRequired(record: SourceRecord): void {
    if (!isRealNamespace(record.namespace)) return;
    const required = makeNamespaceNow([...Object.keys(record.namespace), '__esModule']);
    if (required === null) return;
    this.#parts.adoptNamespace(record.id, 'required', required);
    if (record.form !== null) this.#followBindings(record, required);
  }

  /** `import()` gives the root's; the others are imported as namespaces, or exported on. */
  #wantedOf(root: ModuleRecord): ReadonlySet<ModuleRecord> {
    const wanted = new Set([root]);
    for (const record of reachable(root)) {
      if (record.kind !== 'source' || record.status !== 'unlinked' || record.form === null) continue;
      for (const { request, imported } of [...record.form.imports, ...record.form.indirect]) {
        const target = record.requests[request];
        if (imported === null && target !== undefined) wanted.add(target);
      }
    }
    for (const { id } of wanted) {
      for (const exported of this.#seeds.get(id)?.namespaces?.() ?? []) {
        const record = this.#recordOf(exported);
        if (record !== undefined) wanted.add(record);
      }
    }
    return wanted;
  }

  async #makeAll(wanted: readonly ModuleRecord[]): Promise<void> {
    for (const record of wanted) {
      const names = this.#namesOf(record);
      if (names === null) continue;
      const namespace = await namespaceFor(record.id, names);
      if (namespace !== null && !this.#seen.has(record.id) && !isRealNamespace(record.namespace)) this.#replace(record, namespace);
    }
  }

  #replace(record: ModuleRecord, namespace: object): void {
    const before = record.namespace;
    this.#parts.adoptNamespace(record.id, 'namespace', namespace);
    record.namespace = namespace;
    if (record.kind === 'source' && record.form !== null && record.status !== 'evaluated' && isInCycle(record)) record.environment = before;
    if (record.kind === 'source' && record.form !== null) this.#followBindings(record, namespace);
    if (record.status !== 'evaluated') return;
    if (record.kind === 'source') fillNamespace(namespace, exportGetters(record));
    else for (const name of record.names()) setExport(namespace, name, Reflect.get(before, name));
    this.follow(record.id, namespace);
  }

  #followBindings(record: SourceRecord, namespace: object): void {
    for (const [name, binding] of exportBindings(record)) {
      if (binding.kind !== 'own') continue;
      if (binding.module !== record.id && this.#recordOf(binding.module)?.status !== 'evaluated') this.#wait(binding.module, record);
      const set = (value: unknown): void => setExport(namespace, name, value);
      const seed = this.#seeds.get(binding.module);
      if (seed !== undefined) {
        if (seed.isFixed?.(binding.name) !== true) seed.follow?.(binding.name, set);
        continue;
      }
      const key = `${binding.module}#${binding.name}`;
      const known = this.#followers.get(key);
      if (known === undefined) this.#followers.set(key, [set]);
      else known.push(set);
    }
  }

  #wait(id: string, record: SourceRecord): void {
    const known = this.#waiting.get(id);
    if (known === undefined) this.#waiting.set(id, new Set([record]));
    else known.add(record);
  }

  /** A function of a module has assigned an exported variable. */
  assigned(id: string, name: string, value: unknown): void {
    for (const set of this.#followers.get(`${id}#${name}`) ?? []) set(value);
  }

  #namesOf(record: ModuleRecord): readonly NamespaceName[] | null {
    if (record.kind === 'synthetic') return this.#isOurs(record) ? [...record.names()] : null;
    if (this.#host.stays?.(record.id) !== true) return null;
    const seed = this.#seeds.get(record.id);
    if (seed !== undefined) return seed.namesOfNamespace?.() ?? null;
    if (record.form === null || record.error !== null || isShownInCycle(record)) return null;
    const bindings = exportBindings(record);
    if (![...bindings.values()].every((binding) => this.#isTold(binding))) return null;
    return [...bindings].map(([name, binding]) => (binding.kind === 'other' && binding.module.startsWith('node:') ? { name, module: binding.module, exported: binding.name } : name));
  }

  /** Whether its dead zones are seen, and the host wants them told. */
  #isExact(record: ModuleRecord): boolean {
    return this.#host.exactNamespaces === true && record.kind === 'source' && record.form !== null && record.status === 'unlinked' && isShownInCycle(record);
  }

  /** What lies outside the system has its own namespace already. */
  #isOurs({ id, commonJs }: SyntheticRecord): boolean {
    return commonJs ? this.#host.stays?.(id) === true : id.startsWith('node:') || id === 'image-components';
  }

  /** Whether it is known when an export gets another value. */
  #isTold(binding: ExportBinding): boolean {
    if (binding.kind !== 'own') return true;
    return this.#seeds.has(binding.module) || this.#host.untoldExports?.(binding.module)?.has(binding.name) === false;
  }
}

/** Whether a module that is evaluated before it, or while it is, sees its namespace: one of its own cycle that imports it as such. */
function isShownInCycle(record: SourceRecord): boolean {
  for (const member of reachable(record)) {
    if (member.kind !== 'source' || member.form === null) continue;
    const imported = [...member.form.imports, ...member.form.indirect].some((entry) => entry.imported === null && member.requests[entry.request] === record);
    if (imported) return true; // it can be reached from the module, and reaches it
  }
  return false;
}

function showAll(record: SourceRecord): void {
  for (const [name, getter] of exportGetters(record)) {
    try {
      setExport(record.namespace, name, getter());
    } catch {
      // in its dead zone
    }
  }
}

const namespaceNow = (id: string, names: readonly NamespaceName[]): object | null => (id.startsWith('node:') ? builtinNamespaceNow(id) : makeNamespaceNow(names));

/** Null: hooks of the process do not let Node's loader make it. */
async function namespaceFor(id: string, names: readonly NamespaceName[]): Promise<object | null> {
  try {
    return id.startsWith('node:') ? ((await import(id)) as object) : await makeNamespace(names);
  } catch {
    return null;
  }
}
