/**
 * The whole of one component file as data: what the packager hands to `encodeComponent`, and what `decodeComponent`
 * gives back piece by piece. The bytes are described in docs/format.md; the codecs stand beside the models they write.
 */
import type { EncodedAnalysis } from './code/codec.ts';
import type { ModuleAnalysis } from './code/model.ts';
import type { Graph, GraphObject, InstanceId, ObjectId } from './graph/model.ts';
import type { HotCode } from './hot/model.ts';

/** A prerequisite as the definition declares it (name, range) and as it was found when packaging (version, hash). */
export interface PrerequisiteFact {
  readonly name: string; // logical name
  readonly range: string; // semver range as written
  /** Version and content hash that were loaded when packaging: recorded beside the content, no part of `contentHash`. */
  readonly version: string;
  readonly hash: string;
}

/** One exported name of the component: where it comes from. */
export interface ExportFact {
  readonly name: string;
  /** Path of the entry module that exports it. */
  readonly module: string;
}

/** `export`: a name of the entry's namespace. `addition`: property, entry, element or listener on an object of somebody else. */
export const DEFINITION_KINDS = ['export', 'class', 'method', 'static', 'global', 'function', 'variable', 'addition'] as const;
export type DefinitionKind = (typeof DEFINITION_KINDS)[number];

/** A named element that the component brings. Its path is its identity, its hash its content. */
export interface DefinitionFact {
  readonly path: string; // `src/price.ts#Price.prototype.format`; additions: `kernel.ic/src/a.ts#registry.x`, `node:globalThis.x`
  readonly kind: DefinitionKind;
  readonly hash: string; // hex, of whatever the packager counts as the element's content
}

/** A declared replacement of something of a prerequisite or of Node. */
export interface OverrideFact {
  readonly path: string;
  readonly owner: string; // logical name or `node`
}

/** Summary of one state change for people: the words themselves stand in Graph.changes. */
export interface StateChangeFact {
  readonly slot: string; // `kernel.ic/src/ids.ts#nextId`
  readonly before: string; // as shown
  readonly after: string;
  readonly hook: boolean;
  readonly policy: 'apply' | 'keep' | 'last' | 'add';
}

/** Facts of a package.json that resolution at run time needs. */
export interface PackageFact {
  readonly directory: string; // within the project, '' for the project itself
  /** JSON text of the fields that count (name, type, main, exports, imports), keys in the file's order. */
  readonly json: string;
}

/** What the catalogue says of the component; all that resolving and checking a launch needs. */
export interface ComponentFacts {
  readonly name: string;
  readonly version: string;
  readonly prerequisites: readonly PrerequisiteFact[];
  /** Entry modules, paths within the project. */
  readonly entries: readonly string[];
  /** Name of the exported start-up class, and of the exported application. */
  readonly startUpClass: string | null;
  readonly application: string | null;
  readonly exports: readonly ExportFact[];
  readonly definitions: readonly DefinitionFact[];
  readonly overrides: readonly OverrideFact[];
  readonly stateChanges: readonly StateChangeFact[];
  readonly packages: readonly PackageFact[];
  /** Anything else, by name (JSON texts or plain words); order is kept. */
  readonly notes: readonly { readonly name: string; readonly value: string }[];
}

/** Analysis of one module (JavaScript only), by its path within the project. */
export interface ModuleCode {
  readonly path: string;
  readonly analysis: ModuleAnalysis;
  /** The analysis as bytes, where the packager has them already. */
  readonly encoded?: EncodedAnalysis;
}

