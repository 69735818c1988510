/** Removal of a component: refusals, hooks, withdrawal of what it brought. */
import { hasDependents } from '../errors.ts';
import { applicationOf, callHook } from '../initialise/hooks.ts';
import { takeOut } from '../loader.ts';
import type { LoadedComponent } from '../process-state.ts';
import type { Realm } from '../realm.ts';
import { checkUsage } from './live-checks.ts';

/** Removes a component. Order of the contract: dependents, `removing()`, subclasses, instances; `failedRemove()` when it does not come to removal. */
export async function removeComponent(realm: Realm, component: LoadedComponent, exportsOf: (component: LoadedComponent) => object): Promise<void> {
  const dependents = realm.state.components.filter((other) => other !== component && other.resolved.prerequisites.some((prerequisite) => prerequisite.file === component.resolved.file));
  if (dependents.length > 0) throw hasDependents(component.info.name, dependents.map((other) => other.info.name));
  const application = applicationOf(component, exportsOf);
  try {
    if (application !== null) await callHook(component, application, 'removing', component.live.reader.facts.application ?? '');
    await checkUsage(component, realm.state.components, realm.index);
  } catch (error) {
    // What stands against the removal is what the caller must know, whatever failedRemove() makes of it.
    if (application !== null) await callHook(component, application, 'failedRemove', component.live.reader.facts.application ?? '').catch(() => undefined);
    throw error;
  }
  takeOut(realm, component, 'removal');
}
