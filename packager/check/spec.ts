/** What capture is asked for, from a definition. */
import type { ComponentDefinition } from '../../settings/component-definition.ts';
import type { ComponentSpec, StatePolicy } from '../capture/spec.ts';
import type { LoadedComponent } from '../load/types.ts';

/** The capture specification of a loaded component. Of `[state]` the component's own lines count, then those of the slot's owner. */
export function specOf(definition: ComponentDefinition, prerequisites: readonly ComponentDefinition[], loaded: LoadedComponent): ComponentSpec {
  const overrides = new Map<string, string[]>();
  for (const { component, slot } of definition.overrides) {
    const paths = overrides.get(component) ?? [];
    paths.push(component === 'node' ? slot.path : `${slot.module}#${slot.path}`);
    overrides.set(component, paths);
  }
  const state = new Map<string, StatePolicy>();
  for (const declaring of [...prerequisites, definition]) {
    for (const { rule, slot } of declaring.state) {
      const owner = slot.component ?? declaring.name;
      if (declaring !== definition && owner !== declaring.name) continue; // what it says of others is about its own changes to them
      state.set(owner === 'node' ? `node:${slot.path}` : `${owner}/${slot.module}#${slot.path}`, rule);
    }
  }
  return {
    name: definition.name, version: definition.version, prerequisites: prerequisites.map((prerequisite) => prerequisite.name),
    entryIds: loaded.entries.map((entry) => entry.id), freeze: definition.freeze, overrides, state,
  };
}
