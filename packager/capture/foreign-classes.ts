/** Objects whose class neither the program nor Node's catalogue knows: their state may lie where nothing can read it. */
import { types } from 'node:util';
import type { ScopeReader } from '../instrument/types.ts';
import { descriptorOf, prototypeOf } from './operations.ts';

/** What is asked about a class. */
export interface ForeignPowers {
  readonly reader: ScopeReader;
  isHost(object: object): boolean;
}

/** Classes of Node that it exports nowhere. */
const words: ReadonlyMap<string, string> = new Map([
  ['FileHandle', 'an open file'], ['FSWatcher', 'a file watcher'], ['StatWatcher', 'a file watcher'], ['Pipe', 'an open pipe'], ['TCP', 'an open socket'], ['UDP', 'an open UDP socket'],
  ['SecretKeyObject', 'a key of OpenSSL'], ['PublicKeyObject', 'a key of OpenSSL'], ['PrivateKeyObject', 'a key of OpenSSL'],
]);

const ownRoot: object = Object.prototype;

/** Made in another realm: its chain of prototypes ends at another `Object.prototype`. Not for proxies. */
export function isForeign(fn: object): boolean {
  const root = rootOf(fn);
  return root !== null && root !== ownRoot && typeof descriptorOf(root, '__lookupGetter__')?.value === 'function';
}

/** The last prototype; null where there is none, or where a proxy hides it. */
function rootOf(object: object): object | null {
  let root: object | null = null;
  for (let at = prototypeOf(object); at !== null; at = prototypeOf(at)) {
    if (types.isProxy(at)) return null;
    root = at;
  }
  return root;
}

/** Tells instances of such classes. Answers are kept by prototype. */
export class ForeignClasses {
  readonly #powers: ForeignPowers;
  readonly #known = new WeakMap<object, string | null>();

  constructor(powers: ForeignPowers) {
    this.#powers = powers;
  }

  /** What an object is that a foreign class made, in words; null for all others, and for prototypes of classes. Runs no code of the program. */
  makerOf(object: object): string | null {
    for (let at = prototypeOf(object); at !== null && !this.#powers.isHost(at); at = prototypeOf(at)) {
      const said = this.#said(at);
      if (said !== null) return said;
    }
    return null;
  }

  #said(prototype: object): string | null {
    let said = this.#known.get(prototype);
    if (said === undefined) this.#known.set(prototype, (said = this.#judge(prototype)));
    return said;
  }

  #judge(prototype: object): string | null {
    const maker: unknown = descriptorOf(prototype, 'constructor')?.value;
    if (typeof maker !== 'function' || types.isProxy(maker) || descriptorOf(maker, 'prototype')?.value !== prototype) return null;
    const { reader } = this.#powers;
    if (this.#powers.isHost(maker) || reader.classOf(maker) !== null || reader.identify(maker) !== null) return null;
    const name: unknown = descriptorOf(maker, 'name')?.value;
    const called = typeof name === 'string' && name !== '' ? ` (${name})` : '';
    if (isForeign(maker)) return `an object of another realm (node:vm)${called}`;
    return `${(typeof name === 'string' ? words.get(name) : undefined) ?? 'an object of a class that Node or a native addon keeps to itself'}${called}`;
  }
}
