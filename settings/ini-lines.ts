/**
 * An ini file line by line. The `ini` package decides what a value means, but it gives no line numbers, takes a broken
 * heading for a key, drops a line without a key, and lets the last of two equal keys win; so the lines are read here and
 * only the text of a value goes through the package.
 *
 * Where this differs from the package: headings may be indented and followed by a comment; a quoted value may be followed
 * by a comment; inside double quotes only `\\`, `\"`, `\;` and `\#` are escapes, inside single quotes nothing is.
 */
import { unsafe as decodeUnquoted } from 'ini';

/** One `key=value` line. */
export interface IniEntry {
  /** Name of the heading above, as written; null before the first heading. */
  readonly section: string | null;
  /** Without the `[]` of a list. */
  readonly key: string;
  /** Written as `key[]=value`. */
  readonly list: boolean;
  /** null: the line is a bare key. */
  readonly value: string | null;
  /** The value stood in quotes, so that `true` is a word and not a type. */
  readonly quoted: boolean;
  /** From 1. */
  readonly line: number;
}

/** A line that no reading of the file can accept. */
export interface IniFault {
  readonly line: number;
  readonly section: string | null;
  readonly problem: string;
  readonly remedy: string;
}

/** What the lines of a file say, in order. */
export interface IniLines {
  readonly headings: readonly { readonly name: string; readonly line: number }[];
  readonly entries: readonly IniEntry[];
  readonly faults: readonly IniFault[];
}

/** Options of {@link readIniLines}. */
export interface IniLineOptions {
  /**
   * Sections whose values hold `#` in the middle of a word (slots, `MODULE#PATH`): there `#` begins a comment only after
   * a blank. Elsewhere an unquoted value ends at `;` or `#`, as the `ini` package has it.
   */
  readonly hashInWords?: (section: string) => boolean;
}

const HEADING = /^\[([^\]]*)\]\s*(?:[;#].*)?$/;
const COMMENT = /^[;#]/;
const DOUBLE_QUOTED = /^"([^"]*)"\s*(?:[;#].*)?$/;
const DOUBLE_QUOTED_WITH_ESCAPES = /^"((?:[^"\\]|\\.)*)"\s*(?:[;#].*)?$/;
const SINGLE_QUOTED = /^'([^']*)'\s*(?:[;#].*)?$/;

/** Reads the lines of an ini text. Never throws: what is wrong is listed in `faults`. A byte order mark is skipped. */
export function readIniLines(text: string, options: IniLineOptions = {}): IniLines {
  const headings: { name: string; line: number }[] = [];
  const entries: IniEntry[] = [];
  const faults: IniFault[] = [];
  let section: string | null = null;
  let line = 0;
  for (const raw of text.replace(/^\uFEFF/, '').split(/\r\n|\r|\n/)) {
    line += 1;
    const trimmed = raw.trim();
    if (trimmed.includes('\0')) {
      faults.push({ line, section, problem: 'expected text in UTF-8, found a zero byte', remedy: 'save the file as UTF-8' });
      break;
    }
    if (trimmed === '' || COMMENT.test(trimmed)) {
      continue;
    }
    if (trimmed.startsWith('[')) {
      const name = readHeading(trimmed);
      if (name === null) {
        faults.push({ line, section, problem: `expected a heading [NAME], found ${trimmed}`, remedy: 'close the heading with ] and put nothing but a comment behind it' });
      } else {
        section = name;
        headings.push({ name, line });
      }
      continue;
    }
    const read = readEntry(trimmed, section, line, section !== null && options.hashInWords?.(section) === true);
    if ('problem' in read) {
      faults.push(read);
    } else {
      entries.push(read);
    }
  }
  return { headings, entries, faults };
}

function readHeading(line: string): string | null {
  const name = HEADING.exec(line)?.[1]?.trim();
  return name === undefined || name === '' ? null : name;
}

function readEntry(text: string, section: string | null, line: number, hashInWords: boolean): IniEntry | IniFault {
  const equals = text.indexOf('=');
  const written = String(decodeUnquoted(equals < 0 ? text : text.slice(0, equals)));
  const list = written.length > 2 && written.endsWith('[]');
  const key = list ? written.slice(0, -2).trim() : written;
  if (key === '') {
    return { line, section, problem: `expected a key before =, found ${text}`, remedy: 'write KEY=VALUE, or put ; before the line' };
  }
  if (equals < 0) {
    return { section, key, list, value: null, quoted: false, line };
  }
  const decoded = decodeValue(text.slice(equals + 1).trim(), hashInWords);
  if (decoded === null) {
    return { line, section, problem: `expected a closing quote, found ${text.slice(equals + 1).trim()}`, remedy: 'close the quote, or write the value without quotes' };
  }
  return { section, key, list, value: decoded.value, quoted: decoded.quoted, line };
}

/** null: a quote is opened and never closed. */
function decodeValue(text: string, hashInWords: boolean): { value: string; quoted: boolean } | null {
  const literal = SINGLE_QUOTED.exec(text)?.[1];
  if (literal !== undefined) {
    return { value: literal, quoted: true };
  }
  // The plain form first: in "C:\ics\" the last backslash is a separator and not an escape of the quote.
  const inner = (DOUBLE_QUOTED.exec(text) ?? DOUBLE_QUOTED_WITH_ESCAPES.exec(text))?.[1];
  if (inner !== undefined) {
    return { value: inner.replace(/\\([\\";#])/g, '$1'), quoted: true };
  }
  if ((text.startsWith('"') && !text.includes('"', 1)) || (text.startsWith("'") && !text.includes("'", 1))) {
    return null;
  }
  const escaped = hashInWords ? text.replace(/(?<=[^\s\\])#/g, '\\#') : text;
  return { value: String(decodeUnquoted(escaped)), quoted: false };
}
