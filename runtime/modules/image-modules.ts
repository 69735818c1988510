/**
 * The modules of the loaded components for the module system: where specifiers lead, texts of modules that are kept but
 * not evaluated, and the parts (`require`, `module`, namespaces …) that captured objects refer to.
 */
import { dirname, join, resolve, sep } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isBuiltin } from 'node:module';
import { Script } from 'node:vm';
import type { EvaluationForm, Findings, ModuleHost, Resolution, SeededModule } from '../../modules/index.ts';
import { ModuleSystem, OutsideImports, isWholeExports } from '../../modules/index.ts';
import type { GraphModule, ModulePart, ModuleTarget } from '../../format/graph/model.ts';
import { Constant, constantWord } from '../../format/graph/model.ts';
import type { OriginalTexts } from '../code/original-text.ts';
import type { HeldModule } from '../link/adopt.ts';
import { standInModule, standInVariable } from '../link/stand-in.ts';
import type { CodeLink, LiveComponent, ModuleParts } from '../instantiate/types.ts';
import type { ExportBinding } from '../../format/hot/model.ts';
import { isHere, namespaceNames } from './captured-namespaces.ts';

const UNINITIALISED = constantWord(Constant.uninitialised);

interface Place {
  readonly component: LiveComponent;
  readonly path: string;
}

/** Modules of all loaded components by absolute file name. A module that two components hold belongs to the first. */
export class ImageModules implements ModuleHost, ModuleParts {
  readonly system: ModuleSystem;
  private readonly places = new Map<string, Place>();
  private readonly modules = new Map<string, GraphModule>();
  /** Export names of evaluated CommonJS modules, where they are not the keys of its exports. */
  private readonly lexed = new Map<string, readonly string[]>();
  /** What ES modules saw of CommonJS exports that have changed since. */
  private readonly imported = new Map<string, ReadonlyMap<string, unknown>>();
  /** Components that stay as long as the process: their namespaces are real ones, which Node keeps for ever. */
  private readonly lasting = new WeakSet<LiveComponent>();
  /** The component whose heap has just been made: its variables have the values that were captured. */
  private seeding: LiveComponent | null = null;
  private readonly ids = new WeakMap<LiveComponent, Map<string, string>>();
  private outsideImports: OutsideImports | null = null;
  /** What files outside of the image find in it. */
  readonly findings: Findings = { at: (file) => (this.places.has(file) ? file : null), find: (specifier, file, how) => this.fromOutside(specifier, file, how) };
  private readonly texts: OriginalTexts;
  private readonly componentNamed: (name: string) => LiveComponent | null;
  private readonly providedExports: (name: string) => Readonly<Record<string, unknown>>;

  constructor(componentNamed: (name: string) => LiveComponent | null, provided: (name: string) => Readonly<Record<string, unknown>>, texts: OriginalTexts) {
    this.texts = texts;
    this.componentNamed = componentNamed;
    this.providedExports = provided;
    this.system = new ModuleSystem(this);
  }

  /** Whether no component has modules here. */
  get isEmpty(): boolean {
    return this.places.size === 0;
  }

  /** Whether the file is a module of a loaded component. */
  has(id: string): boolean {
    return this.places.has(id);
  }

  /** Makes a component's modules known; before its heap is made, so that its parts can be made. */
  announce(component: LiveComponent): void {
    for (const module of component.reader.graph.modules) {
      const id = this.idOf(component, module.path);
      const held = this.heldBy(id);
      // Another component holds the same module: one instance. One that is only kept gives way to one that was evaluated.
      if (held !== null && (held.module.evaluated || held.evaluatedNow || !module.evaluated)) continue;
      this.places.set(id, { component, path: module.path });
      this.modules.set(id, module);
    }
  }

  /** The component that a module is taken from; null: no component that is loaded has it. */
  heldBy(id: string): HeldModule | null {
    const place = this.places.get(id);
    const module = this.modules.get(id);
    return place === undefined || module === undefined ? null : { component: place.component, module, evaluatedNow: !module.evaluated && this.system.has(id) };
  }

