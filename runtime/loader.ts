/**
 * One atomic load: a component with its missing prerequisites is found, opened and checked, its heap is staged, what it
 * brings to others is applied, and only then user code runs. Everything up to the hooks is one synchronous turn that
 * leaves nothing behind when it fails.
 */
import { dirname } from 'node:path';
import { definitionConflict, stateConflict } from './errors.ts';
import type { LiveComponent } from './instantiate/types.ts';
import { Staging } from './instantiate/staging.ts';
import type { AppliedChange, Clash, Comparison } from './link/apply.ts';
import { applyChanges, withdraw } from './link/apply.ts';
import { createComparison } from './link/compare.ts';
import type { OpenComponentFile } from './open-component.ts';
import type { LoadedComponent } from './process-state.ts';
import { componentInfo } from './process-state.ts';
import type { ResolvedComponent } from './resolve/prerequisites.ts';
import { newClasses } from './initialise/classes.ts';
import type { Realm } from './realm.ts';

type Found = ResolvedComponent<OpenComponentFile>;

/** Stages and commits a batch that was resolved, in load order. Gives the new components; throws IcError with the process as it was. */
export function commitBatch(realm: Realm, batch: readonly Found[]): readonly LoadedComponent[] {
  const staged = new Map<string, LiveComponent>();
  const loaded: LoadedComponent[] = [];
  try {
    for (const found of batch) loaded.push(stageAndApply(realm, found, staged));
  } catch (error) {
    for (const component of [...loaded].reverse()) withdraw(component.changes);
    for (const component of staged.values()) realm.forget(component);
    throw error;
  }
  realm.state.components.push(...loaded);
  return loaded;
}

function stageAndApply(realm: Realm, found: Found, staged: Map<string, LiveComponent>): LoadedComponent {
  const { reader } = found.content;
  const appRoot = realm.settings?.appRoot ?? dirname(found.file);
  const named = (name: string): LiveComponent | null => staged.get(name) ?? realm.state.find(name)?.live ?? null;
  const staging = new Staging(reader, appRoot, { ...realm.surroundings, component: named });
  realm.staged = named;
  for (const name of [found.name, ...found.names, reader.facts.name]) staged.set(name, staging.component);
  realm.announce(staging.component);
  realm.log('load', `${found.name} ${reader.facts.version} from ${found.file} (${found.rule})`);
  const live = staging.run();
  realm.seed(live);
  const changes = apply(live, createComparison(live, named));
  return { info: componentInfo(found, reader), resolved: found, live, changes, classes: newClasses(live) };
}

function apply(live: LiveComponent, comparison: Comparison): readonly AppliedChange[] {
  const { applied, clashes } = applyChanges(live, comparison);
  if (clashes.length === 0) return applied;
  withdraw(applied);
  const definitions = clashes.filter((clash) => clash.change.kind !== 'state');
  if (definitions.length > 0) throw definitionConflict(definitions.map((clash) => ({ path: clash.change.path, owners: [clash.change.owner, live.name] })));
  throw stateConflict(clashes.map((clash) => stateClash(live, clash)));
}

function stateClash(live: LiveComponent, { change, found }: Clash): Parameters<typeof stateConflict>[0][number] {
  return { slot: change.path, component: live.name, before: shown(live.value(change.before)), after: shown(live.value(change.after)), found: shown(found) };
}

function shown(value: unknown): string {
  if (typeof value === 'string') return JSON.stringify(value);
  if (typeof value === 'function') return 'a function';
  return typeof value === 'object' && value !== null ? 'an object' : String(value);
}
