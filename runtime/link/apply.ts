/**
 * What a component brings to objects of others and of Node: definitions, overrides, state changes. First all is decided,
 * against the process as it is and before the component's own heap is made, so that what is equal already is bound; then
 * it is written. Nothing of the user's runs.
 */
import type { Change, Word } from '../../format/graph/model.ts';
import { Constant, ListenerFlag, Tag, constantWord, tagOf } from '../../format/graph/model.ts';
import type { LiveComponent } from '../instantiate/types.ts';
import type { Matcher } from './compare.ts';
import type { Layer, Ledger } from './ledger.ts';
import type { LiveIndex } from './live-index.ts';
import type { Content, Place, SlotReader } from './places.ts';
import { NOTHING, identical, placeOf, plain, unmade } from './places.ts';

const ABSENT = constantWord(Constant.absent);

export type Decision =
  | { readonly outcome: 'apply' | 'keep'; readonly change: Change }
  /** `layer`: what brought it; null: nothing that is loaded did. */
  | { readonly outcome: 'bound'; readonly change: Change; readonly layer: Layer | null }
  | { readonly outcome: 'clash'; readonly change: Change; readonly found: Content; readonly owner: string };

interface Deciding {
  readonly component: LiveComponent;
  readonly matcher: Matcher;
  readonly ledger: Ledger;
  /** Layers that a change of this component is bound to already: each member of a collection stands for one. */
  readonly matched: Set<Layer>;
}

/** Decides on every change of a component whose heap is not made yet. Fills the matcher with what is bound. */
export function decideChanges(component: LiveComponent, matcher: Matcher, ledger: Ledger, index: LiveIndex): readonly Decision[] {
  const deciding: Deciding = { component, matcher, ledger, matched: new Set() };
  const reader = slotReader(component, index, (word) => matcher.peek(word));
  return component.reader.graph.changes.map((change) => {
    const place = placeOf(reader, change);
    if (change.policy === 'keep') return { outcome: 'keep', change };
    if (change.before === ABSENT && isMember(change)) return decideMember(deciding, change, place, reader);
    return place === null ? { outcome: 'apply', change } : decideSlot(deciding, change, place);
  });
}

function isMember({ slot }: Change): boolean {
  return slot.kind === 'element' || slot.kind === 'set-entry' || slot.kind === 'listener';
}

/** Members are compared with what components brought, not with what the owner or the program put there: a list may hold the same thing twice. */
function decideMember({ component, matcher, ledger, matched }: Deciding, change: Change, place: Place | null, reader: SlotReader): Decision {
  const { slot } = change;
  if (slot.kind === 'set-entry' && place?.read().there === true) return { outcome: 'bound', change, layer: ledger.top(place) };
  const owner = 'owner' in slot ? reader.peek(slot.owner) : undefined;
  if (owner !== unmade && ((typeof owner === 'object' && owner !== null) || typeof owner === 'function')) {
    const word = slot.kind === 'set-entry' ? slot.key : change.after;
    const kind = place?.kind ?? memberKind(change, reader);
    for (const layer of kind === null ? [] : ledger.members({ owner, kind })) {
      if (matched.has(layer) || layer.bringers.has(component) || !layer.place.read().there) continue;
      if (!matcher.equal([[layer.place.key, word]], 'live')) continue;
      matched.add(layer);
      return { outcome: 'bound', change, layer };
    }
  }
  return { outcome: 'apply', change };
}

/** The kind that places of such members have; see places.ts. */
function memberKind({ slot, flags }: Change, reader: SlotReader): string | null {
  if (slot.kind === 'element') return 'element';
  if (slot.kind === 'set-entry') return 'member';
  const event = slot.kind === 'listener' ? reader.peek(slot.event) : undefined;
  if (typeof event !== 'string') return null;
  return (flags & ListenerFlag.once) !== 0 ? `once ${event}` : `on ${event}`;
}

