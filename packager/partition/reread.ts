/** Reads everything that earlier components own once more and tells what the component in hand did to it. */

import { notCapturable } from '../errors.ts';
import type { Heap } from '../capture/heap.ts';
import type { LiveInstance, LiveObject } from '../capture/live.ts';
import type { Content } from '../capture/content.ts';
import { ABSENT, same } from '../capture/content.ts';
import { LISTENER_KEYS, listeningOf, type Listening } from '../capture/emitters.ts';
import { tellPlace } from '../capture/paths.ts';
import { automaticPrototype, isPristine, pristineParent } from '../capture/read-function.ts';
import { Refused } from '../capture/refused.ts';
import type { ScopeReader } from '../instrument/types.ts';
import { differencesOf, plainDifference, type Difference } from './difference.ts';
import { listenerDifferences } from './listeners.ts';

/** A difference with what it belongs to. */
export interface Located {
  readonly owner: LiveObject | LiveInstance;
  readonly difference: Difference;
}

/** Listeners of all captured EventEmitters when they were last looked at. */
export class ListenerTable {
  readonly #known = new Map<LiveObject, Listening>();

  /** Notes the emitters among newly captured objects. */
  note(objects: readonly LiveObject[]): void {
    for (const object of objects) {
      const listening = typeof object.value === 'object' && object.content !== null ? listeningOf(object.value) : null;
      if (listening !== null) this.#known.set(object, listening);
    }
  }

  /** What changed since, with the objects that are Node's own means and not to be compared. */
  compare(): { readonly located: readonly Located[]; readonly inner: ReadonlySet<object>; readonly emitters: ReadonlySet<LiveObject> } {
    const located: Located[] = [];
    const inner = new Set<object>();
    for (const [owner, before] of this.#known) {
      const after = typeof owner.value === 'object' ? listeningOf(owner.value) : null;
      if (after === null) continue;
      for (const object of [...before.inner, ...after.inner]) inner.add(object);
      for (const difference of listenerDifferences(before.listeners, after.listeners)) located.push({ owner, difference });
      this.#known.set(owner, after);
    }
    return { located, inner, emitters: new Set(this.#known.keys()) };
  }

  /** Whether Node keeps listeners of a captured emitter in that object, as it was when last looked at. */
  keepsIn(object: object): boolean {
    for (const { inner } of this.#known.values()) if (inner.includes(object)) return true;
    return false;
  }
}

/** Compares and takes the new reading as the last one. In order of discovery. */
export function rereadEarlier(heap: Heap, listeners: ListenerTable, reader: ScopeReader): Located[] {
  const found: Located[] = [];
  const { located, inner, emitters } = listeners.compare();
  for (const object of [...heap.objects.values()]) {
    const { content, value } = object;
    if (content === null || typeof value === 'symbol' || inner.has(value)) continue;
    const after = rereadOne(heap, object, content);
    if (after === null) continue;
    object.content = after;
    for (const difference of differencesOf(content, after)) {
      if (emitters.has(object) && difference.slot.kind === 'property' && LISTENER_KEYS.has(difference.slot.key)) continue;
      found.push({ owner: object, difference });
    }
    found.push(...impliedDifferences(heap, object, content, after));
  }
  return [...found, ...located, ...variableDifferences(heap, reader)];
}

function rereadOne(heap: Heap, object: LiveObject, before: Content): Content | null {
  try {
    return heap.reread(object, before);
  } catch (error) {
    if (!(error instanceof Refused)) throw error;
    const { name } = heap.current;
    heap.problem(notCapturable(name, { path: tellPlace(object.owner, object.place), position: error.position }, `${error.message}, which the loading of ${name} made of it`, error.remedy));
    return null;
  }
}

/** A function's automatic `prototype` object that was untouched so far, and no longer is, or was replaced. */
function impliedDifferences(heap: Heap, object: LiveObject, before: Content, after: Content): Located[] {
  if ((before.kind !== 'function' && before.kind !== 'method') || !before.natural || typeof object.value !== 'function') return [];
  const { literal } = before.code;
  const was: unknown = before.properties.find(({ key }) => key === 'prototype')?.value;
  if (typeof was !== 'object' || was === null || heap.objects.has(was)) return [];
  const replaced = automaticPrototype(object.value, literal) !== was;
  if (!replaced && isPristine(was, object.value, literal)) return [];
  const pristine: Content = pristineContent(object.value, before);
  const implied = heap.addImplied(was, object, pristine);
  const now = rereadOne(heap, implied, pristine);
  object.content = { ...after, natural: !replaced } as Content; // a changed automatic object: the function itself did not change
  if (now === null) return [];
  implied.content = now;
  return differencesOf(pristine, now).map((difference) => ({ owner: implied, difference }));
}

function pristineContent(fn: Function, { code }: Content & { readonly kind: 'function' | 'method' }): Content {
  const constructor = { key: 'constructor', flags: 5, value: fn, setter: ABSENT };
  return { kind: 'object', prototype: pristineParent(code.literal), properties: code.literal.generator ? [] : [constructor], integrity: 0, privates: [] };
}

function variableDifferences(heap: Heap, reader: ScopeReader): Located[] {
  const found: Located[] = [];
  for (const instance of heap.instances()) {
    if (instance.owner === heap.current.name) continue;
    for (const [name, entry] of instance.variables) {
      const { variable, scope } = entry;
      if (variable.kind === 'import' || variable.kind === 'pseudo') continue;
      const now = scope === null ? reader.readModule(instance.text, variable) : scope.read(variable);
      if (same(now, entry.value)) continue;
      found.push({ owner: instance, difference: plainDifference({ kind: 'variable', name }, entry.value, now) });
      entry.value = now;
    }
  }
  return found;
}
