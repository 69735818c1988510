/** Codecs of the graph's smaller tables: specials, modules, imports, hosts, changes, references to code. */
import { flag, graphWord, list, nullable, oneOf, struct, text, unsigned, variant, type Codec } from '../codec.ts';
import type { Change, GraphModule, ImportEntry, InstanceId, InstanceRef, ModuleLink, ModuleTarget, ScopeRef, Slot, Special, UnitRef } from './model.ts';

export const specials: Codec<readonly Special[]> = list(
  variant<Special>({ bigint: { text }, 'root-path': { rest: text }, 'root-url': { rest: text } }),
);

export const imports: Codec<readonly ImportEntry[]> = list(struct<ImportEntry>({ component: text, path: text, kind: oneOf(['object', 'instance']) }));

export const hosts: Codec<readonly string[]> = list(text);

/** Ids are checked against the tables by whoever decodes the graph. */
const instanceId: Codec<InstanceId> = { write: unsigned.write, read: (input) => unsigned.read(input) as InstanceId };

export const instanceRef: Codec<InstanceRef> = variant<InstanceRef>({ own: { id: instanceId }, imported: { entry: unsigned } });

const target: Codec<ModuleTarget> = variant<ModuleTarget>({
  module: { component: nullable(text), path: text },
  builtin: { name: text },
  outside: { specifier: text },
});

export const modules: Codec<readonly GraphModule[]> = list(
  struct<GraphModule>({
    path: text,
    kind: oneOf(['commonjs', 'module', 'json', 'script']),
    source: text,
    evaluated: flag,
    instance: nullable(instanceId),
    exports: graphWord,
    moduleObject: graphWord,
    links: list(struct<ModuleLink>({ how: oneOf(['require', 'import']), specifier: text, target })),
  }),
);

const slot: Codec<Slot> = variant<Slot>({
  property: { owner: graphWord, key: graphWord },
  element: { owner: graphWord, index: unsigned },
  'map-entry': { owner: graphWord, key: graphWord },
  'set-entry': { owner: graphWord, key: graphWord },
  listener: { owner: graphWord, event: graphWord },
  variable: { instance: instanceRef, name: text },
  private: { owner: graphWord, classObject: graphWord, name: text },
  bytes: { owner: graphWord, offset: unsigned, length: unsigned },
  internal: { owner: graphWord, name: oneOf(['prototype', 'integrity', 'lastIndex', 'time', 'length']) },
});

export const changes: Codec<readonly Change[]> = list(
  struct<Change>({
    kind: oneOf(['definition', 'override', 'state']),
    slot,
    path: text,
    owner: text,
    before: graphWord,
    after: graphWord,
    flags: unsigned,
    setter: graphWord,
    hook: flag,
    policy: oneOf(['apply', 'keep', 'last', 'add']),
  }),
);

/**
 * Units and scopes as they stand in the content. The number in a prerequisite's analysis is not content (the prerequisite
 * may be packaged again): for those 0 stands here, and the number in the section `recorded`.
 */
export const units: Codec<readonly UnitRef[]> = list(struct<UnitRef>({ component: nullable(text), module: text, unit: unsigned, path: text }));
export const scopes: Codec<readonly ScopeRef[]> = list(
  struct<ScopeRef>({ component: nullable(text), module: text, scope: unsigned, unitPath: text, ordinal: unsigned }),
);
