import type { LanguageCase } from './harness.ts';
import { NESTS, placeCase, PLACES } from './scopes.ts';
import { inLibrary, table } from './table.ts';

const { raw } = String;

/** Functions: what they capture, how far out, in strict and sloppy code. */
export const capturingCases: readonly LanguageCase[] = PLACES.flatMap((one, row) =>
  NESTS.map((nest, column) => placeCase('functions', one, nest, { strict: one.mode === undefined && (row + column) % 2 === 0 })));

/** Where arrows may have `this`, `arguments`, `new.target` and `super` from: the text of a `make(out, a)` around a use, and what may be used there. */
const HOMES: Readonly<Record<string, { readonly write: (use: string) => string; readonly reads: readonly string[] }>> = {
  'a function': { write: (use) => `const f = function (p) { ${use} }; f.call({ t: a }, a); new f(a);`, reads: ['this && this.t', 'arguments.length', 'arguments[0]', 'p++', 'new.target && new.target.name'] },
  'a declared function with clashing names': { write: (use) => `function f(args, self, target) { let this$ = 1, arguments$ = 2; ${use} this$++; } f.call([a], a, 2, 3);`, reads: ['this', 'arguments.length', 'args', 'self', 'this$', 'arguments$'] },
  'a method of an object': { write: (use) => `const o = { __proto__: { hi() { return ['base', this.t]; }, get g() { return this.t; } }, t: a, m(p) { ${use} } }; o.m(a);`, reads: ['this.t++', 'arguments[0]', 'new.target', 'super.hi()', 'super.g', 'super["h" + "i"]()', 'super.none'] },
  'accessors of an object': { write: (use) => `const o = { __proto__: { hi() { return 'base'; } }, t: a, get m() { ${use} return 1; }, set m(p) { ${use} } }; o.m; o.m = 5;`, reads: ['this.t++', 'arguments.length', 'super.hi()'] },
  'a constructor': { write: (use) => `class C { #p = a; constructor(p) { this.t = a; ${use} } } new C(a); new (class Sub extends C {})(a);`, reads: ['this.t++', 'this.#p++', 'arguments.length', 'new.target.name', 'super.toString === Object.prototype.toString'] },
  'a constructor of a subclass': { write: (use) => `class P { constructor(t) { this.t = t; } hi() { return ['p', this.t]; } } class C extends P { #p = a; constructor(p) { super(p); ${use} } hi() { return 'own'; } } new C(a);`, reads: ['this.t++', 'this.#p++', 'arguments[0]', 'new.target === C', 'super.hi()', 'this.hi()'] },
  'a method of a class': { write: (use) => `class P { hi() { return ['p', this.t]; } get g() { return this.t; } } class C extends P { t = a; #p = 1; async m(p) { ${use} } } new C().m(a);`, reads: ['this.t++', 'this.#p++', 'arguments.length', 'super.hi()', 'super.g', 'new.target'] },
  'a static method': { write: (use) => `class P { static hi() { return ['sp', this.t]; } } class C extends P { static t = a; static #p = 1; static m() { ${use} } } C.m(a);`, reads: ['this.t++', 'C.#p++', 'arguments[0]', 'super.hi()', 'this.name'] },
  'a field': { write: (use) => `class P { hi() { return ['p', this.t]; } } class C extends P { t = a; f = (() => { ${use} })(); } new C();`, reads: ['this.t++', 'super.hi()', 'new.target'] },
  'a static block': { write: (use) => `class P { static hi() { return ['sp', this.t]; } } (class C extends P { static t = a; static { ${use} } });`, reads: ['this.t++', 'super.hi()', 'new.target', 'C.name'] },
  'an async function': { write: (use) => `(async function f(p) { ${use} }).call({ t: a }, a);`, reads: ['this.t++', 'arguments[0]', 'new.target', 'p'] },
  'the parameters of a function': { write: (use) => `(function (p, q = (() => { ${use} })()) { var p; p = 'body'; }).call({ t: a }, a);`, reads: ['this.t++', 'arguments.length', 'arguments[0]', 'p', 'new.target'] },
  'a function that a proxy stands before': { write: (use) => `const f = new Proxy(function (p) { ${use} }, {}); f.call({ t: a }, a); new f(a);`, reads: ['this.t', 'arguments.length', 'new.target === f'] },
};

