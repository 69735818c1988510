/**
 * Growing writers and bounds-checked readers over bytes. Little-endian throughout. Readers never look outside their
 * range, never allocate by a count they have not checked against the bytes that remain, and throw IC_CORRUPT with their place.
 */
import { COLUMN_ALIGNMENT } from './constants.ts';
import { contradiction, corrupt } from './damage.ts';

const scratch = new DataView(new ArrayBuffer(8));
const encoder = new TextEncoder();
/** Shorter texts are written faster character by character. */
const SHORT_TEXT = 32;

/** Bytes being written. Grows by doubling. */
export class ByteWriter {
  private bytes: Uint8Array;
  private used = 0;

  /** `capacity`: what will be needed, where that is known. */
  constructor(capacity = 1024) {
    this.bytes = new Uint8Array(capacity);
  }

  get size(): number {
    return this.used;
  }

  private reserve(count: number): number {
    const start = this.used;
    const needed = start + count;
    if (needed > this.bytes.length) {
      const larger = new Uint8Array(Math.max(needed, this.bytes.length * 2));
      larger.set(this.bytes.subarray(0, start));
      this.bytes = larger;
    }
    this.used = needed;
    return start;
  }

  u8(value: number): void {
    const at = this.reserve(1);
    this.bytes[at] = value;
  }

  u32(value: number): void {
    const at = this.reserve(4);
    this.bytes[at] = value;
    this.bytes[at + 1] = value >>> 8;
    this.bytes[at + 2] = value >>> 16;
    this.bytes[at + 3] = value >>> 24;
  }

  f64(value: number): void {
    scratch.setFloat64(0, value, true);
    this.u32(scratch.getUint32(0, true));
    this.u32(scratch.getUint32(4, true));
  }

  /** Unsigned LEB128, up to 2^53 - 1. */
  varint(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw contradiction('number', `${value} is no count`);
    let rest = value;
    while (rest >= 0x80) {
      this.u8((rest % 0x80) | 0x80);
      rest = Math.floor(rest / 0x80);
    }
    this.u8(rest);
  }

  raw(bytes: Uint8Array): void {
    const at = this.reserve(bytes.length);
    this.bytes.set(bytes, at);
  }

  /** Appends a text of ASCII characters only, one byte each; false, and nothing appended, for every other text. */
  ascii(text: string): boolean {
    const { length } = text;
    const at = this.reserve(length);
    const { bytes } = this;
    if (length >= SHORT_TEXT) {
      // UTF-8 is as long as the text if every character is ASCII, else there is no room for all of it.
      const { read, written } = encoder.encodeInto(text, bytes.subarray(at, at + length));
      if (read === length && written === length) return true;
      return this.takeBack(at);
    }
    for (let index = 0; index < length; index += 1) {
      const code = text.charCodeAt(index);
      if (code > 0x7f) return this.takeBack(at);
      bytes[at + index] = code;
    }
    return true;
  }

  /** What was written from there on counts as never written. */
  private takeBack(at: number): false {
    this.bytes.fill(0, at, this.used); // gaps are zeros
    this.used = at;
    return false;
  }

  /** Zeros up to the next multiple. */
  align(multiple: number = COLUMN_ALIGNMENT): void {
    const rest = this.used % multiple;
    if (rest !== 0) this.reserve(multiple - rest);
  }

  /** A column of 32-bit words, aligned. */
  words(values: ArrayLike<number>): void {
    this.align();
    let at = this.reserve(values.length * 4);
    const { bytes } = this;
    for (let index = 0; index < values.length; index += 1, at += 4) {
      const value = values[index] ?? 0;
      bytes[at] = value;
      bytes[at + 1] = value >>> 8;
      bytes[at + 2] = value >>> 16;
      bytes[at + 3] = value >>> 24;
    }
  }

  /** View of what was written; valid until the next write. */
  result(): Uint8Array {
    return this.bytes.subarray(0, this.used);
  }
}

/** 32-bit words being written: records. */
export class WordWriter {
  private words = new Uint32Array(256);
  private used = 0;

  get length(): number {
    return this.used;
  }

  put(value: number): void {
    if (this.used === this.words.length) {
      const larger = new Uint32Array(this.words.length * 2);
      larger.set(this.words);
      this.words = larger;
    }
    this.words[this.used] = value;
    this.used += 1;
  }

  /** A count or offset up to 2^53 - 1 in two words, low one first. */
  wide(value: number): void {
    this.put(value % 2 ** 32);
    this.put(Math.floor(value / 2 ** 32));
  }

  result(): Uint32Array {
    return this.words.subarray(0, this.used);
  }
}

/** Reads a range of bytes from its start to its end. */
export class ByteReader {
  readonly bytes: Uint8Array;
  readonly place: string;
  private readonly view: DataView;
  private at = 0;

