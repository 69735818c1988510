/**
 * Insertions and replacements in a text that is otherwise kept as it is. At one position closing parts come first, the
 * innermost first; then single insertions; then opening parts, the outermost first; then a replacement.
 */

interface Edit {
  readonly position: number;
  readonly end: number;
  readonly text: string;
  /** 0 closing, 1 single, 2 opening, 3 replacement */
  readonly order: 0 | 1 | 2 | 3;
  /** Closing: minus the opening position; opening: minus the closing position. */
  readonly rank: number;
  readonly sequence: number;
}

/** A set of edits; positions are those of the unedited text. Replacements must not overlap. */
export class Edits {
  private readonly edits: Edit[] = [];
  private sorted = true;

  /** Puts text at a position. */
  insert(position: number, text: string): void {
    this.add(position, position, text, 1, 0);
  }

  /** Puts text around a span. */
  wrap(start: number, end: number, before: string, after: string): void {
    this.add(start, start, before, 2, -end);
    this.add(end, end, after, 0, -start);
  }

  /** Puts text at the end of a span whose beginning is replaced. */
  close(start: number, end: number, text: string): void {
    this.add(end, end, text, 0, -start);
  }

  replace(start: number, end: number, text: string): void {
    this.add(start, end, text, 3, 0);
  }

  /** The edited text of a span. Edits at its very ends belong to it. */
  apply(source: string, start = 0, end = source.length): string {
    if (!this.sorted) {
      this.edits.sort((a, b) => a.position - b.position || a.order - b.order || a.rank - b.rank || (a.order === 0 ? b.sequence - a.sequence : a.sequence - b.sequence));
      this.sorted = true;
    }
    const parts: string[] = [];
    let last = start;
    for (const edit of this.edits) {
      if (edit.position < start || edit.end > end) continue;
      parts.push(source.slice(last, edit.position), edit.text);
      last = edit.end;
    }
    parts.push(source.slice(last, end));
    return parts.join('');
  }

  /** Where the edited text differs, in order, and what stood there; `from`: where the edited text begins. `opened`: where the span begins that an edit closes. */
  changed(source: string, from: number, isWanted: (start: number, end: number, opened: number | null) => boolean): { start: number; end: number; text: string }[] {
    this.apply(source, 0, 0); // sorts
    const found: { start: number; end: number; text: string }[] = [];
    let offset = from;
    for (const { position, end, text, order, rank } of this.edits) {
      const start = position + offset;
      if (isWanted(position, end, order === 0 ? -rank : null)) found.push({ start, end: start + text.length, text: source.slice(position, end) });
      offset += text.length - (end - position);
    }
    return found;
  }

  private add(position: number, end: number, text: string, order: Edit['order'], rank: number): void {
    this.edits.push({ position, end, text, order, rank, sequence: this.edits.length });
    this.sorted = false;
  }
}
