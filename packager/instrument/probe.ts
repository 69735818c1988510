/** Calling a function so that it hands out its variables and does nothing else. */
import type { Literal } from '../../format/code/model.ts';
import type { Answer, GlobalSet, Reader } from './globals.ts';
import type { ProbePlan } from './instrument.ts';

/** What a function answered. The reader stays live: it reads the variables as they are when it is called. */
export interface ProbeResult {
  readonly slots: readonly unknown[];
  readonly reader: Reader | null;
  readonly extra: unknown;
}

const { apply } = Reflect;
const generatorNext = Object.getPrototypeOf(function* () { /* only its prototype is wanted */ }).prototype.next as Function;
const asyncGeneratorNext = Object.getPrototypeOf(async function* () { /* only its prototype is wanted */ }).prototype.next as Function;

/** Enough for any array pattern, an end for rest elements. */
const patternLength = 200;

/** An argument that every parameter pattern accepts, so that no default and no user code runs. */
const universal: object = new Proxy(function () { /* a target that can be called */ }.bind(null), {
  get(_target, key) {
    if (key === Symbol.iterator) return iterate;
    if (key === Symbol.toPrimitive) return () => 'x';
    return universal;
  },
  has: () => true,
  ownKeys: () => [],
  getOwnPropertyDescriptor: () => undefined,
  apply: () => universal,
  construct: () => universal,
});

function iterate(): Iterator<object> {
  let count = 0;
  return { next: () => (count++ < patternLength ? { value: universal, done: false } : { value: undefined, done: true }) };
}

/** Probes a live function of the literal. Null: it did not answer; an error it threw is given back. */
export function probe(fn: Function, literal: Literal, plan: ProbePlan | undefined, globals: GlobalSet): ProbeResult | { readonly error: unknown } {
  let result: ProbeResult | null = null;
  const answer: Answer = (slots, reader, extra) => {
    // Armed until the end, so that nothing else can run by accident: the first answer is that of the function itself.
    result ??= { slots, reader: reader === 0 ? null : reader, extra };
  };
  const parameters: unknown[] = new Array<unknown>(literal.parameterCount).fill(universal);
  const given = plan?.undefinedArgument ?? null;
  if (given !== null) parameters[given] = undefined;
  globals.arm(answer);
  try {
    const returned: unknown = apply(fn, undefined, parameters);
    if (literal.generator) quiet(apply(literal.async ? asyncGeneratorNext : generatorNext, returned, []));
    else quiet(returned);
  } catch (error) {
    if (result === null) return { error };
  } finally {
    globals.arm(0);
  }
  return result ?? { error: new Error('no answer') };
}

/** Results of async functions are promises that nobody waits for. */
function quiet(value: unknown): void {
  if (value instanceof Promise) value.then(undefined, () => undefined);
}
