import { expect } from 'chai';
import { definition, deploy, launched, makeFolder, makeProject, packaged } from '../support/project.ts';
import type { Deployment, Files } from '../support/project.ts';
import { described, expectIcError, expectOutput, expectSuccess, expectUsageError } from '../support/run.ts';

const echo: Files = { 'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'), 'main.mjs': 'export class Main { static startUp(args) { console.log(JSON.stringify(args), args === process.argv); } }' };
const single = (source: string, suffix = 'mjs'): Files => ({ 'components/main.ini': definition(`entry=main.${suffix}`, 'startUpClass=Main'), [`main.${suffix}`]: source });

describe('launching: the command line', () => {
  let deployed: Deployment;
  before(() => {
    deployed = packaged(echo);
    deployed.write({ 'abt.ic': deployed.read('main.ic'), 'empty.ini': '' });
  });

  const forms: readonly { readonly title: string; readonly args: readonly string[]; readonly expected: readonly string[] }[] = [
    { title: 'abt -iFILE', args: ['-imain.ic', 'a', 'b c'], expected: ['a', 'b c'] },
    { title: 'abt -i FILE', args: ['-i', 'main.ic', 'a'], expected: ['a'] },
    { title: 'abt FILE', args: ['main.ic', 'a'], expected: ['a'] },
    { title: 'arguments are not parsed', args: ['main.ic', '--help', '-x=1', '-ini:none', '-se', '--', '', '-imain.ic'], expected: ['--help', '-x=1', '-ini:none', '-se', '--', '', '-imain.ic'] },
    { title: 'options before the file', args: ['-ini:empty.ini', '-imain.ic', 'north'], expected: ['north'] },
    { title: 'abt alone starts abt.ic of the working directory', args: [], expected: [] },
  ];
  for (const { title, args, expected } of forms) {
    it(`${title}`, () => {
      expectOutput(deployed.abt(args), `${JSON.stringify(expected)} false`);
    });
  }

  it('abt alone in a folder with neither abt.icx nor abt.ic shows its help and ends with 2', () => {
    expectUsageError(makeFolder().abt([]), 'abt');
  });

  it('abt alone prefers abt.icx', () => {
    const folder = packaged({ ...echo, 'components/other.ini': definition('entry=other.mjs', 'startUpClass=Other'), 'other.mjs': "export class Other { static startUp() { console.log('other'); } }" });
    folder.write({ 'abt.ic': folder.read('main.ic') });
    expectSuccess(folder.abt(['-se:abt.icx', '-iother.ic']));
    expectOutput(folder.abt([]), 'other');
  });

  it('unknown commands and options, and a missing file name, end with 2', () => {
    expectUsageError(deployed.abt('nonsense'), 'nonsense');
    expectUsageError(deployed.abt('--nonsense'), 'nonsense');
    expectUsageError(deployed.abt('-i'));
    expectUsageError(deployed.abt('-ini: main.ic'));
  });

  it('process.argv is [node, the started file, ARG…]', () => {
    const folder = packaged(single('export class Main { static startUp() { console.log(JSON.stringify([process.argv[0] === process.execPath, process.argv[1], ...process.argv.slice(2)])); } }'));
    expectOutput(folder.abt('-imain.ic x y'), JSON.stringify([true, folder.path('main.ic'), 'x', 'y']));
  });

  it('a file that is not there is IC_NOT_FOUND', () => {
    expectIcError(deployed.abt('gone.ic'), 'IC_NOT_FOUND', 'gone.ic');
  });
});

