/** What resolving needs of the outside, so that tests can stand in for it. */
import { readFileSync, statSync } from 'node:fs';
import { accessing } from '../../settings/errors.ts';

/** Looking at files. */
export interface FilePowers {
  /** What a path leads to; links are followed. What cannot be reached counts as nothing. */
  look(path: string): 'file' | 'a folder' | 'nothing';
  /** Text of a file in UTF-8. Throws FileAccessError. */
  readText(file: string): string;
}

/** The file system of this process. */
export const nodeFilePowers: FilePowers = {
  look(path) {
    const found = statSync(path, { throwIfNoEntry: false });
    return found === undefined ? 'nothing' : found.isDirectory() ? 'a folder' : 'file';
  },
  readText(file) {
    return accessing(`read ${file}`, () => readFileSync(file, 'utf8'));
  },
};