/** Arrows of every form around an expression. */
const arrowsOf = (read: string): string => `out.push(() => ${read}, async () => ${read}, (x = ${read}) => x, () => () => ${read}, { ['k']: (...all) => [all.length, ${read}] }.k);`;
const BETWEEN: readonly (readonly [title: string, open: string, close: string])[] = [
  ['directly', '', ''], ['in an arrow', '(() => {', '})();'], ['in arrows and blocks with variables', '((b) => { let c = b; { (async () => { let d = c; ', '; return d; })(); } })(1);'],
];

/** Arrows with what belongs to functions around them. */
export const homeCases: readonly LanguageCase[] = Object.entries(HOMES).flatMap(([title, { write, reads }]) => BETWEEN.flatMap(([between, open, close], column) => {
  const body = write(`${open} ${reads.map(arrowsOf).join('\n')} ${close}`);
  const library = `${column === 1 ? "'use strict';" : ''} exports.make = (out, a) => {\n${body}\n};\n`;
  const source = raw`const callAll = require('../call.cjs'); const { make } = require('./library.cjs'); const out = exports.out = []; make(out, 1); make(out, 2);
exports.check = () => callAll(out);`;
  const made: LanguageCase = { title: `functions: arrows of ${title}, ${between}`, source, files: { 'library.cjs': library } };
  return column === 1 ? [made, { ...made, title: `split: arrows of ${title} of a library, ${between}`, split: true }] : [made];
}));

/** Nested activations that are reached in different orders, and ones of which some are missing. */
const ORDERS = [[0, 1, 2], [0, 2, 1], [1, 0, 2], [1, 2, 0], [2, 0, 1], [2, 1, 0]];
export const orderCases: readonly LanguageCase[] = ORDERS.flatMap((order) => [true, false].map((shared) => ({
  title: `functions: nested activations reached in the order ${order.join()}, ${shared ? 'of one' : 'of several'} outer activation`,
  source: raw`const callAll = require('../call.cjs');
function outer(a) { const own = () => a++; const more = (b) => { const own = () => [a, b++]; const more = (c) => { let d = a; return () => [a, b, c++, d++]; }; return { own, more }; }; return { own, more }; }
const first = outer(1), second = ${shared ? 'first' : 'outer(10)'}, one = first.more(2), two = second.more(3), third = [one.more(4), two.more(5), one.more(6)];
const all = [[first.own, second.own], [one.own, two.own], third]; third[0]();
exports.all = [${order.map((level) => `...all[${String(level)}]`).join(', ')}]; exports.held = { ${order.map((level) => `k${String(level)}: all[${String(level)}]`).join(', ')} };
exports.check = () => callAll(exports.all);`,
})));

/** Functions that read any choice of the variables of three blocks. */
export const missingCases: readonly LanguageCase[] = Array.from({ length: 7 }, (_, chosen) => chosen + 1).map((chosen) => {
  const [a = '0', b = '0', c = '0'] = ['a++', 'b++', 'c++'].map((text, bit) => ((chosen >> bit) & 1 ? text : '0'));
  const write = (...reads: readonly string[]): string => reads.map((read) => `() => ${read}`).join(', ');
  return {
    title: `functions: blocks of which some are missing, ${['a', 'b', 'c'].filter((_, bit) => (chosen >> bit) & 1).join()}`,
    source: raw`const callAll = require('../call.cjs'); const out = exports.out = [];
for (const start of [1, 100]) { let a = start; { let unused = 1; let b = a * 2; { let c = b * 2; out.push(${write(`[${a}, ${b}, ${c}]`, a, `[${c}, ${b}]`)}, function () { return [${c}, (() => ${a})()]; }); } out.push(${write(`[${a}, ${b}]`)}); } out.push(${write(a)}); }
exports.check = () => callAll(out);`,
  };
});

