/**
 * Steps of V8 that no function of the language takes: they decide how fast objects are, not what a program sees of them. They are
 * reachable only by V8's own syntax, which is allowed for the one script below and for no other. Where they are not there
 * (another engine, a flag that is gone) objects are made by the language alone.
 */
import { setFlagsFromString } from 'node:v8';
import { Script } from 'node:vm';

/** What V8 does. */
export interface Engine {
  /** What `new` does before it enters the constructor's body. `base`: the constructor without a superclass, which allocates; `made`: the `new.target`. */
  newObject(base: Function, made: Function): object;
  hasFastProperties(object: object): boolean;
  /** Takes an object out of dictionary mode. */
  toFastProperties(object: object): void;
}

const FLAG = 'allow-natives-syntax';
const SOURCE = `({
  newObject(base, made) { return %NewObject(base, made); },
  hasFastProperties(object) { return %HasFastProperties(object); },
  toFastProperties(object) { %ToFastProperties(object); },
})`;

let found: Engine | null | undefined;

/** V8's steps; null: they cannot be reached here. */
export function engine(): Engine | null {
  if (found === undefined) found = reach();
  return found;
}

function reach(): Engine | null {
  const allowed = evaluate(); // by whoever started the process: it stays so
  if (allowed !== null) return allowed;
  setFlagsFromString(`--${FLAG}`);
  try {
    return evaluate();
  } finally {
    setFlagsFromString(`--no-${FLAG}`);
  }
}

/** Evaluates the source and calls each function once: they are compiled when they are first called. */
function evaluate(): Engine | null {
  try {
    const made = new Script(SOURCE).runInThisContext() as Engine;
    const probe = function (): void {}; // what is allocated matters, not what it would do
    const object = made.newObject(probe, probe);
    made.toFastProperties(object);
    return Object.getPrototypeOf(object) === probe.prototype && made.hasFastProperties(object) ? made : null;
  } catch {
    return null;
  }
}
