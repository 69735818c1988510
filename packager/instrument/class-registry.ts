/** Evaluations of the program's classes: every one registers itself from a static block. */
import { types } from 'node:util';
import type { Literal } from '../../format/code/model.ts';
import type { PrivateReader, Reader } from './globals.ts';
import { privateNamesOf } from './instrument.ts';
import type { PrivateName } from './instrument.ts';
import type { ClassEvaluation, CodeIdentity, MethodOrigin } from './types.ts';

const getOwn = Object.getOwnPropertyDescriptor;
const { ownKeys } = Reflect;

/** One evaluation of a class, with the readers that its static block handed over. */
export class ClassRecord implements ClassEvaluation {
  readonly identity: CodeIdentity;
  readonly classObject: Function;
  readonly ordinal: number;
  readonly keys: readonly (string | symbol)[];
  readonly privateNames: readonly PrivateName[];
  readonly slots: () => readonly unknown[];
  readonly reader: Reader | null;
  private readonly privates: PrivateReader | null;

  constructor(identity: CodeIdentity, classObject: Function, ordinal: number, keys: readonly (string | symbol)[], slots: () => readonly unknown[], reader: Reader | 0, privates: PrivateReader | 0) {
    this.identity = identity;
    this.classObject = classObject;
    this.ordinal = ordinal;
    this.keys = keys;
    this.privateNames = privateNamesOf(identity.literal);
    this.slots = slots;
    this.reader = reader === 0 ? null : reader;
    this.privates = privates === 0 ? null : privates;
  }

  /** Values of accessors are undefined: reading them would run user code. */
  readPrivate(object: object, name: string): { readonly has: boolean; readonly value: unknown } {
    const found = this.privates?.(this.privateNames.findIndex((each) => each.name === name), object) ?? 0;
    return found === 0 ? { has: false, value: undefined } : { has: true, value: found[0] };
  }

  /** True when instances carry private names of this class. */
  get hasInstancePrivates(): boolean {
    return this.privateNames.some((each) => !each.isStatic);
  }

  /** Whether the object went through this class's constructor; null when the class has no instance privates. */
  carries(object: object): boolean {
    const { privateNames } = this;
    const index = privateNames.findIndex((each) => !each.isStatic);
    return index >= 0 && this.privates !== null && privateNames.some((each, at) => !each.isStatic && (this.privates?.(at, object) ?? 0) !== 0);
  }
}

/** All class evaluations, methods they made, homes of object-literal methods. */
export class ClassRegistry {
  private readonly byClass = new WeakMap<object, ClassRecord>();
  private readonly byPrototype = new WeakMap<object, ClassRecord>();
  private readonly origins = new WeakMap<object, MethodOrigin>();
  private readonly homes = new WeakMap<object, object>();
  private readonly evaluations = new Map<Literal, WeakRef<ClassRecord>[]>();
  /** Classes whose instance privates may be on objects that do not inherit from them. */
  private readonly foreign: ClassRecord[] = [];
  private readonly others: ClassRecord[] = [];
  private count = 0;
  private readonly keys: { literal: Literal; key: string | symbol }[] = [];

  recordKey(literal: Literal, key: string | symbol): void {
    this.keys.push({ literal, key });
  }

  register(identity: CodeIdentity, classObject: Function, slots: () => readonly unknown[], reader: Reader | 0, privates: PrivateReader | 0): void {
    const { literal } = identity;
    const record = new ClassRecord(identity, classObject, this.count, this.takeKeys(literal), slots, reader, privates);
    this.count += 1;
    this.byClass.set(classObject, record);
    const prototype: unknown = getOwn(classObject, 'prototype')?.value;
    if (typeof prototype === 'object' && prototype !== null) {
      this.byPrototype.set(prototype, record);
      this.registerMethods(classObject, prototype, false);
    }
    this.registerMethods(classObject, classObject, true);
    const known = this.evaluations.get(literal);
    if (known === undefined) this.evaluations.set(literal, [new WeakRef(record)]);
    else known.push(new WeakRef(record));
    // The record lives as long as its class: `byClass` holds it.
    if (record.hasInstancePrivates) (this.mayStampForeign(classObject) ? this.foreign : this.others).push(record);
  }

