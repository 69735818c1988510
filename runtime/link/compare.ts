/**
 * Equality as the contract has it: the same primitive, or isomorphic graphs, with objects of prerequisites by identity
 * and functions by source and captured variables. What is equal is bound: the component that is being loaded takes the
 * object that is there instead of making its own. No user code runs.
 */
import type { ObjectId, Word } from '../../format/graph/model.ts';
import { Tag, payloadOf, tagOf } from '../../format/graph/model.ts';
import type { LiveComponent } from '../instantiate/types.ts';
import type { LiveIndex } from './live-index.ts';
import { outlineOfLive } from './live-outline.ts';
import type { Outline, OutlinePrivates, OutlineProperty, OutlineVariable, Part } from './outline.ts';
import { outlineOfRecord } from './outline.ts';
import { unmade } from './places.ts';

/** What the running program's side of a comparison is read from: the objects as they are, or as their component was packaged. */
export type Reading = 'live' | 'captured';

type Identity = object | symbol;

/** One comparison: pairs that hold only if all of it holds. */
interface Trial {
  readonly reading: Reading;
  readonly ids: Map<number, Identity>;
  readonly taken: Map<Identity, number>;
  readonly places: Map<object | number, object | number>;
  readonly work: { readonly left: Identity; readonly id: number }[];
}

export interface MatcherContext {
  /** The component that is being loaded; its heap is not made yet. */
  readonly component: LiveComponent;
  readonly index: LiveIndex;
  readonly named: (name: string) => LiveComponent | null;
  /** Objects of prerequisites are equal to nothing but themselves. */
  readonly isPrerequisite: (component: LiveComponent) => boolean;
  /** The module part that a record stands for; null: it will be the component's own. */
  readonly modulePart: (id: number) => object | null;
}

/** Compares live values with captured ones. Runs no user code; cycles are taken as equal where they meet again. */
export class Matcher {
  /** Objects of the component that are bound, by id. */
  readonly objects = new Map<number, Identity>();
  /** Where the last comparison failed: path of an object of the component; null: at a root. */
  difference: string | null = null;
  private readonly taken = new Map<Identity, number>();
  private readonly context: MatcherContext;

  constructor(context: MatcherContext) {
    this.context = context;
  }

  /** Value of a word before the component's heap is made; `unmade` where it would be an object of its own. */
  peek(word: Word): unknown {
    if (tagOf(word) !== Tag.object) return this.context.component.value(word);
    const id = payloadOf(word);
    const bound = this.objects.get(id);
    if (bound !== undefined) return bound;
    const record = this.context.component.reader.graph.object(id as ObjectId); // an id of the component
    return record.kind === 'symbol' && record.registered ? Symbol.for(String(this.context.component.value(record.description))) : unmade;
  }

  /** Whether the values are equal to what the words stand for; then all objects of theirs are bound. */
  equal(pairs: readonly (readonly [value: unknown, word: Word])[], reading: Reading): boolean {
    const trial: Trial = { reading, ids: new Map(), taken: new Map(), places: new Map(), work: [] };
    this.difference = null;
    for (const [value, word] of pairs) if (!this.pair(trial, value, word)) return false;
    for (let next = trial.work.pop(); next !== undefined; next = trial.work.pop()) {
      if (this.compare(trial, next.left, next.id)) continue;
      this.difference = this.context.component.reader.graph.object(next.id as ObjectId).path; // an id of the component
      return false;
    }
    for (const [id, value] of trial.ids) this.objects.set(id, value);
    for (const [value, id] of trial.taken) this.taken.set(value, id);
    return true;
  }

