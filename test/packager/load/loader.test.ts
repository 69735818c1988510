import path from 'node:path';
import { expect } from 'chai';
import type { ComponentSpec, PackagedModule } from '../../../packager/load/index.ts';
import { failure } from '../../modules/memory-host.ts';
import { project } from './project-fixture.ts';
import type { Project } from './project-fixture.ts';

const evaluated = (modules: readonly PackagedModule[]): string[] => modules.filter((module) => module.evaluated).map((module) => module.path);
const kept = (modules: readonly PackagedModule[]): string[] => modules.filter((module) => !module.evaluated).map((module) => module.path).sort();

describe('load: a component', () => {
  let current: Project | null = null;
  const open = (...parameters: Parameters<typeof project>): Project => (current = project(...parameters));
  afterEach(() => {
    current?.remove();
    current = null;
  });

  it('evaluates CommonJS, ES modules, JSON and packages together, in order', async () => {
    const second = open({
      'src/main.mjs': "import { two, pkg as required } from './two.cjs'; import data from './data.json' with { type: 'json' }; import pkg from 'pkg'; export default [two, data.n, pkg, required, import.meta.filename];",
      'src/two.cjs': "exports.two = 2; exports.pkg = require('pkg');",
      'src/data.json': '{"n": 3}',
      'node_modules/pkg/package.json': '{"name": "pkg", "type": "module", "exports": {"require": "./r.cjs", "import": "./i.js"}}',
      'node_modules/pkg/r.cjs': "module.exports = 'required';",
      'node_modules/pkg/i.js': "export default 'imported';",
    });
    const component = await second.load('a.ic', ['src/main.mjs']);
    expect(component.entries[0]?.namespace).to.have.property('default').that.deep.equals([2, 3, 'imported', 'required', path.join(second.root, 'src/main.mjs')]);
    expect(evaluated(component.modules)).to.deep.equal(['node_modules/pkg/r.cjs', 'src/two.cjs', 'src/data.json', 'node_modules/pkg/i.js', 'src/main.mjs']);
    expect(second.loader.system.exportsOf(path.join(second.root, 'src/two.cjs'))).to.deep.equal({ two: 2, pkg: 'required' });
    expect(second.loader.system.exportsOf(path.join(second.root, 'src/main.mjs'))).to.equal(undefined);
  });

  it('decides the kind of .js files without a package type by their syntax', async () => {
    const { load } = open({
      'a.js': "export const kind = typeof module; export { default as other } from './b.js';",
      'b.js': 'module.exports = typeof module; // import and export in a comment',
      'c.js': "const value = await Promise.resolve(1); if (value !== 1) throw new Error('no');",
    });
    const { entries, modules } = await load('a.ic', ['a.js', 'c.js']);
    expect({ ...entries[0]?.namespace }).to.deep.equal({ kind: 'undefined', other: 'object' });
    expect(modules.map((module) => module.kind)).to.deep.equal(['commonjs', 'module', 'module']);
  });

  it('takes ./x.js for x.ts, and completes names in require', async () => {
    const { load } = open({
      'package.json': '{"imports": {"#three": "./src/three.js"}}',
      'src/main.ts': "import { one } from './one.js'; import { two } from './two.cjs'; import { three } from '#three'; enum Color { Red = 5 } export const all: number[] = [one, two, three, Color.Red];",
      'src/one.ts': 'export const one: number = 1;',
      'src/two.cts': "const { inner } = require('./inner'); const folder = require('./folder'); exports.two = inner + folder.two;",
      'src/inner.ts': 'export = { inner: 0 };',
      'src/folder/index.ts': 'export const two: number = 2;',
      'src/three.ts': 'export const three = 3 as const;',
    });
    const { entries, modules } = await load('a.ic', ['src/main.ts']);
    expect(entries[0]?.namespace).to.have.property('all').that.deep.equals([1, 2, 3, 5]);
    const one = modules.find((module) => module.path === 'src/one.ts');
    expect(one?.original).to.contain(': number');
    expect(one?.text?.analysis.source).to.not.contain(': number');
    expect(JSON.parse(one?.sourceMap ?? '')).to.have.property('version', 3);
  });

  it('holds a module once for each query it is imported with', async () => {
    const { load } = open({ 'main.mjs': "import a from './x.mjs'; import b from './x.mjs?v=2'; import c from './x.mjs?v=2'; export default [a === b, b === c, b.url.slice(-4), b.filename.slice(-5)];", 'x.mjs': 'export default import.meta;' });
    const { entries, modules } = await load('a.ic', ['main.mjs']);
    expect(entries[0]?.namespace).to.have.property('default').that.deep.equals([false, true, '?v=2', 'x.mjs']);
    expect(modules.map((module) => module.path)).to.deep.equal(['x.mjs', 'x.mjs?v=2', 'main.mjs']);
  });

  it('holds a module of TypeScript once for each query too', async () => {
    const { load } = open({ 'main.ts': "import { o as a } from './x.js'; import { o as b } from './x?v=2'; import { o as c } from './x.js?v=2'; export default [a === b, b === c];", 'x.ts': 'export const o: object = {};' });
    const { entries, modules } = await load('a.ic', ['main.ts']);
    expect(entries[0]?.namespace).to.have.property('default').that.deep.equals([false, true]);
    expect(modules.map((module) => module.path)).to.deep.equal(['x.ts', 'x.ts?v=2', 'main.ts']);
  });

  it('takes modules over from the program that createRequire finds from any file of the project', async () => {
    const { load } = open({
      'package.json': '{}',
      'main.mjs': "import { createRequire } from 'node:module'; import path from 'node:path'; export const b = createRequire(path.join(import.meta.dirname, 'package.json'))('./b.cjs');",
      'b.cjs': '',
    });
    expect(evaluated((await load('a.ic', ['main.mjs'])).modules)).to.deep.equal(['b.cjs', 'main.mjs']);
  });

  it('gives a module to the component that includes it, else to the first that evaluates it', async () => {
    const specs: ComponentSpec[] = [
      { name: 'a.ic', entries: ['a.cjs'], include: [], exclude: [] },
      { name: 'b.ic', entries: ['b.cjs'], include: ['shared/*.cjs'], exclude: [] },
    ];
    const { loader } = open({ 'a.cjs': "require('./shared/x.cjs'); require('./free.cjs');", 'b.cjs': "require('./free.cjs');", 'shared/x.cjs': '', 'free.cjs': '' }, { components: specs });
    const owned: string[][] = [];
    for (const spec of specs) owned.push(evaluated((await loader.loadComponent(spec)).modules));
    expect(owned).to.deep.equal([['free.cjs', 'a.cjs'], ['shared/x.cjs', 'b.cjs']]);
  });

  it('refuses two components that include one module', async () => {
    const { load } = open({ 'a.cjs': '', 'b.cjs': '', 's/x.cjs': '' });
    await load('a.ic', ['a.cjs'], { include: ['s/**'] });
    expect(await failure(() => load('b.ic', ['b.cjs'], { include: ['s/x.cjs'] }))).to.include({ code: 'DEFINITION_CONFLICT' });
  });

  it('keeps what is included or named by a literal, transitively, unless excluded, and evaluates none of it', async () => {
    const { load } = open({
      'main.mjs': "export const later = () => [import('./lazy.mjs'), import('./gone.mjs'), new URL('./worker.js', import.meta.url), new URL('./picture.png', import.meta.url), import('./secret/no.mjs')];",
      'lazy.mjs': "import './deep.cjs'; throw new Error('evaluated');",
      'deep.cjs': "require('./data.json'); try { require('optional') } catch {}",
      'data.json': '{}',
      'worker.ts': '',
      'picture.png': '',
      'secret/no.mjs': '',
      'plugins/p.mjs': '',
      'plugins/p.test.mjs': '',
      'plugins/notes.txt': '',
    });
    const { modules } = await load('a.ic', ['main.mjs'], { include: ['plugins/**'], exclude: ['**/*.test.mjs', 'secret/**'] });
    expect(kept(modules)).to.deep.equal(['data.json', 'deep.cjs', 'lazy.mjs', 'plugins/p.mjs', 'worker.ts']);
    expect(evaluated(modules)).to.deep.equal(['main.mjs']);
  });

  it('says where every specifier leads', async () => {
    const { load } = open({
      'a.cjs': "require('fs'); require('./b.cjs'); const name = './c'; require(name + '.cjs'); exports.later = () => [require('none'), import('./excluded.mjs'), require('./kept.cjs')];",
      'b.cjs': '', 'c.cjs': '', 'kept.cjs': '', 'excluded.mjs': '',
      'd.cjs': "require('./b.cjs');",
    });
    const a = await load('a.ic', ['a.cjs'], { exclude: ['excluded.mjs'] });
    const d = await load('d.ic', ['d.cjs']);
    const links = (modules: readonly PackagedModule[], name: string) => modules.find((module) => module.path === name)?.links;
    expect(links(a.modules, 'a.cjs')).to.deep.equal([
      { how: 'require', specifier: './b.cjs', target: { kind: 'module', component: null, path: 'b.cjs' } },
      { how: 'require', specifier: './c.cjs', target: { kind: 'module', component: null, path: 'c.cjs' } },
      { how: 'import', specifier: './excluded.mjs', target: { kind: 'outside', specifier: './excluded.mjs' } },
      { how: 'require', specifier: './kept.cjs', target: { kind: 'module', component: null, path: 'kept.cjs' } },
      { how: 'require', specifier: 'fs', target: { kind: 'builtin', name: 'node:fs' } },
    ]);
    expect(links(d.modules, 'd.cjs')).to.deep.equal([{ how: 'require', specifier: './b.cjs', target: { kind: 'module', component: 'a.ic', path: 'b.cjs' } }]);
  });

  it('passes on the error of the program, with file and line as written', async () => {
    const { load } = open({
      'throws.ts': "interface Big {\n  a: string;\n}\nexport const x: Big = { a: '' };\nthrow new RangeError('mine');\n",
      'syntax.cjs': "const ok = 1;\nconst = 2;\n",
      'syntax.mjs': "export const ok = 1;\nconst = 2;\n",
    });
    const thrown = await failure(() => load('a.ic', ['throws.ts']));
    expect(thrown).to.be.instanceOf(RangeError);
    expect(thrown.stack).to.match(/throws\.ts:5/);
    expect(thrown.stack).to.not.match(/[\\/](?:modules|packager)[\\/]\w+\.[jt]s/);
    for (const name of ['syntax.cjs', 'syntax.mjs']) {
      const error = await failure(() => load(name, [name]));
      expect(error).to.be.instanceOf(SyntaxError);
      expect(`${error.message} ${error.stack ?? ''}`).to.contain(`${name}:2`);
    }
  });

  it('refuses an entry that is not there', async () => {
    const { load } = open({ 'a.cjs': '' });
    expect(await failure(() => load('a.ic', ['src/none.ts']))).to.include({ code: 'DEFINITION_SYNTAX' });
    expect(await failure(() => load('a.ic', ['fs']))).to.include({ code: 'DEFINITION_SYNTAX' });
  });

  it('lets ticks and immediates run out and reports what is still running, with its line', async () => {
    const { load, root } = open({
      'quiet.cjs': "exports.seen = []; process.nextTick(() => setImmediate(() => setImmediate(() => exports.seen.push('late')))); clearTimeout(setTimeout(() => {}, 1e6)); process.on('SIGUSR2', exports.handler = () => {});",
      'timer.ts': 'interface Gone {\n  a: 1;\n}\nexport const timer = setInterval(() => {}, 1e6);\ntimer.unref();\n',
      'server.cjs': "\nexports.server = require('net').createServer().listen(0, '127.0.0.1');",
    });
    const quiet = await load('quiet.ic', ['quiet.cjs']);
    expect(quiet.running).to.deep.equal([]);
    const { seen, handler } = (quiet.entries[0]?.namespace as { default: { seen: string[]; handler: () => void } }).default;
    process.off('SIGUSR2', handler);
    expect(seen).to.deep.equal(['late']);
    const timer = await load('timer.ic', ['timer.ts']);
    expect(timer.running).to.deep.equal([{ type: 'timeout', count: 1, position: `${path.join(root, 'timer.ts')}:4` }]);
    clearInterval((timer.entries[0]?.namespace as { timer: NodeJS.Timeout }).timer);
    const server = await load('server.ic', ['server.cjs']);
    expect(server.running).to.deep.equal([{ type: 'tcpserverwrap', count: 1, position: `${path.join(root, 'server.cjs')}:2` }]);
    (server.entries[0]?.namespace as { default: { server: { close(): void } } }).default.server.close();
  });

  it('sends what the program prints to stderr and leaves nothing of that behind', async () => {
    const { load } = open({ 'a.cjs': "console.log('printed by the program'); exports.write = process.stdout.write;" });
    const { stderr, stdout } = process;
    const written: string[] = [];
    const print = (text: unknown, ...rest: readonly unknown[]): boolean => {
      written.push(String(text));
      const done = rest.at(-1); // an encoding may stand before it
      if (typeof done === 'function') Reflect.apply(done, undefined, []);
      return true;
    };
    process.stdout.once('error', () => undefined).removeAllListeners('error'); // the first listener makes a property of Node's own
    const before = Object.getOwnPropertyNames(stdout);
    const write = Object.getOwnPropertyDescriptor(stderr, 'write');
    Object.defineProperty(stderr, 'write', { configurable: true, writable: true, value: print });
    try {
      await load('a.ic', ['a.cjs']);
    } finally {
      if (write === undefined) Reflect.deleteProperty(stderr, 'write');
      else Object.defineProperty(stderr, 'write', write);
    }
    expect(written.join('')).to.equal('printed by the program\n');
    expect(Object.getOwnPropertyNames(stdout)).to.deep.equal(before);
  });

  it('serves createRequire, require.main and provided modules as the program expects them', async () => {
    const { load, loader, root } = open(
      {
        'main.mjs': "import { createRequire } from 'node:module'; import { System } from 'image-components'; const require = createRequire(import.meta.url); export const b = require('./b.cjs'); export { System };",
        'b.cjs': 'module.exports = { main: require.main, module };',
      },
      { provided: { 'image-components': { System: { components: [] } } } },
    );
    const { entries } = await load('a.ic', ['main.mjs']);
    const { b, System } = entries[0]?.namespace as { b: { main: unknown; module: object }; System: object };
    expect(System).to.deep.equal({ components: [] });
    expect(b.main).to.equal(undefined);
    expect(b.module).to.equal(loader.system.moduleObjectOf(path.join(root, 'b.cjs')));
    expect(loader.system.identify(b.module)).to.deep.equal({ part: 'module', module: path.join(root, 'b.cjs') });
  });
});
