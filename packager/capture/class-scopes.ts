/** To which evaluation of a class a scope inside its body belongs. */

import type { Literal, Scope } from '../../format/code/model.ts';
import type { LiveScope, ScopeReader } from '../instrument/types.ts';
import type { LiveInstance } from './live.ts';
import { descriptorOf, prototypeOf } from './operations.ts';

/** The innermost class literal whose body a scope lies in. */
export function classLiteralAround(scope: Scope): Literal | null {
  if (scope.kind === 'class') return scope.literal;
  for (let literal: Literal | null = scope.literal; literal !== null; literal = literal.parent) if (literal.kind === 'class') return literal;
  return null;
}

/**
 * The class object; null where the scope is in no class body, or none can be told. `chain`: the instances up to the
 * scope's own, outermost first; `scopes`: all live scopes of the function, which may hold a `this` that tells.
 */
export function classAround(scope: Scope, chain: readonly LiveInstance[], scopes: readonly LiveScope[], reader: ScopeReader): object | null {
  const literal = classLiteralAround(scope);
  if (literal === null) return null;
  const isIts = (value: unknown): value is Function => typeof value === 'function' && reader.classOf(value)?.identity.literal === literal;
  for (const live of scopes) {
    if (live.scope.kind !== 'class' || live.scope.literal !== literal) continue;
    if (isIts(live.key)) return live.key;
    for (const variable of live.readable) {
      const value = live.read(variable);
      if (isIts(value)) return value;
    }
  }
  for (const instance of chain) if (instance.classObject !== null && isIts(instance.classObject)) return instance.classObject;
  for (const live of scopes) {
    const variable = live.readable.find(({ name, kind }) => name === 'this' && kind === 'pseudo');
    if (variable === undefined || classLiteralAround(live.scope) !== literal) continue;
    const found = classOfThis(live.read(variable), isIts);
    if (found !== null) return found;
  }
  return null;
}

function classOfThis(value: unknown, isIts: (value: unknown) => value is Function): Function | null {
  if (isIts(value)) return value;
  if (typeof value !== 'object' && typeof value !== 'function') return null;
  for (let at: object | null = value; at !== null; at = prototypeOf(at)) {
    if (isIts(at)) return at;
    const made: unknown = descriptorOf(at, 'constructor')?.value;
    if (isIts(made)) return made;
  }
  return null;
}
