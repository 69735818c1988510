/** Checks what a definition says of its exports, and that several entries do not export one name twice. */
import { types } from 'node:util';
import { IcError } from '../../format/errors.ts';
import { isWholeExports } from '../../modules/index.ts';
import type { ComponentDefinition } from '../../settings/component-definition.ts';
import { lineOf } from '../../settings/component-definition.ts';
import { definitionSyntax } from '../../settings/errors.ts';
import type { CapturedComponent } from '../capture/spec.ts';
import type { LoadedComponent } from '../load/types.ts';

/** Throws DEFINITION_SYNTAX for a start-up class, application or frozen name that is not exported and for a start-up class without startUp or an application that is no object, DEFINITION_CONFLICT for names exported by two entries. */
export function checkExports(definition: ComponentDefinition, loaded: LoadedComponent, captured: CapturedComponent): void {
  const names = new Set(captured.exports.map((entry) => entry.name));
  for (const entry of loaded.entries) for (const name of Object.keys(entry.namespace)) names.add(name);
  const wanted: readonly (readonly [section: string, key: string, name: string | null])[] = [
    ['component', 'startUpClass', definition.startUpClass],
    ['component', 'application', definition.application],
    ...definition.freeze.map((name) => ['rom', 'freeze', name] as const),
  ];
  for (const [section, key, name] of wanted) {
    if (name === null || names.has(name)) continue;
    throw definitionSyntax([{
      file: definition.file, line: lineOf(definition, section, key), section, key,
      problem: `expected an export of ${definition.entries.join(', ')}, found ${name}; exported are ${[...names].sort().join(', ') || 'none'}`,
      remedy: `export ${name} from the entry, or correct the name`,
    }]);
  }
  checkStartUp(definition, loaded);
  checkApplication(definition, loaded);
  checkTwice(definition, loaded);
}

/** An entry that the loader did not find, said of the line of the definition that names it; any other error as it is. */
export function inDefinition(definition: ComponentDefinition, error: unknown): unknown {
  if (!(error instanceof IcError) || error.code !== 'DEFINITION_SYNTAX') return error;
  return definitionSyntax([{
    file: definition.file, line: lineOf(definition, 'component', 'entry'), section: 'component', key: 'entry',
    problem: error.message, remedy: error.remedy ?? 'correct the entry',
  }]);
}

/** Throws DEFINITION_SYNTAX if the start-up class has no startUp. Runs no code of the program: an accessor is believed. */
function checkStartUp(definition: ComponentDefinition, loaded: LoadedComponent): void {
  const name = definition.startUpClass;
  if (name === null) return;
  for (const { namespace } of loaded.entries) {
    if (!Object.hasOwn(namespace, name)) continue; // another entry has it
    const found = exportOf(namespace, name);
    if (types.isProxy(found)) return; // it cannot be looked into
    for (let owner = isObject(found) ? found : null; owner !== null; owner = types.isProxy(owner) ? null : (Object.getPrototypeOf(owner) as object | null)) {
      const method = types.isProxy(owner) ? undefined : Object.getOwnPropertyDescriptor(owner, 'startUp');
      if (types.isProxy(owner) || (method !== undefined && (method.get !== undefined || typeof method.value === 'function'))) return;
      if (method !== undefined) break;
    }
    throw definitionSyntax([{
      file: definition.file, line: lineOf(definition, 'component', 'startUpClass'), section: 'component', key: 'startUpClass',
      problem: `expected a class with a static method startUp(args), found none in ${name}`,
      remedy: `give ${name} a static method startUp(args), or name another class`,
    }]);
  }
}

/** Throws DEFINITION_SYNTAX if the application is neither an object nor a class. */
function checkApplication(definition: ComponentDefinition, loaded: LoadedComponent): void {
  const name = definition.application;
  for (const { namespace } of name === null ? [] : loaded.entries) {
    if (name === null || !Object.hasOwn(namespace, name)) continue;
    const found = exportOf(namespace, name);
    if (isObject(found)) return;
    throw definitionSyntax([{
      file: definition.file, line: lineOf(definition, 'component', 'application'), section: 'component', key: 'application',
      problem: `expected an object or a class, found ${found === null ? 'null' : typeof found} in ${name}`,
      remedy: `let ${name} hold the object with the hooks when the entry is evaluated`,
    }]);
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** Getters of a namespace are the module system's own. Undefined where the export is not initialised. */
function exportOf(namespace: object, name: string): unknown {
  try {
    return Reflect.get(namespace, name) as unknown;
  } catch {
    return undefined;
  }
}

function checkTwice(definition: ComponentDefinition, loaded: LoadedComponent): void {
  const owners = new Map<string, string>();
  const conflicts: { path: string; owners: readonly [string, string] }[] = [];
  for (const { entry, namespace } of loaded.entries) {
    for (const name of Object.keys(namespace)) {
      const earlier = owners.get(name);
      if (earlier === undefined) owners.set(name, entry);
      else if (!isWholeExports(name) && name !== '__esModule' && earlier !== entry) conflicts.push({ path: name, owners: [earlier, entry] });
    }
  }
  if (conflicts.length === 0) return;
  throw new IcError('DEFINITION_CONFLICT', `${definition.name}: expected each name to be exported by one entry, found ${conflicts.map(({ path, owners: [a, b] }) => `${path} in ${a} and ${b}`).join(', ')}`, {
    data: { component: definition.name, conflicts },
    remedy: 'rename one of each pair, or leave one of the entries out',
  });
}
