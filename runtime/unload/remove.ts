/** Removal of a component: refusals, hooks, withdrawal of what it brought. */
import { hasDependents } from '../errors.ts';
import { applicationOf, callHook } from '../initialise/hooks.ts';
import { withdraw } from '../link/apply.ts';
import type { LoadedComponent } from '../process-state.ts';
import type { Realm } from '../realm.ts';
import { checkInstances, checkSubclasses } from './live-checks.ts';

/** Removes a component. Order of the contract: dependents, `removing()`, subclasses, instances; `failedRemove()` when it does not come to removal. */
export async function removeComponent(realm: Realm, component: LoadedComponent, exportsOf: (component: LoadedComponent) => object): Promise<void> {
  const dependents = realm.state.components.filter((other) => other !== component && other.resolved.prerequisites.some((prerequisite) => prerequisite.file === component.resolved.file));
  if (dependents.length > 0) throw hasDependents(component.info.name, dependents.map((other) => other.info.name));
  const application = applicationOf(component, exportsOf);
  try {
    if (application !== null) await callHook(component, application, 'removing', component.live.reader.facts.application ?? '');
    checkSubclasses(component, realm.state.components);
    checkInstances(component);
  } catch (error) {
    if (application !== null) await callHook(component, application, 'failedRemove', component.live.reader.facts.application ?? '');
    throw error;
  }
  removeLoaded(realm, component);
}

/** Takes a component out without asking: what it brought is withdrawn, its modules are forgotten. */
export function removeLoaded(realm: Realm, component: LoadedComponent): void {
  const index = realm.state.components.indexOf(component);
  if (index >= 0) realm.state.components.splice(index, 1);
  withdraw(component.changes);
  realm.forget(component.live);
}
