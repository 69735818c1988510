// What the rules for Node's own classes answer.
import type { Classification, Hosts } from './types.ts';

/** What a rule says; null: nothing of Node in the object itself. */
export type Verdict = Exclude<Classification, { readonly kind: 'ordinary' }> | null;
/** Judges an object below one of Node's prototypes; runs no code of the program. */
export type Rule = (object: object, hosts: Hosts) => Verdict;

const LATER = 'make it in startUp, or on first use';

/** The object cannot be captured. */
export function refused(reason: string, remedy: string = LATER): Verdict {
  return { kind: 'refused', reason, remedy };
}

/** The object is made again by that factory. */
export function native(factory: string, args: readonly unknown[], omit: readonly (string | symbol)[] = []): Verdict {
  return { kind: 'native', description: { factory, args, omit } };
}
