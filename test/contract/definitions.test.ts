import { expect } from 'chai';
import { definition, expectAccepted, expectRefused, launched, makeProject, packaged } from '../support/project.ts';
import type { Files } from '../support/project.ts';
import { described, expectIcError, expectOutput, expectSuccess, jsonOf } from '../support/run.ts';

const hello = "export class Main { static startUp(args) { console.log('hello', ...args); } }\n";
const started = (body: string, rest = ''): string => `${rest}\nexport class Main { static async startUp(args) { ${body} } }\n`;
const program = (ini: string, source = hello, more: Files = {}): Files => ({ 'components/main.ini': ini, 'src/main.mjs': source, ...more });

interface Inspected {
  readonly name: string;
  readonly version: string;
}

describe('definitions: what a component is', () => {
  it('the logical name is the base name of the definition and .ic unless name says another', () => {
    const project = expectAccepted(program(definition('entry=src/main.mjs'), hello, { 'components/other.ini': definition('name=renamed.ic', 'entry=src/second.mjs'), 'src/second.mjs': 'export const a = 1;' }));
    expect(project.list('ics')).to.deep.equal(['main.ic', 'renamed.ic']);
  });

  it('logical names are lower case', () => {
    const project = expectAccepted(program(definition('name=Orders.IC', 'entry=src/main.mjs')));
    expect(project.list('ics')).to.deep.equal(['orders.ic']);
  });

  it('name and version are recorded', () => {
    const deployed = packaged(program(definition('version=3.2.1-rc.1', 'entry=src/main.mjs')));
    expect(jsonOf<Inspected>(deployed.abt('inspect main.ic --json'))).to.include({ name: 'main.ic', version: '3.2.1-rc.1' });
  });

  it('an entry may be a package as import takes it', () => {
    expectOutput(launched({
      'components/library.ini': definition('entry=tiny'),
      'components/main.ini': definition('entry=src/main.mjs', 'startUpClass=Main', '[prerequisites]', 'library.ic=^1.0.0'),
      'node_modules/tiny/package.json': '{ "name": "tiny", "exports": { "import": "./m.mjs", "require": "./c.cjs" } }',
      'node_modules/tiny/m.mjs': "export const how = 'import';",
      'node_modules/tiny/c.cjs': "exports.how = 'require';",
      'src/main.mjs': started("console.log(how, System.components.map((c) => c.name).join());", "import { how } from 'tiny';\nimport { System } from 'image-components';"),
    }), 'import library.ic,main.ic');
  });

  it('several entries are evaluated in their order and their exports are united', () => {
    const files: Files = { 'components/main.ini': definition('entry[]=a.mjs', 'entry[]=b.mjs', 'startUpClass=Main'), 'a.mjs': "globalThis.log = ['a']; export const a = 1;", 'b.mjs': started('console.log(globalThis.log.join());', "globalThis.log.push('b');") };
    expectOutput(launched(files), 'a,b');
  });

  it('equal export names of several entries are DEFINITION_CONFLICT; different ones are accepted', () => {
    const files = (name: string): Files => ({ 'components/main.ini': definition('entry[]=a.mjs', 'entry[]=b.mjs'), 'a.mjs': 'export const one = 1;', 'b.mjs': `export const ${name} = 2;` });
    expectRefused(files('one'), 'DEFINITION_CONFLICT', 'one');
    expectAccepted(files('two'));
  });

  it('the mark of compiled CommonJS modules is no export that entries could share', () => {
    const compiled = (name: string): string => `Object.defineProperty(exports, '__esModule', { value: true }); exports.${name} = 1; exports.default = '${name}';`;
    expectAccepted({ 'components/main.ini': definition('entry[]=a.cjs', 'entry[]=b.cjs'), 'a.cjs': compiled('one'), 'b.cjs': compiled('two') });
  });

  it('exports are the live namespace of the entry, of CommonJS as import * sees it', () => {
    const deployed = packaged({
      'components/live.ini': definition('entry=live.mjs'),
      'components/common.ini': definition('entry=common.cjs'),
      'components/main.ini': definition('entry=src/main.mjs', 'startUpClass=Main'),
      'live.mjs': 'export let n = 1; export const up = () => { n += 1; };',
      'common.cjs': 'exports.a = 1; exports.b = () => 2;',
      'src/main.mjs': started("const l = await System.loadComponent('live.ic'); l.exports.up(); const c = await System.loadComponent('common.ic'); console.log(l.exports.n, Object.keys(c.exports).filter((k) => k !== 'module.exports').sort().join(), c.exports.default.a, c.exports.b());", "import { System } from 'image-components';"),
    });
    expectOutput(deployed.abt('main.ic'), '2 a,b,default 1 2');
  });

  it('paths are relative to the parent of the folder of definitions, also of one that --components names', () => {
    const project = makeProject({ 'deep/defs/main.ini': definition('entry=src/main.mjs', 'startUpClass=Main'), 'deep/src/main.mjs': hello });
    expectSuccess(project.abt('package --components deep/defs --out made'));
    expectOutput(project.abt('made/main.ic you'), 'hello you');
  });

  for (const suffix of ['ts', 'mts', 'js', 'mjs', 'cjs', 'cts']) {
    it(`a module may end in .${suffix}`, () => {
      const common = suffix === 'cjs' || suffix === 'cts' || suffix === 'js';
      const source = common ? "class Main { static startUp() { console.log('ran'); } } exports.Main = Main;" : "export class Main { static startUp() { console.log('ran'); } }";
      expectOutput(launched({ 'package.json': '{}', 'components/main.ini': definition(`entry=main.${suffix}`, 'startUpClass=Main'), [`main.${suffix}`]: source }), 'ran');
    });
  }

  it('decorators are as tsconfig.json says', () => {
    expectOutput(launched({
      'tsconfig.json': '{ "compilerOptions": { "experimentalDecorators": true, "emitDecoratorMetadata": false } }',
      'components/main.ini': definition('entry=src/main.ts', 'startUpClass=Main'),
      'src/main.ts': 'const seen: string[] = []; function mark(target: object, key: string) { seen.push(key); } function param(target: object, key: string | undefined, index: number) { seen.push(`${key}${index}`); } class A { @mark field = 1; m(@param x: number) { return x; } } export class Main { static startUp() { console.log(seen.join(), new A().m(2)); } }',
    }), 'field,m0 2');
  });
});

