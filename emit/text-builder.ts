/**
 * Emitted text as it grows: own text and pieces of a module's source, the latter with edits. It keeps which parts
 * are verbatim (for stack positions) and what edited functions looked like (for Function.prototype.toString).
 */
import type { Literal, ModuleAnalysis } from '../format/code/model.ts';

/** A replacement (start < end) or insertion (start = end) in a module's source. */
export interface Edit {
  readonly start: number;
  readonly end: number;
  readonly text: string;
  /** Insertions at one place: closing ones come first, inner before outer; opening ones follow, outer before inner. */
  readonly closing: boolean;
  /** Insertions around a span of the source: the span. They apply where the whole span is written. */
  readonly around?: { readonly start: number; readonly end: number };
}

export interface EditedLiteral {
  readonly literal: Literal;
  readonly from: number; // span in the emitted text
  readonly to: number;
}

/** Edits of one module in order of place; looked up by span. */
export class EditList {
  readonly edits: readonly Edit[];

  constructor(edits: readonly Edit[]) {
    const order = edits.map((edit, index) => ({ edit, index }));
    order.sort((a, b) => {
      if (a.edit.start !== b.edit.start) return a.edit.start - b.edit.start;
      const left = rank(a.edit);
      const right = rank(b.edit);
      if (left !== right) return left - right;
      return a.edit.closing ? b.index - a.index : a.index - b.index;
    });
    this.edits = order.map((entry) => entry.edit);
  }

  /** Edits inside a span. Insertions at its very ends belong to what is around it. */
  within(start: number, end: number): readonly Edit[] {
    let low = 0;
    let high = this.edits.length;
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.edits[middle]?.start ?? 0) < start) low = middle + 1;
      else high = middle;
    }
    const found: Edit[] = [];
    for (let i = low; i < this.edits.length; i++) {
      const edit = this.edits[i];
      if (edit === undefined || edit.start > end) break;
      if (edit.end > end) continue;
      if (edit.around !== undefined ? edit.around.start < start || edit.around.end > end : edit.start === end || (edit.start === edit.end && edit.start === start)) continue;
      found.push(edit);
    }
    return found;
  }
}

function rank(edit: Edit): number {
  if (edit.start !== edit.end) return 2;
  return edit.closing ? 0 : 1;
}

const WORD = /[\w$]/;

/** Builds one script. Positions are offsets in UTF-16 units of the emitted text. */
export class TextBuilder {
  private readonly parts: string[] = [];
  private size = 0;
  private readonly triples: number[] = [];
  private readonly editedLiterals: EditedLiteral[] = [];
  /** The text whose positions are noted in `segments`. */
  private readonly main: ModuleAnalysis;
  private readonly editsOf: (code: ModuleAnalysis) => EditList;
  private readonly lists = new Map<ModuleAnalysis, EditList>();
  private code: ModuleAnalysis;

  /** `editsOf`: also of texts that direct evals put into the main one's scopes. */
  constructor(code: ModuleAnalysis, editsOf: (code: ModuleAnalysis) => EditList) {
    this.main = code;
    this.code = code;
    this.editsOf = editsOf;
  }

  /** Takes pieces from this text from now on; returns the one before. */
  use(code: ModuleAnalysis): ModuleAnalysis {
    const before = this.code;
    this.code = code;
    return before;
  }

  private get edits(): EditList {
    let list = this.lists.get(this.code);
    if (list === undefined) this.lists.set(this.code, (list = this.editsOf(this.code)));
    return list;
  }

  get length(): number {
    return this.size;
  }

  /** The text that pieces are taken from. */
  get text(): string {
    return this.code.source;
  }

  /** Verbatim pieces: (offset in the emitted text, offset in the source, length). */
  get segments(): readonly number[] {
    return this.triples;
  }

  get edited(): readonly EditedLiteral[] {
    return this.editedLiterals;
  }

  add(text: string): void {
    this.parts.push(text);
    this.size += text.length;
  }

  /** Marks a literal that is emitted piece by piece as edited. */
  noteEdited(literal: Literal, from: number): void {
    this.editedLiterals.push({ literal, from, to: this.size });
  }

  /** A piece of the source, with the module's edits and, in order of place, extra ones. Returns whether any applied. */
  source(start: number, end: number, extra: readonly Edit[] = []): boolean {
    const edits = extra.length === 0 ? this.edits.within(start, end) : new EditList([...this.edits.within(start, end), ...extra]).edits;
    if (edits.length === 0) {
      this.verbatim(start, end);
      return false;
    }
    const places = this.apply(edits, start, end);
    this.noteInner(edits, places, start, end);
    return true;
  }

  toString(): string {
    return this.parts.join('');
  }

  private verbatim(start: number, end: number): void {
    if (end <= start) return;
    if (this.code === this.main) this.triples.push(this.size, start, end - start);
    this.add(this.code.source.slice(start, end));
  }

  /** Applies edits; returns for each edit where it was put. */
  private apply(edits: readonly Edit[], start: number, end: number): readonly Place[] {
    const places: Place[] = [];
    let at = start;
    for (const edit of edits) {
      if (edit.start < at) continue; // lies inside an earlier replacement
      this.verbatim(at, edit.start);
      const before = this.size;
      // `return++n` has nothing between the keyword and what is replaced.
      this.add(edit.start > start && WORD.test(edit.text.charAt(0)) && WORD.test(this.code.source.charAt(edit.start - 1)) ? ` ${edit.text}` : edit.text);
      places.push({ edit, before, after: this.size });
      at = edit.end;
    }
    this.verbatim(at, end);
    return places;
  }

  /** Literals inside the piece that an edit changed. */
  private noteInner(edits: readonly Edit[], places: readonly Place[], start: number, end: number): void {
    const literals = this.code.literals;
    const base = this.size;
    for (const literal of literals) {
      if (literal.start < start || literal.end > end || literal.id === 0) continue;
      if (literal.kind === 'field' || literal.kind === 'static-block') continue;
      if (!edits.some((edit) => closesInside(edit, literal) || edit.start >= literal.start && edit.end <= literal.end && !(edit.start === edit.end && (edit.start === literal.start || edit.start === literal.end)))) continue;
      const from = this.emittedPosition(places, literal.start, base, end, 'after', literal);
      const to = this.emittedPosition(places, literal.end, base, end, 'before', literal);
      this.editedLiterals.push({ literal, from, to });
    }
  }

  /** Where a source position of the piece just added came to lie. `end` of the piece is at `base`. */
  private emittedPosition(places: readonly Place[], position: number, base: number, end: number, side: 'before' | 'after', literal: Literal): number {
    let emitted = base - (end - position);
    for (let i = places.length - 1; i >= 0; i--) {
      const place = places[i];
      if (place === undefined) break;
      const later = side === 'before' ? place.edit.start >= position && !(place.edit.start === position && closesInside(place.edit, literal)) : place.edit.start > position || (place.edit.start === position && place.edit.end > position);
      if (!later) break;
      emitted -= place.after - place.before - (place.edit.end - place.edit.start);
    }
    return emitted;
  }
}

/** An insertion at the end of a literal that closes what was opened inside: around the body of an arrow that is one expression. */
function closesInside({ closing, around }: Edit, literal: Literal): boolean {
  return closing && around !== undefined && around.start > literal.start && around.end <= literal.end;
}

interface Place {
  readonly edit: Edit;
  readonly before: number;
  readonly after: number;
}
