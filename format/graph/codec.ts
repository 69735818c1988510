/**
 * The captured heap in its sections. `graph` holds the constants, references to code and the directory of the records;
 * `rom-records` and `ram-records` hold the rows; buffers' contents lie beside them, 8-aligned.
 */
import { ByteReader, ByteWriter, WordReader, WordWriter } from '../bytes.ts';
import type { Input, Output } from '../codec.ts';
import type { LazyGraph } from '../component.ts';
import type { SectionName } from '../constants.ts';
import { corrupt } from '../damage.ts';
import { emptyTable } from '../empty-table.ts';
import type { Recorded } from '../facts.ts';
import type { TextTable, TextTableWriter } from '../texts.ts';
import type { PathTable } from '../paths.ts';
import { checkTree } from '../tree.ts';
import {
  payloadOf, Tag, tagOf,
  type Change, type CreationStep, type Graph, type GraphModule, type GraphObject, type ImportEntry, type InstanceId, type InstanceRef, type ObjectId, type PathTree, type ScopeInstance,
  type ScopeRef, type Slot, type Special, type UnitRef, type Word,
} from './model.ts';
import { RecordInput, RecordOutput, RowNumbers, scopeKey, unitKey, type Layout, type RecordTables } from './record-streams.ts';
import { kindName, kindNumber, readObject, writeObject } from './records.ts';
import { romObjects } from './rom.ts';
import { changes, hosts, imports, modules, scopes, specials, units } from './tables.ts';

/** Set in an object's kind byte: its row stands in ROM. */
const ROM_FLAG = 0x80;
const CONSTANTS = 7;

export type GraphSections = ReadonlyMap<SectionName, Uint8Array>;

/** Rows and buffer contents of one memory. */
class Region {
  readonly words = new WordWriter();
  private readonly contents = new ByteWriter();
  readonly out: RecordOutput;

  constructor(strings: TextTableWriter, unitRows: RowNumbers<UnitRef>, layoutRows: RowNumbers<readonly number[]>) {
    this.out = new RecordOutput(this.words, strings, unitRows, layoutRows, (content) => {
      this.contents.align();
      const start = this.contents.size;
      this.contents.raw(content);
      return start;
    });
  }

  records(): Uint8Array {
    const words = this.words.result();
    return new Uint8Array(words.buffer, words.byteOffset, words.byteLength);
  }

  bytes(): Uint8Array {
    return this.contents.result();
  }
}

/** Encodes a graph; gives its sections and the numbers that are not content. */
export function writeGraph(graph: Graph, strings: TextTableWriter): { readonly sections: GraphSections; readonly recorded: Pick<Recorded, 'units' | 'scopes'> } {
  const unitRows = new RowNumbers<UnitRef>(unitKey);
  const scopeRows = new RowNumbers<ScopeRef>(scopeKey);
  const layoutRows = new RowNumbers<readonly number[]>((row) => row.join());
  const romRegion = new Region(strings, unitRows, layoutRows);
  const ramRegion = new Region(strings, unitRows, layoutRows);
  const rom = romObjects(graph);
  const kinds: number[] = [];
  const objectRows: number[] = [];
  graph.objects.forEach((object, id) => {
    const region = rom[id] === 1 ? romRegion : ramRegion;
    kinds.push(kindNumber(object.kind) + (rom[id] === 1 ? ROM_FLAG : 0));
    objectRows.push(region.words.length);
    writeObject(region.out, object);
  });
  const instanceRows: number[] = [];
  for (const instance of graph.instances) {
    instanceRows.push(ramRegion.words.length);
    ramRegion.words.put(scopeRows.number(instance.scope));
    writeInstance(ramRegion.out, instance);
  }
  const out: Output = { bytes: new ByteWriter(), strings };
  writeCounts(out.bytes, graph);
  out.bytes.words(graph.strings.map((value) => strings.intern(value)));
  out.bytes.align();
  for (const value of graph.numbers) out.bytes.f64(value);
  specials.write(out, graph.specials);
  units.write(out, unitRows.rows.map((unit) => (unit.component === null ? unit : { ...unit, unit: 0 })));
  scopes.write(out, scopeRows.rows.map((scope) => (scope.component === null ? scope : { ...scope, scope: 0 })));
  writeLayouts(out.bytes, layoutRows.rows);
  modules.write(out, graph.modules);
  out.bytes.words(graph.creation.map((step) => step.id * 2 + (step.kind === 'instance' ? 1 : 0)));
  out.bytes.words(objectRows);
  out.bytes.words(instanceRows);
  out.bytes.raw(Uint8Array.from(kinds));
  const relocations: Output = { bytes: new ByteWriter(), strings };
  imports.write(relocations, graph.imports);
  hosts.write(relocations, graph.hosts);
  changes.write(relocations, graph.changes);
  const sections = new Map<SectionName, Uint8Array>([
    ['graph', out.bytes.result()],
    ['relocations', relocations.bytes.result()],
    ['rom-records', romRegion.records()],
    ['rom-bytes', romRegion.bytes()],
    ['ram-records', ramRegion.records()],
    ['ram-bytes', ramRegion.bytes()],
  ]);
  const recorded = {
    units: unitRows.rows.filter((unit) => unit.component !== null).map((unit) => unit.unit),
    scopes: scopeRows.rows.filter((scope) => scope.component !== null).map((scope) => scope.scope),
  };
  return { sections, recorded };
}

