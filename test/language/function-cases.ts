import type { LanguageCase } from './harness.ts';

const { raw } = String;

/** Functions, scopes, bindings. */
export const functionCases: readonly LanguageCase[] = [
  { title: 'tagged templates of functions that have not run yet', source: raw`
const cache = new Map(); const html = (s, ...v) => { if (!cache.has(s)) cache.set(s, { n: 0 }); cache.get(s).n++; return [cache.get(s).n, v.length]; };
const view = (x) => html${'`'}<p>${'$'}{x}</p>${'`'}; const never = () => html${'`'}<b>\u{41}</b>${'`'}; class C { m(x) { return html${'`'}m${'$'}{x}${'$'}{x}${'`'}; } static #p() { return html${'`'}priv${'`'}; } static p() { return C.#p(); } } function* g() { yield html${'`'}g${'`'}; } const bad = (t) => t${'`'}\u{zz}${'$'}{1}${'`'};
view(1); view(2);
exports.check = () => [view(3), never(), never(), new C().m(1), new C().m(2), C.p(), C.p(), [...g()], [...g()], bad((s) => [s[0], s.raw[0], Object.isFrozen(s), Array.isArray(s.raw)]), bad((s) => s) === bad((s) => s), cache.size, String(never), String(bad)];` },
  { title: 'closures and objects of many kinds in one module', source: raw`
// further oddities
const { inspect } = require('util');
var self = this; const o = { ['a' + 1]: function () { return this.n; }, n: 3, async *ag() {}, get [Symbol.toStringTag]() { return 'Tagged'; } };
const accessorFns = Object.getOwnPropertyDescriptor({ get x() { return inner; }, set x(v) { inner = v; } }, 'x'); let inner = 'in';
class Counter { static #instances = new Set(); static create() { const c = new Counter(); Counter.#instances.add(c); return c; } static get size() { return Counter.#instances.size; } #priv() { return 'p'; } static call(o) { return o.#priv(); } get #acc() { return 1; } static acc(o) { return o.#acc; } static has(o) { return #priv in o; } }
const c1 = Counter.create(), c2 = Counter.create(); const privFn = Counter.call;
const chain = [1, 2, 3].map((x) => () => x).map((f, i) => ({ f, i, g() { return f() * i + this.i; } }));
const iife = (() => { let hidden = 0; const api = { next: () => ++hidden, reset() { hidden = 0; return api; } }; return api; })(); iife.next();
const curried = ((a) => (b) => (c) => (...rest) => [a, b, c, rest])(1)(2)(3);
const rec = (function fact(n) { return n < 2 ? 1 : n * fact(n - 1); }); const ycomb = ((f) => ((x) => x(x))((x) => f((y) => x(x)(y))))((f) => (n) => (n ? n + f(n - 1) : 0));
const dyn = { ...o, extra: [...'abc'], nested: { deep: { fn() { return this === dyn.nested.deep; } } } }; const frozenFns = Object.freeze([() => inner, function () { return inner; }]);
const symKeyed = { [Symbol.iterator]: function* () { yield inner; }, [Symbol.asyncIterator]: async function* () { yield inner; }, [Symbol.hasInstance]: (x) => x === 1, [Symbol.toPrimitive]: (h) => h };
const multi = {}; for (const [k, v] of Object.entries({ a: 1, b: 2 })) { multi[k] = () => [k, v]; Object.defineProperty(multi, k + 'Get', { get: () => v * 2, enumerable: true }); }
var hoist1 = typeof later1; function later1() { return hoist1; } var { p1 = () => inner, ...restP } = { q: 1 }; let [e0, , e2 = () => e0] = [5, 6];
label: for (let i = 0; ; i++) { const cap = () => i; if (i > 1) { o.cap = cap; break label; } }
let n1 = 0; const tagged = ((s, ...v) => [s.raw[0], v.map((x) => x())])${'`'}t${'$'}{() => n1}${'$'}{() => ++n1}${'`'}; const opt = o?.missing?.deep ?? (() => inner)();
do { var dw = () => inner; } while (false); try { null.x; } catch ({ message, constructor: { name: errName } }) { var caught = () => [errName, typeof message]; } finally { var fin = () => inner; }
const getset = { _v: 1, get v() { return this._v; }, set v(x) { this._v = x * 10; } }; getset.v = 4; const proto = { hello() { return 'hello ' + this.name; } }; const child = Object.create(proto, { name: { value: 'child', enumerable: true } });
const bigger = function (a, b = a, { c, d: [e] = [9] } = { c: 3 }, ...f) { return () => [a, b, c, e, f, arguments.length]; }; const bg = bigger(1, undefined, undefined, 7, 8);
const proxied = new Proxy([1, 2], { get: (t, k, r) => (k === 'magic' ? inner : Reflect.get(t, k, r)) }); const revProxy = new Proxy(class { static s = 1; }, { construct: (t, a) => ({ made: a, inner }) });
const date = new Date(0); date.toJSON = () => inner; const err = new (class Custom extends Error { get name() { return 'Custom' + inner; } })('m'); const arrLike = { length: 2, 0: 'a', 1: 'b' }; const ws = new WeakSet([o]), wm = new WeakMap([[o, () => inner]]);
exports.check = () => [o.a1(), String(o), accessorFns.get(), accessorFns.set('changed'), inner, Counter.size, privFn(c1), Counter.acc(c2), Counter.has({}), Counter.has(c1), chain.map((x) => x.g()), iife.next(), iife.reset().next(), curried(4, 5), rec(5), ycomb(4), dyn.extra, dyn.nested.deep.fn(), frozenFns.map((f) => f()), [...symKeyed], 1 instanceof symKeyed, ${'`'}${'$'}{symKeyed}${'`'}, multi.a(), multi.bGet, later1(), p1(), restP, e2(), o.cap(), tagged, n1, opt, dw(), caught(), fin(), getset.v, child.hello(), bg(), proxied.magic, proxied.length, new revProxy(5), revProxy.s, JSON.stringify(date), err.name, Array.from(arrLike), ws.has(o), wm.get(o)(), self === exports, inspect(o), inspect(c1), inspect(Counter), inspect(new Map([[o.a1, 1]]))];` },
  { title: 'sloppy and strict code beside each other', source: raw`
// strictness mixes
function sloppyOuter() { return { strictInner() { 'use strict'; return [this === undefined, (function () { return this; })()]; }, sloppyInner() { return typeof this; }, arrowIn: () => typeof this, mk: function (a, a2) { 'use strict'; arguments[0] = 9; return a; }, dup: function (a, b) { arguments[0] = 9; return a; } }; }
const so = sloppyOuter.call(5); const { strictInner, sloppyInner } = so;
const withThis = (function () { return () => this; }).call('prim'); const withStrictThis = (function () { 'use strict'; return () => this; }).call('prim'); const undefThis = (function () { 'use strict'; return () => this; })(); const nullThis = (function () { 'use strict'; return () => this; }).call(null); const symThis = (function () { 'use strict'; return () => typeof this; }).call(Symbol.iterator);
const big = (function () { return () => this; }).call(10n);
const octal = function () { return 010; }; const del = function (x) { return delete x; }; const dupParams = function (a, a) { return a; };
const undecl = function () { leaked = 1; const t = typeof leaked; delete globalThis.leaked; return t; };
function callee() { return arguments.callee === callee; } const caller = function () { 'use strict'; try { return arguments.callee; } catch (e) { return e.name; } };
const fn = function named() { try { named = 1; } catch (e) { return e.name; } return typeof named; }; const fns = function named() { 'use strict'; try { named = 1; } catch (e) { return e.name; } return typeof named; };
const evalStrict = function () { 'use strict'; eval('var inner = 1'); return typeof inner; };
if (true) { function inBlock() { return 'block ' + captured; } let captured = 'c'; } const hoistedOut = inBlock;
switch (1) { case 1: function inSwitch() { return 's'; } } label: { function inLabel() { return 'l'; } }
try { throw 1; } catch (e) { var e = 2; var fromCatch = () => e; }
for (var vi = 0, fs = []; vi < 2; vi++) fs.push(() => vi);
const getterOnly = { get x() { return 1; } }; const setSloppy = (o) => { o.x = 2; return 'silent'; }; const setStrict = (o) => { 'use strict'; o.x = 2; };
const frozen = Object.freeze({ a: 1 });
exports.check = () => { const t = (f, ...a) => { try { return f(...a); } catch (e) { return e.name; } }; return [strictInner(), sloppyInner(), sloppyInner.call(null), so.arrowIn(), so.mk(1), so.dup(1), withThis(), typeof withThis(), withStrictThis(), undefThis(), nullThis(), symThis(), typeof big(), octal(), del(1), dupParams(1, 2), undecl(), callee(), caller(), fn(), fns(), evalStrict(), hoistedOut(), inSwitch(), inLabel(), fromCatch(), e, fs.map((f) => f()), setSloppy(getterOnly), t(setStrict, getterOnly), setSloppy(frozen), this === exports, typeof inBlock]; };` },
  { title: 'generators and async functions with captured activations', source: raw`
// generators & async closures; completed generators; closures of finished ones
function* g(n) { const inner = []; for (let i = 0; i < n; i++) { inner.push(() => i++); yield inner; } return inner; }
let last; for (const x of g(3)) last = x; const kept = last;
async function af(x) { let y = x; await null; return { inc: () => ++y, args: arguments, get: () => this }; } let fromAsync; const ready = af.call('T', 5).then((v) => { fromAsync = v; });
class Q { static #count = 0; static async *each(list) { for (const x of list) { Q.#count++; yield x; } } static get count() { return Q.#count; } async m() { return (await super.toString.call(this)) + Q.#count; } *[Symbol.iterator]() { yield* [1, 2, Q.#count]; } }
const gp = Object.getPrototypeOf(g); const GenF = g.constructor; const AsyncF = af.constructor; const made = new GenF('a', 'yield a; yield a + 1'); const madeA = new AsyncF('return await 5');
g.prototype.extra = 'x'; const deleg = function* () { const r = yield* g(1); return r.length; };
const obj = { *gen() { yield this.v; }, async am() { return this.v; }, async *ag() { yield this.v; }, v: 7 };
const throwing = function* () { try { yield 1; } finally { yield 'cleanup'; } };
exports.check = async () => { await ready; const d = deleg(); d.next(); return [kept.map((f) => f()), fromAsync.inc(), fromAsync.args[0], typeof fromAsync.get(), await (async () => { const r = []; for await (const x of Q.each([1, 2])) r.push(x); return r; })(), Q.count, await new Q().m(), [...new Q()], [...made(3)], await madeA(), g(1).extra, Object.getPrototypeOf(g(0)) === g.prototype, gp === Object.getPrototypeOf(function* () {}), d.next(), [...obj.gen()], await obj.am(), (await obj.ag().next()).value, (() => { const t = throwing(); t.next(); return [t.return(5), t.next()]; })(), g.prototype.constructor === undefined]; };` },
  { title: 'arguments objects that functions of an activation change', source: raw`
function args(a, b) { return { read: () => [a, b, arguments[0], arguments[1], arguments.length], write: (v) => { a = v; arguments[1] = v * 2; } }; }
const ar = args(7, 8);
function args2(a, b) { return { read: () => [a, b, arguments[0], arguments[1], arguments.length], write: (v) => { a = v; b = v * 2; } }; }
const ar2 = args2(7, 8);
exports.check = () => [ar.read(), (ar.write(1), ar.read()), ar2.read(), (ar2.write(1), ar2.read())];` },
  { title: 'methods of built-in objects that are replaced for a while', source: raw`
const saved = [[Array.prototype, Symbol.iterator], [Map.prototype, 'get'], [Map.prototype, 'set'], [Map.prototype, 'keys'], [WeakMap.prototype, 'set'], [WeakMap.prototype, 'get'], [Set.prototype, 'has'], [Array.prototype, 'push']].map(([o, k]) => [o, k, o[k]]);
let calls = 0; for (let i = 0; i < saved.length; i++) saved[i][0][saved[i][1]] = function () { calls++; throw new Error('not now'); };
const p = Promise.resolve(1).then((v) => v + 1); const t = (async () => { await null; return p; })();
for (let i = 0; i < saved.length; i++) saved[i][0][saved[i][1]] = saved[i][2];
exports.check = async () => [calls, await p, await t];` },
  { title: 'arguments objects that follow parameters, however they were got', source: raw`
let s1, s2, s3, s4, s5;
function f(a, b) { s1 = arguments; return { get: () => a, set: (v) => { a = v; } }; } const x = f(1, 2, 3);
function g(a) { h(); return { get: () => a, set: (v) => { a = v; } }; } function h() { s2 = g.arguments; } const y = g(5);
function k(a, b) { const inner = () => { s3 = arguments; }; inner(); return { get: () => [a, b], set: (v) => { a = v; b = v; } }; } const z = k(1);
function del(a, b) { s4 = arguments; delete s4[0]; Object.defineProperty(s4, 1, { writable: false }); return { get: () => [a, b], set: (v) => { a = v; b = v; } }; } const w = del(1, 2);
function ev(a) { s5 = eval('arguments'); return { get: () => a, set: (v) => { a = v; } }; } const e = ev(4);
exports.check = () => { const out = []; for (const [s, o] of [[s1, x], [s2, y], [s3, z], [s4, w], [s5, e]]) { out.push([o.get(), s[0]]); o.set(9); out.push([o.get(), s[0], s[1], s.length]); try { s[0] = 11; } catch {} out.push([o.get(), s[0], Object.getOwnPropertyDescriptors(s)]); } return out; };` },
  { title: 'generators and async generators as functions', source: raw`
let n = 0; function* g(a = n++) { yield a; yield* [n]; return 3; } async function* ag(x) { yield x; yield await Promise.resolve(n); } const o = { *m() { yield this.v; }, v: 4, async *am() { yield this.v; } };
n = 10;
exports.check = async () => { const out = []; for await (const x of ag(1)) out.push(x); for await (const x of o.am()) out.push(x); return [[...g()], out, [...o.m()], Object.getPrototypeOf(g).constructor.name, Object.getOwnPropertyNames(g), Object.getPrototypeOf(g.prototype) === Object.getPrototypeOf(function* () {}).prototype, g() instanceof g]; };` },
  { title: 'generator prototypes that were changed or shared', source: raw`
function* g() { yield this; } g.prototype.extra = 'e'; function* h() {} h.prototype = g.prototype; function* k() {} k.prototype = null; const kept = g.prototype;
exports.check = () => [g().extra, h().extra, kept === g.prototype, h.prototype === kept, Object.getPrototypeOf(k()) === Object.getPrototypeOf(function* () {}).prototype];` },
  { title: 'methods and accessors of object literals whose names were changed, one for each activation', source: raw`
function make(p, w) { const d = { set(v) { w[p] = v; }, get 'odd'() { return p; }, 12() { return p; }, get [p]() { return p; }, set [p](x) { w.x = p + x; }, [p + 'm']() { return p; } }; Object.defineProperty(d.set, 'name', { value: 'set ' + p }); Object.defineProperty(Object.getOwnPropertyDescriptor(d, 'odd').get, 'name', { value: 'x' + p }); Object.defineProperty(d[12], 'name', { value: 'y' + p }); return d; }
const w = {}, all = ['a', 'b'].map((p) => make(p, w));
exports.check = () => { all[0].set(3); all[1].b = 4; return [w, all.map((d) => [d.odd, d[12](), Object.getOwnPropertyNames(d).map((k) => Object.getOwnPropertyDescriptor(d, k)).flatMap((d) => [d.get, d.set, d.value]).filter(Boolean).map((f) => [f.name, f.length, Object.getOwnPropertyNames(f).join()])])]; };` },
  { title: 'scopes of arrows, with and without this, arguments, new.target, super and eval of the functions around them', source: raw`
const plain = (() => { let n = 0; return [() => (n += 1), (() => { let m = 10; return () => [n, (m += 1)]; })()]; })(); plain[0]();
function Outer(a) { return ((k) => { let n = k; return { self: () => [(n += 1), this.name], args: () => [(n += 1), arguments.length, arguments[0]], target: () => [n, new.target === undefined], inner: ((z) => { let w = z; return () => [(w += 1), this === undefined, a]; })(5), own() { return [n, this.name]; } }; })(1); }
const made = Outer.call({ name: 'receiver' }, 'first', 'second'); made.self();
class Base { hi() { return 'hi'; } } class Derived extends Base { hi() { return ((n) => () => super.hi() + (n += 1) + (this instanceof Derived))(0); } } const over = new Derived().hi(); over();
const evaluates = (function () { return ((n) => { let v = n; return (t) => [(v += 1), eval(t)]; })(3); }).call({ name: 'eval' });
const block = (function () { const out = []; for (let i = 0; i < 2; i += 1) { let j = i; out.push(() => [i, (j += 1), this.name], () => [i, (j += 1)]); } return out; }).call({ name: 'block' });
exports.check = () => [plain[0](), plain[1](), made.self(), made.args(), made.target(), made.inner(), made.own(), over(), evaluates('this.name + v'), block.map((f) => f())];` },
  { title: 'async functions and arrows', source: raw`
let n = 1; const a = async (x) => { await null; return x + n; }; async function b() { return [this, await a(2)]; } const o = { async c() { return this === o; } };
exports.check = async () => [await a(1), await b.call('s'), await o.c(), a.constructor.name, a.name, b.length, 'prototype' in b];` },
  { title: 'destructuring defaults and parameter scopes', source: raw`
let d = 1; function f({ a = d, b: { c = () => a } = {} } = {}, [e = c, ...r] = [], g = () => [a, e, r]) { var a = 'body'; return [a, c(), g()]; } function h(x, y = () => x, z = (v) => { x = v; }) { var x = 'inner'; return { y, z, x: () => x }; } const k = h(1); k.z(2); const keep = ((p, q = () => p++) => q)(5);
d = 7;
exports.check = () => [f(), f({ a: 1, b: {} }, [2, 3]), k.y(), k.x(), k.z(9), k.y(), k.x(), keep(), keep()];` },
  { title: 'mapped arguments of sloppy functions', source: raw`
function f(a, b) { return { args: arguments, a: () => a, set: (v) => { a = v; }, b: () => b }; } const x = f(1, 2, 3), y = f(5); x.set(10); x.args[1] = 20;
exports.check = () => { x.args[0] = 11; const r = [x.a(), x.b()]; x.set(12); return [r, x.args[0], x.args, y.args, y.b(), (y.args[1] = 4, y.b()), x.args.length]; };` },
  { title: 'mapped arguments with changed elements', source: raw`
function f(a, b, c) { return { args: arguments, get: () => [a, b, c], set: (x, y, z) => { a = x; b = y; c = z; } }; } const x = f(1, 2, 3); delete x.args[0]; Object.defineProperty(x.args, '1', { writable: false }); x.args.extra = 1; x.args.length = 7; const y = f(1, 2, 3); Object.freeze(y.args);
exports.check = () => { x.set(7, 8, 9); y.set(4, 5, 6); const d = Object.getOwnPropertyDescriptor(x.args, '1'); return [x.args, x.get(), d, y.args, y.get()]; };` },
  { title: 'arguments objects: strict, arrow-captured, callee, iterator', source: raw`
function s() { 'use strict'; return arguments; } function cap() { return () => arguments; } function plain() { return arguments; } function dflt(a = 1) { return arguments; }
const a = s(1, 2), b = cap(3, 4), c = plain(5, 6), d = dflt(7), e = (() => { try { return s.call(null).callee; } catch (x) { return x.constructor.name; } })();
exports.check = () => [a, b(), c, d, e, [...b()], c.callee === plain, (() => { try { return a.callee; } catch (x) { return x.constructor.name; } })(), Object.getOwnPropertyNames(c), Object.prototype.toString.call(a), b() === b(), Object.getOwnPropertyNames(a)];` },
  { title: 'arguments as a parameter, variable or function name', source: raw`
function f(arguments) { return () => arguments; } function g() { var arguments = 5; return () => arguments; } function h() { function arguments() { return 'fn'; } return () => arguments(); } function k() { var arguments; return () => arguments.length; }
const a = f(1), b = g(), c = h(), d = k(1, 2);
exports.check = () => [a(), b(), c(), d()];` },
  { title: 'named function expressions: immutable self name', source: raw`
const f = function self(n) { return n ? n * self(n - 1) : (self = null, typeof self); }; const s = function self() { 'use strict'; try { self = 1; } catch (e) { return [e.constructor.name, e.message]; } }; const shadow = function me() { var me = 5; return () => me; }; const inner = function deep() { return () => deep; }; const got = inner(); const par = function pp(pp) { return () => pp; };
exports.check = () => [f(0), f(3), s(), shadow()(), got() === inner, f.name, par(4)()];` },
  { title: 'temporal dead zones', source: raw`
const early = () => late; const f = () => { try { return inner(); } catch (e) { return [e.constructor.name, e.message]; } }; let inner; { inner = () => tdz; if (Math.random() > 2) { tdz = 1; } var out = (() => { try { tdz; } catch (e) { return e.message; } })(); exports.check = () => [f(), out, late, early()]; throwing: { try { boom(); let tdz2 = 1; } catch (e) {} } var x; let tdz = 4; inner = () => tdz; }
function boom() { throw 1; } const late = 3; let hold; try { hold = () => never; (() => { throw new Error(); })(); let never = 1; } catch {} try { (() => { hold = () => never2; throw 1; let never2; })(); } catch {}
exports.check = () => { let r; try { r = hold(); } catch (e) { r = [e.constructor.name, e.message, typeof e.stack]; } return [f(), out, early(), r]; };` },
  { title: 'temporal dead zones of classes, defaults and consts in blocks', source: raw`
const kept = []; try { kept.push(() => C, () => { C = 1; }, () => typeof C); throw 1; class C {} } catch {} try { kept.push(() => k); throw 1; const k = 1; } catch {} for (const x of [1]) { try { kept.push(() => y, () => x); throw 1; } catch {} break; let y; } switch (1) { case 1: kept.push(() => z); break; case 2: let z; }
exports.check = () => kept.map(f => { try { return f(); } catch (e) { return e.constructor.name + e.message; } });` },
  { title: 'per-iteration bindings of for loops', source: raw`
const fs = []; for (let i = 0, j = 10; i < 3; i++, j--) { fs.push(() => [i++, j]); } const gs = []; for (let i = 0, h = () => i; i < 2; i++) gs.push(h, () => i); const os = []; for (const [k, v] of Object.entries({ a: 1, b: 2 })) os.push(() => k + v); const is = []; for (let k in { x: 1, y: 2 }) is.push({ get: () => k, set: (v) => { k = v; } }); is[0].set('changed'); fs[1](); const vs = []; for (var q = 0; q < 2; q++) vs.push(() => q); const ws = []; for (let i = 0; i < 2; ws.push(() => i), i++); const ts = []; for (let i = 0; ts.push(() => i), i < 2; i++);
exports.check = () => [fs.map(f => f()), fs.map(f => f()), gs.map(g => g()), os.map(o => o()), is.map(o => o.get()), vs.map(v => v()), ws.map(f => f()), ts.map(f => f())];` },
  { title: 'closures in while, labelled and switch blocks share what they should', source: raw`
const out = []; let n = 0; outer: while (true) { let local = n; inner: for (;;) { const deep = local * 10; out.push({ get: () => [local, deep], inc: () => ++local }); if (n++ > 2) break outer; continue outer; } } out[0].inc(); switch (n) { case 4: let sw = 1; out.push({ get: () => sw, inc: () => ++sw }); out.push({ get: () => sw }); default: sw += 100; } blk: { let b = 1; out.push({ get: () => b }); break blk; }
exports.check = () => { out[4].inc(); return out.map(o => o.get()); };` },
  { title: 'sloppy hoisting of functions in blocks', source: raw`
const before = typeof hoisted; { function hoisted() { return 1; } hoisted = 5; var seen = hoisted; function hoisted() { return 2; } } const after = hoisted; if (true) function iffy() { return 'iffy'; } switch (0) { case 0: function sw() { return "sw"; } } try { throw 1; } catch (e) { function inCatch() { return e; } } { function twice() { return inner; } let inner = 3; } { let block = 1; function closure() { return block++; } } const rc = () => closure(); function params(a) { { function a() { return 'inner'; } } return a; }
exports.check = () => [before, seen, typeof after, iffy(), sw(), inCatch(), twice(), rc(), closure(), params(1), label()];
label: function label() { return 'labelled'; }` },
  { title: 'catch scopes and catch parameters', source: raw`
let a, b, c; try { throw { x: 1, y: [2] }; } catch ({ x, y: [z], w = () => x + z }) { a = () => [x++, z, w()]; let x2 = x; b = () => x2; } try { throw 5; } catch (e) { var e = 6; c = () => e; } 
exports.check = () => [a(), a(), b(), c(), e];` },
  { title: 'shared mutable variables of several closures and scopes', source: raw`
function bank() { let total = 0; { let fee = 1; return { put(n) { total += n - fee; return this; }, fee(f) { fee = f; return this; }, get total() { return total; }, sub: () => { let subtotal = 0; return { add: (n) => { subtotal += n; total += n; return [subtotal, total]; } }; } }; } }
const b1 = bank().put(10), b2 = bank().fee(2), s1 = b1.sub(), s2 = b1.sub(); s1.add(1);
exports.check = () => [b1.put(5).total, b2.put(5).total, s1.add(1), s2.add(1), b1.total];` },
  { title: 'const assignment, compound assignment and destructuring into consts throw', source: raw`
const k = 1; const ks = [() => { k = 2; }, () => { k++; }, () => { [k] = [3]; }, () => { ({ k } = { k: 1 }); }, () => { for (k of [1]); }, () => k ??= 5, () => k ||= 3, () => { k += f(); }, () => { ({ a: k = 3 } = {}); }, () => { [...k] = [1]; }]; let called = 0; function f() { called++; return 1; }
exports.check = () => [ks.map(fn => { try { return fn() ?? 'no'; } catch (e) { return e.constructor.name + ': ' + e.message; } }), k, called];` },
  { title: 'this in sloppy and strict functions, arrows and modules', source: raw`
function sloppy() { return this === globalThis; } function strict() { 'use strict'; return this; } const arrow = () => this === module.exports; function boxed() { return typeof this; } const bound = strict.bind(7); const nested = function () { return () => () => this; }.call('x'); const strictNested = function () { 'use strict'; return () => this; }.call(5);
exports.check = () => [sloppy(), strict(), strict.call(1), arrow(), boxed.call(1), bound(), typeof nested()(), String(nested()()), nested()() === nested()(), strictNested()];` },
  { title: 'function name and length: changed, deleted, re-ordered, re-described', source: raw`
function a(x, y) {} Object.defineProperty(a, 'name', { value: 'renamed' }); function b() {} delete b.name; function c(x) {} delete c.length; c.length2 = 1; function d() {} Object.defineProperty(d, 'length', { value: 9, writable: true }); function e() {} e.extra = 1; delete e.name; Object.defineProperty(e, 'name', { value: 'late', configurable: true }); const f = () => {}; Object.defineProperty(f, 'name', { get() { return 'got'; }, configurable: true }); function g() {} Object.defineProperty(g, 'name', { value: Symbol.iterator }); const h = { [Symbol('desc')]: () => {}, [Symbol()]: function () {} }; function i() {} Object.freeze(i); function j() {} Object.defineProperty(j, 'prototype', { writable: false }); function l() {} Object.defineProperty(l,'name',{writable:true}); l.name = 'w'; function m() {} delete m.name; delete m.length; m.name = 'plain';
const all = [a, b, c, d, e, f, g, i, j, l, m];
exports.check = () => [all.map(fn => Object.entries(Object.getOwnPropertyDescriptors(fn)).map(([k, v]) => [k, k === 'prototype' ? v.writable : v])), Reflect.ownKeys(h).map(k => h[k].name), b.name, Object.isFrozen(i)];` },
  { title: 'functions with properties, replaced and deleted prototypes, and arrows with one', source: raw`
function A() {} A.prototype = null; function B() {} B.prototype = 5; const arrow = () => 1; arrow.prototype = { x: 1 }; const { method } = { method() {} }; method.prototype = { y: 2 }; function C() {} C.prototype.constructor = A; function D() {} delete D.prototype.constructor; function E() {} Object.setPrototypeOf(E, null); function F() {} Object.setPrototypeOf(F.prototype, null); const G = function () {}; const gp = G.prototype; G.prototype = C.prototype; async function H() {} H.prototype = 3; function I() {} I.prototype = gp; Object.preventExtensions(arrow);
exports.check = () => [A.prototype, B.prototype, arrow.prototype, method.prototype, C.prototype.constructor === A, Object.getOwnPropertyNames(D.prototype), Object.getPrototypeOf(E), Object.getPrototypeOf(F.prototype), gp.constructor === G, new G() instanceof C, H.prototype, I.prototype === gp, Object.getPrototypeOf(new A()) === Object.prototype, Object.isExtensible(arrow), Reflect.ownKeys(arrow)];` },
  { title: 'bound functions, of classes too, with changed properties', source: raw`
class A { constructor(...a) { this.a = a; } } const BA = A.bind(null, 1, 2); const twice = BA.bind(null, 3); function f(...a) { return [this, a]; } const bf = f.bind('t', 1); Object.defineProperty(bf, 'name', { value: 'nn' }); bf.extra = 1; const bn = Object.setPrototypeOf(f.bind(), null); const arrowBound = (() => 5).bind(); const nat = Math.max.bind(null, 7);
exports.check = () => [new BA(9), new twice() instanceof A, twice.name, twice.length, bf(2), bf.name, bf.extra, Object.getPrototypeOf(bn), arrowBound(), arrowBound.name, nat(3), 'prototype' in BA, f.bind().name, bf.bind().name];` , },
  { title: 'Function.prototype.toString gives the original text of every kind', source: raw`
function decl ( a,b ) { /* c */ return a }
const o = { m ( ) { return 1 }, get  g() { return 2 }, set g( v) { }, async  am() {}, *gm() {}, async *agm() {}, ['comp' + 1] ( ) { }, 'str' () {}, 12() {}, fn: function ( ) {}, ar: ( x ) =>  x, aa: async x => x, cls: class  { } };
class K  extends  Array { #p = 1; static #s() {} constructor ( ) { super ( ) } m ( ) { return super.at(0) } static  st ( ) { } get  a () { return this.#p } static async *[ 'x' ] () { } static { this.q = 1; } field = ( ) =>  this.#p; get priv() { return K.#s } }
const desc = Object.getOwnPropertyDescriptor; const named = function  nm ( ) { };
exports.check = () => [decl, ...['m', 'am', 'gm', 'agm', 'comp1', 'str', '12', 'fn', 'ar', 'aa', 'cls'].map(k => o[k]), desc(o, 'g').get, desc(o, 'g').set, K, K.prototype.m, K.st, desc(K.prototype, 'a').get, K.x, new K().field, K.prototype.constructor, desc(K.prototype, 'priv').get.call(new K()), named].map(f => Function.prototype.toString.call(f)).concat(String(decl.bind()), String(Map), String(new Function('a', 'b', 'return 1')), exports.check.toString().length);` },
  { title: 'toString of functions that restored code makes', source: raw`
const make = (n) => ({ f: function ( ) { return n }, g ( ) { return () => n  }, K: class  X { #p = n; static s = ( ) => n; m ( ) { return this.#p } } }); const old = make(1); const assign = (v) => { k = v; return () => { k = 2; return import.meta } }; const k = 5;
const imp = () => () => import('node:fs');
exports.check = async () => { const fresh = make(2); return [fresh.f, fresh.g, fresh.g(), fresh.K, fresh.K.s, new fresh.K().m, imp, imp(), (function ( ) { })].map(String).concat(old.f(), fresh.f(), (await imp()()).default === require('fs')); };`.replace('const assign = (v) => { k = v; return () => { k = 2; return import.meta } }; ', '') },
  { title: 'tagged templates: one object per site, before and after', source: raw`
const tag = (s, ...v) => s; const site = (x) => tag${'`'}a${'$'}{x}b\n${'`'}; const first = site(1); const two = () => [tag${'`'}z${'`'}, tag${'`'}z${'`'}]; const [p, q] = two(); const cache = new WeakMap([[first, 'cached']]); function make() { return () => tag${'`'}c${'`'}; } const m1 = make(), m2 = make(), c1 = m1();
exports.check = () => [site(2) === first, first, first.raw, Object.isFrozen(first), cache.get(site(3)), two()[0] === p, two()[1] === q, p === q, m1() === c1, m2() === c1, make()() === c1];` },
  { title: 'tagged templates in classes, generators, member tags and with invalid escapes', source: raw`
const t = { seen: new Map(), tag(s, ...v) { this.seen.set(s, (this.seen.get(s) ?? 0) + 1); return [this === t, s.raw.join('|'), this.seen.get(s), v]; } };
class C { m(x) { return t.tag${'`'}m${'$'}{x}\u{zz}${'`'}; } static f = () => t['tag']${'`'}f${'`'}; } function* g() { yield t.tag${'`'}g${'`'}; } new C().m(1); C.f(); [...g()];
exports.check = () => [new C().m(2), C.f(), [...g()], t.seen.size];` },
  { title: 'symbols: registered, well-known, local, as keys and descriptions', source: raw`
const local = Symbol('l'), bare = Symbol(), empty = Symbol(''), reg = Symbol.for('r'), o = { [local]: 1, [reg]: 2, [Symbol.iterator]: 3, [bare]: 4 }; const boxed = Object(local);
exports.check = () => [o[local], o[Symbol.for('r')], o[Symbol.iterator], o[bare], local.description, bare.description, empty.description, Symbol.keyFor(reg), Symbol.keyFor(local), boxed.valueOf() === local, Reflect.ownKeys(o)];` },
  { title: 'Proxy and Reflect', source: raw`
const target = { a: 1 }, log = []; const p = new Proxy(target, { get(t, k, r) { log.push(k); return Reflect.get(t, k, r); }, has: () => true }); const fp = new Proxy(function f() { return 'called'; }, { apply(t, th, a) { return ['trap', t(...a)]; }, construct() { return { made: true }; } }); class A { #x = 1; x() { return this.#x; } } const ap = new Proxy(new A(), {}); const pp = new Proxy(p, {}); class FromProxy extends new Proxy(A, {}) {} const fpi = new FromProxy();
exports.check = () => [p.a, 'zz' in p, fp(), new fp(), (() => { try { return ap.x(); } catch (e) { return e.constructor.name; } })(), pp.a, log, fpi.x(), new FromProxy().x()];` },
  { title: 'errors with cause, aggregate errors, own properties and subclasses', source: raw`
class E extends TypeError { constructor(m, o) { super(m, o); this.code = 'E1'; } get name() { return 'E'; } } const root = new RangeError('root'), e = new E('top', { cause: root }), agg = new AggregateError([root, e], 'many'); const weird = Object.assign(new Error('w'), { extra: 1 }); delete weird.stack; const de = new Error('x'); de.message = 'changed';
exports.check = () => [e.message, e.cause === root, e.code, e.name, e instanceof E, agg.errors[1] === e, agg.message, Object.keys(weird), Object.getOwnPropertyNames(weird), String(e), Object.prototype.toString.call(e), require('node:util').types.isNativeError(e), Object.keys(e), e.stack.split('\n')[0], de.message, de.stack.split('\n')[0]];` },
  { title: 'iterator helpers and iterators made by restored generators', source: raw`
const nums = { *[Symbol.iterator]() { yield 1; yield 2; yield 3; } }; class It { #i = 0; next() { return this.#i < 2 ? { value: this.#i++, done: false } : { value: undefined, done: true }; } [Symbol.iterator]() { return this; } } const it = new It(); it.next();
exports.check = () => [[...nums], [...it], typeof Iterator, Array.from(nums, (x) => x * 2), Math.max(...nums), new Set(nums), Object.fromEntries(Object.entries({ a: 1 }).map(([k, v]) => [v, k]))];` },
  { title: 'frozen, sealed and non-extensible objects, arrays, functions, maps', source: raw`
'use strict'; const deep = Object.freeze({ a: Object.freeze([1, Object.freeze({ b: 2 })]) }); const s = Object.seal([1, 2]); const ne = Object.preventExtensions({ x: 1 }); const m = Object.freeze(new Map([[1, 2]])); const half = Object.defineProperty(Object.preventExtensions({ q: 1 }), 'q', { writable: false }); const arr = Object.freeze(Object.assign([1, , 3], { k: 1 })); const len = Object.defineProperty([1, 2], 'length', { writable: false });
const t = (f) => { try { f(); return 'ok'; } catch (e) { return e.constructor.name; } };
exports.check = () => [t(() => { deep.a[1].b = 3; }), t(() => s.push(3)), t(() => { s[0] = 5; }), t(() => { ne.y = 1; }), m.set(3, 4).size, Object.isFrozen(m), Object.getOwnPropertyDescriptors(half), t(() => { half.z = 1; }), Object.isFrozen(arr), arr, t(() => len.push(1)), s];` },
  { title: 'WeakRef, WeakMap, WeakSet whose targets are reachable', source: raw`
const key = { k: 1 }, wr = new WeakRef(key), wm = new WeakMap([[key, 'v']]), ws = new WeakSet([key]), fn = () => 1; wm.set(fn, { of: fn });
exports.check = () => [wr.deref() === key, wm.get(key), ws.has(key), wm.get(fn).of === fn];` },
  { title: 'getters and setters of objects, defined and inherited', source: raw`
let v = 1; const o = { get a() { return v++; }, set a(x) { v = x; }, get ['b' + 1]() { return this.a; } }; const child = Object.create(o, { c: { get: () => v, enumerable: true } }); const shared = Object.getOwnPropertyDescriptor(o, 'a').get; Object.defineProperty(child, 'd', { get: shared }); child.a = 20;
exports.check = () => [o.a, child.a, child.c, child.d, o.b1, Object.keys(child), Object.getOwnPropertyDescriptor(child, 'd').get === Object.getOwnPropertyDescriptor(o, 'a').get, shared.name, Object.hasOwn(child, 'a')];` },
  { title: 'functions that share one literal and differ in properties', source: raw`
const made = []; function mk(n) { function inner() { return n + (inner.add ?? 0); } inner.n = n; made.push(inner); return inner; } mk(1); mk(2).add = 10; mk(3).prototype.z = 4; const ar = [1, 2].map((x) => () => x); ar[0].tag = 'zero';
exports.check = () => [made.map(f => f()), made.map(f => Object.keys(f)), new made[2]().z, new made[0]().z, ar.map(f => f()), ar[0].tag, ar[1].tag];` },
  { title: 'several functions of one literal in one scope', source: raw`
const out = []; let i = 0; while (i++ < 3) out.push(function () { return i; }); const obj = []; for (var j = 0; j < 2; j++) obj.push({ m() { return j++; }, get g() { return j; } }); out[1].x = 1;
exports.check = () => [out.map(f => f()), out[0] === out[1], out[1].x, obj[0].m(), obj[1].m(), obj[0].g, obj[1].m === obj[0].m];` },
  { title: 'declared functions that were reassigned or shadowed', source: raw`
function a() { return 'a'; } const oldA = a; a = () => 'new a'; function b() { return 'b1'; } function b() { return 'b2'; } var c = 5; function c() {} function d() { return d; } const keepD = d; d = null; function e() { e = () => 'replaced'; return 'first'; } e();
exports.check = () => [a(), oldA(), b(), c, keepD(), e(), oldA.name, a.name];` },
  { title: 'optional chaining, nullish, logical assignment and exponent in closures', source: raw`
let o = { f: null, g() { return this?.h ?? 'nh'; } }; const run = () => { o.f ??= () => 'made'; o.n ||= 1; o.n &&= o.n + 1; o.n **= 2; return [o.f?.(), o.missing?.(), o?.g?.(), o.n]; }; run();
exports.check = () => run();` },
  { title: 'comma, void, delete, typeof and in on captured names', source: raw`
var configurable = 1; const f = () => [typeof nothere, typeof configurable, void configurable, delete configurable, (0, configurable)]; implicitGlobal123 = 7; const g = () => [implicitGlobal123, delete globalThis.implicitGlobal123, typeof implicitGlobal123];
exports.check = () => [f(), g()];` },
  { title: 'deep nesting and recursion between restored scopes', source: raw`
const a = (x) => (y) => (z) => { let s = x; return { r: () => (s += y + z), again: () => a(s)(y)(z) }; }; const one = a(1)(2)(3); one.r(); const two = one.again(); const isEven = (n) => n === 0 || isOdd(n - 1), isOdd = (n) => n !== 0 && isEven(n - 1);
exports.check = () => [one.r(), two.r(), one.again().r(), isEven(10)];` },
  { title: 'variables with unusual names', source: raw`
var ñ = 1, $ = 2, _ = 3, \u0061bc = 4, 变量 = 5, async = 6, of = 7, get = 8, let_ = 9, undefined_ = 10, static_ = 11, yield_ = 12; var await = 13, yield = 14, let = 15, static = 16; const o = { __proto__: null, ['__proto__']: 1, constructor: 2, 'a-b': 3 }; function __proto__() { return 'p'; } var hasOwnProperty = 5; const f = () => [ñ, $, _, abc, 变量, async, of, get, await, yield, let, static, o['__proto__'], __proto__(), hasOwnProperty]; 
exports.check = () => [f(), o];` },
  { title: 'comments, line ends and directives in odd places of functions', source: 'function /*1*/ f /*2*/ ( a /*3*/ , b = /*4*/ 2 ) /*5*/ { /*6*/ "use what" /*7*/ ; // end\r\n return [ a, b, this ] }\nconst arrow = a /*x*/ => /*y*/ a + k // z\nlet k = 1\nconst obj = { /*a*/ m /*b*/ ( ) /*c*/ { return k } /*d*/ }\nconst arrow2 = () => ({ k })\nconst arrow3 = async () => /re\\/g/.test("re/") ? k : 0\n<!-- html comment\n--> another\nexports.check = async () => [f(1), arrow(1), obj.m(), arrow2(), await arrow3(), String(f), String(arrow), String(obj.m)];' },
  {
    title: 'texts of functions whose emitted texts differ in nothing but what was replaced',
    files: {
      'first.cjs': 'const tag = (s) => s; exports.f = (x) => tag`first ${x}`; exports.f(1);',
      'second.cjs': 'const tag = (s) => s; exports.f = (x) => tag`second ${x}`; exports.f(1); const k = 1; exports.long = () => ({ k: k } = { k: 2 }); exports.short = () => ({ k } = { k: 2 });',
    },
    source: 'const { f } = require("./first.cjs"); const second = require("./second.cjs"); exports.check = () => [f, second.f, second.long, second.short].map(String);',
  },
  { title: 'finished generators', source: raw`
const tried = (f) => { try { return f(); } catch (e) { return String(e); } };
function* count(n) { for (let i = 0; i < n; i++) yield i; } async function* later() { yield 1; } class Tree { *walk() { yield this; } static async *all() { yield 1; } } const arrows = { *[Symbol.iterator]() { yield 1; yield 2; } };
const a = count(3); const values = [...a]; const b = count(5); b.next(); b.return(7); const c = count(2); tried(() => c.throw(new Error('x'))); const w = new Tree().walk(); for (const t of w) void t; a.extra = { n: 1 }; const froze = Object.freeze([...arrows] && (() => { const g = arrows[Symbol.iterator](); for (const x of g); return g; })());
const d = later(); const all = Tree.all(); const odd = Object.setPrototypeOf((() => { const g = count(0); g.next(); return g; })(), null); count.prototype.shared = 'shared';
const done = (async () => { for await (const x of d) void x; await all.return(4); })();
exports.check = async () => { await done; return [values, a, b, c, w, d, all, a.next(), b.next(5), tried(() => b.throw(new TypeError('late'))), c.return(3), [...a], await d.next(), await d.return(3), await all.next(), await d.throw(new Error('q')).catch(String), Object.getPrototypeOf(a) === count.prototype, Object.getPrototypeOf(w) === Tree.prototype.walk.prototype, a.shared, a.extra, Object.isFrozen(froze), Object.getPrototypeOf(odd), require('util').types.isGeneratorObject(odd), Object.prototype.toString.call(d), a instanceof count, d[Symbol.asyncIterator]() === d, String(d.next().constructor.name)]; };` },
  { title: 'what stacks call functions without a name', source: raw`
const st = (f) => { try { f(); } catch (e) { return e.stack.split('\n')[1].trim().replace(/\(.*\/|\/.*\//, '('); } };
exports.run = function () { throw new Error('x'); }; exports.arrow = () => { throw new Error('x'); }; const o = { sub: {} }, a = { b: {} }, c = {}; o.sub.fn = function () { throw new Error('x'); };
function F() {} F.prototype.go = function () { throw new Error('x'); }; F.stat = function () { throw new Error('x'); }; let later; later = function () { throw new Error('x'); }; const holder = {}; holder['comp' + 1] = function () { throw new Error('x'); };
a.b = c.d = function () { throw new Error('x'); }; a['x y'] = function () { throw new Error('x'); }; a[0] = function () { throw new Error('x'); }; function Fn() { this.h = function () { throw new Error('x'); }; } class K { constructor() { this.m = () => { throw new Error('x'); }; } } const fn = new Fn(), k = new K();
const wrap = (f) => f; const cb = wrap(function () { throw new Error('x'); }), cb2 = wrap(() => { throw new Error('x'); }); (function () { exports.inner = () => { throw new Error('x'); }; })(); exports.deep = { a: { b: function () { throw new Error('x'); } } };
exports.check = () => { const f = new F(); return [() => exports.run(), exports.run, exports.arrow, () => o.sub.fn(), o.sub.fn, () => f.go(), f.go, F.stat, () => F.stat(), later, holder.comp1, () => holder.comp1(), a.b, a['x y'], a[0], fn.h, () => fn.h(), k.m, cb, cb2, exports.inner, exports.deep.a.b].map(st); };` },
];