describe('launching: the start-up class', () => {
  const chain = (main: string, middle: string, base: string): Files => ({
    'components/base.ini': definition('entry=base.mjs', ...(base === '' ? [] : [`startUpClass=${base}`])),
    'components/middle.ini': definition('entry=middle.mjs', ...(middle === '' ? [] : [`startUpClass=${middle}`]), '[prerequisites]', 'base.ic=*'),
    'components/main.ini': definition('entry=main.mjs', ...(main === '' ? [] : [`startUpClass=${main}`]), '[prerequisites]', 'middle.ic=*'),
    'base.mjs': "export class Base { static startUp() { console.log('base'); } }",
    'middle.mjs': "import './base.mjs'; export class Middle { static startUp() { console.log('middle'); } }",
    'main.mjs': "import './middle.mjs'; export class Main { static startUp() { console.log('main'); } }",
  });

  it('is that of the started component', () => {
    const folder = packaged(chain('Main', 'Middle', 'Base'));
    expectOutput(folder.abt('main.ic'), 'main');
    expectOutput(folder.abt('middle.ic'), 'middle');
  });

  it('if that names none, that of the prerequisite loaded last that names one', () => {
    expectOutput(launched(chain('', 'Middle', 'Base')), 'middle');
    expectOutput(launched(chain('', '', 'Base')), 'base');
  });

  it('none at all is NO_STARTUP_CLASS', () => {
    const files = chain('', '', '');
    const folder = packaged({ ...files, 'components/base.ini': definition('entry=base.mjs', 'application=App'), 'base.mjs': "export const App = { loaded() { console.log('a hook'); } };" });
    const result = expectIcError(folder.abt('main.ic'), 'NO_STARTUP_CLASS', 'main.ic');
    expect(result.stdout, 'nothing runs').to.equal('');
  });

  it('may be async and is awaited; the process ends as a Node program ends', () => {
    expectOutput(launched(single("export class Main { static async startUp() { setTimeout(() => console.log('timer'), 20); process.on('exit', () => console.log('exit')); await null; console.log('started'); } }")), 'started', 'timer', 'exit');
  });

  const codes: readonly { readonly title: string; readonly body: string; readonly code: number }[] = [
    { title: 'a number returned becomes the exit code', body: 'return 7;', code: 7 },
    { title: 'an async number too', body: 'return Promise.resolve(3);', code: 3 },
    { title: 'a number returned wins over process.exitCode', body: 'process.exitCode = 4; return 0;', code: 0 },
    { title: 'other values do not', body: "return 'nine';", code: 0 },
    { title: 'process.exitCode set by the program stays', body: 'process.exitCode = 4;', code: 4 },
    { title: 'process.exit ends at once', body: "process.exit(5); console.log('never');", code: 5 },
  ];
  for (const { title, body, code } of codes) {
    it(title, () => {
      const result = launched(single(`export class Main { static startUp() { ${body} } }`));
      expect(result.code, described(result)).to.equal(code);
      expect(result.stdout).to.equal('');
    });
  }
});

