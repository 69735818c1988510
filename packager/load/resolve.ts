/**
 * Resolution while packaging: Node's own algorithm for `require`, its port in import-meta-resolve for `import`, and on top
 * of both the rule of TypeScript that `./x.js` may mean `./x.ts`.
 */
import fs from 'node:fs';
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import { moduleResolve } from 'import-meta-resolve';
import { fileOf, idOfUrl, internals, nodePlace } from '../../modules/index.ts';
import type { Resolution } from '../../modules/index.ts';
import { isModuleFile } from './project.ts';

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
    return how === 'require' ? requireTarget(specifier, fileOf(parent)) : importTarget(specifier, parent);
  }
}

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
  const found = candidates.find((candidate) => fs.statSync(candidate, { throwIfNoEntry: false })?.isFile() === true);
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
