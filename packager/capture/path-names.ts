/** Lasting symbol paths of what one component brought: each unique, none put together before somebody reads it. */

import type { PathTree } from '../../format/graph/model.ts';
import { advanceHigh, advanceLow, START_HIGH, START_LOW } from '../../format/symbols.ts';
import type { Holder, LiveInstance, LiveObject, Place } from './live.ts';
import { LONGEST_PATH, firstStep, stepText, symbolPath } from './paths.ts';

/** Digits of an ordinal that are a step of their own: many paths share them. */
const LAST_DIGITS = 3;

/**
 * Things are numbered as the nodes of the tree: objects, then instances, each at its `id`. A path goes on from that of the
 * holder, so every holder's is made once; texts are joined by the engine only where they are read.
 */
export class PathNames {
  readonly #component: string;
  readonly #objects: number;
  readonly #things: readonly (LiveObject | LiveInstance)[];
  /** Before anything is put behind to make them unique: other nodes begin with these. */
  readonly #texts: string[] = [];
  readonly #high: Int32Array;
  readonly #low: Int32Array;
  readonly #steps: string[] = [];
  /** Node that the step is put behind; -1: none. */
  readonly #from: Int32Array;
  readonly #suffixes = new Map<number, string>();
  /** Hash of a path → the first node that has it, and how often it came up, if more than once. */
  readonly #first = new Map<number, number>();
  readonly #counts = new Map<number, number>();
  readonly #extra = new Map<string, number>();

  /** `objects` and `instances`: all of the component in the order of their ids. */
  constructor(component: string, objects: readonly LiveObject[], instances: readonly LiveInstance[]) {
    this.#component = component;
    this.#objects = objects.length;
    this.#things = [...objects, ...instances];
    this.#high = new Int32Array(this.#things.length);
    this.#low = new Int32Array(this.#things.length);
    this.#from = new Int32Array(this.#things.length).fill(-1);
  }

  /** Path of a node, unlike all given before. `ordinal` numbers what lies too deep for a path of its own. */
  name(node: number, ordinal: number): string {
    this.#make(node, ordinal);
    let text = this.#texts[node] ?? '';
    let high = this.#high[node] ?? 0;
    let low = this.#low[node] ?? 0;
    let suffix = '';
    for (;;) {
      const key = keyOf(high, low);
      if (!this.#first.has(key)) {
        this.#first.set(key, node);
        break;
      }
      const count = (this.#counts.get(key) ?? 1) + 1; // the same path; or, once in a lifetime, another one of the same hash, which the number does no harm
      this.#counts.set(key, count);
      const more = `~${count}`;
      suffix += more;
      text += more;
      high = advanceHigh(high, more);
      low = advanceLow(low, more);
    }
    if (suffix !== '') this.#suffixes.set(node, suffix);
    return text;
  }

  /** All paths; after everything has its name. */
  tree(): PathTree {
    const count = this.#things.length;
    const parents: number[] = [];
    const steps: string[] = [];
    for (let node = 0; node < count; node += 1) {
      parents.push(this.#parent(this.#from[node] ?? -1) + 1);
      const suffix = this.#suffixes.get(node);
      steps.push(suffix === undefined ? (this.#steps[node] ?? '') : `${this.#steps[node] ?? ''}${suffix}`);
    }
    for (const text of this.#extra.keys()) {
      parents.push(0);
      steps.push(text);
    }
    return { parents: Uint32Array.from(parents), steps };
  }

  /** The node whose path is what the holder's is before it was made unique. */
  #parent(holder: number): number {
    if (!this.#suffixes.has(holder)) return holder;
    const text = this.#texts[holder] ?? '';
    const first = this.#first.get(keyOf(this.#high[holder] ?? 0, this.#low[holder] ?? 0)) ?? -1;
    const whole = !this.#suffixes.has(first) && this.#texts[first] === text;
    return whole ? first : this.#extraNode(text);
  }

  #extraNode(text: string): number {
    let node = this.#extra.get(text);
    if (node === undefined) this.#extra.set(text, (node = this.#things.length + this.#extra.size));
    return node;
  }

  /** Node of a thing of this component; -1 for what belongs to others and for roots. */
  #nodeOf(holder: Holder): number {
    if (holder.kind === 'root' || holder.owner !== this.#component || holder.id < 0) return -1;
    const node = holder.kind === 'object' ? holder.id : this.#objects + holder.id;
    return this.#things[node] === holder ? node : -1;
  }

  #make(node: number, ordinal: number): void {
    if (this.#texts[node] !== undefined) return;
    const place = this.#things[node]?.place;
    if (place === undefined) return;
    if (place.kind === 'root') this.#set(node, -1, '', place.text);
    else if (place.depth > LONGEST_PATH) this.#number(node, place.root.text, String(ordinal));
    else this.#follow(node, place);
  }

  #number(node: number, root: string, digits: string): void {
    const begin = `${root}…${digits.slice(0, -LAST_DIGITS)}`;
    this.#set(node, this.#extraNode(begin), begin, digits.slice(-LAST_DIGITS));
  }

  #follow(node: number, { from, edge }: Place & { readonly kind: 'step' }): void {
    const holder = this.#nodeOf(from);
    const step = from.place.kind === 'root' ? firstStep(from.place.text, stepText(edge)) : stepText(edge);
    if (holder < 0) {
      const text = symbolPath(from.place, 0);
      this.#set(node, this.#extraNode(text), text, step);
    } else {
      this.#make(holder, 0); // never as deep as to need its number
      this.#set(node, holder, this.#texts[holder] ?? '', step);
    }
  }

  #set(node: number, from: number, begin: string, step: string): void {
    const known = from >= 0 && from < this.#things.length;
    this.#texts[node] = begin + step;
    this.#high[node] = advanceHigh(known ? (this.#high[from] ?? 0) : advanceHigh(START_HIGH, begin), step);
    this.#low[node] = advanceLow(known ? (this.#low[from] ?? 0) : advanceLow(START_LOW, begin), step);
    this.#steps[node] = step;
    this.#from[node] = from;
  }
}

const keyOf = (high: number, low: number): number => (high >>> 0) * 2 ** 20 + (low >>> 12);
