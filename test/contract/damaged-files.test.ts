import { closeSync, openSync, readSync, writeSync } from 'node:fs';
import { expect } from 'chai';
import { definition, packaged } from '../support/project.ts';
import type { Deployment } from '../support/project.ts';
import { described, expectIcError, expectOutput, expectSuccess } from '../support/run.ts';

describe('errors: damaged and foreign files never crash the process', function () {
  this.timeout(300_000);
  let deployed: Deployment;
  let bytes: Buffer;
  before(() => {
    deployed = packaged({
      'components/base.ini': definition('entry=base.mjs'),
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=*'),
      'base.mjs': 'export const table = new Map([["a", { n: 1 }]]); export const f = (n) => table.get("a").n + n;',
      'main.mjs': "import { f, table } from './base.mjs'; class P { #x = f(1); get x() { return this.#x; } } const p = new P(); export class Main { static startUp() { console.log(p.x, table.size); } }",
    });
    bytes = deployed.read('main.ic');
  });

  it('the twin that is whole runs', () => {
    expectOutput(deployed.abt('main.ic'), '2 1');
  });

  const foreign: readonly { readonly title: string; readonly contents: (whole: Buffer) => Buffer | string; readonly code: string }[] = [
    { title: 'an empty file', contents: () => '', code: 'IC_NOT_AN_IC' },
    { title: 'a text file', contents: () => 'hello, I am no component', code: 'IC_NOT_AN_IC' },
    { title: 'wrong magic', contents: (whole) => Buffer.concat([Buffer.from('XXXX'), whole.subarray(4)]), code: 'IC_NOT_AN_IC' },
    { title: 'zeros', contents: (whole) => Buffer.alloc(whole.length), code: 'IC_NOT_AN_IC' },
    { title: 'a file cut in the middle', contents: (whole) => whole.subarray(0, whole.length >> 1), code: 'IC_CORRUPT' },
    { title: 'a file without its last byte', contents: (whole) => whole.subarray(0, whole.length - 1), code: 'IC_CORRUPT' },
    { title: 'a file cut behind its first 64 bytes', contents: (whole) => whole.subarray(0, 64), code: 'IC_' },
    { title: 'a file with bytes behind its end', contents: (whole) => Buffer.concat([whole, Buffer.from('tail')]), code: 'IC_CORRUPT' },
  ];
  for (const { title, contents, code } of foreign) {
    it(`${title} is ${code}`, () => {
      deployed.write({ 'bad/main.ic': contents(bytes), 'bad/base.ic': deployed.read('base.ic') });
      const result = expectIcError(deployed.abt('bad/main.ic'), code, 'main.ic');
      expect(result.stdout).to.equal('');
      const verified = deployed.abt('verify bad/main.ic');
      expect(verified.code, described(verified)).to.equal(1);
      expect(deployed.abt('inspect bad/main.ic').code).to.equal(1);
    });
  }

  it('a damaged prerequisite is named', () => {
    deployed.write({ 'bad2/main.ic': bytes, 'bad2/base.ic': deployed.read('base.ic').subarray(0, 5000) });
    expectIcError(deployed.abt('bad2/main.ic'), 'IC_', 'base.ic');
  });

  it('another format version is IC_VERSION naming both', () => {
    // The version stands somewhere in the first 64 bytes: of all single-byte changes there at least one must be told as a version.
    const codes = new Set<string>();
    for (let offset = 0; offset < 32; offset += 1) {
      const changed = Buffer.from(bytes);
      changed[offset] = ((changed[offset] ?? 0) + 1) & 255;
      deployed.write({ 'v/main.ic': changed });
      const result = deployed.abt('verify v/main.ic');
      expect(result.code, described(result)).to.equal(1);
      codes.add(/IC_[A-Z_]+/.exec(result.stderr + result.stdout)?.[0] ?? described(result));
    }
    expect([...codes]).to.include('IC_VERSION');
  });

  it('a file of the other byte order is IC_PLATFORM', () => {
    const swapped = Buffer.from(bytes); // docs/format.md: the byte order mark stands at offset 8
    swapped.subarray(8, 12).reverse();
    deployed.write({ 'order/main.ic': swapped, 'order/base.ic': deployed.read('base.ic') });
    for (const command of ['order/main.ic', 'inspect order/main.ic', 'verify order/main.ic']) expectIcError(deployed.abt(command), 'IC_PLATFORM', 'main.ic');
  });

  it('a captured global of Node that the Node of the launch lacks is IC_PLATFORM naming it when it is called, and no obstacle before', () => {
    const folder = packaged({
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'),
      'main.mjs': 'const tools = { copy: structuredClone }; export class Main { static startUp([word]) { console.log(word === "idle" ? typeof tools.copy : tools.copy({ n: 1 }).n); } }',
    });
    folder.write({ 'lacks.cjs': 'delete globalThis.structuredClone;', 'has.cjs': '' });
    expectOutput(folder.abt('main.ic', { nodeOptions: ['--require', folder.path('has.cjs')] }), '1');
    expectOutput(folder.abt('main.ic idle', { nodeOptions: ['--require', folder.path('lacks.cjs')] }), 'function');
    expectIcError(folder.abt('main.ic', { nodeOptions: ['--require', folder.path('lacks.cjs')] }), 'IC_PLATFORM', 'structuredClone');
  });

  it('every changed byte is found by verify; a launch with it is refused or gives the right output', () => {
    const step = Math.max(1, Math.floor(bytes.length / 24));
    deployed.write({ 'bits/main.ic': bytes, 'bits/base.ic': deployed.read('base.ic') });
    const file = deployed.path('bits/main.ic');
    const one = Buffer.alloc(1);
    for (let offset = step >> 1; offset < bytes.length; offset += step) {
      const handle = openSync(file, 'r+');
      readSync(handle, one, 0, 1, offset);
      writeSync(handle, Buffer.from([(one[0] ?? 0) ^ 0x10]), 0, 1, offset);
      const verified = deployed.abt('verify bits/main.ic');
      expect(verified.code, `offset ${offset}: ${described(verified)}`).to.equal(1);
      const run = deployed.abt('bits/main.ic');
      if (run.code === 0) expect(run.stdout, `offset ${offset}`).to.equal('2 1\n');
      else expectIcError(run, 'IC_');
      writeSync(handle, one, 0, 1, offset);
      closeSync(handle);
    }
    expectSuccess(deployed.abt('verify bits/main.ic'));
  });
});
