/**
 * What the scope analysis knows of one module: its scopes, variables, literals (function-like and class
 * literals) and references. Everything is in source order, so that ids are stable for identical text.
 */

export type ScopeKind =
  | 'module' // top level of a module; of `new Function` and eval texts too
  | 'function' // parameters and body of a function (body only where `parameters` exists), or a static block
  | 'parameters' // parameter list of its own: only where a literal or direct eval occurs in the list
  | 'function-name' // the own name of a named function expression
  | 'block'
  | 'for' // head of `for (let …;;)`, copied per iteration
  | 'for-in' // head of `for (let … in/of …)`, new per iteration
  | 'for-head' // around what `for (let … in/of …)` walks over: the loop's variables, which nothing ever initialises there
  | 'switch'
  | 'catch'
  | 'class' // the class's own name, immutable inside; exists for every class
  | 'initialiser' // field initialiser: has `this`
  | 'with';

export type VariableKind =
  | 'var' | 'let' | 'const' | 'class' | 'function' | 'parameter' | 'import' | 'catch'
  | 'function-name' // immutable self name of a function expression
  | 'class-name' // immutable inner name of a class
  | 'pseudo'; // 'this', 'arguments', 'new.target'; declared by every non-arrow function, static block, initialiser, module

export interface Scope {
  readonly id: number; // index in ModuleAnalysis.scopes
  readonly kind: ScopeKind;
  readonly parent: Scope | null;
  /** The innermost literal whose evaluation creates the scope (class literal for 'class'). */
  readonly literal: Literal;
  readonly variables: ReadonlyMap<string, Variable>;
  /** True when a literal below refers to one of its variables (or could, through direct eval). */
  readonly captured: boolean;
  readonly strict: boolean;
  readonly start: number;
  readonly end: number;
  /** True when a direct eval occurs in it or below it: all its variables are captured. */
  readonly hasEval: boolean;
}

export interface Variable {
  readonly name: string;
  readonly kind: VariableKind;
  readonly scope: Scope;
  /** Referred to from a literal inside its scope. */
  readonly captured: boolean;
  /** Assigned anywhere but by its own declaration (for `var` with initialiser: anywhere but there). */
  readonly assigned: boolean;
  /** Assigned from within a literal below its scope, that is: may change after the scope's code has run. */
  readonly assignedByInner: boolean;
  /** The literal of the function declaration(s) that declares it, last one first; empty otherwise. */
  readonly declarations: readonly Literal[];
}

/** How an occurrence uses its variable. */
export type UseKind =
  | 'read'
  | 'call' // `x(…)`, also `x?.(…)` and x`…`: `this` must stay undefined
  | 'typeof'
  | 'delete'
  | 'member-read' // `x.key`
  | 'member-call' // `x.key(…)`
  | 'write' // plain assignment target, also in patterns and for-in/of heads
  | 'update'; // `x++`, `x += 1`, `x ??= 1`: read and written

export interface Reference {
  readonly start: number;
  readonly end: number;
  readonly variable: Variable;
  readonly use: UseKind;
  /** Innermost literal around it. */
  readonly literal: Literal;
  /** `{x}` in an object literal or pattern: rewriting must give `{x: …}`. */
  readonly shorthand: boolean;
  /** Constant key of member-read and member-call. */
  readonly key: string | null;
  /** For write/update: span of the whole assignment or update expression (for-in/of: of the head's left side). */
  readonly assignment: AssignmentSite | null;
}

export interface AssignmentSite {
  readonly kind: 'expression' | 'for-head';
  readonly start: number;
  readonly end: number;
  /** for-head: span of the loop's body. */
  readonly bodyStart: number;
  readonly bodyEnd: number;
  /** `x = function () {}` and the like: the right side is an anonymous function or class that takes the name `x`. */
  readonly namesRight: { readonly start: number; readonly end: number } | null;
}

export type LiteralKind =
  | 'module' // pseudo literal: the module's top level
  | 'function' // declaration or expression
  | 'arrow'
  | 'method' | 'get' | 'set' // of an object literal or class
  | 'constructor'
  | 'class'
  | 'field' // field initialiser
  | 'static-block';

export interface Literal {
  readonly id: number; // index in ModuleAnalysis.literals; 0 is the module
  readonly kind: LiteralKind;
  readonly module: ModuleAnalysis;
  readonly parent: Literal | null;
  /** The scope in which the literal is evaluated (for a named function expression: the 'function-name' scope; for class elements: the 'class' scope). */
  readonly scope: Scope;
  /** Source span; of a class element or object method: the whole element, from `static`/`async`/`get`/key on. */
  readonly start: number;
  readonly end: number;
  /** Span of `(params) {body}` for methods, accessors and constructors; else equal to start/end. */
  readonly functionStart: number;
  readonly bodyStart: number; // position after `{` of a block body, start of an arrow's expression body
  readonly bodyEnd: number;
  /** True for function and class declarations. */
  readonly declaration: boolean;
  readonly strict: boolean;
  readonly async: boolean;
  readonly generator: boolean;
  readonly expressionBody: boolean; // arrow with an expression body
  /** All parameters are plain identifiers. */
  readonly simpleParameters: boolean;
  readonly parameterNames: readonly string[]; // bound names, in order
  readonly parameterCount: number; // number of parameters written, rest included
  readonly expectedLength: number; // `length` by the rules of the language
  /** Own name (`function f`, `class C`), or null. */
  readonly name: string | null;
  /** Variables of enclosing scopes that it or a literal inside it refers to; in order of declaration scope, outermost first. */
  readonly free: readonly Variable[];
  readonly usesSuper: boolean; // itself or through arrows inside
  readonly usesThis: boolean; // itself or through arrows inside
  readonly hasEval: boolean; // a direct eval in it or in a literal below it
  readonly insideWith: boolean;
  /** Private names of enclosing classes that it or a literal inside it uses; the class literals that declare them. */
  readonly privateOwners: readonly Literal[];
  /** For class elements: the class. */
  readonly owner: Literal | null;
  readonly isStatic: boolean;
  /** For class elements and object methods: the key. */
  readonly key: ElementKey | null;
  /** For methods and accessors of an object literal that use `super`: the object literal's span, else null. */
  readonly home: HomeLiteral | null;
  /** Classes: elements in order, heritage span. */
  readonly classInfo: ClassInfo | null;
  /** Position-independent path within the module: names and ordinals of the enclosing literals, e.g. `createApplication>app#0`. */
  readonly path: string;
  /** Contains `import()` / `import.meta` directly (not in a nested literal). */
  readonly line: number; // 1-based line of `start` in the module's source
}

