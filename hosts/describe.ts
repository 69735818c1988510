/**
 * Objects of Node's classes with private state that can be read and made again: what to call with what.
 * Rules hang on the nearest prototype of Node in the object's chain; a rule gives null for objects that only
 * inherit from it (`Object.create(URL.prototype)`, a subclass's prototype).
 */
import { getterOf, isPrototypeObject, ownSymbol, ownValue, prototypesOf, tryCall } from './brand.ts';
import { CALL_SITE_PROTOTYPE, callSiteAnswers, callSiteKeys, callSitePrototype } from './call-sites.ts';
import { builtinModule } from './intrinsics.ts';
import { intlRules } from './intl.ts';
import { describeStream } from './streams.ts';
import { native, refused } from './verdict.ts';
import type { Rule, Verdict } from './verdict.ts';
import type { Hosts, NativeDescription } from './types.ts';
import { describeWasmInstance, describeWasmModule } from './wasm.ts';

/** Keys of the object that `sample`, made by the same factory, has too. */
function commonKeys(object: object, sample: object): (string | symbol)[] {
  return Reflect.ownKeys(object).filter((key) => Object.hasOwn(sample, key));
}

// Node's own functions, taken before user code can replace them.
const urlHref = getterOf(URL.prototype, 'href');
const searchParamsText = URLSearchParams.prototype.toString;
const encoderEncoding = getterOf(TextEncoder.prototype, 'encoding');
const decoder = { encoding: getterOf(TextDecoder.prototype, 'encoding'), fatal: getterOf(TextDecoder.prototype, 'fatal'), ignoreBOM: getterOf(TextDecoder.prototype, 'ignoreBOM') };
const controllerSignal = getterOf(AbortController.prototype, 'signal');
const signalAborted = getterOf(AbortSignal.prototype, 'aborted');
const signalReason = getterOf(AbortSignal.prototype, 'reason');
const mapSize = getterOf(Map.prototype, 'size');
const headersEntries = Headers.prototype.entries;
const exceptionName = getterOf(DOMException.prototype, 'name');
const exceptionMessage = getterOf(DOMException.prototype, 'message');

interface PrototypeHolder {
  readonly prototype: object;
}
function classOf(module: string, name: string): (PrototypeHolder & (new (...args: unknown[]) => object)) | undefined {
  const exports = builtinModule(module);
  const found: unknown = typeof exports === 'object' && exports !== null ? Reflect.get(exports, name) : undefined;
  // Classes that Node documents under that name.
  return typeof found === 'function' ? (found as PrototypeHolder & (new (...args: unknown[]) => object)) : undefined;
}

const Storage = classOf('async_hooks', 'AsyncLocalStorage');
const storedValue = Storage && (ownValue(Storage.prototype, 'getStore') as (() => unknown) | undefined);
const storageName = getterOf(Storage?.prototype, 'name');
const Decoder = classOf('string_decoder', 'StringDecoder');
const bytesWaiting = getterOf(Decoder?.prototype, 'lastNeed');
const MimeType = classOf('util', 'MIMEType');
const mimeText = MimeType && (ownValue(MimeType.prototype, 'toString') as (() => unknown) | undefined);

/** Event targets keep their listeners in a Map (or nothing yet) under an internal symbol. */
function listenerCount(target: object): number | null {
  const symbol = ownSymbol(target, 'kEvents');
  if (symbol === undefined) return null;
  const count = tryCall(mapSize, ownValue(target, symbol))?.value;
  return typeof count === 'number' ? count : 0;
}

const signalWithListeners = (): Verdict => refused('an AbortSignal with listeners', 'make the controller and its listeners in startUp');

function describeSignal(object: object, hosts: Hosts): Verdict {
  const aborted = tryCall(signalAborted, object);
  if (aborted === null) return null;
  if ((listenerCount(object) ?? 0) > 0) return signalWithListeners();
  const recorded = hosts.records.recorded(object);
  if (recorded !== null) return { kind: 'native', description: { ...recorded, omit: commonKeys(object, new AbortController().signal) } };
  if (aborted.value === true) return native('apply AbortSignal.abort', [AbortSignal, tryCall(signalReason, object)?.value], commonKeys(object, AbortSignal.abort()));
  return refused('an AbortSignal whose controller is unknown (AbortSignal.timeout, AbortSignal.any)');
}

