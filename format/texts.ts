/**
 * Tables of texts: strings, sources, scripts. Each text is Latin-1 (one byte a character) or, where it has a character
 * above 0xFF, UTF-16. All Latin-1 texts of a table lie in one pool, so that one external string over it serves them all.
 *
 * Layout: count u32, latinSize u32, wideSize u32, reserved u32 · starts u32[count] · lengths u32[count]
 * (characters * 2 + 1 if UTF-16) · Latin-1 pool, 8-aligned · UTF-16 pool, 8-aligned. Starts count bytes within the text's pool.
 */
import { ByteReader, ByteWriter } from './bytes.ts';
import type { TextAt } from './component.ts';
import { MAXIMUM_TEXT } from './constants.ts';
import { contradiction, corrupt } from './damage.ts';
import { emptyTable } from './empty-table.ts';

/** True when a character needs two bytes. */
export function isTwoByte(text: string): boolean {
   
  return /[^\u0000-\u00ff]/.test(text);
}

/** Gives texts numbers, the same to equal ones. */
export interface TextNumbers {
  intern(text: string): number;
}

/** Texts by number; throws IC_CORRUPT for a number that none has. */
export interface Texts {
  readonly count: number;
  get(index: number): string;
}

/** Numbers texts in order of first use. */
export class TextList implements TextNumbers {
  readonly texts: string[] = [];
  readonly #numbers = new Map<string, number>();

  intern(text: string): number {
    let number = this.#numbers.get(text);
    if (number === undefined) this.#numbers.set(text, (number = this.texts.push(text) - 1));
    return number;
  }
}

/** Some of the texts of a table, numbered among themselves. */
export class TextSelection implements Texts {
  readonly #table: Texts;
  readonly #numbers: Uint32Array;
  readonly #place: string;

  constructor(table: Texts, numbers: Uint32Array, place: string) {
    this.#table = table;
    this.#numbers = numbers;
    this.#place = place;
  }

  get count(): number {
    return this.#numbers.length;
  }

  get(index: number): string {
    const number = this.#numbers[index];
    if (number === undefined) throw corrupt(this.#place, `a text number below ${this.#numbers.length}`, index);
    return this.#table.get(number);
  }
}

/** Collects texts; equal texts get one number when interned. */
export class TextTableWriter implements TextNumbers {
  private readonly place: string;
  private readonly numbers = new Map<string, number>();
  private readonly starts: number[] = [];
  private readonly lengths: number[] = [];
  private readonly latin = new ByteWriter();
  private readonly wide = new ByteWriter();

  constructor(place: string) {
    this.place = place;
  }

  get count(): number {
    return this.starts.length;
  }

  /** Number of the text, the same for equal texts. */
  intern(text: string): number {
    const known = this.numbers.get(text);
    if (known !== undefined) return known;
    const number = this.starts.length;
    this.numbers.set(text, number);
    const start = this.latin.size;
    const twoByte = !this.latin.ascii(text) && isTwoByte(text); // most texts are ASCII, and large ones take long to search
    const pool = twoByte ? this.wide : this.latin;
    this.starts.push(twoByte ? pool.size : start);
    this.lengths.push(text.length * 2 + (twoByte ? 1 : 0));
    if (twoByte) pool.raw(utf16(text));
    else if (pool.size === start) pool.raw(latin1(text));
    if (pool.size > MAXIMUM_TEXT) throw contradiction(this.place, `more than ${MAXIMUM_TEXT} bytes of text`);
    return number;
  }

  result(): Uint8Array {
    const out = new ByteWriter(this.latin.size + this.wide.size + this.starts.length * 8 + 64);
    out.u32(this.starts.length);
    out.u32(this.latin.size);
    out.u32(this.wide.size);
    out.u32(0);
    out.words(this.starts);
    out.words(this.lengths);
    out.align();
    out.raw(this.latin.result());
    out.align();
    out.raw(this.wide.result());
    return out.result();
  }
}

/** Gives the texts of a table, each made once. */
export class TextTable implements Texts {
  readonly count: number;
  private readonly place: string;
  private readonly starts: Uint32Array;
  private readonly lengths: Uint32Array;
  private readonly latinStart: number;
  private readonly latinSize: number;
  private readonly wideStart: number;
  private readonly wideSize: number;
  private readonly made: (string | undefined)[];
  private readonly textAt: TextAt;
  private readonly pooled: boolean;
  private pool: string | null = null;

