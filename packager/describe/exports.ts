/**
 * Exports of evaluated modules, followed through indirect and star exports to the variables that hold them, and the
 * imports that must follow a variable which its module may still assign.
 */
import { isAbsolute } from 'node:path';
import { types } from 'node:util';
import type { ModuleAnalysis } from '../../format/code/model.ts';
import { Tag, tagOf, type Graph, type ModuleLink, type Word } from '../../format/graph/model.ts';
import type { ExportBinding, LiveImport, ModuleExports } from '../../format/hot/model.ts';
import type { ExportBinding as LinkedExport, LoadedSystem, PackagedModule } from '../load/types.ts';

/** A variable of an ES module, the whole namespace of a module, or a value of a module that is no ES module. */
type Target = { readonly module: PackagedModule | null; readonly builtin: string | null; readonly variable: string | null };

/** Follows exports through the loaded modules; cycles among star exports end at the first repetition. */
export class ExportResolver {
  private readonly byPath = new Map<string, PackagedModule>();
  private readonly imports = new Map<PackagedModule, ReadonlyMap<string, ModuleLink>>(); // by specifier

  private readonly system: LoadedSystem;

  constructor(system: LoadedSystem) {
    this.system = system;
    for (const module of system.modules.values()) this.byPath.set(module.path, module);
  }

  /** All exports of an ES module by name, sorted; names that two stars give differently are none. */
  exportsOf(module: PackagedModule): readonly ExportBinding[] {
    const bindings: ExportBinding[] = [];
    for (const [name, binding] of this.system.exportBindingsOf(module.id) ?? []) {
      const target = this.targetOf(binding);
      if (target === null) continue;
      bindings.push({ name, component: target.module === null || target.module.component === module.component ? null : target.module.component, exporter: target.module?.path ?? target.builtin ?? '', variable: target.variable });
    }
    return bindings;
  }

  private targetOf(binding: LinkedExport): Target | null {
    const module = this.system.modules.get(binding.module) ?? null;
    const variable = binding.kind === 'namespace' ? null : binding.name;
    if (module === null) return isAbsolute(binding.module) ? null : { module: null, builtin: binding.module, variable };
    return binding.kind === 'own' ? this.resolve(module, binding.name, new Set()) : { module, builtin: null, variable };
  }

  /** Export names of a CommonJS module where Node's lexer finds others than its `module.exports` has keys, or where something holds its namespace. */
  private lexedNames(module: PackagedModule): readonly ExportBinding[] | null {
    const names = this.system.exportNamesOf(module.id);
    const exports = this.system.exportsOf(module.id);
    const isObject = (typeof exports === 'object' && exports !== null) || typeof exports === 'function';
    const keys = new Set(isObject && !types.isProxy(exports) ? Object.keys(exports) : []);
    if (!this.system.namespaceMade(module.id) && !types.isProxy(exports) && names.length === keys.size && names.every((name) => keys.has(name))) return null;
    return names.map((name) => ({ name, component: null, exporter: module.path, variable: name }));
  }

  /** Tables for the modules of one component; `graph`: what was captured of it. */
  tables(modules: readonly PackagedModule[], graph: Graph): { readonly moduleExports: readonly ModuleExports[]; readonly liveImports: readonly LiveImport[] } {
    const moduleExports: ModuleExports[] = [];
    const liveImports: LiveImport[] = [];
    for (const module of modules) {
      if (!module.evaluated || module.text === null) continue;
      const entries = module.kind === 'module' ? this.exportsOf(module) : this.lexedNames(module);
      if (entries !== null) moduleExports.push({ module: module.path, entries });
      if (module.kind !== 'module') continue;
      liveImports.push(...this.liveImports(module, module.text.analysis, variablesOf(graph, module.path)));
    }
    return { moduleExports, liveImports };
  }

