/** The driver of loading: see Loader. */
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { hasUntoldWrites, mutableExports } from '../../emit/hot-edits.ts';
import { IcError } from '../../format/errors.ts';
import { ModuleSystem, fileOf, installNodeHooks } from '../../modules/index.ts';
import { showUncaught } from './uncaught.ts';
import type { EvaluationForm, ModuleHost, Resolution } from '../../modules/types.ts';
import type { CompiledScripts } from '../cache/compiled-scripts.ts';
import type { Instrumentation } from '../instrument/index.ts';
import { notCapturable } from '../errors.ts';
import { keptModules } from './kept.ts';
import { LinkTable } from './links.ts';
import { Ownership } from './ownership.ts';
import { Positions } from './positions.ts';
import { isModuleFile, projectPath } from './project.ts';
import { Resolver } from './resolve.ts';
import { Sources } from './sources.ts';
import type { TypeScriptTransform } from './sources.ts';
import { redirectStandardOutput } from './standard-output.ts';
import { CreationLog } from './creation.ts';
import { ActivityWatch } from './still-running.ts';
import type { ComponentSpec, LoadedComponent, LoadedEntry, LoadedSystem, Loader, PackagedModule, StillRunning } from './types.ts';

export interface LoaderParts {
  readonly root: string; // real path
  readonly instrumentation: Instrumentation;
  readonly provided: Readonly<Record<string, Readonly<Record<string, unknown>>>>;
  readonly components: readonly ComponentSpec[];
  readonly transform: TypeScriptTransform;
  readonly scripts: CompiledScripts;
}

export class ProjectLoader implements Loader, ModuleHost {
  readonly system: LoadedSystem;
  readonly #parts: LoaderParts;
  readonly #sources: Sources;
  readonly #resolver: Resolver;
  readonly #links = new LinkTable();
  readonly #ownership: Ownership;
  readonly #positions: Positions;
  readonly #modules: ModuleSystem;
  /** Every evaluated module, in order of evaluation. */
  readonly #evaluated = new Map<string, PackagedModule>();
  readonly #kept = new Map<string, PackagedModule>();
  /** Both together, made when asked for. */
  #all: ReadonlyMap<string, PackagedModule> | null = null;
  readonly #finished = new Set<string>();
  /** Modules whose evaluation began and did not end, in order. */
  readonly #unfinished = new Set<string>();
  readonly #created: CreationLog;
  readonly #unhook: () => void;
  #loading: string | null = null;

  constructor(parts: LoaderParts) {
    this.#parts = parts;
    this.#sources = new Sources(parts.root, parts.instrumentation, parts.transform, parts.scripts);
    this.#resolver = new Resolver(Object.keys(parts.provided));
    this.#ownership = new Ownership(parts.root);
    for (const spec of parts.components) this.#ownership.claim(spec);
    this.#modules = new ModuleSystem(this);
    this.#positions = new Positions((file) => (this.#modules.has(file) ? this.#sources.source(file) : null));
    this.#created = new CreationLog((file) => this.#modules.has(file));
    this.system = this.#makeSystem();
    this.#unhook = installNodeHooks(this.#modules, (file) => this.#isOurs(file));
  }

