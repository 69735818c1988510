import { renameSync } from 'node:fs';
import { setTimeout as pause } from 'node:timers/promises';
import { expect } from 'chai';
import { definition, makeFolder, makeProject } from '../support/project.ts';
import type { Folder } from '../support/project.ts';
import { described, expectIcError, expectSuccess, startAbt } from '../support/run.ts';
import type { RunResult } from '../support/run.ts';

const KERNEL = `
let counter = 0;
function keyed(a) { return a; }
keyed.extra = 1; keyed[404] = 'not found'; keyed[Symbol.for('mark')] = 2;
exports.keyed = keyed;
exports.make = (step) => { let total = 0; return { add: () => { counter++; return total += step; }, read: () => [counter, total, step], text: (x) => x + counter }; };
`;

const MAIN = `
import diagnostics from 'node:diagnostics_channel';
import kernel, { make } from './kernel.cjs';
import { deeper } from './names.mjs';
export const gauge = make(3);
gauge.add();
export const frozen = { list: [1, { two: 2 }] };
export const channel = diagnostics.tracingChannel('orders');
const prepare = Error.prepareStackTrace;
Error.prepareStackTrace = (_error, sites) => sites;
export const site = new Error().stack[0];
Error.prepareStackTrace = prepare;
globalThis.registry = { kernel };
export const byPath = { [import.meta.dirname.slice(0, -4)]: 'root', [import.meta.dirname]: 'src' };
export class Main {
  static startUp() {
    console.log(JSON.stringify([gauge.add(), gauge.read(), gauge.text.toString(), deeper(), Reflect.ownKeys(kernel.keyed).map(String)]));
    console.log(site.getFileName() === import.meta.filename, site.getLineNumber(), String(site).startsWith(import.meta.filename), site instanceof Object.getPrototypeOf(site).constructor);
    channel.start.subscribe((message) => console.log('traced', message.order));
    channel.traceSync(() => 1, { order: 5 });
  }
}
`;

/** As a bundle may have it: an exported name that is also another variable of the module it comes from. */
const NAMES = {
  'src/names.cjs': 'function deeper() { return exports.deeper(); }\nexports.shallow = deeper;\nexports.deeper = function other() { return "other"; };\n',
  'src/names.mjs': "export { deeper } from './names.cjs';\n",
};

const files = { 'package.json': '{}', 'src/kernel.cjs': KERNEL, 'src/main.mjs': MAIN, ...NAMES };
/** `length`, `name` and `prototype`; before Node 26 also `arguments` and `caller`. */
const KEYS_OF_SLOPPY_FUNCTIONS = Reflect.ownKeys(new Function()).map(String);
const EXPECTED = [
  JSON.stringify([6, [2, 6, 3], '(x) => x + counter', 'other', ['404', ...KEYS_OF_SLOPPY_FUNCTIONS, 'extra', 'Symbol(mark)']]),
  'true 11 true true', 'traced 5', '',
].join('\n');

/** A program in which what a correct file restores and what a wrong one does can be told apart. */
const shop = (limit: number, second: string): Record<string, string> => ({
  'package.json': '{}',
  'src/shop.cjs': `const limit = ${String(limit)}; const stock = { apples: 3 }; exports.first = stock; exports.second = ${second}; exports.full = (n) => n > limit;`,
  'components/shop.ini': definition('entry=src/shop.cjs'),
});

/** Runs `abt package --verify`; the file that it restores is replaced by another as soon as it is written. */
async function verifyOther(project: Folder, file: Buffer): Promise<RunResult> {
  const temporary = makeFolder();
  const child = startAbt(['package', '--verify'], { cwd: project.folder, env: { TMPDIR: temporary.folder } });
  const output = { stdout: '', stderr: '' };
  child.stdout?.on('data', (chunk) => (output.stdout += String(chunk)));
  child.stderr?.on('data', (chunk) => (output.stderr += String(chunk)));
  const ended = new Promise<number | null>((resolve) => child.once('close', resolve));
  let replaced = false;
  while (child.exitCode === null) {
    for (const name of replaced ? [] : temporary.list('.')) {
      if (!temporary.has(`${name}/shop.ic`)) continue;
      temporary.write({ other: file });
      renameSync(temporary.path('other'), temporary.path(name, 'shop.ic'));
      replaced = true;
    }
    await pause(2);
  }
  const code = await ended;
  expect(replaced, 'the file was seen before it was restored').to.equal(true);
  expect(temporary.list('.'), 'nothing stays behind').to.deep.equal([]);
  return { command: 'abt package --verify', code, signal: null, ...output };
}

