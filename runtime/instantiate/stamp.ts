/**
 * Private members of existing objects. Only the class's own construction can add them, so it is run once on the object
 * with the class's guard up: the constructor returns at once, field initialisers give undefined (emit/class.ts).
 */
import type { CodeLink } from './types.ts';

/** Stands for any argument: a guarded constructor may still destructure its parameters. */
const anything: object = new Proxy(function () { /* never runs */ }, {
  get: (_target, key) => (key === Symbol.toPrimitive ? () => '' : key === Symbol.iterator ? () => ({ next: () => ({ done: true, value: undefined }) }) : anything),
  has: () => true,
  ownKeys: () => [],
  getOwnPropertyDescriptor: () => undefined,
  apply: () => anything,
  construct: () => anything,
});
const ARGUMENTS: readonly object[] = Array.from({ length: 16 }, () => anything);

/** A new object of a class that has no superclass, with its private members and the given prototype. */
export function constructStamped(link: CodeLink, classObject: Function, prototype: object | null): object {
  function Target(): void { /* only its prototype counts */ }
  Target.prototype = prototype;
  const made = guarded(link, () => Reflect.construct(classObject, ARGUMENTS, Target) as object);
  if (Object.getPrototypeOf(made) !== prototype) Object.setPrototypeOf(made, prototype);
  return made;
}

/** Adds the private members of a class (with a superclass) to an object. */
export function stamp(link: CodeLink, classObject: Function, object: object): void {
  const superclass = Object.getPrototypeOf(classObject) as object | null;
  Object.setPrototypeOf(classObject, function () { return object; });
  try {
    guarded(link, () => Reflect.construct(classObject, ARGUMENTS) as object);
  } finally {
    Object.setPrototypeOf(classObject, superclass);
  }
}

function guarded(link: CodeLink, run: () => object): object {
  link.restoring = true;
  try {
    return run();
  } finally {
    link.restoring = false;
  }
}
