import type { LanguageCase } from './harness.ts';

const { raw } = String;

/** A place for functions: what stands around them in `(out, a) => { … }`, and the expression by which they look at what they capture. */
export interface Place {
  readonly title: string;
  readonly open: string;
  readonly close: string;
  readonly read: string;
  /** Only so: strict code cannot be written so, or differs in nothing. */
  readonly mode?: 'sloppy';
}

const place = (title: string, open: string, close: string, read: string, mode?: 'sloppy'): Place => ({ title, open, close, read, ...(mode && { mode }) });

/** What functions may capture. */
export const PLACES: readonly Place[] = [
  place('a parameter', '(function (v) {', '})(a);', '[v, ++v]'),
  place('a default parameter', '(function (b, v = b + 1) {', '})(a);', '[b, v++]'),
  place('a parameter that a default closes over', '((b, v = b, w = () => v) => { v++;', '})(a);', '[v, w(), v += 1]'),
  place('a parameter and a variable of one name', '(function (v, w = () => v) { var v = v + 1;', '})(a);', '[v++, w()]'),
  place('destructured parameters', '(({ v, ...rest } = { v: a, z: 1 }, [w = v] = []) => {', '})();', '[v++, w, rest]'),
  place('rest parameters', '(function (first, ...v) {', '})(a, 1, 2);', '[first, v.push(first), v.length]'),
  place('arguments of a sloppy function that follow parameters', '(function (v) { const args = arguments; args[0] = a + 5;', '})(a);', '[v++, args[0], args.length]', 'sloppy'),
  place('a var', 'var v = a;', '', '[v, v += 1]'),
  place('a var of a block', 'if (a) { var v = a; }', '', 'v++'),
  place('a let', 'let v = a;', '', '[v, v = v + 1]'),
  place('a const', 'const v = [a];', '', '[v, v.push(1)]'),
  place('variables without a value', 'let u, v; var w;', '', '[u, w, v ??= a]'),
  place('variables of a block', '{ let v = a; const w = { a };', '}', '[v++, w.a++]'),
  place('variables of one name in nested blocks', 'let v = a; const outer = () => v; { let v = a * 10; const middle = () => v; { let v = a * 100;', '} v++; } v++;', '[v++, middle(), outer()]'),
  place('the variable of a for loop, in each turn', 'for (let v = a; v < a + 2; v++) {', '}', 'v += 10'),
  place('two variables of a for loop and one of its body', 'for (let v = 0, w = () => v; v < 2; v++) { let z = v;', '}', '[v, w(), z++]'),
  place('the constant of a for-of loop', 'for (const v of [a, [a]]) {', '}', 'v'),
  place('destructured variables of a for-of loop', 'for (let { v, w: [x = v] } of [{ v: a, w: [] }]) {', '}', '[v++, x--]'),
  place('the variable of a for-in loop', 'for (let v in { k: 1, l: 2 }) {', '}', 'v += a'),
  place('a var of a for loop', 'for (var v = 0; v < 2; v++) {', '}', 'v++'),
  place('the parameter of a catch', 'try { throw a; } catch (v) {', '}', 'v++'),
  place('a destructured parameter of a catch', 'try { throw { v: a, w: [1, 2] }; } catch ({ v, w: [, x] }) { let y = v;', '}', '[v++, x, y++]'),
  place('a variable of a switch', 'switch (a) { case 0: let w; default: let v = a;', '}', 'v++'),
  place('a declared function', 'function v() { return [a, typeof v]; }', '', 'v()'),
  place('a declared function that was replaced', 'function v() { return 1; } v = () => [a++];', '', 'v()'),
  place('functions that call each other', 'function even(n) { return n === 0 || odd(n - 1); } const odd = (n) => n !== 0 && even(n - 1);', '', '[even(a), odd(a)]'),
  place('a function of a block, hoisted', '{ function v() { return a; } }', '', 'v()', 'sloppy'),
  place('the name of a function expression', '(function v(b) { v.n ??= 0;', '})(a);', '[typeof v, v.name, ++v.n, b]'),
  place('a declared class', 'class V { static n = a; }', '', '[V.n++, new V() instanceof V]'),
  place('the name of a class expression', '(class V { static n = a; static run() {', '} }).run();', '[V.n++, V.name]'),
  place('the variable of a static block', '(class { static { let v = a;', '} });', '[v++]'),
  place('a variable in its dead zone', '', 'if (a > 100) var never; let v = a;', 'v++'),
  place('a variable that stays in its dead zone', 'try { ', 'throw 1; let v = a; } catch {}', 'v'),
  place('this of a function', '(function () { const self = () => this;', '}).call({ n: a });', '[self().n++]'),
  place('functions bound to the scope', 'const bound = (function (b) { return [this.n, b, a++]; }).bind({ n: a }, 7);', '', 'bound()'),
  place('a function and an object that hold each other', 'const v = { n: a, f: () => v }; v.self = v;', '', '[v.f() === v.self, v.n++]'),
  place('variables that hold the same object', 'const v = { n: a }, w = v; let x = { v, w };', '', '[v === w, x.v === w, v.n++]'),
  place('names that the language has meanings for', 'let undefined2 = a, async = 1, of = 2, get = 3, set = 4, from = 5, as = 6, target = 7, meta = 8;', '', '[undefined2, async++, of, get, set, from, as, target, meta]'),
  place('names that only sloppy code may have', 'var let = a, yield = 2, static = 3, await = 4, package = 5, interface = 6; const look = () => [let++, yield, static, await, package, interface];', '', 'look()', 'sloppy'),
  place('names of globals', 'let Object = a, Array = 1, Reflect = 2, console = 3, module = 4, exports = 5, require = 6, globalThis = 7, undefined = 8;', '', '[Object++, Array, Reflect, console, module, exports, require, globalThis, undefined]'),
];