  constructor(bytes: Uint8Array, place: string) {
    this.bytes = bytes;
    this.place = place;
    this.view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  }

  get position(): number {
    return this.at;
  }

  get remaining(): number {
    return this.bytes.length - this.at;
  }

  /** Moves on by `count` bytes and gives where they start. */
  private take(count: number): number {
    const start = this.at;
    if (count > this.bytes.length - start) throw corrupt(this.place, `${count} more bytes at ${start}`, `${this.bytes.length - start}`);
    this.at = start + count;
    return start;
  }

  seek(position: number): void {
    if (!(position >= 0 && position <= this.bytes.length)) throw corrupt(this.place, `a position up to ${this.bytes.length}`, position);
    this.at = position;
  }

  u8(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw corrupt(this.place, `another byte at ${this.at}`, 'the end');
    this.at += 1;
    return value;
  }

  u32(): number {
    return this.view.getUint32(this.take(4), true);
  }

  f64(): number {
    return this.view.getFloat64(this.take(8), true);
  }

  varint(): number {
    const first = this.u8();
    if (first < 0x80) return first;
    let value = first & 0x7f;
    let scale = 0x80;
    for (;;) {
      const next = this.u8();
      value += (next & 0x7f) * scale;
      if (next < 0x80) {
        // One number has one form: a final zero group would be another way to write the same.
        if (next === 0 || value > Number.MAX_SAFE_INTEGER) throw corrupt(this.place, 'a number in its shortest form', value);
        return value;
      }
      scale *= 0x80;
      if (scale > 2 ** 49) throw corrupt(this.place, 'a number below 2^53', 'more digits');
    }
  }

  /** An unsigned number below `limit`. */
  below(limit: number, what: string): number {
    const value = this.varint();
    if (value >= limit) throw corrupt(this.place, `${what} below ${limit}`, value);
    return value;
  }

  /** A count of things that take at least one byte each. */
  count(what: string, bytesEach = 1): number {
    const value = this.varint();
    if (value * bytesEach > this.remaining) throw corrupt(this.place, `at most ${Math.floor(this.remaining / bytesEach)} ${what}`, value);
    return value;
  }

  raw(count: number): Uint8Array {
    const start = this.take(count);
    return this.bytes.subarray(start, start + count);
  }

  align(multiple: number = COLUMN_ALIGNMENT): void {
    while (this.at % multiple !== 0) {
      if (this.u8() !== 0) throw corrupt(this.place, 'zero padding', 'another byte');
    }
  }

  /** A column of words: a view where it is aligned in memory, as files are, else a copy. */
  words(count: number): Uint32Array {
    this.align();
    const bytes = this.raw(count * 4);
    if (bytes.byteOffset % 4 === 0) return new Uint32Array(bytes.buffer, bytes.byteOffset, count);
    return new Uint32Array(bytes.slice().buffer, 0, count);
  }

  signedWords(count: number): Int32Array {
    const words = this.words(count);
    return new Int32Array(words.buffer, words.byteOffset, count);
  }

  /** Every byte of the range was used. */
  end(): void {
    if (this.at !== this.bytes.length) throw corrupt(this.place, `the end at ${this.bytes.length}`, `${this.remaining} more bytes`);
  }
}

/** Reads records of 32-bit words. */
export class WordReader {
  readonly words: Uint32Array;
  readonly place: string;
  private at = 0;

  constructor(words: Uint32Array, place: string) {
    this.words = words;
    this.place = place;
  }

  get position(): number {
    return this.at;
  }

  seek(position: number): void {
    if (!(position >= 0 && position <= this.words.length)) throw corrupt(this.place, `a record below word ${this.words.length}`, position);
    this.at = position;
  }

  next(): number {
    const value = this.words[this.at];
    if (value === undefined) throw corrupt(this.place, `a word at ${this.at}`, 'the end');
    this.at += 1;
    return value;
  }

  below(limit: number, what: string): number {
    const value = this.next();
    if (value >= limit) throw corrupt(this.place, `${what} below ${limit}`, value);
    return value;
  }

  wide(): number {
    const low = this.next();
    return low + this.below(2 ** 21, 'high word') * 2 ** 32;
  }

  count(what: string, wordsEach = 1): number {
    const value = this.next();
    const rest = this.words.length - this.at;
    if (value * wordsEach > rest) throw corrupt(this.place, `at most ${Math.floor(rest / wordsEach)} ${what}`, value);
    return value;
  }
}

/** Hexadecimal form of a hash. */
export function hex(bytes: Uint8Array): string {
  let text = '';
  for (const byte of bytes) text += byte.toString(16).padStart(2, '0');
  return text;
}
