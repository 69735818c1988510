/** The face of the packager: what packaging is asked for, and what it reports. */

/** Options of `packageComponents`. Paths are absolute. */
export interface PackageOptions {
  /** Base names or logical names as written by the user; none: all. An unknown one is a UsageError (settings/errors.ts). */
  readonly names: readonly string[];
  /** Folder of the definitions; its parent is the project root. */
  readonly componentsDirectory: string;
  /** Where the `.ic` files go; made if it is not there. */
  readonly outputDirectory: string;
  readonly verify: boolean;
  /** Work copies: every version gets `+dev`. */
  readonly dev: boolean;
  readonly progress: ((event: PackageProgress) => void) | null;
}

/** Where packaging is: `component` is number `index` of `count`, in prerequisite order. */
export interface PackageProgress {
  readonly component: string;
  readonly index: number;
  readonly count: number;
  readonly phase: 'load' | 'capture' | 'write' | 'verify';
}

/** A slot of a prerequisite that has another value after the component was loaded. */
export interface ReportedStateChange {
  /** `kernel.ic/src/ids.ts#nextId` */
  readonly slot: string;
  /** As shown to people. */
  readonly before: string;
  readonly after: string;
  /** The value after reaches functions of the component. */
  readonly hook: boolean;
}

/** One packaged component: an element of `components` of `abt package --json`, with these names. */
export interface PackageReportRow {
  readonly name: string;
  readonly version: string;
  /** Absolute. */
  readonly file: string;
  /** Hex root hash of the file. */
  readonly hash: string;
  readonly romBytes: number;
  readonly ramBytes: number;
  /** How many. */
  readonly definitions: number;
  readonly stateChanges: readonly ReportedStateChange[];
  readonly ms: number;
}

/** What `abt package --json` prints. In prerequisite order. */
export interface PackageReport {
  readonly components: readonly PackageReportRow[];
}
