/**
 * The packager shares its built-in objects with the program. It works on while a program has replaced some of them; where it
 * cannot, the error is told with what was replaced. Written without iteration, which a program may have replaced as well.
 */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { IcError } from '../../format/errors.ts';
import { notCapturable } from '../errors.ts';

const { getOwnPropertyDescriptor, getPrototypeOf, ownKeys } = Reflect;
const { is } = Object;
const product = path.dirname(path.dirname(path.dirname(fileURLToPath(import.meta.url))));

/** The packager puts its own in their place while a program is loaded. */
const SHIMMED: ReadonlySet<string> = new Set(['globalThis.Function', 'Function.prototype.constructor', 'Function.prototype.toString']);

interface BuiltIn {
  readonly holder: object;
  readonly name: string;
  readonly key: string | symbol;
  readonly descriptor: PropertyDescriptor | undefined;
}

const NAMES = ['Array', 'Object', 'Function', 'String', 'RegExp', 'Map', 'Set', 'WeakMap', 'Promise', 'Reflect', 'JSON', 'Symbol', 'Number', 'Error', 'Uint8Array', 'Math', 'Proxy', 'WeakRef', 'BigInt', 'URL', 'Buffer'];

export interface BuiltIns {
  /** Throws NOT_CAPTURABLE if arrays, Maps or Sets are iterated otherwise: what the packager walks over would be incomplete, without a word. */
  checkIteration(component: string): void;
  /** What to throw for an error of packaging: if it came from the packager's own code while something was replaced, a NOT_CAPTURABLE that names it. What is an IcError says itself what is the matter. */
  blamed(component: string, error: unknown): unknown;
}

/** Notes how the built-in objects are now. */
export function watchBuiltIns(): BuiltIns {
  const known = noted();
  return {
    checkIteration(component) {
      const found = replaced(known, (entry) => entry.key === Symbol.iterator || entry.key === 'next');
      if (found !== null) throw refused(component, found, '');
    },
    blamed(component, error) {
      if (error instanceof IcError) return error;
      const stack: unknown = error instanceof Error ? error.stack : undefined;
      const found = typeof stack === 'string' && isOwn(stack) ? replaced(known, () => true) : null;
      return found === null ? error : refused(component, found, ` (${String(error)})`);
    },
  };
}

function refused(component: string, name: string, told: string): IcError {
  return notCapturable(component, { path: `${component} › node:${name}`, position: null }, `the program replaces or deletes what the packager needs itself${told}`, 'do it in startUp');
}

function noted(): readonly BuiltIn[] {
  const known: BuiltIn[] = [];
  const note = (name: string, holder: object): void => {
    for (const key of ownKeys(holder)) known.push({ holder, name, key, descriptor: getOwnPropertyDescriptor(holder, key) });
  };
  for (const name of NAMES) {
    known.push({ holder: globalThis, name: 'globalThis', key: name, descriptor: getOwnPropertyDescriptor(globalThis, name) });
    const value = Reflect.get(globalThis, name) as object; // all of them are objects
    note(name, value);
    const prototype = getOwnPropertyDescriptor(value, 'prototype')?.value as object | undefined;
    if (prototype !== undefined) note(`${name}.prototype`, prototype);
  }
  for (const [name, iterator] of [['an array', [].values()], ['a Map', new Map().values()], ['a Set', new Set().values()]] as const) note(`the iterator of ${name}`, getPrototypeOf(iterator) ?? {});
  return known;
}

/** The first of them that is not as it was; null if all are. */
function replaced(known: readonly BuiltIn[], isAsked: (entry: BuiltIn) => boolean): string | null {
  for (let index = 0; index < known.length; index++) {
    const entry = known[index];
    if (entry === undefined || !isAsked(entry)) continue;
    const now = getOwnPropertyDescriptor(entry.holder, entry.key);
    if (is(now?.value, entry.descriptor?.value) && now?.get === entry.descriptor?.get) continue;
    const found = typeof entry.key === 'symbol' ? `${entry.name}[${entry.key.description ?? ''}]` : `${entry.name}.${entry.key}`;
    if (!SHIMMED.has(found)) return found;
  }
  return null;
}

/** Whether the first file of the stack is one of the product's. */
function isOwn(stack: string): boolean {
  const at = stack.indexOf(product);
  if (at < 0) return false;
  const before = stack.slice(0, at);
  const line = before.lastIndexOf('\n    at ');
  return line >= 0 && !/\n {4}at (?!.*(?:node:|<anonymous>)).*\d\)?\n/.test(before.slice(0, line + 1));
}
