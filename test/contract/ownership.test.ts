import { expect } from 'chai';
import { definition, deploy, expectAccepted, expectRefused, launched, makeProject, packaged } from '../support/project.ts';
import type { Files } from '../support/project.ts';
import { described, expectIcError, expectOutput, expectSuccess, jsonOf } from '../support/run.ts';
import type { RunResult } from '../support/run.ts';

/** kernel.ic (kernel.mjs) and main.ic (main.mjs) above it; `body` is what main prints. */
function two(kernel: string, main: string, body: string, more: { readonly kernelIni?: readonly string[]; readonly mainIni?: readonly string[] } = {}): Files {
  return {
    'components/kernel.ini': definition('entry=kernel.mjs', ...(more.kernelIni ?? [])),
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=^1.0.0', ...(more.mainIni ?? [])),
    'kernel.mjs': kernel,
    'main.mjs': `${main}\nexport class Main { static async startUp(args) { const result = await (async () => { ${body} })(); console.log(JSON.stringify(result)); } }\n`,
  };
}

interface Inspected {
  readonly definitions: readonly unknown[];
  readonly overrides: readonly unknown[];
  readonly stateChanges: readonly { readonly slot: string; readonly before: unknown; readonly after: unknown; readonly hook: boolean }[];
}

describe('ownership: references across components', () => {
  const cases: readonly { readonly title: string; readonly kernel: string; readonly main: string; readonly body: string; readonly expected: unknown }[] = [
    { title: 'a closure that the code of a prerequisite made for the dependent', kernel: 'export const counter = (start) => { let n = start; return { up: () => ++n, read: () => n }; };', main: "import { counter } from './kernel.mjs'; const mine = counter(10); mine.up();", body: 'mine.up(); const other = counter(0); return [mine.read(), other.read(), mine.up.toString()];', expected: [12, 0, '() => ++n'] },
    { title: 'instances of a class of a prerequisite, private fields included', kernel: 'export class Point { #x; constructor(x) { this.#x = x; } get x() { return this.#x; } static same(a, b) { return a.#x === b.#x; } }', main: "import { Point } from './kernel.mjs'; const p = new Point(3); const list = [p, new Point(4)];", body: 'return [p.x, list[1].x, p instanceof Point, Point.same(p, new Point(3))];', expected: [3, 4, true, true] },
    { title: 'subclasses of a class of a prerequisite', kernel: 'export class Shape { static kinds = 1; #secret = "s"; constructor(n) { this.n = n; } area() { return this.n; } secret() { return this.#secret; } }', main: "import { Shape } from './kernel.mjs'; class Square extends Shape { #q = 1; area() { return super.area() ** 2 + this.#q; } } const s = new Square(3);", body: 'return [s.area(), s.secret(), s instanceof Shape, Square.kinds, new Square(1).area(), Object.getPrototypeOf(Square) === Shape];', expected: [10, 's', true, 1, 2, true] },
    { title: 'an inner object that is not exported', kernel: 'const inner = { tag: "inner", list: [1] }; export const get = () => inner; export const read = () => inner.list;', main: "import { get, read } from './kernel.mjs'; const held = get(); const list = held.list;", body: 'list.push(9); return [held === get(), read(), held.tag];', expected: [true, [1, 9], 'inner'] },
    { title: 'a function of a prerequisite as value', kernel: 'function hidden() { return "hidden"; } export const table = { hidden };', main: "import { table } from './kernel.mjs'; const f = table.hidden; const bound = f.bind(null);", body: 'return [f(), f === table.hidden, bound(), f.name];', expected: ['hidden', true, 'hidden', 'hidden'] },
    { title: 'live bindings', kernel: 'export let n = 0; export const up = () => { n += 1; return n; };', main: "import { n, up } from './kernel.mjs'; import * as ns from './kernel.mjs';", body: 'up(); up(); return [n, ns.n];', expected: [2, 2] },
    { title: 'symbols and keys of a prerequisite', kernel: "export const key = Symbol('key'); export const get = (o) => o[key]; const brand = new WeakMap(); export const mark = (o) => brand.set(o, 'marked'); export const marked = (o) => brand.get(o);", main: "import { key, get, mark, marked } from './kernel.mjs'; const o = { [key]: 5 }; mark(o);", body: 'return [get(o), marked(o), marked({}) === undefined];', expected: [5, 'marked', true] },
    { title: 'a Map with objects of both as keys', kernel: 'export const k = { k: 1 };', main: "import { k } from './kernel.mjs'; const m = { m: 1 }; const map = new Map([[k, m], [m, k]]);", body: 'return [map.get(k) === m, map.get(map.get(k)) === k];', expected: [true, true] },
    { title: 'typed arrays over a buffer of a prerequisite', kernel: 'export const bytes = new Uint8Array([1, 2, 3, 4]);', main: "import { bytes } from './kernel.mjs'; const words = new Uint16Array(bytes.buffer);", body: 'bytes[1] = 1; return [words.buffer === bytes.buffer, words[0]];', expected: [true, 257] },
    { title: 'a proxy, a bound function and a promise over objects of a prerequisite', kernel: 'export const o = { n: 1, me() { return this; } };', main: "import { o } from './kernel.mjs'; const p = new Proxy(o, {}); const b = o.me.bind(o); const q = Promise.resolve(o);", body: 'p.n = 2; return [o.n, b() === o, (await q) === o];', expected: [2, true, true] },
    { title: 'generator functions and async functions made by a prerequisite', kernel: 'export const make = (n) => ({ *g() { yield n; n += 1; yield n; }, async a() { return n; } });', main: "import { make } from './kernel.mjs'; const m = make(5);", body: 'return [[...m.g()], await m.a()];', expected: [[5, 6], 6] },
    { title: 'a class that a prerequisite made by a mixin for the dependent', kernel: 'export const mix = (Base, t) => class Mixed extends Base { #t = t; tag() { return this.#t; } };', main: "import { mix } from './kernel.mjs'; class Own { own() { return 1; } } const M = mix(Own, 't'); class Leaf extends M {} const leaf = new Leaf();", body: 'return [leaf.tag(), leaf.own(), new M().tag(), leaf instanceof Own, M.name];', expected: ['t', 1, 't', true, 'Mixed'] },
  ];
  for (const { title, kernel, main, body, expected } of cases) {
    it(title, () => {
      const result = expectSuccess(launched(two(kernel, main, body)));
      expect(JSON.parse(result.stdout), described(result)).to.deep.equal(expected);
    });
  }

  it('components beside each other may hold the same namespaces: of a module of a prerequisite, of Node and of this package', () => {
    const holder = (body: string): string => `import * as kernel from './kernel.mjs'; import * as path from 'node:path'; import * as product from 'image-components'; export const held = [kernel, path, product]; export const uses = () => [kernel.n, path.join('a', 'b'), typeof product.System]; ${body}`;
    expectOutput(launched({
      'components/kernel.ini': definition('entry=kernel.mjs'),
      'components/a.ini': definition('entry=a.mjs', '[prerequisites]', 'kernel.ic=*'),
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=*'),
      'kernel.mjs': 'export let n = 1; export const up = () => { n += 1; };', 'a.mjs': holder(''),
      'main.mjs': holder("export class Main { static async startUp() { kernel.up(); const a = (await product.System.loadComponent('a.ic')).exports; console.log(held.every((one, at) => one === a.held[at]), ...uses(), ...a.uses()); } }"),
    }), 'true 2 a/b object 2 a/b object');
  });

  it('the namespace of a module of a component that is not among the prerequisites is PREREQUISITE_MISSING', () => {
    const files: Files = { 'components/a.ini': definition('entry=a.mjs', 'include[]=a.mjs'), 'components/b.ini': definition('entry=b.mjs'), 'a.mjs': 'export const x = 1;', 'b.mjs': "import * as a from './a.mjs'; export const held = a;" };
    expectRefused(files, 'PREREQUISITE_MISSING', 'a.ic', 'b.ic', 'held');
    expectAccepted({ ...files, 'components/b.ini': definition('entry=b.mjs', '[prerequisites]', 'a.ic=*') });
  });

  it('a component above two others sees one instance of each', () => {
    expectOutput(launched({
      'components/a.ini': definition('entry=a.mjs'),
      'components/b.ini': definition('entry=b.mjs', '[prerequisites]', 'a.ic=*'),
      'components/c.ini': definition('entry=c.mjs', '[prerequisites]', 'a.ic=*'),
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'b.ic=*', 'c.ic=*'),
      'a.mjs': 'export const list = [];',
      'b.mjs': "import { list } from './a.mjs'; export const b = list;",
      'c.mjs': "import { list } from './a.mjs'; export const c = list;",
      'main.mjs': "import { b } from './b.mjs'; import { c } from './c.mjs'; export class Main { static startUp() { b.push(1); console.log(b === c, c.length); } }",
    }), 'true 1');
  });
});

