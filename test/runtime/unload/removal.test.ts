import { expect } from 'chai';
import { definition, deploy, makeProject, packaged } from '../../support/project.ts';
import type { Files } from '../../support/project.ts';
import { described, expectOutput, expectSuccess } from '../../support/run.ts';

const BASE = "import { EventEmitter } from 'node:events'; export class Base { hi() { return 'base'; } } export const registry = new Map(), list = [1], events = new EventEmitter(), table = { run: () => 'base' }; let cache = null; export const cached = (make) => (cache ??= make()); export const peek = () => cache; export let live = 1; export const setLive = (v) => { live = v; }; export const hold = (x) => { let v = x; return { get: () => v }; };";

function plugged(plug: string, body: string, ...ini: readonly string[]): Files {
  return {
    'components/base.ini': definition('entry=base.mjs'),
    'components/plug.ini': definition('entry=plug.mjs', ...ini, '[prerequisites]', 'base.ic=*', '[overrides]', 'base.ic[]=base.mjs#table.run'),
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=*'),
    'base.mjs': BASE,
    'plug.mjs': `import { Base, registry, list, events, table, cached, setLive, hold } from './base.mjs'; void [Base, registry, list, events, cached, setLive, hold]; table.run = () => 'plug'; ${plug}`,
    'late.mjs': "import './plug.mjs'; export const late = new Array(1000).fill('late');",
    'main.mjs': `import { System } from 'image-components'; import * as base from './base.mjs'; const log = (...all) => console.log(...all); export class Main { static async startUp() { ${body} } }`,
  };
}

