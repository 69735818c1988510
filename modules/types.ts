/**
 * The module system that both halves share: it evaluates CommonJS and ES modules as functions, with the semantics
 * of Node. The packager feeds it instrumented text while loading; the runtime feeds it the texts of modules that
 * were kept but not evaluated, and seeds it with the modules that the image restored.
 */

export type ModuleKind = 'commonjs' | 'module' | 'json';

/**
 * Text of one module in evaluation form: a JavaScript expression that is a function.
 * CommonJS:   function ($ic) { return function (exports, require, module, __filename, __dirname) { … } }
 * ES modules: function* ($ic) { …; yield; body }   (async function* with top-level await)
 *   Run to the first `yield` when linking: function declarations exist and `$ic.exports({name: () => value …})` was called;
 *   the rest is the evaluation. References to imports are `$ic_iN.name`, with `const $ic_iN = $ic.environment(N)`, N being the request's index.
 * In both: `import(x)` is `$ic.import(x)`, `import.meta` is `$ic.meta`.
 */
export interface EvaluationForm {
  readonly kind: ModuleKind;
  readonly text: string; // JSON: the JSON text
  /** Static requests, indirect exports of an ES module. */
  readonly requests: readonly { readonly specifier: string; readonly attributes: Readonly<Record<string, string>> }[];
  readonly indirect: readonly { readonly name: string; readonly request: number; readonly imported: string | null }[]; // imported null: the namespace
  readonly stars: readonly number[];
  /** Names imported from each request, for the link-time check; null: namespace. */
  readonly imports: readonly { readonly request: number; readonly imported: string | null }[];
  readonly localExports: readonly string[];
  readonly async: boolean; // has top-level await
  /** CommonJS: named exports as Node's lexer sees them, for `import {x} from` (cjs-module-lexer), re-exports resolved when linking. */
  readonly namedExports: readonly string[];
  readonly reexports: readonly string[];
  /** Places inside functions where the text is not as written, in order: what stood there. Instrumented forms have none. */
  readonly edited?: readonly { readonly start: number; readonly end: number; readonly text: string }[];
}

/**
 * The `$ic` parameter of an evaluation form.
 * `exports` is called once, before the first yield. `environment(n)` holds the exports of request n as getters (`default`
 * of a CommonJS module is its `module.exports`); `namespace(n)` is what `import * as` gives. Both are callable before the
 * first yield, but may be read only after it.
 */
export interface EvaluationContext {
  exports(getters: Readonly<Record<string, () => unknown>>): void;
  environment(request: number): Readonly<Record<string, unknown>>;
  namespace(request: number): object;
  import(specifier: unknown, options?: unknown): Promise<object>;
  /** A function has assigned the variable of an export; gives back the assignment's result. Instrumented forms do not call it. */
  assigned(name: string, result: unknown, value: unknown): unknown;
  /** Gives the hoisted function of an unnamed default export its name. */
  nameDefault(made: Function): void;
  readonly meta: object;
}

/**
 * What the module system gave to user code, recognised by identity. `module`: its id; for namespaces of Node's own
 * modules their name (`node:fs`). `required`: what require of an ES module gave where that is not the namespace itself.
 */
export type KnownPart =
  | { readonly part: 'module' | 'require' | 'require.resolve' | 'require.resolve.paths' | 'meta' | 'meta.resolve' | 'namespace' | 'required'; readonly module: string }
  | { readonly part: 'require.cache' };

/**
 * Where an export of an ES module is defined after all re-exports: an own export of an ES module, a namespace, or an export of
 * something else (CommonJS by id, Node's modules by `node:` name, `image-components`; `outside` as written by the importer).
 */
export type ExportBinding =
  | { readonly kind: 'own' | 'other'; readonly module: string; readonly name: string }
  | { readonly kind: 'namespace'; readonly module: string };

export type Resolution =
  | { readonly kind: 'module'; readonly id: string } // a module of this system, by its absolute file name
  | { readonly kind: 'builtin'; readonly name: string } // with `node:`
  | { readonly kind: 'provided'; readonly name: string } // `image-components`
  | { readonly kind: 'outside'; readonly specifier: string }; // Node's own loader, from the parent's place

/** What a host of the module system provides. */
export interface ModuleHost {
  /** Throws Node's own errors (MODULE_NOT_FOUND, ERR_MODULE_NOT_FOUND, ERR_PACKAGE_PATH_NOT_EXPORTED …). `parent`: absolute file name. */
  resolve(specifier: string, parent: string, how: 'require' | 'import', attributes: Readonly<Record<string, string>>): Resolution;
  /** Evaluation form of a module that is not evaluated yet. */
  form(id: string): EvaluationForm;
  /** Compiles an evaluation form; the host chooses the file name and the way of compiling. */
  compile(id: string, form: EvaluationForm): Function;
  /** The module object of a provided name. */
  provided(name: string): Readonly<Record<string, unknown>>;
  /** Export names of a CommonJS module that is evaluated already, for a first import of it; without it the keys of its exports are taken. */
  readonly names?: (id: string) => Pick<EvaluationForm, 'namedExports' | 'reexports'> | null;
  /** Ids of the modules that a seeded CommonJS module required while it was evaluated, in that order. */
  readonly required?: (id: string) => readonly string[];
  /** Whether the module cannot be removed. A host that knows gets real namespaces from `import()`, which Node keeps for ever. */
  readonly stays?: (id: string) => boolean;
  /** Whether namespaces that cannot be real ones shall tell of dead zones, which makes them slow. */
  readonly exactNamespaces?: boolean;
  /** Names of a module's own exports that may be assigned without a call of `assigned`; null: not known. */
  readonly untoldExports?: (id: string) => ReadonlySet<string> | null;
  /** Told before Node's own loader imports what a specifier means in the file `parent`. */
  readonly importingOutside?: (specifier: string, parent: string) => void;
  /** Told when a module's evaluation begins, and when it has ended without an error. */
  readonly evaluating?: (id: string) => void;
  readonly evaluated?: (id: string) => void;
}

/** Name of an export in a namespace; of one that is re-exported from a module of Node, with its place there. */
export type NamespaceName = string | { readonly name: string; readonly module: string; readonly exported: string };

/**
 * `isFixed`: no code assigns the exported variable any more; `follow` calls the setter whenever it is assigned. `namesOfNamespace`:
 * the names of all exports, if each has its value and can be followed, so that a real namespace can show them. `namespaces`: ids of
 * the modules whose namespaces it exports.
 */
export interface SeededModule {
  readonly kind: 'module';
  readonly exports: Readonly<Record<string, () => unknown>>;
  readonly isFixed?: (name: string) => boolean;
  readonly follow?: (name: string, setter: (value: unknown) => void) => void;
  readonly namesOfNamespace?: () => readonly NamespaceName[] | null;
  readonly namespaces?: () => readonly string[];
}
