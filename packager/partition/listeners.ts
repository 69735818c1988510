/** Which listeners an EventEmitter got or lost. */

import { ABSENT } from '../capture/content.ts';
import type { Listener } from '../capture/emitters.ts';
import { ListenerFlag } from '../../format/graph/model.ts';
import { plainDifference, type Difference } from './difference.ts';

/** Added listeners (those that were put before all others of their event first, in the order in which they were), then those that are gone. The same function twice counts twice. */
export function listenerDifferences(before: readonly Listener[], after: readonly Listener[]): Difference[] {
  const left = [...before];
  const found: Difference[] = [];
  const stayed = new Set<Listener>();
  for (const now of after) {
    const index = left.findIndex((was) => was.event === now.event && was.listener === now.listener && was.once === now.once);
    if (index < 0) continue;
    left.splice(index, 1);
    stayed.add(now);
  }
  const waiting = new Map<string | symbol, number>();
  for (const { event } of stayed) waiting.set(event, (waiting.get(event) ?? 0) + 1);
  const total = new Map(waiting);
  for (const now of after) {
    const { event, once, listener } = now;
    const behind = waiting.get(event) ?? 0;
    if (stayed.has(now)) {
      waiting.set(event, behind - 1);
      continue;
    }
    const isFirst = behind > 0 && behind === total.get(event);
    const difference = { ...plainDifference({ kind: 'listener', event, once }, ABSENT, listener), flags: (once ? ListenerFlag.once : 0) | (isFirst ? ListenerFlag.first : 0) };
    if (isFirst) found.unshift(difference);
    else found.push(difference);
  }
  for (const was of left) found.push({ ...plainDifference({ kind: 'listener', event: was.event, once: was.once }, was.listener, ABSENT), flags: was.once ? ListenerFlag.once : 0 });
  return found;
}