  /** Registers the evaluated modules of a component whose heap is there. */
  seed(component: LiveComponent): void {
    const exported = new Map(component.reader.hot.moduleExports.map((entry) => [entry.module, entry.entries]));
    for (const module of component.reader.graph.modules) {
      const id = this.idOf(component, module.path);
      if (!module.evaluated || this.places.get(id)?.component !== component) continue;
      if (module.kind === 'module') {
        this.seeding = component;
        this.system.seed(id, this.seedOf(component, module.path, (exported.get(module.path) ?? []).filter(isHere).map((binding) => this.whereItIs(binding))));
        this.seeding = null;
      } else if (module.kind !== 'script') {
        const names = exported.get(module.path);
        if (names !== undefined) this.lexed.set(id, names.map((entry) => entry.name));
        const moduleObject = component.value(module.moduleObject);
        const imported = this.imported.get(id);
        this.system.seed(id, { kind: module.kind, exports: component.value(module.exports), moduleObject: typeof moduleObject === 'object' ? moduleObject : null, ...(imported === undefined ? {} : { imported }) });
      }
    }
  }

  /** What is asked of a module's exports is found out when it is asked: most modules of a program are never asked again. */
  private seedOf(component: LiveComponent, path: string, entries: readonly ExportBinding[]): SeededModule {
    let getters: Record<string, () => unknown> | null = null;
    let known: ReadonlyMap<string, ExportBinding> | null = null;
    const binding = (name: string): ExportBinding | undefined => (known ??= new Map(entries.map((entry) => [entry.name, entry]))).get(name);
    const exportsOf = (): Record<string, () => unknown> => {
      const made = Object.create(null) as Record<string, () => unknown>;
      for (const entry of entries) made[entry.name] = this.bindingGetter(component, entry);
      return made;
    };
    return {
      kind: 'module',
      get exports() {
        return (getters ??= exportsOf());
      },
      isFixed: (name) => this.isFixed(component, binding(name)),
      follow: (name, setter) => this.follow(component, binding(name), setter),
      namespaces: () => entries.flatMap((entry) => (entry.variable === null ? [this.exporterId(component, entry)] : [])),
      namesOfNamespace: () => namespaceNames(component.reader, path, (name) => this.componentNamed(name)?.reader ?? null),
    };
  }

  /** Whether no function assigns the exported variable: its scope shows no setter for it. */
  private isFixed(component: LiveComponent, binding: ExportBinding | undefined): boolean {
    if (binding === undefined || binding.variable === null || binding.exporter.startsWith('node:')) return false;
    const target = binding.component === null ? component : this.componentNamed(binding.component);
    const handle = target?.moduleHandles.get(binding.exporter);
    if (target === null || handle === undefined || this.modules.get(this.idOf(target, binding.exporter))?.kind !== 'module') return false;
    const accessor = Object.getOwnPropertyDescriptor(target.viewOf(handle), binding.variable);
    return accessor?.get !== undefined && accessor.set === undefined;
  }

  private exporterId(component: LiveComponent, { component: owner, exporter }: ExportBinding): string {
    const target = owner === null ? component : this.componentNamed(owner);
    return exporter.startsWith('node:') || target === null ? exporter : this.idOf(target, exporter);
  }

  /** Only variables of ES modules are assigned after their module was evaluated. */
  private follow(component: LiveComponent, binding: ExportBinding | undefined, setter: (value: unknown) => void): void {
    if (binding === undefined || binding.variable === null || binding.exporter.startsWith('node:')) return;
    const target = binding.component === null ? component : this.componentNamed(binding.component);
    if (target !== null && this.modules.get(this.idOf(target, binding.exporter))?.kind === 'module') target.follow(binding.exporter, binding.variable, setter, component);
  }

  /** Absolute file name of a module of a component. */
  private idOf(component: LiveComponent, path: string): string {
    let ids = this.ids.get(component);
    if (ids === undefined) this.ids.set(component, (ids = new Map()));
    let id = ids.get(path);
    if (id === undefined) ids.set(path, (id = join(component.appRoot, path)));
    return id;
  }