describe('ownership: modules', () => {
  it('a module that two components include is DEFINITION_CONFLICT; included by one it is accepted', () => {
    const files = (include: string): Files => ({
      'components/a.ini': definition('entry=a.mjs', 'include[]=shared/**'), 'components/b.ini': definition('entry=b.mjs', `include[]=${include}`),
      'a.mjs': 'export const a = 1;', 'b.mjs': 'export const b = 1;', 'shared/x.mjs': 'export const x = 1;', 'other/y.mjs': 'export const y = 1;',
    });
    expectRefused(files('shared/x.mjs'), 'DEFINITION_CONFLICT', 'shared/x.mjs', 'a.ic', 'b.ic');
    expectAccepted(files('other/**'));
  });

  it('a module belongs to the component that includes it, although another evaluates it first', () => {
    const files: Files = {
      'components/kernel.ini': definition('entry=kernel.mjs', 'include[]=lib/**'),
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=*'),
      'kernel.mjs': 'export const get = () => import("./lib/x.mjs");', 'lib/x.mjs': 'export const x = { n: 1 };',
      'main.mjs': "import { get } from './kernel.mjs'; export class Main { static async startUp() { console.log((await get()).x.n); } }",
    };
    expectOutput(launched(files), '1');
  });

  it('a module first evaluated by a dependent that does not include it belongs to the dependent', () => {
    const deployed = packaged({ ...two('export const k = 1;', "import { k } from './kernel.mjs'; import { x } from './x.mjs';", 'return [k, x];'), 'x.mjs': 'export const x = 2;' });
    expectOutput(deployed.abt('main.ic'), '[1,2]');
  });

  const siblings = (a: string, b: string): Files => ({
    'components/a.ini': definition('entry=a.mjs'),
    'components/b.ini': definition('entry=b.mjs'),
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'),
    'shared.mjs': 'export const shared = { n: 0 }; export const up = () => { shared.n += 1; };',
    'a.mjs': `import { shared, up } from './shared.mjs'; ${a} export const read = () => shared;`,
    'b.mjs': `import { shared, up } from './shared.mjs'; ${b} export const read = () => shared;`,
    'main.mjs': "import { System } from 'image-components'; export class Main { static async startUp() { try { const a = await System.loadComponent('a.ic'); const b = await System.loadComponent('b.ic'); console.log(a.exports.read() === b.exports.read(), b.exports.read().n); } catch (e) { console.log(e.code, System.components.length); } } }",
  });

  /** Each packaged by a command of its own, so that each is the first to evaluate the module. */
  const apart = (files: Files): RunResult => {
    const project = makeProject(files);
    for (const name of ['a', 'b', 'main']) expectSuccess(project.abt(['package', name]));
    return deploy(project, { flat: true }).abt('main.ic');
  };

  it('a module that two components hold is one instance when both are loaded, if the captured state is equal', () => {
    expectOutput(apart(siblings('up();', 'up();')), 'true 1');
  });

  it('a module that two components hold with unequal state is DEFINITION_CONFLICT', () => {
    expectOutput(apart(siblings('up();', 'up(); up();')), 'DEFINITION_CONFLICT 2');
  });

  it('a reference into a component that is not among the prerequisites is PREREQUISITE_MISSING with the path and the name; declared it is accepted', () => {
    const files = (prerequisites: readonly string[]): Files => ({
      'components/kernel.ini': definition('entry=kernel.mjs', 'include[]=kernel.mjs'),
      'components/main.ini': definition('entry=main.mjs', ...prerequisites),
      'kernel.mjs': 'export const kernel = { n: 1 };',
      'main.mjs': "import { kernel } from './kernel.mjs'; export const held = { deep: kernel };",
    });
    expectRefused(files([]), 'PREREQUISITE_MISSING', 'kernel.ic', 'main.ic');
    expectAccepted(files(['[prerequisites]', 'kernel.ic=*']));
  });
});

