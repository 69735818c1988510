import { expect } from 'chai';
import { decodeComponent } from '../../format/decode.ts';
import { encodeComponent } from '../../format/encode.ts';
import type { ObjectId } from '../../format/graph/model.ts';
import { plainImage } from './support/plain.ts';
import { sampleImage, sha256 } from './support/sample-image.ts';

const open = (bytes: Uint8Array) => decodeComponent(bytes, sha256, { file: 'orders.ic' });

describe('component files', () => {
  it('give back every part of the image that was written', () => {
    const image = sampleImage();
    const read = open(encodeComponent(image, sha256).bytes);
    read.verify();
    expect(plainImage(read.image())).to.deep.equal(plainImage(image));
  });

  it('are the same bytes when the same image is written twice, or read and written again', () => {
    const first = encodeComponent(sampleImage(), sha256);
    const second = encodeComponent(sampleImage(), sha256);
    const third = encodeComponent(open(first.bytes).image(), sha256);
    expect(second.hash).to.equal(first.hash);
    expect(Buffer.compare(second.bytes, first.bytes)).to.equal(0);
    expect(Buffer.compare(third.bytes, first.bytes)).to.equal(0);
  });

  it('can be read out of a SharedArrayBuffer, at any place', () => {
    const { bytes } = encodeComponent(sampleImage(), sha256);
    for (const offset of [0, 1]) {
      const shared = new Uint8Array(new SharedArrayBuffer(bytes.length + 8), offset, bytes.length);
      shared.set(bytes);
      expect(plainImage(open(shared).image())).to.deep.equal(plainImage(sampleImage()));
    }
  });

  it('hold the text of one encoding per string, Latin-1 in one byte and others in two', () => {
    const image = sampleImage();
    const strings = ['é', 'ÿ', 'Ā', '\ud83d\ude00', '\udc00', ...image.graph.strings.slice(5)];
    const read = open(encodeComponent({ ...image, graph: { ...image.graph, strings: [...image.graph.strings.slice(0, 5), ...strings] } }, sha256).bytes);
    expect(read.graph.strings.slice(5)).to.deep.equal(strings);
  });

  it('have the same content hash when only what is recorded about prerequisites differs', () => {
    const image = sampleImage();
    const other = sampleImage();
    const [prerequisite] = other.facts.prerequisites;
    if (prerequisite === undefined) throw new Error('the sample has a prerequisite');
    const objects = other.graph.objects.map((object) =>
      object.kind === 'function' && object.unit.component !== null ? { ...object, unit: { ...object.unit, unit: 78 } } : object);
    const changed = {
      ...other,
      graph: { ...other.graph, objects },
      facts: { ...other.facts, prerequisites: [{ ...prerequisite, version: '1.9.0', hash: 'cd'.repeat(32) }] },
    };
    const [first, second] = [encodeComponent(image, sha256), encodeComponent(changed, sha256)];
    expect(second.contentHash).to.equal(first.contentHash);
    expect(second.hash).to.not.equal(first.hash);
    expect(open(second.bytes).facts.prerequisites[0]).to.include({ version: '1.9.0', hash: 'cd'.repeat(32) });
    const range = { ...image, facts: { ...image.facts, prerequisites: [{ ...prerequisite, range: '^2.0.0' }] } };
    expect(encodeComponent(range, sha256).contentHash).to.not.equal(first.contentHash);
  });

  it('put frozen objects and the buffers that only they reach into ROM', () => {
    const read = open(encodeComponent(sampleImage(), sha256).bytes);
    const rows = read.graph.rows();
    expect(rows.filter(({ rom }) => rom).map(({ id }) => id)).to.deep.equal([0, 1, 2, 3, 4]);
    const romRecords = read.sections.find(({ name }) => name === 'rom-records');
    expect(rows.filter(({ rom }) => rom).reduce((sum, { bytes }) => sum + bytes, 0)).to.equal(romRecords?.size);
    expect(read.romBytes + read.ramBytes).to.equal(read.sections.reduce((sum, { size }) => sum + size, 0));
  });

  it('find objects and instances by path, and nothing by other paths', () => {
    const read = open(encodeComponent(sampleImage(), sha256).bytes);
    sampleImage().graph.objects.forEach(({ path }, id) => expect(read.findObject(path)).to.equal(id));
    sampleImage().graph.instances.forEach(({ path }, id) => expect(read.findInstance(path)).to.equal(id));
    expect(read.findObject('src/order.js#nothing')).to.equal(null);
    expect(read.findInstance('src/order.js#TABLE')).to.equal(null);
  });

  it('decode one object, one module and one text alone', () => {
    const read = open(encodeComponent(sampleImage(), sha256).bytes);
    const map = read.graph.object(12 as ObjectId);
    expect(map.kind).to.equal('map');
    expect(read.graph.objects[12]).to.equal(map);
    expect(read.code('src/order.js')).to.equal(read.code('src/order.js'));
    expect(read.code('src/none.js')).to.equal(null);
    expect(read.source('node_modules/wide/index.js')).to.contain('中');
    expect(read.original('src/order.js')?.sourceMap).to.equal('{"version":3}');
    expect(read.keptForm('src/kept.js')?.requests[0]?.attributes).to.deep.equal({ type: 'json' });
  });
});