  private bindingGetter(component: LiveComponent, { component: owner, exporter, variable }: ExportBinding): () => unknown {
    if (exporter.startsWith('node:')) return variable === null ? () => this.system.exposeNamespace(exporter) : () => builtinExport(exporter, variable);
    if (exporter === 'image-components') return () => commonJsExport(this.providedExports(exporter), variable ?? 'default');
    const target = owner === null ? component : this.componentNamed(owner);
    if (target === null) return () => undefined;
    const id = this.idOf(target, exporter);
    if (variable === null) return () => this.system.exposeNamespace(id);
    const handle = target.moduleHandles.get(exporter);
    // The scope of a CommonJS module has variables too, but its exports are the properties of `module.exports`.
    const module = this.modules.get(id);
    if (module?.kind === 'module' && handle?.v !== undefined && variable in target.viewOf(handle)) {
      const view = target.viewOf(handle);
      const captured = target === this.seeding && this.places.get(id)?.component === target ? capturedValue(target, module, variable, view) : null;
      return captured === null ? () => view[variable] : () => captured.value;
    }
    return () => (this.imported.get(id)?.has(variable) === true ? this.imported.get(id)?.get(variable) : commonJsExport(this.system.exportsOf(id), variable));
  }

  noteImported(file: string, values: ReadonlyMap<string, unknown>): void {
    this.imported.set(file, values);
  }

  /** Components that cannot be removed. */
  markLasting(components: readonly LiveComponent[]): void {
    for (const component of components) this.lasting.add(component);
  }

  /** Forgets a component's modules; those that others hold too are theirs from now on. */
  remove(component: LiveComponent, others: readonly LiveComponent[]): void {
    for (const [id, place] of this.places) {
      if (place.component !== component) continue;
      const heir = others.find((other) => join(other.appRoot, place.path) === id && moduleOf(other, place.path) !== null);
      const module = heir === undefined ? null : moduleOf(heir, place.path);
      if (module?.evaluated !== true) this.system.remove(id);
      if (heir === undefined || module === null) {
        this.places.delete(id);
        this.modules.delete(id);
        this.lexed.delete(id);
        this.texts.forgetKept(id);
        this.imported.delete(id);
      } else {
        this.places.set(id, { component: heir, path: place.path });
        this.modules.set(id, module);
      }
    }
  }

  // ---- ModuleParts

  part(part: ModulePart, file: string): object {
    switch (part) {
      case 'module':
        return this.system.createModuleObject(file);
      case 'require':
        return this.system.createRequire(file);
      case 'require.resolve':
        return propertyOf(this.system.createRequire(file), 'resolve');
      case 'require.resolve.paths':
        return propertyOf(propertyOf(this.system.createRequire(file), 'resolve'), 'paths');
      case 'require.cache':
        return this.system.cache;
      case 'meta':
        return this.system.createMeta(file);
      case 'meta.resolve':
        return propertyOf(this.system.createMeta(file), 'resolve');
      case 'namespace':
        return this.system.exposeNamespace(file);
      case 'required':
        return this.system.createRequired(file);
    }
  }

  async importFrom(file: string, specifier: unknown, options: unknown): Promise<unknown> {
    return this.system.contextOf(file).import(specifier, options);
  }

  /** The namespace of a component's entry module, as `import *` sees it. `shown`: to user code, which then holds it. */
  entryNamespace(component: LiveComponent, path: string, shown: boolean): object {
    const id = join(component.appRoot, path);
    return shown ? this.system.exposeNamespace(id) : this.system.namespaceOf(id);
  }

  stays(id: string): boolean {
    const place = this.places.get(id);
    return place !== undefined && this.lasting.has(place.component);
  }

  /** Texts of direct evals assign without a word. */
  untoldExports(id: string): ReadonlySet<string> | null {
    const place = this.places.get(id);
    const form = place?.component.reader.keptForm(place.path) ?? null;
    return form === null ? null : new Set(/\beval\b/.test(form.text) ? form.localExports : []);
  }

