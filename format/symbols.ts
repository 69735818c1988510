/**
 * The symbol table: sorted 64-bit hashes of paths with what they name, and a Bloom filter before them, so that most
 * misses cost one look. A hit is confirmed by the path itself. Layout: count u32, bloomWords u32 (a power of two) ·
 * bloom u32[] · high hashes u32[] · low hashes u32[] · targets u32[] (object id * 2, instance id * 2 + 1).
 */
import type { ByteReader, ByteWriter } from './bytes.ts';
import { corrupt } from './damage.ts';

export interface PathHash {
  readonly high: number;
  readonly low: number;
}

/** The hash of no text, not finished: two independent 32-bit mixes of a path's UTF-16 units. */
export const START_HIGH = 0x9e3779b9 | 0;
export const START_LOW = 0x85ebca6b | 0;

/** Goes on with more of the path. */
export function advanceHigh(from: number, text: string): number {
  let high = from;
  for (let index = 0; index < text.length; index += 1) high = Math.imul(high ^ text.charCodeAt(index), 0x01000193);
  return high;
}

/** Goes on with more of the path. */
export function advanceLow(from: number, text: string): number {
  let low = from;
  for (let index = 0; index < text.length; index += 1) {
    low = Math.imul(low ^ text.charCodeAt(index), 0x5bd1e995);
    low ^= low >>> 15;
  }
  return low;
}

/** The hash of a whole path. */
export const finishHigh = (high: number): number => (high ^ (high >>> 16)) >>> 0;

/** The hash of a whole path. */
export function finishLow(whole: number): number {
  const low = Math.imul(whole, 0xc2b2ae35);
  return (low ^ (low >>> 13)) >>> 0;
}

/** Part of the format: other programs must find the same. */
export const hashPath = (path: string): PathHash => ({ high: finishHigh(advanceHigh(START_HIGH, path)), low: finishLow(advanceLow(START_LOW, path)) });

const BLOOM_BITS_PER_SYMBOL = 8;

function bloomSize(count: number): number {
  let words = 1;
  while (words * 32 < count * BLOOM_BITS_PER_SYMBOL) words *= 2;
  return words;
}

/** Word and bits of the filter that a hash sets: both bits lie in one word. */
function bloomPlace(hash: PathHash, words: number): { readonly word: number; readonly bits: number } {
  return { word: hash.low & (words - 1), bits: ((1 << (hash.high & 31)) | (1 << ((hash.high >>> 5) & 31))) >>> 0 };
}

/** The table of paths with these hashes; what each names stands at the same place of `targets`. */
export function writeSymbols(out: ByteWriter, high: Uint32Array, low: Uint32Array, targets: Uint32Array): void {
  const order = sorted(high, low, targets);
  const words = bloomSize(order.length);
  const bloom = new Uint32Array(words);
  for (let at = 0; at < order.length; at += 1) {
    const { word, bits } = bloomPlace({ high: high[at] ?? 0, low: low[at] ?? 0 }, words);
    bloom[word] = (bloom[word] ?? 0) | bits;
  }
  out.u32(order.length);
  out.u32(words);
  out.words(bloom);
  for (const column of [high, low, targets]) out.words(order.map((at) => column[at] ?? 0));
}

/** Places in ascending order of hash and target: by the high hash first, with numbers that the engine sorts by itself. */
function sorted(high: Uint32Array, low: Uint32Array, targets: Uint32Array): Uint32Array {
  const keys = Float64Array.from(high, (value, at) => value * 2 ** 21 + (at % 2 ** 21));
  const rest = (first: number, second: number): number => (low[first] ?? 0) - (low[second] ?? 0) || (targets[first] ?? 0) - (targets[second] ?? 0);
  if (keys.length > 2 ** 21) return Uint32Array.from(high.keys()).sort((first, second) => (high[first] ?? 0) - (high[second] ?? 0) || rest(first, second));
  const order = Uint32Array.from(keys.sort(), (key) => key % 2 ** 21);
  for (let from = 0; from < order.length; ) {
    let to = from + 1;
    while (to < order.length && high[order[to] ?? 0] === high[order[from] ?? 0]) to += 1;
    if (to - from > 1) order.subarray(from, to).sort(rest);
    from = to;
  }
  return order;
}

export class SymbolTable {
  private readonly bloom: Uint32Array;
  private readonly high: Uint32Array;
  private readonly low: Uint32Array;
  private readonly targets: Uint32Array;
  private readonly place: string;

  /** The reader stands behind it afterwards. */
  constructor(reader: ByteReader) {
    const { place } = reader;
    this.place = place;
    const count = reader.u32();
    const words = reader.u32();
    if (words !== bloomSize(Math.min(count, reader.bytes.length))) throw corrupt(place, `a filter of ${bloomSize(Math.min(count, reader.bytes.length))} words`, words);
    this.bloom = reader.words(words);
    this.high = reader.words(count);
    this.low = reader.words(count);
    this.targets = reader.words(count);
  }

  /** Targets whose path may be this one; the caller compares the paths. */
  candidates(path: string): number[] {
    const hash = hashPath(path);
    const { word, bits } = bloomPlace(hash, this.bloom.length);
    if (((this.bloom[word] ?? 0) & bits) >>> 0 !== bits) return [];
    let from = 0;
    let to = this.high.length;
    while (from < to) {
      const middle = (from + to) >>> 1;
      const high = this.high[middle] ?? 0;
      if (high < hash.high || (high === hash.high && (this.low[middle] ?? 0) < hash.low)) from = middle + 1;
      else to = middle;
    }
    const found: number[] = [];
    for (let at = from; this.high[at] === hash.high && this.low[at] === hash.low; at += 1) found.push(this.targets[at] ?? 0);
    return found;
  }

  /** Order of the whole table and every target: for full checks. */
  verify(objects: number, instances: number): void {
    this.targets.forEach((target, at) => {
      const limit = target % 2 === 1 ? instances : objects;
      if (target >>> 1 >= limit) throw corrupt(this.place, `a target below ${limit}`, target >>> 1);
      if (at === 0) return;
      const order = (this.high[at] ?? 0) - (this.high[at - 1] ?? 0) || (this.low[at] ?? 0) - (this.low[at - 1] ?? 0);
      if (order < 0) throw corrupt(this.place, 'ascending hashes', `a smaller one at ${at}`);
    });
  }
}
