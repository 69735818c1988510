/**
 * Instances as `new` allocates them, without running the constructor. An object from `Object.create(C.prototype)` never shares a
 * hidden class with one from `new C()`: every place of the program that meets both would be polymorphic for good, and the
 * restored ones would hold their properties outside the object.
 * V8 has the very step: what `new` does before it enters the constructor's body.
 */
import { engine } from './engine.ts';

const text = (made: Function): string => Reflect.apply(toText, made, []) as string;
const toText = Function.prototype.toString;
/** A function statement or expression that `new` takes: no generator, method or arrow, nothing asynchronous or native. */
const CONSTRUCTOR = /^function(?:\s+[^\s(*]+)?\s*\(/;
const DERIVED = /^class(?:\s+[^\s{]+)?\s+extends\b/;
const NATIVE = /\{\s*\[native code\]\s*\}\s*$/;

/** Gives a new object with the hidden class that instances of a constructor begin with. */
export type Allocation = () => object;

/** How `new` of that function or class allocates; null: it is no constructor, one that never uses `this`, or one below a built-in class. */
export function allocationOf(made: Function): Allocation | null {
  const base = baseOf(made);
  const known = engine();
  return base === null || known === null ? null : () => known.newObject(base, made);
}

/** The constructor at the end of the chain of superclasses, which allocates. */
function baseOf(made: Function): Function | null {
  for (let at: unknown = made; typeof at === 'function'; at = Object.getPrototypeOf(at)) {
    const source = text(at);
    if (NATIVE.test(source)) return null;
    if (source.startsWith('class')) {
      if (!DERIVED.test(source)) return at;
      continue;
    }
    // One that never uses `this` gives objects that it makes by other means: `Object.create(C.prototype)`, as immutable does.
    return CONSTRUCTOR.test(source) && (at !== made || /\bthis\b/.test(source)) ? at : null;
  }
  return null;
}
