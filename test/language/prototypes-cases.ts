import type { LanguageCase } from './harness.ts';
import { inLibrary, table } from './table.ts';

const { raw } = String;

/** Functions with a `prototype`, in one activation that they share. */
const KINDS = raw`const kinds = (v) => ({ declared: (() => { function declared(a) { if (new.target) this.a = a; return v; } return declared; })(), expression: function () { this.v = v++; }, generator: function* (a) { yield [this && this.own, v]; }, asyncGenerator: async function* later() { yield v; }, Class: class K { m() { return v; } }, Sub: class extends Array { n() { return [v, super.length]; } }, bare: class {} });`;

/** What programs do to a `prototype`: `f` the function, `p` its prototype, `k` its key, `all` the table. Those with `!` are not for classes, whose `prototype` is read-only. */
const CHANGES: Readonly<Record<string, string>> = {
  'nothing': '', 'held on its own': 'exports["proto " + k] = p;', 'held before the function': 'exports["a" + k] = { p, again: [p] };',
  'methods added': 'p.m = function () { return [k, this.m === p.m]; }; p.n = () => k; p[Symbol.iterator] = function* () { yield k; };', 'values and accessors added': 'p.x = [k]; Object.defineProperty(p, "acc", { get() { return [this === p, k]; }, set(x) { this.set = x; }, configurable: true });',
  'members that lead back': 'p.self = p; p.fn = f; f.proto = p; p.all = all;', 'constructor deleted': 'delete p.constructor;', 'constructor deleted, others added': 'delete p.constructor; p.x = 1;', 'constructor changed': 'p.constructor = { k };',
  'constructor of another function': 'p.constructor = all.declared;', 'constructor behind others': 'const c = p.constructor; delete p.constructor; p.first = 1; p.constructor = c;', 'constructor that is enumerable': 'Object.defineProperty(p, "constructor", { enumerable: true });',
  'constructor read-only': 'Object.defineProperty(p, "constructor", { value: f, writable: false, configurable: false });', 'constructor as accessor': 'Object.defineProperty(p, "constructor", { get: () => f, configurable: true });', 'constructor undefined': 'p.constructor = undefined;',
  'frozen': 'p.x = 1; Object.freeze(p);', 'sealed': 'p.x = 1; Object.seal(p);', 'not extensible': 'Object.preventExtensions(p);', 'frozen with the function': 'Object.freeze(f); Object.freeze(p);', 'no prototype of its own': 'Object.setPrototypeOf(p, null);',
  'that inherits from another': 'if (k !== "declared") Object.setPrototypeOf(p, all.declared.prototype);', 'that inherits from an array': 'Object.setPrototypeOf(p, [1, 2]);', 'that inherits from its own function': 'Object.setPrototypeOf(p, f);', 'symbols and integers as keys': 'p[1] = k; p[0] = k; p[Symbol("s")] = k; p[Symbol.toStringTag] = k;', 'an own __proto__': 'Object.defineProperty(p, "__proto__", { value: k, enumerable: true, writable: true });',
  '! replaced by an empty object': 'f.prototype = {};', '! replaced by an object with members': 'f.prototype = { constructor: f, m() { return [k, super.toString === Object.prototype.toString]; }, get g() { return k; } };', '! replaced by null': 'f.prototype = null;', '! replaced by a primitive': 'f.prototype = 5;', '! replaced by one without prototype': 'f.prototype = Object.create(null, { x: { value: k, enumerable: true } });',
  '! replaced by that of another function': 'f.prototype = all.declared.prototype;', '! replaced by an instance of another': 'if (k !== "declared") f.prototype = new all.declared(k);', '! replaced by Object.create': 'f.prototype = Object.create(all.declared.prototype, { constructor: { value: f, writable: true, configurable: true } });', '! replaced by itself': 'f.prototype = f;', '! replaced by a built-in one': 'f.prototype = Array.prototype;',
  '! replaced by an array': 'f.prototype = [k];', '! replaced by a function': 'f.prototype = function other() {};', '! replaced by a proxy': 'f.prototype = new Proxy({ k }, {});', '! read-only': 'Object.defineProperty(f, "prototype", { writable: false });', '! replaced and read-only': 'Object.defineProperty(f, "prototype", { value: { k }, writable: false });', '! replaced, with instances of before': 'try { exports["old " + k] = Reflect.construct(Object, [], f); } catch {} f.prototype = { k };',
  '! shared by all': 'f.prototype = exports.shared ??= { all };', '! replaced, the old one held': 'exports["old " + k] = p; f.prototype = { k, old: p };', '! inherited with util.inherits': 'if (k !== "declared") require("node:util").inherits(f, all.declared);',
};
/** What else the function has. */
const OTHERS: readonly string[] = ['', 'f.x = 1; f.y = [k];', 'Object.defineProperty(f, "hidden", { get: () => k }); f.p2 = f.prototype;', 'delete f.name; f.all = all;', 'f.before = f.prototype; delete f.length; delete f.name; f.self = f;'];

