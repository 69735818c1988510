/**
 * `new Worker(file)` where the file is a module of a loaded component: the worker runs a program of ours, which loads the
 * same components from the same memory and then runs the module. Every other worker is Node's own business.
 */
import { resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import type { WorkerOptions } from 'node:worker_threads';
import type { Realm } from '../realm.ts';
import type { ComponentSystem } from '../system.ts';
import type { WorkerEnvelope } from './worker-image.ts';
import { workerImage } from './worker-image.ts';

const BOOTSTRAP = new URL(`./bootstrap${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`, import.meta.url);

/** Makes workers run modules of the image. Gives what takes that back. */
export function installWorkers(realm: Realm, system: ComponentSystem): () => void {
  const original = workerThreads.Worker;
  const replaced: typeof original = new Proxy(original, {
    construct(target, given: readonly unknown[], newTarget) {
      const [file, options] = given;
      const named = (options as WorkerOptions | undefined)?.eval === true ? null : fileOf(file);
      const module = named === null ? null : realm.modules.moduleAt(named);
      const args = module === null ? given : [BOOTSTRAP, inImage(realm, system, module, options as WorkerOptions | undefined)];
      return Reflect.construct(target, args, newTarget === replaced ? target : newTarget) as object;
    },
  });
  publish(replaced);
  return () => {
    publish(original);
  };
}

function publish(constructor: typeof workerThreads.Worker): void {
  workerThreads.Worker = constructor;
  syncBuiltinESMExports();
}

/** As Node reads the argument: a path, relative to the working directory, or a file URL object. */
function fileOf(file: unknown): string | null {
  if (typeof file === 'string') return file.startsWith('data:') ? null : resolve(file);
  return file instanceof URL && file.protocol === 'file:' ? fileURLToPath(file) : null;
}

function inImage(realm: Realm, system: ComponentSystem, module: string, options: WorkerOptions | undefined): WorkerOptions {
  const envelope: WorkerEnvelope = { image: workerImage(realm, system, module), workerData: options?.workerData as unknown };
  return { ...options, workerData: envelope };
}
