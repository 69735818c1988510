/** The binary form of WebAssembly modules, as far as it is needed to write the state of an instance into its module. */

/** Values of an instance's globals by index, imported ones first. */
export type GlobalValues = readonly (number | bigint | null)[];

/** What an instance's own code cannot show: where its state is. */
export interface WasmLayout {
  readonly importKinds: readonly number[];
  readonly memories: number;
  readonly globals: readonly GlobalEntry[];
  readonly exportsTable: boolean;
  /** It has a function that runs when it is instantiated. */
  readonly starts: boolean;
}

interface GlobalEntry {
  readonly type: number;
  readonly mutable: boolean;
  /** The bytes of type and mutability, and the initial expression after them. */
  readonly start: number;
  readonly expression: number;
  readonly end: number;
}

interface Section {
  readonly id: number;
  readonly start: number; // of the content
  readonly end: number;
}

const SectionId = { custom: 0, imports: 2, memory: 5, globals: 6, exports: 7, start: 8, data: 11, dataCount: 12 } as const;
const Kind = { function: 0, table: 1, memory: 2, global: 3 } as const;
const Type = { i32: 0x7f, i64: 0x7e, f32: 0x7d, f64: 0x7c } as const;
const HEADER = 8;
const PAGE = 65_536;

class Reader {
  at: number;
  readonly bytes: Uint8Array;

  constructor(bytes: Uint8Array, at: number) {
    this.bytes = bytes;
    this.at = at;
  }

  byte(): number {
    const value = this.bytes[this.at];
    if (value === undefined) throw new RangeError('the module ends early');
    this.at += 1;
    return value;
  }

  /** An unsigned number in LEB128. */
  number(): number {
    let value = 0;
    for (let shift = 1; ; shift *= 128) {
      const byte = this.byte();
      value += (byte & 127) * shift;
      if (byte < 128) return value;
    }
  }

  skip(count: number): void {
    this.at += count;
  }

  name(): void {
    this.skip(this.number());
  }

  limits(): void {
    const flags = this.byte();
    this.number();
    if ((flags & 1) !== 0) this.number();
  }

  /** A constant expression of the forms that compilers make; false for others. */
  expression(): boolean {
    for (;;) {
      const code = this.byte();
      if (code === 0x0b) return true;
      if (code === 0x41 || code === 0x42 || code === 0x23 || code === 0xd2 || code === 0xd0) while (this.byte() >= 128);
      else if (code === 0x43) this.skip(4);
      else if (code === 0x44) this.skip(8);
      else if (code < 0x6a || code > 0x7e) return false; // additions and multiplications of extended constants are one byte
    }
  }
}

function sectionsOf(bytes: Uint8Array): Section[] {
  const reader = new Reader(bytes, HEADER);
  const sections: Section[] = [];
  while (reader.at < bytes.length) {
    const id = reader.byte();
    const size = reader.number();
    sections.push({ id, start: reader.at, end: reader.at + size });
    reader.skip(size);
  }
  return sections;
}

/** Reads where a valid module keeps state; null for forms that are not understood. */
export function layoutOf(bytes: Uint8Array): WasmLayout | null {
  const sections = sectionsOf(bytes);
  const within = <T>(id: number, none: T, read: (reader: Reader) => T): T => {
    const section = sections.find((each) => each.id === id);
    return section === undefined ? none : read(new Reader(bytes, section.start));
  };
  const importKinds = within<number[] | null>(SectionId.imports, [], readImports);
  const globals = within<GlobalEntry[] | null>(SectionId.globals, [], readGlobals);
  const exportsTable = within(SectionId.exports, false, readExports);
  const memories = within(SectionId.memory, 0, (reader) => reader.number());
  return importKinds === null || globals === null ? null : { importKinds, memories, globals, exportsTable, starts: sections.some((each) => each.id === SectionId.start) };
}

function readImports(reader: Reader): number[] | null {
  const kinds: number[] = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.name();
    reader.name();
    const kind = reader.byte();
    kinds.push(kind);
    if (kind !== Kind.function) return kinds; // whoever asks refuses these
    reader.number();
  }
  return kinds;
}

function readGlobals(reader: Reader): GlobalEntry[] | null {
  const globals: GlobalEntry[] = [];
  for (let left = reader.number(); left > 0; left -= 1) {
    const start = reader.at;
    const type = reader.byte();
    if (type === 0x63 || type === 0x64) reader.number(); // a reference to a type
    const mutable = (reader.byte() & 1) !== 0;
    const expression = reader.at;
    if (!reader.expression()) return null;
    globals.push({ type, mutable, start, expression, end: reader.at });
  }
  return globals;
}

function readExports(reader: Reader): boolean {
  let found = false;
  for (let left = reader.number(); left > 0; left -= 1) {
    reader.name();
    if (reader.byte() === Kind.table) found = true;
    reader.number();
  }
  return found;
}

/** Whether only functions are imported: anything else belongs to others too. */
export const importsFunctionsOnly = (layout: WasmLayout): boolean => layout.importKinds.every((kind) => kind === Kind.function);

