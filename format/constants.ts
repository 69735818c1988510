/** Every constant of the component file, once, with its reason. docs/format.md is the normative text. */

/**
 * First bytes of every file. 0x89 is no ASCII (a mail gateway that clears bit 7 is noticed), CR LF and LF notice
 * newline conversion, 0x1A stops a listing on old systems.
 */
export const MAGIC: readonly number[] = [0x89, 0x49, 0x43, 0x49, 0x0d, 0x0a, 0x1a, 0x0a];

/** Raised with every change that an older reader would misread. */
export const FORMAT_VERSION = 3;

/** Reads as 0x04030201 where somebody swapped bytes. */
export const BYTE_ORDER_CANARY = 0x01020304;
/** A number whose IEEE 754 bytes are all telling: notices foreign floating point layouts. */
export const FLOAT_CANARY = 370.5;

/** Sections start at multiples of this: the page size of the common platforms, so that a section can be mapped alone. */
export const SECTION_ALIGNMENT = 4096;
/** Columns start at multiples of this, so that typed arrays can lie over them. */
export const COLUMN_ALIGNMENT = 8;
/** Hashing works on leaves of this size: small enough to check one on demand, large enough for a small table. */
export const LEAF_SIZE = 65536;
export const HASH_SIZE = 32;

/** Byte offsets in the header. */
export const HeaderOffset = {
  magic: 0,
  byteOrder: 8, // u32
  version: 12, // u32
  float: 16, // f64
  fileSize: 24, // u64
  leavesOffset: 32, // u64: table of leaf hashes, the last thing in the file
  sectionCount: 40, // u32
  alignment: 44, // u32
  leafSize: 48, // u32
  flags: 52, // u32, zero
  rootHash: 64, // 32 bytes: counted as zeros when hashing
  contentHash: 96, // 32 bytes
  sections: 128, // section table
} as const;

/** One entry of the section table: name (24 bytes, ASCII, zero padded), memory u32, reserved u32, offset u64, size u64. */
export const SectionEntry = { name: 0, nameSize: 24, memory: 24, reserved: 28, offset: 32, size: 40, bytes: 48 } as const;
/** The header is one page: fixed fields and section table. */
export const HEADER_SIZE = 4096;
export const MAXIMUM_SECTIONS = Math.floor((HEADER_SIZE - HeaderOffset.sections) / SectionEntry.bytes);

export const Memory = { ROM: 0, RAM: 1 } as const;

/** Names of the sections, in file order, with the memory they belong to. All of them are always there, maybe empty. */
export const SECTIONS = [
  { name: 'catalogue', memory: 'ROM' }, // component facts
  { name: 'recorded', memory: 'ROM' }, // what packaging found out about prerequisites; no part of the content hash
  { name: 'strings', memory: 'ROM' }, // every name and string value
  { name: 'symbols', memory: 'ROM' }, // path → object, instance
  { name: 'relocations', memory: 'ROM' }, // imports, hosts, changes
  { name: 'hot-tables', memory: 'ROM' }, // slots, modes, shapes, segments, originals
  { name: 'hot-text', memory: 'ROM' }, // emitted scripts
  { name: 'graph', memory: 'ROM' }, // constants, layouts, units, directory of objects, modules, creation order
  { name: 'rom-records', memory: 'ROM' }, // objects that are frozen as far as they reach
  { name: 'rom-bytes', memory: 'ROM' }, // contents of buffers that only those reach
  { name: 'ram-records', memory: 'RAM' }, // all other objects, scope instances
  { name: 'ram-bytes', memory: 'RAM' }, // contents of their buffers
  { name: 'code', memory: 'ROM' }, // analyses of modules
  { name: 'sources', memory: 'ROM' }, // analysed texts
  { name: 'kept', memory: 'ROM' }, // evaluation forms: tables
  { name: 'kept-text', memory: 'ROM' }, // evaluation forms: texts
  { name: 'originals', memory: 'ROM' }, // texts as people wrote them, and source maps
] as const satisfies readonly { readonly name: string; readonly memory: 'ROM' | 'RAM' }[];
export type SectionName = (typeof SECTIONS)[number]['name'];

/** First part of what is hashed, so that a leaf can never stand for a table of leaves or for a content. */
export const HashDomain = { leaf: 0, root: 1, content: 2 } as const;

/** Longest text the file may hold, in characters: V8's limit for one string. */
export const MAXIMUM_TEXT = 536_870_888;

/** Direct evals within direct evals: more are refused, as every level sees all parts of those around it. */
export const MAXIMUM_EVAL_DEPTH = 64;
