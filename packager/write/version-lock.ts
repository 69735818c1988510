/** A name and version stand for one content for ever; versions with build metadata are work copies. */
import type { Sha256 } from '../../format/component.ts';
import { decodeComponent } from '../../format/decode.ts';
import { IcError } from '../../format/errors.ts';

/** What identifies a component file. */
export interface Identity {
  readonly name: string;
  readonly version: string;
  readonly contentHash: string;
}

/** What a folder holds. */
export interface HeldFile extends Identity {
  readonly hash: string;
  readonly romBytes: number;
  readonly ramBytes: number;
}

/** The file that a folder holds under the name; null where there is none or none that can be read. */
export function identityOf(bytes: Uint8Array | null, file: string, sha256: Sha256): HeldFile | null {
  if (bytes === null) return null;
  try {
    const read = decodeComponent(bytes, sha256, { file });
    return { name: read.facts.name, version: read.facts.version, contentHash: read.contentHash, hash: read.hash, romBytes: read.romBytes, ramBytes: read.ramBytes };
  } catch (error) {
    // A damaged or foreign file stands for no content: it is replaced.
    if (error instanceof IcError) return null;
    throw error;
  }
}

export const isWorkCopy = (version: string): boolean => version.includes('+');

/**
 * What to do with a held file: `keep` it where it has the same content (only what is recorded about prerequisites may
 * differ), else `write`. Throws LOCKED_VERSION where the name and version already stand for another content.
 */
export function decideReplacement(held: Identity | null, next: Identity, file: string): 'keep' | 'write' {
  if (held === null || held.name !== next.name || held.version !== next.version) return 'write';
  if (held.contentHash === next.contentHash) return 'keep';
  if (isWorkCopy(next.version)) return 'write';
  throw new IcError('LOCKED_VERSION', `${file}: ${next.name} ${next.version} is already published with other content: expected content ${held.contentHash}, found ${next.contentHash}`, {
    data: { name: next.name, version: next.version, file, held: held.contentHash, found: next.contentHash },
    remedy: 'raise the version in the component definition, or package with --dev',
  });
}