function writeCounts(out: ByteWriter, graph: Graph): void {
  for (const table of [graph.strings, graph.numbers, graph.specials, graph.objects, graph.instances, graph.imports, graph.hosts, graph.creation]) out.u32(table.length);
}

interface Counts {
  readonly strings: number;
  readonly numbers: number;
  readonly specials: number;
  readonly objects: number;
  readonly instances: number;
  readonly imports: number;
  readonly hosts: number;
  readonly creation: number;
}

function readCounts(reader: ByteReader): Counts {
  return {
    strings: reader.u32(), numbers: reader.u32(), specials: reader.u32(), objects: reader.u32(),
    instances: reader.u32(), imports: reader.u32(), hosts: reader.u32(), creation: reader.u32(),
  };
}

/** Layouts: count, then per layout the number of properties and, for each, key word and flags. */
function writeLayouts(out: ByteWriter, rows: readonly (readonly number[])[]): void {
  out.varint(rows.length);
  for (const row of rows) {
    out.varint(row.length / 2);
    for (const value of row) out.varint(value);
  }
}

function readLayouts(reader: ByteReader, checkWord: (word: number) => Word): Layout[] {
  const count = reader.count('layouts');
  const layouts: Layout[] = [];
  for (let index = 0; index < count; index += 1) {
    const size = reader.count('properties', 2);
    const keys: Word[] = [];
    const flags: number[] = [];
    for (let property = 0; property < size; property += 1) {
      keys.push(checkWord(reader.varint()));
      flags.push(reader.below(16, 'attribute bits'));
    }
    layouts.push({ keys, flags });
  }
  return layouts;
}

/** A scope instance's row after the number of its scope. */
function writeInstance(out: RecordOutput, instance: ScopeInstance): void {
  out.optionalInstance(instance.parent);
  out.optionalWord(instance.classObject);
  out.small(instance.variables.size);
  for (const [name, value] of instance.variables) {
    out.text(name);
    out.word(value);
  }
}

function readInstance(input: RecordInput, scopeRefs: readonly ScopeRef[], paths: () => PathTable, node: number): ScopeInstance {
  const index = input.small();
  const scope = scopeRefs[index];
  if (scope === undefined) throw corrupt(input.words.place, `a scope below ${scopeRefs.length}`, index);
  const parent = input.optionalInstance();
  const classObject = input.optionalWord();
  const count = input.words.count('variables', 2);
  const variables = new Map<string, Word>();
  for (let each = 0; each < count; each += 1) variables.set(input.text(), input.word());
  return new FileInstance(scope, parent, classObject, variables, paths, node);
}

