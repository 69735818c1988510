/** Which listeners an EventEmitter got or lost. */

import { ABSENT } from '../capture/content.ts';
import type { Listener } from '../capture/emitters.ts';
import { plainDifference, type Difference } from './difference.ts';

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