/** Every form of assignment, to what may not be assigned and to what may. */
const ASSIGNMENTS = ['X = 5', 'X += 1', 'X -= 1', 'X **= 2', 'X >>>= 1', 'X &&= 5', 'X ||= 5', 'X ??= 5', 'X++', '--X', '[X] = [5]', '[X = 6] = []', '[...X] = [1]', '({ k: X } = { k: 5 })', '({ k: X = 6 } = {})', '({ ...X } = { k: 5 })', 'for (X of [1]) ;', 'for (X in { k: 1 }) ;', 'for ([X] of [[1]]) ;', '[{ k: [X] }] = [{ k: [1] }]', 'X = X', '(X) = 5', 'typeof X, X = 5'];
export const assignmentCases: readonly LanguageCase[] = ASSIGNMENTS.flatMap((form) => ['sloppy', 'strict'].map((mode) => {
  const to = (name: string): string => form.replaceAll(/\bX\b/g, name);
  const statement = (name: string): string => (form.startsWith('for') ? `${to(name)} return ${name};` : `const given = (${to(name)}); return [given, ${name}];`);
  return {
    title: `functions: ${to('x')}, ${mode}`,
    source: raw`${mode === 'strict' ? "'use strict';" : ''} const callAll = require('../call.cjs');
function make(start) { const fixed = start; let free = start; var old = start; function declared() {} class Declared {} const zero = 0, none = null; const own = { n: 1 };
return [() => { ${statement('fixed')} }, () => { ${statement('zero')} }, () => { ${statement('none')} }, () => { ${statement('free')} }, () => { ${statement('old')} }, () => { ${statement('declared')} }, () => { ${statement('Declared')} }, function self() { ${statement('self')} }, class Self { static s() { ${statement('Self')} } }.s, () => { const { n } = own; ${statement('n')} }, () => [fixed, zero, none, free, old, typeof declared, typeof Declared]]; }
exports.made = [make(1), make(2)]; exports.check = async () => [await callAll(exports.made[0]), await callAll(exports.made[1])];`,
  };
}));

const KINDS = raw`const kinds = () => { let v = 1; const { get, set } = Object.getOwnPropertyDescriptor({ get acc() { return v; }, set acc(x) { v = x; } }, 'acc'); function declared(a, b) { return v; } const o = { method(a) { return v++; }, async am() {}, *gm() { yield v; }, ['computed key']() {}, arrow: (a, b = 1, c) => v };
class K { constructor(a, b, c) { this.v = v; } m(a) { return v; } static s() { return v; } } return { declared, expression: function (a) { return v; }, named: function own(a) { return [typeof own, v]; }, arrow: (a) => v, unnamed: (() => (a) => v)(), method: o.method, am: o.am, gm: o.gm, computed: o['computed key'], objectArrow: o.arrow, get, set, async: async function later(a) { return v; }, asyncArrow: async () => v, generator: function* many(a, b) { yield v; }, asyncGenerator: async function* () { yield v; }, Class: K, classMethod: K.prototype.m, classStatic: K.s, Sub: class extends K {}, bound: declared.bind({}, 1), boundClass: K.bind(null, 1), dynamic: new Function('a', 'b', 'return a') }; };`;

