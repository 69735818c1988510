import type { LanguageCase } from './harness.ts';

const { raw } = String;

const looking = raw`
import { inspect, types } from 'node:util';
const attempts = [(ns) => { ns.f = 1; }, (ns) => { delete ns.f; }, (ns) => { delete ns.zz; }, (ns) => Object.defineProperty(ns, 'f', { value: 3 }), (ns) => Object.defineProperty(ns, 'f', { value: ns.f }), (ns) => { ns.newer = 1; }, (ns) => Object.setPrototypeOf(ns, {}), (ns) => Object.setPrototypeOf(ns, null), (ns) => Object.freeze(ns), (ns) => Object.seal(ns)];
const attempt = (f, ns) => { try { f(ns); return 'fine'; } catch (e) { return e.name + ': ' + e.message; } };
export const look = (ns) => [inspect(ns, { depth: 1 }).slice(0, 300), types.isModuleNamespaceObject(ns), Object.keys(ns), Object.getOwnPropertyDescriptor(ns, Object.keys(ns)[0]), Reflect.ownKeys(ns), Object.isFrozen(ns), Object.isSealed(ns), Object.isExtensible(ns), Object.prototype.toString.call(ns), attempts.map((f) => attempt(f, ns)), Reflect.set(ns, 'f', 1), Reflect.deleteProperty(ns, 'f'), 'zzz' in ns, Object.getPrototypeOf(ns), JSON.stringify(ns)];`;

const files = {
  'look.mjs': looking,
  'a.mjs': "export let n = 1; export function add() { return ++n; } export const f = 5; export default class Z {} export { n as 'a name' }; export const k = () => n++; export function notSeen() {}",
  're.mjs': "export * from './a.mjs'; export * as a from './a.mjs'; export const own = 1;",
};

