/** Opens a component file for looking at it. */
import { createHash } from 'node:crypto';
import { readFileSync, statSync } from 'node:fs';
import type { ComponentReader, Sha256 } from '../format/component.ts';
import { IcError } from '../format/errors.ts';
import { decodeComponent } from '../format/decode.ts';

const sha256: Sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) {
    hash.update(part);
  }
  return hash.digest();
};

/** Reads a file as a whole. Throws IC_NOT_FOUND where there is none, and what the format's reader throws. */
export function openComponentFile(file: string): ComponentReader {
  const found = statSync(file, { throwIfNoEntry: false });
  if (found?.isFile() !== true) {
    throw new IcError('IC_NOT_FOUND', `${file}: expected a component file, found ${found === undefined ? 'nothing' : 'none'}`, {
      data: { name: file, searched: [{ rule: 'path', file, found: found === undefined ? 'nothing' : 'a folder' }] },
      remedy: 'correct the path; relative ones start at the working directory',
    });
  }
  return decodeComponent(readFileSync(file), sha256, { file });
}