  /** Evaluates a module as the program of a worker thread, although the image may hold it evaluated already. */
  async runProgram(id: string): Promise<void> {
    if (this.modules.get(id)?.evaluated === true && this.places.get(id)?.component.reader.keptForm(this.places.get(id)?.path ?? '') !== null) this.system.remove(id);
    if (this.form(id).kind === 'module') await this.system.importModule(id);
    else {
      this.system.setMain(id);
      this.system.requireModule(id);
    }
  }

  // ---- ModuleHost

  resolve(specifier: string, parent: string, how: 'require' | 'import'): Resolution {
    const module = this.modules.get(parent);
    const place = this.places.get(parent);
    const link = module?.links.find((entry) => entry.how === how && entry.specifier === specifier);
    const linked = link === undefined || place === undefined ? null : this.targetOf(link.target, place.component);
    if (linked !== null) return linked;
    if (specifier === 'image-components') return { kind: 'provided', name: specifier };
    if (isBuiltin(specifier)) return { kind: 'builtin', name: specifier.startsWith('node:') ? specifier : `node:${specifier}` };
    const id = this.find(specifier, parent, how);
    return id === null ? { kind: 'outside', specifier } : { kind: 'module', id };
  }

  /** An export of a prerequisite that another component, or another release, stands in for. */
  private whereItIs(binding: ExportBinding): ExportBinding {
    const owner = binding.component === null ? null : this.componentNamed(binding.component);
    return owner === null || this.places.has(this.idOf(owner, binding.exporter)) ? binding : { ...binding, ...standInVariable(owner.reader, binding.exporter, binding.variable) };
  }

  private targetOf(target: ModuleTarget, component: LiveComponent): Resolution | null {
    switch (target.kind) {
      case 'module': {
        const owner = target.component === null ? component : this.componentNamed(target.component);
        let id = owner === null ? null : this.idOf(owner, target.path);
        if (owner !== null && id !== null && target.component !== null && !this.places.has(id)) id = this.idOf(owner, standInModule(owner.reader, target.path));
        return id !== null && this.places.has(id) ? { kind: 'module', id } : null;
      }
      case 'builtin':
        return { kind: 'builtin', name: target.name };
      case 'outside':
        return null;
    }
  }

  /** A specifier that packaging did not see: relative and absolute ones by Node's rules among the modules that are there, packages by what others resolved. */
  private find(specifier: string, parent: string, how: 'require' | 'import'): string | null {
    if (specifier.startsWith('file:')) return this.moduleAt(fileURLToPath(specifier));
    if (specifier.startsWith('.') || specifier.startsWith('/')) {
      const base = resolve(dirname(parent), specifier);
      return how === 'import' ? this.moduleAt(base) : this.fileOrFolder(base);
    }
    for (let folder = dirname(parent); ; folder = dirname(folder)) {
      const found = this.inPackages(join(folder, 'node_modules', specifier), specifier, how);
      if (found !== null) return found;
      if (folder === dirname(folder)) return null;
    }
  }

  private inPackages(base: string, specifier: string, how: 'require' | 'import'): string | null {
    return this.linked(base, specifier, how) ?? this.fileOrFolder(base) ?? this.linked(base, specifier, null);
  }

  /** What some module means by the specifier, below the folder. */
  private linked(base: string, specifier: string, how: 'require' | 'import' | null): string | null {
    const folder = specifier.startsWith('@') ? specifier.split('/').slice(0, 2) : specifier.split('/').slice(0, 1);
    const below = join(base.slice(0, base.length - specifier.length), ...folder) + sep;
    for (const [id, module] of this.modules) {
      const place = this.places.get(id);
      const link = module.links.find((entry) => entry.specifier === specifier && entry.target.kind === 'module' && (how === null || entry.how === how));
      const target = link === undefined || place === undefined ? null : this.targetOf(link.target, place.component);
      if (target?.kind === 'module' && target.id.startsWith(below)) return target.id;
    }
    return null;
  }

  importingOutside(specifier: string, parent: string): void {
    this.outsideImports ??= new OutsideImports(this.findings, (id) => this.system.namespaceUrl(id));
    this.outsideImports.prepare(specifier, parent);
  }

