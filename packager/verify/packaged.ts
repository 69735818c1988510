/** `abt package --verify`: the written components are restored in a fresh process and compared with this one's heap. */
import { mkdtempSync, realpathSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComponentImage } from '../../format/component.ts';
import { IcError } from '../../format/errors.ts';
import { changedHostValues, createHostResolver, describeNative } from '../../hosts/index.ts';
import type { SystemSession } from '../system-session.ts';
import { writeComponents } from '../write/index.ts';
import { restoreInFreshProcess } from './fresh-process.ts';
import { printDifference, verifyRestored } from './index.ts';
import type { VerifyReport } from './index.ts';

/**
 * Compares what the images restore with the live heap, before anything is published. All images are restored in the order
 * in which they were loaded here, so that siblings' changes to common prerequisites are the same in both processes.
 * `images`: of all that was loaded, in that order. Throws NOT_CAPTURABLE with the first differences and their paths.
 */
export function verifyPackaged(session: SystemSession, images: readonly ComponentImage[], root: string): VerifyReport {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'abt-verify-')));
  try {
    const files = writeComponents(images, folder).map(({ file }) => file);
    const report = compare(session, images, root, files);
    if (report.differences.length > 0 || report.missing.length > 0) throw restoredDiffers(images, report);
    return report;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function compare(session: SystemSession, images: readonly ComponentImage[], root: string, files: readonly string[]): VerifyReport {
  const { instrumentation, loader, recorder, catalogue, records, provided } = session;
  // What the definitions freeze is frozen in the written records alone: here it is made so, as this process is of no other use any more.
  for (const object of recorder.frozen) Object.freeze(object);
  const hosts = { catalogue, records };
  const resolver = createHostResolver((name) => (name === 'image-components' ? provided : null));
  return verifyRestored({
    system: loader.system,
    moreRoots: new Map(images.flatMap(({ graph }) => [...changedHostValues(graph, resolver)])),
    analyses: instrumentation.texts.map(({ analysis }) => analysis),
    naming: {
      pathOf: (value) => catalogue.pathOf(value),
      nativeOf: (value) => describeNative(value, hosts),
      root,
      ignores: (name) => instrumentation.isInjectedName(name),
    },
    heldAs: (object) => recorder.heldAs(object),
    launch: (request) => restoreInFreshProcess(request, files),
  });
}

function restoredDiffers(images: readonly ComponentImage[], { differences, missing }: VerifyReport): IcError {
  const names = images.map(({ facts }) => facts.name);
  const lines = [...differences.map(printDifference), ...missing.map((path) => `${path}: reached here, but not captured`)].map((line) => `  ${line}`);
  return new IcError('NOT_CAPTURABLE', `${names.join(', ')}: expected the restored heap to be the captured one, found differences:\n${lines.join('\n')}`, {
    data: { components: names, differences, missing },
    remedy: 'nothing was written; keep what these paths name out of module-level state, or make it in startUp, and report the case',
  });
}
