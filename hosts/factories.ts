/**
 * Objects that only a function of Node can make, made again at run time. A factory is a text:
 *
 *   new PATH      constructs the class at that host path with the arguments
 *   call PATH     calls the function at the path
 *   apply PATH    calls it; the first argument is `this`
 *   get PATH      calls the getter of the accessor at the path; the first argument is `this`
 *   member        the own property of its first argument named by its second
 *   abort-controller, timeout, immediate, call-site, once, settled, finished-generator, finished-async-generator,
 *   wasm-instance: see SPECIAL
 */
import { EventEmitter } from 'node:events';
import { IcError } from '../format/errors.ts';
import { makeCallSite } from './call-sites.ts';
import { clearedImmediate, clearedTimeout } from './intrinsics.ts';
import { parseHostPath, printHostPath, printHostStep } from './path.ts';
import type { HostResolver } from './types.ts';

const emitterOnce: Function = EventEmitter.prototype.once;

const SPECIAL: Readonly<Record<string, (args: readonly unknown[]) => unknown>> = {
  /** A controller; with arguments: one that has been aborted with that reason. */
  'abort-controller': (args) => {
    const controller = new AbortController();
    if (args.length > 0) controller.abort(args[0]);
    return controller;
  },
  /** Timers that have run or were cleared. */
  timeout: clearedTimeout,
  immediate: clearedImmediate,
  'call-site': makeCallSite,
  /** Nothing but this Node's WebAssembly is asked. */
  'wasm-instance': ([bytes, imports]) => wasmInstance(bytes, imports),
  /** A function that settles a promise which is settled already: it does nothing. */
  settled: settlingFunction,
  /** Generators that have run to their end. */
  'finished-generator': finishedGenerator,
  'finished-async-generator': finishedAsyncGenerator,
  once: ([emitter, event, listener]) => onceWrapper(Object(emitter), event, listener),
};

function settlingFunction(): unknown {
  let made: unknown;
  void new Promise<void>((resolve) => {
    made = resolve;
    resolve();
  });
  return made;
}

function finishedGenerator(): unknown {
  const made = (function* () {})();
  made.next();
  return made;
}

function finishedAsyncGenerator(): unknown {
  const made = (async function* () {})();
  void made.next(); // without a body it ends at once
  return made;
}

function wasmInstance(bytes: unknown, imports: unknown): unknown {
  const { Module, Instance } = Reflect.get(globalThis, 'WebAssembly') as { readonly Module: new (bytes: unknown) => object; readonly Instance: new (module: object, imports: unknown) => object }; // as every Node has it
  return new Instance(new Module(bytes), imports);
}

/** Node's wrapper around a `once` listener, made by Node itself: the emitter's `on`, which is handed it, does not add it. */
function onceWrapper(emitter: object, event: unknown, listener: unknown): unknown {
  const before = Object.getOwnPropertyDescriptor(emitter, 'on');
  let made: unknown;
  Object.defineProperty(emitter, 'on', { value: (_event: unknown, wrapper: unknown) => { made = wrapper; }, configurable: true });
  try {
    Reflect.apply(emitterOnce, emitter, [event, listener]);
  } finally {
    if (before === undefined) Reflect.deleteProperty(emitter, 'on');
    else Object.defineProperty(emitter, 'on', before);
  }
  return made;
}

function isCallable(value: unknown): value is (...args: unknown[]) => unknown {
  return typeof value === 'function';
}

function malformed(factory: string, why: string): IcError {
  return new IcError('IC_PLATFORM', `factory ${JSON.stringify(factory)}: ${why} in Node ${process.version}`, { data: { factory, version: process.version } });
}

/** Path of an accessor's getter, given the path as a property is written: `URL.prototype.searchParams`. */
function getterPath(path: string): string {
  const parsed = parseHostPath(path);
  const last = parsed.steps.at(-1);
  if (last?.kind !== 'property') return path;
  return printHostPath({ root: parsed.root, steps: parsed.steps.slice(0, -1) }) + printHostStep({ kind: 'getter', key: last.key });
}

function make(factory: string, args: readonly unknown[], resolver: HostResolver): unknown {
  const special = SPECIAL[factory];
  if (special !== undefined) return special(args);
  if (factory === 'member') return Object.getOwnPropertyDescriptor(Object(args[0]), String(args[1]))?.value;
  const space = factory.indexOf(' ');
  const verb = factory.slice(0, space);
  const path = factory.slice(space + 1);
  const fn = resolver.resolve(verb === 'get' ? getterPath(path) : path);
  if (!isCallable(fn)) throw malformed(factory, 'expected a function');
  switch (verb) {
    case 'new':
      return Reflect.construct(fn, args);
    case 'call':
      return Reflect.apply(fn, undefined, args);
    case 'apply':
    case 'get':
      return Reflect.apply(fn, args[0], args.slice(1));
    default:
      throw malformed(factory, 'expected new, call, apply or get');
  }
}

/** Makes the object that `describeNative` described. Throws IcError IC_PLATFORM where this Node lacks the factory. */
export function makeNative(factory: string, args: readonly unknown[], resolver: HostResolver): object {
  const made = make(factory, args, resolver);
  if ((typeof made !== 'object' || made === null) && typeof made !== 'function') throw malformed(factory, 'expected an object as result');
  return made;
}