/** What stands between the place and the functions. */
export const NESTS: readonly Pick<Place, 'title' | 'open' | 'close' | 'read'>[] = [
  { title: 'where it is', open: '', close: '', read: '' },
  { title: 'one function further in', open: '((own) => {', close: '})({ n: a });', read: ', own.n++' },
  { title: 'two functions further in', open: '(function (own) { const second = { run() { let third = own.n;', close: '} }; second.run(); second.run(); })({ n: a });', read: ', own.n++, third++' },
  { title: 'behind blocks', open: '{ let b = a; { const unused = 1; if (b) { let d = b;', close: '} } }', read: ', b++, d' },
];

/** Functions of every kind that look at their surroundings by an expression. */
export function functionsOfEachKind(read: string, evals: boolean): string {
  return raw`const made = {}; out.push(made); made.arrow = () => ${read};
function declared() { return ${read}; } made.declared = declared; made.expression = function () { return ${read}; }; made.named = function self() { return [typeof self, ${read}]; };
made.methods = { m() { return ${read}; }, get g() { return ${read}; }, async am() { return ${read}; }, *gm() { yield ${read}; }, ['computed' + 1]() { return ${read}; } };
made.async = async () => { await null; return ${read}; }; made.asyncFunction = async function () { return ${read}; };
made.generator = function* (x = ${read}) { yield x; yield ${read}; }; made.asyncGenerator = async function* () { yield ${read}; };
made.Class = class Inner { c = ${read}; f = () => ${read}; m() { return ${read}; } static s() { return [${read}, Inner.name]; } #p() { return ${read}; } p() { return this.#p(); } get g() { return ${read}; } static { this.late = () => ${read}; } };
made.nested = () => { let n = 1; return () => [n++, ${read}]; }; made.defaults = (x = () => ${read}, { y = x() } = {}) => y;${evals ? ` made.evals = () => eval(${JSON.stringify(read)});` : ''}`;
}

/** The module that makes the functions of a place, for two activations; with `split` the dependent's activations hold code of a library. */
export function placeCase(category: string, one: Place, nest: (typeof NESTS)[number], options: { readonly strict: boolean; readonly evals?: boolean; readonly split?: boolean }): LanguageCase {
  const read = nest.read === '' ? one.read : `[${one.read}${nest.read}]`;
  const make = `${options.strict ? "'use strict';\n" : ''}exports.make = function (out, a) { ${one.open} ${nest.open}
${functionsOfEachKind(read, options.evals === true)}
${nest.close} ${one.close} };\n`;
  const title = `${category}: ${one.title}, ${nest.title}, ${options.strict ? 'strict' : 'sloppy'}${options.evals === true ? ', with direct eval' : ''}`;
  const use = 'const out = exports.out = []; make(out, 1); make(out, 2);\nexports.check = async () => { const given = []; for (const made of out) given.push(await callAll(made)); return given; };';
  const source = `const callAll = require('../call.cjs'); const { make } = require('./library.cjs');\n${use}`;
  return { title, source, files: { 'library.cjs': make }, ...(options.split === true && { split: true }) };
}
