import type { ModuleKind } from '../../modules/types.ts';
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

/** What the module system gave to user code, recognised by identity. */
export type KnownPart =
  | { readonly part: 'module' | 'require' | 'require.resolve' | 'require.resolve.paths' | 'meta' | 'meta.resolve' | 'namespace'; readonly module: string /* id */ }
  | { readonly part: 'require.cache' };

/** A system with some of its components loaded. */
export interface LoadedSystem {
  /** Modules by id, in order of evaluation; kept ones last. */
  readonly modules: ReadonlyMap<string, PackagedModule>;
  identify(object: object): KnownPart | null;
  /** CommonJS and JSON: module.exports; ES modules: undefined. */
  exportsOf(id: string): unknown;
  /** The `module` object of a CommonJS module. */
  moduleObjectOf(id: string): object | null;
  /** Namespace object of any module as `import *` gives it (made on demand; `made` tells whether user code could hold it). */
  namespaceOf(id: string): object;
  namespaceMade(id: string): boolean;
}
