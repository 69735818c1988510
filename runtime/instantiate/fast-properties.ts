/**
 * Properties defined one by one, and a class's `name` defined anew, put an object into V8's dictionary mode, in which objects of
 * a plainly run program rarely are. Code that reads such objects is not inlined and may be given up again and again:
 * protobufjs, whose classes and tables are made so, takes 1.08 times the time with them.
 */
import { types } from 'node:util';
import { engine } from './engine.ts';

/** Takes an object out of dictionary mode. Where the engine's step is not to be had it stays as it is, only slower. */
export function leaveDictionaryMode(object: object): void {
  const known = types.isProxy(object) ? null : engine(); // V8 ends the process when it is asked about a proxy
  if (known !== null && !known.hasFastProperties(object)) known.toFastProperties(object);
}
