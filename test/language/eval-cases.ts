import type { LanguageCase } from './harness.ts';
import { NESTS, placeCase, PLACES } from './scopes.ts';
import { table } from './table.ts';

const { raw } = String;

/** Direct evals inside captured functions, at every place that functions capture from. */
export const capturingEvalCases: readonly LanguageCase[] = PLACES.flatMap((one, row) =>
  NESTS.filter((_, column) => column % 2 === row % 2).map((nest, column) => placeCase('eval', one, nest, { strict: one.mode === undefined && (row + column) % 2 === 0, evals: true })));

/** Ways to evaluate text where functions stand: what the text sees is told by `run`. */
const EVALS: Readonly<Record<string, string>> = {
  'direct': '(text) => eval(text)',
  'direct, in a function': 'function (text) { return eval(text); }',
  'direct, in strict code': "function (text) { 'use strict'; return eval(text); }",
  'direct, in a parameter': '(text, given = eval(text)) => given',
  'direct, in an eval': '(text) => eval("eval(text)")',
  'direct, in an arrow that an eval made': 'eval("(text) => eval(text)")',
  'direct, with further arguments': '(text) => eval(text, "v = 0")',
  'direct, optional': '(text) => eval?.(text)',
  'indirect': '(text) => (0, eval)(text)',
  'indirect, by a variable': '(text) => { const other = eval; return other(text); }',
  'indirect, by spread': '(text) => eval(...[text])',
  'indirect, as a property': '(text) => globalThis.eval(text)',
};

/** What is evaluated. */
const TEXTS = ['1 + 1', 'v', 'v = v + 1', 'typeof inner', 'own', 'own += 1', 'late', 'typeof require', 'typeof this', 'this === undefined', 'typeof arguments', 'typeof new.target', 'let w = v; w', 'for (var i of [1, 2]) i', '({ v })', '() => v', '(function () { return [v++, this === undefined]; })', '(class { static s = v; m() { return v; } })', 'throw v', 'fixed', 'delete Object.nothing', 'globalThis.Math === Math', 'if (v) "completion"', ';'];

/** Text evaluated after launch by functions of every form. */
export const evaluatingCases: readonly LanguageCase[] = Object.entries(EVALS).flatMap(([title, made]) => ['sloppy', 'strict'].map((mode) => ({
  title: `eval: ${title}, ${mode}`,
  source: raw`${mode === 'strict' ? "'use strict';" : ''}
const callAll = require('../call.cjs');
function make(v) { const fixed = 5; { let inner = 1; } return ((own) => { const run = ${made}; const held = () => [v, own, late]; let late = 'late'; return { run, held }; })({ n: v }.n); }
exports.runs = [make(1), make(2)];
exports.check = async () => { const given = []; for (const { run, held } of exports.runs) for (const text of ${JSON.stringify(TEXTS)}) given.push(text, await callAll({ run: () => run(text), held })); return given; };`,
})));

/** What direct evals see of the function around them, before and after launch. */
const CONTEXTS: Readonly<Record<string, (use: string) => string>> = {
  'a function': (use) => `function F(p) { return ${use}; } exports.made = F.call({ t: 1 }, 5); exports.again = new F(6);`,
  'a method of an object': (use) => `const o = { __proto__: { hi() { return 'base'; }, get g() { return 'bg'; } }, m(p) { return ${use}; } }; exports.made = o.m(5);`,
  'a method of a class': (use) => `class P { hi() { return 'p' + this.t; } get g() { return 'pg'; } } class C extends P { t = 1; #x = 2; m(p) { return ${use}; } } exports.made = new C().m(5);`,
  'a static method': (use) => `class P { static hi() { return 'sp'; } static g = 'spg'; } class C extends P { static t = 1; static #x = 2; static m(p) { return ${use}; } } exports.made = C.m(5);`,
  'a constructor': (use) => `class P { hi() { return 'p'; } get g() { return 'pg'; } } class C extends P { #x = 2; constructor(p) { super(); this.t = p; this.made = ${use}; } } exports.made = new C(5).made;`,
  'a field': (use) => `class P { hi() { return 'p'; } get g() { return 'pg'; } } class C extends P { #x = 2; t = 3; made = ((p) => ${use})(5); } exports.made = new C().made;`,
  'a getter': (use) => `const o = { __proto__: { hi() { return 'base'; }, g: 1 }, t: 1, get m() { const p = 5; return ${use}; } }; exports.made = o.m;`,
  'an async function': (use) => `async function F(p) { await null; return ${use}; } exports.made = null; F.call({ t: 1 }, 5).then((made) => { exports.made = made; });`,
};
const SEEN = ['this && this.t', 'arguments[0]', 'new.target === undefined', 'super.hi()', 'super.g', 'this.#x', 'p'];
const tryEach = (wrap: (text: string) => string): string => `[${SEEN.map((text) => `() => { try { return ${wrap(text)}; } catch (error) { return error.name; } }`).join(', ')}].map((each) => each())`;

