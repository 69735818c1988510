/** Differences between two readings of one object: what the loading of a later component did to it. */

import { Attribute } from '../../format/graph/model.ts';
import { ABSENT, same, type Content, type RawProperty } from '../capture/content.ts';

/** Where in its owner a value stands; the owner is known beside it. */
export type RawSlot =
  | { readonly kind: 'property'; readonly key: string | symbol }
  | { readonly kind: 'element'; readonly index: number }
  | { readonly kind: 'map-entry' | 'set-entry'; readonly key: unknown }
  | { readonly kind: 'listener'; readonly event: string | symbol; readonly once: boolean }
  | { readonly kind: 'variable'; readonly name: string }
  | { readonly kind: 'private'; readonly classObject: object; readonly name: string }
  | { readonly kind: 'bytes'; readonly offset: number; readonly length: number }
  | { readonly kind: 'internal'; readonly name: 'prototype' | 'integrity' | 'lastIndex' | 'time' | 'length' };

/** ABSENT before: added; ABSENT after: deleted. Accessors: getter in before/after, setter beside. */
export interface Difference {
  readonly slot: RawSlot;
  readonly before: unknown;
  readonly after: unknown;
  readonly beforeSetter: unknown;
  readonly setter: unknown;
  /** Attribute bits after; for listeners `ListenerFlag`. */
  readonly flags: number;
}

/** A difference of a slot without attributes. */
export function plainDifference(slot: RawSlot, before: unknown, after: unknown): Difference {
  return { slot, before, after, beforeSetter: ABSENT, setter: ABSENT, flags: Attribute.plain };
}

const INDEX = /^(?:0|[1-9]\d{0,9})$/;

/** All differences, in the order of the later reading, deletions last. Weak tables' entries and EventEmitters' listeners are compared elsewhere. */
export function differencesOf(before: Content, after: Content): Difference[] {
  const found: Difference[] = [];
  compareSlots(before, after, found);
  compareProperties(before.properties, after.properties, before.kind === 'array' ? appendedTo(before.length, after.properties) : null, found);
  comparePrivates(before, after, found);
  if (!same(before.prototype, after.prototype)) found.push(plainDifference({ kind: 'internal', name: 'prototype' }, before.prototype, after.prototype));
  if (before.integrity !== after.integrity) found.push(plainDifference({ kind: 'internal', name: 'integrity' }, before.integrity, after.integrity));
  return found;
}

function compareSlots(before: Content, after: Content, found: Difference[]): void {
  if (before.kind === 'map' && after.kind === 'map') compareEntries(before.entries, after.entries, 2, found);
  else if (before.kind === 'set' && after.kind === 'set') compareEntries(before.entries, after.entries, 1, found);
  else if (before.kind === 'buffer' && after.kind === 'buffer') compareBytes(before.bytes, after.bytes, found);
  else if (before.kind === 'array' && after.kind === 'array') compareLength(before, after, found);
  else if (before.kind === 'date' && after.kind === 'date') compareInternal('time', before.time, after.time, found);
  else if (before.kind === 'regexp' && after.kind === 'regexp') compareInternal('lastIndex', before.lastIndex, after.lastIndex, found);
  else if (before.kind === 'class' && after.kind === 'class') {
    before.staticPrivates.forEach(({ name, value }, index) => {
      const now = after.staticPrivates[index]?.value;
      if (!same(value, now)) found.push(plainDifference({ kind: 'private', classObject: before.evaluation.classObject, name }, value, now));
    });
  }
}

function compareInternal(name: 'time' | 'lastIndex', before: unknown, after: unknown, found: Difference[]): void {
  if (!same(before, after)) found.push(plainDifference({ kind: 'internal', name }, before, after));
}

/** An array that grew by appended elements has no difference of its own; a shorter one, or one whose end is holes, has. */
function compareLength(before: Content & { readonly kind: 'array' }, after: Content & { readonly kind: 'array' }, found: Difference[]): void {
  const end = after.properties.reduce((last, { key }) => (typeof key === 'string' && INDEX.test(key) ? Math.max(last, Number(key) + 1) : last), 0);
  if (after.length < before.length || (after.length > before.length && after.length > end)) {
    found.push(plainDifference({ kind: 'internal', name: 'length' }, before.length, after.length));
  }
}