function describeController(object: object): Verdict {
  const signal = tryCall(controllerSignal, object)?.value;
  if (typeof signal !== 'object' || signal === null) return null;
  if ((listenerCount(signal) ?? 0) > 0) return signalWithListeners();
  const aborted = tryCall(signalAborted, signal)?.value === true;
  return native('abort-controller', aborted ? [tryCall(signalReason, signal)?.value] : [], commonKeys(object, new AbortController()));
}

function describeEventTarget(object: object): Verdict {
  const count = listenerCount(object);
  if (count === null) return null;
  if (count > 0) return refused('an EventTarget with listeners', 'add the listeners in startUp, or use an EventEmitter');
  return native('new EventTarget', [], commonKeys(object, new EventTarget()));
}

function describeStorage(object: object, hosts: Hosts): Verdict {
  if (Storage === undefined) return null;
  if (Object.hasOwn(object, 'kResourceStore')) {
    // Before Node 24 the state is two own properties; `enabled` alone says nothing: the store hangs on the running resource.
    return native('new node:async_hooks.AsyncLocalStorage', [], commonKeys(object, new Storage()));
  }
  const stored = tryCall(storedValue, object);
  const name = tryCall(storageName, object);
  if (stored === null || name === null) return null;
  void hosts;
  const options = stored.value === undefined && name.value === '' ? [] : [{ defaultValue: stored.value, name: name.value }];
  return native('new node:async_hooks.AsyncLocalStorage', options, commonKeys(object, new Storage()));
}

/** http.Agent, https.Agent: their listeners are closures of Node over the agent. */
function describeAgent(path: string): Rule {
  return (object) => {
    const options = ownValue(object, 'options');
    if (typeof options !== 'object' || options === null) return null;
    for (const key of ['sockets', 'freeSockets', 'requests']) {
      const pool = ownValue(object, key);
      if (typeof pool === 'object' && pool !== null && Reflect.ownKeys(pool).length > 0) return refused('an http.Agent with open connections', 'make requests in startUp, not while the module is loaded');
    }
    const events = ownValue(object, '_events');
    if (typeof events === 'object' && events !== null && Reflect.ownKeys(events).some((key) => key !== 'free' && key !== 'newListener')) {
      return refused('an http.Agent with listeners of its own', 'add the listeners in startUp');
    }
    const symbols = Object.getOwnPropertySymbols(object).filter((symbol) => symbol.description === 'kCapture' || symbol.description === 'shapeMode');
    const made = ['_events', '_eventsCount', 'options', 'requests', 'sockets', 'freeSockets', 'totalSocketCount', '_sessionCache'];
    return native(`new ${path}`, [options], [...made.filter((key) => Object.hasOwn(object, key)), ...symbols]);
  };
}

function describeConsole(object: object, hosts: Hosts): Verdict {
  const stdout = ownValue(object, '_stdout');
  const stderr = ownValue(object, '_stderr');
  if (typeof stdout !== 'object' || stdout === null || typeof stderr !== 'object' || stderr === null) return null;
  if (hosts.catalogue.pathOf(stdout) === null) return refused('a Console that writes to a stream of its own');
  const own = Reflect.ownKeys(object).filter((key) => typeof key === 'symbol' || key.startsWith('_') || Object.hasOwn(console, key));
  return native('new node:console.Console', [stdout, stderr], own);
}

function describeTimer(factory: 'timeout' | 'immediate'): Rule {
  return (object) => {
    if (!Object.hasOwn(object, '_destroyed')) return null;
    if (ownValue(object, '_destroyed') === true) return native(factory, [], Reflect.ownKeys(object));
    return refused(factory === 'timeout' ? 'a running timer' : 'an immediate that has not run', 'start it in startUp, or clear it before the module is done');
  };
}

const functionText: () => unknown = Function.prototype.toString;

