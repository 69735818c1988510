/** One text's analysis and evaluation form as bytes. Twins: `encodeEntry` and `decodeEntry`. */
import { ByteReader } from '../../format/bytes.ts';
import { encodeAnalysis, readAnalysis } from '../../format/code/codec.ts';
import type { Literal, ModuleAnalysis, Scope } from '../../format/code/model.ts';
import type { Input } from '../../format/codec.ts';
import { TextTable, TextTableWriter } from '../../format/texts.ts';
import type { EvaluationForm } from '../../modules/types.ts';
import { isOnce, onceScopes } from '../analyse/once-scopes.ts';
import { headLiterals, isInHead } from '../instrument/head-literals.ts';
import { rememberEncoded } from './encoded.ts';
import type { ProbePlan } from '../instrument/instrument.ts';

/** What is found out about a text. */
export interface CodeEntry {
  readonly analysis: ModuleAnalysis;
  readonly form: EvaluationForm;
  readonly plans: ReadonlyMap<Literal, ProbePlan>;
}

interface Head {
  readonly sizes: readonly [tables: number, references: number, strings: number];
  readonly wide: boolean;
  readonly form: Omit<EvaluationForm, 'text'>;
  readonly plans: readonly (readonly [literal: number, plan: ProbePlan])[];
  readonly inHead: readonly number[];
  readonly once: readonly number[];
}

const place = 'cached analysis';
const HEAD_SIZE = 4;

/** Sections after each other: size of the head, head (JSON), tables, references, strings, text of the form. */
export function encodeEntry({ analysis, form, plans }: CodeEntry): Uint8Array {
  const strings = new TextTableWriter(place);
  const encoded = encodeAnalysis(analysis, place);
  rememberEncoded(analysis, () => encoded);
  const { tables, references, texts } = encoded;
  for (const each of texts) strings.intern(each);
  const { text, ...rest } = form;
  const wide = /[^\u0000-\u007f]/.test(text);
  const parts = [tables, references, strings.result()] as const;
  const head: Head = {
    sizes: [parts[0].length, parts[1].length, parts[2].length], wide, form: rest,
    plans: [...plans].map(([literal, plan]) => [literal.id, plan] as const),
    inHead: analysis.literals.filter(isInHead).map(({ id }) => id),
    once: analysis.scopes.filter(isOnce).map(({ id }) => id),
  };
  const headBytes = Buffer.from(JSON.stringify(head), 'utf8');
  const size = Buffer.alloc(HEAD_SIZE);
  size.writeUInt32LE(headBytes.length);
  return Buffer.concat([size, headBytes, ...parts, Buffer.from(text, wide ? 'utf16le' : 'latin1')]);
}

/** `source`: the text that was analysed. The analysis is decoded when it is asked for. Throws for bytes that no entry consists of. */
export function decodeEntry(bytes: Uint8Array, source: string): CodeEntry {
  const all = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
  const headSize = all.readUInt32LE(0);
  let at = HEAD_SIZE + headSize;
  const head = JSON.parse(all.toString('utf8', HEAD_SIZE, at)) as Head; // the hash of the entry vouches for its shape
  // Copies: readers count alignment from the start of their bytes, and the text of the form need not stay with them.
  const [tables, references, texts] = head.sizes.map((size) => Uint8Array.prototype.slice.call(all, at, (at += size)));
  if (tables === undefined || references === undefined || texts === undefined) throw new Error(`${place}: sections are missing`);
  const text = all.toString(head.wide ? 'utf16le' : 'latin1', at);
  return decoded({ tables, references, texts }, head, text, source);
}

interface Sections {
  readonly tables: Uint8Array;
  readonly references: Uint8Array;
  readonly texts: Uint8Array;
}

function decoded({ tables, references, texts }: Sections, head: Head, text: string, source: string): CodeEntry {
  const strings = new TextTable(texts, place, (offset, length, twoByte) => Buffer.from(texts.buffer).toString(twoByte ? 'utf16le' : 'latin1', offset, offset + (twoByte ? length * 2 : length)), true);
  const input = (part: Uint8Array): Input => ({ bytes: new ByteReader(part, place), strings, checkWord: noWords });
  let made: ModuleAnalysis | null = null;
  const read = (): ModuleAnalysis => {
    if (made !== null) return made;
    made = readAnalysis(input(tables), () => input(references), source);
    for (const id of head.inHead) headLiterals.add(literalOf(made, id));
    for (const id of head.once) onceScopes.add(scopeOf(made, id));
    rememberEncoded(made, () => ({ tables, references, texts: Array.from({ length: strings.count }, (_none, index) => strings.get(index)) }));
    return made;
  };
  return {
    form: { ...head.form, text },
    get analysis() {
      return read();
    },
    get plans() {
      return new Map(head.plans.map(([id, plan]) => [literalOf(read(), id), plan] as const));
    },
  };
}

function literalOf(analysis: ModuleAnalysis, id: number): Literal {
  const found = analysis.literals[id];
  if (found === undefined) throw new Error(`${place}: no literal ${id}`);
  return found;
}

function scopeOf(analysis: ModuleAnalysis, id: number): Scope {
  const found = analysis.scopes[id];
  if (found === undefined) throw new Error(`${place}: no scope ${id}`);
  return found;
}

function noWords(): never {
  throw new Error(`${place}: an analysis holds no words`);
}