describe('launching: order of hooks', () => {
  const hooks: Files = {
    'components/base.ini': definition('entry=base.mjs', 'application=BaseApp'),
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', 'application=MainApp', '[prerequisites]', 'base.ic=*'),
    'log.mjs': 'export const log = [];',
    'base.mjs': "import { log } from './log.mjs'; export class Root { static initializeAfterLoad() { log.push('Root ' + (this === Root)); } } export class NoOwn extends Root {} export class BaseApp { static loaded() { log.push('base loaded'); } } export { log };",
    'main.mjs': "import { log, Root, NoOwn } from './base.mjs'; const hidden = (() => { class Hidden extends NoOwn { static async initializeAfterLoad() { await null; log.push('Hidden'); } } return () => Hidden; })(); class First { static initializeAfterLoad() { log.push('First'); } } class Leaf extends First { static initializeAfterLoad() { log.push('Leaf'); } } export const held = [hidden, Leaf, Root]; export const MainApp = { async loaded() { await null; log.push('main loaded'); } }; export class Main { static initializeAfterLoad() { log.push('Main'); } static startUp() { log.push('startUp'); console.log(log.join()); } }",
  };

  it('initializeAfterLoad of every new class that has its own, superclass first; loaded in prerequisite order; startUp of the leaf', () => {
    expectOutput(launched(hooks), 'Root true,Hidden,First,Leaf,Main,base loaded,main loaded,startUp');
  });

  it('a superclass whose text stands later still comes before its subclass', () => {
    expectOutput(launched(single("const make = () => class Sub extends Late { static initializeAfterLoad() { log.push('Sub'); } }; const log = []; class Late { static initializeAfterLoad() { log.push('Late'); } } export const Sub = make(); export class Main { static startUp() { console.log(log.join()); } }")), 'Late,Sub');
  });

  it('classes come in the order in which they were evaluated, wherever their texts stand and however often one is evaluated', () => {
    const made = (name: string, base = ''): string => `function make${name}(tag) { return class ${name}${base} { static tag = tag; static initializeAfterLoad() { log.push('${name}' + this.tag); } #own = 1; own() { return this.#own; } static { this.self = () => this; } }; }`;
    expectOutput(launched({
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'),
      'main.mjs': `import { log, early, mixed } from './lib.mjs'; ${made('A')} ${made('B')} const b = makeB(1); const inner = { get b() { return b; } }; const a = makeA(2); const again = [makeB(3), early.makeE(4), mixed(a)];
        export class Main { static initializeAfterLoad() { log.push('Main'); } static startUp() { console.log(log.join()); } } export const last = [makeA(5), inner, again];`,
      'lib.mjs': `export const log = []; ${made('E')} export const early = { makeE }; export const mixed = (Base) => class Mixed extends Base { static initializeAfterLoad() { log.push('Mixed' + super.tag); } }; export const first = makeE(0);`,
    }), 'E0,B1,A2,B3,E4,Mixed2,Main,A5');
  });

  it('hooks run in each launch and not while packaging', () => {
    const project = makeProject(single("let n = 0; export class Main { static initializeAfterLoad() { n += 1; console.log('hook', n); } static startUp() {} }"));
    expect(expectSuccess(project.abt('package')).stderr).not.to.contain('hook');
    const deployed = deploy(project);
    expectOutput(deployed.abt('ics/main.ic'), 'hook 1');
    expectOutput(deployed.abt('ics/main.ic'), 'hook 1');
  });

  it('a hook that throws is HOOK_FAILED with exit 1', () => {
    const result = launched(single("export class Main { static initializeAfterLoad() { throw new Error('not today'); } static startUp() { console.log('never'); } }"));
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr).to.contain('HOOK_FAILED').and.to.contain('not today').and.to.contain('Main');
    expect(result.stdout).to.equal('');
  });

  it('async hooks are awaited before what follows them; one that fails is HOOK_FAILED and startUp is not called', () => {
    const source = (last: string): string => `import { setTimeout as sleep } from 'node:timers/promises'; const log = []; export class A { static async initializeAfterLoad() { await sleep(20); log.push('A'); } } export class B extends A {} export class App { static async loaded() { await sleep(10); log.push('loaded'); ${last} } } export class Main { static async startUp() { await sleep(1); console.log(log.join()); return 6; } }`;
    const files = (last: string): Files => ({ 'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', 'application=App'), 'main.mjs': source(last) });
    const good = launched(files(''));
    expect(good.stdout, described(good)).to.equal('A,loaded\n');
    expect(good.code).to.equal(6);
    const bad = launched(files("throw new Error('too late');"));
    expect(bad.code, described(bad)).to.equal(1);
    expect(bad.stderr).to.contain('HOOK_FAILED').and.to.contain('too late');
    expect(bad.stdout).to.equal('');
  });

  it('everything is checked before anything runs', () => {
    const folder = packaged(hooks);
    folder.remove('base.ic');
    const result = expectIcError(folder.abt('main.ic'), 'IC_NOT_FOUND', 'base.ic');
    expect(result.stdout).to.equal('');
  });
});

