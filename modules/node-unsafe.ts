/**
 * The parts of Node's own module loader that its types do not show, and "places" from which to use that loader.
 * The casts are here because `@types/node` does not declare these long-standing members of `Module`.
 */
import Module from 'node:module';
import path from 'node:path';
import vm from 'node:vm';

/** Node's `module` object as we use it. */
export interface NodeModule {
  id: string;
  path: string;
  exports: unknown;
  filename: string | null;
  loaded: boolean;
  children: object[];
  paths: string[];
  require(specifier: string): unknown;
}

/** The static, undeclared members of `Module`. */
export interface ModuleInternals {
  new (id: string, parent?: object | null): NodeModule;
  _load: (request: string, parent: NodeModule | null | undefined, isMain?: boolean) => unknown;
  _resolveFilename: (request: string, parent: NodeModule | null | undefined, isMain?: boolean, options?: ResolveOptions) => string;
  _resolveLookupPaths: (request: string, parent: NodeModule) => string[] | null;
  _nodeModulePaths: (from: string) => string[];
  _extensions: object;
  readonly _cache: Readonly<Record<string, NodeModule>>;
  readonly prototype: NodeModule & { readonly _compile: (text: string, file: string, format: string) => unknown };
}

export interface ResolveOptions {
  readonly paths?: readonly string[];
}

// The members exist in every supported version (20 to 26); only their declarations are missing.
export const internals = Module as unknown as ModuleInternals;

const places = new WeakSet<object>();
const placeByFile = new Map<string, NodeModule>();

/** A `module` object that stands in `file`, from which Node's own loader works even where our hooks are installed. */
export function nodePlace(file: string): NodeModule {
  const known = placeByFile.get(file);
  if (known !== undefined) return known;
  const place = new internals(file);
  place.filename = file;
  place.paths = internals._nodeModulePaths(path.dirname(file));
  places.add(place);
  placeByFile.set(file, place);
  return place;
}

/** True for what `nodePlace` made. */
export const isNodePlace = (object: object): boolean => places.has(object);

type NodeImport = (specifier: string, options?: { readonly with: Readonly<Record<string, string>> }) => Promise<object>;
const importers = new Map<string, NodeImport>();

/** Node's own `import()` as if written in `file`, which need not exist. */
export function nodeImport(file: string, specifier: string, attributes: Readonly<Record<string, string>>): Promise<object> {
  let importer = importers.get(file);
  if (importer === undefined) {
    const script = new vm.Script('(specifier, options) => import(specifier, options)', {
      filename: file,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
    });
    // The script's completion value is the arrow function of its text.
    importer = script.runInThisContext() as NodeImport;
    importers.set(file, importer);
  }
  if (!warned) {
    warned = true;
    withoutWarning(importer);
  }
  return Object.keys(attributes).length === 0 ? importer(specifier) : importer(specifier, { with: attributes });
}

/** Nobody can have wrapped it yet. */
const { _compile: compileModule } = internals.prototype;
let evaluations = 0;

/** Evaluates the text of an ES module that imports only what is there at once; its exports, none of which may be `default`. Throws where Node cannot. */
export function evaluateModule(text: string): Readonly<Record<string, unknown>> {
  const file = path.resolve('/', `image-components-${String(evaluations++)}.mjs`);
  const module = new internals(file);
  module.filename = file;
  withoutWarnings(() => Reflect.apply(compileModule, module, [text, file, 'module']));
  return module.exports as Readonly<Record<string, unknown>>; // the namespace of what was evaluated
}

let warned = false;

/** Node calls this way of importing experimental, once per process, at the first call. That is no concern of our users. */
function withoutWarning(importer: NodeImport): void {
  withoutWarnings(() => importer('node:path').catch(() => undefined));
}

function withoutWarnings(run: () => unknown): void {
  const descriptor = Object.getOwnPropertyDescriptor(process, 'emitWarning');
  Object.defineProperty(process, 'emitWarning', { value: () => undefined, configurable: true, writable: true, enumerable: true });
  try {
    run();
  } finally {
    if (descriptor !== undefined) Object.defineProperty(process, 'emitWarning', descriptor);
    else Reflect.deleteProperty(process, 'emitWarning');
  }
}

/** What `process.mainModule` is from now on. */
export function setMainModule(module: NodeModule): void {
  process.mainModule = module as unknown as NonNullable<typeof process.mainModule>; // a Module under its other declaration
}

/** Exports of one of Node's own modules. */
export function builtinExports(name: string): unknown {
  // A name that Node does not have is reported by the resolution, before this.
  return process.getBuiltinModule(name);
}

/** Any evaluation form as a function to call. */
export const callable = (form: Function): ((...parameters: unknown[]) => unknown) => form as (...parameters: unknown[]) => unknown;
