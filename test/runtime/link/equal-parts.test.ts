import { expect } from 'chai';
import { definition, deploy, makeProject } from '../../support/project.ts';
import type { Deployment, Files } from '../../support/project.ts';
import { described, expectOutput, expectSuccess } from '../../support/run.ts';

/** Packages each component by a command of its own, so that none sees what a sibling did. */
function apart(files: Files, names: readonly string[]): Deployment {
  const project = makeProject(files);
  for (const name of names) expectSuccess(project.abt(['package', name]));
  return deploy(project, { flat: true });
}

/** kernel.ic with `kernel`, a.ic and b.ic above it; main.ic loads both and runs `body`. */
function siblings(kernel: string, a: string, b: string, body: string): Deployment {
  return apart({
    'components/kernel.ini': definition('entry=kernel.mjs'),
    'components/a.ini': definition('entry=a.mjs', '[prerequisites]', 'kernel.ic=*'),
    'components/b.ini': definition('entry=b.mjs', '[prerequisites]', 'kernel.ic=*'),
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=*'),
    'kernel.mjs': kernel, 'a.mjs': a, 'b.mjs': b,
    'main.mjs': `import * as kernel from './kernel.mjs'; import { System } from 'image-components'; const log = (...all) => console.log(...all);
      const load = async (name) => (await System.loadComponent(name)).exports; const remove = (name) => System.removeComponent(name);
      export class Main { static async startUp() { ${body} } }`,
  }, ['kernel', 'a', 'b', 'main']);
}

const KERNEL = "export const registry = {}; export class Point { #x; constructor(x) { this.#x = x; } get x() { return this.#x; } } export const counter = (n) => ({ up: () => ++n, now: () => n }); export const inner = { kernel: true };";

/** Values by the way they are written: the first two are equal, the third is not. */
const VALUES: Readonly<Record<string, readonly [string, string, string]>> = {
  number: ['5', '5', '6'],
  string: ['"s"', '"s"', '"t"'],
  'negative zero': ['-0', '-0', '0'],
  'plain object': ['{ a: 1, b: { c: [1, 2] } }', '{ b: { c: [1, 2] }, a: 1 }', '{ a: 1, b: { c: [1, 3] } }'],
  array: ['[1, [2]]', '[1, [2]]', '[1, [2], 3]'],
  cycle: ['(() => { const o = { n: 1 }; o.self = o; return o; })()', '(() => { const o = { n: 1 }; o.self = o; return o; })()', '(() => { const o = { n: 1 }; o.self = { n: 1, self: o }; return o; })()'],
  map: ['new Map([["k", { v: 1 }], ["l", 2]])', 'new Map([["l", 2], ["k", { v: 1 }]])', 'new Map([["k", { v: 2 }], ["l", 2]])'],
  set: ['new Set([1, "a"])', 'new Set(["a", 1])', 'new Set([1, "b"])'],
  date: ['new Date(5)', 'new Date(5)', 'new Date(6)'],
  regexp: ['/x/g', '/x/g', '/x/'],
  bytes: ['new Uint8Array([1, 2])', 'new Uint8Array([1, 2])', 'new Uint8Array([1, 3])'],
  function: ['() => 1', '() => 1', '() => 2'],
  'function with a captured variable': ['((n) => () => n)(1)', '((n) => () => n)(1)', '((n) => () => n)(2)'],
  class: ['class { m() { return 1; } static s = 1; }', 'class { m() { return 1; } static s = 1; }', 'class { m() { return 2; } static s = 1; }'],
  'instance of a class of the prerequisite': ['new Point(1)', 'new Point(1)', 'new Point(2)'],
  'closure of the prerequisite': ['counter(1)', 'counter(1)', 'counter(2)'],
  'object of the prerequisite': ['[inner]', '[inner]', '[{ kernel: true }]'],
  symbol: ['Symbol("d")', 'Symbol("d")', 'Symbol("e")'],
  accessor: ['Object.defineProperty({}, "g", { get: () => 1 })', 'Object.defineProperty({}, "g", { get: () => 1 })', 'Object.defineProperty({}, "g", { get: () => 2 })'],
  'frozen object': ['Object.freeze({ a: 1 })', 'Object.freeze({ a: 1 })', '({ a: 1 })'],
  'prototype': ['Object.create({ p: 1 })', 'Object.create({ p: 1 })', 'Object.create({ p: 2 })'],
  'bound function': ['function () {}.bind(null, 1)', 'function () {}.bind(null, 1)', 'function () {}.bind(null, 2)'],
  error: ['new RangeError("r")', 'new RangeError("r")', 'new RangeError("s")'],
};

function registering(which: 0 | 1 | 2): string {
  const lines = Object.entries(VALUES).map(([name, values]) => `registry[${JSON.stringify(name)}] = (${values[which]});`);
  return `import { registry, Point, counter, inner } from './kernel.mjs'; void [Point, counter, inner]; ${lines.join('\n')} export const mine = { ...registry };`;
}