/** Which of `this`, `arguments`, `new.target`, `super` and private names direct evals see, in arrows and without, evaluated before and after. */
export const contextCases: readonly LanguageCase[] = Object.entries(CONTEXTS).flatMap(([title, write]) => [
  { title: `eval: in ${title}, values evaluated while packaging`, source: write(tryEach((text) => `eval(${JSON.stringify(text)})`)) },
  { title: `eval: in ${title}, arrows made while packaging`, source: `${write(`[${SEEN.map((text) => `(() => { try { return eval(${JSON.stringify(`() => ${text}`)}); } catch (error) { return () => error.name; } })()`).join(', ')}]`)}\nexports.check = () => exports.made.map((each) => each());` },
  { title: `eval: in ${title}, evaluated in the image`, source: `${write('(() => (text) => eval(text))()')}\nexports.check = () => ${JSON.stringify(title === 'a field' ? SEEN.filter((text) => !text.startsWith('arguments')) : SEEN)}.map((text) => { try { return exports.made(text); } catch (error) { return error.name; } });` },
]);

/** Evals as values, several of them, names that they need, and what they may not do. */
export const evalCases: readonly LanguageCase[] = table('eval', {
  'eval itself, in objects, variables and functions': raw`const local = eval; exports.all = { eval, again: [eval, local], f: () => [eval, local === eval] }; exports.check = () => [exports.all.f()[1], local('1 + 1'), exports.all.eval === eval];`,
  'a local function that is called eval': raw`function make(eval) { return (text) => eval(text); } const run = make((text) => 'not ' + text); exports.check = () => [run('1'), make(eval)('2 + 2')];`,
  'several evals of one function, called several times': raw`
function make(v) { const first = eval('let x = v; () => x++'), second = eval('let x = v * 10; () => [x++, first()]'); return [first, second]; } exports.made = [make(1), make(2)]; exports.made[0][0]();
exports.check = () => exports.made.flat().map((f) => [f(), f()]);`,
  'evals in several functions of one scope': raw`
let v = 1; const a = (t) => eval(t), b = function (t) { let w = v * 2; return eval(t); }; exports.made = [a('() => v++'), b('() => [v++, w++]'), b('(z) => [z, w++]')]; exports.made[1]();
exports.check = () => [exports.made.map((f) => f(9)), a('v = 50'), b('[v, w]')];`,
  'evals in computed keys': raw`const o = { [eval('"k" + 1')]: 1, [eval('(x) => x')('m')]() { return 'm'; } }; class C { [eval('"n"')]() { return 2; } static [eval('() => 1')] = 3; } exports.o = o; exports.C = C; exports.check = () => [o.m(), new C().n(), Object.keys(C)];`,
  'completion values of statements': raw`exports.values = ['1; 2', 'var q1 = 3', 'if (1) { 4 }', '{ 5; }', 'try { 6 } finally { 7 }', 'for (const x of [8]) x', 'switch (1) { case 1: 9 }', 'l: { 10; break l; }', 'do 11; while (0)', ''].map((text) => (0, eval)(text));`,
  'texts that do not parse': raw`exports.errors = []; for (const text of ['(', 'let a; let a', 'await 1', 'super.x', 'new.target', 'return 1', 'import.meta', 'private.#x']) try { exports.errors.push(eval(text)); } catch (error) { exports.errors.push(error); }`,
  'functions that evals made hold functions that evals made': raw`
const make = (v) => eval('let w = v + 1; (x) => eval("let y = x * 2; () => [v, w++, x, y++]")'); const outer = make(1), inner = outer(3); inner();
exports.inner = inner; exports.outer = outer; exports.check = () => [inner(), outer(4)(), make(9)(9)()];`,
  'classes that evals made': raw`
const make = (v) => eval('class A { #p = v; static n = v; p() { return [this.#p++, A.n++]; } } A'); const A = make(1), B = make(2), a = new A(); a.p(); class C extends A { q() { return super.p(); } } exports.all = { A, B, a, c: new C() };
exports.check = () => [a.p(), new B().p(), exports.all.c.q(), a instanceof A, A.name];`,
  'evals within indirect evals': raw`
const run = (0, eval)('let hidden = 1; (text) => eval(text)'); const direct = (0, eval)('(function () { let seen = 2; return (text) => eval(text); })')(); direct('seen++');
exports.check = () => [run, direct].map((f) => ['hidden', 'seen', 'typeof module', 'typeof exports', 'this === globalThis'].map((text) => { try { return f(text); } catch (error) { return error.name; } }));`,
  'declarations of indirect evals are globals': raw`(0, eval)('var livVar = 1; function livFunction() { return livVar++; } let livLet = 2; globalThis.livOther = () => livLet++;'); exports.check = () => [livVar, livFunction(), livFunction(), livOther(), Object.getOwnPropertyDescriptor(globalThis, 'livVar').configurable, (0, eval)('typeof livLet')];`,
  'strict evals keep their variables': raw`'use strict'; const run = (text) => eval(text); const f = run('var kept = 1; function own() { return kept++; } own'); f(); exports.f = f; exports.check = () => [f(), typeof kept, run('typeof kept'), run('var again = 5; () => again++')()];`,
  'a directive inside the text': raw`const run = (text) => eval(text); const f = run('"use strict"; var v = 1; (function () { return [this, v++]; })'); exports.f = f; exports.check = () => [f(), typeof v, run("'use strict'; (function () { return this; })")()];`,
  'variables that only evals name': raw`
function make(unused, other) { const fixed = [1]; let never; var hoisted; function declared() { return 'd'; } class Declared { static x = 1; } return (text) => eval(text); } const run = make(1, 2);
exports.check = () => ['unused', 'other', 'fixed', 'never', 'hoisted', 'declared()', 'Declared.x', 'make.name', 'run === undefined', 'module.id !== undefined', 'arguments.length'].map((text) => { try { return run(text); } catch (error) { return error.name; } });`,
  'variables of nested blocks that evals do not see': raw`
function make() { const out = []; { let a = 1; out.push(() => a++); { let b = 2; out.push((text) => eval(text)); } let c = 3; out.push(() => c++); } return out; } const [inc, run, last] = make(); inc();
exports.check = () => [inc(), last(), ...['a', 'b', 'c', 'typeof d'].map((text) => { try { return run(text); } catch (error) { return error.name; } })];`,
  'shadowed variables stay hidden': raw`
let v = 'module'; function make() { let v = 'function'; { let v = 'block'; return [(text) => eval(text), () => v]; } } const [run, read] = make(); run('v = "set"');
exports.check = () => [run('v'), read(), v, run('(() => { let v = "eval"; return () => v; })()')()];`,
  'parameters, arguments and a variable of one name': raw`
function make(v, w = () => v) { var v; const run = (text) => eval(text); v += 1; arguments[0] = 100; return [run, w]; } function linked(v) { return [(text) => eval(text), (x) => { arguments[0] = x; }]; } const [a, w] = make(1), [b, set] = linked(1); set(7);
exports.check = () => [a('v'), w(), b('v'), b('v = 8; arguments[0]'), set(9), b('v'), a('arguments[0]')];`,
  'for loops: variables of each turn': raw`
const runs = []; for (let i = 0, j = 10; i < 2; i++, j--) { const k = [i]; runs.push((text) => eval(text)); } runs[0]('i = 50; k.push(j)'); exports.check = () => runs.map((run) => run('[i, j, k]'));`,
  'new Function, AsyncFunction, GeneratorFunction': raw`
const { constructor: G } = function* () {}, { constructor: A } = async () => {}, { constructor: AG } = async function* () {}; exports.all = [new Function('a', 'b = a', '...c', 'return [a, b, c]'), Function(), new G('yield* arguments'), new A('x', 'await x; return this === globalThis'), AG('yield 1'), Function('return () => arguments')(4), Function('a', '// comment', 'return a'), Function('/*', '*/', 'return 1')];
exports.check = async () => { const [a, b, g, s, ag, args, c, d] = exports.all; const many = []; for await (const x of ag()) many.push(x); return [a(1), a(1, 2, 3), b(), [...g(1, 2)], await s(), many, args(), c(3), d(), exports.all.map((f) => [f.name, f.length, String(f)])]; };`,
  'functions that new Function made see no variables of the module': raw`const v = 1; const f = new Function('return typeof v + typeof module + typeof globalThis'); class C extends new Function('this.x = 1; this.k = new.target.name') {} exports.c = new C(); exports.f = f; exports.check = () => [f(), new C()];`,
});

/** What a direct eval may not leave behind. */
export const refusedEvalCases: readonly LanguageCase[] = [
  { title: 'eval: variables that a sloppy direct eval declared are refused', refused: 'a direct eval declared the variable', source: raw`
function make(text) { eval(text); return () => declared; } exports.f = make('var declared = 1;');` },
];
