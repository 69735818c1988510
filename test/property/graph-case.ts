/** A module that makes a random graph of objects of all kinds that can be captured. */
import { Random } from './random.ts';

/** Fixed parts of every case. */
const PROLOGUE = `import { EventEmitter } from 'node:events';
const v = [];
class Base { #secret; static made = 0; constructor(secret) { this.#secret = secret; Base.made++; this.own = [secret]; } get secret() { return this.#secret; } set secret(value) { this.#secret = value; } static #hidden = [1]; static hidden() { return Base.#hidden; } #method() { return this.#secret; } call() { return this.#method(); } has(o) { return #secret in o; } }
class Derived extends Base { extra = 1; #more = { deep: this }; constructor(secret) { super(secret); } more() { return this.#more; } static { this.block = [Derived]; } get [Symbol.toStringTag]() { return 'D'; } }
class List extends Array { first() { return this[0]; } }
class Fault extends Error { constructor(message, options) { super(message, options); this.code = 'E_FAULT'; } }
function Old(value) { this.value = value; }
Old.prototype.shared = [1];
Old.prototype.get = function () { return this.value; };
function sloppyArguments() { return (function (a, b) { 'use strict'; return arguments; })(...Array.from(arguments)); }
`;

type Build = (r: Random, ref: () => string) => string;

const primitives: readonly string[] = ['undefined', 'null', 'true', '0', '-0', 'NaN', '-1.5', '2 ** 31', '1e300', '123n', '-(2n ** 70n)', "'text'", "''", "'ü☃\\u{1f600}'", "'\\ud800'", 'Infinity', "Symbol.for('shared')", 'Symbol.iterator', "'__proto__'", '4294967295'];
const keys: readonly string[] = ["'a'", "'b c'", "'0'", "'7'", "'-1'", "'4294967294'", "'4294967295'", "'constructor'", "'__proto__'", "'length'", "'toString'", "Symbol.for('k')", 'Symbol.toPrimitive', "''", "'then'", "'name'"];
const hosts: readonly string[] = ['Math', 'JSON.parse', 'Array.prototype.push', 'globalThis', 'console', 'Promise', 'Reflect', 'Symbol', 'process.nextTick', 'Buffer', 'parseInt', 'Map.prototype', 'EventEmitter'];

const some = (r: Random, ref: () => string): string => (r.chance(55) ? ref() : r.chance(15) ? r.pick(hosts) : r.pick(primitives));

