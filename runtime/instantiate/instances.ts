/** Which restored objects are instances of a constructor of the program, and how they are begun. */
import { types } from 'node:util';
import type { GraphObject, Word } from '../../format/graph/model.ts';
import { Attribute, Tag, tagOf } from '../../format/graph/model.ts';
import type { Allocation } from './allocate.ts';
import { allocationOf } from './allocate.ts';
import type { Staging } from './staging.ts';

type ObjectRecord = Extract<GraphObject, { kind: 'object' }>;

/** After so many instances V8 fixes how many properties lie inside them, by what those have got. */
const WATCHED = 7;

/** Makes instances for one staging. */
export class Instances {
  private readonly staging: Staging;
  private readonly known = new Map<Word, { readonly allocate: Allocation; count: number } | null>();

  constructor(staging: Staging) {
    this.staging = staging;
  }

  /**
   * A new object as the constructor to which the prototype belongs begins it; null: there is none, or it cannot be made yet.
   * The prototype is made. While V8 watches, the object gets its properties at once; what is not made yet is filled in later.
   */
  make(record: ObjectRecord, prototype: object | null): object | null {
    const known = prototype === null ? null : this.entry(record.prototype, prototype);
    if (known === null) return null;
    const made = known.allocate();
    if (known.count < WATCHED && (known.count === 0 || this.isReady(record))) this.begin(made, record);
    known.count++;
    return made;
  }

  private entry(word: Word, prototype: object): { readonly allocate: Allocation; count: number } | null {
    const known = this.known.get(word);
    if (known !== undefined) return known;
    const constructor = this.constructorOf(word, prototype);
    if (constructor === undefined) return null;
    const allocate = constructor === null ? null : allocationOf(constructor);
    const usable = allocate !== null && Object.getPrototypeOf(allocate()) === prototype;
    const entry = usable ? { allocate, count: 0 } : null;
    this.known.set(word, entry);
    return entry;
  }

  /** Null: there is none; undefined: it cannot be made yet. */
  private constructorOf(word: Word, prototype: object): Function | null | undefined {
    const record = this.staging.recordOf(word);
    if (record === null) return tagOf(word) === Tag.imported ? liveConstructor(prototype) : null;
    if (record.kind !== 'object') return null;
    const found = record.adopts ?? record.properties.find(({ key, flags }) => (flags & Attribute.accessor) === 0 && this.isConstructorKey(key))?.value ?? null;
    if (found === null || tagOf(found) !== Tag.object) return null;
    const constructor = this.staging.easily(found);
    if (constructor === undefined) return undefined;
    if (typeof constructor !== 'function' || types.isProxy(constructor)) return null;
    if (ownValue(constructor, 'prototype') === prototype) return constructor;
    return this.givePrototype(found, constructor, word, prototype) ? constructor : null;
  }

  private isConstructorKey(key: Word): boolean {
    return tagOf(key) === Tag.string && this.staging.value(key) === 'constructor';
  }

  /** Instances are begun after the function got the prototype that the program gave it: V8 then has to change nothing. */
  private givePrototype(constructorWord: Word, constructor: Function, word: Word, prototype: object): boolean {
    const record = this.staging.recordOf(constructorWord);
    if (record?.kind !== 'function') return false;
    const property = record.properties.find(({ key, flags }) => (flags & Attribute.accessor) === 0 && tagOf(key) === Tag.string && this.staging.value(key) === 'prototype');
    return property?.value === word && Reflect.defineProperty(constructor, 'prototype', { value: prototype });
  }

  private isReady(record: ObjectRecord): boolean {
    return record.properties.every(({ value }) => this.staging.isReady(value));
  }

  /** The object gets its first properties, in their order, up to one that is not plain. */
  private begin(made: object, { properties }: ObjectRecord): void {
    for (const { key, value, flags } of properties) {
      if (flags !== Attribute.plain) return;
      Object.defineProperty(made, this.staging.key(key), { value: this.staging.soft(value), writable: true, enumerable: true, configurable: true });
    }
  }
}

function ownValue(object: object, key: string): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.value as unknown;
}

/** The constructor of a prototype that lives in a prerequisite. */
function liveConstructor(prototype: object): Function | null {
  if (types.isProxy(prototype)) return null;
  const constructor = ownValue(prototype, 'constructor');
  return typeof constructor === 'function' && !types.isProxy(constructor) && ownValue(constructor, 'prototype') === prototype ? constructor : null;
}