describe('definitions: DEFINITION_SYNTAX and its twins', () => {
  const refusals: readonly { readonly title: string; readonly ini: string; readonly names: readonly string[] }[] = [
    { title: 'an unknown key', ini: definition('entry=src/main.mjs', 'colour=red'), names: ['colour', 'main.ini'] },
    { title: 'an unknown section', ini: definition('entry=src/main.mjs', '[prerequisite]', 'a.ic=^1.0.0'), names: ['prerequisite', 'main.ini'] },
    { title: 'a missing entry', ini: definition('startUpClass=Main'), names: ['entry', 'main.ini'] },
    { title: 'a missing version', ini: '[component]\nentry=src/main.mjs\n', names: ['version', 'main.ini'] },
    { title: 'a bad version', ini: definition('version=1.x', 'entry=src/main.mjs'), names: ['1.x', 'main.ini'] },
    { title: 'a bad range', ini: definition('entry=src/main.mjs', '[prerequisites]', 'kernel.ic=one'), names: ['kernel.ic', 'main.ini'] },
    { title: 'an entry that is not there', ini: definition('entry=src/gone.mjs'), names: ['src/gone.mjs', 'main.ini'] },
    { title: 'an entry package that is not installed', ini: definition('entry=gone-package'), names: ['gone-package', 'main.ini'] },
    { title: 'a start-up class that is not exported', ini: definition('entry=src/main.mjs', 'startUpClass=Other'), names: ['Other'] },
    { title: 'a start-up class without static startUp', ini: definition('entry=src/main.mjs', 'startUpClass=Bare'), names: ['Bare'] },
    { title: 'a start-up class that is an object without startUp', ini: definition('entry=src/main.mjs', 'startUpClass=TABLE'), names: ['TABLE', 'startUp'] },
    { title: 'an application that is neither an object nor a class', ini: definition('entry=src/main.mjs', 'application=COUNT'), names: ['COUNT', 'number'] },
    { title: 'an application that is not exported', ini: definition('entry=src/main.mjs', 'application=NoApplication'), names: ['NoApplication'] },
    { title: 'an unclosed heading', ini: '[component\nversion=1.0.0\nentry=src/main.mjs\n', names: ['main.ini'] },
    { title: 'a file without [component]', ini: 'entry=src/main.mjs\n', names: ['main.ini'] },
    { title: 'an empty file', ini: '', names: ['main.ini'] },
  ];
  for (const { title, ini, names } of refusals) {
    it(`${title} is DEFINITION_SYNTAX`, () => {
      expectRefused(program(ini, `${hello}export class Bare {}\nexport const TABLE = { a: 1 };\nexport const COUNT = 1;\n`), 'DEFINITION_SYNTAX', ...names);
    });
  }

  it('the twin with every key is accepted', () => {
    const ini = '; a comment\n[component]\nname=main.ic\nversion=1.0.0\nentry=src/main.mjs\nstartUpClass=Main\napplication=App\ninclude[]=src/**\nexclude[]=**/*.test.mjs\n\n[prerequisites]\n\n[rom]\nfreeze[]=TABLE\n\n[overrides]\n\n[state]\n';
    expectOutput(launched(program(ini, `${hello}export const App = { loaded() {} };\nexport const TABLE = { a: [1] };\n`), ['main.ic', 'all']), 'hello all');
  });

  it('two definitions of one logical name are refused', () => {
    const result = makeProject(program(definition('entry=src/main.mjs'), hello, { 'components/second.ini': definition('name=main.ic', 'entry=src/main.mjs') })).abt('package');
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr).to.match(/DEFINITION_(SYNTAX|CONFLICT)/);
  });

  it('a module that does not parse ends with exit 1 and the program\'s own error, file and line', () => {
    const project = makeProject(program(definition('entry=src/main.mjs'), 'export const a = 1;\n\nconst = 2;\n'));
    const result = project.abt('package');
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr).to.match(/^SyntaxError/).and.to.match(/src\/main\.mjs:3/);
    expect(project.list('ics')).to.deep.equal([]);
  });

  it('an import of a name that the module does not export names file and line', () => {
    const result = makeProject(program(definition('entry=src/main.mjs'), "// two\nimport {\n  there, gone } from './other.mjs';\n", { 'src/other.mjs': 'export const there = 1;' })).abt('package');
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr).to.match(/src\/main\.mjs:3/).and.to.contain("does not provide an export named 'gone'").and.not.to.contain('    at ');
  });

  it('a TypeScript module that throws ends with exit 1 and its own error at the original file and line', () => {
    const project = makeProject({ 'components/main.ini': definition('entry=src/main.ts'), 'src/main.ts': "interface A {\n  readonly a: number;\n}\n\nenum E { X }\nthrow new RangeError('boom ' + E.X);\n" });
    const result = project.abt('package');
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr).to.contain('RangeError: boom 0').and.to.match(/src\/main\.ts:6/);
    expect(project.list('ics')).to.deep.equal([]);
  });
});