describe('ownership: what a dependent adds to a prerequisite is a definition of the dependent', () => {
  const additions: readonly { readonly title: string; readonly kernel: string; readonly add: string; readonly probe: string; readonly before: unknown; readonly after: unknown }[] = [
    { title: 'a property', kernel: 'export const target = {};', add: 'target.added = { n: 1 };', probe: 'Object.keys(target)', before: [], after: ['added'] },
    { title: 'a method on a prototype', kernel: 'export class target {} export const one = new target();', add: 'target.prototype.added = function () { return 1; };', probe: 'typeof new target().added', before: 'undefined', after: 'function' },
    { title: 'an accessor', kernel: 'export const target = {};', add: "Object.defineProperty(target, 'added', { get: () => 5, configurable: true });", probe: 'target.added ?? null', before: null, after: 5 },
    { title: 'a global', kernel: 'export const target = {};', add: 'globalThis.addedGlobal = target;', probe: 'globalThis.addedGlobal === target', before: false, after: true },
    { title: 'a method on a built-in prototype', kernel: 'export const target = {};', add: "Object.defineProperty(Array.prototype, 'lastOne', { value() { return this.at(-1); }, configurable: true, writable: true });", probe: 'typeof [].lastOne', before: 'undefined', after: 'function' },
    { title: 'a Map entry', kernel: 'export const target = new Map([["a", 1]]);', add: "target.set('added', 2);", probe: '[...target.keys()]', before: ['a'], after: ['a', 'added'] },
    { title: 'a Set entry', kernel: 'export const target = new Set([1]);', add: 'target.add(2);', probe: '[...target]', before: [1], after: [1, 2] },
    { title: 'a weak entry', kernel: 'const weak = new WeakMap(); export const key = {}; export const target = { get: () => weak.get(key) ?? null, weak };', add: "target.weak.set(key, 'added');", probe: 'target.get()', before: null, after: 'added' },
    { title: 'an array element', kernel: 'export const target = ["a"];', add: "target.push('added');", probe: 'target', before: ['a'], after: ['a', 'added'] },
    { title: 'a listener', kernel: "import { EventEmitter } from 'node:events'; export const target = new EventEmitter(); target.on('go', () => {});", add: "target.on('go', () => {}); target.on('other', () => {});", probe: "[target.listenerCount('go'), target.listenerCount('other')]", before: [1, 0], after: [2, 1] },
    { title: 'listeners that are put before others', kernel: "import { EventEmitter } from 'node:events'; const emitter = new EventEmitter(); export const target = { emitter, log: [] }; emitter.on('go', () => target.log.push('kernel'));", add: "target.emitter.prependListener('go', () => target.log.push('first')); target.emitter.prependOnceListener('go', () => target.log.push('once')); target.emitter.on('go', () => target.log.push('last'));", probe: "(target.log.length = 0, target.emitter.emit('go'), [...target.log])", before: ['kernel'], after: ['once', 'first', 'kernel', 'last'] },
    { title: 'an environment variable', kernel: 'export const target = {};', add: "process.env.ADDED_BY_TEST ??= 'added';", probe: 'process.env.ADDED_BY_TEST ?? null', before: null, after: 'added' },
    { title: 'a handler on process', kernel: 'export const target = {};', add: "process.on('SIGUSR2', () => {});", probe: "process.listenerCount('SIGUSR2')", before: 0, after: 1 },
  ];
  for (const { title, kernel, add, probe, before, after } of additions) {
    it(`${title}: there after the load, withdrawn after the removal`, () => {
      const names = kernel.includes('const key') ? 'target, key' : 'target';
      const result = launched({
        'components/kernel.ini': definition('entry=kernel.mjs'),
        'components/addition.ini': definition('entry=addition.mjs', '[prerequisites]', 'kernel.ic=*'),
        'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=*'),
        'kernel.mjs': kernel,
        'addition.mjs': `import { ${names} } from './kernel.mjs'; ${add} export const loaded = true;`,
        'main.mjs': `import { target } from './kernel.mjs'; import { System } from 'image-components';
          const probe = () => ${probe};
          export class Main { static async startUp() { const before = JSON.stringify(probe()); await System.loadComponent('addition.ic'); const during = JSON.stringify(probe()); await System.removeComponent('addition.ic'); console.log(before, during, JSON.stringify(probe())); } }`,
      });
      expectOutput(result, [before, after, before].map((value) => JSON.stringify(value)).join(' '));
    });
  }

  /** One command each: in one process the second would find, and refer to, what the first has put there. */
  function launchedOneByOne(files: Files, ...names: readonly string[]): RunResult {
    const project = makeProject(files);
    for (const name of names) expectSuccess(project.abt(['package', name]));
    return deploy(project).abt('ics/main.ic');
  }

  const adders = (a: string, b: string): Files => ({
    'components/kernel.ini': definition('entry=kernel.mjs'),
    'components/a.ini': definition('entry=a.mjs', '[prerequisites]', 'kernel.ic=*'),
    'components/b.ini': definition('entry=b.mjs', '[prerequisites]', 'kernel.ic=*'),
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=*'),
    'kernel.mjs': 'export const registry = {};',
    'a.mjs': `import { registry } from './kernel.mjs'; registry.x = ${a}; export const mine = registry.x;`,
    'b.mjs': `import { registry } from './kernel.mjs'; registry.x = ${b}; export const mine = registry.x;`,
    'main.mjs': `import { registry } from './kernel.mjs'; import { System } from 'image-components';
      export class Main { static async startUp() {
        const a = await System.loadComponent('a.ic');
        try { const b = await System.loadComponent('b.ic'); console.log('bound', a.exports.mine === b.exports.mine); await System.removeComponent('a.ic'); console.log('x' in registry); await System.removeComponent('b.ic'); console.log('x' in registry); }
        catch (e) { console.log(e.code, e.message.includes('a.ic') && e.message.includes('b.ic'), registry.x.n, System.components.map((c) => c.name).join()); } } }`,
  });

  it('an equal addition of a second component is bound to the first one, and withdrawn when the last goes', () => {
    expectOutput(launchedOneByOne(adders('{ n: 1, f: () => 1 }', '{ n: 1, f: () => 1 }'), 'a', 'b', 'main'), 'bound true', 'true', 'false');
  });

  it('an unequal addition of a second component is DEFINITION_CONFLICT naming both, and leaves the process as it was', () => {
    expectOutput(launchedOneByOne(adders('{ n: 1 }', '{ n: 2 }'), 'a', 'b', 'main'), 'DEFINITION_CONFLICT true 1 kernel.ic,main.ic,a.ic');
  });

  it('additions are listed by inspect', () => {
    const inspected = jsonOf<Inspected>(packaged(two('export const target = {};', "import { target } from './kernel.mjs'; target.added = 1;", 'return target;')).abt('inspect main.ic --json'));
    expect(JSON.stringify(inspected.definitions)).to.contain('added');
  });
});

