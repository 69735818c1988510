// Roots of paths that no global and no module export leads to. The runtime makes one when a path asks for it.
import { callSitePrototype } from './call-sites.ts';

/** Public builtin module by name without `node:`; undefined if this Node has none of that name. */
export function builtinModule(name: string): unknown {
  return process.getBuiltinModule(`node:${name}`);
}

interface EmitterLike {
  readonly _events: { readonly sample?: unknown[] };
  on(event: string, listener: object): this;
}
interface EventsLike {
  readonly EventEmitter: new () => EmitterLike;
}
interface ServerLike {
  readonly Server: new () => object;
}
interface StreamLike {
  readonly Readable: new () => object;
  readonly Transform: new () => object;
}

interface ChannelsLike {
  channel(name: string): { subscribe(listener: () => void): void; unsubscribe(listener: () => void): void };
  tracingChannel?(channels: object): object;
}

// getBuiltinModule is typed as object for names computed at run time: these are the shapes Node documents.
const events = (): EventsLike => builtinModule('events') as EventsLike;
const serverModule = (name: string): ServerLike => builtinModule(name) as ServerLike;
const stream = (): StreamLike => builtinModule('stream') as StreamLike;
const channels = (): ChannelsLike => builtinModule('diagnostics_channel') as ChannelsLike;

const prototypeOf = (value: unknown): object | null => (value === null || value === undefined ? null : (Object.getPrototypeOf(value) as object | null));

function iteratorGlobal(): { from(iterator: object): object } | undefined {
  return Reflect.get(globalThis, 'Iterator') as { from(iterator: object): object } | undefined;
}

function ownAccessor(object: object, key: string, which: 'get' | 'set'): unknown {
  return Object.getOwnPropertyDescriptor(object, key)?.[which];
}

/** Intrinsic objects of the language and of Node: name → value; undefined where this Node has none. In the order in which the catalogue takes them. */
const MAKERS: Readonly<Record<string, () => unknown>> = {
  GeneratorFunction: () => (function* () {}).constructor,
  AsyncFunction: () => (async function () {}).constructor,
  AsyncGeneratorFunction: () => (async function* () {}).constructor,
  GeneratorPrototype: () => prototypeOf((function* () {}).prototype),
  AsyncGeneratorPrototype: () => prototypeOf((async function* () {}).prototype),
  AsyncIteratorPrototype: () => prototypeOf(prototypeOf((async function* () {}).prototype)),
  IteratorPrototype: () => prototypeOf(prototypeOf([][Symbol.iterator]())),
  ArrayIteratorPrototype: () => prototypeOf([][Symbol.iterator]()),
  MapIteratorPrototype: () => prototypeOf(new Map().entries()),
  SetIteratorPrototype: () => prototypeOf(new Set().values()),
  StringIteratorPrototype: () => prototypeOf(''[Symbol.iterator]()),
  RegExpStringIteratorPrototype: () => prototypeOf('a'.matchAll(/a/g)),
  WrapForValidIteratorPrototype: () => prototypeOf(iteratorGlobal()?.from({ next: () => ({ done: true, value: undefined }) })),
  IteratorHelperPrototype: () => {
    const values = [].values();
    const map = Reflect.get(values, 'map') as ((mapper: () => void) => object) | undefined;
    return map === undefined ? undefined : prototypeOf(map.call(values, () => undefined));
  },
  SegmentsPrototype: () => prototypeOf(new Intl.Segmenter().segment('')),
  SegmentIteratorPrototype: () => prototypeOf(new Intl.Segmenter().segment('')[Symbol.iterator]()),
  TypedArray: () => prototypeOf(Uint8Array),
  // eslint-disable-next-line prefer-rest-params -- the function is reached through the object that only `arguments` gives
  ThrowTypeError: () => ownAccessor((function () { 'use strict'; return arguments; })(), 'callee', 'get'), // prettier-ignore
  ErrorStackGetter: () => ownAccessor(new Error('x'), 'stack', 'get'),
  ErrorStackSetter: () => ownAccessor(new Error('x'), 'stack', 'set'),
  FastBuffer: () => Reflect.get(Buffer, Symbol.species),
  URLSearchParamsIteratorPrototype: () => prototypeOf(new URLSearchParams().entries()),
  TimeoutPrototype: () => prototypeOf(clearedTimeout()),
  ImmediatePrototype: () => prototypeOf(clearedImmediate()),
  CallSitePrototype: () => callSitePrototype(),
  ConsoleTaskRun: () => {
    const createTask: unknown = Reflect.get(console, 'createTask');
    return typeof createTask === 'function' ? Object.getOwnPropertyDescriptor(Reflect.apply(createTask, console, ['task']), 'run')?.value : undefined;
  },
  TracingChannelPrototype: () => {
    // Of channels that exist already: a name would register five more.
    const channel = channels().channel('image-components');
    const made = prototypeOf(channels().tracingChannel?.({ start: channel, end: channel, asyncStart: channel, asyncEnd: channel, error: channel }));
    return made === Object.prototype ? undefined : made;
  },
  ActiveChannelPrototype: () => {
    const channel = channels().channel('image-components');
    const listener = (): void => undefined;
    channel.subscribe(listener);
    const active = prototypeOf(channel);
    channel.unsubscribe(listener);
    return active === prototypeOf(channel) ? undefined : active;
  },
  JSStreamSocket: jsStreamSocket,
};