describe('runtime/link: equal definitions of two components', () => {
  it('are one: the references of the second are bound to what the first brought', () => {
    const result = expectSuccess(siblings(KERNEL, registering(0), registering(1), `
      const a = await load('a.ic'); const b = await load('b.ic');
      log(Object.keys(b.mine).filter((key) => !Object.is(a.mine[key], b.mine[key]) || !Object.is(kernel.registry[key], a.mine[key])).join());
      await remove('a.ic'); log(Object.keys(kernel.registry).length); await remove('b.ic'); log(Object.keys(kernel.registry).length);`).abt('main.ic'));
    expect(result.stdout, described(result)).to.equal(`\n${String(Object.keys(VALUES).length)}\n0\n`);
  });

  it('all that are unequal are reported together, with both owners, and nothing is left behind', () => {
    const result = expectSuccess(siblings(KERNEL, registering(0), registering(2), `
      const a = await load('a.ic');
      try { await load('b.ic'); } catch (error) { log(error.code, error.data.conflicts.length, error.data.conflicts.every(({ owners }) => owners.join() === 'a.ic,b.ic')); }
      log(Object.keys(a.mine).every((key) => Object.is(a.mine[key], kernel.registry[key])), System.components.length);`).abt('main.ic'));
    expect(result.stdout, described(result)).to.equal(`DEFINITION_CONFLICT ${String(Object.keys(VALUES).length)} true\ntrue 3\n`);
  });

  it('what the program itself computed is bound as well, and stays when the component goes', () => {
    const memo = 'const memo = new Map(); export const get = (k) => { if (!memo.has(k)) memo.set(k, { k, n: [k] }); return memo.get(k); }; export const size = () => memo.size;';
    expectOutput(siblings(memo, "import { get } from './kernel.mjs'; export const mine = [get('x'), get('y')];", 'export const b = 1;', `
      const x = kernel.get('x'); const a = await load('a.ic'); log(a.mine[0] === x, kernel.size()); await remove('a.ic'); log(kernel.get('x') === x, kernel.size());`).abt('main.ic'), 'true 2', 'true 1');
  });

  it('members of collections do not exclude each other, and equal ones are there once', () => {
    expectOutput(siblings("import { EventEmitter } from 'node:events'; export const list = [0]; export const set = new Set([0]); export const events = new EventEmitter(); events.on('e', () => 1);",
      "import { list, set, events } from './kernel.mjs'; list.push('same', { only: 'a' }); set.add('same'); set.add('a'); events.on('e', () => 1); events.once('o', () => 'a'); export const a = 1;",
      "import { list, set, events } from './kernel.mjs'; list.push('same', { only: 'b' }); set.add('same'); set.add('b'); events.on('e', () => 1); events.once('o', () => 'b'); export const b = 1;", `
      const show = () => log(JSON.stringify([kernel.list, [...kernel.set], kernel.events.listenerCount('e'), kernel.events.listenerCount('o')]));
      await load('a.ic'); await load('b.ic'); show(); await remove('a.ic'); show(); await remove('b.ic'); show();`).abt('main.ic'),
    '[[0,"same",{"only":"a"},{"only":"b"}],[0,"same","a","b"],2,2]', '[[0,"same",{"only":"b"}],[0,"same","b"],2,1]', '[[0],[0],1,0]');
  });

  it('a module that both hold is one instance, also for what each made with it, and outlives the one that brought it', () => {
    expectOutput(apart({
      'components/a.ini': definition('entry=a.mjs'), 'components/b.ini': definition('entry=b.mjs'), 'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'),
      'shared.mjs': 'let made = 0; export let latest = 0; export const set = (n) => { latest = n; }; export class Point { #x; constructor(x) { this.#x = x; } plus(p) { return this.#x + p.#x; } } export const counter = (n) => { const o = { up: () => { made += 1; return ++n; }, made: () => made }; return o; };',
      'a.mjs': "import { Point, counter, set, latest } from './shared.mjs'; export const c = counter(10); export const p = new Point(1); export { Point, set }; export const read = () => latest;",
      'b.mjs': "import { Point, counter, latest } from './shared.mjs'; export const c = counter(20); export const p = new Point(2); export { Point }; export const read = () => latest;",
      'main.mjs': `import { System } from 'image-components'; export class Main { static async startUp() {
        const a = (await System.loadComponent('a.ic')).exports; a.set(7); const b = (await System.loadComponent('b.ic')).exports;
        console.log(a.Point === b.Point, a.p.plus(b.p), a.c.up(), b.c.up(), a.c.made(), b.c.made(), b.read());
        await System.removeComponent('a.ic'); console.log(b.c.up(), b.c.made(), new b.Point(5).plus(b.p));
        const again = (await System.loadComponent('a.ic')).exports; console.log(again.Point === b.Point, again.c.up(), again.c.made(), again.read()); } }`,
    }, ['a', 'b', 'main']).abt('main.ic'), 'true 3 11 21 2 2 7', '22 3 7', 'true 11 4 7');
  });
});
