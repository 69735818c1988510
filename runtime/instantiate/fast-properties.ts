/**
 * Redefining a class's `name` puts the class object into V8's dictionary mode, which classes of a plainly run program are
 * rarely in. This brings restored classes back to the mode they had (14 of 19 of mathjs were slow without it); that it
 * makes programs faster was not shown.
 * V8 gives an object fast properties when something is looked up in an object that inherits from it; the property looked
 * up here is the probe's own, so that no code of the program runs and nothing changes that a program can see.
 */
import { engine } from './engine.ts';

/** Calls before V8 collects feedback, without which nothing happens. */
const WARM_UP = 16;
const PROBE: PropertyDescriptorMap = { seen: { value: 0 } };

let warm = false;

function lookUpThrough(object: object): unknown {
  const probe = Object.create(object, PROBE) as { readonly seen: unknown };
  return probe.seen;
}

/** Gives an object fast properties. */
export function makeFast(object: object): void {
  if (!warm) for (let n = 0; n < WARM_UP; n++) lookUpThrough({});
  warm = true;
  lookUpThrough(object);
}

/** Gives an object fast properties that nothing inherits from, which the above does not reach. */
export function leaveDictionaryMode(object: object): void {
  const known = engine();
  if (known !== null && !known.hasFastProperties(object)) known.toFastProperties(object);
}
