/**
 * Slots of common prerequisites that a sibling's loading changed: where a component is launched without that sibling they hold
 * what they held before, so they are left out of the comparison. Everything else of the prerequisites is compared.
 */
import type { Mask } from '../../introspect/index.ts';
import { ABSENT } from '../capture/content.ts';
import type { LiveInstance } from '../capture/live.ts';
import type { PackagedModule } from '../load/types.ts';
import type { FoundChange } from '../partition/found-change.ts';
import type { CapturedObjects } from '../partition/index.ts';

/** What a walk of the captured heap leaves out. */
export interface Masks {
  maskOf(object: object): Mask | null;
  isMasked(fn: Function, variable: string): boolean;
  /** Whether the exported variable of that name is left out. */
  isMaskedExport(module: PackagedModule, name: string): boolean;
}

interface Draft {
  readonly properties: { readonly added: Set<string | symbol>; readonly changed: Set<string | symbol> };
  readonly entries: { readonly added: Set<unknown>; readonly changed: Set<unknown> };
  readonly labels: Set<string>;
}

/** Masks for changes of components that are not among those launched. */
export function masksOf(changes: readonly FoundChange[], captured: Pick<CapturedObjects, 'variableOf'>): Masks {
  const objects = new Map<object, Draft>();
  const variables = new Map<LiveInstance, Set<string>>();
  for (const { owner, difference } of changes) {
    if (owner.kind === 'host') continue; // its slots are roots of the components that changed them
    const { found } = owner;
    if (found.kind === 'instance') {
      if (difference.slot.kind === 'variable') variables.set(found, (variables.get(found) ?? new Set()).add(difference.slot.name));
    } else if (typeof found.value === 'object' || typeof found.value === 'function') {
      const draft = objects.get(found.value) ?? { properties: { added: new Set(), changed: new Set() }, entries: { added: new Set(), changed: new Set() }, labels: new Set() };
      objects.set(found.value, draft);
      note(draft, difference);
    }
  }
  return {
    maskOf: (object) => objects.get(object) ?? null,
    isMasked(fn, variable) {
      const known = captured.variableOf(fn, variable);
      return known !== null && variables.get(known.activation)?.has(variable) === true;
    },
    isMaskedExport({ text }, name) {
      const entry = text?.analysis.exports.find((each) => each.kind === 'local' && each.name === name);
      if (entry?.kind !== 'local') return false;
      for (const [instance, names] of variables) if (instance.text === text && instance.parent === null && names.has(entry.variable.name)) return true;
      return false;
    },
  };
}

function note({ properties, entries, labels }: Draft, { slot, before, after }: FoundChange['difference']): void {
  const isAdded = before === ABSENT;
  switch (slot.kind) {
    case 'property':
      (isAdded ? properties.added : properties.changed).add(slot.key);
      return;
    case 'map-entry':
    case 'set-entry':
      if (isAdded) entries.added.add(slot.key);
      else if (after !== ABSENT && slot.kind === 'map-entry') entries.changed.add(slot.key);
      else for (const label of ['key', 'value', 'entry', 'weak']) labels.add(label);
      return;
    case 'element': // elements shift their neighbours
      for (const label of ['elements', 'property']) labels.add(label);
      return;
    case 'listener': // kept in inner objects of the emitter
      for (const key of ['_events', '_eventsCount']) properties.changed.add(key);
      return;
    case 'private':
      labels.add(`private ${slot.name.startsWith('#') ? slot.name : `#${slot.name}`}`);
      return;
    case 'bytes':
      labels.add('content');
      return;
    case 'variable':
      return;
    case 'internal':
      for (const label of INTERNAL[slot.name]) labels.add(label);
  }
}

const INTERNAL: Readonly<Record<'prototype' | 'integrity' | 'lastIndex' | 'time' | 'length', readonly string[]>> = {
  prototype: ['[[Prototype]]'], integrity: ['extensible', 'property', 'elements'], lastIndex: ['property "lastIndex"'], time: ['time'], length: ['property "length"', 'elements'],
};
