/** Names of slots: how a change is called, and which slot a name in `[overrides]` or `[state]` means. */

import type { Heap } from '../capture/heap.ts';
import type { LiveInstance } from '../capture/live.ts';
import { descriptorOf } from '../capture/operations.ts';
import { joinPath, keyText, stepText } from '../capture/paths.ts';
import type { LoadedSystem } from '../load/types.ts';
import type { RawSlot } from './difference.ts';

/** `ownerPath` and the slot's own step: `src/price.ts#Price.prototype` and `format` give `src/price.ts#Price.prototype.format`. `nameOfKey`: path of a captured object that is a key. */
export function slotPath(ownerPath: string, slot: RawSlot, nameOfKey: (key: unknown) => string | null = () => null): string {
  const keyName = slot.kind === 'map-entry' || slot.kind === 'set-entry' ? nameOfKey(slot.key) : null;
  return joinPath(ownerPath, [keyName === null ? slotText(slot) : `<${keyName}>`]);
}

function slotText(slot: RawSlot): string {
  switch (slot.kind) {
    case 'property': return keyText(slot.key);
    case 'element': return `[${slot.index}]`;
    case 'map-entry': return stepText({ kind: 'map-value', key: slot.key, index: 0 });
    case 'set-entry': return `<item${typeof slot.key === 'string' || typeof slot.key === 'number' ? ` ${JSON.stringify(slot.key)}` : ''}>`;
    case 'listener': return `<on ${typeof slot.event === 'symbol' ? keyText(slot.event) : JSON.stringify(slot.event)}>`;
    case 'variable': return slot.name === '*default*' ? '.default' : `.${slot.name}`;
    case 'private': return `.#${slot.name}`;
    case 'bytes': return `<bytes ${slot.offset} to ${slot.offset + slot.length - 1}>`;
    case 'internal': return slot.name === 'prototype' || slot.name === 'integrity' || slot.name === 'time' ? `<${slot.name}>` : `.${slot.name}`;
  }
}

/** A slot that a written name leads to. */
export type NamedSlot =
  | { readonly kind: 'variable'; readonly instance: LiveInstance; readonly name: string }
  | { readonly kind: 'property'; readonly owner: object; readonly key: string | symbol };

const STEP = /\.([\p{ID_Start}$_][\p{ID_Continue}$]*)|\[(\d+)\]|\[("(?:[^"\\]|\\.)*")\]|\[Symbol\.(\w+)\]/uy;

/**
 * Follows `src/price.ts#Price.prototype.format` in the live heap of a component: the first name is a module-level
 * variable or an export, the rest own properties. Null where it leads nowhere. Runs no getter.
 */
export function resolveName(heap: Heap, system: LoadedSystem, component: string, name: string): NamedSlot | null {
  const hash = name.indexOf('#');
  if (hash < 0) return null;
  const path = name.slice(0, hash).replace(/^\.\//, '');
  const steps = parseSteps(`.${name.slice(hash + 1)}`);
  const first = steps?.[0];
  if (steps === null || typeof first !== 'string') return null;
  for (const module of system.modules.values()) {
    if (module.path !== path || module.component !== component) continue;
    const instance = module.text === null ? undefined : heap.findModuleInstance(module.text);
    const variable = instance?.variables.get(first === 'default' ? '*default*' : first) ?? instance?.variables.get(first);
    if (instance !== undefined && variable !== undefined) {
      return steps.length === 1 ? { kind: 'variable', instance, name: variable.variable.name } : follow(variable.value, steps.slice(1));
    }
    const exports = system.exportsOf(module.id);
    return first === 'exports' && steps.length > 1 ? follow(exports, steps.slice(1)) : follow(exports, steps);
  }
  return null;
}

function follow(start: unknown, steps: readonly (string | symbol)[]): NamedSlot | null {
  let at = start;
  for (const [index, key] of steps.entries()) {
    if ((typeof at !== 'object' || at === null) && typeof at !== 'function') return null;
    if (index === steps.length - 1) return { kind: 'property', owner: at, key };
    at = descriptorOf(at, key)?.value;
  }
  return null;
}

function parseSteps(text: string): (string | symbol)[] | null {
  const steps: (string | symbol)[] = [];
  STEP.lastIndex = 0;
  while (STEP.lastIndex < text.length) {
    const match = STEP.exec(text);
    if (match === null) return null;
    const [, name, index, quoted, wellKnown] = match;
    if (wellKnown !== undefined) {
      const symbol: unknown = descriptorOf(Symbol, wellKnown)?.value;
      if (typeof symbol !== 'symbol') return null;
      steps.push(symbol);
    } else if (quoted !== undefined) steps.push(JSON.parse(quoted) as string); // a JSON string literal by the pattern
    else steps.push(name ?? index ?? '');
  }
  return steps;
}
