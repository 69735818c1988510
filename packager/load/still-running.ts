/**
 * What still runs after a component was loaded: timers, servers, watchers, … each with the line of user code that made it.
 * Async hooks see also what does not keep the process alive (`unref`); they only note, so the program runs as ever.
 */
import { createHook, executionAsyncId } from 'node:async_hooks';
import type { AsyncHook } from 'node:async_hooks';
import { fileURLToPath } from 'node:url';
import type { StillRunning } from './types.ts';

/** Resources that are something running as long as they are not destroyed. */
const handles = new Set([
  'Timeout', 'TCPSERVERWRAP', 'TCPWRAP', 'PIPESERVERWRAP', 'PIPEWRAP', 'UDPWRAP', 'FSEVENTWRAP', 'STATWATCHER', 'PROCESSWRAP', 'WORKER', 'TLSWRAP', 'HTTP2SESSION',
]);
/** What the process has by itself, or what runs out by itself. SIGNALWRAP: handlers put on `process` are definitions. */
const ignored = new Set(['Immediate', 'TTYWRAP', 'SIGNALWRAP', 'TickObject', 'Microtask', 'PROMISE']);

/** Makes the standard streams; they are not the program's. */
const standardStreams = 'node:internal/bootstrap/switches/is_main_thread';

interface Noted {
  readonly type: string;
  readonly position: string | null;
}

/** Who makes a resource: user code, other code (the packager, a test), or Node alone, as in a callback. */
type Maker = { readonly kind: 'user'; readonly position: string } | { readonly kind: 'other' } | { readonly kind: 'node' };

export class ActivityWatch {
  readonly #live = new Map<number, Noted>();
  /** Positions also of what has ended: Node makes a server's handle in the callback of a lookup. */
  readonly #positions = new Map<number, string>();
  readonly #hook: AsyncHook;
  #baseline = new Map<string, number>();

  /** `isUserFile`: whether a stack frame's file is the program's. */
  constructor(isUserFile: (file: string) => boolean) {
    this.#hook = createHook({
      init: (id, type, trigger) => {
        if (type === 'PROMISE') return; // too many, and nothing in itself
        const maker = currentMaker(isUserFile);
        if (maker.kind === 'other') return;
        const position = maker.kind === 'user' ? maker.position : (this.#positions.get(trigger) ?? this.#positions.get(executionAsyncId()) ?? null);
        if (position !== null) this.#positions.set(id, position);
        if (!ignored.has(type)) this.#live.set(id, { type, position });
      },
      destroy: (id) => {
        this.#live.delete(id);
      },
    });
  }

  start(): void {
    this.#live.clear();
    this.#baseline = countActive();
    this.#hook.enable();
  }

  /** Lets microtasks, ticks and immediates run out, also those that they start. */
  async drain(): Promise<void> {
    // Three rounds: handles close one phase after they were told to, and their destruction is noted one later.
    for (let quiet = 0, round = 0; quiet < 3 && round < 1000; round++) {
      await new Promise<void>((resolve) => setImmediate(resolve));
      quiet = process.getActiveResourcesInfo().includes('Immediate') ? 0 : quiet + 1;
    }
  }

  /** Ends the watch: what is running now and was not before `start`. */
  stop(): StillRunning[] {
    this.#hook.disable();
    const found = new Map<string, StillRunning>();
    const add = (type: string, position: string | null): void => {
      const key = `${type} ${position ?? ''}`;
      found.set(key, { type, position, count: (found.get(key)?.count ?? 0) + 1 });
    };
    for (const { type, position } of this.#live.values()) if (handles.has(type)) add(nameOf(type), position);
    for (const [type, count] of countActive()) {
      // Handles were all seen when they were made; what is left are requests, as to read a file.
      if (notRequests.has(type)) continue;
      const positions = [...this.#live.values()].filter((noted) => nameOf(noted.type) === type);
      for (let index = 0; index < count - (this.#baseline.get(type) ?? 0); index++) add(type, positions[index]?.position ?? null);
    }
    this.#live.clear();
    this.#positions.clear();
    return [...found.values()];
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

/** Whose code is running: read from the stack, apart from whatever the program has made of Error.prepareStackTrace. */
function currentMaker(isUserFile: (file: string) => boolean): Maker {
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  let maker: Maker = { kind: 'node' };
  Object.defineProperty(Error, 'stackTraceLimit', { value: 60, writable: true, enumerable: true, configurable: true });
  Object.defineProperty(Error, 'prepareStackTrace', {
    configurable: true,
    value: (_error: unknown, sites: readonly NodeJS.CallSite[]): string => {
      maker = makerOf(sites, isUserFile);
      return '';
    },
  });
  try {
    void new Error().stack;
  } finally {
    restore('prepareStackTrace', prepare);
    restore('stackTraceLimit', limit);
  }
  return maker;
}

function makerOf(sites: readonly NodeJS.CallSite[], isUserFile: (file: string) => boolean): Maker {
  const files = sites.map((site) => site.getFileName() ?? '');
  if (files.includes(standardStreams)) return { kind: 'other' };
  const at = files.findIndex(isUserFile);
  const site = sites[at];
  if (site !== undefined) return { kind: 'user', position: `${files[at] ?? ''}:${site.getLineNumber() ?? 0}:${site.getColumnNumber() ?? 0}` };
  return files.some((file) => file !== '' && !file.startsWith('node:') && file !== ownFile && file !== ownUrl) ? { kind: 'other' } : { kind: 'node' };
}

const ownUrl = import.meta.url;
const ownFile = fileURLToPath(import.meta.url);

function restore(key: string, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(Error, key);
  else Object.defineProperty(Error, key, descriptor);
}
