/**
 * Analyses and evaluation forms of texts that were packaged before. The key is everything they depend on: text, kind, the code
 * that makes them, and the names that instrumentation puts in. Numbers of texts differ from run to run: in entries a
 * placeholder stands for them.
 */
import { createHash } from 'node:crypto';
import { decodeEntry, encodeEntry } from './code-entry.ts';
import type { CodeEntry } from './code-entry.ts';
import type { CodeStore } from './code-store.ts';
import { rememberFormKey } from './form-keys.ts';
import { textHash } from '../text-hash.ts';
import { toolDigest } from './tool-digest.ts';

/** Stands for the number of the text. */
const PLACEHOLDER = 987_654_321;
/** Shorter texts are analysed faster than an entry is found. */
const SHORTEST = 2000;

/** What an entry depends on besides the text. */
export interface CodeKey {
  readonly kind: 'commonjs' | 'module';
  /** Prefix of the names of instrumentation; null: the plain form. */
  readonly prefix: string | null;
}

export class CodeCache {
  readonly #store: CodeStore | null;

  /** Null: nothing is kept. */
  constructor(store: CodeStore | null) {
    this.#store = store;
  }

  /** Whether the text was analysed as this before, without fault. */
  has(source: string, key: CodeKey): boolean {
    return this.#store !== null && source.length >= SHORTEST && this.#store.has(nameOf(source, key));
  }

  /**
   * The entry for a text: an old one, else what `make` makes, which is kept unless it is `unfit`. `make` is given the number
   * to write for the text; the result has `textId` there.
   */
  entry(source: string, key: CodeKey, textId: number, make: (textId: number) => CodeEntry, unfit: (entry: CodeEntry) => boolean): CodeEntry {
    const store = this.#store;
    if (store === null || source.length < SHORTEST || source.includes(String(PLACEHOLDER))) return make(textId);
    const name = nameOf(source, key);
    const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
    const found = readEntry(store, name, text);
    if (found !== null) return numbered(found, textId, name);
    const made = make(PLACEHOLDER);
    if (!unfit(made)) store.write(name, encodeEntry(made));
    return numbered(made, textId, name);
  }
}

function nameOf(source: string, key: CodeKey): string {
  return createHash('sha256').update(`${toolDigest()} ${key.kind} ${key.prefix ?? ''} ${textHash(source)}`).digest('hex');
}

function readEntry(store: CodeStore, name: string, source: string): CodeEntry | null {
  const bytes = store.read(name);
  if (bytes === null) return null;
  try {
    return decodeEntry(bytes, source);
  } catch {
    return null; // an entry of another making
  }
}

function numbered(entry: CodeEntry, textId: number, name: string): CodeEntry {
  const { text } = entry.form;
  const form = text.includes(String(PLACEHOLDER)) ? { ...entry.form, text: text.split(String(PLACEHOLDER)).join(String(textId)) } : entry.form;
  rememberFormKey(form, `${name} ${textId}`);
  return {
    form,
    get analysis() {
      return entry.analysis;
    },
    get plans() {
      return entry.plans;
    },
  };
}
