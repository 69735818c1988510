/**
 * Resolution while packaging: Node's own algorithm for `require`, its port in import-meta-resolve for `import`, and on top
 * of both the rules of TypeScript: `./x.js` may mean `./x.ts`, and what TypeScript asks for may lack its ending or be mapped by `paths`.
 */
import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { moduleResolve } from 'import-meta-resolve';
import { fileOf, idOfUrl, internals, nodePlace } from '../../modules/index.ts';
import type { Resolution } from '../../modules/index.ts';
import type { TypeScriptOptions } from '../analyse/typescript.ts';
import { isModuleFile, isTypeScript } from './project.ts';
import { optionsOf } from './typescript-source.ts';

/** Files that only Node itself can load. */
const nativeExtensions = new Set(['.node', '.wasm']);

// `module-sync` is a condition of the versions that can require ES modules; require follows the running Node by itself.
const importConditions = new Set(['node', 'import', 'node-addons', ...(Reflect.get(process.features, 'require_module') === true ? ['module-sync'] : [])]);

/** Resolves specifiers as Node does, TypeScript endings included. Throws Node's own errors. */
export class Resolver {
  readonly #provided: ReadonlySet<string>;

  constructor(provided: Iterable<string>) {
    this.#provided = new Set(provided);
  }

  /** Throws Node's own errors. */
  resolve(specifier: string, parent: string, how: 'require' | 'import'): Resolution {
    if (this.#provided.has(specifier)) return { kind: 'provided', name: specifier };
    if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier.startsWith('node:') ? specifier : `node:${specifier}` };
    if (specifier.startsWith('node:')) return { kind: 'outside', specifier }; // Node's own error names it
    try {
      return how === 'require' ? requireTarget(specifier, fileOf(parent)) : importTarget(specifier, parent);
    } catch (error) {
      const typed = NOT_FOUND.has(String(codeOf(error))) ? compilerTarget(specifier, fileOf(parent)) : null;
      if (typed === null) throw error;
      return { kind: 'module', id: typed };
    }
  }
}

