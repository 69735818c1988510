/** Component definitions: the text of `components/NAME.ini` to a {@link ComponentDefinition}, or every fault of it at once. */
import { basename } from 'node:path';
import type { ComponentDefinition, DeclaredOverride, DeclaredPrerequisite, DeclaredState, SlotName, StateRule } from './component-definition.ts';
import { definitionSyntax, isFilled, type IniProblem } from './errors.ts';
import { readIniLines, type IniEntry, type IniLines } from './ini-lines.ts';
import { isRange, isVersion, suggestVersion } from './semver.ts';
import { nearestName } from './suggestion.ts';

/** Keys of the sections that have fixed ones, and which of them are lists (`[]` for several values). */
const KEYS: Readonly<Record<string, Readonly<Record<string, 'one' | 'list'>>>> = {
  component: { name: 'one', version: 'one', entry: 'list', startUpClass: 'one', application: 'one', include: 'list', exclude: 'list' },
  rom: { freeze: 'list' },
  state: { keep: 'list', last: 'list', add: 'list' },
};
const SECTIONS = ['component', 'prerequisites', 'rom', 'overrides', 'state'];
/** Sections whose values are slots: there `#` stands inside words. */
const SLOT_SECTIONS = ['overrides', 'state'];

/**
 * Reads one definition. `file` is the absolute path of the ini.
 * Throws DEFINITION_SYNTAX naming file, line, section and key of each fault: unknown or missing key, a version that is not semver,
 * a bad range, a key set twice, a slot that is not MODULE#PATH.
 */
export function parseComponentIni(text: string, file: string): ComponentDefinition {
  const reading = readComponentIni(text, file);
  if (reading.definition === null) {
    throw definitionSyntax(reading.problems);
  }
  return reading.definition;
}

/** The outcome of {@link readComponentIni}. */
export type ComponentReading =
  | { readonly definition: ComponentDefinition }
  | { readonly definition: null; readonly problems: readonly [IniProblem, ...IniProblem[]] };

/** As {@link parseComponentIni}, but gives the faults back, so that those of several files can be reported together. */
export function readComponentIni(text: string, file: string): ComponentReading {
  const lines = readIniLines(text, { hashInWords: (section) => SLOT_SECTIONS.includes(section.toLowerCase()) });
  const reader = new DefinitionReader(file, lines);
  const definition = reader.read();
  return isFilled(reader.problems) ? { definition: null, problems: reader.sortedProblems(reader.problems) } : { definition };
}

/** Collects the values of one definition and the faults on the way. */
class DefinitionReader {
  readonly problems: IniProblem[] = [];
  readonly #file: string;
  readonly #lines: IniLines;
  /** Good entries by `section key`; what is listed under prerequisites and overrides has the logical name as key. */
  readonly #values = new Map<string, IniEntry[]>();

  constructor(file: string, lines: IniLines) {
    this.#file = file;
    this.#lines = lines;
  }