/** Entries by key: order does not count. */
function compareEntries(before: readonly unknown[], after: readonly unknown[], stride: 1 | 2, found: Difference[]): void {
  const kind = stride === 2 ? 'map-entry' : 'set-entry';
  const old = new Map<unknown, unknown>();
  for (let index = 0; index < before.length; index += stride) old.set(before[index], stride === 2 ? before[index + 1] : before[index]);
  const now = new Set<unknown>();
  for (let index = 0; index < after.length; index += stride) {
    const key = after[index];
    const value = stride === 2 ? after[index + 1] : key;
    now.add(key);
    if (!old.has(key)) found.push(plainDifference({ kind, key }, ABSENT, value));
    else if (!same(old.get(key), value)) found.push(plainDifference({ kind, key }, old.get(key), value));
  }
  for (const [key, value] of old) if (!now.has(key)) found.push(plainDifference({ kind, key }, value, ABSENT));
}

/** Indices of elements that follow the end of before without a hole. Those beyond a hole, or in one, are entries of a table: their index counts. */
function appendedTo(length: number, after: readonly RawProperty[]): { readonly start: number; readonly end: number } {
  let end = length;
  for (const { key } of after) if (key === String(end)) end += 1; // indices come first and in order
  return { start: length, end };
}

function compareProperties(before: readonly RawProperty[], after: readonly RawProperty[], appended: { readonly start: number; readonly end: number } | null, found: Difference[]): void {
  const old = new Map<string | symbol, RawProperty>();
  for (const property of before) old.set(property.key, property);
  for (const property of after) {
    const was = old.get(property.key);
    old.delete(property.key);
    if (was !== undefined && was.flags === property.flags && same(was.value, property.value) && same(was.setter, property.setter)) continue;
    found.push({
      slot: propertySlot(property.key, appended, was === undefined),
      before: was === undefined ? ABSENT : was.value,
      after: property.value,
      beforeSetter: was === undefined ? ABSENT : was.setter,
      setter: property.setter,
      flags: property.flags,
    });
  }
  for (const [key, was] of old) {
    found.push({ slot: propertySlot(key, appended, false), before: was.value, after: ABSENT, beforeSetter: was.setter, setter: ABSENT, flags: 0 });
  }
}

function propertySlot(key: string | symbol, appended: { readonly start: number; readonly end: number } | null, isNew: boolean): RawSlot {
  if (appended === null || typeof key !== 'string' || !INDEX.test(key)) return { kind: 'property', key };
  const index = Number(key);
  return isNew && (index < appended.start || index >= appended.end) ? { kind: 'property', key } : { kind: 'element', index };
}

function comparePrivates(before: Content, after: Content, found: Difference[]): void {
  for (const { classObject, fields } of after.privates) {
    const was = before.privates.find((state) => state.classObject === classObject);
    for (const { name, value } of fields) {
      const field = was?.fields.find((candidate) => candidate.name === name);
      if (field === undefined) found.push(plainDifference({ kind: 'private', classObject, name }, ABSENT, value === ABSENT ? undefined : value));
      else if (!same(field.value, value)) found.push(plainDifference({ kind: 'private', classObject, name }, field.value, value));
    }
  }
}

/** Equal bytes between two differing stretches that are too short to be worth an entry of their own. */
const SHORTEST_GAP = 8;

/** Differing stretches; before and after as strings of one character per byte. A longer buffer counts as changed at its end. */
function compareBytes(before: Uint8Array, after: Uint8Array, found: Difference[]): void {
  const length = Math.max(before.length, after.length);
  for (let start = 0; start < length; start += 1) {
    if (before[start] === after[start]) continue;
    let end = start + 1;
    for (let probe = end; probe < length && probe - end <= SHORTEST_GAP; probe += 1) if (before[probe] !== after[probe]) end = probe + 1;
    found.push(plainDifference({ kind: 'bytes', offset: start, length: end - start }, latin(before, start, end), latin(after, start, end)));
    start = end;
  }
}

function latin(bytes: Uint8Array, start: number, end: number): string {
  let text = '';
  for (let index = start; index < Math.min(end, bytes.length); index += 1) text += String.fromCharCode(bytes[index] ?? 0);
  return text;
}
