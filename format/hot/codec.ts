/** Emitted code as two sections: `hot-tables` (this file's layout) and `hot-text` (a table of texts, one per script). */
import { type ByteReader, ByteWriter } from '../bytes.ts';
import { list, nullable, struct, text, type Codec, type Input, type Output } from '../codec.ts';
import { contradiction, corrupt } from '../damage.ts';
import { TextTableWriter, type TextTable, type TextTableWriter as Strings } from '../texts.ts';
import type { ExportBinding, HotCode, HotScript, LiveImport, ModuleExports, OriginalText } from './model.ts';

const liveImports: Codec<readonly LiveImport[]> = list(struct<LiveImport>({ module: text, local: text, component: nullable(text), exporter: text, name: text }));
const moduleExports: Codec<readonly ModuleExports[]> = list(
  struct<ModuleExports>({ module: text, entries: list(struct<ExportBinding>({ name: text, component: nullable(text), exporter: text, variable: nullable(text) })) }),
);
const variableLists: Codec<readonly (readonly string[])[]> = list(list(text));

/** Words of one entry of the table of originals: hash low, hash high, module (string number), start, end. */
const ORIGINAL_WORDS = 5;

/**
 * Layout: counts u32[9] (scripts, instance slots, function slots, function modes, shapes, object shapes, originals, instance variables, instance modes) ·
 * script modules and text numbers · segments of each script (count, triples) · columns of slots and variable lists · originals · modes of functions, of instances · shapes (varints) · live imports · variable lists · module exports.
 */
export function writeHot(hot: HotCode, strings: Strings): { readonly tables: Uint8Array; readonly texts: Uint8Array } {
  const texts = new TextTableWriter('section hot-text');
  const out: Output = { bytes: new ByteWriter(), strings };
  const { bytes } = out;
  for (const table of [hot.scripts, hot.instanceSlots, hot.functionSlots, hot.functionModes, hot.shapes, hot.objectShapes, hot.originals, hot.instanceVariables, hot.instanceModes]) bytes.u32(table.length);
  bytes.words(hot.scripts.map((script) => strings.intern(script.module)));
  bytes.words(hot.scripts.map((script) => texts.intern(script.text)));
  bytes.words(hot.scripts.map((script) => script.segments.length));
  for (const { module, segments } of hot.scripts) {
    if (segments.length % 3 !== 0) throw contradiction(module, 'segments are triples');
    bytes.words(segments);
  }
  bytes.words(hot.instanceSlots);
  bytes.words(hot.instanceVariables);
  bytes.words(hot.functionSlots);
  bytes.words(hot.objectShapes);
  const originals: number[] = [];
  for (const original of hot.originals) originals.push(original.hashLow >>> 0, original.hashHigh >>> 0, strings.intern(original.module), original.start, original.end);
  bytes.words(originals);
  bytes.raw(hot.functionModes);
  bytes.raw(hot.instanceModes);
  for (const shape of hot.shapes) {
    bytes.varint(shape.length);
    for (const key of shape) bytes.varint(key);
  }
  liveImports.write(out, hot.liveImports);
  variableLists.write(out, hot.variableLists);
  moduleExports.write(out, hot.moduleExports);
  return { tables: bytes.result(), texts: texts.result() };
}

/** What the tables are checked against. */
export interface HotLimits {
  readonly strings: number;
}

/** Reads the tables; texts and originals are made when first asked for. Columns are views of the file. */
export function readHot(input: Input, texts: TextTable, limits: HotLimits): HotCode {
  const { bytes, strings } = input;
  const counts = Array.from({ length: 9 }, () => bytes.u32());
  const [scripts = 0, instanceSlots = 0, functionSlots = 0, functionModes = 0, shapes = 0, objectShapes = 0, originals = 0, instanceVariables = 0, instanceModes = 0] = counts;
  const modules = bytes.words(scripts);
  const numbers = bytes.words(scripts);
  const sizes = bytes.words(scripts);
  const hotScripts: FileScript[] = [];
  for (let index = 0; index < scripts; index += 1) {
    const size = sizes[index] ?? 0;
    if (size % 3 !== 0) throw corrupt(bytes.place, 'triples', size);
    hotScripts.push(new FileScript(strings.get(modules[index] ?? 0), texts, numbers[index] ?? 0, bytes.words(size)));
  }
  const instanceColumn = bytes.signedWords(instanceSlots);
  const variableColumn = bytes.signedWords(instanceVariables);
  const functionColumn = bytes.signedWords(functionSlots);
  const shapeColumn = bytes.signedWords(objectShapes);
  if (originals * ORIGINAL_WORDS * 4 > bytes.remaining) throw corrupt(bytes.place, 'fewer originals', originals);
  const originalColumn = bytes.words(originals * ORIGINAL_WORDS);
  const functionModeColumn = bytes.raw(functionModes);
  const instanceModeColumn = bytes.raw(instanceModes);
  const hotShapes = readShapes(bytes, shapes, limits);
  for (const shape of shapeColumn) if (shape < -1 || shape >= hotShapes.length) throw corrupt(bytes.place, `a shape below ${hotShapes.length}`, shape);
  const live = liveImports.read(input);
  const lists = variableLists.read(input);
  const exported = moduleExports.read(input);
  for (const index of variableColumn) if (index < -1 || index >= lists.length) throw corrupt(bytes.place, `a variable list below ${lists.length}`, index);
  bytes.end();
  return new FileHot(hotScripts, { instanceColumn, variableColumn, functionColumn, shapeColumn, originalColumn, functionModeColumn, instanceModeColumn }, hotShapes, { live, lists, exported }, input);
}