/** What programs do to the properties of functions: `f` the function, `k` its key in the table, `all` the table. */
const CHANGES: Readonly<Record<string, string>> = {
  'nothing': '', 'extra properties': 'f.x = 1; f.y = { k };', 'integer and symbol keys': 'f[2] = 2; f.z = 0; f[1] = 1; f[Symbol.iterator] = 1; f[Symbol("own")] = 2; f[-1] = 3;',
  'name deleted': 'delete f.name;', 'length deleted': 'delete f.length;', 'name and length deleted': 'delete f.name; delete f.length; f.x = 1;', 'name deleted and defined again': "delete f.name; f.x = 1; Object.defineProperty(f, 'name', { value: 'again', configurable: true });",
  'length deleted and defined again': "delete f.length; Object.defineProperty(f, 'length', { value: 7, configurable: true });", 'name changed': "Object.defineProperty(f, 'name', { value: 'other ' + k });", 'name that is no string': "Object.defineProperty(f, 'name', { value: { k } });",
  'name that is a symbol': "Object.defineProperty(f, 'name', { value: Symbol(k) });", 'name of a global': "Object.defineProperty(f, 'name', { value: 'Object' });", 'name that is not configurable': "Object.defineProperty(f, 'name', { configurable: false });",
  'name that can be written and enumerated': "Object.defineProperty(f, 'name', { writable: true, enumerable: true });", 'name as accessor': "let n = 0; Object.defineProperty(f, 'name', { get() { return k + n++; }, set(v) { n = v; } });", 'name as accessor that throws': "Object.defineProperty(f, 'name', { get() { throw new Error(k); } });",
  'length changed': "Object.defineProperty(f, 'length', { value: 9, writable: true });", 'length that is no number': "Object.defineProperty(f, 'length', { value: 'long', enumerable: true, configurable: false });", 'length as accessor': "Object.defineProperty(f, 'length', { get: () => 3 });",
  'frozen': 'f.x = [1]; Object.freeze(f);', 'sealed': 'f.x = [1]; Object.seal(f);', 'not extensible': 'f.x = 1; Object.preventExtensions(f);', 'extra properties with attributes': "Object.defineProperty(f, 'hidden', { value: 1 }); Object.defineProperty(f, 'fixed', { value: 2, enumerable: true }); Object.defineProperty(f, 'acc', { get() { return k; }, set: undefined, configurable: true });",
  'properties that lead back': 'f.self = f; f.all = all; f.box = { f: [f] };', 'another prototype': 'Object.setPrototypeOf(f, { inherited: k });', 'no prototype': 'Object.setPrototypeOf(f, null);', 'another function as prototype': 'Object.setPrototypeOf(f, function base() {});', 'an own __proto__': "Object.defineProperty(f, '__proto__', { value: 1, enumerable: true });",
  'own toString, call and constructor': "f.toString = () => k; f.call = 1; f.constructor = 2; f[Symbol.hasInstance] = undefined;", 'a prototype property': "if (!Object.hasOwn(f, 'prototype')) f.prototype = { k };",
  'properties deleted and added in another order': "f.a = 1; f.b = 2; delete f.a; f.c = 3; f.a = 4;", 'own caller and arguments': "try { Object.defineProperty(f, 'caller', { value: 1, configurable: true }); } catch (error) { f.failed = error.name; }",
};

const PROPERTY_USE = raw`const made = kinds(); const all = exports.all = made;
for (const [k, f] of Object.entries(made)) { try { change(f, k, all); } catch (error) { exports['failed ' + k] = error.message; } }`;
export const propertyCases: readonly LanguageCase[] = Object.entries(CHANGES).flatMap(([title, change]) => [
  { title: `functions: properties, ${title}`, source: `${KINDS}\nconst change = (f, k, all) => { ${change} };\n${PROPERTY_USE}` },
  inLibrary({ title: `split: functions of a library with properties, ${title}`, source: `const { kinds } = require('./library.cjs'); const change = (f, k, all) => { ${change} };\n${PROPERTY_USE}` }, `${KINDS} exports.kinds = kinds;`),
]);

