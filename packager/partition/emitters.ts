/** EventEmitters by meaning: which functions listen to which event, not how Node keeps them. */

import { EventEmitter } from 'node:events';
import { ABSENT } from '../capture/content.ts';
import { descriptorOf, keysOf, prototypeOf } from '../capture/operations.ts';
import { plainDifference, type Difference } from './difference.ts';

const emitterPrototype: object = EventEmitter.prototype;

export interface Listener {
  readonly event: string | symbol;
  /** The function given to `on` or `once`. */
  readonly listener: unknown;
  readonly once: boolean;
}

/** Listeners in order, and the objects in which Node keeps them. */
export interface Listening {
  readonly listeners: readonly Listener[];
  readonly inner: readonly object[];
}

/** Keys of an emitter in which Node keeps its listeners. */
export const LISTENER_KEYS: ReadonlySet<string | symbol> = new Set(['_events', '_eventsCount']);

/** What listens to an object; null if it is no EventEmitter or has no table yet. */
export function listeningOf(object: object): Listening | null {
  let at = prototypeOf(object);
  while (at !== null && at !== emitterPrototype) at = prototypeOf(at);
  if (at === null) return null;
  const events: unknown = descriptorOf(object, '_events')?.value;
  if (typeof events !== 'object' || events === null) return { listeners: [], inner: [] };
  const listeners: Listener[] = [];
  const inner: object[] = [events];
  for (const event of keysOf(events)) {
    const held: unknown = descriptorOf(events, event)?.value;
    if (Array.isArray(held)) {
      inner.push(held);
      for (let index = 0; index < held.length; index += 1) listeners.push(listenerOf(event, descriptorOf(held, String(index))?.value));
    } else if (typeof held === 'function') {
      listeners.push(listenerOf(event, held));
    }
    inner.push(...wrappersOf(held));
  }
  return { listeners, inner };
}

function listenerOf(event: string | symbol, held: unknown): Listener {
  const wrapped: unknown = typeof held === 'function' ? descriptorOf(held, 'listener')?.value : undefined;
  return typeof wrapped === 'function' ? { event, listener: wrapped, once: true } : { event, listener: held, once: false };
}

/** Node's own wrappers around `once` listeners. */
function wrappersOf(held: unknown): object[] {
  const all: unknown[] = Array.isArray(held) ? Array.from(held as ArrayLike<unknown>) : [held];
  return all.filter((fn): fn is object => typeof fn === 'function' && typeof descriptorOf(fn, 'listener')?.value === 'function');
}

/** Added listeners, then those that are gone. The same function twice counts twice. */
export function listenerDifferences(before: readonly Listener[], after: readonly Listener[]): Difference[] {
  const left = [...before];
  const found: Difference[] = [];
  for (const now of after) {
    const index = left.findIndex((was) => was.event === now.event && was.listener === now.listener && was.once === now.once);
    if (index >= 0) left.splice(index, 1);
    else found.push({ ...plainDifference({ kind: 'listener', event: now.event, once: now.once }, ABSENT, now.listener), flags: now.once ? 1 : 0 });
  }
  for (const was of left) found.push({ ...plainDifference({ kind: 'listener', event: was.event, once: was.once }, was.listener, ABSENT), flags: was.once ? 1 : 0 });
  return found;
}
