'use strict';
// What can be seen of a graph of objects without running code of the program: order and attributes of properties, prototypes,
// integrity, inner slots, which object is which. Loaded by the main module of a batch of cases; the same under plain Node and in an image.
const { types, inspect } = require('node:util');
const { basename } = require('node:path');
const Module = require('node:module');

const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf } = Reflect;
const { isFrozen, isSealed, isExtensible } = Object;
const getter = (prototype, name) => Function.prototype.call.bind(getOwnPropertyDescriptor(prototype, name).get);
const method = (prototype, name) => Function.prototype.call.bind(prototype[name]);
const textOf = method(Function.prototype, 'toString');
const typedArray = getPrototypeOf(Uint8Array.prototype);
const slots = {
  tag: getter(typedArray, Symbol.toStringTag), buffer: getter(typedArray, 'buffer'), byteOffset: getter(typedArray, 'byteOffset'), length: getter(typedArray, 'length'),
  viewBuffer: getter(DataView.prototype, 'buffer'), mapEntries: method(Map.prototype, 'entries'), setValues: method(Set.prototype, 'values'),
  time: method(Date.prototype, 'getTime'), deref: method(WeakRef.prototype, 'deref'), description: getter(Symbol.prototype, 'description'),
};
const OF_LANGUAGE = ['Object', 'Function', 'Array', 'String', 'Number', 'Boolean', 'BigInt', 'Symbol', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'Proxy', 'RegExp', 'Date', 'Error', 'TypeError', 'RangeError', 'SyntaxError', 'ReferenceError', 'EvalError', 'URIError', 'AggregateError', 'ArrayBuffer', 'SharedArrayBuffer', 'DataView', 'Uint8Array', 'Int8Array', 'Uint8ClampedArray', 'Uint16Array', 'Int16Array', 'Uint32Array', 'Int32Array', 'Float32Array', 'Float64Array', 'BigInt64Array', 'BigUint64Array', 'FinalizationRegistry', 'Math', 'JSON', 'Reflect', 'Atomics', 'Intl', 'eval', 'parseInt', 'isNaN'];
const OF_NODE = ['Buffer', 'URL', 'URLSearchParams', 'EventTarget', 'Event', 'AbortController', 'AbortSignal', 'Headers', 'Blob', 'TextDecoder', 'TextEncoder', 'DOMException', 'structuredClone', 'setTimeout', 'queueMicrotask', 'process', 'console', 'performance', 'WebAssembly'];

/** Numbers that Node puts on promises while anything follows asynchronous calls: they count what the process does, not what the program made. */
const isAsyncNumber = (key) => typeof key === 'symbol' && /^(?:trigger_)?async_id_symbol$/.test(slots.description(key) ?? '');
const promiseText = (value) => inspect(value, { depth: 0, breakLength: Infinity }).replace(/,? \[Symbol\((?:trigger_)?async_id_symbol\)\]: \d+/g, '').slice(0, 40);

/** Names of objects that are not looked into; made when first asked, so that the packager captures none. */
let known = null;
function knownObjects() {
  if (known !== null) return known;
  known = new Map([[globalThis, 'globalThis']]);
  const name = (value, path, depth) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null || known.has(value)) return;
    known.set(value, path);
    if (depth === 0) return;
    for (const key of ownKeys(value)) {
      const facts = getOwnPropertyDescriptor(value, key);
      const at = `${path}.${String(key)}`;
      if ('value' in facts) name(facts.value, at, depth - 1);
      else for (const half of ['get', 'set']) name(facts[half], `${at}.${half}`, depth - 1);
    }
    name(getPrototypeOf(value), `(${path})`, depth - 1);
  };
  for (const each of [...OF_LANGUAGE, ...OF_NODE]) {
    name(globalThis[each], each, 0);
    name(globalThis[each]?.prototype, `${each}.prototype`, 0);
  }
  for (const each of [...OF_LANGUAGE, ...OF_NODE]) {
    for (const half of [globalThis[each], globalThis[each]?.prototype]) if (half !== undefined && known.delete(half)) name(half, half === globalThis[each] ? each : `${each}.prototype`, 2);
  }
  for (const [path, text] of [['generator', '(function* () {})'], ['async', '(async () => {})'], ['asyncGenerator', '(async function* () {})'], ['arguments', '(function () { return arguments; })()']]) {
    for (let value = (0, eval)(text), depth = 0; value !== null; value = getPrototypeOf(value), depth++) if (depth > 0) name(value, `${path}^${depth}`, 2);
  }
  for (const each of [[], new Map(), new Set(), '']) name(getPrototypeOf(each[Symbol.iterator]()), 'iterator', 2);
  for (const module of ['events', 'util', 'assert', 'path', 'stream', 'fs', 'url', 'buffer', 'crypto', 'os']) name(require(`node:${module}`), module, 2);
  return known;
}

function primitive(value) {
  switch (typeof value) {
    case 'string': return JSON.stringify(value);
    case 'bigint': return `${value}n`;
    case 'symbol': {
      const registered = Symbol.keyFor(value);
      return registered === undefined ? `Symbol(${slots.description(value) === undefined ? '' : JSON.stringify(slots.description(value))})` : `Symbol.for(${JSON.stringify(registered)})`;
    }
    default: return Object.is(value, -0) ? '-0' : String(value);
  }
}

function unboxed(value) {
  for (const each of [String, Number, Boolean, BigInt, Symbol]) {
    try {
      return each.prototype.valueOf.call(value);
    } catch {
      // of another kind
    }
  }
  return undefined;
}