function readShapes(bytes: ByteReader, count: number, limits: HotLimits): number[][] {
  if (count > bytes.remaining) throw corrupt(bytes.place, `at most ${bytes.remaining} shapes`, count);
  const shapes: number[][] = [];
  for (let index = 0; index < count; index += 1) {
    const size = bytes.count('keys');
    shapes.push(Array.from({ length: size }, () => bytes.below(limits.strings, 'a string of the graph')));
  }
  return shapes;
}

/** A script whose text is made on demand. */
class FileScript implements HotScript {
  readonly module: string;
  readonly segments: Uint32Array;
  readonly #texts: TextTable;
  readonly #number: number;

  constructor(module: string, texts: TextTable, number: number, segments: Uint32Array) {
    if (number >= texts.count) throw corrupt(`script of ${module}`, `a text below ${texts.count}`, number);
    this.module = module;
    this.segments = segments;
    this.#texts = texts;
    this.#number = number;
  }

  get text(): string {
    return this.#texts.get(this.#number);
  }
}

interface Columns {
  readonly instanceColumn: Int32Array;
  readonly variableColumn: Int32Array;
  readonly functionColumn: Int32Array;
  readonly shapeColumn: Int32Array;
  readonly originalColumn: Uint32Array;
  readonly functionModeColumn: Uint8Array;
  readonly instanceModeColumn: Uint8Array;
}

class FileHot implements HotCode {
  readonly scripts: readonly HotScript[];
  readonly instanceSlots: Int32Array;
  readonly instanceModes: Uint8Array;
  readonly instanceVariables: Int32Array;
  readonly variableLists: readonly (readonly string[])[];
  readonly functionSlots: Int32Array;
  readonly functionModes: Uint8Array;
  readonly shapes: readonly (readonly number[])[];
  readonly objectShapes: Int32Array;
  readonly liveImports: readonly LiveImport[];
  readonly moduleExports: readonly ModuleExports[];
  readonly #originals: Uint32Array;
  readonly #input: Input;
  #made: readonly OriginalText[] | null = null;

  constructor(scripts: readonly HotScript[], columns: Columns, shapes: readonly (readonly number[])[], names: { readonly live: readonly LiveImport[]; readonly lists: readonly (readonly string[])[]; readonly exported: readonly ModuleExports[] }, input: Input) {
    this.scripts = scripts;
    this.instanceSlots = columns.instanceColumn;
    this.instanceModes = columns.instanceModeColumn;
    this.instanceVariables = columns.variableColumn;
    this.variableLists = names.lists;
    this.functionSlots = columns.functionColumn;
    this.functionModes = columns.functionModeColumn;
    this.shapes = shapes;
    this.objectShapes = columns.shapeColumn;
    this.liveImports = names.live;
    this.moduleExports = names.exported;
    this.#originals = columns.originalColumn;
    this.#input = input;
  }

  get originals(): readonly OriginalText[] {
    this.#made ??= this.#makeOriginals();
    return this.#made;
  }

  #makeOriginals(): OriginalText[] {
    const column = this.#originals;
    const originals: OriginalText[] = [];
    for (let at = 0; at < column.length; at += ORIGINAL_WORDS) {
      const [hashLow = 0, hashHigh = 0, module = 0, start = 0, end = 0] = column.subarray(at, at + ORIGINAL_WORDS);
      originals.push({ hashLow, hashHigh, module: this.#input.strings.get(module), start, end });
    }
    return originals;
  }
}