/** Whether every variable of the module can be written as a constant. */
export function canSetGlobals(layout: WasmLayout): boolean {
  const known: readonly number[] = Object.values(Type);
  return layout.globals.every((entry) => !entry.mutable || known.includes(entry.type));
}

function unsigned(value: number): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest = Math.floor(rest / 128)) {
    if (rest < 128) return [...bytes, rest];
    bytes.push((rest % 128) + 128);
  }
}

function signed(value: bigint): number[] {
  const bytes: number[] = [];
  for (let rest = value; ; rest >>= 7n) {
    const byte = Number(rest & 127n);
    if (rest >= -64n && rest < 64n) return [...bytes, byte];
    bytes.push(byte + 128);
  }
}

function constant(type: number, value: number | bigint): number[] {
  const float = new DataView(new ArrayBuffer(8));
  switch (type) {
    case Type.i32: return [0x41, ...signed(BigInt(value)), 0x0b];
    case Type.i64: return [0x42, ...signed(BigInt(value)), 0x0b];
    case Type.f32:
      float.setFloat32(0, Number(value), true);
      return [0x43, ...new Uint8Array(float.buffer, 0, 4), 0x0b];
    default:
      float.setFloat64(0, Number(value), true);
      return [0x44, ...new Uint8Array(float.buffer), 0x0b];
  }
}

type Part = Uint8Array | readonly number[];

function section(id: number, ...parts: readonly Part[]): Part[] {
  return [[id, ...unsigned(parts.reduce((size, part) => size + part.length, 0))], ...parts];
}

/**
 * The module with an instance's state as its initial one: values of variables, contents of the memory, and nothing that
 * runs when it is instantiated. Exports, functions and types are the same.
 */
export function withState(bytes: Uint8Array, layout: WasmLayout, globals: GlobalValues, memory: Uint8Array | null): Uint8Array<ArrayBuffer> {
  const out: Part[] = [bytes.subarray(0, HEADER)];
  const sections = sectionsOf(bytes);
  const content = memory === null ? new Uint8Array(0) : trimmed(memory);
  const data = memory === null ? null : dataSection(bytes, sections.find((each) => each.id === SectionId.data), content);
  let pending = data;
  for (const each of sections) {
    const original = bytes.subarray(each.start, each.end);
    switch (each.id) {
      case SectionId.start:
        break;
      case SectionId.globals:
        out.push(...globalSection(bytes, layout, globals));
        break;
      case SectionId.memory:
        out.push(...(memory === null ? section(each.id, original) : memorySection(original, memory.length / PAGE)));
        break;
      case SectionId.dataCount:
        out.push(...section(each.id, data === null ? original : unsigned(new Reader(original, 0).number() + 1)));
        break;
      case SectionId.data:
        out.push(...(data ?? section(each.id, original)));
        pending = null;
        break;
      default:
        out.push(...section(each.id, original));
    }
  }
  if (pending !== null) out.push(...pending);
  return joined(out);
}

function joined(parts: readonly Part[]): Uint8Array<ArrayBuffer> {
  const all = new Uint8Array(parts.reduce((size, part) => size + part.length, 0));
  let at = 0;
  for (const part of parts) {
    all.set(part, at);
    at += part.length;
  }
  return all;
}

function trimmed(memory: Uint8Array): Uint8Array {
  let end = memory.length;
  while (end > 0 && memory[end - 1] === 0) end -= 1;
  return memory.subarray(0, end);
}

function globalSection(bytes: Uint8Array, layout: WasmLayout, values: GlobalValues): Part[] {
  const parts: Part[] = [unsigned(layout.globals.length)];
  layout.globals.forEach((entry, index) => {
    const value = values[index] ?? null;
    if (!entry.mutable || value === null) parts.push(bytes.subarray(entry.start, entry.end));
    else parts.push(bytes.subarray(entry.start, entry.expression), constant(entry.type, value));
  });
  return section(SectionId.globals, ...parts);
}

/** One memory, as large as it has become. */
function memorySection(original: Uint8Array, pages: number): Part[] {
  const reader = new Reader(original, 1);
  const flags = reader.byte();
  reader.number();
  return section(SectionId.memory, [1, flags, ...unsigned(pages)], original.subarray(reader.at));
}

/** The segments stay (code may name passive ones), active ones become empty; the contents are one more. */
function dataSection(bytes: Uint8Array, old: Section | undefined, content: Uint8Array): Part[] {
  const parts: Part[] = [];
  const reader = new Reader(bytes, old?.start ?? bytes.length);
  const count = old === undefined ? 0 : reader.number();
  for (let index = 0; index < count; index += 1) {
    const start = reader.at;
    const flags = reader.number();
    if (flags === 2) reader.number();
    if (flags !== 1) reader.expression();
    const size = reader.number();
    reader.skip(size);
    parts.push(flags === 1 ? bytes.subarray(start, reader.at) : [0, 0x41, 0, 0x0b, 0]);
  }
  parts.push([0, 0x41, 0, 0x0b, ...unsigned(content.length)], content);
  return section(SectionId.data, unsigned(count + 1), ...parts);
}
