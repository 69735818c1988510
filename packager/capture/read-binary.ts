/** Buffers, typed arrays and data views. */

import { types } from 'node:util';
import type { TypedArrayName } from '../../format/graph/model.ts';
import type { Specific } from './content.ts';
import type { SlotReader } from './inspector.ts';
import {
  bufferShape, copyBytes, keysOf, resizeBuffer, typedArrayBuffer, typedArrayByteLength, typedArrayLength, typedArrayName, typedArrayOffset, viewBuffer, viewByteLength,
  viewOffset,
} from './operations.ts';
import { Refused } from './refused.ts';

/** Above this length the own keys of a typed array are not listed: V8 throws on very long ones. */
const LONGEST_LISTED = 65_536;
const BYTES_PER_ELEMENT: Readonly<Record<string, number>> = {
  Int8Array: 1, Uint8Array: 1, Uint8ClampedArray: 1, Int16Array: 2, Uint16Array: 2, Float16Array: 2, Int32Array: 4, Uint32Array: 4, Float32Array: 4,
  Float64Array: 8, BigInt64Array: 8, BigUint64Array: 8,
};

const isTypedArrayName = (name: string): name is TypedArrayName => Object.hasOwn(BYTES_PER_ELEMENT, name);

/** Bytes of an ArrayBuffer or SharedArrayBuffer, copied. Throws Refused for a detached one. */
export function readBuffer(buffer: object): Specific {
  const shared = types.isSharedArrayBuffer(buffer);
  const { byteLength, maxByteLength } = bufferShape(buffer, shared);
  try {
    const bytes = copyBytes(buffer as ArrayBufferLike, 0, byteLength); // its brand was checked
    return { kind: 'buffer', shared, bytes, maxByteLength };
  } catch {
    throw new Refused('a detached ArrayBuffer', 'drop the reference to it before packaging');
  }
}

/** Place of a typed array in its buffer. Throws Refused for kinds that the graph does not know. */
export function readTypedArray(array: object): Specific {
  const type = typedArrayName(array);
  if (!isTypedArrayName(type)) throw new Refused(`a typed array of an unknown kind, ${type}`, 'convert it to another kind');
  const buffer = typedArrayBuffer(array);
  const byteOffset = typedArrayOffset(array);
  const tracking = tracksLength(buffer, byteOffset, BYTES_PER_ELEMENT[type] ?? 1, () => typedArrayByteLength(array));
  return { kind: 'typed-array', type, buffer, byteOffset, length: tracking ? null : typedArrayLength(array) };
}

/** Place of a DataView in its buffer. */
export function readDataView(view: object): Specific {
  const buffer = viewBuffer(view);
  const byteOffset = viewOffset(view);
  const tracking = tracksLength(buffer, byteOffset, 1, () => viewByteLength(view));
  return { kind: 'data-view', buffer, byteOffset, length: tracking ? null : viewByteLength(view) };
}

/** Keys of a typed array beside its indexes. */
export function extraKeysOf(array: object, slots: SlotReader): readonly (string | symbol)[] {
  const length = typedArrayLength(array);
  return length > LONGEST_LISTED ? slots.namesBesideIndexes(array) : keysOf(array).slice(length);
}

/**
 * Whether a view follows the length of its buffer. JavaScript does not tell: an ArrayBuffer is resized by one element and
 * back; a growable SharedArrayBuffer cannot shrink again, there a view up to the end is taken for one.
 */
function tracksLength(buffer: ArrayBufferLike, byteOffset: number, elementSize: number, lengthNow: () => number): boolean {
  const shared = types.isSharedArrayBuffer(buffer);
  const { byteLength, maxByteLength } = bufferShape(buffer, shared);
  if (maxByteLength === null) return false;
  const before = lengthNow();
  if (byteOffset + before + elementSize <= byteLength) return false;
  if (shared) return true;
  if (byteLength + elementSize <= maxByteLength) {
    resizeBuffer(buffer, byteLength + elementSize);
    const after = lengthNow();
    resizeBuffer(buffer, byteLength);
    return after !== before;
  }
  if (before < elementSize) return false;
  const tail = copyBytes(buffer, byteLength - elementSize, elementSize);
  resizeBuffer(buffer, byteLength - elementSize);
  const after = lengthNow(); // a fixed view that no longer fits has length 0
  resizeBuffer(buffer, byteLength);
  new Uint8Array(buffer, byteLength - elementSize, elementSize).set(tail);
  return after !== 0 || before === elementSize;
}
