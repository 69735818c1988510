/** The driver of packaging: definitions → load → capture → image → bytes → files. */
import type { ComponentImage, PrerequisiteFact } from '../format/component.ts';
import type { ComponentDefinition } from '../settings/component-definition.ts';
import { readDefinitions, selectDefinitions } from '../settings/definitions.ts';
import { accessing } from '../settings/errors.ts';
import { orderDefinitions, prerequisitesOf } from '../settings/prerequisite-order.ts';
import { workCopyOf } from '../settings/semver.ts';
import { buildImage } from './describe/image.ts';
import { throwProblems } from './errors.ts';
import type { PackageOptions, PackageReport, PackageReportRow } from './options.ts';
import { watchBuiltIns, type BuiltIns } from './check/built-ins.ts';
import { checkExports, inDefinition } from './check/exports.ts';
import { allProblems } from './check/running.ts';
import { specOf } from './check/spec.ts';
import { openSession, type SystemSession } from './system-session.ts';
import { verifyPackaged } from './verify/packaged.ts';
import { writeComponents, type WrittenComponent } from './write/index.ts';

interface Packaged {
  readonly definition: ComponentDefinition;
  readonly image: ComponentImage;
  readonly ms: number;
}

/**
 * Packages components into files. Loads the whole system into this process, which is of no other use afterwards. Writes
 * everything or nothing. Throws IcError, UsageError for an unknown name, or what the program itself throws.
 */
export async function packageComponents(options: PackageOptions): Promise<PackageReport> {
  const { projectRoot, definitions } = readDefinitions(options.componentsDirectory);
  const wanted = selectDefinitions(definitions, options.names);
  const ordered = orderDefinitions(definitions);
  const needed = ordered.filter((definition) => wanted.some((want) => want === definition || prerequisitesOf(want, ordered).includes(definition)));
  const session = openSession(projectRoot);
  const builtIns = watchBuiltIns();
  try {
    const packaged: Packaged[] = [];
    for (const definition of needed) packaged.push(await packageOne(session, options, { definition, ordered, needed, projectRoot, packaged, builtIns }));
    if (options.verify) {
      options.progress?.({ component: needed.at(-1)?.name ?? '', index: needed.length - 1, count: needed.length, phase: 'verify' });
      verifyPackaged(session, packaged.map((entry) => entry.image), projectRoot);
    }
    options.progress?.({ component: needed.at(-1)?.name ?? '', index: needed.length - 1, count: needed.length, phase: 'write' });
    const written = accessing(`write to ${options.outputDirectory}`, () => writeComponents(packaged.map((entry) => entry.image), options.outputDirectory));
    return { components: packaged.flatMap((entry, index) => reportRow(entry, written[index], wanted.includes(entry.definition))) };
  } catch (error) {
    throw builtIns.blamed(needed.at(-1)?.name ?? '', error);
  } finally {
    closeSession(session, (error) => builtIns.blamed(needed.at(-1)?.name ?? '', error));
  }
}

/** What a program has replaced may break the end as well. */
function closeSession(session: SystemSession, blamed: (error: unknown) => unknown): void {
  try {
    session.close();
  } catch (error) {
    throw blamed(error);
  }
}

interface Step {
  readonly definition: ComponentDefinition;
  readonly ordered: readonly ComponentDefinition[];
  readonly needed: readonly ComponentDefinition[];
  readonly projectRoot: string;
  readonly packaged: readonly Packaged[];
  readonly builtIns: BuiltIns;
}

/** One component: evaluated on top of its prerequisites, captured at once, as no dependent is loaded yet. */
async function packageOne(session: SystemSession, options: PackageOptions, step: Step): Promise<Packaged> {
  const { definition, ordered, needed, projectRoot, packaged } = step;
  const begun = performance.now();
  const place = { component: definition.name, index: needed.indexOf(definition), count: needed.length };
  options.progress?.({ ...place, phase: 'load' });
  const loaded = await session.loader.loadComponent({ name: definition.name, entries: definition.entries, include: definition.include, exclude: definition.exclude })
    .catch((error: unknown) => {
      throw inDefinition(definition, error);
    });
  step.builtIns.checkIteration(definition.name);
  options.progress?.({ ...place, phase: 'capture' });
  const prerequisites = prerequisitesOf(definition, ordered);
  const captured = session.recorder.captureComponent(specOf(definition, prerequisites, loaded));
  throwProblems(allProblems(definition.name, loaded, captured.problems));
  checkExports(definition, loaded, captured);
  const version = options.dev ? workCopyOf(definition.version) : definition.version;
  const facts = definition.prerequisites.map((declared): PrerequisiteFact => {
    const found = packaged.find((entry) => entry.definition.name === declared.name);
    return { name: declared.name, range: declared.range, version: found?.image.facts.version ?? '', hash: '' }; // hashes are known when the files are written
  });
  const { system } = session.loader;
  const image = buildImage({ definition, version, root: projectRoot, system, instrumentation: session.instrumentation, loaded, captured, prerequisites: facts });
  return { definition, image, ms: performance.now() - begun };
}

/** A prerequisite that was not asked for is reported only when it had to be written. */
function reportRow({ definition, image, ms }: Packaged, written: WrittenComponent | undefined, asked: boolean): readonly PackageReportRow[] {
  if (written === undefined || (!asked && written.kept)) return [];
  const { file, hash, romBytes, ramBytes } = written;
  return [{
    name: definition.name, version: image.facts.version, file, hash, romBytes, ramBytes, definitions: image.facts.definitions.length,
    stateChanges: image.facts.stateChanges.map(({ slot, before, after, hook }) => ({ slot, before, after, hook })),
    ms: Math.round(ms * 10) / 10,
  }];
}