/** An instance whose path is made when it is asked for. */
class FileInstance implements ScopeInstance {
  readonly scope: ScopeRef;
  readonly parent: InstanceRef | null;
  readonly classObject: Word | null;
  readonly variables: ReadonlyMap<string, Word>;
  readonly #paths: () => PathTable;
  readonly #node: number;

  constructor(scope: ScopeRef, parent: InstanceRef | null, classObject: Word | null, variables: ReadonlyMap<string, Word>, paths: () => PathTable, node: number) {
    this.scope = scope;
    this.parent = parent;
    this.classObject = classObject;
    this.variables = variables;
    this.#paths = paths;
    this.#node = node;
  }

  get path(): string {
    return this.#paths().text(this.#node);
  }
}

/** What a decoded graph is read from. */
export interface GraphSource {
  readonly place: string;
  section(name: SectionName): Uint8Array;
  readonly strings: TextTable;
  readonly recorded: () => Recorded;
  /** Opened when the first path is asked for. */
  readonly paths: () => PathTable;
}

/** Checks that a word's table has the entry. */
function wordChecker(counts: Counts, place: string): (word: number) => Word {
  const limits = new Map<number, number>([
    [Tag.constant, CONSTANTS], [Tag.integer, 2 ** 29], [Tag.number, counts.numbers], [Tag.string, counts.strings],
    [Tag.object, counts.objects], [Tag.imported, counts.imports], [Tag.host, counts.hosts], [Tag.special, counts.specials],
  ]);
  const table = Float64Array.from({ length: 8 }, (_unused, tag) => limits.get(tag) ?? 0);
  return (value) => {
    const word = value as Word; // made a word by the checks that follow
    if (value > 0xffff_ffff || payloadOf(word) >= (table[tagOf(word)] ?? 0)) throw corrupt(place, 'a word whose table has its entry', `tag ${value & 7}, entry ${value >>> 3}`);
    return word;
  };
}

/** The graph of a file: small tables at once, records when asked for. */
export class FileGraph implements LazyGraph {
  readonly numbers: readonly number[];
  readonly specials: readonly Special[];
  readonly imports: readonly ImportEntry[];
  readonly hosts: readonly string[];
  readonly changes: readonly Change[];
  readonly modules: readonly GraphModule[];
  readonly steps: Uint32Array;
  readonly objectCount: number;
  readonly instanceCount: number;
  private readonly place: string;
  private readonly counts: Counts;
  private readonly scopeRefs: readonly ScopeRef[];
  private readonly stringNumbers: Uint32Array;
  private readonly table: TextTable;
  private readonly objectRows: Uint32Array;
  private readonly instanceRows: Uint32Array;
  private readonly kinds: Uint8Array;
  private readonly rom: RecordInput;
  private readonly ram: RecordInput;
  private madeObjects: (GraphObject | undefined)[];
  private allObjects: readonly GraphObject[] | null;
  private madeSteps: readonly CreationStep[] | null = null;
  private madeStrings: readonly string[] | null = null;
  private madeInstances: readonly ScopeInstance[] | null = null;
  private readonly namePaths: () => PathTable;

