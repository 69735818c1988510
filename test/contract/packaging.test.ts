import { chmodSync, closeSync, cpSync, fstatSync, openSync, readSync, statSync } from 'node:fs';
import { expect } from 'chai';
import { definition, deploy, expectRefused, makeFolder, makeProject } from '../support/project.ts';
import type { Files } from '../support/project.ts';
import { described, expectIcError, expectOutput, expectSuccess, expectUsageError, jsonOf } from '../support/run.ts';

const files: Files = {
  'components/base.ini': definition('version=1.1.0', 'entry=base.mjs'),
  'components/main.ini': definition('version=2.0.0', 'entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=^1.0.0'),
  'base.mjs': "export const table = { rows: [1, 2, 3] }; export const where = import.meta.url; console.log('printed by the program');",
  'main.mjs': "import { table, where } from './base.mjs'; const file = new URL(where).pathname; export class Main { static startUp(args) { console.log(table.rows.length, args.join('+')); } static paths() { return [where, file]; } }",
};

interface Report {
  readonly components: readonly {
    readonly name: string; readonly version: string; readonly file: string; readonly hash: string;
    readonly romBytes: number; readonly ramBytes: number; readonly definitions: number; readonly stateChanges: readonly unknown[]; readonly ms: number;
  }[];
}

describe('packaging: the command', () => {
  it('shows an error that nobody catches with the line as written', () => {
    const project = makeProject({ 'components/main.ini': definition('entry=main.cjs'), 'main.cjs': "const f = (a) => { if (a) Promise.reject(new RangeError('nobody waits')); };\nf(1);\n" });
    const result = project.abt('package');
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr).to.include("main.cjs:1\nconst f = (a) => { if (a) Promise.reject(new RangeError('nobody waits')); };\n\nRangeError: nobody waits\n    at f (").and.not.include('$i');
  });

  it('writes OUT/LOGICAL-NAME for each definition, in prerequisite order, with a table on stdout', () => {
    const project = makeProject(files);
    const result = expectSuccess(project.abt('package'));
    expect(project.list('ics')).to.deep.equal(['base.ic', 'main.ic']);
    for (const word of ['base.ic', '1.1.0', 'main.ic', '2.0.0']) expect(result.stdout).to.contain(word);
    expect(result.stdout.indexOf('base.ic')).to.be.lessThan(result.stdout.indexOf('main.ic'));
  });

  it('what the program prints while it is loaded goes to stderr', () => {
    const result = expectSuccess(makeProject(files).abt('package --json'));
    expect(result.stdout).not.to.contain('printed by the program');
    expect(result.stderr).to.contain('printed by the program');
  });

  it('--json prints the report, and nothing else, on stdout', () => {
    const project = makeProject(files);
    const report = jsonOf<Report>(project.abt('package --json'));
    expect(report.components.map(({ name, version }) => `${name} ${version}`)).to.deep.equal(['base.ic 1.1.0', 'main.ic 2.0.0']);
    for (const one of report.components) {
      expect(one).to.have.all.keys('name', 'version', 'file', 'hash', 'romBytes', 'ramBytes', 'definitions', 'stateChanges', 'ms');
      expect(statSync(project.path('ics', one.name)).size).to.be.at.least(one.romBytes);
      expect(one.hash).to.match(/^[0-9a-f]+$/);
      expect(one.definitions).to.be.greaterThan(0);
    }
  });

  it('--components and --out name other folders, relative to the working directory', () => {
    const project = makeProject({ 'app/defs/one.ini': definition('entry=one.mjs'), 'app/one.mjs': 'export const a = 1;' });
    expectSuccess(project.abt('package --components app/defs --out build/made'));
    expect(project.list('build/made')).to.deep.equal(['one.ic']);
  });

  it('a NAME is a base name or a logical name; its missing prerequisites are written too, and only those', () => {
    const all: Files = { ...files, 'components/other.ini': definition('entry=other.mjs'), 'other.mjs': 'export const o = 1;' };
    const byBase = makeProject(all);
    expectSuccess(byBase.abt('package main'));
    expect(byBase.list('ics')).to.deep.equal(['base.ic', 'main.ic']);
    const byLogical = makeProject(all);
    expectSuccess(byLogical.abt('package base.ic'));
    expect(byLogical.list('ics')).to.deep.equal(['base.ic']);
    expectSuccess(byLogical.abt('package main.ic other'));
    expect(byLogical.list('ics')).to.deep.equal(['base.ic', 'main.ic', 'other.ic']);
  });

  it('a prerequisite that is there and equal is not written again; one that differs is', () => {
    const project = makeProject(files);
    expectSuccess(project.abt('package'));
    const before = statSync(project.path('ics/base.ic')).mtimeMs;
    project.write({ 'components/main.ini': String(files['components/main.ini']).replace('2.0.0', '2.0.1') });
    expectSuccess(project.abt('package main'));
    expect(statSync(project.path('ics/base.ic')).mtimeMs).to.equal(before);
    project.write({ 'components/base.ini': definition('version=1.2.0', 'entry=base.mjs'), 'components/main.ini': String(files['components/main.ini']).replace('2.0.0', '2.0.2') });
    expectSuccess(project.abt('package main'));
    expect(jsonOf<{ readonly version: string }>(project.abt('inspect ics/base.ic --json')).version).to.equal('1.2.0');
  });

  it('unknown names and options, and a folder without definitions, are refused', () => {
    const project = makeProject(files);
    expectUsageError(project.abt('package nothing'), 'nothing');
    expectUsageError(project.abt('package --colour'), 'colour');
    expect(project.list('ics')).to.deep.equal([]);
    const empty = makeFolder().abt('package');
    expect(empty.code, described(empty)).to.be.oneOf([1, 2]);
  });

  it('--verify launches a fresh process and proves that the graph is the captured one', () => {
    const project = makeProject({ ...files, 'base.mjs': `${String(files['base.mjs'])} class P { #x = [1]; get x() { return this.#x; } } export const p = new P(); export const map = new Map([[p, { p }]]); export const f = ((n) => () => n++)(5);` });
    expectSuccess(project.abt('package --verify'));
    expectOutput(deploy(project).abt('ics/main.ic a'), '3 a');
  });
});

