/**
 * The container: header, section table, page-aligned sections, table of leaf hashes. Knows nothing of what sections mean.
 *
 * Hashes: the bytes before the leaf table are cut into leaves of 64 KiB; a leaf's hash is SHA-256(0 · leaf), the header's
 * root hash counted as zeros; the root is SHA-256(1 · leaf hashes). The content hash is SHA-256(2 · name, size and bytes of
 * every section but `recorded`). So one leaf can be checked alone, and a changed prerequisite does not change the content.
 */
import { hex } from './bytes.ts';
import type { SectionFact, Sha256 } from './component.ts';
import {
  BYTE_ORDER_CANARY, FLOAT_CANARY, FORMAT_VERSION, HASH_SIZE, HashDomain, HEADER_SIZE, HeaderOffset, LEAF_SIZE, MAGIC, Memory,
  SECTION_ALIGNMENT, SectionEntry, SECTIONS, type SectionName,
} from './constants.ts';
import { contradiction, corrupt, notAComponent, wrongPlatform, wrongVersion } from './damage.ts';

export interface ContainerBytes {
  readonly bytes: Uint8Array;
  readonly hash: string;
  readonly contentHash: string;
  readonly sections: readonly SectionFact[];
}

const aligned = (size: number, multiple: number): number => Math.ceil(size / multiple) * multiple;
const domain = (value: number): Uint8Array => Uint8Array.of(value);

/** Lays the sections out, writes header and hashes. Sections that are missing are empty. */
export function writeContainer(contents: ReadonlyMap<SectionName, Uint8Array>, sha256: Sha256): ContainerBytes {
  const sections: SectionFact[] = [];
  let end = HEADER_SIZE;
  for (const { name, memory } of SECTIONS) {
    const size = contents.get(name)?.length ?? 0;
    sections.push({ name, memory, offset: end, size });
    end = aligned(end + size, SECTION_ALIGNMENT);
  }
  const leavesOffset = end;
  const leafCount = Math.ceil(leavesOffset / LEAF_SIZE);
  const bytes = new Uint8Array(leavesOffset + leafCount * HASH_SIZE);
  for (const { name, offset } of sections) {
    const content = contents.get(name as SectionName); // the names come from SECTIONS
    if (content !== undefined) bytes.set(content, offset);
  }
  writeHeader(new DataView(bytes.buffer), sections, leavesOffset);
  const contentHash = hashContent(bytes, sections, sha256);
  bytes.set(contentHash, HeaderOffset.contentHash);
  for (let leaf = 0; leaf < leafCount; leaf += 1) bytes.set(hashLeaf(bytes, leaf, leavesOffset, sha256), leavesOffset + leaf * HASH_SIZE);
  const root = sha256(domain(HashDomain.root), bytes.subarray(leavesOffset));
  bytes.set(root, HeaderOffset.rootHash);
  return { bytes, hash: hex(root), contentHash: hex(contentHash), sections };
}

function writeHeader(view: DataView, sections: readonly SectionFact[], leavesOffset: number): void {
  MAGIC.forEach((byte, index) => view.setUint8(HeaderOffset.magic + index, byte));
  view.setUint32(HeaderOffset.byteOrder, BYTE_ORDER_CANARY, true);
  view.setUint32(HeaderOffset.version, FORMAT_VERSION, true);
  view.setFloat64(HeaderOffset.float, FLOAT_CANARY, true);
  view.setBigUint64(HeaderOffset.fileSize, BigInt(view.byteLength), true);
  view.setBigUint64(HeaderOffset.leavesOffset, BigInt(leavesOffset), true);
  view.setUint32(HeaderOffset.sectionCount, sections.length, true);
  view.setUint32(HeaderOffset.alignment, SECTION_ALIGNMENT, true);
  view.setUint32(HeaderOffset.leafSize, LEAF_SIZE, true);
  sections.forEach((section, index) => {
    const entry = HeaderOffset.sections + index * SectionEntry.bytes;
    if (section.name.length > SectionEntry.nameSize) throw contradiction('section table', `name ${section.name} is too long`);
    for (let at = 0; at < section.name.length; at += 1) view.setUint8(entry + at, section.name.charCodeAt(at));
    view.setUint32(entry + SectionEntry.memory, Memory[section.memory], true);
    view.setBigUint64(entry + SectionEntry.offset, BigInt(section.offset), true);
    view.setBigUint64(entry + SectionEntry.size, BigInt(section.size), true);
  });
}