describe('launching: paths', () => {
  const paths = single("import { fileURLToPath } from 'node:url'; export class Main { static startUp() { console.log([import.meta.url, import.meta.filename, import.meta.dirname].join(' ')); } }");

  it('__filename and __dirname are the path within the project under the folder of the component\'s file', () => {
    const folder = packaged({ 'components/main.ini': definition('entry=src/main.cjs', 'startUpClass=Main'), 'src/main.cjs': 'exports.Main = class { static startUp() { console.log(__filename, __dirname); } };' });
    expectOutput(folder.abt('main.ic'), `${folder.path('src/main.cjs')} ${folder.path('src')}`);
  });

  it('import.meta is under APP_ROOT of the ini', () => {
    const folder = packaged(paths);
    folder.write({ 'main.ini': '[Ic path]\nAPP_ROOT=./app\n' });
    expectOutput(folder.abt('main.ic'), `file://${folder.path('app/main.mjs')} ${folder.path('app/main.mjs')} ${folder.path('app')}`);
  });

  it('import.meta.resolve gives URLs of files that need not exist, and Node\'s error for packages that are not there', () => {
    const folder = packaged(single("export class Main { static startUp() { let code; try { import.meta.resolve('gone-package'); } catch (e) { code = e.code; } const base = import.meta.url; console.log(import.meta.resolve('./assets/x.txt') === new URL('./assets/x.txt', base).href, import.meta.resolve('node:fs'), code); } }"));
    expectOutput(folder.abt('main.ic'), 'true node:fs ERR_MODULE_NOT_FOUND');
  });

  it('require and import of what is in no component go to Node\'s own loader from that place', () => {
    const folder = packaged({ 'components/main.ini': definition('entry=src/main.cjs', 'startUpClass=Main'), 'src/main.cjs': "exports.Main = class Main { static async startUp() { const name = 'out' + 'side'; console.log(require('./' + name).v, require('pack' + 'age').v, (await import('./' + name + '.js')).default.v); try { require('./gone' + name); } catch (e) { console.log(e.code); } } };" });
    folder.write({ 'src/outside.js': 'exports.v = __filename;', 'node_modules/package/index.js': "exports.v = 'package';" });
    expectOutput(folder.abt('main.ic'), `${folder.path('src/outside.js')} package ${folder.path('src/outside.js')}`, 'MODULE_NOT_FOUND');
  });

  describe('files outside of the image', () => {
    const tool = {
      'node_modules/tool/package.json': '{"name":"tool","exports":{".":{"import":"./index.mjs","require":"./index.cjs"},"./*":"./*"}}',
      'node_modules/tool/index.mjs': "import t from './index.cjs'; export const tool = t; export let count = 0; export const bump = () => ++count; export class Base {}",
      'node_modules/tool/index.cjs': "exports.name = 'tool';",
      'node_modules/tool/sub.mjs': "console.log('sub evaluated'); export let late = 1; export const up = () => ++late;",
      'node_modules/tool/kept.cjs': 'exports.kept = 1;',
      'node_modules/tool/cycle.mjs': "import * as me from 'tool/cycle.mjs'; export const names = () => Object.keys(me);",
    };
    const main = `import * as tool from 'tool'; import { local } from './src/local.mjs'; import data from './src/data.json' with { type: 'json' }; import 'tool/cycle.mjs'; import { createRequire } from 'node:module';
      export const kept = () => [import('tool/sub.mjs'), import('tool/kept.cjs')]; const req = createRequire(import.meta.url);
      export class Main { static async startUp([...files]) { for (const file of files) { const m = file.endsWith('.cjs') ? req(file) : await import(file); const r = m.check({ tool, local, data, cjs: req('tool') }); tool.bump(); console.log(JSON.stringify(r), JSON.stringify(m.later?.() ?? null)); } } }`;
    const plugins = {
      'plugins/p.cjs': "const cjs = require('tool'); const place = require('../src/local.mjs'); exports.check = (x) => [cjs === x.cjs, place.local === x.local, require.resolve('tool').replace(/.*node_modules/, ''), (() => { try { require('gone'); } catch (e) { return e.code; } })()];",
      'plugins/q.mjs': `import * as tool from 'tool'; import { Base, count } from 'tool'; import { local } from '../src/local.mjs'; import { late, up } from 'tool/sub.mjs'; import kept from "tool/kept.cjs"; import data from '../src/data.json' with { type: 'json' };
        import { extra, more } from './extra.mjs'; import { names } from 'tool/cycle.mjs'; import { readFileSync } from 'node:fs'; class P extends Base {} export const check = (x) => [tool === x.tool, local === x.local, Base === x.tool.Base, new P() instanceof x.tool.Base, count, up(), late, kept, data, extra, names(), typeof more, typeof readFileSync]; export const later = () => [count, tool.count];`,
      'plugins/extra.mjs': "import { tool } from 'tool'; export const extra = tool.name; export const more = () => import('tool');",
      'plugins/broken.mjs': "import 'not-there'; export const check = () => [];",
    };
    const files = { ...tool, 'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'), 'src/local.mjs': "export const local = { is: 'local' };", 'src/data.json': '{"d":1}', 'main.mjs': main, 'abt.ini': '[Ic path]\nAPP_ROOT=.\n', ...plugins };

    it('find its modules by their place or as packages, be they on the disk or not, as under plain Node', () => {
      const project = makeProject(files);
      const given = (folder: { path: (name: string) => string }): string[] => ['plugins/p.cjs', 'plugins/q.mjs'].map((name) => folder.path(name));
      const plain = expectSuccess(project.node(['--input-type=module', '-e', `import { Main } from ${JSON.stringify(project.path('main.mjs'))}; await Main.startUp(${JSON.stringify(given(project))})`]));
      expectSuccess(project.abt('package'));
      expect(expectSuccess(project.abt(['ics/main.ic', ...given(project)])).stdout).to.equal(plain.stdout);
      const alone = deploy(project);
      alone.write(plugins);
      expect(expectSuccess(alone.abt(['ics/main.ic', ...given(alone)])).stdout).to.equal(plain.stdout);
    });

    it('that name what nobody has fail as in Node', () => {
      const project = makeProject(files);
      expectSuccess(project.abt('package'));
      const alone = deploy(project);
      alone.write(plugins);
      const result = alone.abt(['ics/main.ic', alone.path('plugins/broken.mjs')]);
      expect(result.code, described(result)).to.equal(1);
      expect(result.stderr).to.contain("Cannot find package 'not-there' imported from").and.to.contain('plugins/broken.mjs');
    });
  });

  it('assets are read under APP_ROOT', () => {
    const folder = packaged({ 'components/main.ini': definition('entry=src/main.mjs', 'startUpClass=Main'), 'src/main.mjs': "import { readFileSync } from 'node:fs'; const file = new URL('../assets/a.txt', import.meta.url); export class Main { static startUp() { console.log(readFileSync(file, 'utf8'), readFileSync(new URL('../assets/a.txt', import.meta.url), 'utf8')); } }" });
    folder.write({ 'site/assets/a.txt': 'text', 'abt.ini': '[Ic path]\nAPP_ROOT=site\n' });
    expectOutput(folder.abt('main.ic'), 'text text');
  });
});