describe('packaging: the same input gives the same bytes', () => {
  it('whatever the folder and the time', () => {
    const one = makeProject(files);
    const two = makeProject({ 'deeper/still/x': '', ...Object.fromEntries(Object.entries(files).map(([name, text]) => [`deeper/still/${name}`, text])) });
    expectSuccess(one.abt('package'));
    expectSuccess(two.abt('package --components deeper/still/components --out ics', { env: { TZ: 'Asia/Tokyo', LANG: 'de_DE.UTF-8' } }));
    for (const name of ['base.ic', 'main.ic']) expect(one.read(`ics/${name}`).equals(two.read(`ics/${name}`)), name).to.equal(true);
  });

  it('whether packaged together or one by one', () => {
    const [one, two] = [makeProject(files), makeProject(files)];
    expectSuccess(one.abt('package'));
    expectSuccess(two.abt('package base'));
    expectSuccess(two.abt('package main'));
    for (const name of ['base.ic', 'main.ic']) expect(one.read(`ics/${name}`).equals(two.read(`ics/${name}`)), name).to.equal(true);
  });

  it('no path of the machine is in the files; strings that begin with the project root are relative to APP_ROOT', () => {
    const project = makeProject({ ...files, 'main.mjs': "import { where } from './base.mjs'; import { fileURLToPath } from 'node:url'; const kept = [where, fileURLToPath(where)]; export class Main { static startUp() { console.log(kept.join(' ')); } }" });
    expectSuccess(project.abt('package'));
    for (const name of ['base.ic', 'main.ic']) expect(project.read(`ics/${name}`).includes(project.folder), name).to.equal(false);
    const deployed = deploy(project);
    expectOutput(deployed.abt('ics/main.ic'), `file://${deployed.path('ics/base.mjs')} ${deployed.path('ics/base.mjs')}`);
    deployed.write({ 'app.ini': '[Ic path]\nAPP_ROOT=/srv/app\n' });
    expectOutput(deployed.abt('-ini:app.ini ics/main.ic'), 'file:///srv/app/base.mjs /srv/app/base.mjs');
  });
});

