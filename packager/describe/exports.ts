/**
 * Exports of evaluated ES modules, followed through indirect and star exports to the variables that hold them, and the
 * imports that must follow a variable which its module may still assign.
 */
import type { ExportEntry, ModuleAnalysis } from '../../format/code/model.ts';
import type { ExportBinding, LiveImport, ModuleExports } from '../../format/hot/model.ts';
import type { LoadedSystem, PackagedModule } from '../load/types.ts';

/** A variable of an ES module, the whole namespace of a module, or a value of a module that is no ES module. */
type Target = { readonly module: PackagedModule | null; readonly builtin: string | null; readonly variable: string | null };

export class ExportResolver {
  private readonly byPath = new Map<string, PackagedModule>();

  constructor(system: LoadedSystem) {
    for (const module of system.modules.values()) this.byPath.set(module.path, module);
  }

  /** All exports of an ES module by name, sorted. */
  exportsOf(module: PackagedModule): readonly ExportBinding[] {
    const names = this.names(module, new Set());
    const bindings: ExportBinding[] = [];
    for (const name of [...names].sort()) {
      const target = this.resolve(module, name, new Set());
      if (target === null) continue;
      bindings.push({ name, component: target.module === null || target.module.component === module.component ? null : target.module.component, exporter: target.module?.path ?? target.builtin ?? '', variable: target.variable });
    }
    return bindings;
  }

  /** Tables for the modules of one component. */
  tables(modules: readonly PackagedModule[]): { readonly moduleExports: readonly ModuleExports[]; readonly liveImports: readonly LiveImport[] } {
    const moduleExports: ModuleExports[] = [];
    const liveImports: LiveImport[] = [];
    for (const module of modules) {
      if (module.kind !== 'module' || !module.evaluated || module.text === null) continue;
      moduleExports.push({ module: module.path, entries: this.exportsOf(module) });
      liveImports.push(...this.liveImports(module, module.text.analysis));
    }
    return { moduleExports, liveImports };
  }

  private liveImports(module: PackagedModule, code: ModuleAnalysis): readonly LiveImport[] {
    const found: LiveImport[] = [];
    for (const binding of code.imports) {
      if (binding.imported.kind === 'namespace') continue;
      const target = this.import(module, binding.request, binding.imported.name, new Set());
      const exporter = target?.module ?? null;
      if (target === null || exporter === null || exporter.kind !== 'module' || target.variable === null) continue;
      const variable = exporter.text?.analysis.scope.variables.get(target.variable);
      if (variable?.assignedByInner !== true) continue;
      found.push({ module: module.path, local: binding.local.name, component: exporter.component === module.component ? null : exporter.component, exporter: exporter.path, name: target.variable });
    }
    return found;
  }

  private names(module: PackagedModule, seen: Set<PackagedModule>): ReadonlySet<string> {
    const names = new Set<string>();
    if (seen.has(module)) return names;
    seen.add(module);
    for (const entry of module.text?.analysis.exports ?? []) {
      if (entry.kind !== 'star') names.add(entry.name);
      else for (const name of this.starNames(module, entry, seen)) if (name !== 'default') names.add(name);
    }
    return names;
  }

  private starNames(module: PackagedModule, entry: Extract<ExportEntry, { kind: 'star' }>, seen: Set<PackagedModule>): Iterable<string> {
    const target = this.requested(module, entry.request);
    return target?.module?.kind === 'module' ? this.names(target.module, seen) : [];
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
    const link = module.links.find((entry) => entry.how === 'import' && entry.specifier === specifier);
    if (link?.target.kind === 'builtin') return { module: null, builtin: link.target.name, variable: null };
    const found = link?.target.kind === 'module' ? this.byPath.get(link.target.path) : undefined;
    return found === undefined ? null : { module: found, builtin: null, variable: null };
  }
}