describe('definitions: kept modules', () => {
  const kept = (extra: readonly string[]): Files => ({
    'components/main.ini': definition('entry=src/main.mjs', 'startUpClass=Main', ...extra),
    'src/main.mjs': started("const name = args[0]; try { const m = await import(`./${name}.mjs`); console.log(m.v); } catch (e) { console.log(e.code); }"),
    'src/plugin.mjs': "console.error('evaluated'); export const v = 'plugin';",
    'src/plugin.test.mjs': "export const v = 'test';",
  });

  it('modules under include[] are kept, not evaluated, and evaluated on first use', () => {
    const project = makeProject(kept(['include[]=src/**']));
    expect(expectSuccess(project.abt('package')).stderr).not.to.contain('evaluated');
    const result = project.abt('ics/main.ic plugin');
    expectOutput(result, 'plugin');
    expect(result.stderr).to.contain('evaluated');
  });

  it('without include[] a computed import goes to Node\'s own loader and is not found', () => {
    expectOutput(launched(kept([]), 'main.ic plugin'), 'ERR_MODULE_NOT_FOUND');
  });

  it('exclude[] takes modules out', () => {
    const files = kept(['include[]=src/**', 'exclude[]=**/*.test.mjs']);
    expectOutput(launched(files, 'main.ic plugin.test'), 'ERR_MODULE_NOT_FOUND');
    expectOutput(launched(kept(['include[]=src/**']), 'main.ic plugin.test'), 'test');
  });

  it('modules that kept text names in require, import() and new URL with a literal are kept too, those of kept ones as well', () => {
    expectOutput(launched({
      'components/main.ini': definition('entry=src/main.cjs', 'entry[]=src/second.mjs', 'startUpClass=Main').replace('entry=', 'entry[]='),
      'src/main.cjs': "exports.Main = class Main { static async startUp() { const a = await import('./a.mjs'); const d = await globalThis.second(); console.log(a.v, a.b(), require('./c.cjs').v, d.v); } };",
      'src/second.mjs': "globalThis.second = () => import(new URL('./d.mjs', import.meta.url));",
      'src/a.mjs': "export const v = 'a'; export { b } from './b.mjs';",
      'src/b.mjs': "export const b = () => 'b';",
      'src/c.cjs': "exports.v = 'c' + require('./e.cjs').v;",
      'src/e.cjs': "exports.v = 'e';",
      'src/d.mjs': "export const v = 'd';",
    }), 'a b ce d');
  });

  it('JSON and package modules are kept as others are', () => {
    expectOutput(launched({
      'components/main.ini': definition('entry=main.cjs', 'startUpClass=Main', 'include[]=data/*.json'),
      'main.cjs': "exports.Main = class Main { static startUp() { const name = 'two'; console.log(require('./data/one.json').n, require('./data/' + name + '.json').n, require('lazy').n); } };",
      'data/one.json': '{ "n": 1 }', 'data/two.json': '{ "n": 2 }',
      'node_modules/lazy/package.json': '{ "name": "lazy", "version": "1.0.0", "main": "./lib/index" }', 'node_modules/lazy/lib/index.js': "exports.n = require('./inner').n;", 'node_modules/lazy/lib/inner.js': 'exports.n = 3;',
    }), '1 2 3');
  });

  it('of packages, modules are kept that a text reaches by a path computed from its own folder', () => {
    expectOutput(launched({
      'components/main.ini': definition('entry=main.cjs', 'startUpClass=Main'),
      'main.cjs': "const lazy = require('lazy'); exports.Main = class Main { static async startUp() { console.log(lazy.locale('de'), lazy.dialect('x'), await lazy.format('json'), lazy.locale('none')); } };",
      'node_modules/lazy/package.json': '{ "name": "lazy", "version": "1.0.0" }',
      'node_modules/lazy/index.js': [
        "const path = require('node:path'); const { pathToFileURL } = require('node:url');",
        "exports.locale = (name) => { try { const aliasedRequire = require; return aliasedRequire('./locale/' + name).v; } catch (error) { return error.code; } };",
        'exports.dialect = (name) => require(`./dialects/${name}/main`).v;',
        "exports.format = async (name) => (await import(pathToFileURL(path.resolve(__dirname, 'formats', `${name}.js`)).href)).default.v;",
      ].join('\n'),
      'node_modules/lazy/locale/de.js': "exports.v = 'de' + require('../part').v;", 'node_modules/lazy/part.js': "exports.v = '!';",
      'node_modules/lazy/dialects/x/main.js': "exports.v = 'x';", 'node_modules/lazy/formats/json.js': "exports.v = 'json';",
    }), 'de! x json MODULE_NOT_FOUND');
  });

  it('a kept module that throws does so at its first use, with its original position', () => {
    const result = launched({
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'),
      'main.mjs': "export class Main { static async startUp() { try { await import('./bad.ts'); } catch (error) { console.log(error.name, /bad\\.ts:5/.test(error.stack)); } } }",
      'bad.ts': 'type A = {\n  n: number;\n};\nconst a: A = { n: 1 };\nif (a.n === 1) throw new RangeError(String(a.n));\n',
    });
    expectOutput(result, 'RangeError true');
  });

  it('modules named by a literal but excluded are not kept', () => {
    expectOutput(launched({
      'components/main.ini': definition('entry=main.cjs', 'startUpClass=Main', 'exclude[]=optional.cjs'),
      'main.cjs': "exports.Main = class Main { static startUp() { try { console.log(require('./optional.cjs').v); } catch (e) { console.log(e.code); } } };",
      'optional.cjs': 'exports.v = 1;',
    }), 'MODULE_NOT_FOUND');
  });
});