describe('launching: errors of the program', () => {
  it('an error in the program\'s own code shows the stack with original names and lines, exit 1', () => {
    const result = launched({ 'components/main.ini': definition('entry=src/main.ts', 'startUpClass=Main'), 'src/main.ts': "interface Shape {\n  readonly a: number;\n}\n\nenum Kind { One }\n\nfunction fails(shape: Shape): never {\n  throw new RangeError(`bad ${shape.a} ${Kind[0]}`);\n}\n\nexport class Main {\n  static startUp(): void {\n    fails({ a: 1 });\n  }\n}\n" });
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr).to.contain('RangeError: bad 1 One').and.to.match(/src\/main\.ts:8:\d+/).and.to.match(/src\/main\.ts:13:\d+/);
  });

  it('an error of TypeScript that nobody catches later on is shown with the original lines only, exit 1', () => {
    const source = "interface A {\n  readonly a: number;\n}\nenum E {\n  X,\n}\nexport class Main {\n  static startUp(): void {\n    process.on('exit', (code: number) => console.log('exit', code));\n    setTimeout(() => {\n      throw new RangeError(`late ${E.X}`);\n    }, 1);\n  }\n}\n";
    const result = launched({ 'components/main.ini': definition('entry=src/main.ts', 'startUpClass=Main'), 'src/main.ts': source });
    expect([result.code, result.stdout], described(result)).to.deep.equal([1, 'exit 1\n']);
    expect(result.stderr).to.contain('RangeError: late 0');
    expect([...new Set(result.stderr.match(/main\.ts:\d+/g))], described(result)).to.deep.equal(['main.ts:11']);
  });

  it('stack lines of JavaScript modules are the original ones, also of classes and closures', () => {
    const result = launched(single("\n\nconst make = () => {\n  return () => {\n    throw new TypeError('deep');\n  };\n};\nconst f = make();\nexport class Main {\n  static startUp() {\n    f();\n  }\n}\n"));
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr).to.match(/main\.mjs:5:\d+/).and.to.match(/main\.mjs:11:\d+/);
  });

  it('a thrown value that is no error and a rejected promise end with exit 1', () => {
    const thrown = launched(single("export class Main { static startUp() { throw 'a string'; } }"));
    expect([thrown.code, thrown.stderr.includes('a string')], described(thrown)).to.deep.equal([1, true]);
    const rejected = launched(single("export class Main { static startUp() { Promise.reject(new Error('floating')); } }"));
    expect([rejected.code, rejected.stderr.includes('floating')], described(rejected)).to.deep.equal([1, true]);
  });

  it('handlers of the program for uncaught errors are called', () => {
    expectOutput(launched(single("process.on('uncaughtException', (e) => { console.log('handled', e.message); });\nexport class Main { static startUp() { setTimeout(() => { throw new Error('late'); }, 1); } }")), 'handled late');
  });
});

