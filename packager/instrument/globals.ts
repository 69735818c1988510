/** The functions that instrumented code calls, made known to all code of this realm. */
import { Script } from 'node:vm';
import { GlobalNames } from './global-names.ts';

/** The bodies of the global functions. */
export interface Hooks {
  makeSlot(slot: unknown): object;
  restSlot(rest: object): object;
  linkArguments(activation: object): object;
  enterWith(value: unknown): unknown;
  withObject(value: unknown): unknown;
  keepTemplate(textId: number, site: number, make: () => object): object;
  readTemplate(textId: number, site: number): object | undefined;
  bareTag(template: object): object;
  recordKey(textId: number, literalId: number, key: unknown): string | symbol;
  registerClass(textId: number, literalId: number, classObject: Function, slots: () => readonly unknown[], reader: Reader | 0, privates: PrivateReader | 0): void;
  registerHome(home: object): object;
  registerModule(textId: number, reader: Reader): void;
  registerScope(textId: number, scopeId: number, reader: Reader): void;
  prepareEval(textId: number, site: number, value: unknown, ...parameters: readonly unknown[]): void;
  takeEval(index: number): unknown;
}

/** Reads a variable by its place in the list that instrumentation made; throws ReferenceError in the dead zone. */
export type Reader = (index: number) => unknown;
/** 0: the object does not carry the name; a list: it does, with its value where that can be read. */
export type PrivateReader = (index: number, object: object) => readonly unknown[] | 0;
/** What a probed function calls with the keys of the scopes around it and its reader. */
export type Answer = (slots: readonly unknown[], reader: Reader | 0, extra?: unknown) => void;

/** One set of global names. */
export interface GlobalSet {
  readonly names: GlobalNames;
  arm(answer: Answer | 0): void;
}

const hookNames = ['makeSlot', 'restSlot', 'linkArguments', 'enterWith', 'withObject', 'keepTemplate', 'readTemplate', 'bareTag', 'recordKey', 'registerClass', 'registerHome', 'registerModule', 'registerScope', 'prepareEval', 'takeEval'] as const;

/**
 * Declares a fresh set. They are `let` variables of the global scope: code made by `eval` and `new Function` sees them too,
 * no property of the global object shows them, and reading one is as fast as reading a constant.
 */
export function declareGlobals(hooks: Hooks): GlobalSet {
  const names = new GlobalNames(freePrefix());
  const variables = hookNames.map((name) => names[name]);
  const text = `let ${[`${names.guard}=0`, ...variables].join(',')};({set:h=>{[${variables.join(',')}]=h},arm:f=>{${names.guard}=f}})`;
  // The shape is that of the text above.
  const made = new Script(text, { filename: 'image-components:instrumentation' }).runInThisContext() as { set(hooks: readonly unknown[]): void; arm(answer: Answer | 0): void };
  made.set(hookNames.map((name) => hooks[name].bind(hooks)));
  return { names, arm: made.arm };
}

function freePrefix(): string {
  for (let number = 0; ; number++) {
    const prefix = `$it${number}_`;
    if (new Script(`typeof ${prefix}v`).runInThisContext() === 'undefined' && !declared.has(prefix)) {
      declared.add(prefix);
      return prefix;
    }
  }
}

// Prefixes taken in this process; a second copy of this file is noticed by `typeof`.
const declared = new Set<string>();