  read(): ComponentDefinition {
    for (const fault of this.#lines.faults) {
      this.#report(fault.line, fault.section, null, fault.problem, fault.remedy);
    }
    for (const heading of this.#lines.headings) {
      if (!SECTIONS.includes(heading.name.toLowerCase())) {
        this.#report(heading.line, heading.name, null, 'expected a known section, found an unknown one', suggest(heading.name, SECTIONS, 'the sections are'));
      }
    }
    for (const entry of this.#lines.entries) {
      this.#take(entry);
    }
    const baseName = basename(this.#file).replace(/\.ini$/i, '');
    return {
      file: this.#file,
      baseName,
      name: this.#name(baseName),
      version: this.#version(),
      entries: this.#required('entry', 'name the file or package to evaluate: entry=src/main.ts'),
      startUpClass: this.#exportName('startUpClass'),
      application: this.#exportName('application'),
      include: this.#list('component', 'include'),
      exclude: this.#list('component', 'exclude'),
      prerequisites: this.#prerequisites(),
      freeze: this.#list('rom', 'freeze'),
      overrides: this.#overrides(),
      state: this.#state(),
      lines: new Map([...this.#values].map(([key, [first]]) => [key, first?.line ?? 1])),
    };
  }

  sortedProblems(problems: readonly [IniProblem, ...IniProblem[]]): readonly [IniProblem, ...IniProblem[]] {
    const sorted = problems.toSorted((a, b) => (a.line ?? 0) - (b.line ?? 0));
    return isFilled(sorted) ? sorted : problems;
  }

  #report(line: number | null, section: string | null, key: string | null, problem: string, remedy: string): void {
    this.problems.push({ file: this.#file, line, section, key, problem, remedy });
  }

  /** Files an entry under its section and key if both are known and it has a value; else reports it. */
  #take(entry: IniEntry): void {
    const section = entry.section?.toLowerCase() ?? null;
    if (section === null) {
      this.#report(entry.line, null, entry.key, 'expected a heading above the first key, found none', 'put [component] above it');
      return;
    }
    if (!SECTIONS.includes(section)) {
      return; // the heading is reported already
    }
    const keys = Object.hasOwn(KEYS, section) ? KEYS[section] : undefined;
    if (keys !== undefined && !Object.hasOwn(keys, entry.key)) {
      this.#report(entry.line, section, entry.key, 'expected a known key, found an unknown one', suggest(entry.key, Object.keys(keys), `the keys of [${section}] are`));
      return;
    }
    const key = keys === undefined ? entry.key.toLowerCase() : entry.key;
    const kind = keys?.[key] ?? (section === 'overrides' ? 'list' : 'one');
    const label = `${section} ${key}`;
    const earlier = this.#values.get(label);
    if (entry.value === null || entry.value === '') {
      this.#report(entry.line, section, entry.key, 'expected a value, found none', `write ${entry.key}${entry.list ? '[]' : ''}=VALUE; a value that holds ; or # stands in quotes`);
    } else if (entry.list && kind === 'one') {
      this.#report(entry.line, section, entry.key, 'expected one value, found a list []', `write ${entry.key}=VALUE`);
    } else if (!entry.list && earlier?.some((other) => !other.list || kind === 'one') === true) {
      this.#report(entry.line, section, entry.key, `expected each key once, found it in line ${earlier[0]?.line ?? 0} already`, kind === 'list' ? `write ${entry.key}[]=VALUE for several` : 'keep one of the two lines');
    } else if (earlier === undefined) {
      this.#values.set(label, [entry]);
    } else {
      earlier.push(entry);
    }
  }

  #name(baseName: string): string {
    const [entry] = this.#values.get('component name') ?? [];
    const name = (entry?.value ?? `${baseName}.ic`).toLowerCase();
    const line = entry?.line ?? null;
    if (/[\\/:*?"<>|\s]/.test(name)) {
      this.#report(line, 'component', 'name', `expected a file name, found ${name}`, 'use letters, digits, dots and dashes');
    } else if (!/^.+\.ic$/.test(name)) {
      this.#report(line, 'component', 'name', `expected a logical name with the suffix .ic, found ${name}`, `write name=${name.replace(/\.[^.]*$/, '')}.ic`);
    }
    return name;
  }

  #version(): string {
    const [version = ''] = this.#required('version', 'give it a semver version: version=1.0.0');
    if (version !== '' && !isVersion(version)) {
      const suggestion = suggestVersion(version);
      this.#reportValue('component version', `expected a semver version, found ${version}`, suggestion === null ? 'write MAJOR.MINOR.PATCH, e.g. 1.0.0' : `write version=${suggestion}`);
    }
    return version;
  }

  #exportName(key: 'startUpClass' | 'application'): string | null {
    const name = this.#list('component', key)[0] ?? null;
    if (name !== null && /^(?:true|false|null)$/.test(name)) {
      this.#reportValue(`component ${key}`, `expected an exported name, found the constant ${name}`, `write ${key}=NAME, or remove the line`);
    }
    return name;
  }

  #required(key: 'version' | 'entry', remedy: string): readonly string[] {
    const values = this.#list('component', key);
    const reported = this.problems.some((problem) => problem.section === 'component' && problem.key === key);
    if (values.length === 0 && !reported) {
      const heading = this.#lines.headings.find(({ name }) => name.toLowerCase() === 'component');
      this.#report(heading?.line ?? null, 'component', key, 'expected this key, found none', heading === undefined ? `${remedy}, under the heading [component]` : remedy);
    }
    return values;
  }

  #list(section: string, key: string): readonly string[] {
    return (this.#values.get(`${section} ${key}`) ?? []).map((entry) => entry.value ?? '');
  }

