/**
 * One atomic load: the components of a batch, found, opened and checked, are staged one after the other, what they bring
 * to others is applied, and only then user code runs. Everything up to the hooks is one synchronous turn that leaves
 * nothing behind when it fails. All conflicts of the batch are found and reported together.
 */
import { collectAfterStaging } from './collect.ts';
import { collectFeedbackAtOnce } from './feedback.ts';
import { dirname, join } from 'node:path';
import type { DefinitionClash, StateClash } from './errors.ts';
import { definitionConflict, stateConflict } from './errors.ts';
import type { ObjectId, Word } from '../format/graph/model.ts';
import { Constant, Tag, constantWord, tagOf } from '../format/graph/model.ts';
import { newClasses } from './initialise/classes.ts';
import type { LiveComponent } from './instantiate/types.ts';
import { Staging } from './instantiate/staging.ts';
import { adoptModules, nothingAdopted } from './link/adopt.ts';
import type { Decision } from './link/apply.ts';
import { applyDecisions, decideChanges } from './link/apply.ts';
import { Matcher } from './link/compare.ts';
import type { Layer } from './link/ledger.ts';
import type { NamespaceOwner } from './modules/captured-namespaces.ts';
import { prepareNamespaces } from './modules/captured-namespaces.ts';
import type { OpenComponentFile } from './open-component.ts';
import type { LoadedComponent } from './process-state.ts';
import { componentInfo } from './process-state.ts';
import type { ResolvedComponent } from './resolve/prerequisites.ts';
import type { Realm } from './realm.ts';

type Found = ResolvedComponent<OpenComponentFile>;

/** What one batch has done so far. */
interface Batch {
  readonly realm: Realm;
  readonly loaded: LoadedComponent[];
  readonly definitionClashes: DefinitionClash[];
  readonly stateClashes: StateClash[];
}

/** Stages and commits a batch that was resolved, in load order. Gives the new components; throws IcError with the process as it was. */
export function commitBatch(realm: Realm, found: readonly Found[]): readonly LoadedComponent[] {
  const heapBefore = process.memoryUsage().heapUsed;
  realm.optimiser.lift(() => {
    for (const { content } of found) realm.loadHosts(content.reader);
  });
  realm.optimiser.expect(found.reduce((sum, { content }) => sum + content.reader.graph.objectCount + content.reader.graph.instanceCount, 0));
  const batch: Batch = { realm, loaded: [], definitionClashes: [], stateClashes: [] };
  try {
    stageAll(batch, found);
    const { definitionClashes, stateClashes } = batch;
    if (definitionClashes.length > 0) throw definitionConflict(definitionClashes);
    if (stateClashes.length > 0) throw stateConflict(stateClashes);
  } catch (error) {
    for (const component of [...batch.loaded].reverse()) takeOut(realm, component, 'failure');
    for (const { content } of found) realm.maps.release(content.reader);
    throw error;
  } finally {
    realm.staged.clear();
    realm.optimiser.release();
  }
  realm.state.components.push(...batch.loaded);
  for (const { live } of batch.loaded) live.reader.graph.release(); // most programs never ask for records again
  collectAfterStaging(heapBefore);
  collectFeedbackAtOnce();
  return batch.loaded;
}

/** Before a batch is committed: makes what its heaps need and cannot be made in one turn. Null: nothing. */
export function prepareBatch(realm: Realm, found: readonly Found[]): Promise<unknown> | null {
  const owners = new Map<string, NamespaceOwner>(realm.state.components.map(({ live }) => [live.name, live]));
  for (const entry of found) {
    const owner = { reader: entry.content.reader, appRoot: appRootOf(realm, entry) };
    for (const name of [...entry.names, entry.name, entry.content.facts.name]) owners.set(name, owner);
  }
  const waits = found.flatMap((entry) => prepareNamespaces(realm.modules.system, { reader: entry.content.reader, appRoot: appRootOf(realm, entry) }, (name) => owners.get(name) ?? null) ?? []);
  return waits.length === 0 ? null : Promise.all(waits);
}

const appRootOf = (realm: Realm, found: Found): string => realm.settings?.appRoot ?? dirname(found.file);

/** After a conflict it goes on, to find the others; what then fails for want of what conflicts is no error of its own. */
function stageAll(batch: Batch, found: readonly Found[]): void {
  for (const entry of found) {
    try {
      stage(batch, entry);
    } catch (error) {
      if (batch.definitionClashes.length + batch.stateClashes.length === 0) throw error;
      return;
    }
  }
}

/** Takes a component out: what it brought is withdrawn, its modules are forgotten. */
export function takeOut(realm: Realm, component: LoadedComponent, why: 'failure' | 'removal'): void {
  const index = realm.state.components.indexOf(component);
  if (index >= 0) realm.state.components.splice(index, 1);
  realm.ledger.withdraw(component.live, component.layers, why);
  realm.forget(component.live, component.scripts);
  realm.maps.release(component.resolved.content.reader);
}

