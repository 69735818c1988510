import Module, { createRequire } from 'node:module';
import { expect } from 'chai';
import { installNodeHooks } from '../../modules/index.ts';
import { commonJs, esModule, failure, json, memory } from './memory-host.ts';

describe('modules: CommonJS', () => {
  it('gives modules the parameters and objects that Node gives them', () => {
    const { system, log } = memory({
      '/app/a.js': commonJs('log([this === exports, module.exports === exports, __filename, __dirname, module.id, module.loaded, module.parent]); module.exports = require("./b.js");'),
      '/app/b.js': commonJs('log([module.parent.id, require.main, typeof require.resolve("./a.js")]); exports.value = 1;'),
    });
    expect(system.requireModule('/app/a.js')).to.deep.equal({ value: 1 });
    expect(log).to.deep.equal([[true, true, '/app/a.js', '/app', '/app/a.js', false, undefined], ['/app/a.js', undefined, 'string']]);
    const module = system.moduleObjectOf('/app/a.js');
    expect(module).to.be.instanceOf(Module);
    expect(module).to.include({ loaded: true, path: '/app', filename: '/app/a.js' });
    expect(module).to.have.property('children').that.deep.equals([system.moduleObjectOf('/app/b.js')]);
  });

  it('shows a module of a cycle as far as it has come', () => {
    const { system } = memory({
      '/app/a.js': commonJs('exports.early = 1; exports.b = require("./b.js"); exports.late = 2;'),
      '/app/b.js': commonJs('exports.seen = Object.keys(require("./a.js"));'),
    });
    expect(system.requireModule('/app/a.js')).to.deep.equal({ early: 1, b: { seen: ['early'] }, late: 2 });
  });

  it('forgets a module that threw, so that it is evaluated again', async () => {
    const { system, log } = memory({ '/app/a.js': commonJs('log("run"); throw new RangeError("no");'), '/app/p.js': commonJs('exports.a = () => require("./a.js")') });
    const { a } = system.requireModule('/app/p.js') as { a: () => unknown };
    expect(await failure(a)).to.be.instanceOf(RangeError);
    expect(await failure(a)).to.be.instanceOf(RangeError);
    expect(log).to.have.length(2);
    expect(system.moduleObjectOf('/app/p.js')).to.have.property('children').that.deep.equals([]);
  });

  it('lets a program read, replace and delete entries of require.cache', () => {
    const { system, log } = memory({
      '/app/a.js': commonJs('log("run"); exports.n = 1;'),
      '/app/p.js': commonJs('require("./a.js"); const id = require.resolve("./a.js"); log(require.cache[id].exports.n); log(Object.keys(require.cache)); delete require.cache[id]; log(id in require.cache); require("./a.js"); require.cache[id] = { exports: 9 }; log(require("./a.js"));'),
    });
    system.requireModule('/app/p.js');
    expect(log).to.deep.equal(['run', 1, ['/app/p.js', '/app/a.js'], false, 'run', 9]);
  });

  it('requires JSON, modules of Node under both names, provided modules and what lies outside', async () => {
    const { system } = memory({
      '/app/a.js': commonJs('module.exports = [require("./d.json"), require("fs") === require("node:fs"), require("image-components").System];'),
      '/app/d.json': json('{"x": [1]}'),
      '/app/bad.json': json('{'),
      '/app/no.js': commonJs('require("no-such-package")'),
    });
    expect(system.requireModule('/app/a.js')).to.deep.equal([{ x: [1] }, true, 'the system']);
    expect((await failure(() => system.requireModule('/app/bad.json'))).message).to.match(/^\/app\/bad\.json: /);
    const missing = await failure(() => system.requireModule('/app/no.js'));
    expect(missing).to.include({ code: 'MODULE_NOT_FOUND' });
    expect(missing.message).to.contain('/app/no.js');
  });

  it('rejects requests that are no names as Node does', async () => {
    const { system } = memory({ '/app/a.js': commonJs('exports.f = (x) => require(x)') });
    const { f } = system.requireModule('/app/a.js') as { f: (x: unknown) => unknown };
    expect(await failure(() => f(1))).to.include({ code: 'ERR_INVALID_ARG_TYPE' });
    expect(await failure(() => f(''))).to.include({ code: 'ERR_INVALID_ARG_VALUE' });
  });

  it('requires ES modules: namespace, __esModule beside a default export, and the export named module.exports', () => {
    const { system } = memory({
      '/app/p.js': commonJs('exports.plain = require("./plain.mjs"); exports.dflt = require("./dflt.mjs"); exports.again = require("./dflt.mjs"); exports.own = require("./own.mjs");'),
      '/app/plain.mjs': esModule('let n = 1; $ic.exports({ n: () => n })', '', { localExports: ['n'] }),
      '/app/dflt.mjs': esModule('const d = 7; $ic.exports({ default: () => d })', '', { localExports: ['default'] }),
      '/app/own.mjs': esModule('const d = 5; $ic.exports({ "module.exports": () => d })', '', { localExports: ['module.exports'] }),
    });
    const found = system.requireModule('/app/p.js') as { plain: object; dflt: object; again: object; own: unknown };
    expect(found.plain).to.equal(system.namespaceOf('/app/plain.mjs'));
    expect(Object.entries(found.dflt)).to.deep.equal([['__esModule', true], ['default', 7]]);
    expect(found.again).to.equal(found.dflt);
    expect(system.identify(found.dflt)).to.deep.equal({ part: 'required', module: '/app/dflt.mjs' });
    expect(found.own).to.equal(5);
  });

  it('refuses to require ES modules with top-level await, before anything of them ran', async () => {
    const { system, log } = memory({
      '/app/a.mjs': esModule('$ic.exports({})', 'log("ran")', { requests: ['./b.mjs'] }),
      '/app/b.mjs': esModule('$ic.exports({})', 'await 1', { async: true }),
    });
    expect(await failure(() => system.requireModule('/app/a.mjs'))).to.include({ code: 'ERR_REQUIRE_ASYNC_MODULE' });
    expect(log).to.deep.equal([]);
  });

  it('knows the objects it gave to programs', () => {
    const { system } = memory({ '/app/a.js': commonJs('module.exports = [module, require, require.resolve, require.resolve.paths, require.cache]') });
    const parts = (system.requireModule('/app/a.js') as object[]).map((object) => system.identify(object));
    expect(parts.map((part) => part?.part)).to.deep.equal(['module', 'require', 'require.resolve', 'require.resolve.paths', 'require.cache']);
    expect(system.identify({})).to.equal(null);
  });

  it('serves createRequire of Node and module.require for files of the system', () => {
    const { system } = memory({ '/app/a.js': commonJs('exports.f = () => module.require("./b.js")'), '/app/b.js': commonJs('exports.b = 1') });
    const before = Object.getOwnPropertyDescriptor(Module, '_load')?.value as unknown;
    const remove = installNodeHooks(system, (file) => file.startsWith('/app/'));
    try {
      const require = createRequire('/app/x.js');
      expect(require('./b.js')).to.deep.equal({ b: 1 });
      expect(require.resolve('./b.js')).to.equal('/app/b.js');
      expect((require('./a.js') as { f: () => unknown }).f()).to.equal(require('./b.js'));
      expect(require('node:path')).to.have.property('join');
    } finally {
      remove();
    }
    expect(Object.getOwnPropertyDescriptor(Module, '_load')?.value).to.equal(before);
  });
});

