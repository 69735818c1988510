/** Which component wrote a slot last, of those that changed what is not their own. */

import { keyText } from '../capture/paths.ts';
import type { FoundChange } from './found-change.ts';

/** Slots that components changed in others, with the last one that did. */
export class Writers {
  readonly #slots = new Map<object, Map<unknown, string>>();

  /** The last writer of the slot; undefined if it still holds what its owner put there. */
  of(change: FoundChange): string | undefined {
    return this.#slots.get(ownerOf(change))?.get(slotKey(change));
  }

  set(change: FoundChange, component: string): void {
    const owner = ownerOf(change);
    let slots = this.#slots.get(owner);
    if (slots === undefined) this.#slots.set(owner, (slots = new Map()));
    slots.set(slotKey(change), component);
  }
}

const ownerOf = ({ owner }: FoundChange): object => (owner.kind === 'host' ? owner.object : owner.found);

/** Entries are told by the identity of their key, everything else by a text. */
function slotKey({ difference: { slot } }: FoundChange): unknown {
  switch (slot.kind) {
    case 'map-entry': case 'set-entry':
      return typeof slot.key === 'string' ? `entry ${slot.key}` : slot.key;
    case 'property': return typeof slot.key === 'symbol' ? slot.key : keyText(slot.key);
    case 'element': return `[${slot.index}]`;
    case 'listener': return `on ${String(slot.event)}`;
    case 'variable': return `variable ${slot.name}`;
    case 'private': return `#${slot.name}`;
    case 'bytes': return 'bytes';
    case 'internal': return `<${slot.name}>`;
  }
}
