/**
 * The public face of the runtime: `System` and `IcError` for programs, `launch` for the command. Imported by an unpackaged
 * program it costs nothing until it is used.
 */
import { launchIn } from './launch.ts';
import type { LaunchOptions } from './launch-options.ts';
import { ComponentSystem } from './system.ts';
import type { ComponentHandle } from './system.ts';
import type { ComponentInfo } from './process-state.ts';
import { Realm } from './realm.ts';
import type { SharedComponent } from './map/index.ts';
import { installWorkers } from './workers/install.ts';
import type { WorkerImage } from './workers/worker-image.ts';
import { IcError } from '../format/errors.ts';

export { IcError } from '../format/errors.ts';
export type { IcErrorCode } from '../format/errors.ts';
export type { ComponentHandle } from './system.ts';
export type { ComponentInfo } from './process-state.ts';
export type { LaunchOptions } from './launch-options.ts';

/** Loading and removing of components in this process. */
export interface SystemFace {
  loadComponent(request: string): Promise<ComponentHandle>;
  removeComponent(name: string): Promise<void>;
  /** In load order. */
  readonly components: readonly ComponentInfo[];
}

let made: { readonly realm: Realm; readonly system: ComponentSystem } | null = null;

/** The process's component system; made on first use. Packaged programs get `provided` for `image-components`. */
function processSystem(shared: readonly SharedComponent[] = []): { readonly realm: Realm; readonly system: ComponentSystem } {
  if (made === null) {
    const realm = new Realm(provided, shared);
    made = { realm, system: new ComponentSystem(realm) };
  }
  return made;
}

/** Launches a component file: see launch.ts. */
export function launch(options: LaunchOptions): Promise<void> {
  const { realm, system } = processSystem();
  return launchIn(realm, system, options);
}

/** Loads the components of the process that started this worker thread, from the same memory, and runs the module that is its program. */
export async function runInWorker(image: WorkerImage): Promise<void> {
  const { realm, system } = processSystem(image.shared);
  await system.restore(image);
  installWorkers(realm, system);
  await realm.modules.runProgram(image.module);
}

/** The component system of this process. */
export const System: SystemFace = Object.freeze({
  loadComponent: (request: string) => processSystem().system.loadComponent(request),
  removeComponent: (name: string) => processSystem().system.removeComponent(name),
  get components() {
    return made === null ? Object.freeze([]) : made.system.components;
  },
});

const provided: Readonly<Record<string, unknown>> = Object.freeze({ System, IcError });
