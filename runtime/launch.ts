/** The launch of a start-up component: resolve, check, commit, initialise, start. */
import { isAbsolute, resolve } from 'node:path';
import { noStartUpClass, startUpClassUnusable } from './errors.ts';
import { accessing } from '../settings/errors.ts';
import type { LaunchOptions } from './launch-options.ts';
import type { OpenComponentFile } from './open-component.ts';
import type { LoadedComponent } from './process-state.ts';
import type { StartPlan } from './prelink/prelink.ts';
import { makePrelinked, planStart } from './prelink/prelink.ts';
import { findConfiguration } from './resolve/configuration.ts';
import { nodeFilePowers } from './resolve/powers.ts';
import type { ResolvedComponent } from './resolve/prerequisites.ts';
import type { ComponentSystem } from './system.ts';
import type { Realm } from './realm.ts';
import { installWorkers } from './workers/install.ts';

/**
 * Launches a component file or a prelinked one. Resolves when `startUp` has; the process then ends as a Node program ends.
 * With `prelink` only the prelinked file is written. Throws IcError, or what the program throws.
 */
export async function launchIn(realm: Realm, system: ComponentSystem, options: LaunchOptions): Promise<void> {
  const file = isAbsolute(options.file) ? options.file : resolve(options.file);
  realm.settings = findConfiguration({ iniFile: options.iniFile, startedFile: file, workingDirectory: process.cwd() }, nodeFilePowers, process.env);
  const plan = planStart(file, nodeFilePowers, (line) => process.stderr.write(`${line}\n`));
  if (options.prelink !== null) {
    const { output } = options.prelink;
    const batch = system.resolveStart(plan.start);
    accessing(`write ${output ?? 'the prelinked file'}`, () => makePrelinked(plan.start.file, output, batch));
    return;
  }
  process.argv = [process.argv[0] ?? process.execPath, file, ...options.args];
  installWorkers(realm, system);
  const startUp = startUpMethod(system, await started(realm, system, plan));
  const result: unknown = await startUp([...options.args]);
  if (typeof result === 'number') process.exitCode = result;
}

/** Loads the start; the optimising compiler is held until its heap stands. */
async function started(realm: Realm, system: ComponentSystem, plan: StartPlan): Promise<LoadedComponent> {
  realm.optimiser.hold();
  try {
    return await system.start(plan, startUpComponent);
  } finally {
    realm.optimiser.release();
  }
}

/** The started component (the last of the batch) if it names a start-up class; else the prerequisite loaded last that names one. */
function startUpComponent(batch: readonly ResolvedComponent<OpenComponentFile>[]): ResolvedComponent<OpenComponentFile> {
  const found = batch.findLast(({ content }) => content.facts.startUpClass !== null);
  const started = batch.at(-1);
  if (found === undefined) throw noStartUpClass(started?.name ?? '', started?.file ?? '');
  return found;
}

function startUpMethod(system: ComponentSystem, component: LoadedComponent): (args: string[]) => unknown {
  const name = component.live.reader.facts.startUpClass ?? '';
  const startUpClass: unknown = (system.exportsOf(component) as Record<string, unknown>)[name];
  const method: unknown = typeof startUpClass === 'function' || (typeof startUpClass === 'object' && startUpClass !== null) ? (startUpClass as { startUp?: unknown }).startUp : undefined;
  if (typeof method !== 'function') throw startUpClassUnusable(component.info.name, name, typeof startUpClass === 'undefined' ? 'nothing' : `a ${typeof startUpClass} without startUp`);
  return (args) => Reflect.apply(method, startUpClass, [args]);
}