describe('modules: seeding', () => {
  it('resolves to seeded CommonJS modules without evaluating them, and reads their exports when needed', () => {
    let reads = 0;
    const { system } = memory({ '/app/p.js': commonJs('exports.f = () => require("./s.js")') });
    system.seed('/app/s.js', {
      kind: 'commonjs',
      get exports() {
        reads++;
        return { s: 1 };
      },
    });
    const { f } = system.requireModule('/app/p.js') as { f: () => unknown };
    expect(reads).to.equal(0);
    expect(f()).to.deep.equal({ s: 1 });
  });

  it('completes parts that were made before their module was seeded', () => {
    const { system } = memory({});
    const module = system.createModuleObject('/app/s.js') as { exports: unknown };
    const require = system.createRequire('/app/s.js') as (specifier: string) => unknown;
    const namespace = system.namespaceOf('/app/e.mjs');
    const required = system.createRequired('/app/e.mjs');
    const meta = system.createMeta('/app/e.mjs');
    const exports = { s: 1 };
    let n = 1;
    system.seed('/app/s.js', { kind: 'commonjs', exports });
    system.seed('/app/e.mjs', { kind: 'module', exports: { default: () => n, n: () => n } });
    n = 2;
    expect(system.moduleObjectOf('/app/s.js')).to.equal(module);
    expect(module.exports).to.equal(exports);
    expect(require('./s.js')).to.equal(exports);
    expect(Object.entries(namespace)).to.deep.equal([['default', 2], ['n', 2]]);
    expect(Object.entries(required)).to.deep.equal([['__esModule', true], ['default', 2], ['n', 2]]);
    expect(require('./e.mjs')).to.equal(required);
    expect(meta).to.include({ url: 'file:///app/e.mjs', filename: '/app/e.mjs', dirname: '/app' });
  });

  it('links modules that are evaluated later with seeded ones, and forgets removed ones', async () => {
    const modules = {
      '/app/late.mjs': esModule('$ic.exports({ sum: () => $ic_i0.n + $ic_i1.c })', '', {
        requests: ['./e.mjs', './s.js'], imports: [{ request: 0, imported: 'n' }, { request: 1, imported: 'c' }], localExports: ['sum'],
      }),
    };
    const { system } = memory(modules);
    system.seed('/app/e.mjs', { kind: 'module', exports: { n: () => 1 } });
    system.seed('/app/s.js', { kind: 'commonjs', exports: { c: 2 } });
    expect(await system.importModule('/app/late.mjs')).to.include({ sum: 3 });
    system.remove('/app/e.mjs');
    expect(system.has('/app/e.mjs')).to.equal(false);
  });
});
