/** Lasting symbol paths of what one component brought: each unique, none put together before somebody reads it. */

import type { PathTree } from '../../format/graph/model.ts';
import { advanceHash, START_HASH } from '../../format/symbols.ts';
import type { Holder, LiveInstance, LiveObject, Place } from './live.ts';
import { LONGEST_PATH, firstStep, stepText, symbolPath } from './paths.ts';

/**
 * Things are numbered as the nodes of the tree: objects, then instances. A path goes on from that of the holder, so every
 * holder's is made once; texts are joined by the engine only where they are read.
 */
export class PathNames {
  readonly #things: readonly (LiveObject | LiveInstance)[];
  readonly #nodes: ReadonlyMap<Holder, number>;
  /** Before anything is put behind to make them unique: other nodes begin with these. */
  readonly #texts: string[] = [];
  readonly #high: Int32Array;
  readonly #low: Int32Array;
  readonly #steps: string[] = [];
  /** Node of the holder; -1: there is none. */
  readonly #from: number[] = [];
  readonly #suffixes: string[] = [];
  /** Hash of a path → how often it came up, and the first node that has it. */
  readonly #seen = new Map<number, { count: number; readonly node: number }>();
  readonly #extra = new Map<string, number>();

  constructor(objects: readonly LiveObject[], instances: readonly LiveInstance[]) {
    this.#things = [...objects, ...instances];
    this.#nodes = new Map(this.#things.map((thing, node) => [thing, node]));
    this.#high = new Int32Array(this.#things.length);
    this.#low = new Int32Array(this.#things.length);
  }

  /** Path of a node, unlike all given before. `ordinal` numbers what lies too deep for a path of its own. */
  name(node: number, ordinal: number): string {
    this.#make(node, ordinal);
    let [text, hash] = [this.#texts[node] ?? '', { high: this.#high[node] ?? 0, low: this.#low[node] ?? 0 }];
    let suffix = '';
    for (;;) {
      const key = (hash.high >>> 0) * 2 ** 20 + (hash.low >>> 12);
      const seen = this.#seen.get(key);
      if (seen === undefined) {
        this.#seen.set(key, { count: 1, node });
        break;
      }
      seen.count += 1; // the same path; or, once in a lifetime, another one of the same hash, which the number does no harm
      const more = `~${seen.count}`;
      suffix += more;
      text += more;
      hash = advanceHash(hash, more);
    }
    this.#suffixes[node] = suffix;
    return text;
  }

  /** All paths; after everything has its name. */
  tree(): PathTree {
    const count = this.#things.length;
    const parents: number[] = [];
    const steps: string[] = [];
    for (let node = 0; node < count; node += 1) {
      parents[node] = this.#parent(this.#from[node] ?? -1) + 1;
      steps[node] = `${this.#steps[node] ?? ''}${this.#suffixes[node] ?? ''}`;
    }
    for (const [text, node] of this.#extra) {
      parents[node] = 0;
      steps[node] = text;
    }
    return { parents: Uint32Array.from(parents), steps };
  }

  /** The node whose path is what the holder's is before it was made unique. */
  #parent(holder: number): number {
    if ((this.#suffixes[holder] ?? '') === '') return holder;
    const text = this.#texts[holder] ?? '';
    const key = ((this.#high[holder] ?? 0) >>> 0) * 2 ** 20 + ((this.#low[holder] ?? 0) >>> 12);
    const first = this.#seen.get(key)?.node ?? -1;
    const whole = (this.#suffixes[first] ?? '') === '' && this.#texts[first] === text;
    return whole ? first : this.#extraNode(text);
  }

  #extraNode(text: string): number {
    let node = this.#extra.get(text);
    if (node === undefined) this.#extra.set(text, (node = this.#things.length + this.#extra.size));
    return node;
  }

  #make(node: number, ordinal: number): void {
    if (this.#texts[node] !== undefined) return;
    const place = this.#things[node]?.place;
    if (place === undefined) return;
    if (place.kind === 'root') this.#set(node, -1, '', START_HASH, place.text);
    else if (place.depth > LONGEST_PATH) this.#set(node, this.#extraNode(place.root.text), place.root.text, advanceHash(START_HASH, place.root.text), `…${ordinal}`);
    else this.#follow(node, place);
  }

  #follow(node: number, { from, edge }: Place & { readonly kind: 'step' }): void {
    const holder = this.#nodes.get(from);
    const step = from.place.kind === 'root' ? firstStep(from.place.text, stepText(edge)) : stepText(edge);
    if (holder === undefined) {
      const text = symbolPath(from.place, 0);
      this.#set(node, this.#extraNode(text), text, advanceHash(START_HASH, text), step);
    } else {
      this.#make(holder, 0); // never as deep as to need its number
      this.#set(node, holder, this.#texts[holder] ?? '', { high: this.#high[holder] ?? 0, low: this.#low[holder] ?? 0 }, step);
    }
  }

  #set(node: number, from: number, begin: string, beginHash: { readonly high: number; readonly low: number }, step: string): void {
    const { high, low } = advanceHash(beginHash, step);
    this.#texts[node] = begin + step;
    this.#high[node] = high;
    this.#low[node] = low;
    this.#steps[node] = step;
    this.#from[node] = from;
  }
}
