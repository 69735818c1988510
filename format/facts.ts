/** Codecs of the catalogue, of what was recorded about prerequisites, and of kept evaluation forms. */
import { ByteReader, ByteWriter } from './bytes.ts';
import { flag, list, nullable, oneOf, struct, text, textMap, unsigned, type Codec } from './codec.ts';
import {
  DEFINITION_KINDS,
  type ComponentFacts, type DefinitionFact, type ExportFact, type KeptForm, type OverrideFact, type PackageFact, type PrerequisiteFact, type StateChangeFact,
} from './component.ts';
import { corrupt } from './damage.ts';
import { copyText } from './texts.ts';

/** The catalogue without what was found out about prerequisites: that stands in a section of its own. */
export type CatalogueFacts = Omit<ComponentFacts, 'prerequisites'> & { readonly prerequisites: readonly Pick<PrerequisiteFact, 'name' | 'range'>[] };

export const catalogue: Codec<CatalogueFacts> = struct<CatalogueFacts>({
  name: text,
  version: text,
  prerequisites: list(struct<Pick<PrerequisiteFact, 'name' | 'range'>>({ name: text, range: text })),
  entries: list(text),
  startUpClass: nullable(text),
  application: nullable(text),
  exports: list(struct<ExportFact>({ name: text, module: text })),
  definitions: list(struct<DefinitionFact>({ path: text, kind: oneOf(DEFINITION_KINDS), hash: text })),
  overrides: list(struct<OverrideFact>({ path: text, owner: text })),
  stateChanges: list(struct<StateChangeFact>({ slot: text, before: text, after: text, hook: flag, policy: oneOf(['apply', 'keep', 'last', 'add']) })),
  packages: list(struct<PackageFact>({ directory: text, json: text })),
  notes: list(struct<ComponentFacts['notes'][number]>({ name: text, value: text })),
});

type Imported = KeptForm['imports'][number];
type Indirect = KeptForm['indirect'][number];

/** A kept form without its text, which stands in `kept-text` at the same number. */
export const keptForm: Codec<Omit<KeptForm, 'text'> & { readonly path: string }> = struct<Omit<KeptForm, 'text'> & { readonly path: string }>({
  path: text,
  kind: oneOf(['commonjs', 'module', 'json']),
  requests: list(struct<KeptForm['requests'][number]>({ specifier: text, attributes: textMap })),
  indirect: list(struct<Indirect>({ name: text, request: unsigned, imported: nullable(text) })),
  stars: list(unsigned),
  imports: list(struct<Imported>({ request: unsigned, imported: nullable(text) })),
  localExports: list(text),
  async: flag,
  namedExports: list(text),
  reexports: list(text),
  edited: list(struct<KeptForm['edited'][number]>({ start: unsigned, end: unsigned, text })),
});

/** What packaging found out about prerequisites and no part of the content: versions, hashes, and numbers of their literals and scopes. */
export interface Recorded {
  readonly prerequisites: readonly Pick<PrerequisiteFact, 'version' | 'hash'>[];
  /** Numbers (in a prerequisite's analysis) of the units and scopes that this component refers to, in order of their tables. */
  readonly units: readonly number[];
  readonly scopes: readonly number[];
}

/** Self-contained: its strings stand in it, so that no other section depends on them. */
export function writeRecorded(recorded: Recorded): Uint8Array {
  const out = new ByteWriter();
  out.varint(recorded.prerequisites.length);
  for (const { version, hash } of recorded.prerequisites) {
    for (const value of [version, hash]) {
      out.varint(value.length);
      for (let index = 0; index < value.length; index += 1) out.u8(value.charCodeAt(index));
    }
  }
  for (const numbers of [recorded.units, recorded.scopes]) {
    out.varint(numbers.length);
    for (const value of numbers) out.varint(value);
  }
  return out.result();
}

export function readRecorded(bytes: Uint8Array, place: string): Recorded {
  const reader = new ByteReader(bytes, place);
  const word = (): string => {
    const piece = reader.raw(reader.count('characters'));
    return copyText(piece)(0, piece.length, false);
  };
  const numbers = (): number[] => {
    const count = reader.count('numbers');
    const values: number[] = [];
    for (let index = 0; index < count; index += 1) values.push(reader.varint());
    return values;
  };
  const prerequisites: Recorded['prerequisites'][number][] = [];
  const count = reader.count('prerequisites', 2);
  for (let index = 0; index < count; index += 1) prerequisites.push({ version: word(), hash: word() });
  const recorded = { prerequisites, units: numbers(), scopes: numbers() };
  reader.end();
  return recorded;
}

/** Puts the two halves of the prerequisites together. */
export function joinFacts(facts: CatalogueFacts, recorded: Recorded, place: string): ComponentFacts {
  if (recorded.prerequisites.length !== facts.prerequisites.length) {
    throw corrupt(place, `${facts.prerequisites.length} recorded prerequisites`, recorded.prerequisites.length);
  }
  const prerequisites = facts.prerequisites.map((declared, index): PrerequisiteFact => {
    const found = recorded.prerequisites[index] ?? { version: '', hash: '' };
    return { name: declared.name, range: declared.range, version: found.version, hash: found.hash };
  });
  return { ...facts, prerequisites };
}