/** Equal beyond doubt: the same value, both empty arrays, tables of the same values (`_events`), functions that Node makes for each object. */
function madeAlike(value: unknown, sample: unknown): boolean {
  if (Object.is(value, sample)) return true;
  if (typeof value === 'function' && typeof sample === 'function') return tryCall(functionText, value)?.value === tryCall(functionText, sample)?.value;
  if (typeof value !== 'object' || value === null || typeof sample !== 'object' || sample === null) return false;
  if (Object.getPrototypeOf(value) !== Object.getPrototypeOf(sample)) return false;
  const keys = Reflect.ownKeys(value);
  return keys.length === Reflect.ownKeys(sample).length && keys.every((key) => Object.hasOwn(sample, key) && Object.is(ownValue(value, key), ownValue(sample, key)));
}

/**
 * A server consists of properties until it listens. It is still made by its class, so that one packaged on one Node has
 * the further properties that another Node expects; properties with the values that the class gives them are left to it.
 */
function describeServer(factory: string, Server: (new () => object) | undefined): Rule {
  return (object) => {
    const handle = ownValue(object, '_handle');
    if (Server === undefined || handle === undefined) return null;
    if (handle !== null) return refused('a listening server', 'build the server at module level, but call listen() in startUp');
    const sample = new Server();
    return native(factory, [], commonKeys(object, sample).filter((key) => madeAlike(ownValue(object, key), ownValue(sample, key))));
  };
}

function describeRegistry(object: object, hosts: Hosts): Verdict {
  const recorded = hosts.records.recorded(object);
  if (recorded === null) return isPrototypeObject(object) ? null : refused('a FinalizationRegistry made before recording began');
  if (hosts.records.liveEntries(object) > 0) return refused('a FinalizationRegistry with live entries', 'register objects in startUp or later');
  return { kind: 'native', description: recorded };
}

function describeHeaders(object: object): Verdict {
  const iterable = tryCall(headersEntries, object)?.value;
  // What only inherits from the class is found out by its first entry.
  const entries = iterable === undefined ? undefined : tryCall(() => [...(iterable as Iterable<[string, string]>)].map((pair) => [...pair]), null)?.value;
  return entries === undefined ? null : native('new Headers', [entries], commonKeys(object, new Headers()));
}

function describeException(object: object): Verdict {
  const name = tryCall(exceptionName, object);
  const message = tryCall(exceptionMessage, object);
  return name === null || message === null ? null : native('new DOMException', [message.value, name.value]);
}

function describeDecoder(object: object): Verdict {
  const encoding = tryCall(decoder.encoding, object)?.value;
  if (typeof encoding !== 'string') return null;
  const options = { fatal: tryCall(decoder.fatal, object)?.value, ignoreBOM: tryCall(decoder.ignoreBOM, object)?.value };
  return native('new TextDecoder', [encoding, options], commonKeys(object, new TextDecoder()));
}

function describeChannel(object: object): Verdict {
  const name = ownValue(object, 'name');
  if (name === undefined) return null;
  const subscribers = ownValue(object, '_subscribers');
  if (Array.isArray(subscribers) && subscribers.length > 0) return refused('a diagnostics channel with subscribers', 'subscribe in startUp');
  return native('call node:diagnostics_channel.channel', [name], Reflect.ownKeys(object));
}

/** Channels with subscribers have a prototype of their own. */
const describeActiveChannel: Rule = (object) => (ownValue(object, 'name') === undefined ? null : refused('a diagnostics channel with subscribers', 'subscribe in startUp'));

const callSites = callSitePrototype();

const describeCallSite: Rule = (object) => {
  const answers = callSites === undefined ? null : callSiteAnswers(object, callSites);
  return answers === null ? null : native('call-site', answers, callSiteKeys(object));
};

const describeHref: Rule = (object) => {
  const href = tryCall(urlHref, object);
  return href === null ? null : native('new URL', [href.value]);
};

const describeSearchParams: Rule = (object, hosts) => {
  const text = tryCall(searchParamsText, object);
  if (text === null) return null;
  const recorded = hosts.records.recorded(object);
  return recorded === null ? native('new URLSearchParams', [text.value]) : { kind: 'native', description: recorded };
};

const describeStringDecoder: Rule = (object) => {
  const encoding = ownValue(object, 'encoding');
  const waiting = tryCall(bytesWaiting, object)?.value;
  if (typeof waiting === 'number' && waiting > 0) return refused('a StringDecoder that waits for the rest of a character', 'make it in startUp or on first use');
  return typeof encoding === 'string' ? native('new node:string_decoder.StringDecoder', [encoding], Reflect.ownKeys(object).filter((key) => key === 'encoding' || typeof key === 'symbol')) : null;
};