describe('definitions: the program while it is packaged', () => {
  it('no module is the main module', () => {
    expectOutput(launched({
      'components/main.ini': definition('entry=main.cjs', 'startUpClass=Main'),
      'main.cjs': "const main = require.main; exports.Main = class Main { static startUp() { console.log(String(main), require.main === module); } }; if (require.main === module) throw new Error('main');",
    }), 'undefined false');
  });

  it('microtasks, ticks and immediates run out before the capture', () => {
    expectOutput(launched(program(definition('entry=src/main.mjs', 'startUpClass=Main'), "const log = []; Promise.resolve().then(() => log.push('micro')); process.nextTick(() => log.push('tick')); setImmediate(() => { log.push('immediate'); setImmediate(() => log.push('again')); });\nexport class Main { static startUp() { console.log(log.sort().join()); } }")), 'again,immediate,micro,tick');
  });

  const running: readonly { readonly title: string; readonly source: string }[] = [
    { title: 'a timer', source: 'setTimeout(() => {}, 100000);' },
    { title: 'an interval that nothing refers to', source: 'setInterval(() => {}, 1000).unref();' },
    { title: 'a listening server', source: "import { createServer } from 'node:http'; createServer().listen(0);" },
    { title: 'an unreferenced server socket', source: "import { createServer } from 'node:net'; createServer().listen(0).unref();" },
    { title: 'a file watcher', source: "import { watch } from 'node:fs'; watch('.', () => {});" },
  ];
  for (const { title, source } of running) {
    it(`${title} that still runs is NOT_CAPTURABLE`, () => {
      expectRefused(program(definition('entry=src/main.mjs'), `${source}\n${hello}`), 'NOT_CAPTURABLE', 'src/main.mjs');
    });
  }

  it('says what still runs and where it was made, of TypeScript in the original line', () => {
    const result = expectRefused({ 'components/main.ini': definition('entry=main.ts'), 'main.ts': 'interface A {\n  a: number;\n}\n\nconst list: A[] = [];\nsetInterval(() => list.length, 1000);\nexport { list };\n' }, 'NOT_CAPTURABLE');
    expect(result.stderr).to.match(/main\.ts:6/).and.to.match(/timer|interval/i);
  });

  it('a timer that was cleared and a server that was closed are accepted', () => {
    expectAccepted(program(definition('entry=src/main.mjs'), `import { createServer } from 'node:http'; clearTimeout(setTimeout(() => {}, 100000)); const s = createServer(); await new Promise((r) => s.listen(0, r)); await new Promise((r) => s.close(r));\n${hello}`));
  });

  it('handlers that a module puts on process are definitions', () => {
    const deployed = packaged(program(definition('entry=src/main.mjs', 'startUpClass=Main'), "process.on('exit', () => console.log('bye')); process.once('SIGUSR2', () => {});\nexport class Main { static startUp() { console.log(process.listenerCount('SIGUSR2')); } }"));
    expectOutput(deployed.abt('main.ic'), '1', 'bye');
    expect(deployed.abt('inspect main.ic --json').stdout).to.contain('exit');
  });

  it('listeners that a module puts on the standard streams are definitions, and so is what it adds to them', () => {
    const source = [
      'const { write } = process.stdout; let written = 0;',
      'process.stdout.write = function (...given) { written++; return Reflect.apply(write, this, given); };',
      "process.stdout.on('error', () => {}); process.stderr.once('drain', () => {}); process.stdin.on('data', (data) => { console.log('read', String(data)); process.stdin.destroy(); });",
      "export class Main { static startUp() { const before = written; console.log('started'); console.log(written - before, process.stdout.listenerCount('error'), process.stderr.listenerCount('drain'), process.stdin.isPaused()); process.stdin.push('input'); } }",
    ].join('\n');
    const deployed = packaged(program(definition('entry=src/main.mjs', 'startUpClass=Main'), source));
    expectOutput(deployed.abt('main.ic'), 'started', '1 1 1 false', 'read input');
  });

  it('variables that a module puts in the environment are there when it is launched, unless the environment of the launch says otherwise', () => {
    const show = "console.log(...['A', 'B', 'C', 'D'].map((name) => process.env['OWN_' + name] ?? '-'));";
    const project = makeProject(program(definition('entry=src/main.mjs', 'startUpClass=Main'), `process.env.OWN_A = 'a'; process.env.OWN_B ??= 'b'; process.env.OWN_C = 'changed'; delete process.env.OWN_D;\n${started(show)}`));
    expectSuccess(project.abt('package --out .', { env: { OWN_C: 'first', OWN_D: 'there' } }));
    expectOutput(project.abt('main.ic'), 'a b changed -');
    expectOutput(project.abt('main.ic', { env: { OWN_C: 'first', OWN_D: 'there' } }), 'a b changed -');
    expectOutput(project.abt('main.ic', { env: { OWN_A: 'x', OWN_B: 'y', OWN_C: 'z', OWN_D: 'w' } }), 'x y z w');
  });
});

