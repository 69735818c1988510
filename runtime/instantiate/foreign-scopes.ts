/** Code of prerequisites that lives in scopes of the component that is being staged: emitted from their code tables, and evaluated. */
import { join } from 'node:path';
import type { Scope } from '../../format/code/model.ts';
import type { ComponentReader } from '../../format/component.ts';
import type { Word } from '../../format/graph/model.ts';
import type { ForeignScript } from '../../emit/foreign.ts';
import { emitForeign, scopeByPath } from '../../emit/foreign.ts';
import type { SlotTables } from '../../emit/planning.ts';
import { followParent } from './functions.ts';
import { originOf } from './script-origin.ts';
import type { ClassCell, LiveComponent, ScopeHandle, Surroundings } from './types.ts';

/** What foreign code asks of the staging of its scopes. */
export interface ForeignAccess {
  readonly name: string;
  readonly reader: ComponentReader;
  readonly slots: SlotTables;
  need(word: Word): unknown;
  cellOf(word: Word): ClassCell;
  importedHandle(entry: number): { readonly owner: LiveComponent; readonly id: number };
}

/** The foreign code of one staging. */
export class ForeignScopes {
  private readonly staging: ForeignAccess;
  private readonly around: Surroundings;
  private readonly handles = new Map<number, ScopeHandle>();
  private inside: ReadonlyMap<number, ForeignScript> = new Map();
  private readonly entered = new Map<Function, Map<ForeignScript, readonly Function[]>>();

  constructor(staging: ForeignAccess, around: Surroundings) {
    this.staging = staging;
    this.around = around;
  }

  /** Emits the code, fills the staging's slots of it, and evaluates what does not stand inside a class. Call before anything is made. */
  emit(): void {
    const { graph } = this.staging.reader;
    if (!graph.imports.some((entry) => entry.kind === 'instance')) return; // foreign code stands in an imported scope
    const { scripts, inside } = emitForeign(graph, {
      code: (component, module) => this.around.component(component)?.reader.code(module) ?? null,
      scopeOf: (component, path) => this.scopeAt(this.around.component(component)?.reader ?? null, path),
    }, this.staging.slots);
    this.inside = inside;
    for (const script of scripts) this.handles.set(script.entry, this.evaluate(script) as ScopeHandle);
  }

  /** What was emitted in an imported scope instance. `entry`: index in Graph.imports. */
  handle(entry: number): ScopeHandle {
    const handle = this.handles.get(entry);
    if (handle === undefined) throw new Error(`${this.staging.name}: nothing was emitted in ${this.staging.reader.graph.imports[entry]?.path ?? ''}`);
    return handle;
  }

  /** The maker of an instance's scope that stands inside a class of a prerequisite; null: it stands elsewhere. */
  innerMaker(instance: number, owner: Word, slot: number): Function | undefined | null {
    const script = this.inside.get(instance);
    return script === undefined ? null : this.makersInside(owner, script)[slot];
  }

  private makersInside(classWord: Word, script: ForeignScript): readonly Function[] {
    const classObject = this.staging.need(classWord) as Function;
    const known = this.entered.get(classObject)?.get(script);
    if (known !== undefined) return known;
    const { e } = this.staging.cellOf(classWord);
    if (e === undefined) throw new Error(`${this.staging.name}: no way into class ${classObject.name}`);
    const { k, p, s } = this.evaluate(script, e) as { readonly k: readonly Function[]; readonly p: object; readonly s: object };
    followParent(p, () => classObject.prototype as object);
    followParent(s, () => classObject);
    const makers = this.entered.get(classObject) ?? new Map<ForeignScript, readonly Function[]>();
    this.entered.set(classObject, makers.set(script, k));
    return k;
  }

  /** `enter`: evaluates text inside a class of the prerequisite. */
  private evaluate(script: ForeignScript, enter?: (text: string) => unknown): unknown {
    const { owner, id } = this.staging.importedHandle(script.entry);
    const code = this.around.component(script.component) ?? owner; // the instance may be a third component's, of the same code
    const file = join(code.appRoot, script.module);
    const origin = { ...originOf(code.reader, file, script.module, script), originals: script.originals };
    const maker = this.around.evaluate(script.text, file, origin, enter) as Function;
    const views = owner.viewsFrom(id, script.scopes.length);
    const self = views.find((view) => 'this' in view)?.['this'];
    return Reflect.apply(maker, self, [code.linkOf(script.module, this.around.modules), ...views]);
  }

  private scopeAt(reader: ComponentReader | null, path: string): Scope | null {
    const id = reader?.findInstance(path) ?? null;
    const scope = id === null ? undefined : reader?.graph.instances[id]?.scope;
    if (scope === undefined) return null;
    if (scope.component === null) return reader?.code(scope.module)?.scopes[scope.scope] ?? null;
    const code = this.around.component(scope.component)?.reader.code(scope.module) ?? null;
    return code === null ? null : (scopeByPath(code, scope.unitPath, scope.ordinal) ?? null);
  }
}
