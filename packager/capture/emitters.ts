/** EventEmitters by meaning: which functions listen to which event, not how Node keeps them. */

import { EventEmitter } from 'node:events';
import { descriptorOf, keysOf, prototypeOf } from './operations.ts';

const emitterPrototype: object = EventEmitter.prototype;

export interface Listener {
  readonly event: string | symbol;
  /** The function given to `on` or `once`. */
  readonly listener: unknown;
  readonly once: boolean;
  /** Node's own wrapper around a `once` listener. */
  readonly wrapper: object | null;
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
  if (descriptorOf(object, '_events') === undefined) return null;
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
  }
  for (const { wrapper } of listeners) if (wrapper !== null) inner.push(wrapper);
  return { listeners, inner };
}

function listenerOf(event: string | symbol, held: unknown): Listener {
  const wrapped: unknown = typeof held === 'function' ? descriptorOf(held, 'listener')?.value : undefined;
  return typeof held === 'function' && typeof wrapped === 'function' ? { event, listener: wrapped, once: true, wrapper: held } : { event, listener: held, once: false, wrapper: null };
}
