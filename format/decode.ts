/** Bytes → ComponentReader. Twin of encode.ts. Sections are decoded when first asked for; every number is checked. */
import { ByteReader } from './bytes.ts';
import { readAnalysis } from './code/codec.ts';
import type { ModuleAnalysis } from './code/model.ts';
import type { Input } from './codec.ts';
import type { ComponentFacts, ComponentImage, ComponentReader, KeptForm, OriginalModule, SectionFact, Sha256, TextAt } from './component.ts';
import { MAXIMUM_EVAL_DEPTH, type SectionName } from './constants.ts';
import { Container } from './container.ts';
import { corrupt } from './damage.ts';
import { catalogue, joinFacts, keptForm, readRecorded, type Recorded } from './facts.ts';
import { FileGraph } from './graph/codec.ts';
import type { InstanceId, ObjectId, Word } from './graph/model.ts';
import { readHot } from './hot/codec.ts';
import type { HotCode } from './hot/model.ts';
import { PathTable } from './paths.ts';
import { SymbolTable } from './symbols.ts';
import { copyText, TextSelection, TextTable, type Texts } from './texts.ts';

export interface DecodeOptions {
  /** File name for messages. */
  readonly file: string;
  /** Makes texts out of the file's bytes; default: copies. */
  readonly text?: TextAt;
  /** Makes buffers that a program may change out of the file's bytes; default: copies. */
  readonly privateBuffer?: (offset: number, length: number) => ArrayBuffer;
  /** `all` (default): every block hash is checked at once. `used`: blocks are checked when something in them is first used. */
  readonly check?: 'all' | 'used';
}

/** Opens a component file. Throws IC_NOT_AN_IC, IC_VERSION, IC_PLATFORM, IC_CORRUPT; `bytes` may lie over a SharedArrayBuffer. */
export function decodeComponent(bytes: Uint8Array, sha256: Sha256, options: DecodeOptions): FileComponent {
  const container = new Container(bytes, options.file, sha256);
  if (options.check !== 'used') container.checkAll();
  return new FileComponent(container, options);
}

/** Where one module's analysis lies. */
interface CodeEntry {
  readonly path: string;
  readonly source: number;
  readonly start: number;
  readonly size: number;
  readonly referencesSize: number;
  /** Numbers of the texts that it names. */
  readonly texts: Uint32Array;
  /** Path of the text that this direct eval stands in, null for all others. */
  readonly outer: string | null;
}

interface CodeDirectory {
  readonly entries: ReadonlyMap<string, CodeEntry>;
  readonly streams: Uint8Array;
}

interface OriginalEntry {
  readonly text: number;
  readonly map: number;
}

/** An opened component file; see ComponentReader for the contract. */
export class FileComponent implements ComponentReader {
  readonly hash: string;
  readonly contentHash: string;
  readonly sections: readonly SectionFact[];
  private readonly container: Container;
  private readonly textAt: TextAt;
  private readonly options: DecodeOptions;
  /** What was decoded, by name. */
  private readonly made = new Map<string, unknown>();
  private readonly analyses = new Map<string, ModuleAnalysis>();

  constructor(container: Container, options: DecodeOptions) {
    this.container = container;
    this.options = options;
    this.textAt = options.text ?? copyText(container.bytes);
    this.hash = container.hash;
    this.contentHash = container.contentHash;
    this.sections = container.sections;
  }

  get romBytes(): number {
    return this.sizeOf('ROM');
  }

  get ramBytes(): number {
    return this.sizeOf('RAM');
  }

  private sizeOf(memory: SectionFact['memory']): number {
    return this.sections.reduce((sum, section) => sum + (section.memory === memory ? section.size : 0), 0);
  }

  /** Makes a thing once. */
  private once<T>(name: string, make: () => T): T {
    if (!this.made.has(name)) this.made.set(name, make());
    return this.made.get(name) as T; // only this method puts something there, under the same name
  }

