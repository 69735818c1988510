/** Hashes of texts. The large ones are asked for several times: for the cache, and for what the file says of its modules. */
import { createHash } from 'node:crypto';

const LARGE = 100_000;
const KEPT = 16;
const known = new Map<string, string>();

/** SHA-256 of the text's UTF-8 form, hexadecimal. */
export function textHash(text: string): string {
  if (text.length < LARGE) return compute(text);
  let hash = known.get(text);
  if (hash === undefined) {
    hash = compute(text);
    if (known.size === KEPT) known.clear();
    known.set(text, hash);
  }
  return hash;
}

const compute = (text: string): string => createHash('sha256').update(text).digest('hex');
