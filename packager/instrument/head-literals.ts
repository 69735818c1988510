/** Literals in parameter lists and computed keys: their markers precede those of the functions around them. */
import type { Literal } from '../../format/code/model.ts';
import { LiteralRecord } from '../analyse/records.ts';

/** Those of analyses that were not made in this process. */
export const headLiterals = new WeakSet<Literal>();

/** Whether the literal stands in the head of another one. */
export function isInHead(literal: Literal): boolean {
  return literal instanceof LiteralRecord ? literal.inHead : headLiterals.has(literal);
}