describe('definitions: prerequisites', () => {
  const three = (range: string, version = '1.2.0'): Files => ({
    'components/base.ini': definition(`version=${version}`, 'entry=base.mjs'),
    'components/middle.ini': definition('entry=middle.mjs', '[prerequisites]', `base.ic=${range}`),
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'middle.ic=*'),
    'base.mjs': 'export const base = { n: 1 };',
    'middle.mjs': "import { base } from './base.mjs'; export const middle = { base };",
    'main.mjs': started('console.log(middle.base === base, base.n);', "import { middle } from './middle.mjs'; import { base } from './base.mjs';"),
  });

  it('prerequisites of prerequisites count as prerequisites', () => {
    expectOutput(launched(three('^1.0.0')), 'true 1');
  });

  it('a range that the version does not satisfy is PREREQUISITE_VERSION; one that it satisfies is accepted', () => {
    expectRefused(three('^2.0.0'), 'PREREQUISITE_VERSION', 'base.ic', '^2.0.0', '1.2.0');
    expectAccepted(three('>=1.1.0 <2'));
  });

  it('a prerequisite that no definition and no file brings is PREREQUISITE_MISSING or IC_NOT_FOUND', () => {
    const project = makeProject({ 'components/main.ini': definition('entry=main.mjs', '[prerequisites]', 'kernel.ic=^1.0.0'), 'main.mjs': hello });
    const result = project.abt('package');
    expect(result.stderr, described(result)).to.match(/PREREQUISITE_MISSING|IC_NOT_FOUND/).and.to.contain('kernel.ic');
    expect(result.code).to.equal(1);
    expect(project.list('ics')).to.deep.equal([]);
  });

  it('a cycle is PREREQUISITE_CYCLE naming it', () => {
    expectRefused({
      'components/a.ini': definition('entry=a.mjs', '[prerequisites]', 'b.ic=*'),
      'components/b.ini': definition('entry=b.mjs', '[prerequisites]', 'c.ic=*'),
      'components/c.ini': definition('entry=c.mjs', '[prerequisites]', 'a.ic=*'),
      'a.mjs': 'export const a = 1;', 'b.mjs': 'export const b = 1;', 'c.mjs': 'export const c = 1;',
    }, 'PREREQUISITE_CYCLE', 'a.ic', 'b.ic', 'c.ic');
  });

  it('a component that names itself as prerequisite is PREREQUISITE_CYCLE', () => {
    expectRefused({ 'components/a.ini': definition('entry=a.mjs', '[prerequisites]', 'a.ic=*'), 'a.mjs': 'export const a = 1;' }, 'PREREQUISITE_CYCLE', 'a.ic');
  });

  it('the version found when packaging is recorded', () => {
    const deployed = packaged(three('^1.0.0'));
    const inspected = jsonOf<{ readonly prerequisites: readonly Record<string, string>[] }>(deployed.abt('inspect middle.ic --json'));
    expect(inspected.prerequisites).to.have.lengthOf(1);
    expect(inspected.prerequisites[0]).to.include({ name: 'base.ic', range: '^1.0.0', version: '1.2.0' });
    expect(inspected.prerequisites[0]?.['hash']).to.match(/^[0-9a-f]{16,}$/);
  });

  it('an error at launch for a missing prerequisite says IC_NOT_FOUND', () => {
    const deployed = packaged(three('^1.0.0'));
    deployed.remove('base.ic');
    expectIcError(deployed.abt('main.ic'), 'IC_NOT_FOUND', 'base.ic');
  });

  it('freeze[] deep-freezes exports that the program did not freeze', () => {
    const files = (freeze: readonly string[]): Files => program(definition('entry=src/main.mjs', 'startUpClass=Main', ...freeze), started('console.log(Object.isFrozen(TABLE), Object.isFrozen(TABLE.rows[0]), Object.isFrozen(OPEN));', 'export const TABLE = { rows: [{ a: 1 }] }; export const OPEN = {};'));
    expectOutput(launched(files(['[rom]', 'freeze[]=TABLE'])), 'true true false');
    expectOutput(launched(files([])), 'false false false');
  });
});