  classOf(fn: object): ClassRecord | null {
    return this.byClass.get(fn) ?? null;
  }

  methodOf(fn: object): MethodOrigin | null {
    return this.origins.get(fn) ?? null;
  }

  registerHome(home: object): void {
    for (const key of ownKeys(home)) {
      const descriptor = getOwn(home, key);
      for (const fn of [descriptor?.value, descriptor?.get, descriptor?.set] as unknown[]) if (typeof fn === 'function' && !this.homes.has(fn)) this.homes.set(fn, home);
    }
  }

  homeOf(fn: object): object | null {
    return this.homes.get(fn) ?? null;
  }

  /** Live evaluations of one class literal. */
  evaluationsOf(literal: Literal): ClassRecord[] {
    return (this.evaluations.get(literal) ?? []).flatMap((each) => each.deref() ?? []);
  }

  /**
   * Classes whose private names the object carries, base first. Classes outside its prototype chain are asked when a
   * constructor above them can return other objects, and for objects whose prototype is not one of the plain built-in ones.
   */
  privatesOf(object: object): readonly ClassRecord[] {
    if (this.foreign.length === 0 && this.others.length === 0) return NO_RECORDS;
    const found = new Set<ClassRecord>();
    let depth = 0;
    for (let prototype: object | null = Object.getPrototypeOf(object); prototype !== null; prototype = Object.getPrototypeOf(prototype)) {
      depth++;
      if (types.isProxy(prototype)) {
        depth = 2; // its own prototype is its trap's to tell: ask every class
        break;
      }
      const record = this.byPrototype.get(prototype);
      if (record?.carries(object) === true) found.add(record);
    }
    for (const record of this.foreign) if (record.carries(object)) found.add(record);
    if (depth > 1) for (const record of this.others) if (record.carries(object)) found.add(record);
    return found.size < 2 ? [...found] : baseFirst([...found]);
  }

  private takeKeys(literal: Literal): (string | symbol)[] {
    const wanted = literal.classInfo?.computedKeys ?? 0;
    const taken: (string | symbol)[] = [];
    for (let index = this.keys.length - 1; index >= 0 && taken.length < wanted; index--) {
      const entry = this.keys[index];
      if (entry?.literal !== literal) continue;
      taken.unshift(entry.key);
      this.keys.splice(index, 1);
    }
    return taken;
  }

  private registerMethods(classObject: Function, holder: object, isStatic: boolean): void {
    for (const key of ownKeys(holder)) {
      const descriptor = getOwn(holder, key);
      // A computed key may name a method so.
      if (isStatic ? key === 'prototype' : key === 'constructor' && descriptor?.value === classObject) continue;
      for (const which of ['value', 'get', 'set'] as const) {
        const fn: unknown = descriptor?.[which];
        if (typeof fn === 'function') this.origins.set(fn, { classObject, isStatic, key, privateName: null, which });
      }
    }
  }

  /** A constructor above it may return an object of its own choice. */
  private mayStampForeign(classObject: Function): boolean {
    let parent: unknown = Object.getPrototypeOf(classObject);
    while (typeof parent === 'function' && parent !== Function.prototype) {
      const record = this.byClass.get(parent);
      const text = record === undefined ? Function.prototype.toString.call(parent) : constructorText(record.identity.literal);
      if (/\breturn\b\s*[^;}\s]/.test(text) || (record === undefined && !/^(?:class|function)\b/.test(text))) return true;
      if (record === undefined && /\[native code\]/.test(text)) return parent.name.startsWith('bound ');
      parent = Object.getPrototypeOf(parent);
    }
    return false;
  }
}

const NO_RECORDS: readonly ClassRecord[] = [];

function constructorText(literal: Literal): string {
  const own = literal.classInfo?.constructorLiteral;
  return own === null || own === undefined ? '' : literal.module.source.slice(own.bodyStart, own.bodyEnd);
}

/** Sorted so that a class stands after the classes it extends. */
function baseFirst(records: ClassRecord[]): ClassRecord[] {
  const depth = (record: ClassRecord): number => {
    let count = 0;
    for (let parent: unknown = record.classObject; typeof parent === 'function'; parent = Object.getPrototypeOf(parent)) count++;
    return count;
  };
  return records.sort((a, b) => depth(a) - depth(b));
}
