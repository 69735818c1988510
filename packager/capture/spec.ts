/** What the recorder is asked for, and what it hands back: the seam between capture, partition and the packager's driver. */

import type { Graph, Word } from '../../format/graph/model.ts';
import type { IcError } from '../../format/errors.ts';

/** `[state]` of the contract. */
export type StatePolicy = 'keep' | 'last' | 'add';

/** One component to capture; its modules and those of its prerequisites are evaluated, no dependent is. */
export interface ComponentSpec {
  /** Logical name. */
  readonly name: string;
  readonly version: string;
  /** Logical names of all prerequisites, those of prerequisites included. */
  readonly prerequisites: readonly string[];
  /** Module ids (absolute file names) of its entries, in order. */
  readonly entryIds: readonly string[];
  /** `[rom] freeze[]`: exports to deep-freeze in the captured graph. */
  readonly freeze: readonly string[];
  /** `[overrides]`: owner (logical name, or `node`) → paths `MODULE#PATH`, for node the host path. */
  readonly overrides: ReadonlyMap<string, readonly string[]>;
  /** `[state]` of this component and of its prerequisites together, paths written in full: `kernel.ic/src/ids.ts#nextId` → policy. */
  readonly state: ReadonlyMap<string, StatePolicy>;
}

/** An export of the component, as the namespace of its entries shows it. */
export interface CapturedExport {
  readonly name: string;
  readonly value: Word;
  /** Module path of the entry whose namespace shows it. */
  readonly module: string;
}

/** A variable of a prerequisite's scope instance that only functions of this component made readable. */
export interface LateVariable {
  readonly component: string;
  readonly instance: string; // symbol path of the instance
  readonly name: string;
  readonly value: Word;
}

export interface CapturedComponent {
  readonly name: string;
  readonly graph: Graph;
  readonly exports: readonly CapturedExport[];
  readonly lateVariables: readonly LateVariable[];
  /** What stands against packaging; the graph is only complete when this is empty. */
  readonly problems: readonly IcError[];
}