const describeMimeType: Rule = (object) => {
  const text = tryCall(mimeText, object);
  return text === null || typeof text.value !== 'string' || !text.value.includes('/') ? null : native('new node:util.MIMEType', [text.value]);
};

/** By path of the nearest prototype of Node. */
const RULES: ReadonlyMap<string, Rule> = new Map<string, Rule>([
  ['URL.prototype', describeHref],
  ['URLSearchParams.prototype', describeSearchParams],
  ['TextEncoder.prototype', (object) => (tryCall(encoderEncoding, object)?.value === 'utf-8' ? native('new TextEncoder', [], commonKeys(object, new TextEncoder())) : null)],
  ['TextDecoder.prototype', describeDecoder],
  ['AbortController.prototype', describeController],
  ['AbortSignal.prototype', describeSignal],
  ['EventTarget.prototype', describeEventTarget],
  ['Headers.prototype', describeHeaders],
  ['DOMException.prototype', describeException],
  ['FinalizationRegistry.prototype', describeRegistry],
  ['node:async_hooks.AsyncLocalStorage.prototype', describeStorage],
  ['node:diagnostics_channel.Channel.prototype', describeChannel],
  ['%ActiveChannelPrototype%', describeActiveChannel],
  [CALL_SITE_PROTOTYPE, describeCallSite],
  ['node:http.Agent.prototype', describeAgent('node:http.Agent')],
  ['node:https.Agent.prototype', describeAgent('node:https.Agent')],
  ['node:net.Server.prototype', describeServer('new node:net.Server', classOf('net', 'Server'))],
  ['node:http.Server.prototype', describeServer('new node:http.Server', classOf('http', 'Server'))],
  ['node:string_decoder.StringDecoder.prototype', describeStringDecoder],
  ['node:util.MIMEType.prototype', describeMimeType],
  ['WebAssembly.Module.prototype', describeWasmModule],
  ['WebAssembly.Instance.prototype', describeWasmInstance],
  ['%TimeoutPrototype%', describeTimer('timeout')],
  ['%ImmediatePrototype%', describeTimer('immediate')],
  ['node:stream.Readable.prototype', describeStream('Readable')],
  ['node:stream.Writable.prototype', describeStream('Writable')],
  ['node:stream.Duplex.prototype', describeStream('Duplex')],
  ['node:stream.Transform.prototype', describeStream('Transform')],
  ['node:stream.PassThrough.prototype', describeStream('PassThrough')],
  ...intlRules,
]);

/** Rule for objects whose nearest prototype of Node has that path. */
export function ruleOf(path: string): Rule | undefined {
  return RULES.get(path);
}

/** Path of the nearest prototype that Node made, with that prototype; null for objects without one. */
export function nearestHostPrototype(object: object, hosts: Hosts): { readonly path: string; readonly prototype: object } | null {
  for (const prototype of prototypesOf(object)) {
    const path = hosts.catalogue.pathOf(prototype);
    if (path !== null) return { path, prototype };
  }
  return null;
}

/** How this object is made by a factory of Node; null for all that is not made by one, and for what must be refused (see classify). */
export function describeNative(object: object, hosts: Hosts): NativeDescription | null {
  const verdict = nativeVerdict(object, hosts);
  return verdict?.kind === 'native' ? verdict.description : null;
}

/** As describeNative, refusals included. */
export function nativeVerdict(object: object, hosts: Hosts): Verdict {
  const verdict = describe(object, hosts);
  return verdict?.kind === 'native' ? { kind: 'native', description: hosts.records.steady(object, verdict.description) } : verdict;
}

function describe(object: object, hosts: Hosts): Verdict {
  const nearest = nearestHostPrototype(object, hosts);
  if (typeof object !== 'function' && nearest !== null) {
    if (ownValue(object, '_stdout') !== undefined) {
      const found = describeConsole(object, hosts);
      if (found !== null) return found;
    }
    const rule = ruleOf(nearest.path);
    if (rule !== undefined) return rule(object, hosts);
  }
  const recorded = hosts.records.recorded(object);
  return recorded === null ? null : { kind: 'native', description: recorded };
}
