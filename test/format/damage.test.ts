import { expect } from 'chai';
import type { SectionFact } from '../../format/component.ts';
import { FORMAT_VERSION, HASH_SIZE, HEADER_SIZE, HeaderOffset, LEAF_SIZE, SECTIONS } from '../../format/constants.ts';
import { decodeComponent } from '../../format/decode.ts';
import { encodeComponent } from '../../format/encode.ts';
import { IcError, type IcErrorCode } from '../../format/errors.ts';
import { sampleImage, sha256 } from './support/sample-image.ts';

const FORMAT_CODES: readonly IcErrorCode[] = ['IC_NOT_AN_IC', 'IC_CORRUPT', 'IC_VERSION', 'IC_PLATFORM'];

/** Code of the error that opening and checking throws, or null; any other error fails the test. */
function outcome(bytes: Uint8Array): IcErrorCode | null {
  try {
    decodeComponent(bytes, sha256, { file: 'damaged.ic' }).verify();
    return null;
  } catch (error) {
    if (error instanceof IcError && FORMAT_CODES.includes(error.code)) return error.code;
    throw error;
  }
}

/** Numbers that look random and are the same in every run. */
function* numbers(start: number): Generator<number, never> {
  let state = start;
  for (;;) {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    yield state / 2 ** 32;
  }
}

/** Makes all hashes right again, as somebody who forges a file would. */
function seal(bytes: Uint8Array, sections: readonly SectionFact[]): void {
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const end = Number(view.getBigUint64(HeaderOffset.leavesOffset, true));
  const parts: Uint8Array[] = [Uint8Array.of(2)];
  for (const { name, offset, size } of sections) {
    if (name === 'recorded') continue;
    const label = new Uint8Array(32);
    label.set(new TextEncoder().encode(name));
    new DataView(label.buffer).setUint32(24, size, true);
    parts.push(label, bytes.subarray(offset, offset + size));
  }
  bytes.set(sha256(...parts), HeaderOffset.contentHash);
  bytes.fill(0, HeaderOffset.rootHash, HeaderOffset.rootHash + HASH_SIZE);
  for (let leaf = 0; leaf * LEAF_SIZE < end; leaf += 1) {
    bytes.set(sha256(Uint8Array.of(0), bytes.subarray(leaf * LEAF_SIZE, Math.min(end, (leaf + 1) * LEAF_SIZE))), end + leaf * HASH_SIZE);
  }
  bytes.set(sha256(Uint8Array.of(1), bytes.subarray(end)), HeaderOffset.rootHash);
}

describe('damaged component files', () => {
  const { bytes, sections } = encodeComponent(sampleImage(), sha256);

  it('are refused when anything is cut off', () => {
    const lengths = new Set(Array.from({ length: 300 }, (_unused, index) => index));
    for (let length = 300; length < bytes.length; length += 211) lengths.add(length);
    for (const { offset, size } of sections) for (const at of [offset - 1, offset, offset + size]) lengths.add(at);
    for (const length of lengths) expect(outcome(bytes.subarray(0, length)), `cut to ${length}`).to.be.oneOf(['IC_NOT_AN_IC', 'IC_CORRUPT']);
    expect(outcome(bytes.subarray(0, 0))).to.equal('IC_NOT_AN_IC');
    expect(outcome(bytes.subarray(0, bytes.length - 1))).to.equal('IC_CORRUPT');
  });

  it('are refused when something is put behind', () => {
    const longer = new Uint8Array(bytes.length + 1);
    longer.set(bytes);
    expect(outcome(longer)).to.equal('IC_CORRUPT');
  });

  it('are refused when any bit of the header is flipped', () => {
    const copy = bytes.slice();
    const tableEnd = HeaderOffset.sections + SECTIONS.length * 48 + 16;
    for (let at = 0; at < HEADER_SIZE; at += at < tableEnd ? 1 : 37) {
      for (let bit = 0; bit < 8; bit += 1) {
        copy[at] = (bytes[at] ?? 0) ^ (1 << bit);
        const expected: readonly (IcErrorCode | null)[] = at < 8 ? ['IC_NOT_AN_IC'] : at >= 12 && at < 16 ? ['IC_VERSION'] : ['IC_CORRUPT'];
        expect(outcome(copy), `bit ${bit} of byte ${at}`).to.be.oneOf(expected);
      }
      copy[at] = bytes[at] ?? 0;
    }
  });

  it('are refused when a bit anywhere is flipped', () => {
    const random = numbers(1);
    const copy = bytes.slice();
    for (let trial = 0; trial < 400; trial += 1) {
      const at = Math.floor(random.next().value * bytes.length);
      copy[at] = (bytes[at] ?? 0) ^ (1 << Math.floor(random.next().value * 8));
      expect(outcome(copy), `byte ${at}`).to.not.equal(null);
      copy[at] = bytes[at] ?? 0;
    }
  });

  it('never do harm when their hashes are forged too', () => {
    const random = numbers(7);
    const values = [0, 1, 0x7f, 0x80, 0xff];
    const counts = new Map<IcErrorCode | null, number>();
    const used = sections.filter(({ size }) => size > 0);
    for (let trial = 0; trial < 1500; trial += 1) {
      const copy = bytes.slice();
      const section = used[Math.floor(random.next().value * used.length)];
      if (section === undefined) throw new Error('the sample has sections');
      for (let change = Math.floor(random.next().value * 3); change >= 0; change -= 1) {
        const at = section.offset + Math.floor(random.next().value * section.size);
        const width = random.next().value < 0.5 ? 1 : 4;
        for (let byte = 0; byte < width; byte += 1) {
          const value = values[Math.floor(random.next().value * values.length)] ?? 0;
          if (at + byte < section.offset + section.size) copy[at + byte] = random.next().value < 0.7 ? value : Math.floor(random.next().value * 256);
        }
      }
      seal(copy, sections);
      const code = outcome(copy);
      counts.set(code, (counts.get(code) ?? 0) + 1);
    }
    expect(counts.get('IC_CORRUPT')).to.be.greaterThan(300);
    expect(counts.get(null), 'changes that leave a sound file').to.be.greaterThan(20);
  });

  it('are told apart: another format version, a swapped byte order, no component file at all', () => {
    const version = bytes.slice();
    new DataView(version.buffer).setUint32(HeaderOffset.version, FORMAT_VERSION + 1, true);
    expect(outcome(version)).to.equal('IC_VERSION');
    const swapped = bytes.slice();
    swapped.subarray(HeaderOffset.byteOrder, HeaderOffset.byteOrder + 4).reverse();
    expect(outcome(swapped)).to.equal('IC_PLATFORM');
    expect(outcome(new TextEncoder().encode('{"name": "no component"}'))).to.equal('IC_NOT_AN_IC');
  });

  it('are refused only where they are damaged when blocks are checked on use', () => {
    const copy = bytes.slice();
    const originals = sections.find(({ name }) => name === 'originals');
    const last = (originals?.offset ?? 0) + (originals?.size ?? 0) - 1;
    expect(Math.floor(last / LEAF_SIZE)).to.be.greaterThan(0);
    copy[last] = (copy[last] ?? 0) ^ 1;
    const read = decodeComponent(copy, sha256, { file: 'damaged.ic', check: 'used' });
    expect(read.facts.name).to.equal('orders.ic');
    expect(() => read.original('src/order.js')).to.throw(IcError).with.property('code', 'IC_CORRUPT');
    expect(() => decodeComponent(copy, sha256, { file: 'damaged.ic' })).to.throw(IcError).with.property('code', 'IC_CORRUPT');
  });
});