describe('packaging: versions', () => {
  const changed = (version: string): Files => ({ ...files, 'components/base.ini': definition(`version=${version}`, 'entry=base.mjs'), 'base.mjs': 'export const table = { rows: [1] }; export const where = import.meta.url;' });

  it('another content under a held version is LOCKED_VERSION, a raised version is accepted, the same content too', () => {
    const project = makeProject(files);
    expectSuccess(project.abt('package'));
    expectSuccess(project.abt('package'));
    const held = project.read('ics/base.ic');
    project.write(changed('1.1.0'));
    expectIcError(project.abt('package'), 'LOCKED_VERSION', 'base.ic', '1.1.0');
    expect(project.read('ics/base.ic').equals(held), 'the held file stays').to.equal(true);
    project.write(changed('1.1.1'));
    expectSuccess(project.abt('package base'));
    expect(project.read('ics/base.ic').equals(held)).to.equal(false);
  });

  it('if only what is recorded about prerequisites differs, the held file stays', () => {
    const project = makeProject(files);
    interface Report { readonly components: readonly { readonly name: string; readonly hash: string; readonly romBytes: number }[] }
    const first = jsonOf<Report>(project.abt('package --json'));
    const held = project.read('ics/main.ic');
    project.write({ 'components/base.ini': definition('version=1.1.55555', 'entry=base.mjs') });
    const second = jsonOf<Report>(project.abt('package --json'));
    expect(project.read('ics/main.ic').equals(held)).to.equal(true);
    for (const report of [first, second]) expect(report.components[1], 'the report is of the held file').to.include({ name: 'main.ic', hash: first.components[1]?.hash, romBytes: first.components[1]?.romBytes });
    expectOutput(project.abt('ics/main.ic'), '3 ');
  });

  it('a version with build metadata is a work copy: it may be packaged again and satisfies the same ranges', () => {
    const project = makeProject({ ...files, 'components/base.ini': definition('version=1.1.0+dev', 'entry=base.mjs') });
    expectSuccess(project.abt('package base'));
    project.write(changed('1.1.0+dev'));
    expectSuccess(project.abt('package'));
    expectOutput(project.abt('ics/main.ic'), '1 ');
  });

  it('--dev adds build metadata to every version', () => {
    const project = makeProject(files);
    expectSuccess(project.abt('package --dev'));
    expect(jsonOf<{ readonly version: string }>(project.abt('inspect ics/base.ic --json')).version).to.match(/^1\.1\.0\+/);
    project.write({ 'base.mjs': String(files['base.mjs']).replace('[1, 2, 3]', '[1]') });
    expectSuccess(project.abt('package --dev'));
    expectOutput(project.abt('ics/main.ic'), '1 ');
  });
});

