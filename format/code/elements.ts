/** Spans, keys and class elements of an analysis: twins for codec.ts. */
import type { ByteReader, ByteWriter } from '../bytes.ts';
import { wordsOf, type Input, type Output } from '../codec.ts';
import { corrupt } from '../damage.ts';
import { optionalPart, part, type Parts } from './parts.ts';
import type { ClassElement, ClassInfo, ElementKey } from './model.ts';
import type { Numbering } from './numbering.ts';

const ELEMENT_KINDS = wordsOf<ClassElement['kind']>({ method: true, get: true, set: true, constructor: true, field: true, accessor: true, 'static-block': true });

interface Span {
  readonly start: number;
  readonly end: number;
}

/** Start and length. */
export function writeSpan(bytes: ByteWriter, span: Span): void {
  bytes.varint(span.start);
  bytes.varint(span.end - span.start);
}

export function readSpan(bytes: ByteReader): { start: number; end: number } {
  const start = bytes.varint();
  return { start, end: start + bytes.varint() };
}

export function writeOptionalSpan(bytes: ByteWriter, span: Span | null): void {
  bytes.u8(span === null ? 0 : 1);
  if (span !== null) writeSpan(bytes, span);
}

export function readOptionalSpan(bytes: ByteReader): { start: number; end: number } | null {
  return bytes.below(2, 'a presence mark') === 0 ? null : readSpan(bytes);
}

/** 0 none, 1 name, 2 private, 3 computed. */
export function writeKey(out: Output, key: ElementKey | null): void {
  const { bytes, strings } = out;
  if (key === null) return bytes.u8(0);
  bytes.u8(key.kind === 'name' ? 1 : key.kind === 'private' ? 2 : 3);
  bytes.varint(key.kind === 'computed' ? key.index : strings.intern(key.name));
  writeSpan(bytes, key);
}

export function readKey(input: Input): ElementKey | null {
  const { bytes, strings } = input;
  const kind = bytes.below(4, 'a key kind');
  if (kind === 0) return null;
  const number = bytes.varint();
  if (kind === 3) return { kind: 'computed', index: number, ...readSpan(bytes) };
  return { kind: kind === 1 ? 'name' : 'private', name: strings.get(number), ...readSpan(bytes) };
}

export function writeClassInfo(out: Output, info: ClassInfo | null, numbers: Numbering): void {
  const { bytes } = out;
  bytes.u8(info === null ? 0 : 1);
  if (info === null) return;
  writeOptionalSpan(bytes, info.heritage);
  bytes.varint(info.bodyStart);
  bytes.varint(info.bodyEnd);
  bytes.varint(info.constructorLiteral === null ? 0 : numbers.literal(info.constructorLiteral) + 1);
  bytes.varint(info.computedKeys);
  bytes.varint(info.elements.length);
  for (const element of info.elements) {
    bytes.varint(ELEMENT_KINDS.indexOf(element.kind));
    bytes.u8((element.isStatic ? 1 : 0) + (element.namesValue ? 2 : 0));
    writeSpan(bytes, element);
    writeKey(out, element.key);
    writeOptionalSpan(bytes, element.value);
    bytes.varint(element.literal === null ? 0 : numbers.literal(element.literal) + 1);
  }
}

export function readClassInfo(input: Input, parts: Parts): ClassInfo | null {
  const { bytes } = input;
  if (bytes.below(2, 'a presence mark') === 0) return null;
  const heritage = readOptionalSpan(bytes);
  const bodyStart = bytes.varint();
  const bodyEnd = bytes.varint();
  const constructorLiteral = optionalPart(parts.literals, bytes, 'a literal');
  const computedKeys = bytes.varint();
  const count = bytes.count('class elements', 6);
  const elements: ClassElement[] = [];
  for (let index = 0; index < count; index += 1) {
    const kind = part(ELEMENT_KINDS, bytes, 'an element kind');
    const flags = bytes.below(4, 'element flags');
    const span = readSpan(bytes);
    const key = readKey(input);
    const value = readOptionalSpan(bytes);
    const literal = optionalPart(parts.literals, bytes, 'a literal');
    elements.push({ kind, isStatic: (flags & 1) !== 0, ...span, key, value, namesValue: (flags & 2) !== 0, literal });
  }
  if (bodyEnd < bodyStart) throw corrupt(bytes.place, `a class body that ends after ${bodyStart}`, bodyEnd);
  return { heritage, bodyStart, bodyEnd, elements, constructorLiteral, computedKeys };
}