  /** The module of the image that a file outside of it means and Node does not find on the disk: by its place, or as a package that a component has. */
  private fromOutside(specifier: string, file: string, how: 'require' | 'import'): string | null {
    const direct = this.find(specifier, file, how);
    if (direct !== null || /^(?:[./#]|file:)/.test(specifier)) return direct;
    for (const root of new Set([...this.places.values()].map(({ component }) => component.appRoot))) {
      const found = this.find(specifier, join(root, 'noop.js'), how);
      if (found !== null) return found;
    }
    return null;
  }

  /** The module that a file name leads to: one in TypeScript also by the name of what it is compiled to. */
  moduleAt(file: string): string | null {
    if (this.places.has(file)) return file;
    const written = [file.replace(/\.([mc]?)js$/, '.$1ts'), file.replace(/\.jsx?$/, '.tsx')];
    return written.find((name) => this.places.has(name)) ?? null;
  }

  private fileOrFolder(base: string): string | null {
    for (const ending of ['', '.js', '.json', '.cjs', '.ts', '.tsx', '.cts', '.mjs', '.mts', '/index.js', '/index.json', '/index.cjs', '/index.ts', '/index.tsx']) {
      const found = this.moduleAt(base + ending);
      if (found !== null) return found;
    }
    for (const component of new Set([...this.places.values()].map((place) => place.component))) {
      for (const fact of component.reader.facts.packages) {
        if (join(component.appRoot, fact.directory) !== base) continue;
        const { main } = JSON.parse(fact.json) as { main?: unknown };
        if (typeof main === 'string') return this.fileOrFolder(join(base, main));
      }
    }
    return null;
  }

  form(id: string): EvaluationForm {
    const place = this.places.get(id);
    const form = place?.component.reader.keptForm(place.path) ?? null;
    if (form === null) throw new Error(`no text of module ${id}`);
    return form;
  }

  compile(id: string, form: EvaluationForm): Function {
    this.texts.addKept(id, form);
    return new Script(`(${form.text})`, { filename: id, columnOffset: -1 }).runInThisContext() as Function;
  }

  names(id: string): Pick<EvaluationForm, 'namedExports' | 'reexports'> | null {
    const namedExports = this.lexed.get(id);
    return namedExports === undefined ? null : { namedExports, reexports: [] };
  }

  required(id: string): readonly string[] {
    const place = this.places.get(id);
    if (place === undefined) return [];
    const targets = (this.modules.get(id)?.links ?? []).flatMap((link) => (link.how === 'require' ? [this.targetOf(link.target, place.component)] : []));
    return [...new Set(targets.flatMap((target) => (target?.kind === 'module' ? [target.id] : [])))];
  }

  provided(name: string): Readonly<Record<string, unknown>> {
    return this.providedExports(name);
  }

  /** Link objects for emitted code of modules come from their component. */
  linkOf(component: LiveComponent, path: string): CodeLink {
    return component.linkOf(path, this);
  }
}

function moduleOf(component: LiveComponent, path: string): GraphModule | null {
  return component.reader.graph.modules.find((module) => module.path === path) ?? null;
}

/** The value of a variable that nothing assigns, without a call of its accessor, which V8 would have to compile. */
function capturedValue(component: LiveComponent, { instance }: GraphModule, variable: string, view: object): { readonly value: unknown } | null {
  if (instance === null || Object.getOwnPropertyDescriptor(view, variable)?.set !== undefined) return null;
  const word = component.reader.graph.instances[instance]?.variables.get(variable);
  return word === undefined || word === UNINITIALISED ? null : { value: component.value(word) };
}

function propertyOf(owner: object, key: string): object {
  return Object.getOwnPropertyDescriptor(owner, key)?.value as object;
}

function builtinExport(name: string, variable: string): unknown {
  const exports = process.getBuiltinModule(name) as Record<string, unknown> | undefined;
  return variable === 'default' ? exports : exports?.[variable];
}

function commonJsExport(exports: unknown, variable: string): unknown {
  if (isWholeExports(variable)) return exports;
  return (exports as Record<string, unknown> | null | undefined)?.[variable];
}
