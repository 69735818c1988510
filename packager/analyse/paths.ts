/** Paths of literals: stable for identical text, readable in messages and reports. */
import type { LiteralRecord } from './records.ts';

/** Path of a literal from the names around it: `createApplication>app`, the second of one name `app#1`, unnamed ones `arrow#0`. */
export function pathOf(literal: LiteralRecord, name: string | null): string {
  const parent = literal.owner ?? literal.parent;
  const prefix = parent === null || parent.kind === 'module' ? '' : `${parent.path}>`;
  const base = literal.kind === 'get' || literal.kind === 'set' ? `${literal.kind} ${name ?? ''}` : (name ?? literal.kind);
  if (parent === null) return base;
  parent.segments ??= new Map();
  const count = parent.segments.get(base) ?? 0;
  parent.segments.set(base, count + 1);
  return `${prefix}${base}${count > 0 || name === null ? `#${count}` : ''}`;
}