describe('ownership: overrides', () => {
  const kernel = 'export class Price { format() { return "kernel"; } static make() { return new Price(); } get tax() { return 1; } } export const table = { run: () => "kernel", other: () => 1 }; export const map = new Map([["run", () => "kernel"]]);';
  const overrides: readonly { readonly title: string; readonly change: string; readonly slot: string; readonly body: string; readonly expected: unknown }[] = [
    { title: 'replacing a method', change: "Price.prototype.format = function () { return 'main'; };", slot: 'kernel.mjs#Price.prototype.format', body: 'return Price.make().format();', expected: 'main' },
    { title: 'replacing a function that a property holds', change: "table.run = () => 'main';", slot: 'kernel.mjs#table.run', body: 'return table.run();', expected: 'main' },
    { title: 'deleting a function that a property holds', change: 'delete table.run;', slot: 'kernel.mjs#table.run', body: 'return Object.keys(table);', expected: ['other'] },
    { title: 'replacing an accessor', change: "Object.defineProperty(Price.prototype, 'tax', { get: () => 2, configurable: true });", slot: 'kernel.mjs#Price.prototype.tax', body: 'return Price.make().tax;', expected: 2 },
  ];
  for (const { title, change, slot, body, expected } of overrides) {
    it(`${title} is FOREIGN_MUTATION naming both owners; declared in [overrides] it is applied`, () => {
      const files = (ini: readonly string[]): Files => two(kernel, `import { Price, table, map } from './kernel.mjs'; ${change} void [Price, table, map];`, body, { mainIni: ini });
      expectRefused(files([]), 'FOREIGN_MUTATION', 'kernel.ic', 'main.ic', slot);
      expectOutput(launched(files(['[overrides]', `kernel.ic[]=${slot}`])), JSON.stringify(expected));
    });
  }

  it('replacing a function of one of Node\'s own objects is FOREIGN_MUTATION', () => {
    const { stderr } = expectRefused(two('export const k = 1;', "import { k } from './kernel.mjs'; Math.max = () => k;", 'return 1;'), 'FOREIGN_MUTATION', 'Math', 'main.ic');
    expect(stderr).to.match(/^FOREIGN_MUTATION/).and.to.contain('node[]=node:Math.max');
  });

  it('overrides are listed by inspect and taken back on removal', () => {
    const deployed = packaged({
      'components/kernel.ini': definition('entry=kernel.mjs'),
      'components/patch.ini': definition('entry=patch.mjs', '[prerequisites]', 'kernel.ic=*', '[overrides]', 'kernel.ic[]=kernel.mjs#table.run'),
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=*'),
      'kernel.mjs': kernel,
      'patch.mjs': "import { table } from './kernel.mjs'; table.run = () => 'patched'; export const p = 1;",
      'main.mjs': "import { table } from './kernel.mjs'; import { System } from 'image-components'; export class Main { static async startUp() { const seen = [table.run()]; await System.loadComponent('patch.ic'); seen.push(table.run()); await System.removeComponent('patch.ic'); seen.push(table.run()); console.log(seen.join()); } }",
    });
    expectOutput(deployed.abt('main.ic'), 'kernel,patched,kernel');
    expect(JSON.stringify(jsonOf<Inspected>(deployed.abt('inspect patch.ic --json')).overrides)).to.contain('kernel.mjs#table.run');
  });

  it('an [overrides] slot that does not exist is DEFINITION_SYNTAX', () => {
    const result = makeProject(two(kernel, "import { table } from './kernel.mjs'; void table;", 'return 1;', { mainIni: ['[overrides]', 'kernel.ic[]=not a slot'] })).abt('package');
    expectIcError(result, 'DEFINITION_SYNTAX', 'not a slot');
  });
});

