import type { ExportBinding, KnownPart, ModuleKind } from '../../modules/types.ts';
import type { CodeText } from '../instrument/types.ts';
import type { ModuleLink } from '../../format/graph/model.ts';

/** A module that the packager knows: loaded, or kept as source. */
export interface PackagedModule {
  readonly id: string; // absolute file name
  readonly path: string; // within the project, `/` separated; `../` where outside
  readonly kind: ModuleKind;
  readonly component: string; // logical name of the owner
  readonly evaluated: boolean;
  /** Code of JavaScript modules (analysis, text); null for JSON. */
  readonly text: CodeText | null;
  /** The file's own text before TypeScript was taken out; same as text.analysis.source for JavaScript; the JSON text. */
  readonly original: string;
  /** Source map (version 3, JSON) from text.analysis.source to `original`, null for JavaScript. */
  readonly sourceMap: string | null;
  readonly links: readonly ModuleLink[]; // what its specifiers were resolved to, literal and seen
}

export type { ExportBinding, KnownPart } from '../../modules/types.ts';

/** A system with some of its components loaded. */
export interface LoadedSystem {
  /** Modules by id, in order of evaluation; kept ones last. */
  readonly modules: ReadonlyMap<string, PackagedModule>;
  identify(object: object): KnownPart | null;
  /** CommonJS and JSON: module.exports; ES modules: undefined. */
  exportsOf(id: string): unknown;
  /** The `module` object of a CommonJS module. */
  moduleObjectOf(id: string): object | null;
  /** `import.meta` of an ES module if it was ever asked for. */
  metaOf(id: string): object | null;
  /** Namespace object of any module as `import *` gives it (made on demand; `made` tells whether user code could hold it). */
  namespaceOf(id: string): object;
  namespaceMade(id: string): boolean;
  /** Namespace of an evaluated CommonJS or JSON module that some ES module imports, by whatever names; null: none does. */
  importedNamespace(id: string): object | null;
  /** Every export of an evaluated ES module, sorted, with the place where it is defined; null for other modules. */
  exportBindingsOf(id: string): ReadonlyMap<string, ExportBinding> | null;
  /** Names of a loaded CommonJS module that `import *` of it has besides `default`, sorted. Runs no code of the program. */
  exportNamesOf(id: string): readonly string[];
  /** `file:line`, as written, of the program's code that made a promise, timer or handle of Node; null where it is not known. Runs no code of the program. */
  createdAt(object: object): string | null;
  /** A position in evaluated text (`file:line` or `file:line:column`) as a position in the file as written. */
  asWritten(position: string): string;
}

/** What to load for one component. */
export interface ComponentSpec {
  readonly name: string; // logical name
  readonly entries: readonly string[]; // file relative to the root (`src/main.ts`, `./src/main.ts`) or a package as `import` takes it
  readonly include: readonly string[]; // globs relative to the root
  readonly exclude: readonly string[];
  /** Milliseconds that the evaluation may take before it is given up as one that never ends; null: as long as anything runs. */
  readonly patience?: number | null;
}

/** Something that still runs when the loading of a component has ended. */
export interface StillRunning {
  readonly type: string; // name of the resource in lower case: `timeout`, `tcpserverwrap`, `fsreqcallback`, …
  readonly count: number;
  /** `file:line` of the user's code that made it: absolute file, line as written (TypeScript too); null if not knowable. */
  readonly position: string | null;
  /** Of type `file`, an open one: its path, null if not knowable. */
  readonly file?: string | null;
}

export interface LoadedEntry {
  readonly entry: string; // as in the definition
  readonly id: string;
  readonly namespace: object;
}

/** One component, loaded on top of those before it. */
export interface LoadedComponent {
  readonly name: string;
  /** Owned modules in order of evaluation, kept ones last. */
  readonly modules: readonly PackagedModule[];
  readonly entries: readonly LoadedEntry[];
  readonly running: readonly StillRunning[];
}

/**
 * Loads components one after another into this process, in prerequisite order.
 * A module that throws or does not parse: loadComponent rejects with the program's own error.
 * An entry that is not there: DEFINITION_SYNTAX. Two components that include one module: DEFINITION_CONFLICT.
 */
export interface Loader {
  loadComponent(spec: ComponentSpec): Promise<LoadedComponent>;
  readonly system: LoadedSystem;
  /** The stack of an error made while loading, as it is to be kept: program's frames only, lines as written. */
  originalStack(stack: string): string;
  /** Takes all hooks off the process (console, Node's loader). The system stays readable. */
  close(): void;
}