describe('abt package --verify', function () {
  this.timeout(300_000);

  it('finds one component equal in a fresh process, and publishes it', () => {
    const project = makeProject({ ...files, 'components/main.ini': definition('entry=src/main.mjs', 'startUpClass=Main', '[rom]', 'freeze[]=frozen') });
    expectSuccess(project.abt('package --verify'));
    expect(project.abt('-iics/main.ic').stdout).to.equal(EXPECTED);
  });

  it('finds code of a prerequisite in scopes of its dependents equal, the variables it shares with the prerequisite too', () => {
    const project = makeProject({
      ...files,
      'components/kernel.ini': definition('entry=src/kernel.cjs'),
      'components/main.ini': definition('entry=src/main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=^1.0.0'),
      'components/other.ini': definition('entry=src/other.mjs', '[prerequisites]', 'kernel.ic=^1.0.0'),
      'src/other.mjs': "import { make } from './kernel.cjs';\nexport const mine = make(7);\n",
    });
    expectSuccess(project.abt('package --verify'));
    const launched = project.abt('-iics/main.ic');
    expect(launched.stdout, described(launched)).to.equal(EXPECTED);
  });

  it('knows what comes with private methods of a prerequisite, and where Node keeps listeners of several components', () => {
    const project = makeProject({
      'package.json': '{}',
      'src/kernel.cjs': 'exports.A = class A { *#g() { yield 1; } #n = 1; all() { return [...this.#g(), this.#n]; } }; exports.bus = new (require("node:events"))();',
      'src/middle.cjs': 'const { bus } = require("./kernel.cjs"); bus.on("x", () => "middle"); exports.middle = 1;',
      'src/main.cjs': 'const { A, bus } = require("./kernel.cjs"); require("./middle.cjs"); exports.a = new A(); bus.on("x", () => "main"); bus.on("x", () => "again");',
      'components/kernel.ini': definition('entry=src/kernel.cjs'),
      'components/middle.ini': definition('entry=src/middle.cjs', '[prerequisites]', 'kernel.ic=^1.0.0'),
      'components/main.ini': definition('entry=src/main.cjs', '[prerequisites]', 'middle.ic=^1.0.0'),
    });
    expectSuccess(project.abt('package --verify', { timeout: 240_000 }));
  });

  it('takes functions of one text for what they are, though their modules import other things in other places', () => {
    const lookup = "import { other } from './other.mjs';\nimport * as trace from './trace.mjs';\nexport const look = () => ({ ...trace });\nexport { other };\n";
    const project = makeProject({
      'package.json': '{}',
      'src/old/other.mjs': 'export const other = 1;', 'src/old/trace.mjs': 'export const at = () => 1;', 'src/old/look.mjs': lookup,
      'src/new/other.mjs': 'export const other = 2;', 'src/new/trace.mjs': 'export const at = () => 2;', 'src/new/look.mjs': lookup.replace(/^(.*)\n(.*)\n/, '$2\n$1\n'),
      'src/main.mjs': "import * as a from './old/look.mjs';\nimport * as b from './new/look.mjs';\nexport class Main { static startUp() { console.log(a.look().at(), b.look().at(), a.other, b.other); } }\n",
      'components/main.ini': definition('entry=src/main.mjs', 'startUpClass=Main'),
    });
    expectSuccess(project.abt('package --verify'));
    const launched = project.abt('-iics/main.ic');
    expect(launched.stdout, described(launched)).to.equal('1 2 1 2\n');
  });

  it('proves each of two siblings without the other, whatever the other did to the prerequisite of both', () => {
    const project = makeProject({
      'package.json': '{}',
      'src/kernel.cjs': `let uses = 0; const memo = new Map([['k', 1]]); const list = [1]; const box = { n: 0 }; const secret = Symbol('s');
class Counter { #n = 0; up() { return ++this.#n; } } const counter = new Counter();
module.exports = { memo, list, box, secret, counter, weak: new WeakMap(), bytes: new Uint8Array(4), emitter: new (require('node:events'))(), use: () => ++uses, uses: () => uses };`,
      'src/left.cjs': `const kernel = require('./kernel.cjs'); kernel.memo.set('left', { by: 'left' }); kernel.memo.set('k', 2); kernel.left = () => 'left'; kernel.box.n = 5; kernel.box[kernel.secret] = 1;
kernel.use(); kernel.counter.up(); kernel.bytes[1] = 7; kernel.list.push('left'); kernel.weak.set(kernel.box, 'left'); kernel.emitter.on('x', kernel.left); exports.kernel = kernel;`,
      'src/right.cjs': `const kernel = require('./kernel.cjs'); kernel.memo.set('right', [1]); kernel.right = class Right {}; kernel.weak.set(kernel.list, 'right'); exports.seen = () => [kernel.memo, kernel.box, kernel.uses()];`,
      'components/kernel.ini': definition('entry=src/kernel.cjs'),
      'components/left.ini': definition('entry=src/left.cjs', '[prerequisites]', 'kernel.ic=^1.0.0'),
      'components/right.ini': definition('entry=src/right.cjs', '[prerequisites]', 'kernel.ic=^1.0.0'),
    });
    expectSuccess(project.abt('package --verify', { timeout: 240_000 }));
  });

  it('fails with the paths of both sides where a file restores something else, and publishes nothing', async () => {
    const other = makeProject(shop(6, '{ apples: 3 }'));
    expectSuccess(other.abt('package'));
    const project = makeProject(shop(5, 'stock'));
    const result = expectIcError(await verifyOther(project, other.read('ics/shop.ic')), 'NOT_CAPTURABLE', 'shop.ic');
    expect(result.stderr, described(result)).to.match(/src\/shop\.cjs: property "second": sharing: captured is the one at src\/shop\.cjs\.first, restored is another/);
    expect(result.stderr, described(result)).to.match(/src\/shop\.cjs\.full: variable limit: captured 5, restored 6/);
    expect(result.stdout).to.equal('');
    expect(project.list('ics')).to.deep.equal([]);
  });

  it('fails where a file cannot be restored, and publishes nothing', async () => {
    const project = makeProject(shop(5, 'stock'));
    expectIcError(await verifyOther(project, Buffer.from('no component')), 'NOT_CAPTURABLE', 'IC_NOT_AN_IC');
    expect(project.list('ics')).to.deep.equal([]);
  });
});