/** Every change, to functions with and without other properties, of one component and of a library. */
export const prototypeChangeCases: readonly LanguageCase[] = Object.entries(CHANGES).flatMap(([title, change]) => {
  const keys = title.startsWith('!') ? "!/^class/.test(String(f))" : 'true';
  const use = raw`exports.all = [];
${OTHERS.map((other, index) => `{ const all = kinds(${String(index)}); exports.all.push(all); for (const [k, f] of Object.entries(all)) if (${keys}) { ${index % 2 === 0 ? other : ''} const p = f.prototype; ${change} ${index % 2 === 1 ? other : ''} } }`).join('\n')}
exports.check = () => exports.all.map((all) => Object.entries(all).map(([k, f]) => { const out = [k]; for (const act of [() => Object.getPrototypeOf(Reflect.construct(Object, [], f)) === f.prototype, () => new f(1) instanceof f, () => [...f.call(null)], () => f.prototype?.m?.(), () => f.prototype?.acc, () => f.prototype?.constructor === f]) try { out.push(act()); } catch (error) { out.push(error.name); } return out; }));`;
  return [
    { title: `prototypes: ${title.replace('! ', '')}`, source: `${KINDS}\n${use}` },
    inLibrary({ title: `split: prototypes of functions of a library, ${title.replace('! ', '')}`, source: `const { kinds } = require('./library.cjs');\n${use}` }, `${KINDS} exports.kinds = kinds;`),
  ];
});

/** Chains of prototypes, and prototypes of built-in things. */
export const prototypeCases: readonly LanguageCase[] = table('prototypes', {
  'a chain of four functions': 'function A() {} function B() {} function C() {} function D() {} A.prototype.a = 1; for (const [X, Y] of [[B, A], [C, B], [D, C]]) { X.prototype = Object.create(Y.prototype); X.prototype.constructor = X; X.prototype["of" + X.name] = X; } exports.d = new D(); exports.B = B; exports.check = () => [exports.d instanceof A, exports.d.a, exports.d.constructor.name];',
  'objects that inherit from objects that inherit': 'const a = { x: 1, get g() { return this.y; } }, b = Object.create(a, { y: { value: 2 } }), c = Object.create(b); c.x = 3; const d = { __proto__: c, ["__proto__"]: 4 }; exports.all = { d, c, b, a }; exports.check = () => [d.x, d.g, c.y, Object.keys(d), d.__proto__];',
  'objects whose prototype came after them': 'const a = { n: 1 }, b = { m: 2 }; exports.a = a; exports.list = [a, b]; Object.setPrototypeOf(a, b); Object.setPrototypeOf(b, Object.freeze({ z: 3, back: a })); exports.check = () => [a.m, a.z, b.back === a];',
  'prototypes that are functions, arrays, maps, dates and proxies': 'exports.all = [Object.create(function f() {}), Object.create([1, 2]), Object.create(new Map([[1, 2]])), Object.create(new Date(0)), Object.create(new Proxy({ p: 1 }, {})), Object.create(class { static s = 1; }), Object.create(Symbol.prototype), Object.create(globalThis), Object.create(Math)]; exports.check = () => [exports.all[1].length, exports.all[5].s, exports.all[4].p, exports.all[8].max(1, 2)];',
  'generators: instances take what the prototype has now': 'function* g() { yield this; } g.prototype.extra = function () { return "extra"; }; function* h() {} h.prototype = null; async function* ag() {} Object.setPrototypeOf(ag.prototype, { own: 1 }); exports.all = { g, h, ag }; exports.check = () => [g().extra(), Object.getPrototypeOf(h()) === Object.getPrototypeOf(function* () {}).prototype, ag().own];',
  'a class whose prototype members were replaced': 'class A { m() { return 1; } get g() { return 2; } static s() { return 3; } } const { m } = A.prototype; A.prototype.m = function () { return [m.call(this), "new"]; }; Object.defineProperty(A.prototype, "g", { get: () => 4 }); delete A.s; A.prototype.extra = new A(); exports.A = A; exports.check = () => [new A().m(), new A().g, A.s, A.prototype.extra.g];',
  'a class whose members moved to another': 'class A { #x = 1; m() { return this.#x; } } class B { get v() { return 5; } } B.prototype.m = A.prototype.m; Object.defineProperty(A.prototype, "v", Object.getOwnPropertyDescriptor(B.prototype, "v")); delete A.prototype.m; delete B.prototype.v; exports.all = { A, B, a: new A() }; exports.check = () => [B.prototype.m.call(new A()), new A().v, "v" in new B()];',
  'instances of replaced prototypes of several generations': 'function F() {} const made = []; for (let i = 0; i < 3; i++) { F.prototype = { i, constructor: F }; made.push(new F()); } exports.made = made; exports.F = F; exports.check = () => [made.map((x) => x.i), made.map((x) => x instanceof F)];',
  'prototype as key and as value of maps': 'class A {} function B() {} exports.map = new Map([[A.prototype, A], [B.prototype, B], [A, A.prototype]]); exports.set = new Set([B.prototype, A.prototype]); exports.check = () => [exports.map.get(B.prototype) === B];',
});