/** What the object is, beside its properties: one line, and objects in its inner slots. */
function innerOf(value) {
  if (typeof value === 'function') return { line: `function ${textOf(value)}`, inner: [] };
  if (types.isBoxedPrimitive(value)) return { line: `boxed ${primitive(unboxed(value))}`, inner: [] };
  if (types.isDate(value)) return { line: `date ${slots.time(value)}`, inner: [] };
  if (types.isRegExp(value)) return { line: 'regexp', inner: [] };
  if (types.isMap(value)) return { line: 'map', inner: [...slots.mapEntries(value)].flatMap(([key, held], index) => [[`key ${index}`, key], [`value ${index}`, held]]) };
  if (types.isSet(value)) return { line: 'set', inner: [...slots.setValues(value)].map((held, index) => [`element ${index}`, held]) };
  // Buffers share pools; which, and where in them, is not part of what a program sees.
  if (types.isTypedArray(value) && value instanceof Buffer) return { line: `buffer ${Buffer.from(slots.buffer(value), slots.byteOffset(value), value.byteLength).toString('hex')}`, inner: [] };
  if (types.isTypedArray(value)) return { line: `${slots.tag(value)} at ${slots.byteOffset(value)} of ${slots.length(value)}`, inner: [['buffer', slots.buffer(value)]] };
  if (types.isDataView(value)) return { line: `view ${value.byteOffset} ${value.byteLength}`, inner: [['buffer', slots.viewBuffer(value)]] };
  if (types.isAnyArrayBuffer(value)) {
    return { line: `${types.isSharedArrayBuffer(value) ? 'shared ' : ''}bytes ${Buffer.from(value).toString('hex')} ${value.resizable || value.growable ? `up to ${value.maxByteLength}` : ''}`, inner: [] };
  }
  if (types.isArgumentsObject(value)) return { line: 'arguments', inner: [] };
  if (types.isPromise(value)) return { line: `promise ${promiseText(value)}`, inner: [] };
  if (types.isNativeError(value)) return { line: 'error', inner: [] };
  if (types.isWeakMap(value) || types.isWeakSet(value)) return { line: 'weak', inner: [] };
  if (value instanceof WeakRef) return { line: 'weak reference', inner: [['target', slots.deref(value)]] };
  if (Array.isArray(value)) return { line: 'array', inner: [] };
  return { line: 'object', inner: [] };
}

const integrityOf = (value) => (isExtensible(value) ? '' : isFrozen(value) ? ' frozen' : isSealed(value) ? ' sealed' : ' fixed');
const flagsOf = (facts) => `${facts.writable === undefined ? '' : facts.writable ? 'w' : '-'}${facts.enumerable ? 'e' : '-'}${facts.configurable ? 'c' : '-'}`;
/** Frames are another matter: tests of stacks look at them. */
const withoutFrames = (text) => (typeof text === 'string' ? text.replace(/\n\s+at [^]*$/, '') : text);

/** The graph that is reached from `root` as lines of text; equal graphs give equal lines. `check` is not looked into. */
module.exports = function shape(root, check) {
  const names = knownObjects();
  const seen = new Map();
  const lines = [];
  const waiting = [];
  const word = (value) => {
    if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return primitive(value);
    const name = value === check ? 'check' : names.get(value);
    if (name !== undefined) return name;
    let number = seen.get(value);
    if (number === undefined) {
      number = seen.size;
      seen.set(value, number);
      waiting.push(value);
    }
    return `#${number}`;
  };
  lines.push(word(root));
  for (let index = 0; index < waiting.length && index < 4000; index++) {
    const value = waiting[index];
    const at = `#${seen.get(value)}`;
    if (types.isProxy(value)) {
      lines.push(`${at} proxy`);
      continue;
    }
    if (types.isModuleNamespaceObject(value) || getOwnPropertyDescriptor(value, Symbol.toStringTag)?.value === 'Module') {
      lines.push(`${at} namespace of ${ownKeys(value).map(String).join()}`);
      continue;
    }
    if (value instanceof Module) {
      lines.push(`${at} module ${basename(value.filename)} loaded ${value.loaded}`, `${at}.exports ${word(value.exports)}`); // the rest is the module system's
      continue;
    }
    const { line, inner } = innerOf(value);
    lines.push(`${at} ${line}${integrityOf(value)} of ${word(getPrototypeOf(value))}`);
    for (const [path, held] of inner) lines.push(`${at} ${path} = ${word(held)}`);
    if (types.isRegExp(value)) lines.push(`${at} ${inspect(Object.setPrototypeOf(new RegExp(value), RegExp.prototype))}`);
    const isView = types.isTypedArray(value);
    for (const key of ownKeys(value)) {
      if (types.isPromise(value) && isAsyncNumber(key)) continue;
      if (isView && typeof key === 'string' && /^\d+$/.test(key)) continue; // bytes of the buffer
      const facts = getOwnPropertyDescriptor(value, key);
      const path = `${at}.${typeof key === 'symbol' ? `[${primitive(key)}]` : key} ${flagsOf(facts)}`;
      if (key === 'stack' && (types.isNativeError(value) || value instanceof DOMException)) lines.push(`${at}.stack ${primitive(withoutFrames('value' in facts ? facts.value : value.stack))}`); // an accessor of V8's on newer versions
      else if ('value' in facts) lines.push(`${path} = ${word(facts.value)}`);
      else lines.push(`${path} get ${word(facts.get)} set ${word(facts.set)}`);
    }
  }
  return lines.join('\n');
};
