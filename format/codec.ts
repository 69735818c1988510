/**
 * Codecs as descriptions: one value describes how a type is written and how it is read, so that the twins cannot part.
 * For tables of moderate size; the large ones (objects, references) have hand-written twins beside their models.
 */
import type { ByteReader, ByteWriter } from './bytes.ts';
import { contradiction, corrupt } from './damage.ts';
import type { Word } from './graph/model.ts';
import type { TextNumbers, Texts } from './texts.ts';

export interface Output {
  readonly bytes: ByteWriter;
  readonly strings: TextNumbers;
}

export interface Input {
  readonly bytes: ByteReader;
  readonly strings: Texts;
  /** Checks that the word's table has such an entry. */
  readonly checkWord: (word: number) => Word;
}

/** A description of how values of one type stand in the file. Reading checks everything it reads. */
export interface Codec<T> {
  write(out: Output, value: T): void;
  read(input: Input): T;
}

type Fields<T> = { readonly [K in keyof T]-?: Codec<T[K]> };
type Case<T, K> = Omit<Extract<T, { readonly kind: K }>, 'kind'>;

/** A string, by its number in the string table. */
export const text: Codec<string> = {
  write: (out, value) => out.bytes.varint(out.strings.intern(value)),
  read: (input) => input.strings.get(input.bytes.below(input.strings.count, 'a string number')),
};

export const unsigned: Codec<number> = {
  write(out, value) {
    if (!Number.isSafeInteger(value) || value < 0) throw contradiction('number', `${value} is no count`);
    out.bytes.varint(value);
  },
  read: (input) => input.bytes.varint(),
};

export const flag: Codec<boolean> = {
  write: (out, value) => out.bytes.u8(value ? 1 : 0),
  read: (input) => input.bytes.below(2, 'a truth value') === 1,
};

export const graphWord: Codec<Word> = {
  write: (out, value) => out.bytes.varint(value),
  read: (input) => input.checkWord(input.bytes.varint()),
};

/** The words of a closed union, in the order of the table: the compiler notices a missing one. New ones go to the end. */
export function wordsOf<T extends string>(table: Readonly<Record<T, true>>): readonly T[] {
  return Object.keys(table) as T[]; // the type of the table says so
}

/** One of a few constants, by its place in the list. New ones go to the end. */
export function oneOf<const T>(values: readonly T[]): Codec<T> {
  return {
    write(out, value) {
      const index = values.indexOf(value);
      if (index < 0) throw contradiction('constant', `${String(value)} is none of ${values.join(', ')}`);
      out.bytes.varint(index);
    },
    read(input) {
      const index = input.bytes.below(values.length, 'a constant');
      const value = values[index];
      if (value === undefined) throw corrupt(input.bytes.place, 'a known constant', index);
      return value;
    },
  };
}

export function nullable<T>(item: Codec<T>): Codec<T | null> {
  return {
    write(out, value) {
      out.bytes.u8(value === null ? 0 : 1);
      if (value !== null) item.write(out, value);
    },
    read: (input) => (input.bytes.below(2, 'a presence mark') === 0 ? null : item.read(input)),
  };
}

export function list<T>(item: Codec<T>): Codec<readonly T[]> {
  return {
    write(out, values) {
      out.bytes.varint(values.length);
      for (const value of values) item.write(out, value);
    },
    read(input) {
      const count = input.bytes.count('entries');
      const values: T[] = [];
      for (let index = 0; index < count; index += 1) values.push(item.read(input));
      return values;
    },
  };
}

/** Fields in the order of the description. */
export function struct<T extends object>(fields: Fields<T>): Codec<T> {
  const keys = Object.keys(fields) as (keyof T & string)[]; // the mapped type has just these keys
  return {
    write(out, value) {
      for (const key of keys) fields[key].write(out, value[key]);
    },
    read(input) {
      const value: Partial<T> = {};
      for (const key of keys) value[key] = fields[key].read(input);
      return value as T; // every field was read
    },
  };
}

/** Closed union by `kind`; the number of a case is its place in the description. */
export function variant<T extends { readonly kind: string }>(cases: { readonly [K in T['kind']]: Fields<Case<T, K>> }): Codec<T> {
  const kinds = Object.keys(cases) as T['kind'][]; // the mapped type has just these keys
  const codecs = new Map<string, readonly [string, Codec<unknown>][]>(kinds.map((kind) => [kind, Object.entries(cases[kind])]));
  return {
    write(out, value) {
      const index = kinds.indexOf(value.kind);
      const fields = codecs.get(value.kind);
      if (fields === undefined) throw contradiction('variant', `${value.kind} is none of ${kinds.join(', ')}`);
      out.bytes.varint(index);
      const record = new Map<string, unknown>(Object.entries(value));
      for (const [key, codec] of fields) codec.write(out, record.get(key));
    },
    read(input) {
      const kind = kinds[input.bytes.below(kinds.length, 'a case')] ?? '';
      const value: Record<string, unknown> = { kind };
      for (const [key, codec] of codecs.get(kind) ?? []) value[key] = codec.read(input);
      return value as unknown as T; // kind and every field of its case were read
    },
  };
}

/** String → string, in order. Keys may be any string. */
export const textMap: Codec<Readonly<Record<string, string>>> = {
  write(out, value) {
    const entries = Object.entries(value);
    out.bytes.varint(entries.length);
    for (const [key, item] of entries) {
      text.write(out, key);
      text.write(out, item);
    }
  },
  read(input) {
    const count = input.bytes.count('entries', 2);
    const entries: [string, string][] = [];
    for (let index = 0; index < count; index += 1) entries.push([text.read(input), text.read(input)]);
    return Object.fromEntries(entries);
  },
};
