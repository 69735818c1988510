/** What a component's catalogue says: facts for resolving and checking, and the definitions by which people and tools know it. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import type { ComponentFacts, DefinitionFact, DefinitionKind, PackageFact, PrerequisiteFact, StateChangeFact } from '../../format/component.ts';
import type { Change, Graph, GraphObject, Word } from '../../format/graph/model.ts';
import { Constant, INTEGER_BIAS, Tag, payloadOf, tagOf } from '../../format/graph/model.ts';
import type { ComponentDefinition } from '../../settings/component-definition.ts';
import type { CapturedComponent } from '../capture/spec.ts';
import type { LoadedComponent, PackagedModule } from '../load/types.ts';

/** What facts are described from. */
export interface FactsInput {
  readonly definition: ComponentDefinition;
  readonly version: string;
  readonly root: string;
  readonly loaded: LoadedComponent;
  readonly captured: CapturedComponent;
  readonly prerequisites: readonly PrerequisiteFact[];
}

/** Facts of one captured component. */
export function describeComponent(input: FactsInput): ComponentFacts {
  const { definition, version, loaded, captured } = input;
  const { graph } = captured;
  const pathOf = new Map([...loaded.modules].map((module) => [module.id, module.path]));
  return {
    name: definition.name,
    version,
    prerequisites: input.prerequisites,
    entries: loaded.entries.map((entry) => pathOf.get(entry.id) ?? relative(input.root, entry.id).split(sep).join('/')),
    startUpClass: definition.startUpClass,
    application: definition.application,
    exports: captured.exports.map(({ name, module }) => ({ name, module })),
    definitions: definitionsOf(input),
    overrides: graph.changes.filter((change) => change.kind === 'override').map(({ path, owner }) => ({ path, owner })),
    stateChanges: graph.changes.filter((change) => change.kind === 'state').map((change) => stateChangeFact(graph, change)),
    packages: packageFacts(input.root, loaded.modules),
    notes: [],
  };
}

function definitionsOf({ captured, loaded }: FactsInput): readonly DefinitionFact[] {
  const { graph } = captured;
  const found = new Map<string, DefinitionFact>();
  const sources = new Map(loaded.modules.map((module) => [module.path, module.text?.analysis]));
  const add = (path: string, kind: DefinitionKind, content: string): void => {
    if (!found.has(path)) found.set(path, { path, kind, hash: createHash('sha256').update(content).digest('hex') });
  };
  const textOf = (object: GraphObject | null): string => {
    if (object === null || !('unit' in object)) return object?.kind ?? '';
    const literal = sources.get(object.unit.module)?.literals[object.unit.unit];
    return literal === undefined ? '' : literal.module.source.slice(literal.start, literal.end);
  };
  for (const { name, module, value } of captured.exports) {
    const object = objectOf(graph, value);
    add(`${module}#${name}`, object?.kind === 'class' ? 'class' : object?.kind === 'function' ? 'function' : 'export', object === null ? showWord(graph, value) : textOf(object));
  }
  for (const object of graph.objects) {
    if (object.kind === 'class') add(object.path, 'class', textOf(object));
    if (object.kind === 'method' && object.privateName === null) add(object.path, object.isStatic ? 'static' : 'method', textOf(object));
  }
  for (const change of graph.changes) {
    if (change.kind === 'definition') add(change.path, change.owner === 'node' && change.path.startsWith('node:globalThis.') ? 'global' : 'addition', textOf(objectOf(graph, change.after)) + showWord(graph, change.after));
  }
  return [...found.values()].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function objectOf(graph: Graph, word: Word): GraphObject | null {
  return tagOf(word) === Tag.object ? (graph.objects[payloadOf(word)] ?? null) : null;
}

function stateChangeFact(graph: Graph, change: Change): StateChangeFact {
  return { slot: change.path, before: showWord(graph, change.before), after: showWord(graph, change.after), hook: change.hook, policy: change.policy };
}

const CONSTANTS: Readonly<Record<number, string>> = {
  [Constant.undefined]: 'undefined', [Constant.null]: 'null', [Constant.true]: 'true', [Constant.false]: 'false',
  [Constant.hole]: 'a hole', [Constant.uninitialised]: 'uninitialised', [Constant.absent]: 'nothing',
};

/** A value as shown to people. */
export function showWord(graph: Graph, word: Word): string {
  const payload = payloadOf(word);
  switch (tagOf(word)) {
    case Tag.constant:
      return CONSTANTS[payload] ?? '';
    case Tag.integer:
      return String(payload - INTEGER_BIAS);
    case Tag.number:
      return Object.is(graph.numbers[payload], -0) ? '-0' : String(graph.numbers[payload]);
    case Tag.string:
      return shortened(JSON.stringify(graph.strings[payload] ?? ''));
    case Tag.object:
      return `${graph.objects[payload]?.kind ?? 'object'} ${graph.objects[payload]?.path ?? ''}`;
    case Tag.imported:
      return `${graph.imports[payload]?.component ?? ''}/${graph.imports[payload]?.path ?? ''}`;
    case Tag.host:
      return graph.hosts[payload] ?? '';
    case Tag.special: {
      const special = graph.specials[payload];
      return special?.kind === 'bigint' ? `${special.text}n` : (special?.rest ?? '');
    }
  }
}

function shortened(text: string): string {
  return text.length > 100 ? `${text.slice(0, 97)}…"` : text;
}

const PACKAGE_FIELDS = ['name', 'version', 'type', 'main', 'exports', 'imports'] as const;

/** The package.json facts of the packages that the modules stand in. */
function packageFacts(root: string, modules: readonly PackagedModule[]): readonly PackageFact[] {
  const found = new Map<string, PackageFact>();
  for (const module of modules) {
    for (let folder = dirname(module.id); ; folder = dirname(folder)) {
      const file = join(folder, 'package.json');
      if (existsSync(file)) {
        const directory = relative(root, folder).split(sep).join('/');
        if (!found.has(directory)) found.set(directory, { directory, json: relevantFields(readFileSync(file, 'utf8')) });
        break;
      }
      if (folder === dirname(folder) || folder === root) break;
    }
  }
  return [...found.values()].sort((a, b) => (a.directory < b.directory ? -1 : 1));
}

function relevantFields(text: string): string {
  try {
    const parsed = JSON.parse(text) as Record<string, unknown>;
    return JSON.stringify(Object.fromEntries(PACKAGE_FIELDS.filter((field) => field in parsed).map((field) => [field, parsed[field]])));
  } catch {
    return '{}'; // a package.json that Node could not read either
  }
}