describe('packaging: NOT_CAPTURABLE, with path, position and remedy, and nothing written', () => {
  const cases: readonly { readonly title: string; readonly source: string; readonly path?: string; readonly twin: string }[] = [
    { title: 'a socket', source: "import { Socket } from 'node:net'; export const db = { pool: [new Socket()] };", path: 'pool', twin: "import { Socket } from 'node:net'; export const db = { pool: [], make: () => new Socket() };" },
    { title: 'a timer', source: 'export const db = { timer: setTimeout(() => {}, 1e6) };', twin: 'const timer = setTimeout(() => {}, 1e6); clearTimeout(timer); export const db = {};' },
    { title: 'a pending promise', source: 'export const db = { ready: new Promise(() => {}) };', path: 'ready', twin: 'export const db = { ready: Promise.resolve(1) };' },
    { title: 'a generator in the middle', source: 'function* g() { yield 1; yield 2; } const db = { it: g() }; db.it.next(); export { db };', path: 'it', twin: 'export function* g() { yield 1; }' },
    { title: 'a server', source: "import { createServer } from 'node:http'; const server = createServer(); server.listen(0); export const db = { server };", twin: 'export const db = { server: null };' },
    { title: 'a file stream', source: "import { createReadStream } from 'node:fs'; export const db = { stream: createReadStream(import.meta.filename) };", twin: "import { readFileSync } from 'node:fs'; export const db = { text: readFileSync(import.meta.filename, 'utf8') };" },
    { title: 'a worker', source: "import { Worker } from 'node:worker_threads'; export const db = { worker: new Worker('setInterval(() => {}, 1000)', { eval: true }) };", twin: "import { Worker } from 'node:worker_threads'; export const db = { Worker };" },
    { title: 'a WebAssembly memory of its own', source: 'export const db = { wasm: new WebAssembly.Memory({ initial: 1 }) };', twin: 'const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0]); export const db = { wasm: new WebAssembly.Instance(new WebAssembly.Module(bytes)) };' },
  ];
  for (const { title, source, path, twin } of cases) {
    it(title, () => {
      const one = (text: string): Files => ({ 'components/good.ini': definition('entry=good.mjs'), 'components/main.ini': definition('entry=src/main.mjs'), 'good.mjs': 'export const g = 1;', 'src/main.mjs': `\n${text}\n` });
      expectRefused(one(source), 'NOT_CAPTURABLE', 'src/main.mjs', ...(path === undefined ? [] : [path]));
      expectSuccess(makeProject(one(twin)).abt('package'));
    });
  }

  it('names the position that made the object', () => {
    expectRefused({ 'components/main.ini': definition('entry=src/main.mjs'), 'src/main.mjs': '\n\nconst make = () => new Promise(() => {});\nexport const held = { list: [1, make()] };\n' }, 'NOT_CAPTURABLE', 'src/main.mjs', 'held', 'list');
  });

  it('user code does not run while capturing', () => {
    const project = makeProject({
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'),
      'main.mjs': "const die = (why) => { console.error('RAN ' + why); throw new Error(why); }; const loaded = { v: false };\nexport const traps = [{ get a() { return loaded.v ? 1 : die('getter'); } }, new Proxy({}, { ownKeys: (t) => loaded.v ? Reflect.ownKeys(t) : die('ownKeys'), get: (t, k) => loaded.v ? t[k] : die('get'), getPrototypeOf: (t) => loaded.v ? Reflect.getPrototypeOf(t) : die('proto'), getOwnPropertyDescriptor: (t, k) => loaded.v ? Reflect.getOwnPropertyDescriptor(t, k) : die('descriptor') }), { toJSON() { die('toJSON'); }, [Symbol.iterator]() { die('iterator'); }, get [Symbol.toStringTag]() { return die('tag'); }, then() { die('then'); }, valueOf() { die('valueOf'); }, toString() { die('toString'); } }];\nexport class Main { static startUp() { loaded.v = true; console.log(traps[0].a); } }",
    });
    const result = expectSuccess(project.abt('package'));
    expect(result.stderr).not.to.contain('RAN');
    expectOutput(deploy(project).abt('ics/main.ic'), '1');
  });
});

