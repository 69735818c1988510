/** Judges the changes that a component made to others, by the contract's table, and writes them as words. */

import { Constant, constantWord, type Change, type Slot, type Word } from '../../format/graph/model.ts';
import type { IcError } from '../../format/errors.ts';
import { ABSENT, isReference } from '../capture/content.ts';
import type { Heap } from '../capture/heap.ts';
import type { ComponentSpec, StatePolicy } from '../capture/spec.ts';
import type { Words } from '../capture/words.ts';
import { foreignMutation, prerequisiteMissing } from '../errors.ts';
import type { LoadedSystem } from '../load/types.ts';
import type { RawSlot } from './difference.ts';
import { fullName, kindOf, type FoundChange, type IsOwnCode } from './found-change.ts';
import { reachingOwnCode } from './hooks.ts';
import { resolveName } from './slot-names.ts';
import type { Writers } from './writers.ts';

/** What judging needs to know. */
export interface Judging {
  readonly heap: Heap;
  readonly system: LoadedSystem;
  readonly spec: ComponentSpec;
  readonly writers: Writers;
  readonly isOwnCode: IsOwnCode;
  positionOf(value: unknown): string | null;
}

/** A change with its verdict. */
export interface JudgedChange {
  readonly found: FoundChange;
  readonly kind: Change['kind'];
  readonly policy: Change['policy'];
  readonly hook: boolean;
}

/** Verdicts in the given order. Refused ones are reported to `report` and left out. */
export function judge(changes: readonly FoundChange[], judging: Judging, report: (problem: IcError) => void): JudgedChange[] {
  const judged: JudgedChange[] = [];
  const { spec, writers, heap, isOwnCode } = judging;
  const overrides = declared(judging, [...spec.overrides].flatMap(([owner, names]) => names.map((name) => ({ owner, name, value: true as const }))));
  const state = declared(judging, [...spec.state].map(([full, value]) => ({ ...splitOwner(full), value })));
  let hooks: ReturnType<typeof reachingOwnCode> | null = null;
  for (const found of changes) {
    const kind = kindOf(found.difference, isOwnCode);
    const policy = kind === 'state' ? (state(found) ?? 'apply') : 'apply';
    const problem = problemOf(found, kind, policy, judging, overrides(found) === true);
    if (problem !== null) {
      report(problem);
      continue;
    }
    const { after } = found.difference;
    const object = isReference(after) ? heap.objects.get(after) : undefined;
    const hook = kind === 'state' && object !== undefined && (hooks ??= reachingOwnCode(heap, isOwnCode)).has(object);
    judged.push({ found, kind, policy, hook });
  }
  for (const { found } of judged) writers.set(found, spec.name);
  return judged;
}

/** Slots of Node that are there for programs to set; what Node itself holds there stands for none. */
const HOOKS: ReadonlySet<string> = new Set(['Error.prepareStackTrace']);

function isHook({ component, name }: FoundChange): boolean {
  return component === 'node' && HOOKS.has(name.replace(/^node:/, ''));
}

/** Variables of the environment: that of the launch decides about them, whatever other components did. */
const isEnvironment = ({ owner }: FoundChange): boolean => owner.kind === 'host' && owner.object === process.env;

function problemOf(found: FoundChange, kind: Change['kind'], policy: Change['policy'], judging: Judging, isDeclared: boolean): IcError | null {
  const { spec, writers } = judging;
  const position = judging.positionOf(found.difference.after) ?? judging.positionOf(found.difference.setter);
  const at = { path: `${spec.name} › ${fullName(found)}`, position };
  const known = (component: string): boolean => component === 'node' || component === spec.name || spec.prerequisites.includes(component);
  if (!known(found.component)) return prerequisiteMissing(spec.name, found.component, at, found.name);
  if (isEnvironment(found)) return null;
  const writer = writers.of(found);
  if (writer !== undefined && !known(writer) && kind !== 'definition' && policy === 'apply') return prerequisiteMissing(spec.name, writer, at, `the value that ${writer} put at ${fullName(found)}`);
  if (kind === 'override' && !isDeclared && (writer !== undefined || !isHook(found))) {
    return foreignMutation(spec.name, found.component, fullName(found), found.difference.after === ABSENT ? 'deletes' : 'replaces', position);
  }
  return null;
}

