/** Changes before they are words: located, named and classified by the contract's table. */

import type { HostDifference } from '../../hosts/index.ts';
import { readableHostPath } from '../../hosts/index.ts';
import { ABSENT, isReference, type Content } from '../capture/content.ts';
import type { Heap } from '../capture/heap.ts';
import type { LiveInstance, LiveObject } from '../capture/live.ts';
import { rawProperty } from '../capture/read-properties.ts';
import type { WeakAddition } from '../capture/weak.ts';
import { plainDifference, type Difference } from './difference.ts';
import type { Located } from './reread.ts';
import { slotPath } from './slot-names.ts';

/** What a change belongs to: a captured object or instance, or an object of Node. */
export type ChangeOwner = { readonly kind: 'captured'; readonly found: LiveObject | LiveInstance } | { readonly kind: 'host'; readonly object: object };

export interface FoundChange {
  readonly owner: ChangeOwner;
  /** Logical name of the owner, or `node`. */
  readonly component: string;
  /** `src/ids.ts#nextId`; of Node: `globalThis.x`. */
  readonly name: string;
  readonly difference: Difference;
}

/** In full: `kernel.ic/src/ids.ts#nextId`, `node:globalThis.x`. */
export const fullName = (change: FoundChange): string => (change.component === 'node' ? `node:${change.name}` : `${change.component}/${change.name}`);

/** A difference of something captured. */
export function ofLocated(heap: Heap, { owner, difference }: Located): FoundChange {
  return { owner: { kind: 'captured', found: owner }, component: owner.owner, name: slotPath(heap.symbolPathOf(owner), difference.slot, (key) => nameOfKey(heap, key)), difference };
}

/** Path of a captured key of a Map or Set. */
function nameOfKey(heap: Heap, key: unknown): string | null {
  if (!isReference(key)) return null;
  const known = heap.find(key);
  return known === undefined ? heap.pathOf(key) : heap.symbolPathOf(known);
}

/** A new entry, or a new value, in a weak table of an earlier component. */
export function ofWeakAddition(heap: Heap, addition: WeakAddition): FoundChange {
  const isMap = addition.table.content?.kind === 'weak-map';
  const slot = { kind: isMap ? 'map-entry' : 'set-entry', key: addition.key } as const;
  const after = isMap ? addition.after : addition.key;
  return ofLocated(heap, { owner: addition.table, difference: plainDifference(slot, addition.added ? ABSENT : addition.before, after) });
}

/** A difference of an object of Node. */
export function ofHost(found: HostDifference): FoundChange {
  const difference = hostDifference(found);
  const name = slotPath(readableHostPath(found.ownerPath).replace(/^node:/, ''), difference.slot);
  return { owner: { kind: 'host', object: found.owner }, component: 'node', name, difference };
}

function hostDifference(found: HostDifference): Difference {
  switch (found.kind) {
    case 'property': {
      const before = found.before === null ? null : rawProperty(found.key, found.before);
      const after = found.after === null ? null : rawProperty(found.key, found.after);
      return {
        slot: { kind: 'property', key: found.key },
        before: before === null ? ABSENT : before.value,
        after: after === null ? ABSENT : after.value,
        beforeSetter: before === null ? ABSENT : before.setter,
        setter: after === null ? ABSENT : after.setter,
        flags: after === null ? 0 : after.flags,
      };
    }
    case 'prototype': return plainDifference({ kind: 'internal', name: 'prototype' }, found.before, found.after);
    case 'integrity': return plainDifference({ kind: 'internal', name: 'integrity' }, found.before ? 0 : 1, found.after ? 0 : 1);
    case 'listener': {
      const slot = { kind: 'listener', event: found.event, once: found.once } as const;
      const difference = found.added ? plainDifference(slot, ABSENT, found.listener) : plainDifference(slot, found.listener, ABSENT);
      return { ...difference, flags: found.once ? 1 : 0 };
    }
  }
}

/** Whether a value is code of the component: its own function or class, or a bound one or proxy of such. */
export type IsOwnCode = (value: unknown) => boolean;

/** By the contract's table. `isOwnCode` looks through bound functions and proxies. */
export function kindOf({ slot, before, after, beforeSetter, setter }: Difference, isOwnCode: IsOwnCode): 'definition' | 'override' | 'state' {
  if (before === ABSENT) return 'definition';
  if (slot.kind !== 'property' && slot.kind !== 'element' && slot.kind !== 'map-entry' && slot.kind !== 'set-entry') return 'state';
  const wasCode = typeof before === 'function' || beforeSetter !== ABSENT;
  if (!wasCode) return 'state';
  if (after === ABSENT) return 'override';
  const changed = before !== after || beforeSetter !== setter;
  return changed && (isOwnCode(after) || isOwnCode(setter)) ? 'override' : 'state';
}

/** Sees through bound functions and proxies that were captured. */
export function targetOf(content: Content | null | undefined): unknown {
  return content?.kind === 'bound' || content?.kind === 'proxy' ? content.target : undefined;
}