  constructor(source: GraphSource) {
    this.namePaths = source.paths;
    this.place = `${source.place}, section graph`;
    this.table = source.strings;
    const reader = new ByteReader(source.section('graph'), this.place);
    this.counts = readCounts(reader);
    this.objectCount = this.counts.objects;
    this.instanceCount = this.counts.instances;
    const checkWord = wordChecker(this.counts, this.place);
    const input: Input = { bytes: reader, strings: source.strings, checkWord };
    this.stringNumbers = reader.words(this.counts.strings);
    reader.align();
    this.numbers = readNumbers(reader, this.counts.numbers);
    this.specials = this.expect(specials.read(input), this.counts.specials, 'specials');
    const hints = source.recorded();
    const unitRefs = joinHints(units.read(input), hints.units, (unit, number): UnitRef => ({ ...unit, unit: number }), this.place);
    this.scopeRefs = joinHints(scopes.read(input), hints.scopes, (scope, number): ScopeRef => ({ ...scope, scope: number }), this.place);
    const layouts = readLayouts(reader, checkWord);
    this.modules = modules.read(input);
    this.steps = reader.words(this.counts.creation);
    this.checkSteps();
    this.objectRows = reader.words(this.counts.objects);
    this.instanceRows = reader.words(this.counts.instances);
    this.kinds = reader.raw(this.counts.objects);
    reader.end();
    this.madeObjects = [];
    this.allObjects = null;
    const links: Input = { bytes: new ByteReader(source.section('relocations'), `${source.place}, section relocations`), strings: source.strings, checkWord };
    this.imports = this.expect(imports.read(links), this.counts.imports, 'imports');
    this.hosts = this.expect(hosts.read(links), this.counts.hosts, 'hosts');
    this.changes = changes.read(links);
    links.bytes.end();
    const tables: RecordTables = { strings: source.strings, units: unitRefs, layouts, instanceCount: this.counts.instances, importCount: this.counts.imports, checkWord };
    this.rom = recordInput(source, 'rom-records', 'rom-bytes', tables);
    this.ram = recordInput(source, 'ram-records', 'ram-bytes', tables);
    this.checkModules();
    this.checkChanges();
  }

  private expect<T>(table: readonly T[], count: number, what: string): readonly T[] {
    if (table.length !== count) throw corrupt(this.place, `${count} ${what}`, table.length);
    return table;
  }

  private checkSteps(): void {
    const { steps, counts } = this;
    for (let index = 0; index < steps.length; index += 1) {
      const value = steps[index] ?? 0;
      const limit = value % 2 === 1 ? counts.instances : counts.objects;
      if (value >>> 1 >= limit) throw corrupt(this.place, `a creation step below ${limit}`, value >>> 1);
    }
  }

  get creation(): readonly CreationStep[] {
    this.madeSteps ??= Array.from(this.steps, (value): CreationStep => {
      const id = value >>> 1;
      return value % 2 === 1 ? { kind: 'instance', id: id as InstanceId } : { kind: 'object', id: id as ObjectId }; // checked when the file was opened
    });
    return this.madeSteps;
  }

  private checkModules(): void {
    for (const { path, instance } of this.modules) {
      if (instance !== null && instance >= this.counts.instances) throw corrupt(this.place, `module ${path} with an instance below ${this.counts.instances}`, instance);
    }
  }

  private checkChanges(): void {
    const wrong = (reference: InstanceRef): boolean => (reference.kind === 'own' ? reference.id >= this.counts.instances : reference.entry >= this.counts.imports);
    const check = (slot: Slot): void => {
      if (slot.kind === 'variable' && wrong(slot.instance)) throw corrupt(this.place, 'a change of a known instance', slot.name);
    };
    for (const change of this.changes) check(change.slot);
  }

  get paths(): PathTree {
    return this.namePaths().tree;
  }

  get strings(): readonly string[] {
    this.madeStrings ??= Array.from(this.stringNumbers, (number) => this.table.get(number));
    return this.madeStrings;
  }

  object(id: ObjectId): GraphObject {
    return this.madeObjects[id] ?? this.makeObject(id);
  }

  private makeObject(id: number): GraphObject {
    const object = this.decodeObject(id, this.namePaths().text(id));
    if (this.madeObjects.length === 0) this.madeObjects = emptyTable<GraphObject>(this.counts.objects);
    this.madeObjects[id] = object;
    return object;
  }

  draft(id: ObjectId): GraphObject {
    return this.madeObjects[id] ?? this.decodeObject(id, '');
  }

  ofKind(kind: GraphObject['kind']): readonly ObjectId[] {
    const number = kindNumber(kind);
    const found: ObjectId[] = [];
    for (let id = 0; id < this.kinds.length; id += 1) {
      if ((this.kinds[id] ?? 0) % ROM_FLAG === number) found.push(id as ObjectId); // a place in the column of objects
    }
    return found;
  }

  string(index: number): string {
    const number = this.stringNumbers[index];
    if (number === undefined) throw corrupt(this.place, `a string below ${this.counts.strings}`, index);
    return this.table.get(number);
  }

