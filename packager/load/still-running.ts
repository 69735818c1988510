/**
 * What still runs after a component was loaded: timers, servers, watchers, … each with the line of user code that made it.
 * Async hooks see also what does not keep the process alive (`unref`); they only note, so the program runs as ever.
 */
import { createHook, executionAsyncId } from 'node:async_hooks';
import type { AsyncHook } from 'node:async_hooks';
import { CreationLog, Trace } from './creation.ts';
import { openFiles, pathOfOpen } from './open-files.ts';
import { ownMap } from './own-tables.ts';
import type { StillRunning } from './types.ts';

/** Resources that are something running as long as they are not destroyed. */
const handles = new Set([
  'Timeout', 'TCPSERVERWRAP', 'TCPWRAP', 'PIPESERVERWRAP', 'PIPEWRAP', 'UDPWRAP', 'FSEVENTWRAP', 'STATWATCHER', 'PROCESSWRAP', 'WORKER', 'TLSWRAP', 'HTTP2SESSION',
]);
/** What the process has by itself, or what runs out by itself. SIGNALWRAP: handlers put on `process` are definitions. */
const ignored: ReadonlySet<string> = new Set(['Immediate', 'TTYWRAP', 'SIGNALWRAP', 'TickObject', 'Microtask', 'PROMISE']);

const iterate = Array.prototype[Symbol.iterator];

const isIgnored = Set.prototype.has.bind(ignored);

/** Frames of a stack that are looked at: programs make handles deep inside libraries, promises close to their own code. */
const handleFrames = 60;
const promiseFrames = 16;
/** Promises beyond this number are not noted: a program may make millions. */
const mostPromises = 200_000;
/** How many of the last promises can tell where a module waits. */
const lastPromises = 512;
/** Stacks kept by number, for what is made in callbacks; the oldest go first. */
const mostTraces = 20_000;
/** Turns of the event loop that immediates which make immediates are given. */
const mostRounds = 1000;

interface Noted {
  readonly type: string;
  readonly trace: Trace;
  /** Of TLS only, whose handle is known to be one when it stands on one. */
  readonly resource: WeakRef<object> | null;
}

/** TLS over a stream of JavaScript holds nothing of the system: what it stands on is looked at by itself. */
function isHandle({ type, resource }: Noted): boolean {
  if (resource === null) return handles.has(type);
  const tls = resource.deref();
  const below: unknown = tls === undefined ? undefined : Object.getOwnPropertyDescriptor(tls, '_parent')?.value;
  const kind: unknown = typeof below === 'object' && below !== null ? below.constructor : undefined; // a class of Node
  return tls !== undefined && !(typeof kind === 'function' && kind.name === 'JSStream');
}

export class ActivityWatch {
  /** Where what was seen being made comes from; also after the watch. */
  readonly log: CreationLog;
  readonly #isUserFile: (file: string) => boolean;
  readonly #live = ownMap<number, Noted>();
  /** Stacks also of what has ended: Node makes a server's handle in the callback of a lookup. */
  readonly #traces = ownMap<number, Trace>();
  readonly #recent: Trace[] = [];
  readonly #hook: AsyncHook;
  #promises = 0;
  #baseline = new Map<string, number>();
  #files: ReadonlyMap<number, string> = new Map();
  #neverQuiet = false;

