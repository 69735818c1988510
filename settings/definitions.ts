/** All component definitions of a folder together: reading them, choosing among them, and their order. */
import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { isAbtIni } from './abt-ini.ts';
import type { ComponentDefinition } from './component-definition.ts';
import { readComponentIni } from './component-ini.ts';
import { accessing, definitionSyntax, isFilled, UsageError, type IniProblem } from './errors.ts';
import { nearestName } from './suggestion.ts';

/** A project's definitions, sorted by logical name. */
export interface ProjectDefinitions {
  /** The parent of the folder of definitions: what their paths are relative to. */
  readonly projectRoot: string;
  readonly definitions: readonly ComponentDefinition[];
}

/**
 * Reads every `*.ini` of a folder (not of folders in it); a configuration that lies among them (`[Ic path]`) is passed over.
 * Throws DEFINITION_SYNTAX with the faults of all files: no folder, no definition in it, a bad one, one logical name in two of them.
 */
export function readDefinitions(folder: string): ProjectDefinitions {
  const directory = resolve(folder);
  const problems: IniProblem[] = [];
  const definitions: ComponentDefinition[] = [];
  for (const fileName of listIniFiles(directory)) {
    const file = join(directory, fileName);
    const text = accessing(`read ${file}`, () => readFileSync(file, 'utf8'));
    if (isAbtIni(text)) {
      continue;
    }
    const reading = readComponentIni(text, file);
    if (reading.definition === null) {
      problems.push(...reading.problems);
    } else {
      definitions.push(reading.definition);
    }
  }
  problems.push(...findSameNames(definitions));
  if (problems.length === 0 && definitions.length === 0) {
    problems.push({ file: directory, line: null, section: null, key: null, problem: 'expected component definitions NAME.ini, found none', remedy: 'write one, or name their folder with --components' });
  }
  if (isFilled(problems)) {
    throw definitionSyntax(problems);
  }
  definitions.sort((a, b) => (a.name < b.name ? -1 : 1));
  return { projectRoot: dirname(directory), definitions };
}

function listIniFiles(directory: string): readonly string[] {
  try {
    return readdirSync(directory, { withFileTypes: true })
      .filter((entry) => !entry.isDirectory() && /\.ini$/i.test(entry.name))
      .map((entry) => entry.name)
      .sort();
  } catch (error) {
    const found = error instanceof Error && 'code' in error && error.code === 'ENOTDIR' ? 'a file' : 'none';
    throw definitionSyntax([{ file: directory, line: null, section: null, key: null, problem: `expected the folder of component definitions, found ${found}`, remedy: 'make it, or name another with --components' }]);
  }
}

function findSameNames(definitions: readonly ComponentDefinition[]): readonly IniProblem[] {
  const seen = new Map<string, ComponentDefinition>();
  const problems: IniProblem[] = [];
  for (const definition of definitions) {
    const earlier = seen.get(definition.name);
    if (earlier === undefined) {
      seen.set(definition.name, definition);
    } else {
      problems.push({
        file: definition.file, line: definition.lines.get('component name') ?? null, section: 'component', key: 'name',
        problem: `expected a logical name of its own, found ${definition.name} in ${earlier.file} already`, remedy: 'give one of the two another name=',
      });
    }
  }
  return problems;
}

/**
 * The definitions that names on a command line mean: a base name or a logical name each, in any case; none: all of them.
 * In the order of `definitions`. Throws UsageError for a name that no definition has.
 */
export function selectDefinitions(definitions: readonly ComponentDefinition[], names: readonly string[]): readonly ComponentDefinition[] {
  if (names.length === 0) {
    return definitions;
  }
  const chosen = new Set<ComponentDefinition>();
  for (const name of names) {
    const wanted = name.toLowerCase();
    const found = definitions.find((definition) => definition.name === wanted) ?? definitions.find((definition) => definition.baseName.toLowerCase() === wanted);
    if (found === undefined) {
      const known = definitions.map((definition) => definition.name);
      const nearest = nearestName(wanted, [...known, ...definitions.map((definition) => definition.baseName)]);
      throw new UsageError(`${name}: expected a component, found none of that name; ${nearest === null ? `there are ${known.join(', ')}` : `did you mean ${nearest}?`}`);
    }
    chosen.add(found);
  }
  return definitions.filter((definition) => chosen.has(definition));
}