/** Hash of one leaf; in the first one the root hash counts as zeros. */
function hashLeaf(bytes: Uint8Array, leaf: number, leavesOffset: number, sha256: Sha256): Uint8Array {
  const end = Math.min((leaf + 1) * LEAF_SIZE, leavesOffset);
  if (leaf > 0) return sha256(domain(HashDomain.leaf), bytes.subarray(leaf * LEAF_SIZE, end));
  const after = HeaderOffset.rootHash + HASH_SIZE;
  return sha256(domain(HashDomain.leaf), bytes.subarray(0, HeaderOffset.rootHash), new Uint8Array(HASH_SIZE), bytes.subarray(after, end));
}

function hashContent(bytes: Uint8Array, sections: readonly SectionFact[], sha256: Sha256): Uint8Array {
  const parts: Uint8Array[] = [domain(HashDomain.content)];
  for (const { name, offset, size } of sections) {
    if (name === 'recorded') continue;
    const label = new Uint8Array(SectionEntry.nameSize + 8);
    for (let at = 0; at < name.length; at += 1) label[at] = name.charCodeAt(at);
    new DataView(label.buffer).setBigUint64(SectionEntry.nameSize, BigInt(size), true);
    parts.push(label, bytes.subarray(offset, offset + size));
  }
  return sha256(...parts);
}

/** An opened container whose header and section table were checked. */
export class Container {
  readonly bytes: Uint8Array;
  readonly place: string;
  readonly hash: string;
  readonly contentHash: string;
  readonly sections: readonly SectionFact[];
  private readonly leavesOffset: number;
  private readonly sha256: Sha256;
  /** 1: this leaf was checked. */
  private readonly checked: Uint8Array;

  /** Checks signature, canaries, version, sizes, section table and the root over the leaf hashes, before anything else is looked at. */
  constructor(bytes: Uint8Array, place: string, sha256: Sha256) {
    this.bytes = bytes;
    this.place = place;
    this.sha256 = sha256;
    checkSignature(bytes, place);
    const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
    this.leavesOffset = checkSizes(view, place);
    this.sections = readSections(view, this.leavesOffset, place);
    this.hash = hex(bytes.subarray(HeaderOffset.rootHash, HeaderOffset.rootHash + HASH_SIZE));
    this.contentHash = hex(bytes.subarray(HeaderOffset.contentHash, HeaderOffset.contentHash + HASH_SIZE));
    const root = hex(sha256(domain(HashDomain.root), bytes.subarray(this.leavesOffset)));
    if (root !== this.hash) throw corrupt(place, `root hash ${this.hash}`, root);
    this.checked = new Uint8Array(Math.ceil(this.leavesOffset / LEAF_SIZE));
    this.checkLeaves(0, HEADER_SIZE);
  }

  /** Bytes of a section, checked against their hashes first. */
  section(name: SectionName): Uint8Array {
    const section = this.sections.find((candidate) => candidate.name === name);
    if (section === undefined) throw corrupt(this.place, `a section ${name}`, 'none');
    this.checkLeaves(section.offset, section.size);
    return this.bytes.subarray(section.offset, section.offset + section.size);
  }

  /** Where a section starts in the file. */
  offsetOf(name: SectionName): number {
    return this.sections.find((candidate) => candidate.name === name)?.offset ?? 0;
  }

  /** Checks every leaf that was not checked yet. */
  checkAll(): void {
    this.checkLeaves(0, this.leavesOffset);
  }

  /** Checks the content hash: not needed against damage, as the root covers the field and all content. */
  checkContent(): void {
    const found = hex(hashContent(this.bytes, this.sections, this.sha256));
    if (found !== this.contentHash) throw corrupt(this.place, `content hash ${this.contentHash}`, found);
  }

  private checkLeaves(offset: number, size: number): void {
    if (size === 0) return;
    const last = Math.floor((offset + size - 1) / LEAF_SIZE);
    for (let leaf = Math.floor(offset / LEAF_SIZE); leaf <= last; leaf += 1) {
      if (this.checked[leaf] === 1) continue;
      const at = this.leavesOffset + leaf * HASH_SIZE;
      const found = hashLeaf(this.bytes, leaf, this.leavesOffset, this.sha256);
      for (let index = 0; index < HASH_SIZE; index += 1) {
        if (found[index] === this.bytes[at + index]) continue;
        throw corrupt(`${this.place} at byte ${leaf * LEAF_SIZE}`, `block hash ${hex(this.bytes.subarray(at, at + HASH_SIZE))}`, hex(found));
      }
      this.checked[leaf] = 1;
    }
  }
}

