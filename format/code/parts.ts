/** References by number within one module: how readers find the part that a number means. */
import type { ByteReader } from '../bytes.ts';
import { corrupt } from '../damage.ts';
import type { Writable } from '../unsafe-pending.ts';
import type { HomeLiteral, Literal, Scope, Variable } from './model.ts';

/** What readers need beside the bytes: the parts with numbers, those of texts around a direct eval after the text's own. */
export interface Parts {
  readonly scopes: readonly Scope[];
  readonly literals: readonly Literal[];
  readonly variables: readonly Variable[];
  readonly homes: readonly HomeLiteral[];
}

/** The parts that are being read. */
export interface OwnParts extends Parts {
  readonly scopes: readonly Writable<Scope>[];
  readonly literals: readonly Writable<Literal>[];
  readonly variables: readonly Writable<Variable>[];
  readonly homes: readonly Writable<HomeLiteral>[];
}

/** Numbered part, checked. */
export function part<T>(list: readonly T[], bytes: ByteReader, what: string): T {
  const index = bytes.varint();
  const value = list[index];
  if (value === undefined) throw corrupt(bytes.place, `${what} below ${list.length}`, index);
  return value;
}

/** `null` is 0, others one more than their number. */
export function optionalPart<T>(list: readonly T[], bytes: ByteReader, what: string): T | null {
  const index = bytes.varint();
  if (index === 0) return null;
  const value = list[index - 1];
  if (value === undefined) throw corrupt(bytes.place, `${what} below ${list.length}`, index - 1);
  return value;
}
