import type { LanguageCase } from './harness.ts';

const { raw } = String;

/** Code of a prerequisite whose activations belong to a dependent. */
export const splitCases: readonly LanguageCase[] = [
  { title: 'template objects that only the dependent made a prerequisite make', split: true, source: raw`
const lib = require('./library.cjs'); const f = lib.make(1); const held = f(5);
exports.check = () => [f(6) === held, lib.make(9)(0) === held, lib.direct(1) === lib.direct(2)];`,
    files: { 'library.cjs': raw`
const tag = (s, ...v) => s; exports.make = (n) => (x) => { n += x; return tag${'`'}a${'$'}{n}b${'$'}{x}${'`'}; };
exports.direct = (x) => tag${'`'}d${'$'}{x}${'`'};` } },
  { title: 'closures in scopes of a middle component, whose code is a third one\'s', split: 'chain', source: raw`
const mid = require('./middle.cjs'), base = require('./library.cjs'); const g = mid.factory(20); g.inc(); const d = mid.f.deeper(1), e = g.deeper(100); d(); const inst = new g.Inner(), inst2 = new mid.f.Inner(); class Own extends g.Inner { get w() { return ['own', super.v]; } } const own = new Own(); const inner = mid.nest.inner(7); const o = mid.other(3); o.l(); class MainC extends mid.Mid {} const mc = new MainC(); const arrow = mc.arrow(); arrow();
exports.check = () => [g.get(), mid.f.get(), g.inc(), mid.f.inc(), g.get(), mid.f.get(), d(), e(), inst.v, inst2.v, own.w, inner(), o.l(), o.g.get(), arrow(), mid.arrow(), mc.arrow()(), base.total(), mid.factory(1).get(), base.make(9).factory(8).get(), new mid.f.Inner().v];`,
    files: { 'library.cjs': raw`
let total = 0; const tag = (s) => s; exports.total = () => total;
exports.make = (x) => { let n = x; return { inc: () => { total++; return ++n; }, factory: (y) => { let m = y; class Inner { static made = 0; #v = m; constructor() { Inner.made++; } get v() { return [this.#v, n, m, Inner.made]; } } return { get: () => [n, m, x, y, total], inc: () => { n++; m++; total++; return m; }, Inner, deeper: (z) => () => [z++, m, n, total, tag${'`'}q${'$'}{z}${'`'}.raw.length] }; } }; };
exports.Base = class Base { #p = 1; arrow() { return () => [this.#p++, super.toString === Object.prototype.toString]; } nest() { const q = 5; return { inner: (r) => () => [this.#p, q, r] }; } };`, 'middle.cjs': raw`
const { make, Base } = require('./library.cjs'); const made = make('mid'); const f = made.factory(10); f.inc(); class Mid extends Base { hi() { return 'mid'; } } const o = new Mid(); exports.factory = made.factory; exports.f = f; exports.arrow = o.arrow(); exports.nest = o.nest(); exports.Mid = Mid; exports.other = (k) => { let l = k; return { l: () => l++, g: make(k).factory(k) }; };` } },
  { title: 'ES modules of a prerequisite: factories, classes, registries', suffix: '.mjs', split: true, source: raw`
import './library.cjs'; import { make, klass, Store, tpl, onEvent, emitter, gen, defaults } from './library.mjs'; import * as lib from './library.mjs'; import def from './library.mjs';
const a = make('a'); a.set(5); const K = klass(7); const k = new K(); class Sub extends Store { constructor() { super('sub'); this.mine = () => super.describe(); } describe() { return 'mine'; } } const s = new Sub(); s.add({ x: 1 });
const un = onEvent('ping', function handler(v) { handler.seen = v; }); emitter.emit('ping', 3); const d = defaults({ b: 2 }); const bound = a.get.bind(null); const partial = lib.compose((x) => x + 1, a.plus); export const saved = { a, k, s, d };
const memo = lib.memoize((n) => n * 2); memo(4); memo(4); lib.register('main', { a }); const sym = lib.tag; const it = lib.lazy(() => ({ heavy: 1 })); it.value;
export const check = async () => [a.get(), a.set(6), a.get(), k.read(), k.bump(), K.total, s.describe(), s.mine(), s.size, [...s], tpl(1), d, bound(), partial(2), memo(4), memo.calls(), memo(5), memo.calls(), lib.registry.size, lib.registry.get('main').a === a, sym === lib.tag, it.value, it.value === it.value, un(), emitter.emit('ping', 9), def.name, await lib.delayed(3), lib.counter(), lib.count, lib.counter(), lib.count, s instanceof Store, Store.instances.length, Object.getPrototypeOf(Sub) === Store];`,
    files: { 'library.cjs': "exports.ready = import('./library.mjs').then(() => 1);", 'library.mjs': raw`
import { EventEmitter } from 'node:events'; export const emitter = new EventEmitter(); export const registry = new Map(); export const tag = Symbol('lib');
export let count = 0; export const counter = () => ++count; export default function namedDefault() { return count; }
export const make = (name) => { let value = null; const history = []; return { get: () => [name, value, history.length], set(v) { history.push(value); value = v; count++; return this; }, plus: (x) => x + value }; };
export const klass = (seed) => { let shared = seed; return class Made { static total = 0; #own = seed; read() { return [shared, this.#own, Made.total]; } bump() { shared++; Made.total++; return this.read(); } }; };
export class Store { static instances = []; #items = new Set(); constructor(name) { this.name = name; Store.instances.push(this); count++; } add(x) { this.#items.add(x); return this; } get size() { return this.#items.size; } *[Symbol.iterator]() { yield* this.#items; } describe() { return ${'`'}store ${'$'}{this.name}${'`'}; } }
export const tpl = (x) => ((s, ...v) => s.raw.join('|') + v.join())${'`'}a${'$'}{x}b${'`'}; export function onEvent(name, f) { emitter.on(name, f); return () => { emitter.off(name, f); return emitter.listenerCount(name) + ':' + f.seen; }; }
export function* gen() { yield count; } export const defaults = ({ a = 1, b = a, ...rest } = {}, [c = b] = []) => ({ a, b, c, rest, lazy: () => [a, b, c] }); export const compose = (...fs) => (x) => fs.reduceRight((acc, f) => f(acc), x);
export const memoize = (f) => { const cache = new Map(); let calls = 0; const g = (x) => { if (!cache.has(x)) { calls++; cache.set(x, f(x)); } return cache.get(x); }; g.calls = () => calls; return g; }; export const register = (k, v) => registry.set(k, v);
export const lazy = (f) => ({ get value() { const v = f(); Object.defineProperty(this, 'value', { value: v }); return v; } }); export const delayed = async (x) => { await null; return x + count; };` } },
  { title: 'functions that direct evals of a prerequisite made', split: true, refused: 'with a direct eval', source: raw`
const lib = require('./library.cjs'); const f = lib(3); const g = lib.strict(4);
exports.check = () => [f(1), g(1)];`,
    files: { 'library.cjs': raw`
module.exports = (x) => { let y = 1; return eval('(function inner(z) { return [x, y++, z]; })'); }; module.exports.strict = (x) => { 'use strict'; return eval('let q = x; (z) => [q++, z]'); };` } },
  { title: 'closures of every kind that a prerequisite made for a dependent', split: true, source: raw`
const lib = require('./library.cjs');
const L = lib.all(1), M = lib.all(2); L.inc(); M.inc(); M.inc();
const it = L.gen(3); 
const obj = L.obj(); const K = L.klass(); const k = new K(); const N = L.named; const w = L.loop(); const c = L.caught(); const sw = L.sw(2); const ar = L.args(7, 8); const nt = new L.Ctor(3); const deep = L.deep(1)(2)(3); const sup = L.sup(); const acc = L.acc(); const self = L.self(4); const pd = L.pd({ z: 5 }); const st = L.strict(); const sl = L.sloppy.call(5); const asyncf = L.af; const bound = L.bound();
exports.check = async () => { const run = async (f) => { try { return await f(); } catch (e) { return e.name + ': ' + e.message; } };
 return [L.get(), M.get(), [...L.gen(2)], obj.read(), obj.v, (obj.v = 9, obj.read()), k.m(), K.s, k instanceof K, N(3), w.map((f) => f()), c(), sw(), ar.read(), (ar.write(1), ar.read()), nt.f(), deep(), sup.hi(), sup.arrow()(), acc.n, (acc.n = 4, acc.n), self(), pd(), st(), typeof sl(), await asyncf(2), await Promise.all([L.ag()].map(async (g) => { const r = []; for await (const v of g) r.push(v); return r; })), bound(1), String(L.get), L.get.name, L.inc.length, await run(() => L.tdz()), lib.count(), await run(L.constant), L.tpl(1) === L.tpl(2)]; };`,
    files: { 'library.cjs': raw`
let count = 0; const shared = { n: 1 }; exports.count = () => [count, shared.n];
exports.all = function (p) { count++; let n = p; const fixed = [p]; var vv = 'v';
 return { inc: () => { n++; count++; shared.n += n; return n; }, get: () => [n, p, fixed, vv, count],
  *gen(k) { while (k-- > 0) yield [k, n]; }, obj() { let z = n; return { read() { return [z, n, this.q]; }, get v() { return z; }, set v(x) { z = x; n += x; }, q: p }; },
  klass() { let h = n; return class Inner { m() { return [h, n, p]; } static s = h; f = () => h; }; }, named: function fact(x) { return x <= 1 ? n : x * fact(x - 1); },
  loop() { const r = []; for (let i = 0; i < 2; i++) { r.push(() => [i++, n]); } for (const k of ['a', 'b']) r.push(() => k + n); return r; },
  caught() { try { throw { m: 'err', d: [1, 2] }; } catch ({ m, d: [x] }) { return () => [m, x, n]; } }, sw(v) { switch (v) { case 1: case 2: let q = 5; return () => [q, n]; } },
  args(a, b) { return { read: () => [a, b, arguments[0], arguments.length], write: (v) => { a = v; arguments[1] = v * 2; } }; },
  Ctor: function (x) { this.x = x; this.f = () => [this.x, new.target === undefined, n]; },
  deep: (a) => (b) => { let t = a; return (c) => () => [t++, b, c, n]; }, sup() { return { __proto__: { hi() { return 'base' + n; } }, hi() { return 'own ' + super.hi(); }, arrow() { return () => super.hi() + n; } }; },
  acc() { let v = 1; return { get n() { return v; }, set n(x) { v = x * 2; } }; }, self(n2) { return function me() { return [typeof me, n2, n]; }; },
  pd({ z, w = () => z }, r = () => [z, w()], ...rest) { return () => [z, w(), r(), rest, n]; }, strict() { 'use strict'; return function () { return this === undefined ? n : 'no'; }; }, sloppy() { return () => [this, n]; },
  af: async (x) => { await null; return [x, n]; }, async *ag() { yield n; yield* [1, 2]; }, bound() { return function (x) { return [this.b, x, n]; }.bind({ b: 7 }); },
  tdz() { try { return (() => late)(); } finally { } let late = 1; }, constant: () => { fixed = 1; }, tpl: (x) => ((s) => s)${'`'}a${'$'}{x}${'`'} };
 };` } },
  { title: 'closures of a prerequisite with direct eval', split: true, refused: 'with a direct eval', source: raw`
const lib = require('./library.cjs'); const f = lib.make(1); f('1');
exports.check = () => [f('x'), f('count'), f('count = 50'), lib.count(), f('fixed'), f('typeof nothing'), f('helper()'), f('let q = 1; q + x')];`,
    files: { 'library.cjs': raw`
let count = 1; const fixed = [3]; function helper() { return 'h' + count; }
exports.count = () => ++count; exports.make = (x) => { count++; return (s) => eval(s); };` } },
  { title: 'template objects of a prerequisite in closures that a dependent holds', split: true, source: raw`
const lib = require('./library.cjs'); const f = lib.make(1), g = lib.make(2); const held = f(5); const u = lib.later(3);
exports.check = () => [f(6) === held, g(1) === held, lib.make(9)(0) === held, held.raw, u(1) === u(2), f(7), lib.seen.has(held), String(f)];`,
    files: { 'library.cjs': 'const tag = (s, ...v) => s; exports.seen = new WeakSet(); exports.make = (n) => (x) => { n += x; const s = tag`a${n}b${x}`; exports.seen.add(s); return s; }; exports.make(1)(2); exports.later = (n) => (x) => { n += x; return tag`other ${x}`; };' } },
  { title: 'functions of a prerequisite that assign its exported variables, and constants', suffix: '.mjs', split: true, source: raw`
import lib from './library.cjs'; import { make, n, m, total } from './lib.mjs'; import * as ns from './lib.mjs'; void lib;
const a = make(10); const held = [ns];
export const check = () => { const out = [n, m, a.inc(), n, ns.n, a.plus(5), n, a.name(), m, m.name, a.pattern(), n, a.loop([7, 8]), n, held[0].n, a.both(), n, total]; for (const k of ['constant', 'imported', 'cls', 'self']) { try { out.push(a[k]()); } catch (e) { out.push(e.name + ': ' + e.message); } } return out; };`,
    files: { 'library.cjs': "exports.ready = import('./lib.mjs').then(() => 1);", 'other.mjs': 'export let other = 2;', 'lib.mjs': raw`import { other } from './other.mjs';
export let n = 1, m = null, total = 0; const k = 5; class Q {}
export function make(step) { return { inc: () => (n += step), plus(x) { return n = n + x; }, name: () => (m = () => 1), pattern: () => { [n, total] = [100, 3]; return n; }, loop: (all) => { for (n of all) total++; return n; }, both() { n++; ++n; return n--; },
 constant: () => { k = step; }, imported: () => { other = step; }, cls: () => { Q = step; }, self: function self2() { self2 = step; return 1; } }; }` } },
  { title: 'sloppy functions of a prerequisite that assign its variables and constants', split: true, source: raw`
const lib = require('./library.cjs'); const a = lib.make(3);
exports.check = () => { const out = []; for (const k of Object.keys(a)) { try { out.push(a[k]()); } catch (e) { out.push(e.name + ': ' + e.message); } } return out; };`,
    files: { 'library.cjs': raw`const c = 1; let l = 1; class K {} var v = 1; function fd() { return 1; }
exports.make = (s) => ({ c() { c = s; return c; }, l() { l = s; return l; }, cls() { K = s; return K; }, fd() { fd = s; return fd; }, upd() { c++; return c; }, pat() { ({ c, l } = { c: 4, l: 5 }); return [c, l]; }, tl: () => typeof c + typeof l + typeof nope, v() { v += s; return v; }, lg() { c ||= 5; return c; }, lgg() { c &&= 5; return c; }, forof() { for (l of [1, 2, s]); return l; }, forc() { for (c of [1]); return c; } });` } },
  { title: 'closures of a prerequisite over variables of a dependent', split: true, source: raw`
const { make, Box, deep } = require('./library.cjs'); const a = make(1), b = make(10); a.inc(); const box = new Box(5); const d = deep(2); d();
exports.check = () => [a.inc(), a.get(), b.inc(), make(0).inc(), box.value, box.bump(), Box.count, d(), String(a.inc)];`,
    files: { 'library.cjs': 'let made = 0; exports.make = (n) => { made++; return { inc: () => ++n, get: () => [n, made] }; }; exports.Box = class Box { #v; static count = 0; constructor(v) { this.#v = v; Box.count++; } get value() { return this.#v; } bump() { return ++this.#v; } }; exports.deep = (x) => { let y = x; { let z = y; return function again() { z += y; return [x, y, z, typeof again]; }; } };' } },
  { title: 'subclasses, mixins and instances of classes of a prerequisite', split: true, source: raw`
const { Base, Mixin } = require('./library.cjs'); class Own extends Mixin(Base) { #own = 1; both() { return [this.#own, this.secret(), super.hi()]; } } const o = new Own(); const made = new (Mixin(Base))();
exports.check = () => [o.both(), made.hi(), made.secret(), new Own().both(), Own.name, Object.getPrototypeOf(Own).tag];`,
    files: { 'library.cjs': 'class Base { #s = "s"; secret() { return this.#s; } hi() { return "base"; } } exports.Base = Base; exports.Mixin = (B) => class Mixed extends B { static tag = "mixed"; hi() { return "mixed " + super.hi(); } };' } },
  { title: 'tagged templates, generators and async functions of a prerequisite', split: true, source: raw`
const lib = require('./library.cjs'); const first = lib.strings(1); const seen = new Set([lib.gen]); const later = lib.later(3);
exports.check = async () => [lib.strings(2) === lib.strings(3), first.raw, [...lib.gen(2)], seen.has(lib.gen), await later(), (await lib.later(1)())];`,
    files: { 'library.cjs': 'const tag = (s) => s; exports.strings = (x) => tag`a${x}b`; exports.gen = function* (n) { while (n--) yield n; }; exports.later = (x) => async () => { await null; return ++x; };'.replaceAll('`a${x}b`', '`a${x}b`') } },
  { title: 'closures of a prerequisite that use private names of its class', split: true, source: raw`
const { Counter, Cache, made, ready } = require('./library.cjs'); const c = new Counter(); const inc = c.incrementer(); inc(); const d = new Counter(5);
const cache = new Cache(3); cache.set('a', 1); cache.set('b', 2); const sub = new (class Sub extends Cache { #own = 'own'; hi = () => this.#own + this.size; })(1); const K = made(7); const k = new K(); ready(c);
exports.check = () => { const failed = []; for (const f of [() => inc.call({}), () => c.steal({}), () => d.where()]) try { f(); } catch (e) { failed.push(e instanceof TypeError || e.stack.split('\n')[1].replace(/^.*library/, 'library').replace(/:\d+\)?$/, '')); }
return [inc(), c.n, d.inner.deep(2), d.inner.twice(), c.has(d), c.has({}), d.each([1, 2]), cache.set('c', 3).set('d', 4).size, cache.log, sub.hi(), sub.set('x', 0).set('y', 0).log, k.get(), k.sets(3), Counter.count(), String(inc), failed, ready(d)]; };`,
    files: { 'library.cjs': `let total = 0; const fixed = 'fixed'; exports.ready = (c) => { total += 100; return [c.n, total]; };
exports.Counter = class Counter { #n = 0; static #all = 0; #list = []; inner;
  constructor(n = 1, { step } = { step: 2 }) { this.#n = n; Counter.#all++; this.inner = { deep: (x) => { total++; for (let i = 0; i < x; i++) this.#list.push(() => [i, this.#n += step]); return this.#list.map((f) => f()); }, twice: () => [...this.#list.map((f) => f()), total, fixed] }; this.each = (all) => all.map((x) => x + this.#twice(step)); this.has = (o) => #n in o; this.steal = (o) => o.#n; this.where = () => {
      throw new Error('here'); }; }
  #twice(x) { return x * 2 + this.#n; } incrementer() { return () => ++this.#n; } get n() { return this.#n; } static count = () => Counter.#all; };
exports.Cache = class Cache { #max; #map = new Map(); #evict; log = []; constructor(max) { this.#max = max; this.#evict = (k) => { this.#map.delete(k); this.log.push('out ' + k); }; } get size() { return this.#map.size; } set(k, v) { this.#map.set(k, v); if (this.#map.size > this.#max) this.#evict(this.#map.keys().next().value); return this; } };
exports.made = (start) => class Made { #v = start; get = () => this.#v; sets = (() => (x) => [this.#v = x, start])(); };` } },
  { title: 'arrows of a prerequisite that use the super of its class', split: true, source: raw`
const { Child, Base } = require('./library.cjs'); const child = new Child(), arrow = child.arrow(), statics = Child.make(), late = Child.late;
exports.check = () => [arrow(), statics(), late(), child.field(), child.both(), (child.setter(9), child.x), (Object.setPrototypeOf(Child.prototype, class Other { hi() { return 'other ' + this.x; } }.prototype), arrow()), child.field()];`,
    files: { 'library.cjs': 'class Parent { hi() { return "parent"; } static hi() { return "static parent"; } set w(v) { this.x = v; } } exports.Base = Parent; exports.Child = class Child extends Parent { #p = 1; field = () => super.hi(); constructor() { super(); this.both = () => [super.hi(), ++this.#p, new.target.name]; } hi() { return "child"; } arrow() { return () => super.hi(); } setter = (v) => { super.w = v; }; static make() { return () => [super.hi(), this.name]; } static late = (() => () => super.hi())(); };' } },
  { title: 'finished generators of a prerequisite', split: true, source: raw`
const lib = require('./library.cjs'); const mine = lib.range(2); const got = [...mine]; const walked = new lib.Tree().walk(); walked.next(); lib.Tree.prototype.walk.prototype.added = 'added'; walked.next(); exports.check = () => [got, mine, lib.held, lib.held.next(), mine.next(), mine instanceof lib.range, Object.getPrototypeOf(walked) === lib.Tree.prototype.walk.prototype, walked, walked.added, walked.next(), Object.getPrototypeOf(mine) === Object.getPrototypeOf(lib.held)];`,
    files: {'library.cjs':"exports.range = function* range(n) { for (let i = 0; i < n; i++) yield i; }; exports.held = exports.range(1); [...exports.held]; exports.Tree = class Tree { *walk() { yield 1; } };"} },
];
