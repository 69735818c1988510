/** Last phase of packaging: encode, compare with what is held, publish. */
import { createHash, hash } from 'node:crypto';
import { join } from 'node:path';
import type { ComponentImage, Sha256 } from '../../format/component.ts';
import { encodeComponent } from '../../format/encode.ts';
import { nodePublishPowers, type PublishPowers } from './powers.ts';
import { publishAll, type FileToPublish } from './publish.ts';
import { decideReplacement, identityOf } from './version-lock.ts';

export { publish, publishAll } from './publish.ts';
export { decideReplacement, identityOf, isWorkCopy } from './version-lock.ts';

/** More than a leaf of a file. */
const joined = Buffer.alloc(2 ** 16 + 64);

/**
 * SHA-256 by Node. Short ones, of which a file has hundreds, in one call, and as a text at first: each piece of memory outside
 * of V8's heap that Node allocates at the end of packaging has V8 collect garbage for a while.
 */
export const sha256: Sha256 = (...parts) => {
  const size = parts.reduce((sum, part) => sum + part.length, 0);
  if (size <= joined.length) {
    let at = 0;
    for (const part of parts) {
      joined.set(part, at);
      at += part.length;
    }
    return Buffer.from(hash('sha256', joined.subarray(0, size), 'hex'), 'hex');
  }
  const long = createHash('sha256');
  for (const part of parts) long.update(part);
  return long.digest();
};

export interface WrittenComponent {
  readonly name: string;
  readonly version: string;
  readonly file: string;
  /** Of the file that stands there now. */
  readonly hash: string;
  readonly contentHash: string;
  readonly romBytes: number;
  readonly ramBytes: number;
  /** True: the held file has the same content and stayed. */
  readonly kept: boolean;
}

/**
 * Writes the images, in prerequisite order, to OUT/NAME, all or none; each one's recorded hashes of prerequisites are those
 * of the files written (or kept) before it, else those its facts hold. A file with the same content stays. Throws LOCKED_VERSION before anything
 * is written, and the file system's errors with nothing changed.
 */
export function writeComponents(images: readonly ComponentImage[], folder: string, powers: PublishPowers = nodePublishPowers): WrittenComponent[] {
  const files: FileToPublish[] = [];
  const hashes = new Map<string, string>();
  const written = images.map((image): WrittenComponent => {
    const { name, version } = image.facts;
    const file = join(folder, name);
    const encoded = encodeComponent(record(image, hashes), sha256);
    const { contentHash } = encoded;
    const held = identityOf(powers.read(file), file, sha256);
    const kept = decideReplacement(held, { name, version, contentHash }, file) === 'keep';
    if (!kept) files.push({ file, bytes: encoded.bytes });
    const { hash, romBytes, ramBytes } = kept && held !== null ? held : encoded;
    hashes.set(name, hash);
    return { name, version, file, hash, contentHash, romBytes, ramBytes, kept };
  });
  publishAll(files, powers);
  return written;
}

/** The image with the hashes of those prerequisites that were encoded before it: nobody knows them earlier. */
function record(image: ComponentImage, hashes: ReadonlyMap<string, string>): ComponentImage {
  const prerequisites = image.facts.prerequisites.map((fact) => ({ ...fact, hash: hashes.get(fact.name) ?? fact.hash }));
  return { ...image, facts: { ...image.facts, prerequisites } };
}
