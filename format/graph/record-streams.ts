/** What records of objects and instances are made of: words, strings, references. Writer and reader side by side. */
import type { WordReader, WordWriter } from '../bytes.ts';
import { contradiction, corrupt } from '../damage.ts';
import type { TextTable, TextTableWriter } from '../texts.ts';
import type { InstanceId, InstanceRef, ScopeRef, UnitRef, Word } from './model.ts';

/** Stands for "no word": a special that no table can hold. */
const NO_WORD = 0xffff_ffff;
const NO_HIGH_WORD = 2 ** 21 - 1;

/** Numbers rows of a table by their content: equal rows get one number. `keyOf`: a text that only equal rows share. */
export class RowNumbers<T extends object> {
  readonly rows: T[] = [];
  private readonly keyOf: (row: T) => string;
  private readonly numbers = new Map<string, number>();
  private readonly known = new Map<T, number>();

  constructor(keyOf: (row: T) => string) {
    this.keyOf = keyOf;
  }

  /** Number of the row; one that came before needs no key. */
  number(row: T): number {
    const known = this.known.get(row);
    if (known !== undefined) return known;
    const number = this.once(row);
    this.known.set(row, number);
    return number;
  }

  /** The same for rows that do not come again. */
  once(row: T): number {
    const key = this.keyOf(row);
    let number = this.numbers.get(key);
    if (number === undefined) this.numbers.set(key, (number = this.rows.push(row) - 1));
    return number;
  }
}

/** Where record parts are written to: the region's words, and tables that the whole file shares. */
export class RecordOutput {
  readonly words: WordWriter;
  private readonly strings: TextTableWriter;
  private readonly units: RowNumbers<UnitRef>;
  private readonly layouts: RowNumbers<readonly number[]>;
  readonly bytes: (content: Uint8Array) => number;

  constructor(words: WordWriter, strings: TextTableWriter, units: RowNumbers<UnitRef>, layouts: RowNumbers<readonly number[]>, bytes: (content: Uint8Array) => number) {
    this.words = words;
    this.strings = strings;
    this.units = units;
    this.layouts = layouts;
    this.bytes = bytes;
  }

  word(value: Word): void {
    this.words.put(value);
  }

  optionalWord(value: Word | null): void {
    this.words.put(value ?? NO_WORD);
  }

  list(values: readonly Word[]): void {
    this.words.put(values.length);
    for (const value of values) this.words.put(value);
  }

  text(value: string): void {
    this.words.put(this.strings.intern(value));
  }

  optionalText(value: string | null): void {
    this.words.put(value === null ? 0 : this.strings.intern(value) + 1);
  }

  small(value: number): void {
    if (!Number.isInteger(value) || value < 0 || value > 0xffff_ffff) throw contradiction('record', `${value} is no 32-bit number`);
    this.words.put(value);
  }

  flag(value: boolean): void {
    this.words.put(value ? 1 : 0);
  }

  wide(value: number): void {
    if (!Number.isSafeInteger(value) || value < 0) throw contradiction('record', `${value} is no count`);
    this.words.wide(value);
  }

  optionalWide(value: number | null): void {
    if (value !== null) return this.wide(value);
    this.words.put(0);
    this.words.put(NO_HIGH_WORD);
  }

  instance(value: InstanceRef): void {
    this.words.put(value.kind === 'own' ? value.id * 2 : value.entry * 2 + 1);
  }

  optionalInstance(value: InstanceRef | null): void {
    if (value === null) this.words.put(NO_WORD);
    else this.instance(value);
  }

  unit(value: UnitRef): void {
    this.words.put(this.units.number(value));
  }

  layout(keysAndFlags: readonly number[]): void {
    this.words.put(this.layouts.once(keysAndFlags));
  }
}

/** Sizes of the tables that records refer to. */
export interface RecordTables {
  readonly strings: TextTable;
  readonly units: readonly UnitRef[];
  readonly layouts: readonly Layout[];
  readonly instanceCount: number;
  readonly importCount: number;
  readonly checkWord: (word: number) => Word;
}

/** Keys and flags of the own properties of some objects, in order. */
export interface Layout {
  readonly keys: readonly Word[];
  readonly flags: readonly number[];
}

/** Where record parts are read from; every index is checked. */
export class RecordInput {
  readonly words: WordReader;
  readonly tables: RecordTables;
  private readonly contents: Uint8Array;

  constructor(words: WordReader, tables: RecordTables, contents: Uint8Array) {
    this.words = words;
    this.tables = tables;
    this.contents = contents;
  }

  word(): Word {
    return this.tables.checkWord(this.words.next());
  }

  optionalWord(): Word | null {
    const value = this.words.next();
    return value === NO_WORD ? null : this.tables.checkWord(value);
  }

  list(): Word[] {
    const count = this.words.count('words');
    const values: Word[] = [];
    for (let index = 0; index < count; index += 1) values.push(this.word());
    return values;
  }

  text(): string {
    return this.tables.strings.get(this.words.next());
  }

  optionalText(): string | null {
    const value = this.words.next();
    return value === 0 ? null : this.tables.strings.get(value - 1);
  }

  small(): number {
    return this.words.next();
  }

  flag(): boolean {
    return this.words.below(2, 'a truth value') === 1;
  }

  wide(): number {
    return this.words.wide();
  }

  optionalWide(): number | null {
    const value = this.words.wide();
    return value === NO_HIGH_WORD * 2 ** 32 ? null : value;
  }

  instance(): InstanceRef {
    return instanceRef(this.words.next(), this.tables, this.words.place);
  }

  optionalInstance(): InstanceRef | null {
    const value = this.words.next();
    return value === NO_WORD ? null : instanceRef(value, this.tables, this.words.place);
  }

  unit(): UnitRef {
    const index = this.words.next();
    const unit = this.tables.units[index];
    if (unit === undefined) throw corrupt(this.words.place, `a unit below ${this.tables.units.length}`, index);
    return unit;
  }

  layout(): Layout {
    const index = this.words.next();
    const layout = this.tables.layouts[index];
    if (layout === undefined) throw corrupt(this.words.place, `a layout below ${this.tables.layouts.length}`, index);
    return layout;
  }

  bytes(length: number): Uint8Array {
    const start = this.wide();
    if (start % 8 !== 0 || start + length > this.contents.length) throw corrupt(this.words.place, `buffer contents within ${this.contents.length}`, `${start} + ${length}`);
    return this.contents.subarray(start, start + length);
  }

  /** One of a few words, by place. */
  choice<const T>(values: readonly T[]): T {
    const index = this.words.next();
    const value = values[index];
    if (value === undefined) throw corrupt(this.words.place, `a constant below ${values.length}`, index);
    return value;
  }
}

function instanceRef(value: number, tables: RecordTables, place: string): InstanceRef {
  const index = value >>> 1;
  const imported = value % 2 === 1;
  const limit = imported ? tables.importCount : tables.instanceCount;
  if (index >= limit) throw corrupt(place, `an instance below ${limit}`, index);
  return imported ? { kind: 'imported', entry: index } : { kind: 'own', id: index as InstanceId };
}

/** Key of a unit reference in its table. */
export function unitKey(unit: UnitRef): string {
  return JSON.stringify([unit.component, unit.module, unit.component === null ? unit.unit : 0, unit.path]);
}

/** Key of a scope reference in its table. */
export function scopeKey(scope: ScopeRef): string {
  return JSON.stringify([scope.component, scope.module, scope.component === null ? scope.scope : 0, scope.unitPath, scope.ordinal]);
}