describe('ownership: what is no difference', () => {
  it('module caches, and accessors that Node replaces by their value on first use', () => {
    const main = "import { target, load } from './kernel.mjs'; import { createRequire } from 'node:module'; const require = createRequire(import.meta.url); load('./late.cjs'); export const used = [typeof globalThis.fetch, typeof crypto.subtle, typeof navigator, typeof process.stdin, typeof process.stdout.fd, typeof performance.now, require('node:util').types.isDate(target), typeof require('node:crypto').webcrypto, typeof globalThis.WebSocket, typeof Intl, typeof WebAssembly, typeof process.report, typeof require('node:fs').promises];";
    const project = makeProject({ ...two("import { createRequire } from 'node:module'; export const target = new Date(0); export const load = createRequire(import.meta.url);", main, 'return used.length;'), 'late.cjs': 'exports.late = 1;' });
    const report = jsonOf<{ readonly components: readonly { readonly name: string; readonly stateChanges: readonly unknown[] }[] }>(project.abt('package --json'));
    for (const { name, stateChanges } of report.components) expect(stateChanges, name).to.deep.equal([]);
    expectOutput(deploy(project).abt('ics/main.ic'), '13');
  });

  it('reading a prerequisite, and calling what changes nothing', () => {
    const project = makeProject(two('const memo = new Map(); export const target = { n: 1, list: [1] }; export const read = (k) => memo.get(k) ?? target.n; export class K { #x = 1; get x() { return this.#x; } }', "import { target, read, K } from './kernel.mjs'; read('x'); for (const one of target.list) void one; new K().x; target.n = 1; Object.assign(target, { n: 1 });", 'return read(1);'));
    const report = jsonOf<{ readonly components: readonly { readonly stateChanges: readonly unknown[] }[] }>(project.abt('package --json'));
    expect(report.components.flatMap(({ stateChanges }) => stateChanges)).to.deep.equal([]);
  });
});

