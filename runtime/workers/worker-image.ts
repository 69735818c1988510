/** What a worker thread gets of the process that starts it: the mapped files and which components they are. */
import type { AbtSettings } from '../../settings/abt-ini.ts';
import type { SearchRule } from '../errors.ts';
import type { SharedComponent } from '../map/index.ts';
import type { ComponentSystem } from '../system.ts';
import type { Realm } from '../realm.ts';

/** One loaded component; `prerequisites`: places in the list, all before its own. */
export interface WorkerComponent {
  readonly name: string;
  readonly names: readonly string[];
  readonly file: string;
  readonly rule: SearchRule;
  /** Of its mapped file. */
  readonly key: string;
  readonly prerequisites: readonly number[];
}

/** Goes to the worker by structured clone; the bytes of the files are shared. */
export interface WorkerImage {
  readonly shared: readonly SharedComponent[];
  /** In load order. */
  readonly components: readonly WorkerComponent[];
  readonly settings: AbtSettings | null;
  readonly started: { readonly file: string; readonly folder: string } | null;
  /** Absolute file name of the module that is the worker's program. */
  readonly module: string;
}

/** The worker's `workerData`: ours beside the program's. */
export interface WorkerEnvelope {
  readonly image: WorkerImage;
  readonly workerData: unknown;
}

/** What to hand to a worker that runs `module`. */
export function workerImage(realm: Realm, system: ComponentSystem, module: string): WorkerImage {
  const { components } = realm.state;
  return {
    shared: realm.maps.share(),
    components: components.map(({ resolved }) => ({
      name: resolved.name, names: resolved.names, file: resolved.file, rule: resolved.rule, key: realm.maps.keyOf(resolved.content.reader) ?? '',
      prerequisites: resolved.prerequisites.map((prerequisite) => components.findIndex((component) => component.resolved === prerequisite)),
    })),
    settings: realm.settings,
    started: system.startedFrom,
    module,
  };
}