/** Signature, version and platform: what can be said about any first bytes. Throws IC_NOT_AN_IC, IC_VERSION, IC_PLATFORM, IC_CORRUPT. */
export function checkSignature(bytes: Uint8Array, place: string): void {
  const found = Array.from(bytes.subarray(0, MAGIC.length));
  if (found.length < MAGIC.length || MAGIC.some((byte, index) => byte !== found[index])) {
    throw notAComponent(place, found.length === 0 ? 'an empty file' : `bytes ${hex(Uint8Array.from(found))}`);
  }
  if (bytes.length < HEADER_SIZE) throw corrupt(place, `a header of ${HEADER_SIZE} bytes`, `${bytes.length} bytes`);
  const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const order = view.getUint32(HeaderOffset.byteOrder, true);
  if (view.getUint32(HeaderOffset.byteOrder, false) === BYTE_ORDER_CANARY) throw wrongPlatform(place, 'a little-endian file', 'a big-endian one');
  if (order !== BYTE_ORDER_CANARY) throw corrupt(place, `byte order mark ${BYTE_ORDER_CANARY}`, order);
  if (new Uint8Array(Uint32Array.of(1).buffer)[0] !== 1) throw wrongPlatform(place, 'a little-endian machine', 'a big-endian one');
  const version = view.getUint32(HeaderOffset.version, true);
  if (version !== FORMAT_VERSION) throw wrongVersion(place, FORMAT_VERSION, version);
  const float = view.getFloat64(HeaderOffset.float, true);
  if (float !== FLOAT_CANARY) throw corrupt(place, `number mark ${FLOAT_CANARY}`, float);
}

/** Checks the fixed numbers of the header; gives the start of the leaf hashes. */
function checkSizes(view: DataView, place: string): number {
  const fileSize = Number(view.getBigUint64(HeaderOffset.fileSize, true));
  if (fileSize !== view.byteLength) throw corrupt(place, `${fileSize} bytes`, `${view.byteLength} bytes`);
  const fixed: readonly (readonly [string, number, number])[] = [
    ['alignment', HeaderOffset.alignment, SECTION_ALIGNMENT],
    ['leaf size', HeaderOffset.leafSize, LEAF_SIZE],
    ['flags', HeaderOffset.flags, 0],
    ['section count', HeaderOffset.sectionCount, SECTIONS.length],
  ];
  for (const [what, offset, expected] of fixed) {
    const found = view.getUint32(offset, true);
    if (found !== expected) throw corrupt(place, `${what} ${expected}`, found);
  }
  const leavesOffset = Number(view.getBigUint64(HeaderOffset.leavesOffset, true));
  const fits = leavesOffset % SECTION_ALIGNMENT === 0 && leavesOffset >= HEADER_SIZE && leavesOffset + Math.ceil(leavesOffset / LEAF_SIZE) * HASH_SIZE === fileSize;
  if (!fits) throw corrupt(place, 'a hash table that ends the file', `one at ${leavesOffset} of ${fileSize}`);
  return leavesOffset;
}

/** The table must be the one that a writer makes: known names in order, each section right behind the one before. */
function readSections(view: DataView, leavesOffset: number, place: string): SectionFact[] {
  let expected = HEADER_SIZE;
  const sections = SECTIONS.map(({ name, memory }, index): SectionFact => {
    const entry = HeaderOffset.sections + index * SectionEntry.bytes;
    let found = '';
    for (let at = 0; at < SectionEntry.nameSize; at += 1) found += String.fromCharCode(view.getUint8(entry + at));
    if (found !== name.padEnd(SectionEntry.nameSize, '\0')) throw corrupt(place, `section ${name}`, JSON.stringify(found.replace(/\0+$/, '')));
    const memoryFound = view.getUint32(entry + SectionEntry.memory, true);
    if (memoryFound !== Memory[memory]) throw corrupt(place, `section ${name} in ${memory}`, memoryFound);
    const offset = Number(view.getBigUint64(entry + SectionEntry.offset, true));
    const size = Number(view.getBigUint64(entry + SectionEntry.size, true));
    if (offset !== expected || size > leavesOffset - offset) throw corrupt(place, `section ${name} at ${expected} within ${leavesOffset}`, `${offset} + ${size}`);
    expected = aligned(offset + size, SECTION_ALIGNMENT);
    return { name, memory, offset, size };
  });
  if (expected !== leavesOffset) throw corrupt(place, `sections up to ${leavesOffset}`, `up to ${expected}`);
  return sections;
}
