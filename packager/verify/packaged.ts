/** `abt package --verify`: the written components are restored in fresh processes and compared with this one's heap. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { getHeapStatistics } from 'node:v8';
import type { ComponentImage } from '../../format/component.ts';
import { IcError } from '../../format/errors.ts';
import type { Activations } from '../../introspect/index.ts';
import { changedHostValues, createHostResolver, describeNative } from '../../hosts/index.ts';
import type { SystemSession } from '../system-session.ts';
import { writeComponents } from '../write/index.ts';
import { restoreInFreshProcess } from './fresh-process.ts';
import { printDifference, verifyRestored } from './index.ts';
import type { VerifyReport } from './index.ts';
import { masksOf } from './masks.ts';

/**
 * Compares what the images restore with the live heap, before anything is published: all images in the order in which they
 * were loaded here and, where there are siblings, each of those that nothing depends on with its prerequisites alone.
 * `images`: of all that was loaded, in that order. Throws NOT_CAPTURABLE with the first differences and their paths.
 */
export function verifyPackaged(session: SystemSession, images: readonly ComponentImage[], root: string): void {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'abt-verify-')));
  // What the definitions freeze is frozen in the written records alone: here it is made so, as this process is of no other use any more.
  for (const object of session.recorder.frozen) Object.freeze(object);
  try {
    const written = writeComponents(images, folder).map(({ file }, index) => ({ file, image: images[index] }));
    for (const chosen of launches(images)) {
      const files = written.flatMap(({ file, image }) => (image !== undefined && chosen.includes(image) ? [file] : []));
      const report = compare(session, images, chosen, root, files);
      if (report.differences.length > 0 || report.missing.length > 0) throw restoredDiffers(chosen, report);
    }
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** Sets of components to restore, each in load order. */
function launches(images: readonly ComponentImage[]): readonly (readonly ComponentImage[])[] {
  const closures = images.map((image) => closureOf(image, images));
  const leaves = images.filter((image) => closures.every((closure) => closure.at(-1) === image || !closure.includes(image)));
  return leaves.length < 2 ? [images] : [images, ...leaves.map((leaf) => closureOf(leaf, images))];
}

/** A component and all that it needs, itself last. */
function closureOf(leaf: ComponentImage, images: readonly ComponentImage[]): readonly ComponentImage[] {
  const names = new Set([leaf.facts.name]);
  for (const { facts } of [...images].reverse()) if (names.has(facts.name)) for (const { name } of facts.prerequisites) names.add(name);
  return images.filter(({ facts }) => names.has(facts.name));
}

function compare(session: SystemSession, images: readonly ComponentImage[], chosen: readonly ComponentImage[], root: string, files: readonly string[]): VerifyReport {
  const { instrumentation, loader, recorder, catalogue, records, provided } = session;
  const { system } = loader;
  const hosts = { catalogue, records };
  const resolver = createHostResolver((name) => (name === 'image-components' ? provided : null));
  const paths = new Set(chosen.flatMap(({ graph }) => graph.modules.filter(({ evaluated }) => evaluated).map(({ path }) => path)));
  const masks = masksOf(images.filter((image) => !chosen.includes(image)).flatMap(({ facts }) => recorder.changesOf(facts.name)), recorder.captured);
  return verifyRestored({
    system,
    isChosen: ({ path }) => paths.has(path),
    moreRoots: new Map(chosen.flatMap(({ graph }) => [...changedHostValues(graph, resolver)])),
    analyses: instrumentation.texts.map(({ analysis }) => analysis),
    naming: {
      pathOf: (value) => catalogue.pathOf(value),
      nativeOf: (value) => describeNative(value, hosts),
      root,
      ignores: (name) => instrumentation.isInjectedName(name),
      ...(chosen === images ? {} : { maskOf: masks.maskOf, isMasked: masks.isMasked }),
    },
    ...(isLarge() ? { activations: activationsOf(recorder) } : {}),
    isMaskedExport: masks.isMaskedExport,
    holds: (object, from) => recorder.captured.holds(object, from),
    launch: (request) => restoreInFreshProcess(request, files),
  });
}

/** Beyond this size of the heap, in bytes, a snapshot of this process takes longer than everything else. */
const LARGEST_SNAPSHOT = 48 << 20;

const isLarge = (): boolean => getHeapStatistics().used_heap_size > LARGEST_SNAPSHOT;

/** Activations as capture knows them; the fresh process is read by a snapshot in any case. */
function activationsOf(recorder: SystemSession['recorder']): Activations {
  return { around: (fn) => recorder.captured.surroundingsOf(fn), find: (fn, name) => recorder.captured.variableOf(fn, name), hasPrivates: (object) => recorder.captured.hasPrivates(object) };
}

function restoredDiffers(images: readonly ComponentImage[], { differences, missing }: VerifyReport): IcError {
  const names = images.map(({ facts }) => facts.name);
  const lines = [...differences.map(printDifference), ...missing.map((path) => `${path}: reached here, but not captured`)].map((line) => `  ${line}`);
  return new IcError('NOT_CAPTURABLE', `${names.join(', ')}: expected the restored heap to be the captured one, found differences:\n${lines.join('\n')}`, {
    data: { components: names, differences, missing },
    remedy: 'nothing was written; keep what these paths name out of module-level state, or make it in startUp, and report the case',
  });
}