interface WrappedStream {
  readonly _handle: { readonly _parentWrap?: object } | null;
  destroy(): void;
}

/** The socket class that lets TLS run over any stream; programs reach it through a TLS socket of their own. */
function jsStreamSocket(): unknown {
  const tls = builtinModule('tls') as { readonly TLSSocket: new (stream: object) => WrappedStream } | undefined;
  if (tls === undefined) return undefined;
  const socket = new tls.TLSSocket(new (stream().Transform)());
  const wrap = socket._handle?._parentWrap;
  socket.destroy();
  return wrap?.constructor;
}

const BINDING = 'binding.';

/** Name of the intrinsic that is what `process.binding(name)` gives. */
export const bindingIntrinsic = (name: string): string => BINDING + name;

function binding(name: string): unknown {
  const get: unknown = Reflect.get(process, 'binding');
  return typeof get === 'function' ? Reflect.apply(get, process, [name]) : undefined;
}

/** A timer that has been stopped: what `clearTimeout` leaves behind. */
export function clearedTimeout(): object {
  const timer = setTimeout(() => undefined, 1);
  clearTimeout(timer);
  return timer;
}

/** An immediate that has been stopped. */
export function clearedImmediate(): object {
  const immediate = setImmediate(() => undefined);
  clearImmediate(immediate);
  return immediate;
}

/** What an emitter keeps of an event with several listeners, without them. */
function listenersOf(emitter: EmitterLike): object | undefined {
  emitter.on('sample', Object).on('sample', Object);
  const { sample } = emitter._events;
  if (sample !== undefined) sample.length = 0;
  return sample;
}

/**
 * Fresh objects whose internal symbols and listeners have no other name: `%http.Server%._events.listening`,
 * `%EventEmitter%{symbol "kCapture" 0}`. The samples themselves stand for nothing.
 */
const SAMPLES: Readonly<Record<string, () => object | undefined>> = {
  EventEmitter: () => new (events().EventEmitter)(),
  // Node 26 counts the calls under way in the array of an event's listeners.
  'EventEmitter.listeners': () => listenersOf(new (events().EventEmitter)()),
  'net.Server': () => new (serverModule('net').Server)(),
  'http.Server': () => new (serverModule('http').Server)(),
  'stream.Readable': () => new (stream().Readable)(),
  'stream.Transform': () => new (stream().Transform)(),
};

/** Names of intrinsics and of samples, in catalogue order. */
export const intrinsicNames: readonly string[] = Object.keys(MAKERS);
export const sampleNames: readonly string[] = Object.keys(SAMPLES);

/** The intrinsic or a fresh sample of that name; undefined if this Node has none. */
export function makeIntrinsic(name: string): unknown {
  if (name.startsWith(BINDING)) return binding(name.slice(BINDING.length));
  return (MAKERS[name] ?? SAMPLES[name])?.();
}