describe('launching: what a program sets in Node while it is loaded', () => {
  it('default options of util.inspect', () => {
    expectOutput(launched(single("import { inspect } from 'node:util'; inspect.defaultOptions.depth = 0; export class Main { static startUp() { console.log({ a: { b: 1 } }, inspect.defaultOptions.depth); } }")), '{ a: [Object] } 0');
  });
});

describe('launching: worker threads', () => {
  it('a worker whose file is a module of a loaded component runs it from the image, with RAM as packaged', () => {
    expectOutput(launched({
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', 'include[]=worker.mjs'),
      'state.mjs': 'export const state = { n: 0 }; state.n += 5;',
      'worker.mjs': "import { parentPort, workerData } from 'node:worker_threads'; import { state } from './state.mjs'; parentPort.postMessage([state.n, workerData]);",
      'main.mjs': "import { Worker } from 'node:worker_threads'; import { state } from './state.mjs'; export class Main { static async startUp() { state.n = 100; const worker = new Worker(new URL('./worker.mjs', import.meta.url), { workerData: 'w' }); worker.on('message', (m) => console.log(JSON.stringify(m), state.n)); } }",
    }), '[5,"w"] 100');
  });

  it('modules in TypeScript are found by the names of what they are compiled to: workers, import() and require that packaging did not see', () => {
    expectOutput(launched({
      'components/main.ini': definition('entry=src/main.ts', 'startUpClass=Main', 'include[]=src/plugins/**'),
      'src/main.ts': "import { Worker } from 'node:worker_threads'; import { createRequire } from 'node:module'; const at = (folder: string, name: string): string => `./${folder}/${name}`;\nexport class Main { static async startUp(): Promise<void> { const one = await import(at('plugins', 'one.js')); const two = createRequire(import.meta.url)(at('plugins', 'two.cjs')); new Worker(new URL('./worker.js', import.meta.url)).on('message', (m: unknown) => console.log(one.name, two.name, m)); } }",
      'src/plugins/one.ts': "export const name: string = 'one';", 'src/plugins/two.cts': "export const name: string = 'two';",
      'src/worker.ts': "import { parentPort } from 'node:worker_threads'; const text: string = 'worker'; parentPort!.postMessage(text);",
    }), 'one two worker');
  });
});