  private place(section: SectionName): string {
    return `${this.container.place}, section ${section}`;
  }

  /** Table of texts that begins at `start` of a section. */
  private texts(section: SectionName, start: number, pooled: boolean): TextTable {
    const base = this.container.offsetOf(section) + start;
    const textAt: TextAt = (offset, length, twoByte) => this.textAt(base + offset, length, twoByte);
    return new TextTable(this.container.section(section).subarray(start), this.place(section), textAt, pooled);
  }

  private get strings(): TextTable {
    return this.once('strings', () => this.texts('strings', 0, true));
  }

  private get recorded(): Recorded {
    return this.once('recorded', () => readRecorded(this.container.section('recorded'), this.place('recorded')));
  }

  private get noWords(): (word: number) => Word {
    return (value) => {
      throw corrupt(this.container.place, 'no words in this section', value);
    };
  }

  private input(section: SectionName, bytes: Uint8Array, strings: Texts = this.strings): Input {
    return { bytes: new ByteReader(bytes, this.place(section)), strings, checkWord: this.noWords };
  }

  get facts(): ComponentFacts {
    return this.once('facts', () => {
      const input = this.input('catalogue', this.container.section('catalogue'));
      const facts = catalogue.read(input);
      input.bytes.end();
      return joinFacts(facts, this.recorded, this.place('recorded'));
    });
  }

  get graph(): FileGraph {
    return this.once(
      'graph',
      () => new FileGraph({ place: this.container.place, section: (name) => this.container.section(name), strings: this.strings, recorded: () => this.recorded, paths: () => this.names.paths }),
    );
  }

  get hot(): HotCode {
    return this.once('hot', () => {
      const strings = new ByteReader(this.container.section('graph'), this.place('graph')).u32();
      return readHot(this.input('hot-tables', this.container.section('hot-tables')), this.texts('hot-text', 0, false), { strings });
    });
  }

  private get sources(): TextTable {
    return this.once('sources', () => this.texts('sources', 0, false));
  }

  private get codeDirectory(): CodeDirectory {
    return this.once('code', () => {
      const reader = new ByteReader(this.container.section('code'), this.place('code'));
      const count = reader.u32();
      const textCount = reader.u32();
      const paths = reader.words(count);
      const [sources, starts, sizes, referencesSizes] = [reader.words(count), reader.words(count), reader.words(count), reader.words(count)];
      const [outers, textCounts] = [reader.words(count), reader.words(count)];
      const texts = reader.words(textCount);
      reader.align();
      const streams = reader.raw(reader.remaining);
      const entries = new Map<string, CodeEntry>();
      let text = 0;
      for (let index = 0; index < count; index += 1) {
        const path = this.strings.get(paths[index] ?? 0);
        const entry: CodeEntry = {
          path, source: sources[index] ?? 0, start: starts[index] ?? 0, size: sizes[index] ?? 0, referencesSize: referencesSizes[index] ?? 0,
          texts: texts.subarray(text, (text += textCounts[index] ?? 0)), outer: this.outerPath(outers[index] ?? 0, paths),
        };
        if (entry.start + entry.size + entry.referencesSize > streams.length || entries.has(path)) throw corrupt(reader.place, `tables of ${path} once and within ${streams.length} bytes`, entry.start);
        entries.set(path, entry);
      }
      if (text !== textCount) throw corrupt(reader.place, `${textCount} texts`, text);
      return { entries, streams };
    });
  }

  private outerPath(number: number, paths: Uint32Array): string | null {
    if (number === 0) return null;
    const path = paths[number - 1];
    if (path === undefined) throw corrupt(this.place('code'), `a module below ${paths.length}`, number - 1);
    return this.strings.get(path);
  }

