/**
 * What a canonical graph is: a heap written down as nodes and lines, so that two heaps of two processes can be compared.
 * Nodes are numbered in breadth-first order from named roots; the numbering depends on nothing but the graph itself.
 */

/**
 * One fact about a node: a label that is unique among the node's lines (mostly), a text, and the node it leads to (-1: none).
 * `['property "x"', '5', -1]`, `['property "y"', '', 12]`, `['[[Prototype]]', 'host globalThis.Map.prototype', -1]`.
 */
export type CanonicalLine = readonly [label: string, text: string, node: number];

export interface CanonicalNode {
  /** Kind of object: `object`, `array`, `function`, `variable` (a cell that closures share), `symbol` … */
  readonly kind: string;
  /** Node from which it was first met, and the step from there; -1: a root of that name. */
  readonly from: number;
  readonly step: string;
  readonly lines: readonly CanonicalLine[];
}

export interface CanonicalRoot {
  readonly name: string;
  readonly line: CanonicalLine;
}

export interface CanonicalGraph {
  readonly roots: readonly CanonicalRoot[];
  readonly nodes: readonly CanonicalNode[];
  readonly statistics: CanonicalStatistics;
}

export interface CanonicalStatistics {
  /** Number of nodes of each kind. */
  readonly kinds: Readonly<Record<string, number>>;
  /** Variables looked up, and how many of them could not be seen (see UNSEEN). */
  readonly variables: number;
  readonly unseen: number;
  /** Functions of the program whose text is in no table of variables. */
  readonly unknownFunctions: number;
  /** Activations whose variables have no identity, because V8 shows their scopes in an unknown form. */
  readonly unaligned: number;
  readonly milliseconds: number;
}

/** Label of a line that names others of its node, by the beginnings of their labels: they are not to be compared. */
export const MASKED = 'masked';

/** Text of a variable that this process cannot show: compares equal to anything, and is counted. */
export const UNSEEN = '(unseen)';

/** A variable that a function can read, as the analysis of its text knows it. */
export interface FreeVariable {
  readonly name: string;
  /** May change after its scope's code has run: then closures that share it must share one cell. */
  readonly shared: boolean;
  /** May have been replaced by other means in one of the processes (imports, `require`, `__filename`): not seeing it is no difference. */
  readonly optional: boolean;
  /** Where the process may keep it instead: member of a variable with that name (`$ic_i0` and `x` for an import), or (null) that variable's own value. */
  readonly via: { readonly variable: string; readonly member: string | null } | null;
}

/** An object that only a function of Node can make. Same shape as hosts/ describes it. */
export interface NativeOrigin {
  readonly factory: string;
  readonly args: readonly unknown[];
  readonly omit: readonly (string | symbol)[];
}

/** Activations as somebody else than V8 knows them. */
export interface Activations {
  /** The same object for functions that see the same variables; null: not known. */
  around(fn: Function): object | null;
  /** The activation that declares the variable which the function sees under that name, and its value. */
  find(fn: Function, name: string): { readonly activation: object; readonly value: unknown } | null;
  /** Whether the object has private fields that its class does not show. */
  hasPrivates(object: object): boolean;
}

/**
 * What is not to be compared of one object: added properties and entries, which the other process lacks; changed ones, which it
 * has with another value (or which are gone here); whole labels of lines (`content`, `private #x`), which stand for all that begin with them.
 */
export interface Mask {
  readonly properties: { readonly added: ReadonlySet<string | symbol>; readonly changed: ReadonlySet<string | symbol> };
  readonly entries: { readonly added: ReadonlySet<unknown>; readonly changed: ReadonlySet<unknown> };
  readonly labels: ReadonlySet<string>;
}

export interface IntrospectionOptions {
  /** Name of an object, function or symbol of Node; null for everything else: HostCatalogue.pathOf. */
  readonly pathOf: (value: object | symbol) => string | null;
  /** Role of what the module system gave out: `require src/a.ts`, `namespace src/b.ts`. Leaves. Default: nothing is. */
  readonly partOf?: (value: object) => string | null;
  /** How Node made the object, null if no factory did. Default: nothing is. */
  readonly nativeOf?: (value: object) => NativeOrigin | null;
  /** Original text of a function. Default: `Function.prototype.toString` as it was when this module was loaded. */
  readonly textOf?: (fn: Function) => string;
  /**
   * Variables that functions with this text can read; null: not known (none are read).
   * Default: every identifier in the text that the scopes show; exact enough for two evaluations of the same text.
   */
  readonly variablesOf?: (text: string) => readonly FreeVariable[] | null;
  /** Whether sharing of variables is compared; needs a heap snapshot. Default: true. */
  readonly cells?: boolean;
  /** Tells activations apart instead of a heap snapshot, whose cost grows with the whole heap. Default: the snapshot does. */
  readonly activations?: Activations;
  /** Absolute path of the project: strings that begin with it compare relative. */
  readonly root?: string;
  /**
   * Names of variables that may hold views: objects with an accessor for each variable of a scope that the function's code
   * belongs in without standing in it. Looked through, as far as they are there, for variables that the scopes do not show.
   */
  readonly views?: readonly string[];
  /**
   * Told of every object that is written down: its node, and the object from which it was first met (null: a root or a variable
   * of its own). Private methods are left out: they come with their class.
   */
  readonly onObject?: (object: object, node: number, from: object | null) => void;
  /** What is not to be compared of an object, and of the variables that a function sees. Default: everything is. */
  readonly maskOf?: (object: object) => Mask | null;
  readonly isMasked?: (fn: Function, variable: string) => boolean;
  /** Names of variables to leave out: what instrumentation adds. Default: those that begin with `$`, where `variablesOf` is not given. */
  readonly ignores?: (name: string) => boolean;
}

/** As in modules/types.ts. */
export type ModuleKind = 'commonjs' | 'module' | 'json';
