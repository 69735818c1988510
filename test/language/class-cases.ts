import type { LanguageCase } from './harness.ts';

const { raw } = String;

/** Classes: fields, private names, static parts, inheritance. */
export const classCases: readonly LanguageCase[] = [
  { title: 'object literals with super: symbols of one name, unused methods, generators', source: raw`
const a = Symbol('k'), b = Symbol('k'), c = Symbol(), d = Symbol(); const key = 'comp';
const base = { hi() { return 'b'; }, get g() { return 'bg'; } };
const make = (n) => ({ __proto__: base, [a]() { return 'a' + n + super.hi(); }, [b]() { return 'b' + n + super.hi(); }, [c]() { return 'c' + super.hi(); }, [d]() { return 'd' + super.hi(); }, get [key]() { return n + super.g; }, set [key](v) { this.s = v + super.g; }, hi() { return 'own' + super.hi(); }, unused() { return super.hi(); }, [key + 1]() { return super.hi(); }, async *gen() { yield super.hi(); }, *[Symbol.iterator]() { yield super.hi(); } });
const o1 = make(1), o2 = make(2); const taken = make(3)[b]; const { unused } = make(4); delete o1.unused;
exports.check = async () => { o1.comp = 'x'; const r = []; for await (const x of o2.gen()) r.push(x); return [o1[a](), o1[b](), o1[c](), o1[d](), o2[a](), o2[b](), o1.comp, o1.s, o1.hi(), o1.comp1(), r, [...o1], taken(), unused(), o1[a].name, o1[b].name, o1[c].name, o1[d].name, String(o1[b]), Object.getOwnPropertyDescriptor(o1, 'comp').get.name, make(7)[b]()]; };` },
  { title: 'arrows of constructors with super(), super.x and new.target', source: raw`
class P { constructor(a) { this.a = a; } hi() { return 'p' + this.a; } set w(v) { this.ww = v; } }
const late = [];
class L extends P { constructor(go, { x } = { x: 5 }, list = () => [x, new.target === L]) { const f = (v) => { super(v); return [this.a, super.hi(), new.target.name, list(), go]; }; late.push(f); if (!go) { late.push(f); return { not: 1 }; } f(1); } }
new L(true); new L(false);
class Arr extends Array { constructor(n) { super(); this.push(n, n); late.push(() => [this, Array.isArray(this), new.target === Arr, super.indexOf(n)]); } } const arr = new Arr(4);
class Priv extends P { #p = 3; constructor() { super(9); late.push(() => [++this.#p, super.hi(), new.target.name, (super.w = 5, this.ww)]); } } const priv = new Priv();
class Base { constructor() { late.push(() => [super.toString === Object.prototype.toString, new.target.name, this instanceof Base]); } } new Base(); new class Sub extends Base {}();
class Ev extends P { constructor(q) { super(2); const local = 11; late.push((t) => eval(t)); } } new Ev(8);
class Args extends P { constructor(q) { super(q); late.push(() => [arguments.length, arguments[0], new.target.name, super.hi()]); } } new Args(1, 2);
function Old() { late.push(() => [this instanceof Old, new.target && new.target.name]); } new Old(); Old(); Reflect.construct(Old, [], Arr);
class MapX extends Map { constructor() { super([[1, 2]]); late.push(() => [this.get(1), super.size, new.target.name]); } } new MapX();
exports.check = () => { const out = []; const run = (f, v) => { try { out.push(f(v)); } catch (e) { out.push(e.name + e.message); } }; for (const f of late) run(f, /eval/.test(f) ? 'super.hi() + local + q + new.target.name + this.a' : 6);
class Other { hi() { return 'other'; } } Object.setPrototypeOf(L.prototype, Other.prototype); Object.setPrototypeOf(L, Other); run(late[0], 1); run(late[1], 1); return out; };` },
  { title: 'arrows of constructors that have not called super() yet, of a class with fields', refused: 'has not called `super()`', source: raw`
class P {} let call; class F extends P { x = 1; constructor() { call = () => { super(); return this.x; }; return {}; } } new F();
exports.check = () => [call()];` },
  { title: 'constructors whose `this` is made of their own arrows', source: raw`
class Callable { constructor(f) { return Object.setPrototypeOf(f.bind(this), new.target.prototype); } }
class Node extends Callable { constructor(n) { super((x) => this.run(x)); this.n = n; this.again = () => [this.n, this]; } run(x) { return x + this.n; } }
class Deep extends Node { constructor(n) { super(n); const own = n * 2; this.deep = () => [own, this.run(1)]; } }
class Through { constructor(f, h) { return new Proxy(f, h); } } class P extends Through { constructor(k) { let calls = 0; super((x) => [calls++, this.kind, x], { get: (t, key) => key === 'kind' ? k : t[key] }); } }
class Plain extends Map { constructor(q) { super(); this.f = () => [this.size, q]; } }
const node = new Node(2), deep = new Deep(3), other = new Node(node), p = new P('k'), plain = new Plain(8); p(0);
exports.check = () => [node(1), node.again()[1] === node, deep(5), deep.deep(), deep.again()[0], other.n === node, node instanceof Node, typeof node, p(4), p.kind, plain.set(1, 2).f(), new Node(1)(1)];` },
  { title: 'heritage and keys without blanks around them', suffix: '.mjs', source: raw`
const t={A:class{a(){return"a"}}},k="key";export class B extends(t.A??Object){static[k]=1;static#p=2;[k]=3;static get[k+1](){return B.#p}*[k+2](){yield*[1]}async*[k+3](){}constructor(){super();this.n=new.target===B}}export default class extends B{b(){return super.a()+"b"}}const made=new B,C=class extends(class{c(){return 1}}){};
export const check = () => [made.a(), made, B.key, B.key1, [...made.key2()], new C().c(), new (Object.getPrototypeOf(C))().c(), String(B)];` },
  { title: 'public fields, computed field keys and arrows in initialisers', source: raw`
let n = 0; const key = () => 'k' + n++;
class A { a = 1; [key()] = 2; [key()] = () => this.a; static s = n; 'quoted name' = 3; 12 = 4; b; }
const a = new A();
exports.check = () => [a, a.k1(), new A(), new A().k1(), A.s, n, Object.keys(a)];` },
  { title: 'private fields, methods and accessors of instances', source: raw`
class A { #x = 1; #m() { return this.#x; } get #g() { return this.#x * 2; } set #g(v) { this.#x = v; } up() { this.#g = this.#m() + 5; return [this.#x, this.#g]; } static has(o) { return #x in o && #m in o && #g in o; } }
const a = new A(); a.up();
exports.check = () => [a.up(), new A().up(), A.has(a), A.has({}), A.has(new A())];` },
  { title: 'static private fields, methods and accessors', source: raw`
class A { static #n = 0; static #inc() { return ++A.#n; } static get #twice() { return A.#n * 2; } static next() { A.#inc(); return [A.#n, A.#twice]; } }
A.next();
exports.check = () => [A.next(), A.next()];` },
  { title: 'private members of derived classes and of built-in subclasses', source: raw`
class M extends Map { #hits = 0; get(k) { this.#hits++; return super.get(k); } get hits() { return this.#hits; } }
class E extends Error { #secret; constructor(m) { super(m); this.#secret = m + '!'; } tell() { return this.#secret; } }
class B extends Array { #p = 7; p() { return this.#p; } }
class D extends M { #own = 'd'; own() { return this.#own; } }
const m = new M([[1, 2]]), e = new E('boom'), b = B.from([1, 2]), d = new D([[3, 4]]);
m.get(1);
exports.check = () => [m.get(1), m.hits, e.tell(), e.message, e instanceof E, b.p(), b.length, b.map(x => x) instanceof B, d.get(3), d.hits, d.own(), new D().own()];` },
  { title: 'subclasses of further built-ins', source: raw`
class F extends Function { constructor() { super('a', 'return a * 2'); } } class P extends Promise {} class R extends RegExp { test(s) { return !super.test(s); } }
class U extends Uint8Array { sum() { return this.reduce((x, y) => x + y, 0); } } class S extends String { up() { return this.toUpperCase(); } } class N extends Number {} class BB extends Boolean {} class O extends Object {} class D extends Date {} class W extends WeakMap {} class ST extends Set {} class AB extends ArrayBuffer {}
const f = new F(), p = P.resolve(4), r = new R('a', 'g'), u = U.of(1, 2, 3), s = new S('ab'), n = new N(5), o = new O(), d = new D(1e12), w = new W([[o, 1]]), st = new ST([1]), bb = new BB(true), ab = new AB(4);
exports.check = async () => [f(4), f instanceof F, await p, p instanceof P, r.test('a'), r instanceof R, u.sum(), u, s.up(), s, n + 1, n, o, o instanceof O, d.getTime(), d instanceof D, w.get(o), st, bb, ab, ab instanceof AB];` },
  { title: 'static blocks with private state and closures', source: raw`
let get, set;
class A { #x = 3; static v; static { let hidden = 10; get = (o) => o.#x + hidden; set = (o, v) => { o.#x = v; hidden++; }; this.v = [hidden]; } }
const a = new A(); set(a, 5);
exports.check = () => { const before = get(a); set(a, 6); return [before, get(a), A.v]; };` },
  { title: 'brand checks after restore', source: raw`
class A { #b; static is(o) { try { o.#b; return true; } catch (e) { return e.constructor.name; } } } class B { #b; static is(o) { return #b in o; } }
const a = new A(), b = new B();
exports.check = () => [A.is(a), A.is(b), B.is(b), B.is(a), A.is({}), B.is(Object.create(b))];` },
  { title: 'objects stamped through a returned this', source: raw`
class Base { constructor(o) { return o; } } class Stamp extends Base { #v; constructor(o, v) { super(o); this.#v = v; } static of(o) { return o.#v; } static set(o, v) { o.#v = v; } static has(o) { return #v in o; } }
const plain = { a: 1 }, fn = function f() {}, frozen = Object.freeze({ z: 1 }), arr = [1], map = new Map();
for (const o of [plain, fn, frozen, arr, map]) new Stamp(o, o);
class S2 extends Base { #m() { return 'm' + this.a; } static call(o) { return o.#m(); } } new S2(plain);
exports.check = () => [[plain, fn, frozen, arr, map].every(o => Stamp.of(o) === o), Stamp.has({}), S2.call(plain), (Stamp.set(plain, 9), Stamp.of(plain)), Stamp.of(fn) === fn];` },
  { title: 'private names in nested classes and in closures held outside', source: raw`
class Outer { #o = 1; Inner = (() => { const self = this; return class Inner { #i = 2; sum() { return this.#i + self.#o; } static peek(x) { return x.#o; } }; })(); reader() { return () => this.#o; } writer() { return (v) => { this.#o = v; }; } }
const o = new Outer(), i = new o.Inner(), read = o.reader(), write = o.writer();
exports.check = () => { const first = [i.sum(), read(), o.Inner.peek(o)]; write(40); return [first, i.sum(), read(), new o.Inner().sum()]; };` },
  { title: 'private methods and accessors held as values', source: raw`
class A { #x = 1; #m() { return this.#x; } static #s() { return 's'; } async #am() { return 'am'; } *#gm() { yield this.#x; } m() { return this.#m; } am() { return this.#am; } gm() { return this.#gm; } static s() { return this.#s; } }
const a = new A(), m = a.m(), s = A.s(), am = a.am(), gm = a.gm();
exports.check = async () => [m.call(a), m === a.m(), m === new A().m(), s(), s === A.s(), m.name, s.name, await am(), [...gm.call(a)], gm === a.gm(), am === a.am()];` },
  { title: 'accessors, getters on classes, static accessors', source: raw`
class A { static _v = 1; static get v() { return this._v; } static set v(x) { this._v = x; } get w() { return this._w ?? 'none'; } set w(x) { this._w = x; } get [Symbol.toStringTag]() { return 'Tagged'; } }
const a = new A(); a.w = 4; A.v = 3;
exports.check = () => [A.v, a.w, new A().w, String(a), Object.getOwnPropertyDescriptor(A.prototype, 'w').get.name, Object.getOwnPropertyNames(A), Object.getOwnPropertyNames(A.prototype)];` },
  { title: 'computed keys and heritage are not evaluated again', source: raw`
let log = []; const k = (x) => { log.push(x); return x; }; const parent = () => { log.push('parent'); return class P { hi() { return 'hi'; } }; };
const sym = Symbol('s');
class A extends parent() { [k('m')]() { return 'm'; } static [k('s')] = 's'; [k('f')] = 'f'; get [k('g')]() { return 'g'; } [sym]() { return sym; } static [sym] = 1; async *[k('ag')]() {} [k('__proto__')]() { return 'p'; } }
exports.check = () => [log, new A().m(), A.s, new A().f, new A().g, new A().hi(), new A()[sym]() === sym, A[sym], new A().ag.name, new A()[sym].name, Object.getOwnPropertyNames(A.prototype)];` },
  { title: 'mixins and several evaluations of one class literal', source: raw`
const Counts = (Base) => class extends Base { #n = 0; static made = 0; constructor(...a) { super(...a); new.target.made++; } inc() { return ++this.#n; } };
const Named = (Base, name) => ({ [name]: class extends Base { who() { return name; } } })[name];
class Root { constructor(x) { this.x = x; } } class Leaf extends Counts(Named(Counts(Root), 'Mid')) { }
const l = new Leaf(3); l.inc();
const A = Counts(Object), B = Counts(Object); const a = new A(), b = new B(); a.inc(); a.inc();
exports.check = () => [l.inc(), l.who(), l.x, Leaf.made, A.name, a.inc(), b.inc(), A === B, Object.getPrototypeOf(Leaf).name, Object.getPrototypeOf(Object.getPrototypeOf(Leaf)).name, new Leaf(1).inc()];` },
  { title: 'super in methods, accessors, static methods, arrows, constructors and fields', source: raw`
class A { v() { return 'Av'; } get g() { return 'Ag'; } static s() { return 'As'; } f = 'Af'; set w(x) { this._w = 'A' + x; } }
class B extends A { v() { return 'B' + super.v(); } get g() { return 'B' + super.g; } static s() { return 'B' + super.s(); } arrow() { return () => () => super.v() + this.f; } static sarrow = () => super.s(); field = super.v(); farrow = () => super.v(); set w(x) { super.w = x + 'B'; } constructor() { const early = () => super(); early(); this.late = () => super.v() + '!'; } put() { super.z = 5; return Object.hasOwn(this, 'z'); } del() { try { delete super.x; } catch (e) { return e.name; } } }
const b = new B(), ar = b.arrow(), inner = ar(); b.w = 1;
exports.check = () => [b.v(), b.g, B.s(), ar()(), inner(), B.sarrow(), b.field, b.farrow(), b._w, b.late(), b.put(), b.del(), new B().farrow(), new B().late()];` },
  { title: 'super in object literals, with arrows and accessors', source: raw`
const base = { hi() { return 'base ' + this.n; }, get g() { return 'bg' + this.n; } };
const o = { __proto__: base, n: 1, hi() { return 'o ' + super.hi(); }, get g() { return 'o' + super.g; }, arrow() { return () => super.hi(); }, async later() { return super.hi(); }, *gen() { yield super.hi(); } };
const arrow = o.arrow(), m = o.hi; const other = { n: 2, m };
exports.check = async () => { const first = [o.hi(), o.g, arrow(), m.call({ n: 3 }), other.m(), await o.later(), [...o.gen()]]; Object.setPrototypeOf(o, { hi() { return 'new'; } }); return [...first, o.hi(), arrow(), m.call({}), other.m()]; };` },
  { title: 'object literals with super made by a factory', source: raw`
const make = (n) => ({ __proto__: { hi() { return 'p' + n; } }, hi() { n++; return () => super.hi() + n; }, ['c' + n]() { return super.hi() + 'c'; } });
const a = make(1), b = make(10), fa = a.hi();
exports.check = () => [fa(), a.hi()(), b.hi()(), fa(), a.c1(), b.c10()];` },
  { title: 'new.target in constructors, functions and arrows', source: raw`
function F() { this.t = () => new.target; this.direct = new.target === F; } class G { constructor() { this.t = () => new.target; } } class H extends G {} function plain() { return () => new.target; }
const f = new F(), h = new H(), p = plain(), r = Reflect.construct(F, [], Array);
exports.check = () => [f.t() === F, h.t() === H, p(), r.t() === Array, f.direct, new F().t() === F, Array.isArray(r)];` },
  { title: 'this and new.target together in an arrow', source: raw`
function F(x) { this.x = x; this.read = () => [this.x, new.target === F]; } class C { constructor() { this.y = 4; this.read = () => [this.y, new.target.name]; } } class D extends C {}
const f = new F(3), d = new D();
exports.check = () => [f.read(), d.read(), (f.x = 9, f.read()), Object.keys(f), d];` },
  { title: 'class name bindings and self reference', source: raw`
let A = class B { static self() { return B; } static set() { try { B = 1; } catch (e) { return e.constructor.name; } } }; const Old = A; A = null;
class C { static self() { return C; } } const C2 = C; C = 5;
exports.check = () => [Old.self() === Old, Old.set(), Old.name, C2.self() === C2, C, typeof B];` },
  { title: 'cyclic class references and classes that extend each other late', source: raw`
class A { static get b() { return B; } make() { return new B(); } } class B extends A { static a = A; } A.child = B; A.prototype.kin = new B();
exports.check = () => [new A().make() instanceof B, B.a === A, A.child === B, new A().kin.constructor === B, A.prototype.kin.kin === A.prototype.kin];` },
  { title: 'heritage that closes over its own class', source: raw`
class A extends (class Base { self() { return A; } }) {} const a = new A();
exports.check = () => [a.self() === A, new A().self() === A];` },
  { title: 'extends null and a class with a null prototype chain', source: raw`
class N extends null { static hi() { return 'hi'; } m() { return 1; } constructor() { return Object.create(N.prototype); } }
const n = new N();
exports.check = () => [N.hi(), n.m(), Object.getPrototypeOf(N.prototype), Object.getPrototypeOf(N) === Function.prototype, n instanceof N];` },
  { title: 'functions as parents: util.inherits style and replaced prototypes', source: raw`
const util = require('node:util');
function P(x) { this.x = x; } P.prototype = { constructor: P, hi() { return 'hi' + this.x; } }; class C extends P { hi() { return super.hi() + '!'; } }
function Q() { P.call(this, 5); } util.inherits(Q, P); class R extends Q {} function S() {} S.prototype = Object.create(Q.prototype, { z: { value: 1 } }); class T extends S {}
const c = new C(1), q = new Q(), r = new R(), t = new T();
exports.check = () => [c.hi(), q.hi(), r.hi(), new C(2).hi(), Object.getPrototypeOf(C.prototype) === P.prototype, Q.super_ === P, t.z, t.hi.name, Object.getOwnPropertyDescriptor(P, 'prototype')];` },
  { title: 'classes whose prototype parent or static parent was changed afterwards', source: raw`
class A { hi() { return 'A'; } } class B extends A { hi() { return 'B' + super.hi(); } } class X { hi() { return 'X'; } static who() { return 'X'; } }
Object.setPrototypeOf(B.prototype, X.prototype); Object.setPrototypeOf(B, X); delete A.prototype.hi; A.prototype.extra = 1; A.zz = 2; Object.freeze(X);
const b = new B();
exports.check = () => [b.hi(), B.who(), A, Object.keys(A.prototype), b instanceof A, Object.isFrozen(X), Object.getOwnPropertyNames(A.prototype)];` },
  { title: 'class methods that were replaced, deleted, moved and re-described', source: raw`
class A { a() { return 'a'; } b() { return 'b'; } c() { return 'c'; } static s() { return 's'; } get g() { return 'g'; } }
const { a, b } = A.prototype; const g = Object.getOwnPropertyDescriptor(A.prototype, 'g').get; const s = A.s; A.prototype.a = () => 'new'; delete A.prototype.b; A.prototype.moved = a; Object.defineProperty(A.prototype, 'c', { enumerable: true }); delete A.s; delete A.prototype.g;
exports.check = () => [new A().a(), a(), b(), 'b' in A.prototype, Object.keys(A.prototype), s(), g(), A.s, A.prototype.moved === a, a.name, b.name];` },
  { title: 'methods are not constructors and have no prototype; class constructors need new', source: raw`
class A { m() {} *g() {} async am() {} get x() { return 1; } static s() {} } const o = { m() {}, async *ag() {}, arrow: () => {} };
exports.check = () => { const tries = [() => new A.prototype.m(), () => A(), () => new o.m(), () => new A.s(), () => new o.arrow()].map(f => { try { f(); return 'ok'; } catch (e) { return e.constructor.name; } }); return [tries, 'prototype' in A.prototype.m, 'prototype' in A.prototype.g, Object.getOwnPropertyNames(o.m), Object.getOwnPropertyNames(o.ag)]; };` },
  { title: 'class expressions anonymous, named by keys, and with a static name', source: raw`
const list = [class {}, class extends Array {}, class { static name = 'own'; }, class { static name() { return 'f'; } }]; const o = { k: class {}, ['c' + 1]: class { #p = 1; q() { return this.#p; } } }; let v = class {}; const w = (class {}); const { d = class {} } = {};
exports.check = () => [list.map(c => typeof c.name === 'function' ? c.name() : c.name), o.k.name, o.c1.name, new o.c1().q(), v.name, w.name, d.name, list.map(c => Object.getOwnPropertyNames(c)), new list[1](3).length];` },
  { title: 'arrow functions in field initialisers with this, private names and super', source: raw`
class A { base() { return 'base'; } } class B extends A { #p = 1; inc = () => ++this.#p; both = { deep: () => [this.#p, super.base()] }; static #sp = 's'; static read = () => this.#sp; static nested = () => () => B.#sp + this.name; }
const b = new B(); b.inc(); const { inc } = b; const n = B.nested();
exports.check = () => [inc(), b.both.deep(), B.read(), n(), new B().inc(), new B().both.deep()];` },
  { title: 'a class in a closure with private state and captured variables', source: raw`
function make(start) { let count = start; class Counter { #step; static all = []; constructor(step) { this.#step = step; Counter.all.push(this); } tick() { return count += this.#step; } static total() { return count; } } return Counter; }
const A = make(0), B = make(100); const a = new A(1), b = new B(5); a.tick(); b.tick();
exports.check = () => [a.tick(), b.tick(), A.total(), B.total(), A.all.length, B.all[0] === b, new A(2).tick(), A.all.length];` },
  { title: 'Symbol.species, hasInstance, toPrimitive and iterator members of classes', source: raw`
class Even { static [Symbol.hasInstance](n) { return n % 2 === 0; } } class L { *[Symbol.iterator]() { yield* [1, 2]; } async *[Symbol.asyncIterator]() { yield 3; } [Symbol.toPrimitive](h) { return h; } static get [Symbol.species]() { return Array; } }
const l = new L();
exports.check = async () => { const out = []; for await (const x of l) out.push(x); return [2 instanceof Even, 3 instanceof Even, [...l], out, l + '', +l, String(l), L[Symbol.species] === Array]; };` },
  { title: 'getters in static position that see private static state', source: raw`
class Config { static #values = new Map([['a', 1]]); static get(k) { return this.#values.get(k); } static set(k, v) { this.#values.set(k, v); return this; } static get size() { return this.#values.size; } static #instance; static get instance() { return this.#instance ??= new Config(); } }
Config.set('b', 2); const first = Config.instance;
exports.check = () => [Config.get('b'), Config.size, Config.set('c', 3).size, Config.instance === first];` },
  { title: 'private setters, destructuring into private fields, optional chaining and in', source: raw`
class A { #a; #b = []; #log = []; set #s(v) { this.#log.push(v); } fill(o) { ({ a: this.#a, b: [...this.#b] } = o); this.#s = 'x'; [this.#s] = ['y']; this.#a ??= 5; this.#a **= 2; return [this.#a, this.#b, this.#log]; } static opt(o) { return o?.#a; } }
const a = new A(); a.fill({ a: 3, b: 'pq' });
exports.check = () => [a.fill({ a: null, b: 'zz' }), A.opt(null), A.opt(a)];` },
  { title: 'partly constructed objects: fields missing because a constructor threw', source: raw`
let leak; class A { #a = 1; constructor() { leak = this; } a() { return this.#a; } } class B extends A { #b = (() => { throw new Error('no'); })(); static b(o) { return #b in o; } } try { new B(); } catch {}
exports.check = () => [leak.a(), B.b(leak), leak instanceof B];` },
  { title: 'private methods without fields on plain instances', source: raw`
class A { #m() { return 'm'; } m() { return this.#m(); } static is(o) { return #m in o; } } class B extends A { #n() { return 'n'; } n() { return this.#n(); } }
const a = new A(), b = new B(), c = Object.create(A.prototype);
exports.check = () => [a.m(), b.m(), b.n(), A.is(c), A.is(b)];` },
  { title: 'frozen, sealed and non-extensible instances with private fields', source: raw`
class A { #x = 1; y = 2; inc() { return ++this.#x; } } const f = Object.freeze(new A()), s = Object.seal(new A()), p = Object.preventExtensions(new A()); f.inc(); Object.freeze(A); Object.freeze(A.prototype);
exports.check = () => [f.inc(), s.inc(), p.inc(), Object.isFrozen(f), Object.isSealed(s), Object.isExtensible(p), Object.isFrozen(A), new A().inc()];` },
  { title: 'classes whose heritage or keys use `this` of the function around', source: raw`
function f() { let b = 1; class C extends (() => this.Base)() { [this.key]() { return b++; } static get() { return b; } } return { C, bump: () => ++b }; }
const one = f.call({ Base: Array, key: 'k' }), two = f.call({ Base: Map, key: 'q' }); one.bump(); new one.C().k();
exports.check = () => [new one.C().k(), one.C.get(), one.bump(), new two.C().q(), two.C.get(), new two.C() instanceof Map, Object.getOwnPropertyNames(two.C.prototype)];` },
  {
    title: 'texts of methods that are called static',
    source: 'class A { static(x) { return x; } } class B { static static(x) { return x; } async static() {} } class C { static /* a */ (x) { return x; } get get() { return 1; } } const o = { static(x) { return x; } }; exports.check = () => [A.prototype.static, B.static, B.prototype.static, C.prototype.static, o.static, A, B, C].map(String);',
  },
];
