/** Making and using prelinked start files: see the contract of `abt -se` in docs/launching.md. */
import { basename, dirname, extname, join } from 'node:path';
import { IcError } from '../../format/errors.ts';
import { staleImage } from '../errors.ts';
import type { OpenComponentFile } from '../open-component.ts';
import type { ResolvedComponent } from '../resolve/prerequisites.ts';
import type { FilePowers } from '../resolve/powers.ts';
import type { FoundFile } from '../resolve/search-path.ts';
import { findNamedFile } from '../resolve/search-path.ts';
import type { Prelinked, PrelinkedComponent } from './prelinked-file.ts';
import { prelinkedOf, readPrelinked, startPlaces, writePrelinked } from './prelinked-file.ts';

type Batch = readonly ResolvedComponent<OpenComponentFile>[];

/** How a launch gets at its components. */
export interface StartPlan {
  /** The start IC. */
  readonly start: FoundFile;
  /** Checks and, where it is stale, rebuilds the prelinked file. `resolve`: what the names lead to now. */
  readonly batch: (resolve: () => Batch) => Batch;
}

/** Whether a file is named as a prelinked one. */
export const isPrelinked = (file: string): boolean => extname(file).toLowerCase() === '.icx';

/** The plan for a started file, component or prelinked. Throws IC_NOT_FOUND, IC_NOT_AN_IC, IC_CORRUPT, STALE_IMAGE. */
export function planStart(file: string, powers: FilePowers, warn: (line: string) => void): StartPlan {
  const found = findNamedFile(file, 'started', powers);
  if (!isPrelinked(file)) return { start: found, batch: (resolve) => resolve() };
  const prelinked = readPrelinked(file);
  const start = startPlaces(file, prelinked).find((place) => powers.look(place) === 'file');
  if (start === undefined) throw unusable(file, prelinked, findError(prelinked.start.absolute, powers));
  return { start: { file: start, rule: 'started' }, batch: (resolve) => checked(file, start, prelinked, resolve, warn) };
}

/** Writes the prelinked file of a start IC: beside it, or where `output` says. Gives its name. */
export function makePrelinked(start: string, output: string | null, batch: Batch): string {
  const file = output ?? join(dirname(start), `${basename(start, extname(start))}.icx`);
  writePrelinked(file, prelinkedOf(file, start, componentsOf(batch)));
  return file;
}

function componentsOf(batch: Batch): readonly PrelinkedComponent[] {
  return batch.map(({ name, content }) => ({ name, hash: content.hash }));
}

function findError(file: string, powers: FilePowers): unknown {
  try {
    findNamedFile(file, 'started', powers);
    return null;
  } catch (error) {
    return error;
  }
}

/** A stale file is never run: it is made again where its folder can be written, else the component files are used as they are. */
function checked(file: string, start: string, prelinked: Prelinked, resolve: () => Batch, warn: (line: string) => void): Batch {
  let batch: Batch;
  try {
    batch = resolve();
  } catch (error) {
    throw unusable(file, prelinked, error);
  }
  const changed = differences(prelinked.components, componentsOf(batch));
  if (changed.length === 0) return batch;
  try {
    makePrelinked(start, file, batch);
  } catch (error) {
    warn(`abt: ${file} is stale (${changed.map(({ name }) => name).join(', ')}) and cannot be written (${error instanceof Error && 'code' in error ? String(error.code) : String(error)}); the component files are used`);
  }
  return batch;
}

interface Changed {
  readonly name: string;
  readonly expected: string;
  readonly found: string;
}

function differences(made: readonly PrelinkedComponent[], now: readonly PrelinkedComponent[]): readonly Changed[] {
  const found = new Map(now.map(({ name, hash }) => [name, hash]));
  const changed = made.filter(({ name, hash }) => found.get(name) !== hash).map(({ name, hash }) => ({ name, expected: hash, found: found.get(name) ?? 'nothing' }));
  const known = new Set(made.map(({ name }) => name));
  return [...changed, ...now.filter(({ name }) => !known.has(name)).map(({ name, hash }) => ({ name, expected: 'nothing', found: hash }))];
}

/** STALE_IMAGE, where what is wrong with the component files is the cause; any other error as it is. */
function unusable(file: string, { components, start }: Prelinked, cause: unknown): unknown {
  if (!(cause instanceof IcError)) return cause;
  const { name: known, file: damaged } = cause.data;
  const name = typeof known === 'string' ? known : basename(typeof damaged === 'string' ? damaged : start.absolute);
  const expected = components.find((component) => component.name === name || component.name === basename(name))?.hash ?? 'a component file';
  return staleImage(file, [{ name, expected, found: cause.code === 'IC_NOT_FOUND' ? 'nothing' : cause.message }], cause);
}
