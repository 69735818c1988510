/** One row for each kind of value: the expression that makes it, the kind of its record, and what is notable in it. */

import type { GraphObject } from '../../../format/graph/model.ts';

export interface ValueCase {
  readonly source: string;
  readonly kind: GraphObject['kind'];
  /** Statements before the export. */
  readonly before?: string;
  /** Fields of the record that are no words. */
  readonly expected?: Readonly<Record<string, unknown>>;
  /** Own properties as test/packager/capture/graph-view.ts tells them. */
  readonly properties?: readonly string[];
}

const FUNCTION = { kind: 'function', expected: { natural: true }, properties: [] } as const;

export const values: Readonly<Record<string, ValueCase>> = {
  'plain object': { source: '{ a: 1, "b c": "x" }', kind: 'object', properties: ['"a":7=1', '"b c":7="x"'] },
  'object with attributes': { source: 'Object.defineProperty({}, "a", { value: 1 })', kind: 'object', properties: ['"a":0=1'] },
  'object with an accessor': { source: '{ get a() { throw new Error("run") } }', kind: 'object', properties: ['"a":14=@src/value.mjs#value.a<get>,undefined'] },
  'object without prototype': { source: 'Object.create(null)', kind: 'object' },
  'frozen object': { source: 'Object.freeze({ a: 1 })', kind: 'object', expected: { integrity: 3 }, properties: ['"a":2=1'] },
  'sealed object': { source: 'Object.seal({ a: 1 })', kind: 'object', expected: { integrity: 2 }, properties: ['"a":3=1'] },
  'object that is not extensible': { source: 'Object.preventExtensions({ a: 1 })', kind: 'object', expected: { integrity: 1 } },
  'numbers': { source: '{ a: -0, b: NaN, c: 268435456, d: -268435456, e: 1n }', kind: 'object', properties: ['"a":7=-0', '"b":7=NaN', '"c":7=268435456', '"d":7=-268435456', '"e":7={"kind":"bigint","text":"1"}'] },
  'array with a hole': { source: '[1, , 3]', kind: 'array', expected: { length: 3, lengthWritable: true }, properties: ['"0":7=1', '"2":7=3'] },
  'array with a name': { source: 'Object.assign([], { extra: 1 })', kind: 'array', properties: ['"extra":7=1'] },
  'arrow function': { source: '() => 1', ...FUNCTION },
  'sloppy function': { source: 'new Function("return this")', ...FUNCTION },
  'function': { source: 'function named() {}', ...FUNCTION },
  'async function': { source: 'async () => {}', ...FUNCTION },
  'generator function': { source: 'function* () {}', ...FUNCTION },
  'function with a property': { source: 'Object.assign(() => {}, { a: 1 })', kind: 'function', expected: { natural: false }, properties: ['"length":4=0', '"name":4=""', '"a":7=1'] },
  'class': { source: 'class Named { static a = 1 }', kind: 'class' },
  'bound function': { source: 'Math.max.bind({}, 1)', kind: 'bound' },
  'proxy': { source: 'new Proxy({}, { get() { throw new Error("run") }, ownKeys() { throw new Error("run") } })', kind: 'proxy', expected: { callable: false } },
  'callable proxy': { source: 'new Proxy(function () {}, {})', kind: 'proxy', expected: { callable: true } },
  'object that inherits from a proxy': { source: 'Object.create(new Proxy({}, { getPrototypeOf() { throw new Error("run") } }))', kind: 'object' },
  'function of an eval': { source: '(() => { let n = 1; return eval("() => n++"); })()', kind: 'function', expected: { natural: true } },
  'map': { source: 'new Map([[1, 2]])', kind: 'map' },
  'set': { source: 'new Set([1])', kind: 'set' },
  'weak map': { source: 'new WeakMap()', kind: 'weak-map' },
  'weak set': { source: 'new WeakSet()', kind: 'weak-set' },
  'weak reference': { source: 'new WeakRef({})', kind: 'weak-ref' },
  'date': { source: 'new Date(5)', kind: 'date' },
  'invalid date': { source: 'new Date(NaN)', kind: 'date' },
  'regular expression': { source: '/a/giu', kind: 'regexp', properties: [] },
  'array buffer': { source: 'new ArrayBuffer(4)', kind: 'buffer', expected: { shared: false, maxByteLength: null } },
  'resizable buffer': { source: 'new ArrayBuffer(4, { maxByteLength: 8 })', kind: 'buffer', expected: { maxByteLength: 8 } },
  'shared buffer': { source: 'new SharedArrayBuffer(4)', kind: 'buffer', expected: { shared: true } },
  'typed array': { source: 'new Float64Array([1, 2])', kind: 'typed-array', expected: { type: 'Float64Array', length: 2, byteOffset: 0 }, properties: [] },
  'huge typed array': { source: 'Object.assign(new Uint8Array(1e6), { extra: 1 })', kind: 'typed-array', expected: { length: 1e6 }, properties: ['"extra":7=1'] },
  'array that follows its buffer': { source: 'new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 }))', kind: 'typed-array', expected: { length: null } },
  'array of fixed length on a resizable buffer': { source: 'new Uint8Array(new ArrayBuffer(4, { maxByteLength: 8 }), 0, 4)', kind: 'typed-array', expected: { length: 4 } },
  'data view': { source: 'new DataView(new ArrayBuffer(4), 1)', kind: 'data-view', expected: { byteOffset: 1, length: 3 } },
  'boxed string': { source: 'Object("abc")', kind: 'boxed', properties: [] },
  'boxed symbol': { source: 'Object(Symbol("s"))', kind: 'boxed' },
  'error': { source: 'new TypeError("no", { cause: 1 })', kind: 'error' },
  'arguments': { source: '(function () { return arguments })(1)', kind: 'arguments', expected: { strict: true } },
  'settled promise': { source: 'Promise.resolve(7)', kind: 'promise', expected: { state: 'fulfilled' } },
  'rejected promise': { source: '(() => { const p = Promise.reject(7); p.catch(() => {}); return p })()', kind: 'promise', expected: { state: 'rejected' } },
  'symbol': { source: 'Symbol("s")', kind: 'symbol', expected: { registered: false } },
  'registered symbol': { source: 'Symbol.for("s")', kind: 'symbol', expected: { registered: true } },
  'URL': { source: 'new URL("http://x/y")', kind: 'native' },
  'namespace': { source: 'self', before: 'import * as self from "./value.mjs";', kind: 'module-part', expected: { part: 'namespace', module: 'src/value.mjs' } },
  'import.meta': { source: 'import.meta', kind: 'module-part', expected: { part: 'meta' } },
};

/** What no image can hold: expression and a word of the reason. */
export const refusals: Readonly<Record<string, { readonly source: string; readonly reason: RegExp; /** Line of its making, where that is known. */ readonly line?: number }>> = {
  'pending promise': { source: 'new Promise(() => {})', reason: /pending promise/, line: 2 },
  'running async function': { source: '(async () => { await new Promise(() => {}) })()', reason: /async function/, line: 2 },
  'started generator': { source: '(() => { const g = (function* () { yield 1 })(); g.next(); return g })()', reason: /generator/ },
  'map iterator': { source: 'new Map().entries()', reason: /iterator/ },
  'array iterator': { source: '[1].values()', reason: /iterator/ },
  'revoked proxy': { source: '(() => { const { proxy, revoke } = Proxy.revocable({}, {}); revoke(); return proxy })()', reason: /revoked/ },
  'detached buffer': { source: '(() => { const b = new ArrayBuffer(8); structuredClone(b, { transfer: [b] }); return b })()', reason: /detached/ },
  'native function without a name': { source: '(() => { let f; new Promise((resolve) => { f = resolve }); return f })()', reason: /function/ },
};
