/** What `abt inspect` shows of a component file. Reads through format/ alone, so that the file explains itself. */
import type { ComponentReader, DefinitionFact, ExportFact, OverrideFact, PrerequisiteFact, SectionFact, StateChangeFact } from '../format/component.ts';
import type { GraphObject } from '../format/graph/model.ts';

/** An object with much in it. */
export interface BigObject {
  readonly path: string;
  readonly kind: GraphObject['kind'];
  /** Estimate of what its record takes in the file: see {@link recordBytes}. */
  readonly bytes: number;
}

/** What `abt inspect --json` prints. */
export interface Inspection {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly prerequisites: readonly PrerequisiteFact[];
  readonly sections: readonly SectionFact[];
  readonly definitions: readonly DefinitionFact[];
  readonly overrides: readonly OverrideFact[];
  readonly stateChanges: readonly StateChangeFact[];
  readonly exports: readonly ExportFact[];
  readonly biggest: readonly BigObject[];
}

const BIGGEST = 20;

/** Collects it. Throws what the reader throws where the file is damaged. */
export function inspectComponent(reader: ComponentReader): Inspection {
  const { facts, hash, sections, graph } = reader;
  return {
    name: facts.name, version: facts.version, hash,
    prerequisites: facts.prerequisites, sections, definitions: facts.definitions, overrides: facts.overrides, stateChanges: facts.stateChanges, exports: facts.exports,
    biggest: graph.objects
      .map((object): BigObject => ({ path: object.path, kind: object.kind, bytes: recordBytes(object) }))
      .sort((a, b) => b.bytes - a.bytes || (a.path < b.path ? -1 : 1))
      .slice(0, BIGGEST),
  };
}

/** Bytes of a buffer, or four for each word of entries and twelve for each property; what it refers to is not counted. */
function recordBytes(object: GraphObject): number {
  const own = 16 + 12 * object.properties.length;
  switch (object.kind) {
    case 'buffer':
      return own + object.bytes.length;
    case 'map':
    case 'set':
    case 'weak-map':
    case 'weak-set':
      return own + 4 * object.entries.length;
    case 'bound':
    case 'native':
      return own + 4 * object.args.length;
    default:
      return own;
  }
}
