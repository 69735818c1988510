/**
 * `abt.ini`: where components are. Only the section `[Ic path]` is ours; others may stand in the same file and are not looked at,
 * except that a heading which is not closed, or a line without a key, makes the file unreadable wherever it stands.
 */
import { dirname, resolve } from 'node:path';
import { iniSyntax, isFilled, type IniProblem } from './errors.ts';
import { readIniLines, type IniEntry } from './ini-lines.ts';

/** A line `kernel.ic=/apps/kernel45.ic`. */
export interface AbtMapping {
  /** Logical name, lower case. */
  readonly name: string;
  /** Absolute. */
  readonly file: string;
  readonly line: number;
}

/** A configuration as read. Every path in it is absolute. */
export interface AbtSettings {
  /** The ini file. */
  readonly file: string;
  /** Its folder: what relative paths start at. */
  readonly directory: string;
  readonly icRoot: string | null;
  readonly appRoot: string | null;
  /** By logical name in lower case. */
  readonly mappings: ReadonlyMap<string, AbtMapping>;
}

/** The variables that `${NAME}` may take: `process.env` or a stand-in. */
export type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads a configuration. `file` is the absolute path of the ini. Throws INI_SYNTAX with every faulty line: unclosed heading,
 * empty key, a name that is mapped (or a root that is set) twice, a value that is no path, `${NAME}` of a variable that is not set.
 */
export function parseAbtIni(text: string, file: string, environment: Environment): AbtSettings {
  const directory = dirname(file);
  const lines = readIniLines(text);
  const problems: IniProblem[] = lines.faults.filter((fault) => fault.section === null || isIcPath(fault.section) || !fault.problem.startsWith('expected a closing quote'))
    .map((fault) => ({ file, line: fault.line, section: fault.section, key: null, problem: fault.problem, remedy: fault.remedy }));
  const seen = new Map<string, number>();
  const mappings = new Map<string, AbtMapping>();
  const roots = new Map<string, string>();
  for (const entry of lines.entries) {
    if (entry.section !== null && !isIcPath(entry.section)) {
      continue;
    }
    const name = entry.key.toLowerCase();
    const read = readPath(entry, seen.get(name), environment);
    seen.set(name, seen.get(name) ?? entry.line);
    if ('problem' in read) {
      problems.push({ file, line: entry.line, section: entry.section, key: entry.key, ...read });
    } else if (name === 'ic_root' || name === 'app_root') {
      roots.set(name, resolve(directory, read.path));
    } else {
      mappings.set(name, { name, file: resolve(directory, read.path), line: entry.line });
    }
  }
  problems.sort((a, b) => (a.line ?? 0) - (b.line ?? 0));
  if (isFilled(problems)) {
    throw iniSyntax(problems);
  }
  return { file, directory, icRoot: roots.get('ic_root') ?? null, appRoot: roots.get('app_root') ?? null, mappings };
}

/** Whether a text has the section `[Ic path]`: then it is a configuration and no component definition. */
export function isAbtIni(text: string): boolean {
  return readIniLines(text).headings.some((heading) => isIcPath(heading.name));
}

function isIcPath(section: string): boolean {
  return section.toLowerCase().replace(/\s+/g, ' ') === 'ic path';
}

interface Refusal { readonly problem: string; readonly remedy: string }

function readPath(entry: IniEntry, earlierLine: number | undefined, environment: Environment): { readonly path: string } | Refusal {
  if (entry.section === null) {
    return { problem: 'expected a heading above the first key, found none', remedy: 'put [Ic path] above it' };
  }
  if (earlierLine !== undefined) {
    return { problem: `expected each name once, found it in line ${earlierLine} already`, remedy: 'keep one of the two lines' };
  }
  if (entry.list) {
    return { problem: 'expected one path, found a list []', remedy: `write ${entry.key}=PATH` };
  }
  if (entry.value === null) {
    return { problem: 'expected KEY=PATH, found a key alone', remedy: `write ${entry.key}=PATH` };
  }
  if (!entry.quoted && /^(?:true|false|null)$/.test(entry.value)) {
    return { problem: `expected a path, found the constant ${entry.value}`, remedy: `if the path is called so, put it in quotes: ${entry.key}="${entry.value}"` };
  }
  const expanded = expandVariables(entry.value, environment);
  if ('problem' in expanded) {
    return expanded;
  }
  if (expanded.path === '') {
    return { problem: 'expected a path, found an empty value', remedy: 'name a path, or remove the line; a path that holds ; or # stands in quotes' };
  }
  return expanded;
}

function expandVariables(value: string, environment: Environment): { readonly path: string } | Refusal {
  let refusal: Refusal | null = null;
  const path = value.replace(/\$\{([^}]*)(\}?)/g, (text: string, name: string, close: string) => {
    const found = Object.hasOwn(environment, name) ? environment[name] : undefined;
    if (close === '') {
      refusal ??= { problem: `expected \${NAME}, found ${text}`, remedy: 'close it with }' };
    } else if (found === undefined) {
      refusal ??= { problem: `expected \${${name}} to be set, found no such environment variable`, remedy: `set ${name === '' ? 'a name between the braces' : name} before the launch, or write the path itself` };
    }
    return found ?? '';
  });
  return refusal ?? { path };
}
