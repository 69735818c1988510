/**
 * ES modules that Node's own loader reads from files outside of the system (plug-ins, configurations) find the system's modules:
 * what Node resolves to a file that is one of them, and packages that Node does not find. Hooks are installed when the first such
 * file is imported: in this thread where Node has them, else (before 22.15) on Node's hooks thread, which is told of what the
 * files to be imported name.
 */
import { existsSync, readFileSync } from 'node:fs';
import Module, { isBuiltin, register } from 'node:module';
import path from 'node:path';
import { fileURLToPath, pathToFileURL } from 'node:url';
import workerThreads from 'node:worker_threads';
import type { MessagePort } from 'node:worker_threads';
import { isNotFound } from './errors.ts';
import type { Findings } from './node-hooks.ts';
import { internals, nodePlace } from './node-unsafe.ts';

interface Resolved {
  readonly url: string;
  readonly format?: string | null;
  readonly shortCircuit?: boolean;
}
interface ResolveContext {
  readonly parentURL?: string | undefined;
  readonly conditions?: readonly string[];
}
type NextResolve = (specifier: string, context: ResolveContext) => Resolved;
type RegisterHooks = (hooks: { resolve(specifier: string, context: ResolveContext, next: NextResolve): Resolved }) => void;

/** Missing in the types, and in Node before 22.15. */
const registerHooks = Reflect.get(Module, 'registerHooks') as RegisterHooks | undefined;

/** `import x from 'y'`, `export … from 'y'`, `import 'y'` at the beginning of a statement; `import('y')`. */
const SPECIFIERS = /(?:^|[;}\n])\s*(?:import|export)\b[^'"();]*?\bfrom\s*(['"])([^'"\n]+)\1|(?:^|[;}\n])\s*import\s*(['"])([^'"\n]+)\3|\bimport\s*\(\s*(['"])([^'"\n]+)\5\s*[,)]/g;

/** Runs on Node's hooks thread. */
const HOOKS = `import{receiveMessageOnPort}from'node:worker_threads';let port;const table=new Map;
export const initialize=(data)=>{port=data.port};
export const resolve=(specifier,context,next)=>{for(let m;(m=receiveMessageOnPort(port));)for(const[key,url]of m.message)table.set(key,url);
const url=table.get(context.parentURL+' '+specifier);return url===undefined?next(specifier,context):{url,format:url.startsWith('data:application/json')?'json':'module',shortCircuit:true}};`;

export class OutsideImports {
  readonly #findings: Findings;
  /** URL of the namespace of one of the system's modules, which is evaluated; null: Node's loader cannot have it. */
  readonly #urlOf: (id: string) => string | null;
  readonly #scanned = new Set<string>();
  #installed = false;
  #port: MessagePort | null = null;

  constructor(findings: Findings, urlOf: (id: string) => string | null) {
    this.#findings = findings;
    this.#urlOf = urlOf;
  }

  /** Before Node's loader imports what `specifier` means in `file`. */
  prepare(specifier: string, file: string): void {
    if (registerHooks === undefined) this.#tell(fileOf(specifier, file));
    else if (!this.#installed) registerHooks({ resolve: (...asked) => this.#resolve(...asked) });
    this.#installed = true;
  }

  #resolve(specifier: string, context: ResolveContext, next: NextResolve): Resolved {
    const { parentURL, conditions } = context;
    if (parentURL?.startsWith('file:') !== true || conditions?.includes('require') === true || isBuiltin(specifier)) return next(specifier, context);
    const parent = fileURLToPath(parentURL);
    if (this.#findings.at(parent) !== null) return next(specifier, context); // the system has resolved it
    let resolved: Resolved | null = null;
    let fault: unknown = null;
    try {
      resolved = next(specifier, context);
    } catch (error) {
      fault = error;
      if (!isNotFound(error)) throw error;
    }
    const id = resolved === null ? this.#findings.find(specifier, parent, 'import') : resolved.url.startsWith('file:') ? this.#findings.at(fileURLToPath(resolved.url)) : null;
    const url = id === null ? null : this.#urlOf(id);
    if (url !== null) return { url, format: formatOf(url), shortCircuit: true };
    if (resolved === null) throw fault;
    return resolved;
  }

  /** Tells the hooks thread what the file, and those that it names, mean by specifiers that lead into the system. */
  #tell(file: string | null): void {
    const told: (readonly [key: string, url: string])[] = [];
    const files = file === null ? [] : [file];
    for (const each of files) {
      if (this.#scanned.has(each)) continue;
      this.#scanned.add(each);
      for (const specifier of specifiersIn(each)) {
        const id = this.#idFor(specifier, each);
        const url = id === null ? null : this.#urlOf(id);
        if (url !== null) told.push([`${pathToFileURL(each).href} ${specifier}`, url]);
        else files.push(...[fileOf(specifier, each)].filter((next) => next !== null));
      }
    }
    if (told.length === 0) return;
    if (this.#port === null) {
      const { port1, port2 } = new workerThreads.MessageChannel();
      port1.unref();
      this.#port = port1;
      register(`data:text/javascript,${encodeURIComponent(HOOKS)}`, { data: { port: port2 }, transferList: [port2] });
    }
    this.#port.postMessage(told);
  }

  /** Without Node's resolution of imports: a package that is on the disk counts only where the system's module is the same file. */
  #idFor(specifier: string, file: string): string | null {
    if (isBuiltin(specifier)) return null;
    const local = fileOf(specifier, file);
    if (local !== null) return this.#findings.at(local);
    const id = this.#findings.find(specifier, file, 'import');
    return id === null || existsSync(id) || !isOnDisk(specifier, file) ? id : null;
  }
}

const formatOf = (url: string): string => (url.startsWith('data:application/json') ? 'json' : 'module');

/** The file that a specifier names by its place; null: it names a package. */
function fileOf(specifier: string, parent: string): string | null {
  if (specifier.startsWith('file:')) return fileURLToPath(specifier);
  if (/^\.\.?(?:\/|$)/.test(specifier) || path.isAbsolute(specifier)) return fileURLToPath(new URL(specifier, pathToFileURL(parent)));
  return null;
}

function isOnDisk(specifier: string, file: string): boolean {
  try {
    internals._resolveFilename(specifier, nodePlace(file));
    return true;
  } catch (error) {
    return !isNotFound(error);
  }
}

function specifiersIn(file: string): ReadonlySet<string> {
  const found = new Set<string>();
  let text: string;
  try {
    text = readFileSync(file, 'utf8');
  } catch {
    return found; // Node's loader will say so
  }
  for (const match of text.matchAll(SPECIFIERS)) found.add(match[2] ?? match[4] ?? match[6] ?? '');
  return found;
}