describe('runtime/unload: removal', () => {
  it('lets everything of the component be collected, and a second load is a fresh one', () => {
    const folder = packaged(plugged(
      "const big = Buffer.alloc(100_000, 7); export class Plug extends Base { #big = big; hi() { return super.hi() + this.#big.length; } static initializeAfterLoad() { Plug.started = true; } } registry.set('plug', new Plug()); list.push({ Plug }); events.on('x', () => big); events.once('y', () => 1); setLive(5); cached(() => ({ data: 1 })); globalThis.plugGlobal = Plug; Object.defineProperty(Array.prototype, 'plugMethod', { value: () => big, configurable: true }); process.on('SIGUSR2', () => big); export const closure = hold(big); export const lazy = () => import('./late.mjs'); export let count = 0; export const up = () => { count += 1; };",
      `const refs = [];
       const once = async () => { const plug = await System.loadComponent('plug.ic'); const late = await plug.exports.lazy(); plug.exports.up(); log(base.registry.get('plug').hi(), base.live, base.table.run(), plug.exports.count, late.late.length); for (const one of [plug, plug.exports, plug.exports.Plug, plug.exports.closure, plug.exports.closure.get().buffer, late]) refs.push(new WeakRef(one)); };
       for (let n = 0; n < 3; n += 1) { await once(); await System.removeComponent('plug.ic'); }
       log(base.registry.size, base.live, base.table.run(), base.list.length, base.events.eventNames().length, 'plugMethod' in [], process.listenerCount('SIGUSR2'), 'plugGlobal' in globalThis, base.peek().data);
       for (let n = 0; n < 6; n += 1) { globalThis.gc(); await new Promise((resolve) => { setTimeout(resolve, 10); }); }
       log(refs.filter((ref) => ref.deref() !== undefined).length);`, 'include[]=late.mjs'));
    const result = expectSuccess(folder.abt('main.ic', { nodeOptions: ['--expose-gc'] }));
    expect(result.stdout.trim().split('\n'), described(result)).to.deep.equal([...Array.from({ length: 3 }, () => 'base100000 5 plug 1 1000'), '0 1 base 1 0 false 0 false 1', '0']);
  });

  it('names subclasses and counts instances that stand against it', () => {
    const folder = packaged(plugged('export class Plug extends Base {} export class Other {}', `
      const attempt = async () => { try { await System.removeComponent('plug.ic'); return 'removed'; } catch (error) { return error.code + ' ' + JSON.stringify(error.data.subclasses ?? error.data.instances); } };
      const load = async () => (await System.loadComponent('plug.ic')).exports;
      const keep = { subclass({ Plug }) { globalThis.Kept = class Kept extends Plug {}; }, instances({ Other }) { globalThis.kept = [new Other(), new Other()]; } };
      keep.subclass(await load()); log(await attempt()); delete globalThis.Kept;
      keep.instances(await load()); log(await attempt()); delete globalThis.kept;
      globalThis.base = new base.Base(); log(await attempt());`));
    expectOutput(folder.abt('main.ic'), 'HAS_SUBCLASSES [{"className":"Plug","subclass":"Kept","component":null}]', 'HAS_INSTANCES [{"className":"Other","count":2}]', 'removed');
  });

  it('what was deleted comes back to its place', () => {
    const files: Files = {
      'components/base.ini': definition('entry=base.mjs'),
      'components/plug.ini': definition('entry=plug.mjs', '[prerequisites]', 'base.ic=*'),
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=*'),
      'base.mjs': "export const o = { a: 1, b: 2, c: 3 }; export const m = new Map([['a', 1], ['b', 2], ['c', 3]]); export const s = new Set(['a', 'b', 'c']); export const l = [1, 2, 3];",
      'plug.mjs': "import { o, m, s, l } from './base.mjs'; delete o.a; m.delete('b'); s.delete('a'); s.delete('b'); l.pop(); export const p = 1;",
      'main.mjs': "import { System } from 'image-components'; import { o, m, s, l } from './base.mjs'; export class Main { static async startUp() { const show = () => console.log(JSON.stringify([o, [...m], [...s], l])); await System.loadComponent('plug.ic'); show(); await System.removeComponent('plug.ic'); show(); } }",
    };
    expectOutput(packaged(files).abt('main.ic'), '[{"b":2,"c":3},[["a",1],["c",3]],["c"],[1,2]]', '[{"a":1,"b":2,"c":3},[["a",1],["b",2],["c",3]],["a","b","c"],[1,2,3]]');
  });

  it('overrides of several components are taken back in any order', () => {
    const project = makeProject({
      'components/base.ini': definition('entry=base.mjs', '[state]', 'last[]=base.mjs#level'),
      'components/a.ini': definition('entry=a.mjs', '[prerequisites]', 'base.ic=*'),
      'components/b.ini': definition('entry=b.mjs', '[prerequisites]', 'base.ic=*'),
      'components/c.ini': definition('entry=c.mjs', '[prerequisites]', 'base.ic=*', 'a.ic=*', '[overrides]', 'base.ic[]=base.mjs#table.run'),
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=*'),
      'base.mjs': "let level = 1; export const set = (n) => { level = n; }; export const get = () => level; export const table = { run: () => 'base' };",
      'a.mjs': "import { set } from './base.mjs'; set(10); export const a = 1;",
      'b.mjs': "import { set } from './base.mjs'; set(20); export const b = 1;",
      'c.mjs': "import { table } from './base.mjs'; import './a.mjs'; table.run = () => 'c'; export const c = 1;",
      'main.mjs': `import { System } from 'image-components'; import { get, table } from './base.mjs'; export class Main { static async startUp() {
        const seen = []; const load = async (name) => { await System.loadComponent(name); seen.push(get() + table.run()); }; const remove = async (name) => { await System.removeComponent(name); seen.push(get() + table.run()); };
        await load('a.ic'); await load('b.ic'); await remove('a.ic'); await remove('b.ic'); await load('b.ic'); await load('c.ic'); await remove('b.ic'); await remove('c.ic'); await remove('a.ic'); console.log(seen.join()); } }`,
    });
    for (const name of ['base', 'a', 'b', 'c', 'main']) expectSuccess(project.abt(['package', name]));
    expectOutput(deploy(project, { flat: true }).abt('main.ic'), '10base,20base,20base,1base,20base,10c,10c,10base,1base');
  });
});