  #reportValue(label: string, problem: string, remedy: string): void {
    const [entry] = this.#values.get(label) ?? [];
    this.#report(entry?.line ?? null, label.split(' ')[0] ?? null, entry?.key ?? null, problem, remedy);
  }

  #inSection(section: string): readonly IniEntry[] {
    return [...this.#values].filter(([label]) => label.startsWith(`${section} `)).flatMap(([, entries]) => entries);
  }

  #prerequisites(): readonly DeclaredPrerequisite[] {
    return this.#inSection('prerequisites').map((entry) => {
      const name = entry.key.toLowerCase();
      const range = entry.value ?? '';
      if (!name.endsWith('.ic')) {
        this.#report(entry.line, 'prerequisites', entry.key, 'expected a logical name with the suffix .ic, found none', `write ${name}.ic=${range}`);
      }
      if (!isRange(range)) {
        this.#report(entry.line, 'prerequisites', entry.key, `expected a semver range, found ${range}`, 'write a range as npm takes it, e.g. ^1.0.0, or * for any version');
      }
      return { name, range, line: entry.line };
    });
  }

  #overrides(): readonly DeclaredOverride[] {
    return this.#inSection('overrides').map((entry) => {
      const component = entry.key.toLowerCase();
      if (component !== 'node' && !component.endsWith('.ic')) {
        this.#report(entry.line, 'overrides', entry.key, 'expected the logical name of a prerequisite, or node for an object of Node, found neither', `write ${component}.ic[]=MODULE#PATH`);
      }
      const slot = this.#slot(entry, 'overrides');
      // The owner may be said again before the module, as the packager shows slots.
      return { component, slot: slot.component === null ? { ...slot, component } : slot, line: entry.line };
    });
  }

  #state(): readonly DeclaredState[] {
    const rules: readonly StateRule[] = ['keep', 'last', 'add'];
    const declared = rules.flatMap((rule) => (this.#values.get(`state ${rule}`) ?? []).map((entry): DeclaredState => ({ rule, slot: this.#slot(entry, 'state'), line: entry.line })));
    const seen = new Map<string, DeclaredState>();
    for (const state of declared.toSorted((a, b) => a.line - b.line)) {
      const earlier = seen.get(state.slot.text);
      if (earlier !== undefined && earlier.rule !== state.rule) {
        this.#report(state.line, 'state', state.rule, `expected one rule for ${state.slot.text}, found ${earlier.rule}[] in line ${earlier.line} already`, 'keep one of the two lines');
      }
      seen.set(state.slot.text, state);
    }
    return declared;
  }

  #slot(entry: IniEntry, section: string): SlotName {
    const text = entry.value ?? '';
    const ofNode = section === 'overrides' && entry.key.toLowerCase() === 'node';
    const slot = parseSlotName(text) ?? (ofNode ? { component: 'node', module: '', path: text, text } : null);
    if (slot === null) {
      this.#report(entry.line, section, entry.key, `expected MODULE#PATH, found ${text}`, `write the slot as the packager shows it, e.g. ${entry.key}[]=src/price.ts#Price.prototype.format`);
    }
    return slot ?? { component: null, module: '', path: '', text };
  }
}

/**
 * Takes `MODULE#PATH` or `COMPONENT/MODULE#PATH` apart; null if it is neither. The component is what ends in `.ic` before the first `/`.
 * Objects of Node have no module of a project: `node:globalThis.Array.prototype.map` is a path as a whole.
 */
export function parseSlotName(text: string): SlotName | null {
  if (text.startsWith('node:') && text.length > 'node:'.length) {
    return { component: 'node', module: '', path: text, text };
  }
  const hash = text.indexOf('#');
  const place = text.slice(0, hash);
  const path = text.slice(hash + 1);
  if (hash < 1 || path === '') {
    return null;
  }
  const component = /^([^/]+\.ic)\/(.+)$/i.exec(place);
  return { component: component?.[1]?.toLowerCase() ?? null, module: component?.[2] ?? place, path, text };
}

function suggest(written: string, known: readonly string[], list: string): string {
  const nearest = nearestName(written, known);
  return nearest === null ? `${list} ${known.join(', ')}` : `did you mean ${nearest}?`;
}
