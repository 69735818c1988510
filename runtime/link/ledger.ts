/**
 * Who changed which slot of whom. Each slot that components write is a stack of layers, the last writer on top; a layer
 * goes when the last component that brought it goes, and only the top one is written back: removal in any order ends
 * with what was there before all of them.
 */
import type { Change } from '../../format/graph/model.ts';
import type { LiveComponent } from '../instantiate/types.ts';
import type { Content, Place } from './places.ts';
import { identical } from './places.ts';

export interface Layer {
  /** In the order in which they brought it. */
  readonly bringers: Set<LiveComponent>;
  readonly change: Change;
  readonly place: Place;
  /** False: it was there already, by what the program did. */
  readonly written: boolean;
  before: Content;
  readonly after: Content;
}

/** Why a component's changes are taken back: a failed load leaves everything as it was, a removal follows the contract. */
export type Withdrawal = 'failure' | 'removal';

type Slots = Map<string, Map<unknown, Layer[]>>;

/** What components wrote into which slots, layer upon layer; removal in any order restores what is below. */
export class Ledger {
  private readonly owners = new WeakMap<object, Slots>();

  /** The last layer of a slot. */
  top(place: Place): Layer | null {
    return this.stack(place)?.at(-1) ?? null;
  }

  /** Layers on the members of a collection that components added. */
  *members(place: Pick<Place, 'owner' | 'kind'>): Iterable<Layer> {
    for (const stack of this.owners.get(place.owner)?.get(place.kind)?.values() ?? []) yield* stack;
  }

  push(layer: Layer): void {
    const { owner, kind, key } = layer.place;
    const slots: Slots = this.owners.get(owner) ?? new Map<string, Map<unknown, Layer[]>>();
    this.owners.set(owner, slots);
    const stacks = slots.get(kind) ?? new Map<unknown, Layer[]>();
    slots.set(kind, stacks);
    const stack = stacks.get(key);
    if (stack === undefined) stacks.set(key, [layer]);
    else stack.push(layer);
  }

  /** Takes a component's part in layers back, last first. */
  withdraw(component: LiveComponent, layers: readonly Layer[], why: Withdrawal): void {
    for (const layer of [...layers].reverse()) {
      layer.bringers.delete(component);
      if (layer.bringers.size === 0) this.take(layer, why);
    }
  }

  private take(layer: Layer, why: Withdrawal): void {
    const { place } = layer;
    const stack = this.stack(place) ?? [];
    const index = stack.indexOf(layer);
    if (index < 0) return;
    stack.splice(index, 1);
    if (stack.length === 0) this.owners.get(place.owner)?.get(place.kind)?.delete(place.key);
    if (!goes(layer, why)) return;
    const above = place.member ? undefined : stack[index];
    if (above !== undefined) above.before = layer.before;
    else if (identical(place.read(), layer.after)) restore(layer);
  }

  private stack({ owner, kind, key }: Place): Layer[] | undefined {
    return this.owners.get(owner)?.get(kind)?.get(key);
  }
}

/**
 * Whether the slot gets back what it held. A state change whose value is an object that reaches nothing of the component
 * stays: others may hold it. What the program itself had put there is no definition of the component.
 */
function goes({ change, written, after }: Layer, why: Withdrawal): boolean {
  if (why === 'failure') return written;
  if (change.kind !== 'state') return written;
  return change.hook || !isObject(after.value);
}

function isObject(value: unknown): boolean {
  return (typeof value === 'object' && value !== null) || typeof value === 'function' || typeof value === 'symbol';
}

function restore({ place, before }: Layer): void {
  try {
    place.write(before);
  } catch {
    // the program has frozen the owner meanwhile: nobody can take it back
  }
}
