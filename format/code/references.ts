/**
 * References of a module: the largest table of an analysis. Each: start (difference to the one before), length,
 * use + 8 * shorthand + 16 * has key + 32 * (0 none, 1 expression, 2 for-head) + 128 * names right, variable, literal, key, assignment.
 */
import type { ByteReader } from '../bytes.ts';
import { wordsOf, type Input, type Output } from '../codec.ts';
import { corrupt } from '../damage.ts';
import { part, type Parts } from './parts.ts';
import { readSpan, writeSpan } from './elements.ts';
import type { AssignmentSite, Reference, UseKind } from './model.ts';
import type { Numbering } from './numbering.ts';

const USES = wordsOf<UseKind>({ read: true, call: true, typeof: true, delete: true, 'member-read': true, 'member-call': true, write: true, update: true });

const Bits = { use: 7, shorthand: 8, key: 16, expression: 32, forHead: 64, namesRight: 128 } as const;

function bitsOf(reference: Reference): number {
  const { assignment } = reference;
  let bits = USES.indexOf(reference.use);
  if (reference.shorthand) bits += Bits.shorthand;
  if (reference.key !== null) bits += Bits.key;
  if (assignment?.kind === 'expression') bits += Bits.expression;
  if (assignment?.kind === 'for-head') bits += Bits.forHead;
  if (assignment !== null && assignment.namesRight !== null) bits += Bits.namesRight;
  return bits;
}

export function writeReferences(out: Output, references: readonly Reference[], numbers: Numbering): void {
  const { bytes } = out;
  bytes.varint(references.length);
  let previous = 0;
  for (const reference of references) {
    // Ascending by position; should one ever not be, the difference is written as a whole turn of 2^32.
    const difference = reference.start - previous;
    bytes.varint(difference >= 0 ? difference : difference + 2 ** 32);
    previous = reference.start;
    bytes.varint(reference.end - reference.start);
    bytes.u8(bitsOf(reference));
    bytes.varint(numbers.variable(reference.variable));
    bytes.varint(numbers.literal(reference.literal));
    if (reference.key !== null) bytes.varint(out.strings.intern(reference.key));
    const { assignment } = reference;
    if (assignment === null) continue;
    writeSpan(bytes, assignment);
    bytes.varint(assignment.bodyStart);
    bytes.varint(assignment.bodyEnd);
    if (assignment.namesRight !== null) writeSpan(bytes, assignment.namesRight);
  }
}

export function readReferences(input: Input, parts: Parts): Reference[] {
  const { bytes, strings } = input;
  const count = bytes.count('references', 5);
  const references: Reference[] = [];
  let start = 0;
  for (let index = 0; index < count; index += 1) {
    start += bytes.varint();
    if (start >= 2 ** 32) start -= 2 ** 32;
    if (start >= 2 ** 32) throw corrupt(bytes.place, 'a position below 2^32', start);
    const end = start + bytes.varint();
    const bits = bytes.u8();
    const variable = part(parts.variables, bytes, 'a variable');
    const literal = part(parts.literals, bytes, 'a literal');
    const key = (bits & Bits.key) === 0 ? null : strings.get(bytes.varint());
    const assignment = readAssignment(bytes, bits);
    const use = USES[bits & Bits.use] ?? 'read'; // three bits, eight uses
    references.push({ start, end, variable, use, literal, shorthand: (bits & Bits.shorthand) !== 0, key, assignment });
  }
  bytes.end();
  return references;
}

function readAssignment(bytes: ByteReader, bits: number): AssignmentSite | null {
  const kinds = bits & (Bits.expression | Bits.forHead);
  if (kinds === 0 && (bits & Bits.namesRight) === 0) return null;
  if (kinds !== Bits.expression && kinds !== Bits.forHead) throw corrupt(bytes.place, 'one kind of assignment', bits);
  const span = readSpan(bytes);
  const bodyStart = bytes.varint();
  const bodyEnd = bytes.varint();
  const namesRight = (bits & Bits.namesRight) === 0 ? null : readSpan(bytes);
  return { kind: kinds === Bits.expression ? 'expression' : 'for-head', ...span, bodyStart, bodyEnd, namesRight };
}