function stage(batch: Batch, found: Found): void {
  const { realm } = batch;
  const { reader } = found.content;
  const appRoot = appRootOf(realm, found);
  const scripts: string[] = [];
  const prerequisites = prerequisitesOf(batch, found);
  const surroundings = realm.surroundingsOf((name) => prerequisites.get(name) ?? null, scripts);
  const preliminary = new Staging(reader, appRoot, surroundings).component;
  const declared = new Set(prerequisites.values());
  const isPrerequisite = (component: LiveComponent): boolean => declared.has(component);
  const matcher = new Matcher({ component: preliminary, index: realm.index, named: surroundings.component, isPrerequisite, modulePart: (id) => sharedPart(realm, preliminary, id) });
  const adoption = realm.modules.isEmpty ? nothingAdopted(reader) : adoptModules(preliminary, matcher, realm.index, (id) => realm.modules.heldBy(id));
  for (const owner of adoption.owners) prerequisites.set(owner.name, owner);
  batch.definitionClashes.push(...adoption.conflicts);
  const staging = new Staging(adoption.reader, appRoot, surroundings, reader);
  const decisions = decideChanges(staging.component, matcher, realm.ledger, realm.index);
  report(batch, staging.component, decisions);
  staging.bind({ objects: matcher.objects, instances: adoption.instances });
  const live = staging.component;
  const layers: Layer[] = [];
  const bound = new Set(matcher.objects.keys());
  const loaded = { info: componentInfo(found, reader), resolved: found, live, layers, bound, scripts, classes: [] as readonly Function[] };
  batch.loaded.push(loaded);
  for (const name of [...found.names, found.name, reader.facts.name]) if (!realm.staged.has(name)) realm.staged.set(name, live);
  realm.announce(live);
  realm.log('load', `${found.name} ${reader.facts.version} from ${found.file} (${found.rule})`);
  staging.run();
  realm.seed(live);
  applyDecisions(live, decisions, realm.ledger, realm.index, realm, layers);
  loaded.classes = newClasses(live, bound);
  explain(realm, found.name, decisions, adoption.owners);
}

/** The components that one may refer to, by the names it knows them by: those only, so that it keeps no others alive. */
function prerequisitesOf(batch: Batch, found: Found): Map<string, LiveComponent> {
  const known = new Map<string, LiveComponent>();
  const add = (component: Found): void => {
    component.prerequisites.forEach((prerequisite, index) => {
      const live = liveOf(batch, prerequisite);
      const declared = component.content.facts.prerequisites[index]?.name;
      for (const name of [...(declared === undefined ? [] : [declared]), ...prerequisite.names]) if (live !== null && !known.has(name)) known.set(name, live);
      add(prerequisite);
    });
  };
  add(found);
  return known;
}

function liveOf({ realm, loaded }: Batch, found: Found): LiveComponent | null {
  return [...loaded, ...realm.state.components].find((component) => component.resolved === found)?.live ?? null;
}

/** A module part of a module that another component holds: the same object for both. */
function sharedPart(realm: Realm, component: LiveComponent, id: number): object | null {
  const record = component.reader.graph.object(id as ObjectId); // an id of the component
  if (record.kind !== 'module-part' || record.component !== null) return null;
  const file = record.module.startsWith('node:') || record.module === 'image-components' ? record.module : join(component.appRoot, record.module);
  return realm.modules.has(file) ? realm.modules.part(record.part, file) : null;
}

function report(batch: Batch, component: LiveComponent, decisions: readonly Decision[]): void {
  for (const decision of decisions) {
    if (decision.outcome !== 'clash') continue;
    const { change, found, owner } = decision;
    if (change.kind !== 'state') batch.definitionClashes.push({ path: change.path, owners: [owner, component.name] });
    else batch.stateClashes.push({ slot: change.path, component: component.name, before: shownWord(component, change.before), after: shownWord(component, change.after), found: found.there ? shown(found.value) : 'nothing' });
  }
}

function explain(realm: Realm, name: string, decisions: readonly Decision[], owners: readonly LiveComponent[]): void {
  for (const owner of owners) realm.log('bind', `${name}: modules shared with ${owner.name}`);
  for (const { outcome, change } of decisions) realm.log('bind', `${name}: ${change.kind} ${change.path}: ${OUTCOMES[outcome]}`);
}

const OUTCOMES: Readonly<Record<Decision['outcome'], string>> = { apply: 'applied', keep: 'the running value stays', bound: 'bound to what is there', clash: 'conflict' };

/** Its own objects are not made yet. */
function shownWord(component: LiveComponent, word: Word): string {
  if (word === constantWord(Constant.absent)) return 'nothing';
  return tagOf(word) === Tag.object ? 'an object of its own' : shown(component.value(word));
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value.length > 60 ? `${value.slice(0, 60)}…` : value);
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
