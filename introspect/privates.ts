/** Which objects may have private members: asking the inspector of every object would be dear. */
import { types } from 'node:util';
import type { ScopeSight } from './contexts.ts';

const { getOwnPropertyDescriptor, getPrototypeOf } = Reflect;

/** Judges by the texts of an object's classes, and by what is known of its activation. Runs no user code. */
export class PrivateSight {
  readonly #sight: ScopeSight;
  readonly #textOf: (fn: Function) => string;
  readonly #isHost: (object: object) => boolean;
  readonly #ofPrototypes = new Map<object, boolean>();

  constructor(sight: ScopeSight, textOf: (fn: Function) => string, isHost: (object: object) => boolean) {
    this.#sight = sight;
    this.#textOf = textOf;
    this.#isHost = isHost;
  }

  mayHave(object: object): boolean {
    if (typeof object === 'function' && /#[\p{ID_Start}$_]/u.test(this.#textOf(object))) return true;
    if (this.#sight.mayHavePrivates(object)) return true;
    for (let prototype = getPrototypeOf(object); prototype !== null && !types.isProxy(prototype); prototype = getPrototypeOf(prototype)) if (this.#classHasPrivates(prototype)) return true;
    return false;
  }

  #classHasPrivates(prototype: object): boolean {
    let has = this.#ofPrototypes.get(prototype);
    if (has === undefined) {
      const owner: unknown = getOwnPropertyDescriptor(prototype, 'constructor')?.value;
      has = typeof owner === 'function' && !types.isProxy(owner) && !this.#isHost(owner) && /^class\b[^]*#[\p{ID_Start}$_]/u.test(this.#textOf(owner));
      this.#ofPrototypes.set(prototype, has);
    }
    return has;
  }
}
