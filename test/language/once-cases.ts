import type { LanguageCase } from './harness.ts';

const { raw } = String;

/** Functions that run where they stand, as bundlers wrap whole programs: their variables, and what is like them and is not. */
export const onceCases: readonly LanguageCase[] = [
  { title: 'wrappers around everything, nested, with blocks, loops and classes inside', source: raw`
var log = [];
(function () {
  'use strict';
  let n = 0; const inc = () => ++n; var late; class K { #p = 1; static k = () => n; get p() { return [this.#p, n]; } m() { return () => [super.toString === Object.prototype.toString, n]; } }
  (() => { let m = 10; exports.both = () => [n, ++m]; exports.mine = () => m; for (let i = 0; i < 2; i++) { (function () { let own = i; log.push(() => [own++, i, n, m]); })(); } })();
  { let b = 5; exports.block = () => [b++, n]; (function () { let deep = 1; exports.deep = () => [deep++, b, n]; })(); }
  try { (() => { let t = 1; exports.tried = () => t++; throw new Error('on purpose'); })(); } catch (error) { late = error.message; }
  function hoisted() { return [n, late, typeof after]; } let after = 1; exports.hoisted = hoisted; exports.K = K; exports.inc = inc; exports.later = () => dead; inc(); if (n > 5) return; let dead = 3;
})();
const k = new exports.K();
(function () { let c = 40; const self = this; exports.called = () => [c++, self === exports, this === exports]; }).call(this);
exports.check = () => [exports.called(), exports.called(), exports.inc(), exports.both(), exports.mine(), log.map((each) => each()), exports.block(), exports.deep(), exports.block(), exports.tried(), exports.hoisted(), exports.K.k(), k.p, k.m()(), exports.later()];` },
  { title: 'wrappers that look as if they ran once and do not', source: raw`
const made = [];
for (const key of ['a', 'b']) (() => { let v = key; made.push(() => [v, v += '!']); })();
let left = 2; (function () { let v = left; made.push(() => [v, v++]); if (--left > 0) arguments.callee(); })();
(function again(depth) { let v = depth; made.push(() => [v, v++]); if (depth < 2) again(depth + 1); })(0);
function caller() { (() => { let v = made.length; made.push(() => [v, v++]); })(); } caller(); caller();
var run = 0; do { (function () { var v = run; made.push(() => [v, v++]); }()); } while (++run < 2);
[1, 2].forEach((each) => { ((x) => { made.push(() => [each, x++]); })(each); });
exports.check = () => made.map((each) => [each(), each()]);` },
  { title: 'wrappers with eval, with, arguments and this', source: raw`
const made = [];
(function () { var v = 1; made.push(eval('() => [v, v++]')); })();
with ({ w: 2 }) (function () { var v = w; made.push(() => [v++, w]); })();
(function (a) { made.push(() => [a, arguments.length]); })(3);
(function () { made.push(() => [typeof this, this === globalThis]); })();
(function () { 'use strict'; var self = () => this; made.push(() => [self() === undefined]); })();
((a, { b } = { b: 2 }, c = () => b, ...d) => { made.push(() => [a, b++, c(), d]); })(1, undefined, undefined, 4, 5);
(async () => { let v = 1; made.push(() => v++); })();
new (function () { var v = 7; made.push(() => v++); })();
exports.check = () => made.map((each) => [each(), each()]);` },
  { title: 'a wrapper of an ES module that awaits and exports through it', suffix: '.mjs', source: raw`
let shared = 0; export let value; let make;
(() => { let inner = 1; value = () => [inner++, shared++]; make = () => { let own = inner; return () => [own++, inner, shared]; }; })();
const one = make(); const two = make(); one(); await null;
((factory) => { const made = factory(); value.more = () => made(); })(() => { let hidden = 9; return () => hidden++; });
export const check = () => [value(), one(), two(), value(), value.more(), value.more(), one()];` },
];