  /** Texts around a direct eval, nearest first. */
  private outerTexts(entry: CodeEntry): ModuleAnalysis[] {
    const paths: string[] = [];
    for (let path = entry.outer; path !== null; path = this.codeDirectory.entries.get(path)?.outer ?? null) {
      paths.push(path);
      if (paths.length > MAXIMUM_EVAL_DEPTH) throw corrupt(this.place('code'), `texts in at most ${MAXIMUM_EVAL_DEPTH} others`, `${entry.path} in more`);
    }
    // The outermost first: each then finds those around it made.
    return paths.reverse().map((path) => required(this.code(path), path)).reverse();
  }

  get codePaths(): readonly string[] {
    return [...this.codeDirectory.entries.keys()];
  }

  code(path: string): ModuleAnalysis | null {
    const known = this.analyses.get(path);
    if (known !== undefined) return known;
    const { entries, streams } = this.codeDirectory;
    const entry = entries.get(path);
    if (entry === undefined) return null;
    const end = entry.start + entry.size;
    const texts = new TextSelection(this.strings, entry.texts, this.place('code'));
    const tables = this.input('code', streams.subarray(entry.start, end), texts);
    const analysis = readAnalysis(tables, () => this.input('code', streams.subarray(end, end + entry.referencesSize), texts), this.sources.get(entry.source), this.outerTexts(entry));
    this.analyses.set(path, analysis);
    return analysis;
  }

  source(path: string): string | null {
    const entry = this.codeDirectory.entries.get(path);
    return entry === undefined ? null : this.sources.get(entry.source);
  }

  private get keptForms(): ReadonlyMap<string, KeptForm> {
    return this.once('kept', () => {
      const input = this.input('kept', this.container.section('kept'));
      const texts = this.texts('kept-text', 0, false);
      const forms = new Map<string, KeptForm>();
      const count = input.bytes.count('kept modules');
      for (let index = 0; index < count; index += 1) {
        const number = input.bytes.below(texts.count, 'a text');
        const { path, ...form } = keptForm.read(input);
        checkForm(form, `${this.place('kept')}, ${path}`);
        forms.set(path, new FileForm(form, texts, number));
      }
      input.bytes.end();
      return forms;
    });
  }

  get keptPaths(): readonly string[] {
    return [...this.keptForms.keys()];
  }

  keptForm(path: string): KeptForm | null {
    return this.keptForms.get(path) ?? null;
  }

  private get originalEntries(): { readonly entries: ReadonlyMap<string, OriginalEntry>; readonly texts: TextTable } {
    return this.once('originals', () => {
      const reader = new ByteReader(this.container.section('originals'), this.place('originals'));
      const count = reader.u32();
      if (reader.u32() !== 0) throw corrupt(reader.place, 'a reserved zero', 'another number');
      const [paths, numbers, maps] = [reader.words(count), reader.words(count), reader.words(count)];
      reader.align();
      const texts = this.texts('originals', reader.position, false);
      const entries = new Map<string, OriginalEntry>();
      paths.forEach((path, index) => entries.set(this.strings.get(path), { text: numbers[index] ?? 0, map: maps[index] ?? 0 }));
      return { entries, texts };
    });
  }

  get originalPaths(): readonly string[] {
    return [...this.originalEntries.entries.keys()];
  }

  original(path: string): OriginalModule | null {
    const { entries, texts } = this.originalEntries;
    const entry = entries.get(path);
    if (entry === undefined) return null;
    return { path, text: texts.get(entry.text), sourceMap: entry.map === 0 ? null : texts.get(entry.map - 1) };
  }

  /** Symbols and the tree of their paths. */
  private get names(): { readonly symbols: SymbolTable; readonly paths: PathTable } {
    return this.once('names', () => {
      const reader = new ByteReader(this.container.section('symbols'), this.place('symbols'));
      const symbols = new SymbolTable(reader);
      const paths = new PathTable(reader, this.strings, this.graph.objectCount + this.graph.instanceCount);
      reader.end();
      return { symbols, paths };
    });
  }

