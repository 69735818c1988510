/**
 * The symbol table: sorted 64-bit hashes of paths with what they name, and a Bloom filter before them, so that most
 * misses cost one look. A hit is confirmed by the path itself. Layout: count u32, bloomWords u32 (a power of two) ·
 * bloom u32[] · high hashes u32[] · low hashes u32[] · targets u32[] (object id * 2, instance id * 2 + 1).
 */
import { ByteReader, ByteWriter } from './bytes.ts';
import { corrupt } from './damage.ts';

export interface PathHash {
  readonly high: number;
  readonly low: number;
}

/** Two independent 32-bit mixes of the path's UTF-16 units. Part of the format: other programs must find the same. */
export function hashPath(path: string): PathHash {
  let high = 0x9e3779b9;
  let low = 0x85ebca6b;
  for (let index = 0; index < path.length; index += 1) {
    const unit = path.charCodeAt(index);
    high = Math.imul(high ^ unit, 0x01000193);
    low = Math.imul(low ^ unit, 0x5bd1e995);
    low ^= low >>> 15;
  }
  high ^= high >>> 16;
  low = Math.imul(low, 0xc2b2ae35);
  low ^= low >>> 13;
  return { high: high >>> 0, low: low >>> 0 };
}

export interface NamedTarget {
  readonly path: string;
  readonly target: number;
}

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

export function writeSymbols(symbols: readonly NamedTarget[]): Uint8Array {
  const entries = symbols.map(({ path, target }) => ({ ...hashPath(path), target }));
  entries.sort((first, second) => first.high - second.high || first.low - second.low || first.target - second.target);
  const bloom = new Uint32Array(bloomSize(entries.length));
  for (const entry of entries) {
    const { word, bits } = bloomPlace(entry, bloom.length);
    bloom[word] = (bloom[word] ?? 0) | bits;
  }
  const out = new ByteWriter();
  out.u32(entries.length);
  out.u32(bloom.length);
  out.words(bloom);
  out.words(entries.map((entry) => entry.high));
  out.words(entries.map((entry) => entry.low));
  out.words(entries.map((entry) => entry.target));
  return out.result();
}

export class SymbolTable {
  private readonly bloom: Uint32Array;
  private readonly high: Uint32Array;
  private readonly low: Uint32Array;
  private readonly targets: Uint32Array;
  private readonly place: string;

  constructor(bytes: Uint8Array, place: string) {
    this.place = place;
    const reader = new ByteReader(bytes, place);
    const count = reader.u32();
    const words = reader.u32();
    if (words !== bloomSize(Math.min(count, bytes.length))) throw corrupt(place, `a filter of ${bloomSize(Math.min(count, bytes.length))} words`, words);
    this.bloom = reader.words(words);
    this.high = reader.words(count);
    this.low = reader.words(count);
    this.targets = reader.words(count);
    reader.end();
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
