/**
 * Modules that several components hold because each was the first to evaluate them: one instance when they are loaded
 * together, if source and captured state are equal. The later component takes the objects and scopes of the earlier one,
 * and its own code in those modules becomes code of that component (as if that were a prerequisite).
 */
import { join } from 'node:path';
import type { ComponentReader } from '../../format/component.ts';
import type { Graph, GraphModule, GraphObject, ImportEntry, InstanceRef, ScopeInstance, UnitRef, Word } from '../../format/graph/model.ts';
import { Constant, constantWord } from '../../format/graph/model.ts';
import type { DefinitionClash } from '../errors.ts';
import type { Bindings, LiveComponent } from '../instantiate/types.ts';
import type { Matcher } from './compare.ts';
import type { LiveIndex } from './live-index.ts';

const ABSENT = constantWord(Constant.absent);

/** A module that another component holds. */
export interface HeldModule {
  readonly component: LiveComponent;
  readonly module: GraphModule;
  /** It was kept, and the program has evaluated it meanwhile. */
  readonly evaluatedNow: boolean;
}

export interface Adoption {
  /** The component's file, with a graph that refers to the other components. */
  readonly reader: ComponentReader;
  readonly instances: Bindings['instances'];
  /** Components that the graph refers to beside its prerequisites. */
  readonly owners: readonly LiveComponent[];
  readonly conflicts: readonly DefinitionClash[];
}

/** What there is to adopt where no other component is. */
export const nothingAdopted = (reader: ComponentReader): Adoption => ({ reader, instances: new Map(), owners: [], conflicts: [] });

/** Finds and compares the modules that others hold. Fills the matcher with what is bound. `component`: its heap is not made yet. */
export function adoptModules(component: LiveComponent, matcher: Matcher, index: LiveIndex, heldBy: (id: string) => HeldModule | null): Adoption {
  const { reader } = component;
  const instances = new Map<number, { owner: LiveComponent; id: number }>();
  const shared = new Map<string, LiveComponent>();
  const conflicts: DefinitionClash[] = [];
  const clash = (module: string, owner: LiveComponent, where: string | null = null): void => {
    conflicts.push({ path: where === null || where === module ? module : `${module} (state differs at ${where})`, owners: [owner.name, component.name] });
  };
  for (const module of reader.graph.modules) {
    const held = heldBy(join(component.appRoot, module.path));
    if (held === null || held.component === component) continue;
    if (!sameSource(held, module) || (module.evaluated && held.evaluatedNow)) clash(module.path, held.component);
    else if (module.evaluated && held.module.evaluated) {
      if (matcher.equal(rootsOf(held, module, reader), 'captured')) shared.set(module.path, held.component);
      else clash(module.path, held.component, matcher.difference);
    }
  }
  if (shared.size === 0) return { reader, instances, owners: [], conflicts };
  for (const module of reader.graph.modules) {
    const owner = shared.get(module.path);
    const other = owner?.reader.graph.modules.find((entry) => entry.path === module.path)?.instance ?? null;
    if (owner !== undefined && module.instance !== null && other !== null) instances.set(module.instance, { owner, id: other });
  }
  pairInstances(reader.graph, matcher, index, shared, instances);
  return { reader: withGraph(reader, shared, instances), instances, owners: [...new Set(shared.values())], conflicts };
}

/** Evaluated JSON modules have no code: what they export says it all. */
function sameSource({ module: held }: HeldModule, module: GraphModule): boolean {
  return held.kind === module.kind && (held.source === module.source || (module.kind === 'json' && held.evaluated && module.evaluated));
}

/** What must be equal: exports, module object, all variables of the module. */
function rootsOf({ component, module: held }: HeldModule, module: GraphModule, reader: ComponentReader): readonly (readonly [unknown, Word])[] {
  const pairs: (readonly [unknown, Word])[] = [];
  const add = (left: Word, right: Word): void => {
    if (left !== ABSENT && right !== ABSENT) pairs.push([component.value(left), right]);
  };
  add(held.exports, module.exports);
  add(held.moduleObject, module.moduleObject);
  const left = held.instance === null ? undefined : component.packaged.graph.instances[held.instance];
  const right = module.instance === null ? undefined : reader.graph.instances[module.instance];
  for (const [name, word] of right?.variables ?? []) {
    const other = left?.variables.get(name);
    if (other !== undefined) add(other, word);
  }
  return pairs;
}

