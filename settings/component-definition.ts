/** What a component definition (`components/NAME.ini`) says, as data. */

/** A prerequisite as declared. */
export interface DeclaredPrerequisite {
  /** Logical name, lower case. */
  readonly name: string;
  /** A semver range as written. */
  readonly range: string;
  readonly line: number;
}

/** A slot as definitions name it: `MODULE#PATH`, or `COMPONENT/MODULE#PATH` for one of a prerequisite. */
export interface SlotName {
  /** Logical name of the owner where the text begins with one, `node` for Node's own objects; null: the component that the line stands in. */
  readonly component: string | null;
  /** Path of the module within the project, `/` separated; empty for Node's own objects. */
  readonly module: string;
  /** What follows the `#`; of Node's own objects the whole text. */
  readonly path: string;
  /** As written. */
  readonly text: string;
}

/** A line of `[overrides]`: the component may replace this function of another one, or of Node. */
export interface DeclaredOverride {
  /** Logical name of the prerequisite, or `node`. */
  readonly component: string;
  readonly slot: SlotName;
  readonly line: number;
}

/** What a line of `[state]` decides: the running value stays, the new one wins, the difference is added. */
export type StateRule = 'keep' | 'last' | 'add';

/** A line of `[state]`. */
export interface DeclaredState {
  readonly rule: StateRule;
  readonly slot: SlotName;
  readonly line: number;
}

/** One definition, checked as far as the file itself allows. Whether entries, exports and modules exist is seen when they are loaded. */
export interface ComponentDefinition {
  /** Absolute path of the ini file. */
  readonly file: string;
  /** Its name without folder and suffix, as written. */
  readonly baseName: string;
  /** Logical name, lower case, with suffix. */
  readonly name: string;
  readonly version: string;
  /** As written: files relative to the project root, or packages as `import` takes them. At least one. */
  readonly entries: readonly string[];
  readonly startUpClass: string | null;
  readonly application: string | null;
  /** fast-glob patterns relative to the project root. */
  readonly include: readonly string[];
  readonly exclude: readonly string[];
  /** In order of declaration. */
  readonly prerequisites: readonly DeclaredPrerequisite[];
  /** Exported names to deep-freeze. */
  readonly freeze: readonly string[];
  readonly overrides: readonly DeclaredOverride[];
  readonly state: readonly DeclaredState[];
  /** Line of each key by `section key`, e.g. `component entry`; of a list the first one. For {@link lineOf}. */
  readonly lines: ReadonlyMap<string, number>;
}

/** Where a key of a definition stands (from 1), or null if it is not there. */
export function lineOf(definition: ComponentDefinition, section: string, key: string): number | null {
  return definition.lines.get(`${section} ${key}`) ?? null;
}