/** Objects that take further properties. */
const open: Readonly<Record<string, Build>> = {
  object: (r, ref) => `{ ${r.times(0, 4, (index) => `k${index}: ${some(r, ref)}`).join(', ')} }`,
  numeric: (r, ref) => `{ ${r.times(1, 3, () => `${r.below(40)}: ${some(r, ref)}`).join(', ')}, x: 1 }`,
  bare: (r, ref) => `Object.assign(Object.create(null), { p: ${some(r, ref)} })`,
  heir: (r, ref) => `Object.create(Object(${ref()}), { own: { value: ${some(r, ref)}, enumerable: ${r.chance(50)} } })`,
  array: (r, ref) => `[${r.times(0, 5, () => (r.chance(12) ? '' : some(r, ref))).join(', ')}]`,
  sparse: (r, ref) => `Object.assign([], { [${r.below(3000)}]: ${some(r, ref)}, extra: 1 })`,
  longArray: (r) => `Array.from({ length: ${r.below(60)} }, (_, i) => i * ${r.pick(['1', '1.5', '-0'])})`,
  list: (r, ref) => `List.of(${r.times(1, 3, () => some(r, ref)).join(', ')})`,
  map: (r, ref) => `new Map([${r.times(0, 4, () => `[${some(r, ref)}, ${some(r, ref)}]`).join(', ')}])`,
  set: (r, ref) => `new Set([${r.times(0, 4, () => some(r, ref)).join(', ')}])`,
  weakMap: (_r, ref) => `new WeakMap([[Object(${ref()}), ${ref()}]].filter(([k]) => v.includes(k)))`,
  weakSet: (_r, ref) => `new WeakSet([Object(${ref()})].filter((k) => v.includes(k)))`,
  date: (r) => `new Date(${r.pick(['0', '1e12', 'NaN', '-5'])})`,
  regexp: (r) => `Object.assign(${r.pick(['/a(b)?/gi', '/[/]\\n/u', '/x/y', '/(?<n>.)/ds'])}, { lastIndex: ${r.below(4)} })`,
  boxed: (r) => `Object(${r.pick(["'str'", '5', '-0', 'true', '7n', "Symbol.for('b')", "''"])})`,
  error: (r, ref) => `Object.assign(new ${r.pick(['Error', 'TypeError', 'RangeError', 'Fault'])}('message ${r.below(9)}', { cause: ${some(r, ref)} }), { info: ${some(r, ref)} })`,
  aggregate: (_r, ref) => `new AggregateError([${ref()}], 'all')`,
  base: (r, ref) => `new Base(${some(r, ref)})`,
  derived: (r, ref) => `new Derived(${some(r, ref)})`,
  old: (r, ref) => `new Old(${some(r, ref)})`,
  promise: (r, ref) => `Promise.resolve({ inner: ${some(r, ref)} })`,
  emitter: (_r, ref) => `new EventEmitter().on('e', (x) => [x, ${ref()}]).once('f', function f() { return this; })`,
  strictArguments: (r, ref) => `sloppyArguments(${some(r, ref)}, ${some(r, ref)})`,
  closure: (r, ref) => `((captured, count) => (n) => [captured, count += n])(${some(r, ref)}, ${r.below(9)})`,
  fn: (r, ref) => `(function named${r.below(9)}(a, b = 2) { return [${ref()}, a, b, new.target === undefined]; })`,
  generatorFn: (_r, ref) => `(function* steps() { yield ${ref()}; })`,
  asyncFn: (_r, ref) => `(async (x) => [await x, ${ref()}])`,
  methods: (r, ref) => `{ __proto__: { base() { return ${ref()}; } }, base() { return super.base(); }, get g() { return this; }, set g(x) { this.set = x; }, [${r.pick(keys)}]() { return 1; }, async *ag() {} }`,
  classExpression: (r, ref) => `class ${r.pick(['', 'Named'])} { static s = ${ref()}; f = ${some(r, ref)}; #p = 1; p() { return this.#p++; } static [${r.pick(["'x y'", "'z'", 'Symbol.hasInstance'])}]() { return false; } }`,
  subclass: (_r, ref) => `class extends Base { static s = ${ref()}; m() { return super.call(); } }`,
  symbolHolder: (r) => `{ [Symbol('local${r.below(5)}')]: Symbol('value') }`,
  accessors: (_r, ref) => `Object.defineProperties({}, { g: { get: () => ${ref()}, configurable: true }, s: { set(x) { this.x = x; }, enumerable: true } })`,
};

