/** The recorder's table entries: live objects and activations with their owner and the place where they were found. */

import type { Scope, Variable } from '../../format/code/model.ts';
import type { CodeText, LiveScope } from '../instrument/types.ts';
import { type Content, type Edge } from './content.ts';

/** How something was first reached. `text` of a root is the beginning of its symbol path: `src/price.ts#`. */
export type Place = RootPlace | { readonly kind: 'step'; readonly from: Holder; readonly edge: Edge | InstanceEdge; readonly depth: number; readonly root: RootPlace };

/** Where a way begins; `said` is how errors call it: `module src/price.ts`. */
export interface RootPlace {
  readonly kind: 'root';
  readonly text: string;
  readonly said: string;
}

/** How a variable hangs on its activation, and an activation on a function. */
export type InstanceEdge = { readonly kind: 'variable'; readonly name: string } | { readonly kind: 'scope'; readonly index: number };

/** What can hold a value. */
export type Holder = LiveObject | LiveInstance | LiveRoot;

/** The beginning of paths: a module, or a change made to a prerequisite. */
export interface LiveRoot {
  readonly kind: 'root';
  readonly place: Place;
  readonly code: CodeText | null;
}

export interface LiveObject {
  readonly kind: 'object';
  readonly value: object | symbol;
  /** Logical name of the component it belongs to. */
  readonly owner: string;
  readonly place: Place;
  /** Last reading; null while it waits to be read, and for what could not be captured. */
  content: Content | null;
  /** Not in the owner's graph: an automatic `prototype` that was untouched when the owner was captured. */
  readonly implied: boolean;
  /** Order of discovery, over all components. */
  ordinal: number;
  /** Place in its owner's graph; -1: not known yet. */
  id: number;
  /** Lasting symbol path. */
  path: string | null;
}

export interface LiveVariable {
  readonly variable: Variable;
  readonly scope: LiveScope | null; // null: a module-level variable, read through the module
  value: unknown;
}

/** One activation of a captured scope. */
export interface LiveInstance {
  readonly kind: 'instance';
  readonly text: CodeText;
  readonly scope: Scope;
  readonly parent: LiveInstance | null;
  readonly owner: string;
  readonly place: Place;
  classObject: object | null;
  readonly variables: Map<string, LiveVariable>;
  /** Place in its owner's graph; -1: not known yet. */
  id: number;
  /** Lasting symbol path. */
  path: string | null;
}

/** Place of what a holder holds. */
export function placeIn(from: Holder, edge: Edge | InstanceEdge): Place {
  return { kind: 'step', from, edge, depth: depthOf(from) + 1, root: from.place.kind === 'root' ? from.place : from.place.root };
}

/** Steps from the root; 0 for roots. */
export const depthOf = (holder: Holder): number => (holder.place.kind === 'root' ? 0 : holder.place.depth);
