/**
 * `Buffer.from('x')` gives a view of a pool (8 KB, or 64 KB) that is shared with whatever else the process made. Captured Buffers get
 * buffers of their own instead, cut to what they see; views that overlap go on sharing. A pool that the program holds
 * itself (`buffer.buffer`) is an ordinary ArrayBuffer.
 */

import { Buffer } from 'node:buffer';
import type { Content } from './content.ts';
import type { LiveObject } from './live.ts';
import { bufferShape, typedArrayBuffer, typedArrayByteLength, typedArrayOffset } from './operations.ts';
import { types } from 'node:util';

/** A cut of a pool: stands in the graph for an ArrayBuffer of its own. */
export interface PoolSlice {
  readonly value: object;
  readonly pool: ArrayBufferLike;
  readonly start: number;
  readonly length: number;
}

/** From Node 26 on, a pool has some bytes more than its size, for alignment. */
const POOL_SLACK = 64;

function isPoolLength(byteLength: number): boolean {
  return byteLength >= Buffer.poolSize && byteLength <= Buffer.poolSize + POOL_SLACK;
}

const bufferPrototype: object = Buffer.prototype;

/** The cuts of all components; a later view inside an earlier cut shares it. */
export class BufferPools {
  readonly #slices = new Map<ArrayBufferLike, PoolSlice[]>();
  readonly #byValue = new Map<object, PoolSlice>();
  #waiting: LiveObject[] = [];

  /** Whether the view is a Buffer in a pool; it is then kept for `assign`. */
  takes(view: LiveObject, content: Content & { readonly kind: 'typed-array' }): boolean {
    const { buffer } = content;
    if (content.type !== 'Uint8Array' || content.prototype !== bufferPrototype || content.length === null || types.isSharedArrayBuffer(buffer)) return false;
    const { byteLength, maxByteLength } = bufferShape(buffer, false);
    if (maxByteLength !== null || !isPoolLength(byteLength) || content.length >= byteLength >>> 1) return false;
    this.#waiting.push(view);
    return true;
  }

  /** The cut that a stand-in value means. */
  sliceOf(value: object | symbol): PoolSlice | undefined {
    return typeof value === 'object' ? this.#byValue.get(value) : undefined;
  }

  /** Gives every waiting view its cut. `isHeld`: the pool itself is captured. `add`: enters a new cut, first seen through a view. */
  assign(isHeld: (buffer: object) => boolean, add: (view: LiveObject, slice: PoolSlice) => void): void {
    const waiting = this.#waiting.filter(({ value, content }) => typeof value === 'object' && content?.kind === 'typed-array');
    this.#waiting = [];
    const byPool = new Map<ArrayBufferLike, LiveObject[]>();
    for (const view of waiting) {
      const pool = typedArrayBuffer(view.value);
      if (isHeld(pool)) continue;
      const views = byPool.get(pool);
      if (views === undefined) byPool.set(pool, [view]);
      else views.push(view);
    }
    for (const [pool, views] of byPool) {
      const spans = merge(views.map((view) => [typedArrayOffset(view.value), typedArrayOffset(view.value) + typedArrayByteLength(view.value)] as const));
      for (const view of views) this.#place(pool, view, spans, add);
    }
  }

  #place(pool: ArrayBufferLike, view: LiveObject, spans: readonly (readonly [number, number])[], add: (view: LiveObject, slice: PoolSlice) => void): void {
    const start = typedArrayOffset(view.value);
    const end = start + typedArrayByteLength(view.value);
    let slices = this.#slices.get(pool);
    if (slices === undefined) this.#slices.set(pool, (slices = []));
    let slice = slices.find((known) => known.start <= start && end <= known.start + known.length && (end > start || known.length === 0));
    if (slice === undefined) {
      const span = spans.find(([from, to]) => from <= start && end <= to) ?? [start, end];
      slice = { value: {}, pool, start: span[0], length: span[1] - span[0] };
      slices.push(slice);
      this.#byValue.set(slice.value, slice);
      add(view, slice);
    }
    if (view.content?.kind === 'typed-array') view.content = { ...view.content, buffer: slice.value, byteOffset: start - slice.start };
  }
}

/** Overlapping spans become one; those that only touch stay apart. */
function merge(spans: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const sorted = [...spans].sort((left, right) => left[0] - right[0] || left[1] - right[1]);
  const merged: [number, number][] = [];
  for (const [start, end] of sorted) {
    const last = merged.at(-1);
    if (last !== undefined && start < last[1]) last[1] = Math.max(last[1], end);
    else merged.push([start, end]);
  }
  return merged;
}
