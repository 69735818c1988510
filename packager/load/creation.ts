/**
 * Where things were made: a stack is taken when async_hooks sees them, and read only if somebody asks. Taking one costs
 * about a microsecond, reading one much more.
 */
import { fileURLToPath } from 'node:url';
import { types } from 'node:util';
import { ownMap, ownWeakMap } from './own-tables.ts';

/** Whose code made a thing: the program's, other code (the packager, a test), or Node alone, as in a callback. */
export type Maker = { readonly kind: 'user'; readonly position: string; readonly file: string } | { readonly kind: 'other' } | { readonly kind: 'node' };

/** Makes the standard streams; they are not the program's. */
const standardStreams = 'node:internal/bootstrap/switches/is_main_thread';
/** Chains of callbacks that start callbacks are followed no further back. */
const longestChain = 4;

const { defineProperty, deleteProperty, getOwnPropertyDescriptor, ownKeys } = Reflect;
const PlainError = Error;

/** The stack at one moment, and the moment that led to it where this one shows only Node's own code. */
export class Trace {
  readonly #depth: number;
  readonly #parent: Trace | null;
  #error: Error | null;
  #maker: Maker = { kind: 'node' };

  /** `frames`: how many are looked at. */
  constructor(parent: Trace | null, frames: number) {
    this.#parent = parent !== null && parent.#depth < longestChain ? parent : null;
    this.#depth = this.#parent === null ? 0 : this.#parent.#depth + 1;
    const limit = getOwnPropertyDescriptor(PlainError, 'stackTraceLimit');
    defineProperty(PlainError, 'stackTraceLimit', { value: frames, writable: true, enumerable: true, configurable: true });
    this.#error = new PlainError();
    restore('stackTraceLimit', limit);
  }

  /** Who made it by itself, without what led to it. */
  maker(isUserFile: (file: string) => boolean): Maker {
    const error = this.#error;
    if (error === null) return this.#maker;
    this.#error = null;
    const prepare = getOwnPropertyDescriptor(PlainError, 'prepareStackTrace');
    // Whatever the program has made of Error.prepareStackTrace must not run.
    defineProperty(PlainError, 'prepareStackTrace', {
      configurable: true,
      value: (_error: unknown, sites: readonly NodeJS.CallSite[]): string => {
        this.#maker = makerOf(sites, isUserFile);
        return '';
      },
    });
    try {
      void error.stack;
    } finally {
      restore('prepareStackTrace', prepare);
    }
    return this.#maker;
  }

  /** The line of the program that made it, or that led to its making; null if there is none. */
  position(isUserFile: (file: string) => boolean): string | null {
    const maker = this.maker(isUserFile);
    if (maker.kind === 'user') return maker.position;
    return maker.kind === 'other' ? null : (this.#parent?.position(isUserFile) ?? null);
  }
}

/** The objects that async_hooks saw being made. */
export class CreationLog {
  readonly #traces = ownWeakMap<object, Trace>();
  /** Of handles, by their async ids: a socket whose handle is gone knows that still. */
  readonly #handles = ownMap<number, Trace>();
  readonly #isUserFile: (file: string) => boolean;

  constructor(isUserFile: (file: string) => boolean) {
    this.#isUserFile = isUserFile;
  }

  /** `id`: the async id, of handles. */
  note(object: object, trace: Trace, id: number | null = null): void {
    this.#traces.set(object, trace);
    if (id !== null) this.#handles.set(id, trace);
  }

  /** `file:line:column` of the program that made the object, or the handle of Node that it holds. Runs no code of the program. */
  positionOf(object: object): string | null {
    const own = this.#traces.get(object)?.position(this.#isUserFile) ?? null;
    if (own !== null || typeof object === 'function' || types.isProxy(object)) return own;
    for (const key of handleKeys(object)) {
      const value: unknown = getOwnPropertyDescriptor(object, key)?.value;
      const ended = typeof value === 'number' && typeof key === 'symbol' && key.description === 'async_id_symbol' ? this.#handles.get(value) : undefined;
      if (ended !== undefined) return ended.position(this.#isUserFile);
      if (typeof value !== 'object' || value === null || types.isProxy(value)) continue;
      const inner: unknown = getOwnPropertyDescriptor(value, 'handle')?.value; // of UDP sockets
      const trace = this.#traces.get(value) ?? (typeof inner === 'object' && inner !== null ? this.#traces.get(inner) : undefined);
      const position = trace?.position(this.#isUserFile) ?? null;
      if (position !== null) return position;
    }
    return null;
  }
}

/** Under these Node's classes keep what does the work. */
function handleKeys(object: object): (string | symbol)[] {
  return ['_handle', ...ownKeys(object).filter((key) => typeof key === 'symbol')];
}

function makerOf(sites: readonly NodeJS.CallSite[], isUserFile: (file: string) => boolean): Maker {
  const files = sites.map((site) => site.getFileName() ?? '');
  if (files.includes(standardStreams)) return { kind: 'other' };
  const at = files.findIndex(isUserFile);
  const site = sites[at];
  const file = files[at] ?? '';
  if (site !== undefined) return { kind: 'user', file, position: `${file}:${site.getLineNumber() ?? 0}:${site.getColumnNumber() ?? 0}` };
  return files.some((each) => each !== '' && !each.startsWith('node:') && !ownFiles.has(each)) ? { kind: 'other' } : { kind: 'node' };
}

/** Stand on every stack that is taken here. */
const ownFiles: ReadonlySet<string> = new Set([import.meta.url, import.meta.url.replace(/creation(\.[jt]s)$/, 'still-running$1')].flatMap((url) => [url, fileURLToPath(url)]));

function restore(key: string, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) deleteProperty(PlainError, key);
  else defineProperty(PlainError, key, descriptor);
}