  /** `textAt` counts from the start of `bytes`. Pooled: Latin-1 texts are cut out of one string over the whole pool. */
  constructor(bytes: Uint8Array, place: string, textAt: TextAt, pooled: boolean) {
    this.place = place;
    this.textAt = textAt;
    this.pooled = pooled;
    const reader = new ByteReader(bytes, place);
    this.count = reader.u32();
    this.latinSize = reader.u32();
    this.wideSize = reader.u32();
    if (reader.u32() !== 0) throw corrupt(place, 'a reserved zero', 'another number');
    this.starts = reader.words(this.count);
    this.made = emptyTable<string>(this.count);
    this.lengths = reader.words(this.count);
    reader.align();
    this.latinStart = reader.position;
    reader.raw(this.latinSize);
    reader.align();
    this.wideStart = reader.position;
    reader.raw(this.wideSize);
    reader.end();
    if (this.latinSize > MAXIMUM_TEXT) throw corrupt(place, `a pool of at most ${MAXIMUM_TEXT} bytes`, this.latinSize);
  }

  get(index: number): string {
    return this.made[index] ?? this.make(index);
  }

  private make(index: number): string {
    const start = this.starts[index];
    const tagged = this.lengths[index];
    if (start === undefined || tagged === undefined) throw corrupt(this.place, `a text number below ${this.count}`, index);
    const length = tagged >>> 1;
    const twoByte = (tagged & 1) === 1;
    const size = twoByte ? length * 2 : length;
    const limit = twoByte ? this.wideSize : this.latinSize;
    if (start + size > limit || (twoByte && start % 2 !== 0)) throw corrupt(this.place, `text ${index} within its pool of ${limit} bytes`, `${start} + ${size}`);
    const text = this.cut(start, length, twoByte);
    this.made[index] = text;
    return text;
  }

  private cut(start: number, length: number, twoByte: boolean): string {
    if (length === 0) return '';
    if (twoByte) return this.textAt(this.wideStart + start, length, true);
    if (!this.pooled) return this.textAt(this.latinStart + start, length, false);
    this.pool ??= this.textAt(this.latinStart, this.latinSize, false);
    return this.pool.substring(start, start + length);
  }

  /** Makes every text: for full checks. Texts that are not stored in the smallest form are refused. */
  verify(): void {
    for (let index = 0; index < this.count; index += 1) {
      if (isTwoByte(this.get(index)) !== ((this.lengths[index] ?? 0) % 2 === 1)) throw corrupt(this.place, `text ${index} in its smallest form`, 'another');
    }
  }
}

/** Texts out of bytes where nothing better is at hand: a copy, in pieces that fit on the stack. */
export function copyText(bytes: Uint8Array): TextAt {
  const data = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  return (offset, length, twoByte) => {
    const parts: string[] = [];
    const PIECE = 4096;
    for (let done = 0; done < length; done += PIECE) {
      const codes: number[] = [];
      const end = Math.min(length, done + PIECE);
      for (let index = done; index < end; index += 1) codes.push(twoByte ? data.getUint16(offset + index * 2, true) : data.getUint8(offset + index));
      parts.push(String.fromCharCode(...codes));
    }
    return parts.join('');
  };
}

function latin1(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length);
  for (let index = 0; index < text.length; index += 1) bytes[index] = text.charCodeAt(index);
  return bytes;
}

function utf16(text: string): Uint8Array {
  const bytes = new Uint8Array(text.length * 2);
  const data = new DataView(bytes.buffer);
  for (let index = 0; index < text.length; index += 1) data.setUint16(index * 2, text.charCodeAt(index), true);
  return bytes;
}

