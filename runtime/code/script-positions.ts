/**
 * Where emitted code came from: stack traces show original files, lines and columns. Emitted scripts consist of
 * verbatim pieces of the modules' texts; a position inside one is mapped to the module's text and from there, for
 * TypeScript, through the module's source map.
 */
import { SourceMap } from 'node:module';
import type { OriginalText } from '../../format/hot/model.ts';

/** What is known of one emitted script. */
export interface ScriptOrigin {
  /** Shown instead of the script's own name. */
  readonly file: string;
  /** Triples (offset in the script, offset in the module's text, length). */
  readonly segments: () => Uint32Array;
  readonly text: () => string;
  /** The module's text that was emitted from. */
  readonly source: () => string | null;
  /** Source map from that text to what people wrote, JSON. */
  readonly sourceMap: () => string | null;
  /** Functions of the script whose texts are not verbatim, where no component's table lists them. */
  readonly originals?: readonly OriginalText[];
}

export interface Position {
  readonly file: string;
  readonly line: number; // from 1
  readonly column: number; // from 1
}

/** Positions of all emitted scripts of the process; tables are made when the first position is asked for. */
export class ScriptPositions {
  private readonly origins = new Map<string, ScriptOrigin>();
  private readonly lines = new Map<string, readonly number[]>();
  private readonly maps = new Map<string, SourceMap | null>();

  has(script: string): boolean {
    return this.origins.has(script);
  }

  register(script: string, origin: ScriptOrigin): void {
    this.origins.set(script, origin);
  }

  forget(script: string): void {
    this.origins.delete(script);
    this.lines.delete(script);
    this.lines.delete(`${script}\0source`);
    this.maps.delete(script);
  }

  /** The original position of one in an emitted script; null where the script is none of ours. */
  original(script: string, line: number, column: number): Position | null {
    const origin = this.origins.get(script);
    if (origin === undefined) return null;
    const offset = (this.lineStarts(script, origin.text)[line - 1] ?? 0) + column - 1;
    const source = sourceOffset(origin.segments(), offset);
    if (source === null) return { file: origin.file, line: 1, column: 1 };
    const starts = this.lineStarts(`${script}\0source`, () => origin.source() ?? '');
    const index = lastNotAbove(starts, source);
    const place = { file: origin.file, line: index + 1, column: source - (starts[index] ?? 0) + 1 };
    return this.mapped(script, origin, place);
  }

  private mapped(script: string, origin: ScriptOrigin, place: Position): Position {
    let map = this.maps.get(script);
    if (map === undefined) {
      const json = origin.sourceMap();
      map = json === null ? null : new SourceMap(JSON.parse(json) as ConstructorParameters<typeof SourceMap>[0]);
      this.maps.set(script, map);
    }
    if (map === null) return place;
    const entry = map.findEntry(place.line - 1, place.column - 1);
    return 'originalLine' in entry ? { file: origin.file, line: entry.originalLine + 1, column: entry.originalColumn + 1 } : place;
  }

  private lineStarts(key: string, text: () => string): readonly number[] {
    let starts = this.lines.get(key);
    if (starts === undefined) {
      starts = startsOf(text());
      this.lines.set(key, starts);
    }
    return starts;
  }
}

/** Offsets at which lines begin. */
function startsOf(text: string): readonly number[] {
  const starts = [0];
  const breaks = /\r\n|[\n\r\u2028\u2029]/g;
  while (breaks.exec(text) !== null) starts.push(breaks.lastIndex);
  return starts;
}

function lastNotAbove(starts: readonly number[], offset: number): number {
  let low = 0;
  let high = starts.length - 1;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((starts[middle] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** The source offset of the nearest verbatim piece at or before the place. */
function sourceOffset(segments: Uint32Array, offset: number): number | null {
  let low = 0;
  let high = segments.length / 3 - 1;
  if (high < 0) return null;
  while (low < high) {
    const middle = (low + high + 1) >>> 1;
    if ((segments[middle * 3] ?? 0) <= offset) low = middle;
    else high = middle - 1;
  }
  const from = segments[low * 3] ?? 0;
  const length = segments[low * 3 + 2] ?? 0;
  return (segments[low * 3 + 1] ?? 0) + Math.max(0, Math.min(offset - from, length));
}
