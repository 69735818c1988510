/** All instrumented texts; finds the literal of a live function by the marker in its text. */
import type { Literal, ModuleAnalysis, Variable } from '../../format/code/model.ts';
import { isInHead } from './head-literals.ts';
import type { GlobalSet, Reader } from './globals.ts';
import type { ProbePlan } from './instrument.ts';
import type { CodeIdentity, CodeText } from './types.ts';

/** The one activation of a scope. */
export interface OnceActivation {
  readonly key: object;
  readonly reader: Reader;
  /** Places of its variables in the reader's list. */
  readonly places: ReadonlyMap<Variable, number>;
}

/** One instrumented text and how its parts are read. */
export interface TextRecord {
  readonly id: number;
  readonly text: CodeText;
  readonly globals: GlobalSet;
  readonly plans: ReadonlyMap<Literal, ProbePlan>;
  readonly moduleVariables: ReadonlyMap<Variable, number>;
  moduleReader: Reader | null;
  /** Activations of scopes that have one only, by scope; null: there was another one after all. */
  readonly scopes: Map<number, OnceActivation | null>;
  /** Objects of tagged templates by site, as far as they were evaluated. */
  readonly templates: Map<number, object>;
}

const nativeToString = Function.prototype.toString;
const { apply } = Reflect;

/** The texts of one instrumentation by number, analysis and CodeText. */
export class TextRegistry {
  readonly texts: CodeText[] = [];
  private readonly records: TextRecord[] = [];
  private readonly byAnalysis = new Map<ModuleAnalysis, TextRecord>();
  private readonly byText = new Map<CodeText, TextRecord>();
  private readonly prefixes = new Set<string>();
  private readonly identified = new WeakMap<Function, CodeIdentity>();

  get nextId(): number {
    return this.records.length;
  }

  add(record: TextRecord): void {
    this.records.push(record);
    this.byAnalysis.set(record.text.analysis, record);
    this.byText.set(record.text, record);
    this.texts.push(record.text);
    this.prefixes.add(record.globals.names.prefix);
  }

  byId(id: number): TextRecord {
    const record = this.records[id];
    if (record === undefined) throw new Error(`no text ${id}`);
    return record;
  }

  recordOf(text: CodeText): TextRecord {
    const record = this.byText.get(text);
    if (record === undefined) throw new Error(`${text.path} was not instrumented`);
    return record;
  }

  textOf(analysis: ModuleAnalysis): CodeText {
    const record = this.byAnalysis.get(analysis);
    if (record === undefined) throw new Error('this analysis was not instrumented');
    return record.text;
  }

  idOf(analysis: ModuleAnalysis): number {
    return this.byAnalysis.get(analysis)?.id ?? this.nextId;
  }

  /** The literal of a function other than a class; null for functions of other code. */
  identify(fn: Function): CodeIdentity | null {
    const known = this.identified.get(fn);
    if (known !== undefined) return known;
    const found = this.find(fn);
    if (found !== null) this.identified.set(fn, found); // its text never changes
    return found;
  }

  private find(fn: Function): CodeIdentity | null {
    let source: string;
    try {
      source = apply(nativeToString, fn, []);
    } catch {
      return null;
    }
    for (const prefix of this.prefixes) {
      const found = this.identifyText(source, prefix);
      if (found !== null) return found.literal.kind === 'module' ? null : found; // the function that is a module
    }
    return null;
  }

  private identifyText(source: string, prefix: string): CodeIdentity | null {
    const first = this.markedAt(source, prefix, source.indexOf(`/*${prefix}`));
    if (first === null || !isInHead(first.literal)) return first;
    // The first marker may be that of a function in the head: the function itself is the outermost one around it.
    let best = first;
    for (let at = source.indexOf(`/*${prefix}`); at >= 0; at = source.indexOf(`/*${prefix}`, at + 2)) {
      const other = this.markedAt(source, prefix, at);
      if (other?.text === best.text && other.literal.start <= best.literal.start && other.literal.end >= best.literal.end) best = other;
    }
    return best;
  }

  private markedAt(source: string, prefix: string, at: number): CodeIdentity | null {
    if (at < 0) return null;
    const marker = source.slice(at + 2 + prefix.length, source.indexOf('*/', at));
    const point = marker.indexOf('.');
    const record = this.records[Number(marker.slice(0, point))];
    const found = record?.text.analysis.literals[Number(marker.slice(point + 1))];
    return record === undefined || found === undefined ? null : { text: record.text, literal: found };
  }
}
