import type { LanguageCase } from './harness.ts';

const { raw } = String;

/** `eval`, `new Function`, `with`, ES module bindings. */
export const scopeCases: readonly LanguageCase[] = [
  { title: 'sloppy direct eval whose variable hides one further out is refused', refused: 'a direct eval declared the variable', source: raw`
var x = 'outside'; var probe1, probe2; var probeBody;
({ m(...[_ = (eval('var x = "inside";'), probe1 = function () { return x; })]) {} }.m()); 
({ m(...[_ = probe2 = function () { return x; }, __ = eval('var x = "inside2";')]) { probeBody = function () { return x; }; } }.m());
exports.check = () => [probe1(), probe2(), probeBody()];` },
  { title: 'direct evals that use super, in object literals and classes', source: raw`
const base = { hi() { return 'b' + this.v; }, get g() { return 'g' + this.v; } };
const make = (n) => ({ __proto__: base, v: n, run(t) { return eval(t); }, arrow() { return (t) => eval(t); }, get acc() { return eval('super.g'); }, async am(t) { return eval(t); }, strict(t) { 'use strict'; return eval(t); }, plain() { return 1; } });
const a = make(1), b = make(2), arrow = b.arrow(); a.run('super.hi()');
class P { hi() { return 'P'; } static st() { return 'PS'; } } class A extends P { #x = 4; m() { return (t) => eval(t); } static s() { return (t) => eval(t); } f = (t) => eval(t); hi() { return 'A'; } static { A.blk = (t) => eval(t); } }
const o = new A(), om = o.m(), os = A.s();
exports.check = async () => [a.run('super.hi()'), b.run('super.hi() + this.v'), arrow('super.hi()'), a.acc, await a.am('super.g'), a.strict('super.hi()'), a.plain(), om('super.hi() + this.#x'), os('super.st()'), o.f('super.hi() + this.#x'), A.blk('super.st()'), (Object.setPrototypeOf(a, { hi() { return 'new'; } }), a.run('super.hi()')), make(3).run('super.hi()'), String(a.run)];` },
  { title: 'parents of CommonJS modules', source: raw`
const a = require('./a.cjs'); const b = require('./b.cjs'); a.more();
exports.check = () => [module.parent === undefined || module.parent === null, a.parent() === module, b.parent() === a.module, b.parent().parent === module, 'parent' in a.module, Object.hasOwn(a.module, 'parent'), a.module.children.length, require('./kept.cjs')() === module, Object.keys(a.module)];`,
    files: { 'a.cjs': raw`
const b = require('./b.cjs'); exports.parent = () => module.parent; exports.module = module; exports.more = () => 1;`, 'b.cjs': raw`
exports.parent = () => module.parent;`, 'kept.cjs': raw`
module.exports = () => module.parent;` } },
  { title: 'with over a sequence that declares a variable', source: raw`
var x = 0; var probeBefore = function () { return x; }; var probeExpr; var objectRecord = { x: 2 };
with (eval('var x = 1;'), objectRecord) var _ = probeExpr = function () { return x; };
var probeBody;
exports.check = () => [probeBefore(), probeExpr()];` },
  { title: 'globals of the language that the program has other things under', source: raw`
const Object = { mine: 1 }; var TypeError = 5, Reflect = 6, Symbol = 7, Array = 8, Error = 9, Proxy = 10, Function = 11, undefined2;
const o = { get a() { return [Object.mine, TypeError]; }, set a(v) { o._ = v; }, ['computed' + 1]() { return Reflect; }, m() { return Symbol; }, get ['cg']() { return Array; } };
const k = 5; const asg = () => { k = 6; };
class A { static s = () => Object; #p = 1; get p() { return this.#p; } static #q() { return 3; } static q() { return A.#q(); } get [ 'x' + 1 ]() { return Error; } }
const a = new A();
const sup = { __proto__: { hi() { return 'hi' + Object.mine; } }, hi() { return super.hi(); }, get g() { return super.hi(); } };
const made = []; for (let i = 0; i < 3; i++) made.push({ get v() { return i + Object.mine; } });
class C extends A { constructor() { super(); this.t = () => [new.target === C, super.p]; } } const c = new C();
(function (undefined) { exports.und = () => undefined; })(4);
function NaN2() {} 
exports.check = () => { const out = [o.a, o.computed1(), o.m(), o.cg, A.s(), a.p, A.q(), a.x1, sup.hi(), sup.g, made.map((x) => x.v), c.t(), exports.und()]; try { asg(); } catch (e) { out.push(e.message); } o.a = 3; out.push(o._); return out; };` },
  { title: 'exported variables that direct evals assign', suffix: '.mjs', source: raw`
import { v, set, setAll, made } from './lib.mjs'; import * as ns from './lib.mjs';
set('v = 5'); export const check = () => { const out = [v, ns.v]; set('v = 6'); out.push(v, ns.v, setAll('v += 10, () => v')(), v, ns.v, made(), v, ns.v); return out; };`,
    files: { 'lib.mjs': raw`
export let v = 1; export function set(t) { return eval(t); } export const setAll = (t) => eval(t); export const made = eval('() => v++');` } },
  { title: 'direct eval that reads and writes the scopes around it', source: raw`
function make(a) { let b = 2; const c = 3; return { run: (s) => eval(s), get: () => [a, b, c] }; } const m = make(1); m.run('a = 10; b++');
exports.check = () => [m.get(), m.run('a + b + c'), m.run('b = 50'), m.get(), m.run('typeof require'), (() => { try { return m.run('c = 1'); } catch (e) { return e.constructor.name; } })()];` },
  { title: 'functions made by direct eval, in strict and sloppy code', source: raw`
function f(x) { let y = 1; return eval('(function inner(z) { return [x, y++, z]; })'); } const a = f(1), b = f(2); a(0); function s(x) { 'use strict'; return eval('let q = x * 2; () => q++'); } const c = s(4); c(); const d = ((v) => eval('({ m() { return v; }, get g() { return v + 1; }, arrow: () => this === module.exports })'))(7);
exports.check = () => [a(1), b(1), c(), d.m(), d.g, d.arrow(), String(a), a.name];` },
  { title: 'sloppy direct eval that declares variables and functions is refused where they are seen', refused: 'a direct eval declared the variable', source: raw`
function f(code) { eval(code); return { get: () => typeof v === 'undefined' ? 'none' : v, set: (x) => { v = x; }, call: () => typeof fn === 'function' ? fn() : 'no fn', again: (c) => eval(c) }; } const a = f('var v = 1; function fn() { return "fn" + v; }'), b = f('1'); a.set(2);
exports.check = () => [a.get(), b.get(), a.call(), b.call(), a.again('v + 1'), a.again('var w = 5; w'), a.again('typeof w'), a.get()];` },
  { title: 'eval inside eval', source: raw`
const f = (x) => eval('let y = x + 1; (z) => eval("x + y + z")'); const g = f(1); const h = eval('eval("let deep = 5; () => deep++")'); h();
exports.check = () => [g(10), h(), f(2)(1)];` },
  { title: 'indirect eval and new Function', source: raw`
const ge = eval; ge('var globalByEval = 1; function globalFn() { return globalByEval++; }'); const nf = new Function('a', 'b = 2', 'return a + b'); const mk = Function('x', 'return () => x++'); const counter = mk(5); counter(); const gen = new (Object.getPrototypeOf(function* () {}).constructor)('n', 'yield n; yield n + 1'); const af = new (Object.getPrototypeOf(async () => {}).constructor)('return await 3'); const cls = (0, eval)('(class Q { #p = 1; p() { return this.#p; } })'); const q = new cls(); const strictNf = new Function('"use strict"; return this'); const gl = ge('let lex = 3; () => lex++'); gl();
exports.check = async () => [globalFn(), globalByEval, nf(1), nf.name, nf.toString(), counter(), [...gen(1)], await af(), q.p(), new cls().p(), strictNf(), gl(), mk.toString(), nf.length];` },
  { title: 'code made by new Function after restore', source: raw`
const compile = (expr) => new Function('o', 'return ' + expr); const c1 = compile('o.a');
exports.check = () => [c1({ a: 1 }), compile('o.b')({ b: 2 }), eval('1 + 1'), (0, eval)('typeof module'), compile('o').name];` },
  { title: 'eval with super, new.target, arguments and private names', source: raw`
class P { hi() { return 'P'; } } class A extends P { #x = 4; m() { return eval('() => super.hi() + this.#x'); } static get(o) { return eval('o.#x'); } f = eval('() => this.#x'); } const a = new A(), am = a.m(); function F() { return eval('() => [new.target === F, arguments.length]'); } const nt = new F(1, 2) ; function G() { return { r: eval('() => arguments[0]') }; } const g = G(9);
exports.check = () => [am(), A.get(a), a.f(), typeof nt, g.r(), new A().m()(), new A().f()];` },
  { title: 'with: reads, writes, methods and closures', source: raw`
const scope = { a: 1, f() { return this === scope; }, nested: { b: 2 } }; let a = 'outer', c = 'c'; let read, write, call, deep, fn; with (scope) { read = () => [a, c]; write = (v) => { a = v; c = v; added = typeof added; }; call = () => f(); with (nested) { deep = () => [a, b, typeof zz]; let block = 1; fn = function () { return [block++, b++, this === undefined]; }; } } var added = 0;
exports.check = () => { const first = [read(), call(), deep(), fn()]; write('w'); scope.c = 'now in scope'; scope.nested.zz = 1; return [first, read(), scope.a, a, c, deep(), fn(), scope.nested.b, added]; };` },
  { title: 'with: unscopables, proxies, function declarations and eval', source: raw`
const o = { x: 1, y: 2, [Symbol.unscopables]: { y: true } }; var y = 'outer y'; const log = []; const px = new Proxy({ p: 1 }, { has(t, k) { if (typeof k === 'string') log.push(k); return k in t; } }); let r1, r3, K; with (o) { r1 = () => [x, y, typeof x]; r3 = (s) => eval(s); K = class { m() { return x; } static s = x; }; function hoisted() { return x; } } with (px) { log.push(p); }
exports.check = () => { const before = log.length; return [r1(), log, before, r3('x + y'), r3('x = 5'), o.x, new K().m(), K.s, hoisted()]; };` },
  { title: 'with over a Proxy is refused', refused: 'a `with` statement over a Proxy', source: raw`
let r; with (new Proxy({ p: 1 }, {})) { r = () => p; }
exports.check = () => r();` },
  { title: 'with in a function, one instance per call', source: raw`
function scopeOf(obj, n) { var local = n; with (obj) { return { get: () => [key, local, n], set: (v) => { key = v; local = v; }, make() { return function () { return key; }; } }; } }
const o1 = { key: 'k1' }, s1 = scopeOf(o1, 1), s2 = scopeOf({ key: 'k2', local: 'own' }, 2), made = s1.make(); s1.set('changed');
exports.check = () => { s2.set('x'); o1.n = 'shadow'; return [s1.get(), s2.get(), made(), scopeOf({ key: 1 }, 5).get(), delete o1.key, typeof s1.set('g')]; };` },
  { title: 'ES module namespaces: names, values, what is refused', suffix: '.mjs', source: raw`
import * as ns from './lib.mjs'; import * as self from './main.mjs'; import def, { count, inc } from './lib.mjs'; import * as cj from './c.cjs';
export let mine = 1; export const grow = () => ++mine; inc(); const held = ns;
const t = (f) => { try { return f(); } catch (e) { return e.constructor.name; } };
export const check = () => { inc(); return [held === ns, t(() => { ns.count = 5; }), t(() => delete ns.count), t(() => { ns.zz = 1; }), delete ns.nothere, Object.keys(ns), Reflect.ownKeys(ns), count, ns.count, grow(), self.mine, Object.getPrototypeOf(ns), Object.isExtensible(ns), Object.prototype.toString.call(ns), ns[Symbol.toStringTag], def(), cj.b(), { ...ns }.count, 'count' in ns, Reflect.set(ns, 'count', 1), t(() => Object.defineProperty(ns, 'count', { value: 99 })), Object.entries(ns).length, ns.again === ns, Object.getOwnPropertyDescriptor(ns, 'inc').value === inc, new ns.K() instanceof ns.K]; };`,
    files: { 'lib.mjs': 'export let count = 0; export const inc = () => ++count; export default function () { return 1; }\nexport class K {} export const obj = { a: 1 }; export * as again from "./lib.mjs"; export { count as alias };', 'c.cjs': 'exports.a = 1; exports.b = () => 2;' } },
  { title: 'live bindings through re-exports, cycles and defaults', suffix: '.mjs', source: raw`
import { n, bump, d as dd, reassign } from './a.mjs'; import d from './a.mjs'; import * as star from './star.mjs'; import { fromB } from './b.mjs'; bump();
export const check = () => { bump(); const first = [n, star.n, fromB(), dd, typeof d]; reassign(); return [first, n, d(), star.d(), Object.keys(star), star.default]; };`,
    files: {
      'a.mjs': 'import { late } from "./b.mjs"; export let n = 0; export function bump() { n += late(); } function f() { return "f"; } export { f as default, f as d }; export const reassign = () => { f = () => "g"; n = [n] };',
      'b.mjs': 'import { n } from "./a.mjs"; export const late = () => 2; export const fromB = () => n;', 'star.mjs': 'export * from "./a.mjs"; export * from "./b.mjs";' } },
  { title: 'anonymous default exports have the name default', suffix: '.mjs', source: raw`
import f from './f.mjs'; import c from './c.mjs'; import a from './a.mjs'; import g from './g.mjs'; import p from './p.mjs'; import v from './v.mjs'; import * as ns from './g.mjs';
export const check = () => [f.name, c.name, a.name, g.name, p.name, v, String(f), String(c), String(a), String(g), f(), new c().m(), a(), [...g()], ns.default === g, p()];`,
    files: { 'f.mjs': 'export default function () { return 1 }', 'c.mjs': 'export default class { m() { return 2 } }', 'a.mjs': 'export default () => 3', 'g.mjs': 'export default function* ( ) { yield 4 }', 'p.mjs': 'export default (function () { return 5 });', 'v.mjs': 'let v = 1; export default v; v = 2;' } },
  { title: 'writes to imports throw; exported functions and classes stay live', suffix: '.mjs', source: raw`
import { x, K, fn, swap, default as def } from './lib.mjs'; const t = (f) => { try { return f(); } catch (e) { return e.constructor.name; } };
export const check = () => { const k = K; const first = [t(() => { x = 1; }), t(() => { x++; }), t(() => { [x] = [1]; }), fn(), new K().v, def()]; swap(); return [first, x, fn(), new K().v, K === k, fn.call(5), fn${'`'}t${'`'}]; };`,
    files: { 'lib.mjs': 'export let x = 1; export class K { v = "old"; } export function fn() { return this === undefined ? "old" : this; } export default function def() { return typeof def; } export function swap() { x = 2; K = class { v = "new"; }; fn = function () { return this === undefined ? "new" : this; }; }' } },
  { title: 'exported destructuring, loops and var redeclaration push their values', suffix: '.mjs', source: raw`
import * as lib from './lib.mjs'; import { a, b, c, i, v, s } from './lib.mjs'; lib.run();
export const check = () => { const first = [a, b, c, i, v, s]; const r = lib.run(); return [first, r, a, b, c, i, v, s, lib.a]; };`,
    files: { 'lib.mjs': 'export let a = 0, b = 0, c = 0, i = 0; export var v = 1; export let s = "s"; let n = 0; export function run() { n++; [a, { b }] = [n, { b: n * 2 }]; ({ c = n * 3 } = {}); for (i of [n, n + 1]) ; for (i in { ["k" + n]: 1 }) ; v += n; s += v++; const r = (a++, ++b); a ||= 5; c &&= c + 1; return [a, r, v--, --v]; }' } },
  { title: 'top-level await, import.meta and dynamic import', suffix: '.mjs', source: raw`
const x = await Promise.resolve(5); const url = import.meta.url.endsWith('main.mjs'); const lib = await import('./lib.mjs'); let later;
export const check = async () => { const again = await import('./lib.mjs'); later ??= await import('./kept.mjs'); return [x, url, import.meta.url.endsWith('main.mjs'), again === lib, lib.v, later.w, Object.keys(later)]; };`,
    files: { 'lib.mjs': 'export let v = 1;', 'kept.mjs': 'export const w = 2;' } },
  { title: 'CommonJS: module, exports, require identities and cycles', source: raw`
const b = require('./b.cjs'); exports.early = 1; exports.b = b; const self = module; function other() { return require('./b.cjs') === b; } exports.sub = require('./c.cjs');
exports.check = () => [other(), module === self, module.exports.early, b.seen, exports === module.exports, this === undefined, require.main === module, exports.sub(2), typeof __filename, require.cache[__filename] === module];`,
    files: { 'b.cjs': 'const a = require("./main.cjs"); exports.seen = Object.keys(a); exports.a = () => a.early;', 'c.cjs': 'module.exports = function (n) { return n * this_.k; }; const this_ = { k: 3 };' } },
  { title: 'polyfilled prototypes and globals', source: raw`
Array.prototype.lastOne = function () { return this[this.length - 1]; }; Object.defineProperty(String.prototype, 'shout', { get() { return this.toUpperCase(); }, configurable: true }); globalThis.__langGlobal = { n: 1 }; const inc = () => ++__langGlobal.n; inc();
exports.check = () => [[1, 2].lastOne(), 'a'.shout, inc(), Object.keys([1]), Object.getOwnPropertyDescriptor(Array.prototype, 'lastOne').enumerable];` },
  { title: 'direct evals that assign constants of modules and functions', source: raw`
const a = {}, b = [1], n = 5; function f(t) { try { return eval(t); } catch (e) { return e.name + ': ' + e.message; } }
function make(p) { const o = { p }, q = 1, s = Symbol.iterator; let l = {}; class C {} return { f(t) { try { return eval(t); } catch (e) { return e.name + ': ' + e.message; } }, g: () => [o, q, l, typeof C] }; } const one = make(1), two = make(2);
function strict() { 'use strict'; const o = {}; return (t) => { try { return eval(t); } catch (e) { return e.name + ': ' + e.message; } }; } const st = strict();
function Con() { const o = {}; this.f = (t) => { try { return eval(t); } catch (e) { return e.name + ': ' + e.message; } } } const con = new Con();
exports.check = () => [f('a = 1'), f('b = 1'), f('n = 1'), f('a'), one.f('o = 1'), one.f('q = 1'), one.f('s = 1'), one.f('l = 1'), one.f('C = 1'), one.g(), two.f('o'), two.f('o = 3'), two.f('arguments.length'), two.f('typeof new.target'), st('o = 1'), con.f('n=2'), f('var zz = 1; zz'), two.f('p = 9; arguments[0]')];` },
  { title: 'direct evals that assign constants of ES modules', suffix: '.mjs', source: raw`
export const a = {}, b = [1]; const c = () => 1; function f(t) { try { return eval(t); } catch (e) { return e.name + ': ' + e.message; } }
export const check = () => [f('a = 1'), f('b = 1'), f('c = 1'), f('a'), c.name, f('c()'), f('this'), f('typeof arguments')];` },
  { title: 'direct evals that assign the own names of classes and functions', source: raw`
const C = class D { static f(t) { try { return eval(t); } catch (e) { return e.name + ': ' + e.message; } } }; const fn = function self(t) { try { return eval(t); } catch (e) { return e.name + ': ' + e.message; } }; const fs = function self(t) { 'use strict'; try { return eval(t); } catch (e) { return e.name + ': ' + e.message; } };
const C2 = class D { static f() { D = 1; } }; const fn2 = function self(t) { self = 1; return self; }; const fs2 = function self(t) { 'use strict'; self = 1; }; class E { static f() { E = 1; } g() { E = 2; }}
exports.check = () => [C.f('D = 1'), C.f('D === C'), fn('self = 1'), fn('self === fn'), fs('self = 1'), ...[() => C2.f(), () => fn2() === fn2, () => fs2(), () => E.f(), () => new E().g()].map((f) => { try { return f(); } catch (e) { return e.message; } })];` },
  { title: 'names of the program in methods with super', source: raw`
const o = 'own o', d = 'own d', r = 'own r', k = 'own k', v = 'own v'; const base = { hi() { return 'hi'; } }; const h = { __proto__: base, m() { return [super.hi(), o, d, r, k, v]; }, a() { return (() => [super.hi(), o, d, r, k, v]); } }; const ha = h.a();
class B { hi() { return 'B'; } } class C extends B { #x = 1; m() { return (t) => [super.hi(), o, d, r, k, v, eval(t)]; } } const cm = new C().m();
exports.check = () => [h.m(), ha(), cm('o + v + k + this.constructor.name')];` },
];