const NOT_FOUND: ReadonlySet<string> = new Set(['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT', 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_INVALID_MODULE_SPECIFIER']);

/** What Node does not find, but TypeScript's compiler does where TypeScript asks for it: names without endings, folders, `paths` of tsconfig.json. */
function compilerTarget(specifier: string, parent: string): string | null {
  if (!isTypeScript(parent) || /[\\/]node_modules[\\/]/.test(parent)) return null;
  const folder = path.dirname(parent);
  const bases = /^\.\.?(?:\/|$)/.test(specifier) ? [path.resolve(folder, specifier)] : mappedNames(specifier, optionsOf(folder));
  for (const base of bases) {
    const found = isFile(base) && isModuleFile(base) ? fs.realpathSync(base) : typeScriptFile(base, true) ?? scriptFile(base);
    if (found !== null) return found;
  }
  return null;
}

/** Files that `paths` and `baseUrl` mean, most specific first. */
function mappedNames(specifier: string, options: TypeScriptOptions): readonly string[] {
  const base = options.baseUrl ?? (typeof options['pathsBasePath'] === 'string' ? options['pathsBasePath'] : null);
  if (base === null) return [];
  let longest = -1;
  let found: readonly string[] = [];
  for (const [pattern, targets] of Object.entries(options.paths ?? {})) {
    const [before = '', after = null] = pattern.split('*');
    const fits = after === null ? specifier === pattern : specifier.length >= before.length + after.length && specifier.startsWith(before) && specifier.endsWith(after);
    if (!fits || before.length <= longest) continue;
    longest = before.length;
    const rest = after === null ? '' : specifier.slice(before.length, specifier.length - after.length);
    found = targets.map((target) => path.resolve(base, target.replace('*', () => rest)));
  }
  return options.baseUrl === undefined ? found : [...found, path.resolve(options.baseUrl, specifier)];
}

/** JavaScript or JSON by a name without its ending. */
function scriptFile(base: string): string | null {
  const found = [`${base}.js`, `${base}.json`, `${base}.cjs`, `${base}.mjs`, path.join(base, 'index.js')].find(isFile);
  return found === undefined ? null : fs.realpathSync(found);
}

const isFile = (file: string): boolean => fs.statSync(file, { throwIfNoEntry: false })?.isFile() === true;

function requireTarget(specifier: string, parent: string): Resolution {
  let file: string;
  try {
    file = internals._resolveFilename(specifier, nodePlace(parent));
  } catch (error) {
    const typed = codeOf(error) === 'MODULE_NOT_FOUND' ? typeScriptFile(missingFile(error, specifier, parent), true) : null;
    if (typed === null) throw error;
    file = typed;
  }
  return nativeExtensions.has(path.extname(file)) ? { kind: 'outside', specifier: file } : { kind: 'module', id: file };
}

function importTarget(specifier: string, parent: string): Resolution {
  const base = pathToFileURL(fileOf(parent));
  let url: URL;
  try {
    url = moduleResolve(specifier, base, importConditions, false);
  } catch (error) {
    const typed = codeOf(error) === 'ERR_MODULE_NOT_FOUND' ? typeScriptFile(missingUrl(error, specifier, base), false) : null;
    if (typed === null) throw error;
    url = pathToFileURL(typed);
  }
  if (url.protocol === 'node:') return { kind: 'builtin', name: url.href };
  if (url.protocol !== 'file:') return { kind: 'outside', specifier: url.href };
  const extension = path.extname(url.pathname);
  if (nativeExtensions.has(extension)) return { kind: 'outside', specifier: url.href };
  const id = idOfUrl(url);
  if (extension !== '' && !isModuleFile(fileOf(id))) throw unknownExtension(extension, fileOf(id));
  return { kind: 'module', id };
}

/** The TypeScript file that a missing JavaScript file stands for, as real path. Only `require` completes names. */
function typeScriptFile(file: string | null, complete: boolean): string | null {
  if (file === null) return null;
  const replaced = file.replace(/\.([mc]?)js$/, '.$1ts');
  const candidates = replaced === file ? [] : [replaced];
  if (/\.jsx?$/.test(file)) candidates.push(file.replace(/\.jsx?$/, '.tsx'));
  if (complete) candidates.push(`${file}.ts`, `${file}.tsx`, `${file}.cts`, `${file}.mts`, path.join(file, 'index.ts'), path.join(file, 'index.tsx'), path.join(file, 'index.cts'));
  const found = candidates.find(isFile);
  return found === undefined ? null : fs.realpathSync(found);
}

/** The file that a failed require looked for last, if the request names one file. */
function missingFile(error: unknown, specifier: string, parent: string): string | null {
  if (path.isAbsolute(specifier)) return specifier;
  if (/^\.\.?(?:\/|$)/.test(specifier)) return path.resolve(path.dirname(parent), specifier);
  const named = error instanceof Error ? /^Cannot find module '([^']+)'/.exec(error.message)?.[1] : undefined;
  return named !== undefined && path.isAbsolute(named) ? named : null;
}

function missingUrl(error: unknown, specifier: string, base: URL): string | null {
  if (error instanceof Error && 'url' in error && typeof error.url === 'string' && error.url.startsWith('file:')) return fileURLToPath(error.url);
  const named = error instanceof Error ? /^Cannot find module '([^']+)'/.exec(error.message)?.[1] : undefined;
  if (named !== undefined && path.isAbsolute(named)) return named;
  return /^\.\.?\//.test(specifier) ? fileURLToPath(new URL(specifier, base)) : null;
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function unknownExtension(extension: string, file: string): Error {
  return Object.assign(new TypeError(`Unknown file extension "${extension}" for ${file}`), { code: 'ERR_UNKNOWN_FILE_EXTENSION' });
}