/** Scopes of functions that are bound to functions of the same module. */
function pairInstances(graph: Graph, matcher: Matcher, index: LiveIndex, shared: ReadonlyMap<string, LiveComponent>, instances: Map<number, { owner: LiveComponent; id: number }>): void {
  for (const [id, value] of matcher.objects) {
    const record = graph.objects[id];
    const origin = typeof value === 'symbol' ? null : index.origin(value);
    if (!isCode(record) || origin === null || !isCode(origin.record) || !shared.has(record.unit.module) || origin.record.unit.module !== record.unit.module) continue;
    let mine: InstanceRef | null = record.instance;
    let theirs: InstanceRef | null = origin.record.instance;
    while (mine?.kind === 'own' && theirs?.kind === 'own' && !instances.has(mine.id)) {
      instances.set(mine.id, { owner: origin.component, id: theirs.id });
      mine = graph.instances[mine.id]?.parent ?? null;
      theirs = origin.component.packaged.graph.instances[theirs.id]?.parent ?? null;
    }
  }
}

type CodeObject = Extract<GraphObject, { kind: 'function' | 'class' }>;

function isCode(record: GraphObject | undefined): record is CodeObject {
  return record?.kind === 'function' || record?.kind === 'class';
}

/** The graph with code and scopes of the shared modules as another component's. */
function withGraph(reader: ComponentReader, shared: ReadonlyMap<string, LiveComponent>, instances: Adoption['instances']): ComponentReader {
  const imports: ImportEntry[] = [...reader.graph.imports];
  const entries = new Map<number, number>();
  const ref = (instance: InstanceRef): InstanceRef => {
    const bound = instance.kind === 'own' ? instances.get(instance.id) : undefined;
    if (instance.kind !== 'own' || bound === undefined) return instance;
    const entry = entries.get(instance.id) ?? imports.push({ component: bound.owner.name, path: bound.owner.reader.graph.instances[bound.id]?.path ?? '', kind: 'instance' }) - 1;
    entries.set(instance.id, entry);
    return { kind: 'imported', entry };
  };
  const owner = (component: string | null, module: string): string | null => (component === null ? (shared.get(module)?.name ?? null) : component);
  const unit = (of: UnitRef): UnitRef => ({ ...of, component: owner(of.component, of.module) });
  const objects = reader.graph.objects.map((record) => adoptObject(record, ref, unit, owner));
  const scopes = reader.graph.instances.map((instance, id): ScopeInstance => (instances.has(id) ? instance : {
    ...instance, path: instance.path, scope: { ...instance.scope, component: owner(instance.scope.component, instance.scope.module) }, parent: instance.parent === null ? null : ref(instance.parent),
  }));
  const object = { value: (id: number) => objects[id] };
  const graph = Object.create(reader.graph, { objects: { value: objects }, object, draft: object, instances: { value: scopes }, imports: { value: imports }, release: { value: () => undefined } }) as Graph;
  const liveImports = reader.hot.liveImports.filter((entry) => !shared.has(entry.module)).map((entry) => ({ ...entry, component: owner(entry.component, entry.exporter) }));
  return Object.create(reader, { graph: { value: graph }, hot: { value: { ...reader.hot, liveImports } } }) as ComponentReader;
}

function adoptObject(record: GraphObject, ref: (instance: InstanceRef) => InstanceRef, unit: (of: UnitRef) => UnitRef, owner: (component: string | null, module: string) => string | null): GraphObject {
  switch (record.kind) {
    case 'function':
    case 'class':
      return { ...record, unit: unit(record.unit), instance: ref(record.instance) };
    case 'method':
      return { ...record, unit: unit(record.unit) };
    case 'object': {
      const { home } = record;
      return home === null ? record : { ...record, home: { ...home, component: owner(home.component, home.module), instance: ref(home.instance) } };
    }
    case 'arguments':
      return record.mapped === null ? record : { ...record, mapped: ref(record.mapped) };
    default:
      return record;
  }
}
