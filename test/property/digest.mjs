// Runs in the program under test: a text that says everything about a value that a program can see.
import { types } from 'node:util';

const { ownKeys, getOwnPropertyDescriptor, getPrototypeOf, isExtensible } = Reflect;

const hosts = new Map();
for (const name of Object.getOwnPropertyNames(globalThis)) {
  const value = getOwnPropertyDescriptor(globalThis, name).value;
  if ((typeof value !== 'object' && typeof value !== 'function') || value === null || hosts.has(value)) continue;
  hosts.set(value, name);
  if (typeof value === 'function' && typeof value.prototype === 'object' && value.prototype !== null && !hosts.has(value.prototype)) hosts.set(value.prototype, `${name}.prototype`);
}
const samples = { generator: function* () {}, asyncGenerator: async function* () {}, async: async function () {} };
for (const [name, sample] of Object.entries(samples)) {
  hosts.set(getPrototypeOf(sample), `%${name}%`);
  if (sample.prototype) hosts.set(getPrototypeOf(sample.prototype), `%${name}.prototype%`);
}
hosts.set(getPrototypeOf(Uint8Array), '%TypedArray%');
hosts.set(getPrototypeOf(Uint8Array.prototype), '%TypedArray%.prototype');
const wellKnown = new Map(Object.getOwnPropertyNames(Symbol).flatMap((name) => (typeof Symbol[name] === 'symbol' ? [[Symbol[name], name]] : [])));

/** What a program can see of `root`, in lines. `moreHosts`: values of Node to be named, not walked. */
export function digest(root, moreHosts = []) {
  const ids = new Map();
  const lines = [];
  const queue = [];
  for (const [index, value] of moreHosts.entries()) if (!hosts.has(value)) hosts.set(value, `more ${index}`);

  const word = (value) => {
    switch (typeof value) {
      case 'string': return JSON.stringify(value);
      case 'number': return Object.is(value, -0) ? '-0' : String(value);
      case 'bigint': return `${value}n`;
      case 'symbol': {
        const known = wellKnown.get(value);
        if (known !== undefined) return `@${known}`;
        const key = Symbol.keyFor(value);
        return key === undefined ? `@${number(value)}(${value.description})` : `@for(${key})`;
      }
      case 'object': case 'function':
        if (value === null) return 'null';
        return hosts.has(value) ? `<${hosts.get(value)}>` : `#${number(value)}`;
      default: return String(value);
    }
  };
  const number = (value) => {
    if (!ids.has(value)) {
      ids.set(value, ids.size);
      if (typeof value !== 'symbol') queue.push(value);
    }
    return ids.get(value);
  };

  const slots = (value) => {
    if (typeof value === 'function') return ['function', JSON.stringify(Function.prototype.toString.call(value))];
    if (Array.isArray(value)) return ['array'];
    if (types.isMap(value)) return ['map', ...[...Map.prototype.entries.call(value)].map(([key, item]) => `${word(key)}=>${word(item)}`)];
    if (types.isSet(value)) return ['set', ...[...Set.prototype.values.call(value)].map(word)];
    if (types.isDate(value)) return ['date', String(Date.prototype.getTime.call(value))];
    if (types.isRegExp(value)) return ['regexp', value.source, value.flags];
    if (types.isBoxedPrimitive(value)) return ['boxed', word(unboxed(value))];
    if (types.isNativeError(value)) return ['error'];
    if (types.isAnyArrayBuffer(value)) return [types.isSharedArrayBuffer(value) ? 'shared' : 'buffer', String(value.byteLength), String(value.resizable ?? value.growable), Buffer.from(value).toString('hex')];
    if (types.isTypedArray(value)) return [Object.getOwnPropertyDescriptor(getPrototypeOf(Uint8Array.prototype), Symbol.toStringTag).get.call(value), Buffer.isBuffer(value) ? value.toString('hex') : `${value.byteOffset} ${value.length} ${word(value.buffer)}`] /* Buffers get pools of their own */;
    if (types.isDataView(value)) return ['view', String(value.byteOffset), String(value.byteLength), word(value.buffer)];
    if (types.isArgumentsObject(value)) return ['arguments'];
    if (types.isPromise(value)) return ['promise'];
    if (types.isWeakMap(value)) return ['weakmap', ...[...ids.keys()].filter((key) => typeof key !== 'symbol' && WeakMap.prototype.has.call(value, key)).map((key) => `${word(key)}=>${word(WeakMap.prototype.get.call(value, key))}`).sort()];
    if (types.isWeakSet(value)) return ['weakset', ...[...ids.keys()].filter((key) => typeof key !== 'symbol' && WeakSet.prototype.has.call(value, key)).map(word).sort()];
    if (typeof WeakRef.prototype.deref === 'function' && getPrototypeOf(value) === WeakRef.prototype) return ['weakref', word(value.deref())];
    if (getPrototypeOf(value) === URL.prototype) return ['url', hrefOf(value)];
    return ['object'];
  };
  const hrefOf = (url) => {
    try {
      return url.href;
    } catch {
      return 'none';
    }
  };
  const unboxed = (value) => (types.isNumberObject(value) ? Number.prototype : types.isStringObject(value) ? String.prototype : types.isBooleanObject(value) ? Boolean.prototype : types.isSymbolObject(value) ? Symbol.prototype : BigInt.prototype).valueOf.call(value);

  const describe = (value) => {
    if (types.isProxy(value)) return `proxy of something: ${typeof value} ${word(value.probe)}`;
    const elements = types.isTypedArray(value);
    const properties = ownKeys(value).filter((key) => !(elements && typeof key === 'string' && /^\d+$/.test(key))).map((key) => {
      const { value: held, get, set, writable, enumerable, configurable } = getOwnPropertyDescriptor(value, key);
      const flags = `${writable ? 'w' : ''}${enumerable ? 'e' : ''}${configurable ? 'c' : ''}`;
      if (key === 'stack' && types.isNativeError(value)) return 'stack';
      if (getPrototypeOf(value) === URL.prototype && typeof key === 'symbol') return 'internal';
      return `${word(key)}:${flags}:${get === undefined && set === undefined ? word(held) : `get ${word(get)} set ${word(set)}`}`;
    });
    return [...slots(value), `proto ${word(getPrototypeOf(value))}`, isExtensible(value) ? '' : 'fixed', ...properties].join(' | ');
  };

  lines.push(word(root));
  // Weak tables are told last: which keys they hold is asked of everything that was met.
  const late = [];
  for (let index = 0; index < queue.length; index++) {
    const value = queue[index];
    if (types.isWeakMap(value) || types.isWeakSet(value)) late.push(value);
    else lines.push(`${ids.get(value)}: ${describe(value)}`);
  }
  for (const value of late) lines.push(`${ids.get(value)}: ${describe(value)}`);
  for (let index = 0; index < queue.length; index++) if (!lines.some((line) => line.startsWith(`${ids.get(queue[index])}: `))) lines.push(`${ids.get(queue[index])}: ${describe(queue[index])}`);
  return lines;
}
