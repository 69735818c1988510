/**
 * Puts component files where launches find them. A published file is never changed: the new one is written aside, brought
 * to the disk and renamed, so that a process sees the old file or the new one, and mappings of the old one stay valid.
 */
import { randomBytes } from 'node:crypto';
import { basename, dirname, join } from 'node:path';
import { nodePublishPowers, type PublishPowers } from './powers.ts';

export interface FileToPublish {
  readonly file: string; // absolute
  readonly bytes: Uint8Array;
}

const aside = (file: string, what: string): string => join(dirname(file), `.${basename(file)}.${process.pid}-${randomBytes(4).toString('hex')}.${what}`);

/** Publishes one file. Throws the file system's error; then the folder is as it was. */
export function publish(file: string, bytes: Uint8Array, powers: PublishPowers = nodePublishPowers): void {
  publishAll([{ file, bytes }], powers);
}

/**
 * Publishes several files, all or none: everything is written aside before the first name changes, and what was there
 * is kept under a second name until the last one has changed. (A crash between two renames leaves some new: each file is
 * whole, and packaging again completes the set.)
 */
export function publishAll(files: readonly FileToPublish[], powers: PublishPowers = nodePublishPowers): void {
  const plans = files.map(({ file, bytes }) => ({ file, bytes, fresh: aside(file, 'new'), old: aside(file, 'old') }));
  const folders = new Set(plans.map(({ file }) => dirname(file)));
  const undo: (() => void)[] = [];
  try {
    for (const folder of folders) powers.makeFolder(folder);
    for (const { bytes, fresh } of plans) powers.writeNew(fresh, bytes);
    for (const { file, fresh, old } of plans) {
      const held = powers.link(file, old);
      undo.unshift(() => (held ? powers.rename(old, file) : powers.remove(file)));
      powers.rename(fresh, file);
    }
    for (const folder of folders) powers.syncFolder(folder);
  } catch (error) {
    for (const step of undo) step();
    throw error;
  } finally {
    for (const { fresh, old } of plans) {
      powers.remove(fresh);
      powers.remove(old);
    }
  }
}