  /** `isUserFile`: whether a stack frame's file is the program's. */
  constructor(isUserFile: (file: string) => boolean, log: CreationLog = new CreationLog(isUserFile)) {
    this.#isUserFile = isUserFile;
    this.log = log;
    this.#hook = createHook({
      init: (id, type, trigger, resource: object) => {
        try {
          if (type === 'PROMISE') this.#notePromise(resource);
          else this.#note(id, type, trigger, resource);
        } catch {
          // What a program does to the built-in objects may keep something from being noted; an error here would end the process.
        }
      },
      destroy: (id) => {
        this.#live.delete(id);
      },
    });
  }

  start(): void {
    this.#live.clear();
    this.#baseline = countActive();
    this.#files = openFiles();
    this.#hook.enable();
  }

  /** Lets microtasks, ticks and immediates run out, also those that they start. */
  async drain(): Promise<void> {
    // Three rounds: handles close one phase after they were told to, and their destruction is noted one later.
    let quiet = 0;
    for (let round = 0; quiet < 3 && round < mostRounds; round++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      quiet = process.getActiveResourcesInfo().includes('Immediate') ? 0 : quiet + 1;
    }
    this.#neverQuiet = quiet === 0;
  }

  /** Where a module that does not end waits: the last promise that its own code asked for. Null if that is not known. */
  waitingPlace(file: string): string | null {
    for (let back = 1; back <= this.#recent.length; back++) {
      const maker = this.#recent[(this.#promises - back) % lastPromises]?.maker(this.#isUserFile);
      if (maker?.kind === 'user' && maker.file === file) return maker.position;
    }
    return null;
  }

  /** Ends the watch: what is running now and was not before `start`. */
  stop(): StillRunning[] {
    // Node iterates when it takes hooks off.
    if (Array.prototype[Symbol.iterator] === iterate) this.#hook.disable();
    const found = new Map<string, StillRunning>();
    const add = (type: string, position: string | null): void => {
      const key = `${type} ${position ?? ''}`;
      found.set(key, { type, position, count: (found.get(key)?.count ?? 0) + 1 });
    };
    const live = [...this.#live.values()].filter(({ trace }) => trace.maker(this.#isUserFile).kind !== 'other');
    for (const noted of live) if (isHandle(noted) || (this.#neverQuiet && noted.type === 'Immediate')) add(nameOf(noted.type), noted.trace.position(this.#isUserFile));
    for (const [type, count] of countActive()) {
      // Handles were all seen when they were made; what is left are requests, as to read a file.
      if (notRequests.has(type)) continue;
      const positions = live.filter((noted) => nameOf(noted.type) === type);
      for (let index = 0; index < count - (this.#baseline.get(type) ?? 0); index++) add(type, positions[index]?.trace.position(this.#isUserFile) ?? null);
    }
    this.#live.clear();
    this.#traces.clear();
    this.#recent.length = 0;
    const left = [...openFiles()].filter(([descriptor, file]) => this.#files.get(descriptor) !== file);
    return [...found.values(), ...left.map(([descriptor]): StillRunning => ({ type: 'file', position: null, count: 1, file: pathOfOpen(descriptor) }))];
  }

  #note(id: number, type: string, trigger: number, resource: object): void {
    const trace = new Trace(this.#traces.get(trigger) ?? this.#traces.get(executionAsyncId()) ?? null, handleFrames);
    if (this.#traces.size >= mostTraces) {
      const oldest = this.#traces.keys().next();
      if (oldest.done !== true) this.#traces.delete(oldest.value);
    }
    this.#traces.set(id, trace);
    this.log.note(resource, trace, handles.has(type) ? id : null);
    if (type === 'Immediate' || !isIgnored(type)) this.#live.set(id, { type, trace, resource: type === 'TLSWRAP' ? new WeakRef(resource) : null });
  }

  #notePromise(promise: object): void {
    if (this.#promises >= mostPromises) return;
    const trace = new Trace(null, promiseFrames);
    this.log.note(promise, trace);
    this.#recent[this.#promises++ % lastPromises] = trace;
  }
}

const notRequests: ReadonlySet<string> = new Set([...[...handles, ...ignored].map(nameOf), 'closereq', 'messageport']);

/** One spelling for async_hooks (`TCPSERVERWRAP`) and getActiveResourcesInfo (`TCPServerWrap`). */
function nameOf(type: string): string {
  const name = type.toLowerCase();
  return name === 'tcpsocketwrap' ? 'tcpwrap' : name;
}

function countActive(): Map<string, number> {
  const counts = new Map<string, number>();
  for (const type of process.getActiveResourcesInfo()) counts.set(nameOf(type), (counts.get(nameOf(type)) ?? 0) + 1);
  return counts;
}
