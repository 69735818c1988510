/**
 * `Function.prototype.toString` for functions whose emitted text is not their original one (classes without their static
 * parts, `import()` …). Everything else is answered by V8. Emitted names mark edited texts; see emit/names.ts.
 */
import type { ComponentReader } from '../../format/component.ts';
import { textHash } from '../../emit/hash.ts';
import type { OriginalText } from '../../format/hot/model.ts';
import type { EvaluationForm } from '../../modules/index.ts';
import type { ScriptOrigin } from './script-positions.ts';

/** Original texts of the loaded components' functions; a component's table is read at the first question. */
export class OriginalTexts {
  private readonly readers: ComponentReader[] = [];
  private readonly tables = new Map<ComponentReader, ReadonlyMap<string, OriginalText>>();
  /** Scripts that were emitted while loading: no component's table knows them. */
  private readonly scripts = new Map<string, { readonly origin: ScriptOrigin; readonly table: ReadonlyMap<string, OriginalText> }>();

  /** Kept modules that were evaluated. */
  private readonly kept = new Map<string, EditedText>();

  add(reader: ComponentReader): void {
    this.readers.push(reader);
  }

  remove(reader: ComponentReader): void {
    const index = this.readers.indexOf(reader);
    if (index >= 0) this.readers.splice(index, 1);
    this.tables.delete(reader);
  }

  /** Takes in the functions that the origin of a script lists. */
  addScript(script: string, origin: ScriptOrigin): void {
    if (origin.originals !== undefined && origin.originals.length > 0) this.scripts.set(script, { origin, table: byHash(origin.originals) });
  }

  forgetScript(script: string): void {
    this.scripts.delete(script);
  }

  /** Takes in a module that is evaluated from its kept text. */
  addKept(id: string, form: EditedText): void {
    if (form.edited !== undefined && form.edited.length > 0) this.kept.set(id, form);
  }

  forgetKept(id: string): void {
    this.kept.delete(id);
  }

  /** Original text of a function from its emitted text; null: it is none of ours. */
  original(text: string): string | null {
    const { low, high } = textHash(text);
    const key = `${String(low)} ${String(high)}`;
    for (const reader of this.readers) {
      const found = this.table(reader).get(key);
      const source = found === undefined ? null : reader.source(found.module);
      if (found !== undefined && source !== null) return source.slice(found.start, found.end);
    }
    for (const { origin, table } of this.scripts.values()) {
      const found = table.get(key);
      const source = found === undefined ? null : origin.source();
      if (found !== undefined && source !== null) return source.slice(found.start, found.end);
    }
    for (const form of this.kept.values()) {
      const found = asWritten(form, text);
      if (found !== null) return found;
    }
    return null;
  }

  private table(reader: ComponentReader): ReadonlyMap<string, OriginalText> {
    let table = this.tables.get(reader);
    if (table === undefined) {
      table = byHash(reader.hot.originals);
      this.tables.set(reader, table);
    }
    return table;
  }
}

type EditedText = Pick<EvaluationForm, 'text' | 'edited'>;

/** A part of an edited text with what stood there before the edits; null: it is no part of it. */
function asWritten({ text, edited = [] }: EditedText, part: string): string | null {
  const from = text.indexOf(part);
  if (from < 0) return null;
  const to = from + part.length;
  let [at, written] = [from, ''];
  for (const edit of edited) {
    if (edit.start < from || edit.end > to) continue;
    written += text.slice(at, edit.start) + edit.text;
    at = edit.end;
  }
  return written + text.slice(at, to);
}

const byHash = (originals: readonly OriginalText[]): ReadonlyMap<string, OriginalText> =>
  new Map(originals.map((original) => [`${String(original.hashLow)} ${String(original.hashHigh)}`, original]));

/** Replaces `Function.prototype.toString` by one that knows original texts and looks native itself. */
export function installOriginalTexts(texts: OriginalTexts): void {
  const native = Function.prototype.toString;
  const { apply } = Reflect;
  const { toString } = {
    toString(this: unknown): string {
      const text = apply(native, this === toString ? native : this, []) as string;
      return text.includes('$ic') ? (texts.original(text) ?? text) : text;
    },
  };
  Object.defineProperty(Function.prototype, 'toString', { value: toString, writable: true, configurable: true, enumerable: false });
}