/** Evaluation form of a module that was kept but not evaluated: `EvaluationForm` of modules/types.ts, as data. */
export interface KeptForm {
  readonly kind: 'commonjs' | 'module' | 'json';
  readonly text: string;
  readonly requests: readonly { readonly specifier: string; readonly attributes: Readonly<Record<string, string>> }[];
  readonly indirect: readonly { readonly name: string; readonly request: number; readonly imported: string | null }[];
  readonly stars: readonly number[];
  readonly imports: readonly { readonly request: number; readonly imported: string | null }[];
  readonly localExports: readonly string[];
  readonly async: boolean;
  readonly namedExports: readonly string[];
  readonly reexports: readonly string[];
  /** Places inside functions where the text is not as written, in order: what stood there. For `Function.prototype.toString`. */
  readonly edited: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

export interface KeptModule {
  readonly path: string;
  readonly form: KeptForm;
}

/** The text that people wrote, where it is not the text that was analysed (TypeScript), with its source map. */
export interface OriginalModule {
  readonly path: string;
  readonly text: string;
  /** Source map version 3, JSON, from the analysed text to `text`; null: none. */
  readonly sourceMap: string | null;
}

/** Everything that one component file holds. */
export interface ComponentImage {
  readonly facts: ComponentFacts;
  readonly graph: Graph;
  /** Modules with live code and kept modules; their sources are `analysis.source`. Sorted by the caller, no path twice. */
  readonly code: readonly ModuleCode[];
  readonly hot: HotCode;
  readonly keptForms: readonly KeptModule[];
  readonly originals: readonly OriginalModule[];
}

/** SHA-256 over the parts one after the other: 32 bytes. Passed in, as this folder imports nothing. */
export type Sha256 = (...parts: readonly Uint8Array[]) => Uint8Array;

/** Text in the file's bytes: `length` characters from byte `offset` on. A mapping can give it without a copy. */
export type TextAt = (offset: number, length: number, twoByte: boolean) => string;

export interface SectionFact {
  readonly name: string;
  readonly memory: 'ROM' | 'RAM';
  readonly offset: number;
  readonly size: number;
}

/** The graph of an opened file. Tables are decoded and checked when first asked for and then kept. */
export interface LazyGraph extends Graph {
  /** One object alone; the same one that `objects` holds. */
  object(id: ObjectId): GraphObject;
  /** The same, but not kept, and its `path` may be empty: for who looks at every object once. */
  draft(id: ObjectId): GraphObject;
  /** Ids of all objects of a kind, ascending; nothing is decoded. */
  ofKind(kind: GraphObject['kind']): readonly ObjectId[];
  string(index: number): string;
  readonly objectCount: number;
  readonly instanceCount: number;
  /** `creation` as numbers: the id twice, one more for an instance. */
  readonly steps: Uint32Array;
  /** Forgets what was decoded of objects and instances; it is decoded again when asked for. */
  release(): void;
}

/** An opened component file. Everything is decoded on first use and kept; every access may throw IcError IC_CORRUPT. */
export interface ComponentReader {
  /** Identity of the file: hex root hash over everything but the hash field itself. */
  readonly hash: string;
  /** Identity of the content: without what is recorded about prerequisites. What LOCKED_VERSION compares. */
  readonly contentHash: string;
  readonly sections: readonly SectionFact[];
  readonly romBytes: number;
  readonly ramBytes: number;
  readonly facts: ComponentFacts;
  readonly graph: LazyGraph;
  readonly hot: HotCode;
  /** Paths of the modules that have code, in file order. */
  readonly codePaths: readonly string[];
  /** Analysis of one module, decoded alone; null: no such module. */
  code(path: string): ModuleAnalysis | null;
  /** Analysed text of one module without decoding its tables. */
  source(path: string): string | null;
  readonly keptPaths: readonly string[];
  keptForm(path: string): KeptForm | null;
  /** Original text and source map; null: the analysed text is the original. */
  original(path: string): OriginalModule | null;
  /** Finds an object or instance by its symbol path. */
  findObject(path: string): ObjectId | null;
  findInstance(path: string): InstanceId | null;
  /** A buffer of its own with the contents of `bytes`, which must be those of one of the graph's buffers; large ones share pages until written to. */
  privateBuffer(bytes: Uint8Array): ArrayBuffer;
  /** Checks everything: all hashes, the content hash, all tables. Throws IcError. */
  verify(): void;
}
