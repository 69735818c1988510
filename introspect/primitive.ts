// How primitive values are written in canonical graphs: exact, short, and independent of where the project lies.
import { createHash } from 'node:crypto';
import { pathToFileURL } from 'node:url';

const LONGEST = 160;

/** Short hash of a text; distinguishes lone surrogates too. */
export const hashOf = (text: string): string => createHash('sha256').update(text, 'utf16le').digest('hex').slice(0, 16);

/** Writes primitives; `root`: absolute path of the project, '' for none. */
export class PrimitiveWriter {
  readonly #root: string;
  readonly #url: string;

  constructor(root: string) {
    this.#root = root.replace(/[\\/]+$/, '');
    this.#url = this.#root === '' ? '' : pathToFileURL(this.#root).href;
  }

  /** Undefined for objects and symbols. */
  write(value: unknown): string | undefined {
    switch (typeof value) {
      case 'string':
        return this.string(value);
      case 'number':
        return Object.is(value, -0) ? '-0' : String(value);
      case 'bigint':
        return `${String(value)}n`;
      case 'boolean':
        return value ? 'true' : 'false';
      case 'undefined':
        return 'undefined';
      case 'object':
        return value === null ? 'null' : undefined;
      case 'symbol':
      case 'function':
        return undefined;
    }
  }

  string(value: string): string {
    for (const [start, name] of [[this.#root, 'root'], [this.#url, 'root-url']] as const) {
      if (start === '' || !value.startsWith(start)) continue;
      const rest = value.slice(start.length);
      if (rest === '' || rest.startsWith('/')) return `${name} + ${shorten(rest)}`;
    }
    return shorten(value);
  }
}

const shorten = (text: string): string => (text.length <= LONGEST ? JSON.stringify(text) : `${JSON.stringify(text.slice(0, LONGEST / 2))}… (${text.length} units, ${hashOf(text)})`);
