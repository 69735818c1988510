/** What capture knows of single live objects, for those who prove an image against the live heap. */
import type { Heap } from '../capture/heap.ts';
import type { LiveInstance } from '../capture/live.ts';
import type { ScopeReader } from '../instrument/types.ts';
import type { ListenerTable } from './reread.ts';

/** Answers for what was captured so far. Runs no user code. */
export class CapturedObjects {
  readonly #heap: Heap;
  readonly #listeners: ListenerTable;
  readonly #reader: ScopeReader;

  constructor(heap: Heap, listeners: ListenerTable, reader: ScopeReader) {
    this.#heap = heap;
    this.#listeners = listeners;
    this.#reader = reader;
  }

  /** The activation in whose scope a captured function stands; null for others, and for those in no captured scope. */
  instanceOf(fn: Function): LiveInstance | null {
    const content = this.#heap.objects.get(fn)?.content;
    if (content?.kind === 'function' || content?.kind === 'class') return content.instance;
    const classObject = this.#classOfMethod(fn);
    const owner = classObject === null ? null : this.#heap.objects.get(classObject)?.content;
    return owner?.kind === 'class' ? owner.instance : null;
  }

  /** Private methods are their class's: they have no content of their own. */
  #classOfMethod(fn: Function): Function | null {
    const content = this.#heap.objects.get(fn)?.content;
    if (content?.kind === 'method') return content.origin.classObject;
    return content === undefined ? (this.#reader.methodOf(fn)?.classObject ?? null) : null;
  }

  /** The same object for captured functions that see the same variables: the activation, or the class whose inner name they see; null: not known. */
  surroundingsOf(fn: Function): object | null {
    const content = this.#heap.objects.get(fn)?.content;
    return content?.kind === 'class' ? fn : (this.#classOfMethod(fn) ?? this.instanceOf(fn));
  }

  /** The activation that declares the variable which a captured function sees under that name, and the variable's value. */
  variableOf(fn: Function, name: string): { readonly activation: LiveInstance; readonly value: unknown } | null {
    for (let instance = this.instanceOf(fn); instance !== null; instance = instance.parent) {
      const variable = instance.variables.get(name);
      if (variable !== undefined) return { activation: instance, value: variable.value };
      if (instance.scope.variables.has(name)) return null;
    }
    return null;
  }

  /** Whether an object was captured with private fields. */
  hasPrivates(object: object): boolean {
    return (this.#heap.objects.get(object)?.content?.privates.length ?? 0) > 0;
  }

  /** Whether an object was captured, or comes with the one it hangs on: with what a function of Node makes, with a function its untouched prototype. */
  holds(object: object, from: object | null): boolean {
    if (this.#heap.objects.has(object)) return true;
    const maker = from === null ? undefined : this.#heap.objects.get(from)?.content;
    if (maker?.kind === 'native') return true;
    // No content: a private method, which is its class's; only that tells of it.
    const isNatural = maker === undefined ? typeof from === 'function' : (maker?.kind === 'function' || maker?.kind === 'method') && maker.natural;
    if (isNatural && from !== null && Reflect.getOwnPropertyDescriptor(from, 'prototype')?.value === object) return true;
    return this.#listeners.keepsIn(object);
  }
}
