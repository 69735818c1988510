/** The hooks of a loaded batch: `initializeAfterLoad` of its classes, `loaded` of its applications. */
import { IcError } from '../../format/errors.ts';
import { hookFailed } from '../errors.ts';
import type { LoadedComponent } from '../process-state.ts';

type Hook = 'initializeAfterLoad' | 'loaded' | 'removing' | 'failedRemove';

/** Whether a batch may have hooks: its classes and definitions tell, no code of the program runs. */
export function mayHaveLoadHooks(batch: readonly LoadedComponent[]): boolean {
  return batch.some(({ classes, live }) => live.reader.facts.application !== null || classes.some((made) => Object.hasOwn(made, 'initializeAfterLoad')));
}

/** Runs the hooks of newly loaded components, in load order. Throws HOOK_FAILED with the hook's own error as cause. */
export async function runLoadHooks(batch: readonly LoadedComponent[], exportsOf: (component: LoadedComponent) => object): Promise<void> {
  for (const component of batch) {
    for (const made of component.classes) {
      if (!Object.hasOwn(made, 'initializeAfterLoad')) continue;
      await callHook(component, made, 'initializeAfterLoad', made.name);
    }
  }
  for (const component of batch) {
    const application = applicationOf(component, exportsOf);
    if (application !== null) await callHook(component, application, 'loaded', component.live.reader.facts.application ?? '');
  }
}

/** The component's application object; null: it has none. */
export function applicationOf(component: LoadedComponent, exportsOf: (component: LoadedComponent) => object): object | null {
  const name = component.live.reader.facts.application;
  if (name === null) return null;
  const value: unknown = (exportsOf(component) as Record<string, unknown>)[name];
  return (typeof value === 'object' && value !== null) || typeof value === 'function' ? value : null;
}

/** Calls a hook if the owner has it; awaits it. */
export async function callHook(component: LoadedComponent, owner: object, hook: Hook, ownerName: string): Promise<void> {
  const method: unknown = (owner as Record<string, unknown>)[hook];
  if (typeof method !== 'function') return;
  try {
    await Reflect.apply(method, owner, []);
  } catch (error) {
    if (error instanceof IcError && error.code === 'HOOK_FAILED') throw error;
    throw hookFailed(component.info.name, hook, ownerName, error);
  }
}