describe('packaging: nothing half written', () => {
  it('a failure leaves the held files and nothing else', () => {
    const project = makeProject(files);
    expectSuccess(project.abt('package'));
    const held = project.list('ics').map((name) => project.read(`ics/${name}`));
    project.write({ 'components/base.ini': definition('version=1.9.0', 'entry=base.mjs'), 'base.mjs': 'export const table = { rows: [] }; export const where = 1;', 'components/main.ini': definition('version=3.0.0', 'entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=^1.0.0'), 'main.mjs': "import './base.mjs'; export class Main { static startUp() {} } export const p = new Promise(() => {});" });
    expectIcError(project.abt('package'), 'NOT_CAPTURABLE');
    expect(project.list('ics')).to.deep.equal(['base.ic', 'main.ic']);
    expect(project.list('ics').map((name) => project.read(`ics/${name}`))).to.deep.equal(held);
  });

  it('an output folder that cannot be written is refused with exit 1', function () {
    if (process.getuid?.() === 0) this.skip(); // root may write everywhere
    const project = makeProject({ ...files, 'locked/x': '' });
    chmodSync(project.path('locked'), 0o500);
    const result = project.abt('package --out locked/ics');
    chmodSync(project.path('locked'), 0o700);
    expect(result.code, described(result)).to.equal(1);
  });

  it('an output path that is a file is refused with exit 1', () => {
    const project = makeProject({ ...files, ics: 'a file' });
    const result = project.abt('package');
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr, 'one line, no stack').to.match(/^abt: cannot write to .*ics: ENOTDIR.*\n$/m).and.not.to.contain('    at ');
    expect(project.read('ics').toString()).to.equal('a file');
  });

  it('a held file is never changed in place: who has it open goes on reading what it was', () => {
    const project = makeProject(files);
    expectSuccess(project.abt('package --dev'));
    const before = project.read('ics/main.ic');
    const held = openSync(project.path('ics/main.ic'), 'r');
    try {
      project.write({ 'main.mjs': "export class Main { static startUp() { console.log('second'); } }" });
      expectSuccess(project.abt('package --dev'));
      expect(project.read('ics/main.ic').equals(before)).to.equal(false);
      const read = Buffer.alloc(before.length);
      readSync(held, read, 0, read.length, 0);
      expect(read.equals(before)).to.equal(true);
      expect(fstatSync(held).size).to.equal(before.length);
      expect(project.list('ics')).to.deep.equal(['base.ic', 'main.ic']);
    } finally {
      closeSync(held);
    }
  });

  it('each file is written aside and synced before it is renamed, and its folder synced after', () => {
    const project = makeProject(files);
    project.write({
      'recorder.cjs': `const fs = require('node:fs'); const { syncBuiltinESMExports } = require('node:module'); const names = new Map(); const log = [];
        for (const name of ['openSync', 'writeSync', 'fsyncSync', 'renameSync']) {
          const original = fs[name];
          fs[name] = (...args) => {
            const result = original(...args);
            const file = String(name === 'openSync' ? args[0] : name === 'renameSync' ? args[1] : names.get(args[0]));
            if (name === 'openSync') names.set(result, file);
            if (/[\\\\/]ics\\b/.test(file)) {
              log.push([name.replace('Sync', ''), file, name === 'renameSync' ? args[0] : null]);
              fs.writeFileSync(${JSON.stringify(project.path('log.json'))}, JSON.stringify(log));
            }
            return result;
          };
        }
        syncBuiltinESMExports();`,
    });
    expectSuccess(project.abt('package', { nodeOptions: ['--require', project.path('recorder.cjs')] }));
    const log = JSON.parse(project.read('log.json').toString()) as readonly (readonly [string, string, string | null])[];
    for (const name of ['base.ic', 'main.ic']) {
      const renamed = log.findIndex(([call, file]) => call === 'rename' && file === project.path('ics', name));
      const aside = log[renamed]?.[2] ?? '';
      expect(aside, JSON.stringify(log)).not.to.equal('');
      const before = log.slice(0, renamed).filter(([, file]) => file === aside).map(([call]) => call);
      expect([before[0], before.at(-1)], JSON.stringify(log)).to.deep.equal(['open', 'fsync']);
      expect(before.filter((call) => call === 'write')).not.to.have.lengthOf(0);
      expect(log.slice(renamed).some(([call, file]) => call === 'fsync' && file === project.path('ics')), JSON.stringify(log)).to.equal(true);
    }
  });

  it('what the program prints by any way goes to stderr, also while another component is loaded', () => {
    const project = makeProject({ ...files, 'main.mjs': "import './base.mjs'; process.stdout.write('by stdout\\n'); console.error('by error'); console.table([1]); export class Main { static startUp() {} }" });
    const result = expectSuccess(project.abt('package --json'));
    expect(Object.keys(JSON.parse(result.stdout) as object)).to.deep.equal(['components']);
    expect(result.stderr).to.contain('printed by the program').and.to.contain('by stdout').and.to.contain('by error');
  });

  it('a module that throws late leaves nothing of the components before it', () => {
    const project = makeProject({ ...files, 'main.mjs': "import './base.mjs'; throw new TypeError('late');" });
    const result = project.abt('package');
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr).to.match(/TypeError: late/).and.to.match(/main\.mjs:1/);
    expect(project.list('ics')).to.deep.equal([]);
  });

  it('handlers of the program for the end of the process do not run at the end of packaging', () => {
    const project = makeProject({ ...files, 'main.mjs': "process.on('exit', () => console.log('bye')); process.on('beforeExit', () => console.log('before')); export class Main { static startUp() { console.log('ran'); } }" });
    const result = expectSuccess(project.abt('package'));
    expect(result.stdout + result.stderr).not.to.contain('bye').and.not.to.contain('before');
    expectOutput(project.abt('ics/main.ic'), 'ran', 'before', 'bye');
  });

  it('a program that ends the process while it is packaged is no success', () => {
    const project = makeProject({ ...files, 'main.mjs': 'process.exit(0);' });
    const result = project.abt('package');
    expect(result.code, described(result)).not.to.equal(0);
    expect(project.list('ics')).to.deep.equal([]);
  });

  it('packaged files work from a copy of the folder', () => {
    const project = makeProject(files);
    expectSuccess(project.abt('package'));
    const other = makeFolder();
    cpSync(project.path('ics'), other.path('moved'), { recursive: true });
    expectOutput(deploy(project).abt(['-i', other.path('moved/main.ic'), 'x', '-y']), '3 x+-y');
  });
});