/** What no table makes. */
export const functionCases: readonly LanguageCase[] = table('functions', {
  'one function without scope, in many places': 'const f = () => {}; exports.all = { f, again: f, list: [f, f], map: new Map([[f, f]]) }; f.self = f;',
  'many activations of one function': 'const make = (n) => function () { return n; }; exports.all = Array.from({ length: 20 }, (_, n) => make(n)); exports.check = () => exports.all.map((f) => f());',
  'functions that return objects, comments and sequences': 'exports.all = [() => ({ a: 1 }), () => /* c */ ({}), () => (1, 2), (a) => a => a, async x => await x, () => {}, () => { /* empty */ }, (a,) => [a,], function(){}, function /* n */ named /* p */ (/* in */) { /* body */ }]; exports.check = async () => [exports.all[0](), exports.all[2](), await exports.all[4](5)];',
  'variables that functions only write': 'const make = () => { let w, u = 1, v = 2, p; var q; return [(x) => { w = x; }, (x) => { u += x; }, (x) => { [p] = [x]; }, (x) => { for (q of [x]); }, () => { v++; }, () => [w, u, v, p, q]]; }; exports.made = [make(), make()]; exports.made[0][0](9); exports.check = () => exports.made.map((fs) => { for (const f of fs) f(4); return fs[5](); });',
  'undefined variables of all kinds': 'const make = (a, b) => { let c; var d; const e = undefined; return () => [a, b, c, d, e, typeof f]; var f; }; exports.made = [make(), make(undefined, 1)]; exports.check = () => exports.made.map((f) => f());',
  'functions that refer to each other through variables': 'const make = (n) => { const a = () => [n, b === held.b], b = () => [a, c], c = () => held; const held = { a, b, c }; return held; }; exports.made = [make(1), make(2)]; exports.check = () => exports.made.map(({ a, b, c }) => [a(), b()[0] === a, c().c === c]);',
  'functions that refer to each other through properties': 'function A() { return A.other; } function B() { return B.other; } A.other = B; B.other = A; A.list = [B, A]; exports.A = A; exports.check = () => [A() === B, B() === A];',
  'functions in variables of several activations': 'const make = (f) => () => f; const one = make(null), two = make(one), three = make(two); const cyc = (() => { let g = () => h, h = () => g; return [make(g), make(h)]; })(); exports.all = { three, one, cyc }; exports.check = () => [three()() === one, cyc[0]()() === cyc[1]()];',
  'functions that hold the object that holds them': 'const make = (n) => { const o = { n, get: () => o, list: [] }; o.list.push(function () { return o.n++; }); return o; }; exports.made = [make(1), make(5)]; exports.check = () => exports.made.map((o) => [o.get() === o, o.list[0](), o.list[0]()]);',
  'parameters in every form': 'exports.all = [({ a, b: { c = 1 } = {} }, [d, , e = a, ...f], g = () => [a, c, d, e, f], ...{ length }) => [g(), length], function ({ ["k" + 1]: x, ...rest }) { return [x, rest, arguments.length]; }, (a, b = a, c = b) => [a, b, c], ([] = []) => 1, ({} = {}) => 2, (a = (() => a0)(), a0 = 1) => a]; exports.check = () => [exports.all[0]({ a: 1 }, "xyz", undefined, 8, 9), exports.all[1]({ k1: 1, z: 2 }, 3), exports.all[2](1), exports.all.map((f) => f.length), (() => { try { return exports.all[5](); } catch (e) { return e.message; } })()];',
  'functions made in parameters': 'const make = (a, f = () => a, g = function () { return [a, f()]; }, { h = () => g() } = {}, [i = class { static s = () => a }] = []) => { var a; a = "body"; return [f, g, h, i.s, () => a]; }; exports.made = [make(1), make(2)]; exports.check = () => exports.made.map((fs) => fs.map((f) => [f.name, f()]));',
  'a var that repeats a parameter': 'const make = function (a, b = 2, f = () => [a, b]) { var a, b = 3; return [f, () => [a, b], (x) => { a = x; }]; }; exports.made = make(1); exports.made[2](9); const simple = function (a) { var a; var a = a + 1; function a2() {} return [() => a, arguments]; }; exports.simple = simple(1); exports.check = () => [exports.made[0](), exports.made[1](), exports.simple[0](), exports.simple[1][0]];',
  'a declared function and a var of one name': 'function make() { var f; const first = f; function f() { return "f"; } var f = f || 1; return [first, f, () => f]; } function other() { function g() { return 1; } var g = 2; return [() => g]; } exports.all = [make(), other()]; exports.check = () => [exports.all[0][2]()(), exports.all[1][0]()];',
  'loops without blocks, labels and breaks': 'const out = []; for (let i = 0; i < 2; i++) out.push(() => i++); let j = 0; while (j++ < 2) out.push(() => j); do out.push(() => j); while (0); outer: for (let k of [1, 2, 3]) { inner: for (const l of [4, 5]) { if (k === 2) continue outer; out.push(() => [k, l]); if (l === 4) continue inner; break outer; } } exports.out = out; exports.check = () => out.map((f) => [f(), f()]);',
  'a name that stands for a label, a property and a variable': 'const make = (x) => { x: for (;;) { const o = { x: 1, y: { x } }; if (o.x) break x; } return () => ({ x, y: { x: x }.x }); }; exports.f = make(3); exports.check = () => exports.f();',
  'self reference of functions, with the name changed': 'const f = function me(n) { return n ? [me === f, me.name, ...me(n - 1)] : []; }; Object.defineProperty(f, "name", { value: "Object" }); function g() { return [g === kept, g.name]; } const kept = g; Object.defineProperty(g, "name", { value: "with blank" }); g = null; const h = function x(x) { return x; }, i = function y() { let y = 2; return y; }, j = function z() { z = 1; return typeof z; }; exports.all = { f, kept, h, i, j }; exports.check = () => [f(2), (() => { try { return kept(); } catch (e) { return e.message; } })(), h(4), i(), j()];',
  'names from where functions stand': 'let a = () => {}; var b = function () {}; const { c = () => {} } = {}; let d; d = () => {}; let e; e ??= () => {}; [d.f = () => {}] = []; exports.def = { ["a b"]: () => {}, 1: () => {}, [Symbol("s")]: () => {}, __proto__: () => {}, get: () => {}, async: () => {}, "": () => {}, arguments: () => {}, eval() {}, class: () => {} }; exports.all = [a, b, c, d, e, d.f, (() => {}), [() => {}][0]]; exports.names = [...exports.all, ...Reflect.ownKeys(exports.def).map((k) => exports.def[k])].map((f) => f.name); exports.default = () => {};',
  'bound functions of bound functions, in a circle': 'const o = { n: 1 }; function f(...args) { return [this === o, args, new.target && new.target.name]; } const b = f.bind(o, 1), c = b.bind(null, 2); o.b = b; o.c = c; b.self = c; class K { constructor(...a) { this.a = a; } } const KB = K.bind(null, o); exports.all = { o, KB, method: [].push.bind([1]), arrow: (() => 1).bind(), gen: (function* () { yield this.n; }).bind(o), as: (async () => 1).bind() }; exports.check = () => [o.c(3), new KB(1), new c(4), [...exports.all.gen()], new KB() instanceof K];',
  'generators and async functions as values': 'const make = (n) => ({ *g() { const got = yield n++; yield [got, n]; }, async *ag() { yield n++; for await (const x of [1, Promise.resolve(2)]) yield x; }, async a() { await null; return n++; } }); exports.made = [make(1), make(10)]; Object.assign(exports.made[0].g, { x: 1 }); exports.check = async () => { const out = []; for (const m of exports.made) { const it = m.g(); out.push(it.next(), it.next("sent"), it.return(3)); for await (const x of m.ag()) out.push(x); out.push(await m.a()); } return out; };',
  'directives that mean nothing': 'exports.all = [function () { "some directive"; "another"; return this === globalThis; }, function () { "use strict"; "more"; return this; }, () => { "use asm"; return 1; }, { m() { "use strict"; return this === undefined; } }.m]; exports.check = () => exports.all.map((f) => f());',
  'complex parameters of generators are evaluated when called': 'let n = 0; function* g(x = n++, { y } = { y: n++ }) { yield [x, y]; } async function* ag(x = n++) { yield x; } exports.all = [g, ag]; exports.check = async () => { const it = g(); const at = n; return [at, it.next(), n, await ag().next()]; };',
  'dead zones of parameters': 'exports.all = [(a = b, b) => a, ({ [b]: a }, b) => a, (a = a) => a, function (f = () => g, g = f()) { return g; }]; exports.check = () => exports.all.map((f) => { try { return f({}); } catch (e) { return e.message; } });',
  'names that the product uses': 'const $ic = 1, $icv = 2, $ico = 3; function make($icm, $ich) { let $ick = $icm; return () => [$ic, $icv, $ico, $icm, $ich, $ick++, typeof $icc]; } exports.f = make(4, 5); exports.check = () => [exports.f(), exports.f()];',
  'functions that inherit from functions': 'function A() {} A.x = 1; A.prototype.m = function () { return "A"; }; function B() {} Object.setPrototypeOf(B, A); Object.setPrototypeOf(B.prototype, A.prototype); function C() {} C.prototype = Object.create(B.prototype, { constructor: { value: C, writable: true, configurable: true } }); Object.setPrototypeOf(C, B); C.y = 2; exports.all = { C, b: new B(), c: new C() }; exports.check = () => [C.x, exports.all.c.m(), exports.all.c instanceof A];',
});

/** What cannot be read. */
export const refusedFunctionCases: readonly LanguageCase[] = [
  { title: 'functions: one of a parameter, of a call that a later parameter ended', refused: 'the parameters of the call that it was made in ended with an error', source: 'let kept; const make = (a, f = (kept = () => a), c = (() => { throw new Error("later"); })()) => f; try { make(7); } catch {} exports.kept = kept; exports.check = () => kept();' },
];
