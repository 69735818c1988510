/** The user's folder of what packaging found out about texts: one file for each, named by its key. Never needed, never trusted. */
import { createHash, randomUUID } from 'node:crypto';
import { existsSync, mkdirSync, readFileSync, readdirSync, renameSync, rmSync, statSync, utimesSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join, resolve } from 'node:path';

/** Bytes by key. Every fault of the file system, and every entry that was damaged, is as if there were no entry. */
export interface CodeStore {
  read(key: string): Uint8Array | null;
  has(key: string): boolean;
  write(key: string, bytes: Uint8Array): void;
}

const MAGIC = Buffer.from('abtcode1', 'latin1');
const HASH_SIZE = 32;
/** Beyond this many bytes the entries that were used least lately are removed, until half is left. */
const LIMIT = 2 ** 30;

/**
 * The store that the environment names: `ABT_CACHE=off` none, `ABT_CACHE=DIR` that folder, else the user's cache folder.
 * Nothing is touched until it is used.
 */
export function openCodeStore(environment: Readonly<Record<string, string | undefined>>): CodeStore | null {
  const named = environment['ABT_CACHE'];
  if (named === 'off') return null;
  const home = environment['XDG_CACHE_HOME'];
  const folder = named !== undefined && named !== '' ? resolve(named) : join(home !== undefined && home !== '' ? home : join(homedir(), '.cache'), 'image-components');
  return new FolderStore(join(folder, 'code'));
}

class FolderStore implements CodeStore {
  readonly #folder: string;
  #pruned = false;

  constructor(folder: string) {
    this.#folder = folder;
  }

  read(key: string): Uint8Array | null {
    const file = join(this.#folder, key);
    try {
      const content = readFileSync(file);
      const bytes = content.subarray(MAGIC.length + HASH_SIZE);
      if (!content.subarray(0, MAGIC.length).equals(MAGIC)) return null;
      if (!content.subarray(MAGIC.length, MAGIC.length + HASH_SIZE).equals(hashOf(key, bytes))) return null;
      utimesSync(file, new Date(), new Date());
      return bytes;
    } catch {
      return null;
    }
  }

  has(key: string): boolean {
    return existsSync(join(this.#folder, key));
  }

  write(key: string, bytes: Uint8Array): void {
    const file = join(this.#folder, key);
    const aside = `${file}.${randomUUID()}`;
    try {
      mkdirSync(this.#folder, { recursive: true });
      this.#prune();
      writeFileSync(aside, Buffer.concat([MAGIC, hashOf(key, bytes), bytes]));
      renameSync(aside, file);
    } catch {
      remove(aside);
    }
  }

  /** Once in a process. */
  #prune(): void {
    if (this.#pruned) return;
    this.#pruned = true;
    const entries = readdirSync(this.#folder).map((name) => {
      const { size, mtimeMs } = statSync(join(this.#folder, name));
      return { name, size, mtimeMs };
    });
    let total = entries.reduce((sum, { size }) => sum + size, 0);
    if (total <= LIMIT) return;
    for (const { name, size } of entries.sort((left, right) => left.mtimeMs - right.mtimeMs)) {
      if (total <= LIMIT / 2) return;
      rmSync(join(this.#folder, name), { force: true });
      total -= size;
    }
  }
}

function remove(file: string): void {
  try {
    rmSync(file, { force: true });
  } catch {
    // the folder itself cannot be used
  }
}

function hashOf(key: string, bytes: Uint8Array): Buffer {
  return createHash('sha256').update(key).update(bytes).digest();
}
