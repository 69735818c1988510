/**
 * Resolution while packaging: Node's own algorithm for `require`, its port in import-meta-resolve for `import`, and the
 * resolution of TypeScript's compiler for what neither finds.
 */
import { isBuiltin } from 'node:module';
import path from 'node:path';
import { pathToFileURL } from 'node:url';
import { moduleResolve } from 'import-meta-resolve';
import { fileOf, idOfUrl, internals, nodePlace } from '../../modules/index.ts';
import type { Resolution } from '../../modules/index.ts';
import { isModuleFile } from './project.ts';
import { typeScriptTarget } from './typescript-source.ts';

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
      const [, name = specifier, query = ''] = (how === 'import' && /^(\.[^?#]*)(.*)$/s.exec(specifier)) || [];
      const typed = NOT_FOUND.has(String(codeOf(error))) ? typeScriptTarget(name, fileOf(parent), how) : null;
      if (typed === null) throw error;
      const url = pathToFileURL(typed);
      return { kind: 'module', id: idOfUrl(new URL(query, url)) };
    }
  }
}

const NOT_FOUND: ReadonlySet<string> = new Set(['MODULE_NOT_FOUND', 'ERR_MODULE_NOT_FOUND', 'ERR_UNSUPPORTED_DIR_IMPORT', 'ERR_PACKAGE_PATH_NOT_EXPORTED', 'ERR_INVALID_MODULE_SPECIFIER']);

function requireTarget(specifier: string, parent: string): Resolution {
  const file = internals._resolveFilename(specifier, nodePlace(parent));
  return nativeExtensions.has(path.extname(file)) ? { kind: 'outside', specifier: file } : { kind: 'module', id: file };
}

function importTarget(specifier: string, parent: string): Resolution {
  const url = moduleResolve(specifier, pathToFileURL(fileOf(parent)), importConditions, false);
  if (url.protocol === 'node:') return { kind: 'builtin', name: url.href };
  if (url.protocol !== 'file:') return { kind: 'outside', specifier: url.href };
  const extension = path.extname(url.pathname);
  if (nativeExtensions.has(extension)) return { kind: 'outside', specifier: url.href };
  const id = idOfUrl(url);
  if (extension !== '' && !isModuleFile(fileOf(id))) throw unknownExtension(extension, fileOf(id));
  return { kind: 'module', id };
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined;
}

function unknownExtension(extension: string, file: string): Error {
  return Object.assign(new TypeError(`Unknown file extension "${extension}" for ${file}`), { code: 'ERR_UNKNOWN_FILE_EXTENSION' });
}