describe('ownership: state changes', () => {
  const kernel = 'let nextId = 1; export const id = () => nextId++; const memo = new Map(); export const square = (n) => { if (!memo.has(n)) memo.set(n, n * n); return memo.get(n); }; let cache = null; export const cached = (make) => (cache ??= make()); export const stats = { calls: 0 }; export const bytes = new Uint8Array(4); export const peek = () => nextId; export const set = (n) => { nextId = n; };';

  it('a counter and a memo table that the dependent\'s loading advanced are as they were when packaged', () => {
    expectOutput(launched(two(kernel, "import { id, square, cached, stats, bytes } from './kernel.mjs'; id(); id(); square(9); stats.calls += 5; bytes[2] = 7; const held = cached(() => ({ made: 'by main' }));", 'return [id(), square(9), stats.calls, [...bytes], cached(() => 0) === held, held.made];')), '[3,81,5,[0,0,7,0],true,"by main"]');
  });

  it('they are listed by package --json and by inspect with slot, before and after', () => {
    const project = makeProject(two(kernel, "import { id, cached } from './kernel.mjs'; id(); cached(() => () => 'mine');", 'return 1;'));
    const report = jsonOf<{ readonly components: readonly (Inspected & { readonly name: string })[] }>(project.abt('package --json'));
    const changes = report.components.find((one) => one.name === 'main.ic')?.stateChanges ?? [];
    const counter = changes.find((change) => change.slot.includes('kernel.mjs#nextId'));
    expect(counter, JSON.stringify(changes)).to.include({ hook: false });
    expect([String(counter?.before), String(counter?.after)]).to.deep.equal(['1', '2']);
    expect(changes.find((change) => change.slot.includes('kernel.mjs#cache')), JSON.stringify(changes)).to.include({ hook: true });
    expect(jsonOf<Inspected>(project.abt('inspect ics/main.ic --json')).stateChanges).to.have.lengthOf(changes.length);
  });

  const later = (ini: readonly string[], kernelIni: readonly string[], before: string, change = 'id();'): Files => ({
    'components/kernel.ini': definition('entry=kernel.mjs', ...kernelIni),
    'components/late.ini': definition('entry=late.mjs', '[prerequisites]', 'kernel.ic=*', ...ini),
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=*'),
    'kernel.mjs': kernel,
    'late.mjs': `import { id, square, stats } from './kernel.mjs'; ${change} export const late = [id, square, stats];`,
    'main.mjs': `import { id, peek, set, stats } from './kernel.mjs'; import { System } from 'image-components';
      export class Main { static async startUp() {
        ${before}
        try { await System.loadComponent('late.ic'); } catch (e) { console.log(e.code, e.message.includes('nextId'), peek(), System.components.length); return; }
        const loaded = peek();
        await System.removeComponent('late.ic');
        console.log(loaded, peek(), stats.calls); } }`,
  });

  const cases: readonly { readonly title: string; readonly files: Files; readonly output: string }[] = [
    { title: 'applied where the slot holds the value before, taken back on removal', files: later([], [], ''), output: '2 1 0' },
    { title: 'bound where the slot holds one equal to the value after', files: later([], [], 'id();'), output: '2 1 0' },
    { title: 'STATE_CONFLICT elsewhere, and the process is as it was', files: later([], [], 'id(); id();'), output: 'STATE_CONFLICT true 3 2' },
    { title: 'keep[] lets the running value stay', files: later(['[state]', 'keep[]=kernel.ic/kernel.mjs#nextId'], [], 'id(); id();'), output: '3 3 0' },
    { title: 'last[] takes the new value', files: later(['[state]', 'last[]=kernel.ic/kernel.mjs#nextId'], [], 'id(); id();'), output: '2 3 0' },
    { title: 'add[] adds the difference', files: later(['[state]', 'add[]=kernel.ic/kernel.mjs#nextId'], [], 'id(); id();'), output: '4 3 0' },
    { title: 'add[] adds also where the value is equal', files: later(['[state]', 'add[]=kernel.ic/kernel.mjs#nextId'], [], 'id();'), output: '3 2 0' },
    { title: '[state] may stand in the prerequisite, without its name', files: later([], ['[state]', 'add[]=kernel.mjs#nextId'], 'id(); id();'), output: '4 3 0' },
    { title: '[state] in the dependent counts before that in the prerequisite', files: later(['[state]', 'keep[]=kernel.ic/kernel.mjs#nextId'], ['[state]', 'add[]=kernel.mjs#nextId'], 'id(); id();'), output: '3 3 0' },
    { title: '[state] of another prerequisite is about the changes that it makes itself', files: {
      ...later([], [], 'id(); id();'), 'components/late.ini': definition('entry=late.mjs', '[prerequisites]', 'beside.ic=*'),
      'components/beside.ini': definition('entry=beside.mjs', '[prerequisites]', 'kernel.ic=*', '[state]', 'keep[]=kernel.ic/kernel.mjs#nextId'), 'beside.mjs': "import './kernel.mjs'; export const beside = 1;",
    }, output: 'STATE_CONFLICT true 3 2' },
  ];
  for (const { title, files, output } of cases) {
    it(title, () => {
      expectOutput(launched(files), output);
    });
  }

  it('a change stays on removal where the slot no longer holds the value after', () => {
    const files = later([], [], '');
    expectOutput(launched({ ...files, 'main.mjs': String(files['main.mjs']).replace('const loaded = peek();', 'const loaded = peek(); set(50);') }), '2 50 0');
  });

  it('a prototype that is replaced is a state change, also where nothing had touched the one before', () => {
    expectOutput(launched(two('export function Shape() {} export const old = new Shape();', "import { Shape, old } from './kernel.mjs'; Shape.prototype = { area: 5 };", 'return [new Shape().area, old.area ?? null];')), '[5,null]');
  });

  const nodes = "export const parts = { url: new URL('http://a/b'), query: new URLSearchParams('a=1'), headers: new Headers({ a: '1' }), controller: new AbortController(), target: new EventTarget() };";
  it('what Node keeps inside its objects cannot be changed for others: NOT_CAPTURABLE naming all of them and the component', () => {
    const changes = "parts.url.pathname = '/c'; parts.query.append('b', '2'); parts.headers.set('b', '2'); parts.controller.abort(); parts.target.addEventListener('x', () => {});";
    expectRefused(two(nodes, `import { parts } from './kernel.mjs'; ${changes}`, 'return 1;'), 'NOT_CAPTURABLE', 'main.ic', ...['url', 'query', 'headers', 'controller', 'target'].map((name) => `kernel.ic › module kernel.mjs › parts › ${name}`));
  });

  it('objects of Node that a dependent only uses are no change', () => {
    expectOutput(launched(two(nodes, "import { parts } from './kernel.mjs'; const seen = [parts.url.searchParams.get('x'), String(parts.query), [...parts.headers].length, parts.controller.signal.aborted]; parts.url.note = 1;", 'return [seen, parts.url.note, parts.url.href];')), '[[null,"a=1",1,false],1,"http://a/b"]');
  });

  const memos: Files = {
    'components/kernel.ini': definition('entry=kernel.mjs'),
    'components/a.ini': definition('entry=a.mjs', '[prerequisites]', 'kernel.ic=*'),
    'components/b.ini': definition('entry=b.mjs', '[prerequisites]', 'kernel.ic=*'),
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=*'),
    'kernel.mjs': 'const memo = new Map(); export const get = (k) => { if (!memo.has(k)) memo.set(k, { k, n: [k] }); return memo.get(k); }; export const count = () => memo.size;',
    'a.mjs': "import { get } from './kernel.mjs'; export const mine = [get('x'), get('only a')];",
    'b.mjs': "import { get } from './kernel.mjs'; export const mine = [get('x'), get('only b')];",
    'main.mjs': "import { System } from 'image-components'; import { count, get } from './kernel.mjs'; export class Main { static async startUp() { const [a, b] = [(await System.loadComponent('a.ic')).exports.mine, (await System.loadComponent('b.ic')).exports.mine]; console.log(a[0] === b[0], count(), get('only b') === b[1]); } }",
  };

  it('a memo table that two components filled equally is no conflict', () => {
    const project = makeProject(memos);
    for (const name of ['a', 'b', 'main']) expectSuccess(project.abt(['package', name]));
    expectOutput(deploy(project).abt('ics/main.ic'), 'true 3 true');
  });

  it('in one process the second one refers to what the first has put there: PREREQUISITE_MISSING, until it is declared', () => {
    expectRefused(memos, 'PREREQUISITE_MISSING', 'b.ic', 'a.ic', 'memo');
    expectOutput(launched({ ...memos, 'components/b.ini': definition('entry=b.mjs', '[prerequisites]', 'kernel.ic=*', 'a.ic=*') }), 'true 3 true');
  });
});
