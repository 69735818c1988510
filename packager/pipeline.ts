/** The driver of packaging: definitions → load → capture → image → bytes → files. */
import { join } from 'node:path';
import { encodeComponent, type EncodedComponent } from '../format/encode.ts';
import type { ComponentImage, PrerequisiteFact } from '../format/component.ts';
import type { ComponentDefinition } from '../settings/component-definition.ts';
import { readDefinitions, selectDefinitions } from '../settings/definitions.ts';
import { orderDefinitions, prerequisitesOf } from '../settings/prerequisite-order.ts';
import { workCopyOf } from '../settings/semver.ts';
import { buildImage } from './describe/image.ts';
import { throwProblems } from './errors.ts';
import type { PackageOptions, PackageReport, PackageReportRow } from './options.ts';
import { checkExports } from './check/exports.ts';
import { runningProblems } from './check/running.ts';
import { specOf } from './check/spec.ts';
import { openSession, type SystemSession } from './system-session.ts';
import { publishComponents, type Publication } from './write/index.ts';
import { sha256 } from './write/sha256.ts';

interface Packaged {
  readonly definition: ComponentDefinition;
  readonly image: ComponentImage;
  readonly encoded: EncodedComponent;
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
  try {
    const packaged: Packaged[] = [];
    for (const definition of needed) packaged.push(await packageOne(session, options, { definition, ordered, needed, projectRoot, packaged }));
    const publications = packaged.map((entry) => publicationOf(entry, options, wanted.includes(entry.definition)));
    options.progress?.({ component: needed.at(-1)?.name ?? '', index: needed.length - 1, count: needed.length, phase: 'write' });
    const written = publishComponents(publications);
    return { components: packaged.filter((_entry, index) => written[index] !== null).map((entry) => reportRow(entry, options)) };
  } finally {
    session.close();
  }
}

interface Step {
  readonly definition: ComponentDefinition;
  readonly ordered: readonly ComponentDefinition[];
  readonly needed: readonly ComponentDefinition[];
  readonly projectRoot: string;
  readonly packaged: readonly Packaged[];
}

/** One component: evaluated on top of its prerequisites, captured at once, as no dependent is loaded yet. */
async function packageOne(session: SystemSession, options: PackageOptions, step: Step): Promise<Packaged> {
  const { definition, ordered, needed, projectRoot, packaged } = step;
  const begun = performance.now();
  const place = { component: definition.name, index: needed.indexOf(definition), count: needed.length };
  options.progress?.({ ...place, phase: 'load' });
  const loaded = await session.loader.loadComponent({ name: definition.name, entries: definition.entries, include: definition.include, exclude: definition.exclude });
  options.progress?.({ ...place, phase: 'capture' });
  const prerequisites = prerequisitesOf(definition, ordered);
  const captured = session.recorder.captureComponent(specOf(definition, prerequisites, loaded));
  throwProblems([...runningProblems(definition.name, loaded), ...captured.problems]);
  checkExports(definition, loaded, captured);
  const version = options.dev ? workCopyOf(definition.version) : definition.version;
  const facts = definition.prerequisites.map((declared): PrerequisiteFact => {
    const found = packaged.find((entry) => entry.definition.name === declared.name);
    return { name: declared.name, range: declared.range, version: found?.image.facts.version ?? '', hash: found?.encoded.hash ?? '' };
  });
  const { system } = session.loader;
  const image = buildImage({ definition, version, root: projectRoot, system, instrumentation: session.instrumentation, loaded, captured, prerequisites: facts });
  const encoded = encodeComponent(image, sha256);
  return { definition, image, encoded, ms: performance.now() - begun };
}

/** A prerequisite that was not asked for is written only where its file is missing or differs. */
function publicationOf(entry: Packaged, options: PackageOptions, asked: boolean): Publication {
  const { definition, image, encoded } = entry;
  return { file: fileOf(definition, options), bytes: encoded.bytes, name: definition.name, version: image.facts.version, hash: encoded.hash, contentHash: encoded.contentHash, asked };
}

function fileOf(definition: ComponentDefinition, options: PackageOptions): string {
  return join(options.outputDirectory, definition.name);
}

function reportRow({ definition, image, encoded, ms }: Packaged, options: PackageOptions): PackageReportRow {
  const bytes = (memory: 'ROM' | 'RAM'): number => encoded.sections.filter((section) => section.memory === memory).reduce((sum, section) => sum + section.size, 0);
  return {
    name: definition.name, version: image.facts.version, file: fileOf(definition, options), hash: encoded.hash,
    romBytes: bytes('ROM'), ramBytes: bytes('RAM'), definitions: image.facts.definitions.length,
    stateChanges: image.facts.stateChanges.map(({ slot, before, after, hook }) => ({ slot, before, after, hook })),
    ms: Math.round(ms * 10) / 10,
  };
}