  /** Imports of variables that may still be assigned, and imports from prerequisites that hold primitives: those are what the release says that is there. */
  private liveImports(module: PackagedModule, code: ModuleAnalysis, captured: ReadonlyMap<string, Word>): readonly LiveImport[] {
    const found: LiveImport[] = [];
    for (const binding of code.imports) {
      if (binding.imported.kind === 'namespace') continue;
      const target = this.import(module, binding.request, binding.imported.name, new Set());
      const exporter = target?.module ?? null;
      if (target === null || exporter === null || target.variable === null) continue;
      const variable = exporter.kind === 'module' ? exporter.text?.analysis.scope.variables.get(target.variable) : undefined;
      const ofOthers = exporter.component !== module.component && isPrimitive(captured.get(binding.local.name));
      if (variable?.assignedByInner !== true && !ofOthers) continue;
      found.push({ module: module.path, local: binding.local.name, component: exporter.component === module.component ? null : exporter.component, exporter: exporter.path, name: target.variable });
    }
    return found;
  }

  private resolve(module: PackagedModule, name: string, seen: Set<string>): Target | null {
    const key = `${module.path}\0${name}`;
    const code = module.text?.analysis;
    if (seen.has(key) || code === undefined) return null;
    seen.add(key);
    for (const entry of code.exports) {
      if (entry.kind === 'local' && entry.name === name) return this.local(module, code, entry.variable.name, seen);
      if (entry.kind === 'indirect' && entry.name === name) {
        return entry.imported.kind === 'namespace' ? this.requested(module, entry.request) : this.import(module, entry.request, entry.imported.name, seen);
      }
    }
    if (name === 'default') return null;
    for (const entry of code.exports) {
      if (entry.kind !== 'star') continue;
      const found = this.import(module, entry.request, name, seen);
      if (found !== null) return found;
    }
    return null;
  }

  /** A local export; an imported variable leads on to its exporter. */
  private local(module: PackagedModule, code: ModuleAnalysis, variable: string, seen: Set<string>): Target | null {
    const binding = code.imports.find((entry) => entry.local.name === variable);
    if (binding === undefined) return { module, builtin: null, variable };
    return binding.imported.kind === 'namespace' ? this.requested(module, binding.request) : this.import(module, binding.request, binding.imported.name, seen);
  }

  private import(module: PackagedModule, request: number, name: string, seen: Set<string>): Target | null {
    const target = this.requested(module, request);
    if (target === null) return null;
    if (target.module === null || target.module.kind !== 'module') return { ...target, variable: name };
    return this.resolve(target.module, name, seen);
  }

  private requested(module: PackagedModule, request: number): Target | null {
    const specifier = module.text?.analysis.requests[request]?.specifier;
    const link = this.importsOf(module).get(specifier ?? '');
    if (link?.target.kind === 'builtin') return { module: null, builtin: link.target.name, variable: null };
    const found = link?.target.kind === 'module' ? this.byPath.get(link.target.path) : undefined;
    return found === undefined ? null : { module: found, builtin: null, variable: null };
  }

  /** Import links of a module by specifier; kept, as a module makes its list anew each time. */
  private importsOf(module: PackagedModule): ReadonlyMap<string, ModuleLink> {
    let known = this.imports.get(module);
    if (known === undefined) {
      known = new Map(module.links.flatMap((link) => (link.how === 'import' ? [[link.specifier, link] as const] : [])));
      this.imports.set(module, known);
    }
    return known;
  }
}

/** Captured variables of a module's own scope. */
function variablesOf(graph: Graph, path: string): ReadonlyMap<string, Word> {
  const instance = graph.modules.find((module) => module.path === path)?.instance ?? null;
  return (instance === null ? undefined : graph.instances[instance]?.variables) ?? new Map<string, Word>();
}

/** Objects are found by their paths. */
function isPrimitive(word: Word | undefined): boolean {
  return word !== undefined && ![Tag.object, Tag.imported, Tag.host].some((tag) => tag === tagOf(word));
}
