import { expect } from 'chai';
import { commonJs, esModule, failure, json, memory } from './memory-host.ts';

describe('modules: ES modules', () => {
  it('evaluates dependencies first, each once, in the order of the requests', async () => {
    const { system, order } = memory({
      '/app/a.mjs': esModule('$ic.exports({})', '', { requests: ['./b.mjs', './c.mjs'] }),
      '/app/b.mjs': esModule('$ic.exports({})', '', { requests: ['./d.js'] }),
      '/app/c.mjs': esModule('$ic.exports({})', '', { requests: ['./d.js', './b.mjs'] }),
      '/app/d.js': commonJs(''),
    });
    await system.importModule('/app/a.mjs');
    expect(order).to.deep.equal(['d.js', 'b.mjs', 'c.mjs', 'a.mjs']);
  });

  it('gives cycles hoisted functions before evaluation, and a dead zone to the rest', async () => {
    const { system, log } = memory({
      '/app/a.mjs': esModule('$ic.exports({ f: () => f, x: () => x }); function f() { return "hoisted"; }', 'let x = 1;', { requests: ['./b.mjs'], localExports: ['f', 'x'] }),
      '/app/b.mjs': esModule('$ic.exports({})', 'log($ic_i0.f()); try { $ic_i0.x; } catch (error) { log(error.name); }', {
        requests: ['./a.mjs'], imports: [{ request: 0, imported: 'f' }, { request: 0, imported: 'x' }],
      }),
    });
    const namespace = await system.importModule('/app/a.mjs');
    expect(log).to.deep.equal(['hoisted', 'ReferenceError']);
    expect(namespace).to.have.property('x', 1);
  });

  it('keeps bindings live through re-exports and stars', async () => {
    const { system } = memory({
      '/app/a.mjs': esModule('$ic.exports({})', '', { requests: ['./c.mjs'], stars: [0], indirect: [{ name: 'renamed', request: 0, imported: 'n' }, { name: 'all', request: 0, imported: null }] }),
      '/app/c.mjs': esModule('let n = 1; $ic.exports({ n: () => n, add: () => add, default: () => 0 }); function add() { n++; }', '', { localExports: ['n', 'add', 'default'] }),
    });
    const namespace = (await system.importModule('/app/a.mjs')) as { n: number; renamed: number; add: () => void; all: object };
    expect(Object.keys(namespace)).to.deep.equal(['add', 'all', 'n', 'renamed']);
    expect([...(system.exportBindingsOf('/app/a.mjs') ?? [])]).to.deep.equal([
      ['add', { kind: 'own', module: '/app/c.mjs', name: 'add' }],
      ['all', { kind: 'namespace', module: '/app/c.mjs' }],
      ['n', { kind: 'own', module: '/app/c.mjs', name: 'n' }],
      ['renamed', { kind: 'own', module: '/app/c.mjs', name: 'n' }],
    ]);
    namespace.add();
    expect([namespace.n, namespace.renamed]).to.deep.equal([2, 2]);
    expect(system.namespaceMade('/app/c.mjs')).to.equal(true);
    expect(system.namespaceMade('/app/a.mjs')).to.equal(false);
  });

  it('leaves ambiguous star names out and refuses to import them', async () => {
    const one = (value: number) => esModule(`const same = ${value}, own${value} = 1; $ic.exports({ same: () => same, own${value}: () => own${value} })`, '', { localExports: ['same', `own${value}`] });
    const { system } = memory({
      '/app/s.mjs': esModule('$ic.exports({})', '', { requests: ['./1.mjs', './2.mjs'], stars: [0, 1] }),
      '/app/1.mjs': one(1),
      '/app/2.mjs': one(2),
      '/app/p.mjs': esModule('$ic.exports({})', '', { requests: ['./s.mjs'], imports: [{ request: 0, imported: 'same' }] }),
    });
    expect(Object.keys(await system.importModule('/app/s.mjs'))).to.deep.equal(['own1', 'own2']);
    const error = await failure(() => system.importModule('/app/p.mjs'));
    expect(error).to.be.instanceOf(SyntaxError);
    expect(error.message).to.contain('conflicting star exports');
  });

  it('reports missing exports like Node, before anything is evaluated', async () => {
    const { system, log } = memory({
      '/app/a.mjs': esModule('$ic.exports({})', '', { requests: ['./b.mjs'], imports: [{ request: 0, imported: 'nope' }] }),
      '/app/b.mjs': esModule('$ic.exports({})', 'log("ran")'),
      '/app/c.mjs': esModule('$ic.exports({})', '', { requests: ['./d.js'], imports: [{ request: 0, imported: 'nope' }] }),
      '/app/d.js': commonJs('log("ran")'),
    });
    for (let time = 0; time < 2; time++) {
      const error = await failure(() => system.importModule('/app/a.mjs'));
      expect(error).to.be.instanceOf(SyntaxError);
      expect(error.message).to.equal("The requested module './b.mjs' does not provide an export named 'nope'");
    }
    expect((await failure(() => system.importModule('/app/c.mjs'))).message).to.match(/^Named export 'nope' not found\. The requested module '\.\/d\.js' is a CommonJS module/);
    expect(log).to.deep.equal([]);
  });

  it('imports CommonJS by default and by the names its text declares, values as they were after evaluation', async () => {
    const { system } = memory({
      '/app/a.mjs': esModule('$ic.exports({ all: () => $ic.namespace(0) })', '', { requests: ['./c.js'], localExports: ['all'], imports: [{ request: 0, imported: 'r' }] }),
      '/app/c.js': commonJs('exports.x = 1; exports.hidden = 2; Object.assign(exports, require("./r.js"))', { namedExports: ['x', 'never'], reexports: ['./r.js', './none.js'] }),
      '/app/r.js': commonJs('exports.r = 3', { namedExports: ['r'] }),
    });
    const { all } = (await system.importModule('/app/a.mjs')) as { all: Record<string, unknown> };
    const exports = { x: 1, hidden: 2, r: 3 };
    const namesExports = 'module.exports' in ((await import('semver')) as object); // plain Node's own, of a CommonJS module: since Node 23
    expect(Object.entries(all)).to.deep.equal([['default', exports], ...(namesExports ? [['module.exports', exports]] : []), ['never', undefined], ['r', 3], ['x', 1]]);
    (all['default'] as { x: number }).x = 9;
    expect(all['x']).to.equal(1);
    expect(system.identify(all)).to.deep.equal({ part: 'namespace', module: '/app/c.js' });
  });

  it('makes namespaces that nobody can change', async () => {
    const { system } = memory({ '/app/a.mjs': esModule('let b = 1, a = 2; $ic.exports({ b: () => b, a: () => a })', '', { localExports: ['b', 'a'] }) });
    const namespace = await system.importModule('/app/a.mjs');
    expect(Reflect.ownKeys(namespace)).to.deep.equal(['a', 'b', Symbol.toStringTag]);
    expect(Object.getPrototypeOf(namespace)).to.equal(null);
    expect(Object.prototype.toString.call(namespace)).to.equal('[object Module]');
    expect(Object.isExtensible(namespace)).to.equal(false);
    expect(() => Object.assign(namespace, { a: 3 })).to.throw(TypeError);
    expect(Reflect.deleteProperty(namespace, 'a')).to.equal(false);
  });

  it('awaits at the top level, siblings going on, importers waiting', async () => {
    const { system, log } = memory({
      '/app/a.mjs': esModule('$ic.exports({})', 'log("a")', { requests: ['./b.mjs', './c.mjs', './d.mjs'] }),
      '/app/b.mjs': esModule('$ic.exports({})', 'log("b1"); await new Promise((resolve) => setTimeout(resolve, 5)); log("b2")', { async: true }),
      '/app/c.mjs': esModule('$ic.exports({})', 'log("c1"); await null; log("c2")', { async: true }),
      '/app/d.mjs': esModule('$ic.exports({})', 'log("d")'),
    });
    await Promise.all([system.importModule('/app/a.mjs'), system.importModule('/app/a.mjs')]);
    expect(log).to.deep.equal(['b1', 'c1', 'd', 'c2', 'b2', 'a']);
  });

  it('throws the same error again on every import of a module that failed', async () => {
    const { system, log } = memory({
      '/app/a.mjs': esModule('$ic.exports({})', '', { requests: ['./b.mjs'] }),
      '/app/b.mjs': esModule('$ic.exports({})', 'log("ran"); throw new Error("once")'),
      '/app/t.mjs': esModule('$ic.exports({})', '', { requests: ['./u.mjs'] }),
      '/app/u.mjs': esModule('$ic.exports({})', 'await null; throw new Error("late")', { async: true }),
    });
    const first = await failure(() => system.importModule('/app/a.mjs'));
    expect(await failure(() => system.importModule('/app/b.mjs'))).to.equal(first);
    expect(log).to.deep.equal(['ran']);
    const late = await failure(() => system.importModule('/app/t.mjs'));
    expect(late.message).to.equal('late');
    expect(await failure(() => system.importModule('/app/t.mjs'))).to.equal(late);
    expect(await failure(() => system.importModule('/app/u.mjs'))).to.equal(late);
  });

  it('imports dynamically: namespaces, and errors as rejections', async () => {
    const { system } = memory({
      '/app/a.js': commonJs('exports.load = (name, options) => $ic.import(name, options)'),
      '/app/e.mjs': esModule('$ic.exports({ m: () => $ic.meta })', '', { localExports: ['m'] }),
      '/app/d.json': json('[1]'),
    });
    const { load } = system.requireModule('/app/a.js') as { load: (name: unknown, options?: object) => Promise<Record<string, unknown>> };
    const namespace = await load('./e.mjs');
    expect(namespace).to.equal(system.namespaceOf('/app/e.mjs'));
    expect(Reflect.ownKeys(namespace['m'] as object)).to.deep.equal(['dirname', 'filename', 'resolve', 'url']);
    expect((await load('./d.json', { with: { type: 'json' } }))['default']).to.deep.equal([1]);
    expect(await failure(() => load('./d.json'))).to.include({ code: 'ERR_IMPORT_ATTRIBUTE_MISSING' });
    expect(await failure(() => load('./none.mjs'))).to.include({ code: 'ERR_MODULE_NOT_FOUND' });
    expect(await failure(() => load(Symbol('no')))).to.be.instanceOf(TypeError);
    expect((await load('node:path'))['join']).to.be.a('function');
    expect((await load('image-components'))['System']).to.equal('the system');
  });

  it('refuses to require a module of a cycle that is being evaluated', async () => {
    const { system } = memory({
      '/app/a.mjs': esModule('$ic.exports({})', '', { requests: ['./c.js'] }),
      '/app/c.js': commonJs('require("./a.mjs")'),
    });
    expect(await failure(() => system.importModule('/app/a.mjs'))).to.include({ code: 'ERR_REQUIRE_CYCLE_MODULE' });
  });
});
