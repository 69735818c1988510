/**
 * The functions that settle promises (`new Promise((resolve, reject) => …)`) say nothing of themselves. A heap snapshot does: the
 * code of such a function is one of two builtins, and its context holds the promise.
 */
import type { Introspector } from './session.ts';
import type { HeapSnapshot, NodeIndex } from './snapshot.ts';
import { takeSnapshot } from './snapshot.ts';

const promisePrototype = Promise.prototype;
const CODE = /PromiseCapabilityDefaultRe(?:solve|ject)/;
/** Of the promise in the function's context. */
const PROMISE_SLOT = 1;

interface Seen {
  readonly snapshot: HeapSnapshot;
  readonly promises: ReadonlyMap<NodeIndex, object>;
}

/** Finds the promises of settling functions. A snapshot is taken when the first one is asked for, and again for functions made since. */
export class SettlingFunctions {
  readonly #introspector: Introspector;
  #seen: Seen | null = null;

  constructor(introspector: Introspector) {
    this.#introspector = introspector;
  }

  /** Whether the function settles a promise, and whether that is settled already, so that the function does nothing any more; null: another function. */
  stateOf(fn: Function): 'settled' | 'pending' | null {
    if (fn.length !== 1 || Reflect.ownKeys(fn).length !== 2 || Object.getOwnPropertyDescriptor(fn, 'name')?.value !== '') return null;
    const node = this.#nodeOf(fn, this.#seen) ?? this.#nodeOf(fn, this.#look());
    const seen = this.#seen;
    if (node === undefined || seen === null) return null;
    const edges = [...seen.snapshot.edgesOf(node)];
    const code = edges.find((edge) => edge.name === 'code');
    const context = edges.find((edge) => edge.name === 'context');
    if (code === undefined || context === undefined || !CODE.test(seen.snapshot.nameOf(code.to))) return null;
    const slot = [...seen.snapshot.edgesOf(context.to)].find((edge) => edge.type === 'hidden' && edge.index === PROMISE_SLOT);
    if (slot === undefined) return 'settled'; // from Node 26 on, a function that was called lets its promise go
    const promise = seen.promises.get(slot.to);
    return promise === undefined || this.#introspector.read(promise).slots.get('[[PromiseState]]') === 'pending' ? 'pending' : 'settled';
  }

  close(): void {
    this.#introspector.close();
    this.#seen = null;
  }

  /** The id is asked for after the snapshot was taken: before one, objects that move get another. */
  #nodeOf(fn: Function, seen: Seen | null): NodeIndex | undefined {
    return seen?.snapshot.nodeOfId(this.#introspector.heapId(fn));
  }

  #look(): Seen {
    this.#introspector.primeLineEnds();
    const list = this.#introspector.objectsWithPrototype(promisePrototype);
    const snapshot = takeSnapshot();
    const promises = new Map<NodeIndex, object>();
    const node = snapshot.nodeOfId(this.#introspector.heapId(list));
    for (const edge of node === undefined ? [] : snapshot.edgesOf(node)) {
      const promise = edge.type === 'element' ? list[edge.index] : undefined;
      if (promise !== undefined) promises.set(edge.to, promise);
    }
    this.#seen = { snapshot, promises };
    return this.#seen;
  }
}
