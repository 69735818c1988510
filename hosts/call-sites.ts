/**
 * Call sites that a program keeps (`Error.prepareStackTrace` hands them out; `depd`, below express, keeps one of each
 * deprecated module). V8 makes them for running calls only, and their methods refuse any other receiver. So what the
 * methods answer is captured, and an heir of `CallSite.prototype` with methods of its own answers it again.
 * Limits: `getThis` and `getFunction` answer undefined, as they do for strict code; lines are those of the file, columns
 * those of the text as it was evaluated while packaging.
 */
import { tryCall } from './brand.ts';

/** Path of their prototype: no global leads to it. */
export const CALL_SITE_PROTOTYPE = '%CallSitePrototype%';

/** Answers that would lead into the running process, or that describe the evaluated text rather than the file. */
const UNKEPT: ReadonlySet<string> = new Set(['constructor', 'getThis', 'getFunction', 'getScriptHash']);
/** Where a text goes on with an absolute path: pieces that begin with one are relocated with the project. */
const BEFORE_PATH = /(?<=[\s(])(?=\/|file:\/\/|[A-Za-z]:\\)/;

type Answers = ReadonlyMap<string, unknown>;
/** Answers of remade call sites. */
const remade = new WeakMap<object, Answers>();

/** V8's prototype of call sites; undefined where user code has locked `Error`. */
export function callSitePrototype(): object | undefined {
  const holder: { stack?: unknown } = {};
  const before = [Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace'), Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit')] as const;
  if (!Reflect.defineProperty(Error, 'prepareStackTrace', { value: (_error: unknown, sites: unknown) => sites, writable: true, configurable: true })) return undefined;
  Reflect.set(Error, 'stackTraceLimit', 1);
  try {
    Error.captureStackTrace(holder);
    const [site]: unknown[] = Array.isArray(holder.stack) ? holder.stack : [];
    return typeof site === 'object' && site !== null ? (Object.getPrototypeOf(site) as object) : undefined;
  } finally {
    restore('prepareStackTrace', before[0]);
    restore('stackTraceLimit', before[1]);
  }
}

function restore(key: string, descriptor: PropertyDescriptor | undefined): void {
  if (descriptor === undefined) Reflect.deleteProperty(Error, key);
  else Reflect.defineProperty(Error, key, descriptor);
}

/**
 * What a call site answers, flat: name of a method, number of pieces, pieces … ; a text is cut where an absolute path
 * begins. Null: the object is no call site, but inherits from one.
 */
export function callSiteAnswers(object: object, prototype: object): readonly unknown[] | null {
  const kept = remade.get(object);
  const found: unknown[] = [];
  for (const name of Object.getOwnPropertyNames(prototype)) {
    const method: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    if (UNKEPT.has(name) || typeof method !== 'function') continue;
    const answer = kept === undefined ? tryCall(method as () => unknown, object) : { value: kept.get(name) };
    if (answer === null) return null;
    const pieces = typeof answer.value === 'string' ? answer.value.split(BEFORE_PATH) : [typeof answer.value === 'object' ? null : answer.value];
    found.push(name, pieces.length, ...pieces);
  }
  return found;
}

/** Keys that a remade call site has and V8's own has not. */
export function callSiteKeys(object: object): readonly (string | symbol)[] {
  return remade.has(object) ? Reflect.ownKeys(object) : [];
}

/** Makes an object that answers as the captured call site did. */
export function makeCallSite(args: readonly unknown[]): object {
  const answers = new Map<string, unknown>();
  for (let index = 0; index + 1 < args.length; ) {
    const count = Number(args[index + 1]);
    const pieces = args.slice(index + 2, index + 2 + count);
    answers.set(String(args[index]), typeof pieces[0] === 'string' ? pieces.join('') : pieces[0]);
    index += 2 + count;
  }
  const prototype = callSitePrototype() ?? Object.prototype;
  const site = Object.create(prototype) as object;
  for (const name of new Set([...answers.keys(), 'getThis', 'getFunction'])) {
    const original: unknown = Object.getOwnPropertyDescriptor(prototype, name)?.value;
    const { [name]: method } = {
      [name](this: unknown): unknown {
        const known = typeof this === 'object' && this !== null ? remade.get(this) : undefined;
        if (known !== undefined) return known.get(name);
        return typeof original === 'function' ? (Reflect.apply(original, this, []) as unknown) : undefined;
      },
    };
    Object.defineProperty(site, name, { value: method, writable: true, configurable: true, enumerable: false });
  }
  remade.set(site, answers);
  return site;
}