/** ES modules and their namespaces. */
export const moduleCases: readonly LanguageCase[] = [
  { title: 'import() gives a promise of the language, whatever the program calls Promise', source: raw`
require('./only.cjs'); exports.check = async () => { const own = Promise; globalThis.Promise = function () { throw new Error('not this one'); }; let p, q; try { p = import('./kept.mjs'); q = import('./tla.mjs'); } finally { setTimeout(() => { globalThis.Promise = own; }, 30); } const r = [p.constructor === own, Object.getPrototypeOf(p) === own.prototype, (await p).x, (await q).y]; globalThis.Promise = own; return r; };`,
    files: { 'only.cjs': raw`
exports.a = 1`, 'kept.mjs': raw`
import * as ns from './tla.mjs'; export const x = Object.keys(ns);`, 'tla.mjs': raw`
export const y = await 5;` } },
  { title: 'exported variables that are written right behind a keyword', suffix: '.mjs', source: raw`
import{n,list,up,typed,gone,kind}from'./a.mjs';
export const check = () => [up(), typed(), gone(), n, list, kind(1), n, [1, 2].map((x) => up(x))];`, files: { 'a.mjs': 'export let n=1;export let list=[];export function up(){return++n}export const typed=()=>typeof++n;export function gone(){return[n]=[n+5],void++n}export const kind=x=>{switch(x){case++n:return 0;case 1:return--n;default:for(n of[7])return-n}};' } },
  { title: 'modules that do not parse', suffix: '.mjs', source: raw`
import { createRequire } from 'node:module'; const require = createRequire(import.meta.url);
export const check = async () => { const out = []; for (const f of [() => import('./bad.mjs'), () => import('./bad.mjs'), () => import('./script.mjs'), () => require('./bad.cjs'), () => import('./uses-bad.mjs')]) { try { await f(); out.push('fine'); } catch (e) { out.push(e.name, e instanceof SyntaxError, e.code); } } return out; };`,
    files: { 'bad.mjs': raw`
export const = 3;`, 'script.mjs': raw`
var x; with (x) {}`, 'bad.cjs': raw`
function ( { `, 'uses-bad.mjs': raw`
import './bad.mjs'; export const a = 1;` } },
  { title: 'exports that functions of a module evaluated in the image assign in every way', suffix: '.mjs', source: raw`
export const check = async () => { const m = await import('./inner.mjs'); return m.check(); };`,
    files: { 'inner.mjs': raw`

import * as lib from './lib.mjs'; import { a, b, c, i, v, s } from './lib.mjs'; lib.run();
export const check = () => { const first = [a, b, c, i, v, s]; const r = lib.run(); return [first, r, a, b, c, i, v, s, lib.a]; };`, 'lib.mjs': raw`
export let a = 0, b = 0, c = 0, i = 0; export var v = 1; export let s = "s"; let n = 0; export function run() { n++; [a, { b }] = [n, { b: n * 2 }]; ({ c = n * 3 } = {}); for (i of [n, n + 1]) ; for (i in { ["k" + n]: 1 }) ; v += n; s += v++; const r = (a++, ++b); a ||= 5; c &&= c + 1; return [a, r, v--, --v]; }` } },
  { title: 'modules that are evaluated in the image', suffix: '.mjs', source: raw`
export const later = () => import('./kept.mjs');
export async function check() { const k = await later(); const out = [String(k.f), String(k.g), String(k.K), k.f(2), k.g(), new k.K().m(), k.meta.slice(-8), k.dyn.toString(), (await k.dyn()).x, k.default.name, k.stack(), String(k.default), k.w(), k.n, k.counter(), k.n];
 try { await import('./broken.mjs'); } catch (e) { out.push(e.name, e.message, e.stack.split('\n')[1].replace(/.*[\/\\(]/, '')); } try { await import('./broken.mjs'); } catch (e) { out.push(e.message); } 
 try { await import('./missing.mjs'); } catch (e) { out.push(e.name, e.message); } try { await import('./nowhere.mjs'); } catch (e) { out.push(e.code); }
 const t = await import('./tla.mjs'); out.push(t.x, await t.y()); const c1 = await import('./cyc1.mjs'); out.push(c1.a, c1.viaB()); const j = await import('./d.json', { with: { type: 'json' } }); out.push(j.default); return out; }`,
    files: { 'kept.mjs': raw`
import { x as imported, inc } from './other.mjs'; import def from './c.cjs';
export let n = 0; export const counter = () => { n += 1; return n; };
export function f(a) { return a + imported; } export const g = () => { inc(); return imported + def.q; }; export class K { m() { return [imported, typeof inc]; } }
export const meta = import.meta.url; export const dyn = () => import('./other.mjs'); export default function () { return imported; } export const stack = () => new Error('s').stack.split('\n')[1].replace(/.*\//, '').replace(/\)/, '');
export const w = () => { let n2 = 0; for (n of [1, 2]) n2 += n; return n2; };`, 'other.mjs': raw`
export let x = 1; export const inc = () => { x++; };`, 'c.cjs': raw`
exports.q = 5;`, 'broken.mjs': raw`
export const a = 1;

throw new RangeError('broken ' + a);`, 'missing.mjs': raw`
import { nothing } from './other.mjs';`, 'tla.mjs': raw`
export const x = await Promise.resolve(4); export const y = async () => { for await (const z of [1, 2]) await z; return x; };`, 'cyc1.mjs': raw`
import { b, viaA } from './cyc2.mjs'; export const a = b + 1; export const viaB = () => viaA();`, 'cyc2.mjs': raw`
import { a } from './cyc1.mjs'; export const b = 1; export const viaA = () => a;`, 'd.json': raw`
{"j":1}` } },
  { title: 'namespaces that the program holds', suffix: '.mjs', files, source: raw`
import { look } from './look.mjs'; import * as a from './a.mjs'; import * as re from './re.mjs'; import * as self from './main.mjs'; import * as os from 'node:os'; import { types } from 'node:util';
const held = [a, re, self]; let dyn; await import('./a.mjs').then((ns) => { dyn = ns; });
export const check = async () => [held.map(look), types.isModuleNamespaceObject(os), os === await import('node:os'), a.n, a.add(), a.n, a['a name'], dyn === a, re.n, re.a === a, (await import('./re.mjs')) === re, self.check === check];` },
  { title: 'namespaces that import() gives in the image', suffix: '.mjs', source: raw`
import './fresh.mjs'; import './only.cjs'; import { look } from './look.mjs'; import { types } from 'node:util'; import * as a from './a.mjs';
export async function check() { const fresh = await import('./fresh.mjs'), kept = await import('./kept.mjs');
return [look(fresh), fresh.n, fresh.set(8), fresh.n, look(kept), kept.bump(), kept.count, kept.more, kept.many(3), kept.count, kept.ns === a, look(kept.other), kept.common().slice(0, 2), types.isModuleNamespaceObject(kept.common()[2]), types.isModuleNamespaceObject(await import('node:path')), Object.keys(await import('./only.cjs')).includes('only'), { ...fresh }]; }`,
    files: { ...files, 'fresh.mjs': 'export let n = 3; export const set = (v) => { n = v; }; export const y = 1;', 'only.cjs': 'exports.only = 1;', 'other.mjs': 'export const z = 1, b = [2]; export default 3;', 'c2.cjs': 'exports.q = 1; exports.r = 2;',
      'kept.mjs': "import * as ns from './a.mjs'; import * as other from './other.mjs'; import * as cjs from './c2.cjs'; export { ns, other }; export const common = () => [Object.keys(cjs).filter((key) => key !== 'module.exports'), Object.getOwnPropertyDescriptor(cjs, 'q'), cjs]; export let count = 0; export { count as more }; export const bump = () => ++count; export const many = (n) => { for (count of [n, n * 2]); return count; };" } },
  { title: 'imports of CommonJS keep the values of the first import', suffix: '.mjs', source: raw`
import { x, set } from './cj.cjs'; import * as cj from './cj.cjs'; export { x as again } from './cj.cjs'; import * as me from './main.mjs'; set(9);
export const check = async () => [x, cj.x, cj.default.x, me.again, (await import('./cj.cjs')).x, (await import('./again.mjs')).x, Object.getOwnPropertyDescriptor(cj, 'x')];`,
    files: { 'cj.cjs': 'exports.x = 1; exports.set = (v) => { exports.x = v; };', 'again.mjs': "export { x } from './cj.cjs';" } },
  { title: 'namespaces of a prerequisite', suffix: '.mjs', split: true, source: raw`
import lib from './library.cjs'; import * as ns from './lib.mjs'; import { look } from './look.mjs'; const box = { ns }; void lib;
export const check = async () => [look(box.ns), ns.inc(), ns.n, (await import('./lib.mjs')) === ns, Object.keys(ns.inner)];`,
    files: { 'look.mjs': looking, 'library.cjs': "exports.ready = import('./lib.mjs').then(() => 1);", 'lib.mjs': "export let n = 1; export const inc = () => ++n; import * as inner from './inner.mjs'; export { inner };", 'inner.mjs': 'export const a = 1;' } },
  { title: 'names that this Node gives the exports of CommonJS modules', suffix: '.mjs', source: raw`
import { createRequire } from 'node:module'; import { inspect } from 'node:util'; import * as c from './c.cjs'; import * as odd from './odd.cjs'; import * as re from './re.mjs'; import fn from './fn.cjs'; import * as json from './d.json' with { type: 'json' }; import * as one from './lib.cjs';
const require = createRequire(import.meta.url); const held = Object.keys(c), all = [c, odd, re, json];
export const check = async () => [held, all.map((ns) => [inspect(ns), Reflect.ownKeys(ns)]), c['module.exports'] === c.default, inspect(await import('./kept.cjs')), inspect(await import('./kept.mjs')), inspect(await import('./kept.json', { with: { type: 'json' } })), inspect(await import('./c.cjs')), inspect(await import('./lib.cjs')), inspect(one), inspect(require('./re.mjs')), fn(), inspect(await import('./fn.cjs'))];`,
    files: {'c.cjs':'exports.a = 1; exports.b = [2]; exports.__esModule = true; exports.default = 7;','odd.cjs':"exports['module.exports'] = 5; exports.x = 1;",'re.mjs':"export * from './c.cjs'; export const own = 1;",'fn.cjs':'module.exports = function () { return 3; }; module.exports.p = 1;','d.json':'{"q":1}','kept.cjs':'exports.k = 1','kept.mjs':"export * from './kept3.cjs'; export * as c from './c.cjs'; import * as k from './kept3.cjs'; export { k }; export const z = k.default.s;",'kept3.cjs':'exports.s = 3; exports.t = 4;','kept.json':'{"r":2}','kept2.mjs':"export * from './kept3.cjs'",'lib.cjs':"exports.lib = 1; exports.more = {};"} },
  { title: 'names of a CommonJS module of a prerequisite', suffix: '.mjs', split: true, source: raw`
import lib, * as ns from './library.cjs'; import { inspect } from 'node:util'; import * as c from './c.cjs'; const x = [ns, c];
export const check = async () => [inspect(x), ns === await import('./library.cjs'), inspect(await import('./c.cjs')), c.default === lib.c];`,
    files: {'c.cjs':'exports.a = 1; exports.b = [2];','library.cjs':"exports.lib = 1; exports.c = require('./c.cjs');"} },
  { title: 'namespaces that are looked at while packaging', suffix: '.mjs', source: raw`
import { look } from './look.mjs'; import * as a from './a.mjs'; import * as re from './re.mjs'; import * as cj from './c.cjs'; import * as os from 'node:os'; import { types } from 'node:util'; import * as j from './d.json' with { type: 'json' };
const seen = [look(a), look(re), look(cj), look(j), types.isModuleNamespaceObject(os), a.n, a.add(), a.n, a['a name'], re.n, look(await import('./re.mjs')), (await import('./a.mjs')) === re.a, a.k(), re.n, a.n, String(a.add), String(a.k)];
export const check = () => [seen, look(a), a.add(), a.n, re['a name']];`,
    files: {...files,'c.cjs':'exports.f = 1; exports.g = [2];','d.json':'{"f":1}'} },
  { title: 'namespaces of modules in cycles', suffix: '.mjs', source: raw`
import { look } from './look.mjs'; import * as x from './x.mjs'; import { seen } from './y.mjs'; import * as self from './main.mjs'; import * as p from './p.mjs';
const here = [Object.keys(x), look(p)]; 
export const f = 1; export const check = () => [here, seen, look(self), look(x), look(p), p.bump(), p.count, p.viaQ()];`,
    files: {...files,'x.mjs':"import './y.mjs'; export function hoisted() { return 1; } export const f = 2; export let late = 3;",'y.mjs':"import { hoisted } from './x.mjs'; import * as x from './x.mjs'; const t = []; try { t.push(x.f); } catch (e) { t.push(e.name, e.message); } export const seen = [t, hoisted()]; export const again = () => x.f;",
  'p.mjs':"import { q } from './q.mjs'; export const f = 1; export let count = 0; export const bump = () => ++count; export const viaQ = () => q(); export * from './q.mjs';",'q.mjs':"import { count } from './p.mjs'; export const q = () => count; export const inQ = 1;"} },
  { title: 'what require of ES modules gives, while packaging and in the image', source: raw`
const { look } = require('./look.mjs'); const re = require('./re.mjs'), a = require('./a.mjs'); const first = [look(re), look(a), a.n, a.add(), a.n, re.n];
exports.check = () => { const kept = require('./kept.mjs'), def = require('./def.mjs'); return [first, look(re), look(a), a.add(), a.n, re.n, look(kept), kept.bump(), kept.count, look(def), def.bump(), def.f, require('./a.mjs') === a, look(require('./again.mjs'))]; }; exports.names = ['./kept.mjs', './def.mjs', './again.mjs'];`,
    files: {...files,'kept.mjs':"export let count = 1; export const bump = () => ++count; export const f = 3;",'def.mjs':"export default 7; export let f = 1; export const bump = () => ++f;",'again.mjs':"export * from './kept.mjs'; export { f as default } from './def.mjs'"} },
  { title: 'exports that are assigned while packaging', suffix: '.mjs', source: raw`
import * as m from './m.mjs'; import { types } from 'node:util'; const r = []; r.push(m.a, m.set(5), m.a, m.o, types.isModuleNamespaceObject(m)); m.multi(); r.push(m.a, m.b, m.c, m.d); m.each(); r.push(m.a); await m.later(); r.push(m.a, m.b); m.viaEval('a = 99'); r.push(m.a); r.push(...[m.set, m.multi, m.each, m.later].map(String));
export const check = () => [r, m.a, m.set(6), m.a, m.b];`,
    files: {'m.mjs':"export let a = 1, b = 2; export let c, d; export { a as o }; a = 3; export const set = (v) => a = v; export const multi = () => { [a, { b }] = [10, { b: 20 }]; ({ c = 5, ...d } = { z: 1 }); a += 1; b++; c ??= 3; c ||= 4; d &&= 8; }; export function each() { for (a of [1, 2, 77]); for (b in { q: 1 }); } export const later = async () => { a = await 5; b = (await import('node:path')).sep; }; export const viaEval = (t) => { const f = new Function('s', 's(98)'); f(set); };"} },
  { title: 'namespaces that modules of the same cycle see while it is evaluated', suffix: '.mjs', source: raw`
import * as x from './x.mjs'; import { seen, again } from './y.mjs'; import { late } from './self.mjs'; import { inspect, types } from 'node:util';
export const check = () => [seen, again(), late(), Object.keys(x), inspect(x), x.bump(), x.n];`,
    files: {
      'x.mjs':"import './y.mjs'; export function hoisted() { return 1; } export const f = 2; export let n = 3; export const bump = () => ++n; import { during } from './y.mjs'; during(); export class K {} during(); export default 5;",
      'y.mjs':"import { hoisted } from './x.mjs'; import * as x from './x.mjs'; import { inspect } from 'node:util'; const attempt = (f) => { try { return f(); } catch (e) { return e.name; } }; export const seen = []; const tries = [() => x.f, () => Object.keys(x), () => x.hoisted(), () => { x.hoisted = 1; }, () => Reflect.set(x, 'f', 1), () => delete x.f, () => delete x.nothing, () => 'f' in x, () => Reflect.ownKeys(x), () => Object.getOwnPropertyDescriptor(x, 'f'), () => Object.getOwnPropertyDescriptor(x, 'hoisted').value === hoisted, () => Object.hasOwn(x, 'K'), () => Object.isFrozen(x), () => Object.isSealed(x), () => Object.isExtensible(x), () => Object.prototype.toString.call(x), () => Reflect.defineProperty(x, 'hoisted', { value: hoisted }), () => Reflect.defineProperty(x, 'hoisted', { value: 1 }), () => Reflect.defineProperty(x, 'neu', { value: 1 }), () => Reflect.setPrototypeOf(x, null), () => Reflect.setPrototypeOf(x, {}), () => x[Symbol.toStringTag], () => x.nothing, () => ({ ...x }), () => typeof x.n, () => x.default, () => { const out = []; for (const k in x) out.push(k); return out; }]; export function during() { seen.push(tries.map(attempt)); } during(); export const again = () => { seen.length = 3; return tries.map(attempt); };",
      'self.mjs':"import * as me from './self.mjs'; let held; try { held = [me.a]; } catch (e) { held = e.name; } export const a = 1; export const saved = me; export const late = () => [held, me.a, saved === me, Object.keys(me), me.late === late];" } },
  { title: 'namespaces with exports of Node', suffix: '.mjs', source: raw`
import { inspect, types } from 'node:util'; import { createRequire } from 'node:module'; import * as re from './re.mjs'; import * as all from './all.mjs'; const require = createRequire(import.meta.url);
const before = [types.isModuleNamespaceObject(re), inspect(re).slice(0, 40), Object.keys(re)]; const keys = (ns) => [types.isModuleNamespaceObject(ns), Object.keys(ns).filter((k) => /^(?:join|sep|own|default|posix)$/.test(k)), Object.getOwnPropertyDescriptor(ns, 'sep')];
export const check = async () => { const kept = await import('./kept.mjs'); const r = [before, types.isModuleNamespaceObject(re), re.join('a', 'b'), re.set(4), re.live, re.fs === (await import('node:fs')), re.p === (await import('node:path')).default, keys(all), keys(kept), kept.join === all.join, keys(await import('./all.mjs')), keys(require('./all.mjs')), keys(require('./kept.mjs')), await import('./re.mjs') === re]; return r; };`,
    files: {'re.mjs':"export { join, default as p } from 'node:path'; export * as fs from 'node:fs'; export let live = 1; export const set = (v) => live = v; import { sep } from 'path'; export { sep };",'all.mjs':"export * from 'node:path'; export const own = 1;",'kept.mjs':"export * from './all.mjs'; export { all } from './all2.mjs'; export default 3;",'all2.mjs':"export * as all from './all.mjs';"} },
];