  /** Whether a value can stand for a word; what they consist of is compared later. */
  private pair(trial: Trial, left: unknown, word: Word): boolean {
    const known = this.peek(word);
    if (known !== unmade) return Object.is(left, known);
    if (!isIdentity(left)) return false;
    const id = payloadOf(word);
    const before = trial.ids.get(id);
    if (before !== undefined) return before === left;
    if (this.taken.has(left) || trial.taken.has(left) || this.isOfPrerequisite(left)) return false;
    trial.ids.set(id, left);
    trial.taken.set(left, id);
    trial.work.push({ left, id });
    return true;
  }

  private isOfPrerequisite(left: Identity): boolean {
    const origin = typeof left === 'symbol' ? null : this.context.index.origin(left);
    return origin !== null && this.context.isPrerequisite(origin.component);
  }

  private pairParts(trial: Trial, left: Part | null, right: Part | null): boolean {
    if (left === null || right === null) return left === right;
    if (left.kind === 'word') return false;
    return right.kind === 'word' ? this.pair(trial, left.value, right.word) : Object.is(left.value, right.value);
  }

  private compare(trial: Trial, left: Identity, id: number): boolean {
    const { component, named } = this.context;
    const record = component.reader.graph.object(id as ObjectId); // an id of the component
    if (record.kind === 'module-part') return this.context.modulePart(id) === left;
    const right = outlineOfRecord(record, { component, named, variables: 'captured', part: (word) => ({ kind: 'word', word }) });
    const found = this.leftOutline(trial, left);
    if (right === null || found === null || found.kind !== right.kind || found.integrity !== right.integrity || found.facts !== right.facts) return false;
    return this.pairParts(trial, found.prototype, right.prototype)
      && found.parts.length === right.parts.length && found.parts.every((part, index) => this.pairParts(trial, part, right.parts[index] ?? null))
      && this.compareProperties(trial, found, right)
      && (right.kind === 'weak-map' || right.kind === 'weak-set' ? this.compareWeak(trial, left, right) : this.compareEntries(trial, found, right))
      && this.compareVariables(trial, found.variables, right.variables)
      && this.comparePrivates(trial, left, found.privates, right.privates ?? []);
  }

  private leftOutline(trial: Trial, left: Identity): Outline | null {
    const { index, named } = this.context;
    const origin = trial.reading === 'captured' && typeof left !== 'symbol' ? index.origin(left) : null;
    if (origin === null) return outlineOfLive(left, index, named);
    const { component, record } = origin;
    return outlineOfRecord(record, { component, named, variables: 'captured', part: (word) => ({ kind: 'value', value: component.value(word) }) });
  }

  /** By key: order does not count. Keys of the component's own making go by order. */
  private compareProperties(trial: Trial, left: Outline, right: Outline): boolean {
    const ignored = (property: OutlineProperty, key: unknown): boolean => left.kind === 'error' && key === 'stack' && property.setter === null;
    const byKey = new Map<unknown, OutlineProperty>();
    for (const property of left.properties) if (property.key.kind === 'value' && !ignored(property, property.key.value)) byKey.set(keyText(property.key.value), property);
    const fresh: OutlineProperty[] = [];
    for (const property of right.properties) {
      const key = this.partValue(property.key);
      if (ignored(property, key)) continue;
      if (key === unmade) fresh.push(property);
      else {
        const found = byKey.get(keyText(key));
        if (found === undefined || !this.sameProperty(trial, found, property)) return false;
        byKey.delete(keyText(key));
      }
    }
    const rest = [...byKey.values()];
    return rest.length === fresh.length && fresh.every((property, at) => {
      const found = rest[at];
      return found !== undefined && this.pairParts(trial, found.key, property.key) && this.sameProperty(trial, found, property);
    });
  }

  private sameProperty(trial: Trial, left: OutlineProperty, right: OutlineProperty): boolean {
    return left.flags === right.flags && this.pairParts(trial, left.value, right.value) && this.pairParts(trial, left.setter, right.setter);
  }

  private partValue(part: Part): unknown {
    return part.kind === 'value' ? part.value : this.peek(part.word);
  }

