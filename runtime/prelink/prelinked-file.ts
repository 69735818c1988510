/**
 * Prelinked start files: which exact component files a start IC leads to. One line with a signature and the SHA-256 of the
 * rest, then JSON. Written aside and renamed, like component files.
 */
import { createHash } from 'node:crypto';
import { closeSync, fsyncSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';
import { dirname, relative, resolve } from 'node:path';
import { corrupt, notAComponent, wrongVersion } from '../../format/damage.ts';

/** One component of the set, in load order. */
export interface PrelinkedComponent {
  readonly name: string;
  /** Root hash of the file. */
  readonly hash: string;
}

export interface Prelinked {
  /** The start IC as seen from the folder of the prelinked file, and where it was then. */
  readonly start: { readonly relative: string; readonly absolute: string };
  readonly components: readonly PrelinkedComponent[];
}

const SIGNATURE = 'abt prelinked';
const FORMAT = 1;

/** What to write for a start IC; `file`: where the prelinked file will stand. */
export function prelinkedOf(file: string, start: string, components: readonly PrelinkedComponent[]): Prelinked {
  return { start: { relative: relative(dirname(file), start).replaceAll('\\', '/'), absolute: start }, components };
}

/** Reads a prelinked file. Throws IC_NOT_AN_IC, IC_VERSION or IC_CORRUPT, or the file system's own error. */
export function readPrelinked(file: string): Prelinked {
  const text = readFileSync(file, 'utf8');
  const end = text.indexOf('\n');
  const [, version, hash] = /^abt prelinked (\d+) ([0-9a-f]{64})$/.exec(text.slice(0, Math.max(0, end))) ?? [];
  if (version === undefined) throw text.startsWith(SIGNATURE) ? corrupt(file, 'a whole first line', 'a part of it') : notAComponent(file, text === '' ? 'an empty file' : 'another signature');
  if (Number(version) !== FORMAT) throw wrongVersion(file, FORMAT, Number(version));
  const body = text.slice(end + 1);
  const found = sha256(body);
  if (found !== hash) throw corrupt(file, `content of hash ${String(hash)}`, found);
  return JSON.parse(body) as Prelinked; // the hash says that it is what was written
}

/** Writes a prelinked file. Throws the file system's own error. */
export function writePrelinked(file: string, prelinked: Prelinked): void {
  const body = `${JSON.stringify(prelinked, null, 1)}\n`;
  const aside = `${file}.${String(process.pid)}.new`;
  try {
    const descriptor = openSync(aside, 'wx');
    try {
      writeSync(descriptor, `${SIGNATURE} ${String(FORMAT)} ${sha256(body)}\n${body}`);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
    renameSync(aside, file);
  } catch (error) {
    rmSync(aside, { force: true });
    throw error;
  }
}

/** Where the start IC may lie now: in the same place as seen from the prelinked file, else where it was. */
export function startPlaces(file: string, { start }: Prelinked): readonly string[] {
  return [...new Set([resolve(dirname(file), start.relative), start.absolute])];
}

function sha256(text: string): string {
  return createHash('sha256').update(text).digest('hex');
}
