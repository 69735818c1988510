/** A component's live tables: filled while staging, kept while the component is loaded. */
import { join } from 'node:path';
import type { ComponentReader } from '../../format/component.ts';
import type { InstanceId, InstanceRef, Word } from '../../format/graph/model.ts';
import type { ClassCell, CodeLink, LiveComponent, ModuleParts, ScopeHandle, VariablePlace } from './types.ts';

/** What the live tables ask of the staging that fills them. */
export interface StagingAccess {
  value(word: Word): unknown;
  importedHandle(entry: number): { readonly owner: LiveComponent; readonly handle: ScopeHandle; readonly id: number };
  readonly modules: ModuleParts;
  cellOf(word: Word): ClassCell;
}

/** What is told of an exported variable's values, and for whom. */
interface Follower {
  readonly set: (value: unknown) => void;
  readonly by: LiveComponent;
}

/** See LiveComponent. */
export class StagedComponent implements LiveComponent {
  readonly name: string;
  readonly reader: ComponentReader;
  readonly packaged: ComponentReader;
  readonly appRoot: string;
  readonly objects: readonly unknown[];
  readonly handles: readonly ScopeHandle[];
  readonly moduleHandles = new Map<string, ScopeHandle>();
  readonly classes = new WeakMap<Function, { cell: ClassCell; link: CodeLink }>();
  private readonly access: StagingAccess;
  private readonly links = new Map<string, CodeLink>();
  private readonly followers = new Map<string, readonly Follower[]>();
  private readonly views = new WeakMap<ScopeHandle, Readonly<Record<string, unknown>>>();

  constructor(reader: ComponentReader, packaged: ComponentReader, appRoot: string, objects: readonly unknown[], handles: readonly ScopeHandle[], access: StagingAccess) {
    this.name = reader.facts.name;
    this.reader = reader;
    this.packaged = packaged;
    this.appRoot = appRoot;
    this.objects = objects;
    this.handles = handles;
    this.access = access;
  }

  value(word: Word): unknown {
    return this.access.value(word);
  }

  instanceView(instance: InstanceRef): Readonly<Record<string, unknown>> {
    if (instance.kind === 'own') {
      const handle = this.handles[instance.id];
      return handle === undefined ? {} : this.viewOf(handle);
    }
    const { owner, handle } = this.access.importedHandle(instance.entry);
    return owner.viewOf(handle);
  }

  variablePlace(instance: InstanceRef): VariablePlace {
    if (instance.kind === 'imported') {
      const { owner, id } = this.access.importedHandle(instance.entry);
      return owner.variablePlace({ kind: 'own', id: id as InstanceId }); // found by path in the owner's own table
    }
    const handle = this.handles[instance.id] ?? {};
    const record = this.reader.graph.instances[instance.id];
    const link = record === undefined || record.parent !== null || record.scope.component !== null ? null : this.linkOf(record.scope.module, this.access.modules);
    return { identity: handle, view: this.viewOf(handle), changed: (name, value) => void link?.push(name, undefined, value) };
  }

  cellOfWord(word: Word): ClassCell | null {
    return this.access.cellOf(word);
  }

  classCell(classObject: Function): { readonly cell: ClassCell; readonly link: CodeLink } | null {
    return this.classes.get(classObject) ?? null;
  }

  viewOf(handle: ScopeHandle): Readonly<Record<string, unknown>> {
    let view = this.views.get(handle);
    if (view === undefined) {
      view = handle.v?.() ?? {};
      this.views.set(handle, view);
    }
    return view;
  }

  viewsFrom(instance: number, count: number): readonly Readonly<Record<string, unknown>>[] {
    const views: Readonly<Record<string, unknown>>[] = [];
    for (let at: number | null = instance; at !== null && views.length < count;) {
      const handle: ScopeHandle | undefined = this.handles[at];
      views.push(handle === undefined ? {} : this.viewOf(handle));
      const parent: LiveParent = this.reader.graph.instances[at]?.parent ?? null;
      if (parent?.kind === 'imported') {
        const { owner, id } = this.access.importedHandle(parent.entry);
        return [...views, ...owner.viewsFrom(id, count - views.length)];
      }
      at = parent?.id ?? null;
    }
    return views;
  }

  linkOf(module: string, modules: ModuleParts): CodeLink {
    let link = this.links.get(module);
    if (link === undefined) {
      link = this.createLink(module, modules);
      this.links.set(module, link);
    }
    return link;
  }

  follow(module: string, variable: string, set: (value: unknown) => void, by: LiveComponent): void {
    const key = `${module}#${variable}`;
    this.followers.set(key, [...(this.followers.get(key) ?? []), { set, by }]);
  }

  unfollow(by: LiveComponent): void {
    for (const [key, followers] of this.followers) this.followers.set(key, followers.filter((follower) => follower.by !== by));
  }

  private createLink(module: string, modules: ModuleParts): CodeLink {
    const file = (): string => join(this.appRoot, module);
    const followers = this.followers;
    const owner: LiveComponent = this;
    return {
      import: (specifier, options) => modules.importFrom(file(), specifier, options),
      get meta() {
        return modules.part('meta', file(), owner);
      },
      push(name, result, value) {
        for (const { set } of followers.get(`${module}#${name}`) ?? []) set(value);
        return result;
      },
      evaluated(result, all) {
        for (const [name, read] of all) {
          const known = followers.get(`${module}#${name}`);
          if (known === undefined) continue;
          let value: unknown;
          try {
            value = read();
          } catch {
            continue; // in its dead zone
          }
          for (const { set } of known) set(value);
        }
        return result;
      },
      of: (value) => value,
      descriptor: Object.getOwnPropertyDescriptor,
      TypeError,
      Symbol,
      symbols: {},
      restoring: false,
      bound: false,
    };
  }
}

type LiveParent = { readonly kind: 'own'; readonly id: number } | { readonly kind: 'imported'; readonly entry: number } | null;