  release(): void {
    this.madeObjects = [];
    this.madeInstances = null;
    this.allObjects = null;
  }

  private decodeObject(id: number, path: string): GraphObject {
    const kind = this.kinds[id];
    const row = this.objectRows[id];
    if (kind === undefined || row === undefined) throw corrupt(this.place, `an object below ${this.counts.objects}`, id);
    const input = kind >= ROM_FLAG ? this.rom : this.ram;
    input.words.seek(row);
    return readObject(input, kind % ROM_FLAG, path);
  }

  get objects(): readonly GraphObject[] {
    if (this.allObjects === null) {
      const all: GraphObject[] = [];
      for (let id = 0; id < this.counts.objects; id += 1) all.push(this.madeObjects[id] ?? this.makeObject(id));
      this.allObjects = all;
    }
    return this.allObjects;
  }

  get instances(): readonly ScopeInstance[] {
    this.madeInstances ??= this.makeInstances();
    return this.madeInstances;
  }

  private makeInstances(): readonly ScopeInstance[] {
    const paths = (): PathTable => this.namePaths();
    const instances: ScopeInstance[] = [];
    for (let id = 0; id < this.instanceRows.length; id += 1) {
      this.ram.words.seek(this.instanceRows[id] ?? 0);
      instances.push(readInstance(this.ram, this.scopeRefs, paths, this.counts.objects + id));
    }
    checkTree(instances.map(({ parent }) => (parent?.kind === 'own' ? parent.id : -1)), `${this.place}: scope instances`);
    return instances;
  }

  /** Words of each object's row and whether it is ROM: for reports. */
  rows(): { readonly id: ObjectId; readonly kind: string; readonly rom: boolean; readonly bytes: number }[] {
    const starts = { rom: [...this.starts(true), this.rom.words.words.length], ram: [...this.starts(false), this.ram.words.words.length] };
    const next = { rom: 0, ram: 0 };
    return Array.from(this.kinds, (kind, id) => {
      const region = kind >= ROM_FLAG ? 'rom' : 'ram';
      const start = starts[region][next[region]] ?? 0;
      next[region] += 1;
      const end = starts[region][next[region]] ?? start;
      return { id: id as ObjectId, kind: kindName(kind % ROM_FLAG, this.place), rom: region === 'rom', bytes: Math.max(0, end - start) * 4 };
    });
  }

  private starts(rom: boolean): number[] {
    const objects = Array.from(this.objectRows).filter((_row, id) => (this.kinds[id] ?? 0) >= ROM_FLAG === rom);
    return rom ? objects : [...objects, this.instanceRows[0] ?? this.ram.words.words.length];
  }
}

function readNumbers(reader: ByteReader, count: number): number[] {
  if (count * 8 > reader.remaining) throw corrupt(reader.place, `at most ${Math.floor(reader.remaining / 8)} numbers`, count);
  return Array.from({ length: count }, () => reader.f64());
}

function recordInput(source: GraphSource, records: SectionName, contents: SectionName, tables: RecordTables): RecordInput {
  const place = `${source.place}, section ${records}`;
  const bytes = source.section(records);
  if (bytes.length % 4 !== 0) throw corrupt(place, 'whole words', `${bytes.length} bytes`);
  return new RecordInput(new WordReader(new ByteReader(bytes, place).words(bytes.length / 4), place), tables, source.section(contents));
}

/** Puts the recorded numbers of foreign units or scopes in, in order. */
function joinHints<T extends { readonly component: string | null }>(rows: readonly T[], numbers: readonly number[], join: (row: T, number: number) => T, place: string): T[] {
  let next = 0;
  const joined = rows.map((row) => {
    if (row.component === null) return row;
    const number = numbers[next];
    if (number === undefined) throw corrupt(place, `a recorded number for ${row.component}`, 'none');
    next += 1;
    return join(row, number);
  });
  if (next !== numbers.length) throw corrupt(place, `${next} recorded numbers`, numbers.length);
  return joined;
}
