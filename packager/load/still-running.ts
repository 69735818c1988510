/**
 * What still runs after a component was loaded: timers, servers, watchers, … each with the line of user code that made it.
 * Async hooks see also what does not keep the process alive (`unref`); they only note, so the program runs as ever.
 */
import { createHook } from 'node:async_hooks';
import type { AsyncHook } from 'node:async_hooks';
import type { StillRunning } from './types.ts';

/** Resources that are something running as long as they are not destroyed. */
const handles = new Set([
  'Timeout', 'TCPSERVERWRAP', 'TCPWRAP', 'PIPESERVERWRAP', 'PIPEWRAP', 'UDPWRAP', 'FSEVENTWRAP', 'STATWATCHER', 'PROCESSWRAP', 'WORKER', 'TLSWRAP', 'HTTP2SESSION',
]);
/** What the process has by itself, or what runs out by itself. SIGNALWRAP: handlers put on `process` are definitions. */
const ignored = new Set(['Immediate', 'TTYWRAP', 'SIGNALWRAP', 'TickObject', 'Microtask', 'PROMISE']);

interface Noted {
  readonly type: string;
  readonly position: string | null;
}

export class ActivityWatch {
  readonly #live = new Map<number, Noted>();
  readonly #isUserFile: (file: string) => boolean;
  readonly #hook: AsyncHook;
  #baseline = new Map<string, number>();

  /** `isUserFile`: whether a stack frame's file is the program's. */
  constructor(isUserFile: (file: string) => boolean) {
    this.#isUserFile = isUserFile;
    this.#hook = createHook({
      init: (id, type) => {
        if (!ignored.has(type)) this.#live.set(id, { type, position: userPosition(this.#isUserFile) });
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
    const seen = new Map<string, number>();
    for (const { type, position } of this.#live.values()) {
      // Made by Node itself: the standard streams.
      if (!handles.has(type) || position === null) continue;
      add(nameOf(type), position);
      seen.set(nameOf(type), (seen.get(nameOf(type)) ?? 0) + 1);
    }
    for (const [type, count] of countActive()) {
      const more = count - (this.#baseline.get(type) ?? 0) - (seen.get(type) ?? 0);
      if (ignoredNames.has(type)) continue;
      const positions = [...this.#live.values()].filter((noted) => nameOf(noted.type) === type && !handles.has(noted.type));
      for (let index = 0; index < more; index++) add(type, positions[index]?.position ?? null);
    }
    this.#live.clear();
    return [...found.values()];
  }
}

const ignoredNames: ReadonlySet<string> = new Set(['immediate', 'ttywrap', 'pipewrap', 'signalwrap', 'closereq', 'messageport']);

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

/** `file:line:column` of the innermost user frame of the running code. */
function userPosition(isUserFile: (file: string) => boolean): string | null {
  // Read apart from whatever the program has made of Error.prepareStackTrace.
  const prepare = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  let position: string | null = null;
  Object.defineProperty(Error, 'stackTraceLimit', { value: 60, writable: true, enumerable: true, configurable: true });
  Object.defineProperty(Error, 'prepareStackTrace', {
    configurable: true,
    value: (_error: unknown, sites: readonly NodeJS.CallSite[]): string => {
      const site = sites.find((one) => isUserFile(one.getFileName() ?? ''));
      if (site !== undefined) position = `${site.getFileName() ?? ''}:${site.getLineNumber() ?? 0}:${site.getColumnNumber() ?? 0}`;
      return '';
    },
  });
  try {
    void new Error().stack;
  } finally {
    restore('prepareStackTrace', prepare);
    restore('stackTraceLimit', limit);
  }
  return position;
}

function restore(key: string, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(Error, key);
  else Object.defineProperty(Error, key, descriptor);
}
