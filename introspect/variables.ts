/** Variables that functions of a live heap see. */
import { types } from 'node:util';
import { UNINITIALISED } from './contexts.ts';
import type { ScopeSight, SeenVariable } from './contexts.ts';
import { isObject } from './kinds.ts';
import type { FreeVariable, IntrospectionOptions } from './types.ts';

const { apply, getOwnPropertyDescriptor } = Reflect;
const functionToString = Function.prototype.toString;
/** The variable that an accessor of a view gives. */
const RETURNED = /return\s+([\p{ID_Start}$_][\p{ID_Continue}$]*)/u;
const IDENTIFIER = /[\p{ID_Start}$_][\p{ID_Continue}$]*/gu;

/** Finds them in V8's scopes, behind imports, and through the accessors that instrumentation put into a scope. Runs no user code. */
export class VariableReader {
  readonly #sight: ScopeSight;
  readonly #options: Pick<IntrospectionOptions, 'variablesOf' | 'views'>;
  readonly #byText = new Map<string, readonly FreeVariable[] | null>();

  constructor(sight: ScopeSight, options: Pick<IntrospectionOptions, 'variablesOf' | 'views'>) {
    this.#sight = sight;
    this.#options = options;
  }

  /** Variables that functions of that text can read; null: nothing is known of it. */
  of(fn: Function, text: string): readonly FreeVariable[] | null {
    const table = this.#options.variablesOf;
    if (table !== undefined) {
      let variables = this.#byText.get(text);
      if (variables === undefined) this.#byText.set(text, (variables = table(text)));
      return variables;
    }
    const names = [...new Set(text.match(IDENTIFIER))].filter((name) => !name.startsWith('$') && this.#sight.find(fn, name) !== null);
    return names.map((name) => ({ name, shared: true, optional: false, via: null }));
  }

  /** The variable as the function sees it; null: nowhere declared. */
  see(fn: Function, variable: FreeVariable): SeenVariable | null {
    return this.#sight.find(fn, variable.name) ?? this.#seeImport(fn, variable) ?? this.#seeThroughView(fn, variable.name);
  }

  #seeImport(fn: Function, variable: FreeVariable): SeenVariable | null {
    if (variable.via === null) return null;
    const environment = this.#sight.find(fn, variable.via.variable);
    if (variable.via.member === null) return environment;
    const holder = environment?.value;
    if (!isObject(holder) || types.isProxy(holder)) return null;
    const descriptor = getOwnPropertyDescriptor(holder, variable.via.member);
    if (descriptor === undefined) return null;
    if (descriptor.get === undefined) return { context: null, value: descriptor.value };
    try {
      // The module system's own getter of an exported variable, not user code.
      return { context: null, value: apply(descriptor.get, holder, []) as unknown };
    } catch {
      return { context: null, value: UNINITIALISED };
    }
  }

  /** A view's accessors stand in the scope itself: what they see is the variable. */
  #seeThroughView(fn: Function, name: string): SeenVariable | null {
    for (const view of this.#options.views ?? []) {
      const holder = this.#sight.find(fn, view)?.value; // none: no code there needs that view
      if (!isObject(holder) || types.isProxy(holder)) continue;
      const getter = getOwnPropertyDescriptor(holder, name)?.get;
      const identifier = getter === undefined ? undefined : RETURNED.exec(apply(functionToString, getter, []))?.[1];
      if (getter !== undefined && identifier !== undefined) return this.#sight.find(getter, identifier);
    }
    return null;
  }
}