interface Declaration<T> {
  readonly owner: string;
  readonly name: string;
  readonly value: T;
}

/** Finds what is declared for a change: by its name as reported, or because the written name leads to the same slot. */
function declared<T>({ heap, system }: Judging, declarations: readonly Declaration<T>[]): (found: FoundChange) => T | undefined {
  const byName = new Map<string, T>();
  const resolved: { readonly owner: object; readonly key: string | symbol; readonly value: T }[] = [];
  for (const { owner, name, value } of declarations) {
    byName.set(`${owner}/${name.replace(/^node:/, '')}`, value);
    const slot = owner === 'node' ? null : resolveName(heap, system, owner, name);
    if (slot !== null) resolved.push(slot.kind === 'variable' ? { owner: slot.instance, key: slot.name, value } : { owner: slot.owner, key: slot.key, value });
  }
  return (found) => {
    const named = byName.get(`${found.component}/${found.name}`);
    if (named !== undefined) return named;
    const { slot } = found.difference;
    const key = slot.kind === 'property' ? slot.key : slot.kind === 'element' ? String(slot.index) : slot.kind === 'variable' ? slot.name : null;
    if (key === null || found.owner.kind === 'host') return undefined;
    const owner = found.owner.found.kind === 'instance' ? found.owner.found : found.owner.found.value;
    return resolved.find((entry) => entry.owner === owner && entry.key === key)?.value;
  };
}

function splitOwner(full: string): { readonly owner: string; readonly name: string } {
  if (full.startsWith('node:')) return { owner: 'node', name: full.slice('node:'.length) };
  const slash = full.indexOf('/');
  return { owner: full.slice(0, slash), name: full.slice(slash + 1) };
}

/** Writes judged changes with the tables of the graph. */
export function encodeChanges(judged: readonly JudgedChange[], words: Words): Change[] {
  return judged.map(({ found, kind, policy, hook }) => {
    const { before, after, flags, setter } = found.difference;
    return {
      kind, slot: encodeSlot(found, words), path: fullName(found), owner: found.component, before: words.of(before), after: words.of(after), flags,
      setter: words.of(setter), hook, policy: policyFor(policy, before, after),
    };
  });
}

/** `add` means numbers; anything else is applied as usual. */
function policyFor(policy: StatePolicy | 'apply', before: unknown, after: unknown): Change['policy'] {
  return policy === 'add' && (typeof before !== 'number' || typeof after !== 'number') ? 'apply' : policy;
}

function encodeSlot({ owner, difference: { slot } }: FoundChange, words: Words): Slot {
  if (owner.kind === 'captured' && owner.found.kind === 'instance') {
    return { kind: 'variable', instance: words.instance(owner.found), name: slot.kind === 'variable' ? slot.name : '' };
  }
  const word = words.of(owner.kind === 'host' ? owner.object : owner.found.kind === 'object' ? owner.found.value : undefined);
  return encodeObjectSlot(word, slot, words);
}

function encodeObjectSlot(owner: Word, slot: RawSlot, words: Words): Slot {
  switch (slot.kind) {
    case 'property': return { kind: 'property', owner, key: words.of(slot.key) };
    case 'element': return { kind: 'element', owner, index: slot.index };
    case 'map-entry': case 'set-entry': return { kind: slot.kind, owner, key: words.of(slot.key) };
    case 'listener': return { kind: 'listener', owner, event: words.of(slot.event) };
    case 'private': return { kind: 'private', owner, classObject: words.of(slot.classObject), name: slot.name };
    case 'bytes': return { kind: 'bytes', owner, offset: slot.offset, length: slot.length };
    case 'internal': return { kind: 'internal', owner, name: slot.name };
    case 'variable': return { kind: 'property', owner: constantWord(Constant.absent), key: words.of(slot.name) };
  }
}