/** Objects that are left as they are. */
const closed: Readonly<Record<string, Build>> = {
  frozen: (r, ref) => `Object.freeze({ a: ${some(r, ref)}, b: [${some(r, ref)}] })`,
  sealed: (r, ref) => `Object.seal([${some(r, ref)}])`,
  fixed: (r, ref) => `Object.preventExtensions({ a: ${some(r, ref)} })`,
  frozenFn: (_r, ref) => `Object.freeze(function frozenFn() { return ${ref()}; })`,
  fixedArray: (r, ref) => `Object.defineProperty([${some(r, ref)}], 'length', { writable: false })`,
  bytes: (r) => `new ${r.pick(['Uint8Array', 'Int16Array', 'Float64Array', 'Uint8ClampedArray'])}([1, 2, 300])`,
  window: (r) => `new Uint8Array(new ArrayBuffer(16), ${r.below(8)}, 4).fill(7)`,
  big: () => 'new BigInt64Array([1n, -1n])',
  view: () => 'new DataView(new ArrayBuffer(8), 2, 4)',
  resizable: () => 'new ArrayBuffer(4, { maxByteLength: 16 })',
  shared: () => 'new SharedArrayBuffer(4)',
  buffer: (r) => `Buffer.from('bytes ${r.below(99)}')`,
  bound: (r, ref) => `(function target(...all) { return [this, ...all]; }).bind(${some(r, ref)}, ${some(r, ref)})`,
  proxy: (_r, ref) => `new Proxy({ probe: 1 }, { get: (target, key) => (key === 'probe' ? ${ref()} : target[key]) })`,
  weakRef: (_r, ref) => `(([o]) => new WeakRef(v.includes(o) ? o : v))([Object(${ref()})])`,
  url: (r) => `new URL('http://example.org/${r.below(99)}?a=b#c')`,
};

/** Text of the module for a seed: exports `v`, the values, and `act()`, which uses them. */
export function graphCase(seed: number): string {
  const r = new Random(seed);
  const lines: string[] = [];
  const openOnes: number[] = [];
  const count = 4 + r.below(22);
  for (let index = 0; index < count; index++) {
    const ref = (): string => (index === 0 ? 'v' : `v[${r.below(index)}]`);
    const isOpen = index < 2 || r.chance(75);
    const [, build] = r.pick(Object.entries(isOpen ? open : closed));
    lines.push(`v[${index}] = ${build(r, ref)};`);
    if (isOpen) openOnes.push(index);
  }
  for (let step = r.below(count); step > 0; step--) lines.push(change(r, openOnes, count));
  for (const index of openOnes) if (r.chance(8)) lines.push(`Object.${r.pick(['freeze', 'seal', 'preventExtensions'])}(v[${index}]);`);
  return `${PROLOGUE}${lines.join('\n')}\nexport { v, Base, Derived };
export const act = () => v.map((x) => { try { return typeof x === 'function' && !/^class/.test(Function.prototype.toString.call(x)) && !/Generator|Async/.test(Object.prototype.toString.call(x)) ? x(1, 2) : x instanceof Base ? [x.secret, x.call?.(), x.more?.()] : null; } catch (error) { return String(error); } });
`;
}

function change(r: Random, openOnes: readonly number[], count: number): string {
  const at = `v[${r.pick(openOnes)}]`;
  const value = r.chance(70) ? `v[${r.below(count)}]` : r.pick(primitives);
  const quietly = (text: string): string => `try { ${text} } catch {}`;
  switch (r.below(7)) {
    case 0: return quietly(`Object.defineProperty(${at}, ${r.pick(keys)}, { value: ${value}, writable: ${r.chance(50)}, enumerable: ${r.chance(50)}, configurable: ${r.chance(50)} });`);
    case 1: return quietly(`Object.defineProperty(${at}, ${r.pick(keys)}, { get() { return ${value}; }, enumerable: ${r.chance(50)}, configurable: true });`);
    case 2: return quietly(`if (!${at}.isPrototypeOf?.(v[0]) && typeof ${at} === 'object' && !(${at} instanceof EventEmitter)) Object.setPrototypeOf(${at}, ${r.pick(['null', 'Object.prototype', 'Base.prototype', 'Old.prototype', 'Array.prototype'])});`);
    case 3: return quietly(`delete ${at}[${r.pick(["'k0'", "'a'", "'name'", "'0'", "'length'"])}];`);
    case 4: return quietly(`if (${at} instanceof Map) ${at}.set(${value}, ${at}); else if (${at} instanceof Set) ${at}.add(${at}); else ${at}.self = ${at};`);
    default: return quietly(`${at}[${r.pick(keys)}] = ${value};`);
  }
}
