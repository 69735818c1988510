import type { Literal, ModuleAnalysis, Scope, Variable } from '../../format/code/model.ts';

/** Stands for a variable that is still in its temporal dead zone. */
export const UNINITIALISED: unique symbol = Symbol('uninitialised');

/** Code text known to the packager: one module, `new Function` text or eval text. */
export interface CodeText {
  readonly analysis: ModuleAnalysis;
  /** Path of the module within the project (`src/a.ts`, `node_modules/x/y.js`, `../other/z.js`); for eval and `new Function` texts: `eval:<hash>#n` made from module path and content. */
  readonly path: string;
  /** Absolute file name, for messages. */
  readonly file: string;
  /** For direct eval: the text and scope it was evaluated in. */
  readonly outer: { readonly text: CodeText; readonly scope: Scope } | null;
}

/** The literal that a live function or class came from. */
export interface CodeIdentity {
  readonly text: CodeText;
  readonly literal: Literal;
}

/** One captured scope of a live function: the same key object for the same activation. */
export interface LiveScope {
  readonly text: CodeText;
  readonly scope: Scope;
  readonly key: object;
  /** Reads a variable of this scope that the function (or a literal inside it) refers to. UNINITIALISED in the temporal dead zone. */
  read(variable: Variable): unknown;
  /** The captured variables that can be read through this function. */
  readonly readable: readonly Variable[];
}

export interface ClassEvaluation {
  readonly identity: CodeIdentity;
  readonly classObject: Function;
  /** Which evaluation of a class it was, of all in the process. */
  readonly ordinal: number;
  /** Evaluated computed keys in source order (property keys: string or symbol). */
  readonly keys: readonly (string | symbol)[];
  /** Private names declared by the class body, in order. */
  readonly privateNames: readonly { readonly name: string; readonly isStatic: boolean; readonly kind: 'field' | 'method' | 'get' | 'set' | 'accessor' }[];
  /** Whether the object carries `#name`; for fields with the value. Runs no user code. */
  readPrivate(object: object, name: string): { readonly has: boolean; readonly value: unknown };
}

/** Which element of which class a function was made by; `key` of a private method is its name with `#`. */
export interface MethodOrigin {
  readonly classObject: Function;
  readonly isStatic: boolean;
  readonly key: string | symbol;
  readonly privateName: string | null;
  readonly which: 'value' | 'get' | 'set';
}

/** Reads live functions and classes without running any of their code. */
export interface ScopeReader {
  /** The literal a function came from, null if Node made it or it escaped the loader. */
  identify(fn: Function): CodeIdentity | null;
  /** Captured scopes of a live non-class function, innermost first, module scope last (key: the CodeText). Throws CaptureRefusal with a reason where it cannot be read. */
  scopesOf(fn: Function): readonly LiveScope[];
  /** Evaluation that made this class, null if it is not a class of the program. */
  classOf(fn: Function): ClassEvaluation | null;
  /** Captured scopes around a class evaluation, innermost first: its 'class' scope first if captured. */
  classScopesOf(evaluation: ClassEvaluation): readonly LiveScope[];
  /** For functions made by a class body. */
  methodOf(fn: Function): MethodOrigin | null;
  /** Home object of an object-literal method that uses `super` (its literal has `home`). */
  homeOf(fn: Function): object | null;
  /** Key of the scope whose parameters a sloppy `arguments` object follows, where live functions may see them. */
  activationOf(activation: object): object | null;
  /** Module-level variables by name; UNINITIALISED in the temporal dead zone. */
  readModule(text: CodeText, variable: Variable): unknown;
  /** Class evaluations whose private names the object carries, base first (also those stamped on objects outside the prototype chain). */
  privatesOf(object: object): readonly ClassEvaluation[];
}

/** Something live cannot be read, for a reason that the program's author can act on. */
export class CaptureRefusal extends Error {
  readonly reason: string;
  readonly position: string | null; // file:line:column
  constructor(reason: string, position: string | null) {
    super(reason);
    this.reason = reason;
    this.position = position;
  }
}
