import { expect } from 'chai';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { encodeComponent } from '../../../format/encode.ts';
import { publish } from '../../../packager/write/publish.ts';
import { IcError } from '../../../format/errors.ts';
import { ComponentMaps } from '../../../runtime/map/index.ts';
import { plainImage } from '../../format/support/plain.ts';
import { sampleImage, sha256 } from '../../format/support/sample-image.ts';

describe('opened component files', () => {
  const { bytes, hash } = encodeComponent(sampleImage(), sha256);
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'maps-'));
    file = join(folder, 'orders.ic');
    publish(file, bytes);
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  const codeOf = (name: string): unknown => {
    try {
      new ComponentMaps().open(join(folder, name));
      return null;
    } catch (error) {
      return error instanceof IcError ? error.code : error;
    }
  };

  it('hold what was written', () => {
    const reader = new ComponentMaps().open(file);
    expect(reader.hash).to.equal(hash);
    reader.verify();
    const paths = { code: reader.codePaths, kept: reader.keptPaths };
    expect(plainImage({
      facts: reader.facts, graph: reader.graph, hot: reader.hot,
      code: paths.code.flatMap((path) => { const analysis = reader.code(path); return analysis === null ? [] : [{ path, analysis }]; }),
      keptForms: paths.kept.flatMap((path) => { const form = reader.keptForm(path); return form === null ? [] : [{ path, form }]; }),
      originals: ['src/order.js', 'src/other.js'].flatMap((path) => reader.original(path) ?? []),
    })).to.deep.equal(plainImage(sampleImage()));
  });

  it('are mapped once, whatever they are called', () => {
    const maps = new ComponentMaps();
    symlinkSync(file, join(folder, 'other-name.ic'));
    expect(maps.open(join(folder, 'other-name.ic'))).to.equal(maps.open(file));
    expect(maps.share()).to.have.length(1);
  });

  it('are other files after they were replaced, while the old one stays readable', () => {
    const maps = new ComponentMaps();
    const old = maps.open(file);
    const image = sampleImage();
    publish(file, encodeComponent({ ...image, facts: { ...image.facts, version: '2.0.0' } }, sha256).bytes);
    expect(maps.open(file).facts.version).to.equal('2.0.0');
    expect(old.facts.version).to.equal('1.4.0');
    expect(old.source('src/order.js')).to.contain('class Order');
  });

  it('are refused by code: missing, no component, damaged', () => {
    expect(codeOf('none.ic')).to.equal('IC_NOT_FOUND');
    mkdirSync(join(folder, 'folder.ic'));
    expect(codeOf('folder.ic')).to.equal('IC_NOT_AN_IC');
    writeFileSync(join(folder, 'empty.ic'), '');
    expect(codeOf('empty.ic')).to.equal('IC_NOT_AN_IC');
    writeFileSync(join(folder, 'text.ic'), 'a text of some length\n'.repeat(1000));
    expect(codeOf('text.ic')).to.equal('IC_NOT_AN_IC');
    writeFileSync(join(folder, 'short.ic'), bytes.subarray(0, 100));
    expect(codeOf('short.ic')).to.equal('IC_CORRUPT');
    const damaged = bytes.slice();
    damaged[damaged.length - 5000] = (damaged[damaged.length - 5000] ?? 0) ^ 1;
    writeFileSync(join(folder, 'damaged.ic'), damaged);
    expect(codeOf('damaged.ic')).to.equal('IC_CORRUPT');
  });

  it('keep no descriptor when they are refused or released', function () {
    if (process.platform !== 'linux') return this.skip();
    const open = (): number => readdirSync('/proc/self/fd').length;
    writeFileSync(join(folder, 'short.ic'), bytes.subarray(0, 100));
    codeOf('short.ic');
    const before = open();
    for (let round = 0; round < 5; round += 1) {
      codeOf('short.ic');
      codeOf('none.ic');
      const maps = new ComponentMaps();
      const reader = maps.open(file);
      maps.open(file);
      maps.release(reader);
      expect(maps.share()).to.deep.equal([]);
    }
    expect(open()).to.equal(before);
  });

  it('can be used through the handles that a worker thread gets', () => {
    const shared = new ComponentMaps();
    shared.open(file);
    const [handle] = shared.share();
    if (handle === undefined) throw new Error('one file is open');
    const maps = new ComponentMaps([handle]);
    expect(maps.open(file).graph.objects.length).to.equal(sampleImage().graph.objects.length);
    expect(maps.share()[0]?.bytes).to.equal(handle.bytes);
  });
});