export type ElementKey =
  | { readonly kind: 'name'; readonly name: string; readonly start: number; readonly end: number } // identifier, string or number literal: the property key
  | { readonly kind: 'private'; readonly name: string; readonly start: number; readonly end: number } // without `#`
  | { readonly kind: 'computed'; readonly index: number; readonly start: number; readonly end: number }; // index among the class's (or object's) computed keys; span of the expression inside the brackets

export interface HomeLiteral {
  readonly id: number; // index in ModuleAnalysis.homes
  readonly start: number;
  readonly end: number;
  readonly literals: readonly Literal[]; // its methods that use super
}

export interface ClassInfo {
  readonly heritage: { readonly start: number; readonly end: number } | null;
  readonly bodyStart: number; // position after `{`
  readonly bodyEnd: number; // position of `}`
  readonly elements: readonly ClassElement[];
  readonly constructorLiteral: Literal | null;
  readonly computedKeys: number;
}

export interface ClassElement {
  readonly kind: 'method' | 'get' | 'set' | 'constructor' | 'field' | 'accessor' | 'static-block';
  readonly isStatic: boolean;
  readonly start: number;
  readonly end: number;
  readonly key: ElementKey | null; // null for static blocks
  readonly value: { readonly start: number; readonly end: number } | null; // field initialiser
  /** The field's initialiser is an anonymous function or class that takes the field's name. */
  readonly namesValue: boolean;
  readonly literal: Literal | null; // method, accessor, constructor, field initialiser, static block
}

export type ImportedName = { readonly kind: 'name'; readonly name: string } | { readonly kind: 'namespace' };

export interface ImportBinding {
  readonly local: Variable;
  readonly request: number; // index in ModuleAnalysis.requests
  readonly imported: ImportedName;
}

export type ExportEntry =
  | { readonly kind: 'local'; readonly name: string; readonly variable: Variable } // default expressions: the variable `*default*`
  | { readonly kind: 'indirect'; readonly name: string; readonly request: number; readonly imported: ImportedName }
  | { readonly kind: 'star'; readonly request: number };

/** One static import request: specifier and attributes (`with {type: 'json'}`), in order of appearance, no duplicates. */
export interface ModuleRequest {
  readonly specifier: string;
  readonly attributes: Readonly<Record<string, string>>;
}

/** Places that any evaluation of the text outside Node's own loader must rewrite. */
export type SpecialSite =
  | { readonly kind: 'dynamic-import'; readonly start: number; readonly end: number; readonly literal: Literal } // the keyword `import` of `import(…)`
  | { readonly kind: 'import-meta'; readonly start: number; readonly end: number; readonly literal: Literal }
  /** A tagged template in a function of a module: its texts without delimiters. Its object is the module variable `` `N ``, N being its number among these sites. */
  | { readonly kind: 'template'; readonly start: number; readonly end: number; readonly literal: Literal; readonly quasis: readonly { readonly start: number; readonly end: number }[] }
  | { readonly kind: 'direct-eval'; readonly start: number; readonly end: number; readonly literal: Literal; readonly scope: Scope };

export interface ModuleAnalysis {
  /** The text that was analysed: JavaScript, exactly as V8 shall see its functions (`toString`). */
  readonly source: string;
  readonly kind: 'commonjs' | 'module' | 'script' | 'eval';
  readonly strict: boolean;
  readonly scope: Scope; // module scope
  readonly scopes: readonly Scope[];
  readonly literals: readonly Literal[];
  /** References to captured variables from within literals below the variable's scope, and all references to imports, by position. */
  readonly references: readonly Reference[];
  readonly homes: readonly HomeLiteral[];
  readonly requests: readonly ModuleRequest[];
  readonly imports: readonly ImportBinding[];
  readonly exports: readonly ExportEntry[];
  readonly sites: readonly SpecialSite[];
  readonly hasTopLevelAwait: boolean;
  /** Free names that no scope declares: globals. */
  readonly globals: ReadonlySet<string>;
  /** What `require('…')`, `require.resolve('…')`, `import('…')`, `new URL('…', import.meta.url)` name, and paths computed from the module's folder: what is kept. */
  readonly mentions: readonly Mention[];
}

export interface Mention {
  /** `files`: the specifier is a path from the module's folder, in which `*` stands for what is computed. */
  readonly kind: 'require' | 'import' | 'url' | 'files';
  readonly specifier: string;
}