  findObject(path: string): ObjectId | null {
    for (const target of this.names.symbols.candidates(path)) {
      const id = (target >>> 1) as ObjectId; // an index of objects
      if (target % 2 === 0 && id < this.graph.objectCount && this.names.paths.text(id) === path) return id;
    }
    return null;
  }

  findInstance(path: string): InstanceId | null {
    for (const target of this.names.symbols.candidates(path)) {
      const id = (target >>> 1) as InstanceId; // an index of instances
      if (target % 2 === 1 && id < this.graph.instanceCount && this.names.paths.text(this.graph.objectCount + id) === path) return id;
    }
    return null;
  }

  privateBuffer(bytes: Uint8Array): ArrayBuffer {
    const offset = bytes.byteOffset - this.container.bytes.byteOffset;
    const { privateBuffer } = this.options;
    if (privateBuffer !== undefined && bytes.buffer === this.container.bytes.buffer) return privateBuffer(offset, bytes.length);
    const copy = new ArrayBuffer(bytes.length);
    new Uint8Array(copy).set(bytes);
    return copy;
  }

  /** Everything decoded, as the model that was encoded. */
  image(): ComponentImage {
    return {
      facts: this.facts,
      graph: this.graph,
      code: this.codePaths.map((path) => ({ path, analysis: required(this.code(path), path) })),
      hot: this.hot,
      keptForms: this.keptPaths.map((path) => ({ path, form: required(this.keptForm(path), path) })),
      originals: this.originalPaths.map((path) => required(this.original(path), path)),
    };
  }

  verify(): void {
    this.container.checkAll();
    this.container.checkContent();
    const image = this.image();
    void [image.graph.objects, image.graph.instances, image.graph.strings, image.hot.originals];
    for (const { analysis } of image.code) void analysis.references;
    for (const { text } of image.hot.scripts) void text;
    for (const { form } of image.keptForms) void form.text;
    this.names.symbols.verify(image.graph.objects.length, image.graph.instances.length);
    this.names.paths.verify();
    this.strings.verify();
    this.sources.verify();
    checkCreation(image, this.container.place);
  }
}

function required<T>(value: T | null, path: string): T {
  if (value === null) throw corrupt(path, 'a module of the list', 'none');
  return value;
}

/** A kept form whose text is made on demand. */
class FileForm implements KeptForm {
  declare readonly kind: KeptForm['kind'];
  declare readonly requests: KeptForm['requests'];
  declare readonly indirect: KeptForm['indirect'];
  declare readonly stars: KeptForm['stars'];
  declare readonly imports: KeptForm['imports'];
  declare readonly localExports: KeptForm['localExports'];
  declare readonly async: boolean;
  declare readonly namedExports: KeptForm['namedExports'];
  declare readonly reexports: KeptForm['reexports'];
  declare readonly edited: KeptForm['edited'];
  readonly #texts: TextTable;
  readonly #number: number;

  constructor(form: Omit<KeptForm, 'text'>, texts: TextTable, number: number) {
    Object.assign(this, form);
    this.#texts = texts;
    this.#number = number;
  }

  get text(): string {
    return this.#texts.get(this.#number);
  }
}

function checkForm(form: Omit<KeptForm, 'text'>, place: string): void {
  const requests = [...form.stars, ...form.indirect.map(({ request }) => request), ...form.imports.map(({ request }) => request)];
  for (const request of requests) if (request >= form.requests.length) throw corrupt(place, `a request below ${form.requests.length}`, request);
  let last = 0;
  for (const { start, end } of form.edited) {
    if (start < last || end < start) throw corrupt(place, `an edited place from ${last} on`, `${start} to ${end}`);
    last = end;
  }
}

/** Nothing is made twice. */
function checkCreation(image: ComponentImage, place: string): void {
  const seen = new Set<string>();
  for (const { kind, id } of image.graph.creation) {
    const key = `${kind} ${id}`;
    if (seen.has(key)) throw corrupt(place, 'each thing made once', key);
    seen.add(key);
  }
}

