/**
 * Small Buffers are views of a pool, which they share with whatever else a process made: which pool, and where in it, is Node's
 * choice and says nothing about the program. What counts is the bytes that its Buffers show and which of them overlap. A pool is
 * therefore written down as the stretches that Buffers of the program show, each like an ArrayBuffer of its own.
 */
import { types } from 'node:util';
import { bufferText, isResizable, viewParts } from './internals.ts';

const bufferPrototype: object = Buffer.prototype;
const { poolSize } = Buffer;
/** From Node 26 on, a pool has some bytes more than its size, for alignment. */
const SLACK = 64;

/** A stretch of a pool that overlapping Buffers show. */
export class PoolStretch {
  readonly #pool: ArrayBuffer;
  readonly start: number;
  readonly end: number;

  constructor(pool: ArrayBuffer, start: number, end: number) {
    this.#pool = pool;
    this.start = start;
    this.end = end;
  }

  /** As `bufferText` of an ArrayBuffer with just these bytes. */
  get content(): string {
    return bufferText(this.#pool.slice(this.start, this.end));
  }

  /** Whether the object is one; asks no proxy, as `instanceof` would. */
  static is(object: object): object is PoolStretch {
    return #pool in object;
  }
}

/** Where in its pool a Buffer lies. */
export interface PoolPlace {
  readonly pool: ArrayBuffer;
  readonly start: number;
  readonly end: number;
}

/** Where in a pool a view lies; null: it is no Buffer, or has an ArrayBuffer of its own. */
export const placeInPool = (view: object): PoolPlace | null => {
  if (Reflect.getPrototypeOf(view) !== bufferPrototype || !types.isUint8Array(view)) return null;
  const { buffer, byteOffset, length } = viewParts(view);
  if (typeof buffer !== 'object' || buffer === null || types.isSharedArrayBuffer(buffer) || isResizable(buffer)) return null;
  const pool = buffer as ArrayBuffer; // of a typed array, and not shared
  const { byteLength } = pool;
  const [start, size] = [Number(byteOffset), Number(length)];
  return byteLength < poolSize || byteLength > poolSize + SLACK || size >= byteLength >>> 1 ? null : { pool, start, end: start + size };
};

/** The stretches of one pool; views that only touch each other stay apart. */
export const stretchesOf = (places: readonly PoolPlace[]): readonly PoolStretch[] => {
  const sorted = [...places].sort((a, b) => a.start - b.start || a.end - b.end);
  const spans: { readonly pool: ArrayBuffer; readonly start: number; end: number }[] = [];
  for (const { pool, start, end } of sorted) {
    const last = spans.at(-1);
    if (last !== undefined && start < last.end) last.end = Math.max(last.end, end);
    else spans.push({ pool, start, end });
  }
  return spans.map(({ pool, start, end }) => new PoolStretch(pool, start, end));
};