  async loadComponent(spec: ComponentSpec): Promise<LoadedComponent> {
    this.#ownership.claim(spec);
    const ids = spec.entries.map((entry) => ({ entry, id: this.#entry(spec.name, entry) }));
    const watch = new ActivityWatch((file) => this.#modules.has(file), this.#created);
    this.#unfinished.clear();
    const restoreOutput = redirectStandardOutput();
    this.#loading = spec.name;
    const hideUncaught = showUncaught((error) => this.#positions.restoreStack(error), (file, line) => (this.#modules.has(file) ? (this.#sources.source(file).original.split('\n')[line - 1] ?? null) : null));
    watch.start();
    const entries: LoadedEntry[] = [];
    let running: StillRunning[] = [];
    try {
      for (const { entry, id } of ids) entries.push({ entry, id, namespace: await settled(this.#modules.importModule(id), spec.patience ?? null, () => this.#neverEnds(spec.name, watch)) });
      await watch.drain();
    } catch (error) {
      this.#positions.restoreStack(error);
      throw error;
    } finally {
      running = watch.stop();
      hideUncaught();
      restoreOutput();
      this.#loading = null;
    }
    this.#finished.add(spec.name);
    this.#keep(spec);
    this.#parts.scripts.keep();
    return { name: spec.name, modules: this.#modulesOf(spec.name), entries, running: running.map((one) => this.#located(one)) };
  }

  originalStack(stack: string): string {
    return this.#positions.originalStack(stack);
  }

  close(): void {
    this.#unhook();
  }

  // What the module system asks for.

  resolve(specifier: string, parent: string, how: 'require' | 'import'): Resolution {
    const target = this.#resolver.resolve(specifier, parent, how);
    this.#links.note(parent, how, specifier, target);
    return target;
  }

  form(id: string): EvaluationForm {
    return this.#sources.form(id);
  }

  compile(id: string, form: EvaluationForm): Function {
    const compiled = this.#sources.compile(id, form);
    this.#sources.release(id);
    return compiled;
  }

  provided(name: string): Readonly<Record<string, unknown>> {
    return this.#parts.provided[name] ?? {};
  }

  names(id: string): Pick<EvaluationForm, 'namedExports' | 'reexports'> | null {
    return this.#sources.evaluatedForm(id);
  }

  readonly exactNamespaces = true;

  /** Namespaces are real ones: this process ends soon. */
  stays(): boolean {
    return true;
  }

  untoldExports(id: string): ReadonlySet<string> {
    const { analysis } = this.#sources.evaluatedText(id);
    const mutable = hasUntoldWrites(analysis) ? mutableExports(analysis) : new Set();
    return new Set(analysis.exports.flatMap((entry) => (entry.kind === 'local' && mutable.has(entry.variable) ? [entry.name] : [])));
  }

  evaluating(id: string): void {
    this.#unfinished.add(id);
  }

  evaluated(id: string): void {
    this.#unfinished.delete(id);
    const component = this.#ownerNow(id);
    this.#ownership.own(id, component);
    this.#kept.delete(id);
    // Evaluated again after its removal from the cache: the later instance is the module.
    this.#evaluated.delete(id);
    this.#evaluated.set(id, this.#packaged(id, component, true));
    this.#all = null;
  }

  /** A component that was captured without the module cannot own what another's loading makes of it. */
  #ownerNow(id: string): string {
    const claimant = this.#ownership.claimant(id);
    if (claimant !== null && !this.#finished.has(claimant)) return claimant;
    return this.#ownership.ownerOf(id) !== null && this.#evaluated.has(id) ? (this.#ownership.ownerOf(id) ?? '') : (this.#loading ?? claimant ?? '');
  }

  #keep(spec: ComponentSpec): void {
    const { name } = spec;
    const own = [...this.#evaluated.values()].filter((module) => module.component === name).map((module) => module.id);
    const kept = keptModules(own, this.#ownership.claimedBy(name), {
      analysis: (id) => (this.#sources.source(id).kind === 'json' ? null : this.#textOf(id).analysis),
      isReadable: (id) => this.#isReadable(id),
      resolve: (specifier, parent, how) => this.resolve(specifier, parent, how),
      mayKeep: (id) => {
        if (this.#evaluated.has(id) || !isModuleFile(fileOf(id)) || this.#ownership.isExcluded(id, spec)) return false;
        const owner = this.#ownership.claimant(id) ?? this.#ownership.ownerOf(id);
        return owner === null || owner === name;
      },
    });
    for (const id of kept) {
      this.#ownership.own(id, name);
      this.#kept.set(id, this.#packaged(id, name, false));
    }
    this.#all = null;
  }

  #isReadable(id: string): boolean {
    try {
      return this.#sources.source(id) !== null;
    } catch {
      return false; // TypeScript that does not parse
    }
  }

  /** Null for a module that does not parse. */
  #plainText(id: string): PackagedModule['text'] {
    try {
      return this.#sources.plain(id).text;
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }

  #textOf(id: string): NonNullable<PackagedModule['text']> {
    return this.#evaluated.get(id)?.text ?? this.#sources.plain(id).text;
  }

  #packaged(id: string, component: string, evaluated: boolean): PackagedModule {
    const { kind, original, sourceMap } = this.#sources.source(id);
    const text = kind === 'json' ? null : evaluated ? this.#sources.evaluatedText(id) : this.#plainText(id);
    const place = (target: string): { component: string; path: string } | null => {
      const owner = this.#ownership.claimant(target) ?? this.#ownership.ownerOf(target);
      return owner === null ? null : { component: this.#ownership.ownerOf(target) ?? owner, path: projectPath(this.#parts.root, target) };
    };
    const links = (): PackagedModule['links'] => this.#links.of(id, component, place);
    return {
      id, kind, component, evaluated, text, original, sourceMap,
      path: projectPath(this.#parts.root, id),
      get links() {
        return links();
      },
    };
  }

  #modulesOf(component: string): PackagedModule[] {
    return [...this.#evaluated.values(), ...this.#kept.values()].filter((module) => module.component === component);
  }

  #makeSystem(): LoadedSystem {
    const modules = this.#modules;
    const all = (): ReadonlyMap<string, PackagedModule> => (this.#all ??= new Map([...this.#evaluated, ...this.#kept]));
    return {
      get modules() {
        return all();
      },
      exportBindingsOf: (id) => modules.exportBindingsOf(id),
      exportNamesOf: (id) => modules.exportNamesOf(id),
      createdAt: (object) => {
        const position = this.#created.positionOf(object);
        return position === null ? null : this.#line(position);
      },
      asWritten: (position) => this.#line(position),
      identify: (object) => modules.identify(object),
      exportsOf: (id) => (this.#evaluated.get(id)?.kind === 'module' ? undefined : modules.exportsOf(id)),
      moduleObjectOf: (id) => modules.moduleObjectOf(id),
      metaOf: (id) => modules.metaOf(id),
      namespaceOf: (id) => modules.namespaceOf(id),
      namespaceMade: (id) => modules.namespaceMade(id),
      importedNamespace: (id) => modules.importedNamespace(id),
    };
  }

  /** Module id of an entry: a file of the project, else what `import` in the project's root makes of it. */
  #entry(component: string, entry: string): string {
    const { root } = this.#parts;
    const parent = path.join(root, 'package.json');
    const relative = path.isAbsolute(entry) || entry.startsWith('.') ? entry : `./${entry}`;
    const specifiers = [relative, entry];
    const faults: string[] = [];
    for (const specifier of specifiers) {
      try {
        const target = this.#resolver.resolve(specifier, parent, 'import');
        if (target.kind === 'module' && isModuleFile(fileOf(target.id))) return target.id;
        faults.push(`${specifier} is not a module of the project`);
      } catch (error) {
        faults.push(error instanceof Error ? error.message : String(error));
      }
    }
    throw new IcError('DEFINITION_SYNTAX', `${component}: entry ${entry} not found in ${root}: ${faults.join('; ')}`, {
      data: { component, entry, root },
      remedy: 'name a file relative to the project root, or an installed package as import takes it',
    });
  }

  #located(running: StillRunning): StillRunning {
    return running.position === null ? running : { ...running, position: this.#line(running.position) };
  }

  /** `file:line` as written of a position in evaluated text. */
  #line(position: string): string {
    const at = /^(.*?):(\d+)(?::(\d+))?$/.exec(position);
    if (at === null) return position;
    const [, file = '', line, column] = at;
    return `${file}:${this.#positions.originalLine(file, Number(line), Number(column ?? 1))}`;
  }

  #neverEnds(component: string, watch: ActivityWatch): IcError {
    const id = [...this.#unfinished].at(-1) ?? null;
    const waiting = id === null ? null : watch.waitingPlace(fileOf(id));
    const position = waiting === null ? null : this.#line(waiting);
    const path = id === null ? component : `${component} › module ${projectPath(this.#parts.root, id)}`;
    return notCapturable(component, { path, position, module: id === null ? null : projectPath(this.#parts.root, id) },
      'its evaluation does not end: a top-level await is not settled', 'await it in loaded() of the application or in startUp, not while the module is evaluated');
  }

  /**
   * Whether a `require` that Node made for this file (createRequire) is the program's: its modules, and places under the
   * root outside packages. The packager's own code may lie under the root, and requires with Node's loader.
   */
  #isOurs(file: string): boolean {
    if (this.#modules.has(file)) return true;
    const { root } = this.#parts;
    if (this.#loading === null || !isWithin(root, file) || /[\\/]node_modules[\\/]/.test(path.relative(root, file))) return false;
    return !isWithin(ownFolder, file) || isWithin(ownFolder, root);
  }
}

const ownFolder = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '../..');

function isWithin(folder: string, file: string): boolean {
  return file.startsWith(folder + path.sep);
}

/** The promise, or an error if the event loop runs dry, or patience ends, before it is settled. */
async function settled<T>(promise: Promise<T>, patience: number | null, neverEnds: () => IcError): Promise<T> {
  let stop = (): void => undefined;
  const dry = new Promise<never>((_resolve, reject) => {
    const giveUp = (): void => reject(neverEnds());
    const timer = patience === null ? null : setTimeout(giveUp, patience).unref();
    process.once('beforeExit', giveUp);
    stop = () => {
      process.off('beforeExit', giveUp);
      if (timer !== null) clearTimeout(timer);
    };
  });
  try {
    return await Promise.race([promise, dry]);
  } finally {
    stop();
  }
}