describe('launching: prelinked files (.icx)', () => {
  const files: Files = {
    'components/base.ini': definition('entry=base.mjs'),
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=*'),
    'base.mjs': "export const word = () => 'one';",
    'main.mjs': "import { word } from './base.mjs'; export class Main { static startUp(args) { console.log(word(), ...args); } }",
  };

  it('abt -se writes FILE.icx beside the start component and ends; it starts like the component', () => {
    const folder = packaged(files);
    const made = expectSuccess(folder.abt('-se -imain.ic'));
    expect(made.stdout).not.to.contain('one');
    expect(folder.has('main.icx')).to.equal(true);
    expectOutput(folder.abt('main.icx a b'), 'one a b');
    expectOutput(folder.abt('-imain.icx a'), 'one a');
  });

  it('a place that it cannot be written to is told in one line, with exit 1', () => {
    const folder = packaged(files);
    const result = folder.abt('-se:gone/main.icx main.ic');
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr).to.match(/^abt: cannot write .*gone.main\.icx: ENOENT.*\n$/);
    expect(folder.list('gone')).to.deep.equal([]);
  });

  it('-se:FILE writes it elsewhere; it finds its components where the start component lies', () => {
    const folder = packaged(files);
    folder.write({ 'far/x': '' });
    expectSuccess(folder.abt(['-se:far/app.icx', '-imain.ic']));
    expectOutput(folder.abt('far/app.icx z'), 'one z');
  });

  const replaced = (folder: Deployment): void => {
    const other = makeProject({ ...files, 'components/base.ini': definition('version=1.1.0', 'entry=base.mjs'), 'base.mjs': "export const word = () => 'two';" });
    expectSuccess(other.abt('package'));
    folder.write({ 'base.ic': other.read('ics/base.ic') });
  };

  it('a stale one is never run: it is rebuilt', () => {
    const folder = packaged(files);
    expectSuccess(folder.abt('-se -imain.ic'));
    replaced(folder);
    const before = folder.read('main.icx');
    expectOutput(folder.abt('main.icx'), 'two');
    expect(folder.read('main.icx').equals(before), 'rebuilt').to.equal(false);
    expectOutput(folder.abt('main.icx'), 'two');
  });

  it('it is stale too when today\'s ini maps a name to another file', () => {
    const folder = packaged(files);
    expectSuccess(folder.abt('-se -imain.ic'));
    const original = folder.read('base.ic');
    replaced(folder);
    folder.write({ 'other/base.ic': folder.read('base.ic'), 'base.ic': original, 'main.ini': '[Ic path]\nbase.ic=other/base.ic\n' });
    expectOutput(folder.abt('main.icx'), 'two');
  });

  it('where neither it nor the components can be used: STALE_IMAGE', () => {
    const folder = packaged(files);
    expectSuccess(folder.abt('-se -imain.ic'));
    folder.remove('base.ic');
    expectIcError(folder.abt('main.icx'), 'STALE_IMAGE', 'base.ic');
  });

  it('a damaged one never runs and never crashes', () => {
    const folder = packaged(files);
    expectSuccess(folder.abt('-se -imain.ic'));
    const bytes = folder.read('main.icx');
    for (const size of [0, 7, bytes.length >> 1]) {
      folder.write({ 'broken.icx': bytes.subarray(0, size) });
      const result = folder.abt('broken.icx');
      expect(result.stdout === 'one\n' || result.code === 1, described(result)).to.equal(true);
    }
  });
});
