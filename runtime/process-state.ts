/** The one table of what a process has loaded; made by runtime/index.ts and handed on. */
import type { ComponentReader } from '../format/component.ts';
import type { Layer } from './link/ledger.ts';
import type { LiveComponent } from './instantiate/types.ts';
import type { OpenComponentFile } from './open-component.ts';
import type { ResolvedComponent } from './resolve/prerequisites.ts';
import type { SearchRule } from './errors.ts';

/** What `System.components` tells of a component. */
export interface ComponentInfo {
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly file: string;
  readonly rule: SearchRule;
  readonly hash: string;
  readonly romBytes: number;
  readonly ramBytes: number;
}

export interface LoadedComponent {
  readonly info: ComponentInfo;
  readonly resolved: ResolvedComponent<OpenComponentFile>;
  readonly live: LiveComponent;
  /** Its part in what slots of others and of Node hold, in order. */
  readonly layers: readonly Layer[];
  /** Ids of its objects that are another component's, or the program's own. */
  readonly bound: ReadonlySet<number>;
  /** Names of the scripts that were evaluated for it. */
  readonly scripts: readonly string[];
  /** Classes that its code made, in order of evaluation, superclasses first. */
  readonly classes: readonly Function[];
}

/** Loaded components in load order. */
export class ProcessState {
  /** In load order. */
  readonly components: LoadedComponent[] = [];

  /** A loaded component by any of its names. */
  find(name: string): LoadedComponent | null {
    const wanted = name.toLowerCase();
    return this.components.find((component) => component.info.name === wanted || component.resolved.names.includes(wanted)) ?? null;
  }
}

/** `System.components` entry. */
export function componentInfo(resolved: ResolvedComponent<OpenComponentFile>, reader: ComponentReader): ComponentInfo {
  return { name: resolved.name, version: reader.facts.version, file: resolved.file, rule: resolved.rule, hash: reader.hash, romBytes: reader.romBytes, ramBytes: reader.ramBytes };
}