function decideSlot({ matcher, ledger }: Deciding, change: Change, place: Place): Decision {
  if (change.policy === 'last' || change.policy === 'add') return { outcome: 'apply', change };
  const found = place.read();
  if (holds(matcher, found, change.before, ABSENT)) return { outcome: 'apply', change };
  const layer = ledger.top(place);
  if (holds(matcher, found, change.after, change.setter)) return { outcome: 'bound', change, layer: layer !== null && identical(layer.after, found) ? layer : null };
  if (place.owner === process.env) return { outcome: found.there ? 'keep' : 'apply', change }; // what this launch's environment says goes before what a program was packaged with
  const [bringer] = layer === null ? [] : [...layer.bringers];
  return { outcome: 'clash', change, found, owner: bringer?.name ?? change.owner };
}

function holds(matcher: Matcher, found: Content, word: Word, setter: Word): boolean {
  if (word === ABSENT || !found.there) return (word === ABSENT) === !found.there;
  return matcher.equal(setter === ABSENT ? [[found.value, word]] : [[found.value, word], [found.setter, setter]], 'live');
}

/** Writes what was decided, in order. The layers are what `Ledger.withdraw` takes back; `written` has them also when it throws in the middle. */
export function applyDecisions(component: LiveComponent, decisions: readonly Decision[], ledger: Ledger, index: LiveIndex, around: { keepOriginal(owner: object, key: string | symbol): void }, written: Layer[]): void {
  const reader = slotReader(component, index, (word) => component.value(word));
  const planned: { readonly change: Change; readonly place: Place; readonly before: Content; readonly apply: boolean }[] = [];
  for (const decision of decisions) {
    const { change } = decision;
    if (decision.outcome === 'keep' || decision.outcome === 'clash') continue;
    if (decision.outcome === 'bound' && decision.layer !== null) {
      decision.layer.bringers.add(component);
      written.push(decision.layer);
      continue;
    }
    const place = placeOf(reader, change);
    if (place === null) throw new Error(`${component.name}: no place ${change.path}`);
    planned.push({ change, place, before: place.kind === 'element' ? NOTHING : place.read(), apply: decision.outcome === 'apply' }); // an appended element is a new one, whatever equals it
  }
  for (const { change, place, before, apply } of planned) {
    if (apply && 'owner' in change.slot && tagOf(change.slot.owner) === Tag.host && (typeof place.key === 'string' || typeof place.key === 'symbol')) around.keepOriginal(place.owner, place.key);
    const layer = apply ? write(component, change, place, before) : existing(component, change, place);
    ledger.push(layer);
    written.push(layer);
  }
}

/** `before`: read before anything was written, as one change may do part of another's work (a shorter array loses elements). */
function write(component: LiveComponent, change: Change, place: Place, before: Content): Layer {
  place.write(contentAfter(component, change, before));
  return { bringers: new Set([component]), change, place, written: true, before, after: place.read() };
}

/** The program had put there what the component expects after it. */
function existing(component: LiveComponent, change: Change, place: Place): Layer {
  const after = place.read();
  const before = change.before === ABSENT ? NOTHING : { ...after, value: component.value(change.before) };
  return { bringers: new Set([component]), change, place, written: false, before, after };
}

/** For `add`: the running number plus the captured difference. */
function contentAfter(component: LiveComponent, change: Change, present: Content): Content {
  if (change.after === ABSENT) return NOTHING;
  const after = component.value(change.after);
  if (change.slot.kind === 'property' || change.slot.kind === 'element') {
    return { there: true, value: added(component, change, present, after), setter: change.setter === ABSENT ? undefined : component.value(change.setter), flags: change.flags };
  }
  return plain(added(component, change, present, after));
}

function added(component: LiveComponent, change: Change, present: Content, after: unknown): unknown {
  const before = component.value(change.before);
  const isSum = change.policy === 'add' && typeof after === 'number' && typeof before === 'number' && typeof present.value === 'number';
  return isSum ? Number(present.value) + (after - before) : after;
}

function slotReader(component: LiveComponent, index: LiveIndex, peek: (word: Word) => unknown): SlotReader {
  return {
    peek,
    variable: (instance) => component.variablePlace(instance),
    privateAccess(classObject, name) {
      const made = peek(classObject);
      const cell = typeof made === 'function' ? index.classCell(made)?.cell : undefined;
      return { get: cell?.get?.[name], set: cell?.set?.[name] };
    },
  };
}
