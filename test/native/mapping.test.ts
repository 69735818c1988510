import { expect } from 'chai';
import { spawn, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, mkdtempSync, openSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { Worker } from 'node:worker_threads';
import { loadAddon, mapDescriptor, openMapping, type Mapping, type MappingAddon } from '../../native/index.ts';

const SIZE = 4 * 1024 * 1024;

describe('mappings', () => {
  const loaded = loadAddon();
  let folder = '';
  let file = '';
  const content = Buffer.alloc(SIZE, 'abcdefg\u00e9', 'latin1');

  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'mapping-'));
    file = join(folder, 'content');
    writeFileSync(file, content);
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  /** The addon, or the test is skipped: there is no compiler here. */
  function addonOrSkip(context: Mocha.Context): MappingAddon {
    if (loaded.addon === null) return context.skip();
    return loaded.addon;
  }

  function check(mapping: Mapping): void {
    expect(mapping.bytes).to.be.instanceOf(SharedArrayBuffer);
    expect(Buffer.compare(Buffer.from(mapping.bytes), content)).to.equal(0);
    for (const [offset, length] of [[0, 0], [3, 5], [1, 5000], [0, SIZE], [SIZE - 100, 100]] as const) {
      expect(mapping.text(offset, length, false)).to.equal(content.toString('latin1', offset, offset + length));
    }
    for (const offset of [0, 2, 3]) expect(mapping.text(offset, 300, true)).to.equal(content.toString('utf16le', offset, offset + 600));
    expect(() => mapping.text(SIZE - 1, 2, false)).to.throw(RangeError);
    expect(() => mapping.privateBuffer(0, SIZE + 1)).to.throw(RangeError);
  }

  it('give the same bytes and texts on every rung', function () {
    check(openMapping(file, null));
    expect(openMapping(file, null).rung).to.equal('read');
    check(openMapping(file, addonOrSkip(this)));
    expect(openMapping(file, loaded.addon).rung).to.equal('addon');
  });

  it('give buffers that can be changed without changing the file', () => {
    for (const addon of new Set([null, loaded.addon])) {
      const mapping = mapDescriptor(openSync(file, 'r'), SIZE, addon);
      for (const length of [10, 200_001]) {
        const buffer = mapping.privateBuffer(12_345, length);
        expect(buffer).to.be.instanceOf(ArrayBuffer);
        expect(Buffer.compare(Buffer.from(buffer), content.subarray(12_345, 12_345 + length))).to.equal(0);
        new Uint8Array(buffer).fill(0);
        expect(new Uint8Array(mapping.bytes)[12_345]).to.equal(content[12_345]);
      }
      mapping.close();
      expect(mapping.privateBuffer(0, 100_000).byteLength).to.equal(100_000);
    }
    expect(Buffer.compare(readFileSync(file), content)).to.equal(0);
  });

  it('stay valid when the file is replaced by rename or removed', () => {
    const other = join(folder, 'other');
    writeFileSync(other, content);
    const mapping = openMapping(other);
    writeFileSync(`${other}.new`, 'new');
    renameSync(`${other}.new`, other);
    check(mapping);
    rmSync(other);
    check(mapping);
  });

  it('report what the addon cannot map by code', function () {
    const addon = addonOrSkip(this);
    const descriptor = openSync(file, 'r');
    const folderDescriptor = openSync(folder, 'r');
    const code = (attempt: () => unknown): unknown => {
      try {
        attempt();
        return null;
      } catch (error) {
        return error instanceof Error && 'code' in error ? error.code : error;
      }
    };
    expect(code(() => addon.mapFd(descriptor, 0, SIZE + 1, 0))).to.equal('EINVAL');
    expect(code(() => addon.mapFd(descriptor, 1, 5, 0))).to.equal('EINVAL');
    expect(code(() => addon.mapFd(descriptor, 0, 0, 0))).to.equal('EINVAL');
    expect(code(() => addon.mapFd(4_000, 0, 1, 0))).to.equal('EBADF');
    expect(code(() => addon.mapFd(folderDescriptor, 0, 1, 0))).to.be.oneOf(['ENODEV', 'EINVAL']);
    expect(code(() => addon.mapFd(descriptor, -1, 1, 0))).to.equal('ERR_INVALID_ARG_TYPE');
    expect(code(() => addon.externalString(new Uint8Array(3), true))).to.equal('ERR_OUT_OF_RANGE');
    closeSync(descriptor);
    closeSync(folderDescriptor);
  });

  it('are the same memory in a worker thread', async () => {
    const mapping = openMapping(file, null);
    const worker = new Worker('const { parentPort, workerData } = require("node:worker_threads"); Atomics.store(new Int32Array(workerData), 0, 77); parentPort.postMessage("done");', { eval: true, workerData: mapping.bytes });
    await once(worker, 'message');
    expect(new Int32Array(mapping.bytes)[0]).to.equal(77);
  });

  it('are given back when nothing holds them any more', async function () {
    addonOrSkip(this);
    if (process.platform !== 'linux' || globalThis.gc === undefined) return this.skip();
    const own = join(folder, 'given-back');
    writeFileSync(own, content);
    const lines = (): number => readFileSync('/proc/self/maps', 'utf8').split('\n').filter((line) => line.includes('given-back')).length;
    (() => {
      const mapping = openMapping(own);
      expect(mapping.text(0, 1000, false).length).to.equal(1000);
      expect(lines()).to.be.greaterThan(0);
    })();
    for (let round = 0; round < 20 && lines() > 0; round += 1) {
      await new Promise((resolve) => setTimeout(resolve, 10));
      globalThis.gc();
    }
    expect(lines()).to.equal(0);
  });

  it('share their pages between processes, and leave none dirty', async function () {
    addonOrSkip(this);
    if (process.platform !== 'linux') return this.skip();
    const program = `
      import { openMapping } from ${JSON.stringify(new URL('../../native/index.' + (import.meta.url.endsWith('.ts') ? 'ts' : 'js'), import.meta.url).href)};
      const mapping = openMapping(${JSON.stringify(file)});
      let sum = 0;
      for (const byte of new Uint8Array(mapping.bytes)) sum += byte;
      globalThis.kept = [mapping, mapping.text(0, ${SIZE}, false).indexOf('zzz'), sum];
      console.log('ready');
      setInterval(() => globalThis.kept, 1000);`;
    const children: ChildProcess[] = [];
    try {
      for (let index = 0; index < 2; index += 1) {
        const child = spawn(process.execPath, ['--no-warnings', '--input-type=module', '-e', program], { stdio: ['ignore', 'pipe', 'inherit'] });
        children.push(child);
        if (child.stdout === null) throw new Error('no output of the child');
        await once(createInterface({ input: child.stdout }), 'line');
      }
      for (const { pid } of children) {
        const facts = smaps(pid ?? 0, 'content');
        expect(facts.get('Rss')).to.equal(SIZE / 1024);
        expect((facts.get('Private_Clean') ?? 0) + (facts.get('Private_Dirty') ?? 0)).to.equal(0);
        expect(facts.get('Pss')).to.be.at.most(SIZE / 1024 / 2 + 4);
      }
    } finally {
      for (const child of children) {
        child.kill();
        await once(child, 'exit');
      }
    }
  });
});

/** Kilobytes of the mappings of a file, by kind. */
function smaps(pid: number, name: string): Map<string, number> {
  const facts = new Map<string, number>();
  let inside = false;
  expect(readdirSync('/proc')).to.include(String(pid));
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) inside = line.endsWith(`/${name}`);
    const [, key = '', size = ''] = /^(\w+):\s+(\d+) kB/.exec(line) ?? [];
    if (inside && key !== '') facts.set(key, (facts.get(key) ?? 0) + Number(size));
  }
  return facts;
}