  private compareEntries(trial: Trial, left: Outline, right: Outline): boolean {
    if (left.entries.length !== right.entries.length) return false;
    const keyed = new Map(left.entries.map((entry) => [this.partValue(entry[0]), entry] as const));
    const fresh: (readonly [Part, Part])[] = [];
    for (const entry of right.entries) {
      const key = this.partValue(entry[0]);
      if (key === unmade) fresh.push(entry);
      else {
        const found = keyed.get(key);
        if (found === undefined || !this.pairParts(trial, found[1], entry[1])) return false;
        keyed.delete(key);
      }
    }
    const rest = [...keyed.values()];
    return rest.length === fresh.length && fresh.every((entry, at) => {
      const found = rest[at];
      return found !== undefined && this.pairParts(trial, found[0], entry[0]) && this.pairParts(trial, found[1], entry[1]);
    });
  }

  /** What a weak table holds cannot be listed: it must hold what was captured, as far as the keys are there. */
  private compareWeak(trial: Trial, left: Identity, right: Outline): boolean {
    return right.entries.every(([keyPart, valuePart]) => {
      const key = this.partValue(keyPart);
      if (!isIdentity(key) || key === unmade) return false;
      if (right.kind === 'weak-set') return Reflect.apply(WeakSet.prototype.has, left, [key]);
      return Reflect.apply(WeakMap.prototype.has, left, [key]) && this.pairParts(trial, { kind: 'value', value: Reflect.apply(WeakMap.prototype.get, left, [key]) as unknown }, valuePart);
    });
  }

  /** By name; variables that may change must be the same ones wherever functions share them. */
  private compareVariables(trial: Trial, left: readonly OutlineVariable[], right: readonly OutlineVariable[]): boolean {
    const byName = new Map(left.map((variable) => [variable.name, variable] as const));
    return left.length === right.length && right.every((variable) => {
      const found = byName.get(variable.name);
      if (found === undefined || !this.pairParts(trial, found.value, variable.value)) return false;
      if (variable.place === null || found.place === null) return variable.place === found.place;
      const other = trial.places.get(variable.place) ?? found.place;
      trial.places.set(variable.place, other);
      return other === found.place;
    });
  }

  private comparePrivates(trial: Trial, object: Identity, left: readonly OutlinePrivates[] | null, right: readonly OutlinePrivates[]): boolean {
    if (left !== null) {
      return left.length === right.length && left.every((state, at) => {
        const other = right[at];
        return other !== undefined && this.pairParts(trial, state.classObject, other.classObject) && state.fields.length === other.fields.length
          && state.fields.every((field, index) => field.name === other.fields[index]?.name && this.pairParts(trial, field.value, other.fields[index].value));
      });
    }
    return right.every(({ classObject, fields }) => {
      const made = classObject === null ? object : this.trialValue(trial, classObject);
      const cell = typeof made === 'function' ? this.context.index.classCell(made)?.cell : undefined;
      return cell !== undefined && fields.every(({ name, value }) => this.pairPrivate(trial, cell.get?.[name], object, value));
    });
  }

  private pairPrivate(trial: Trial, get: ((object: object) => unknown) | undefined, object: Identity, right: Part): boolean {
    if (get === undefined || typeof object === 'symbol') return false;
    try {
      return this.pairParts(trial, { kind: 'value', value: get(object) }, right);
    } catch {
      return false; // it is without that member
    }
  }

  private trialValue(trial: Trial, part: Part): unknown {
    if (part.kind === 'value') return part.value;
    const known = this.peek(part.word);
    return known === unmade ? trial.ids.get(payloadOf(part.word)) : known;
  }
}

function isIdentity(value: unknown): value is Identity {
  return (typeof value === 'object' && value !== null) || typeof value === 'function' || typeof value === 'symbol';
}

/** Array elements are keyed by their index, as number or text. */
function keyText(key: unknown): unknown {
  return typeof key === 'number' ? String(key) : key;
}
