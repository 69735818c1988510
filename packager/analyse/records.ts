/** The records of the analysis while it is being made: the interfaces of format/code/model.ts, writable. */
import type {
  ClassInfo, ElementKey, ExportEntry, HomeLiteral, ImportBinding, Literal, LiteralKind, Mention, ModuleAnalysis, ModuleRequest,
  Reference, Scope, ScopeKind, SpecialSite, Variable, VariableKind,
} from '../../format/code/model.ts';

/** A variable; its flags grow during the walk and are final when `analyse` returns, but for what direct eval adds. */
export class VariableRecord implements Variable {
  readonly name: string;
  kind: VariableKind;
  readonly scope: ScopeRecord;
  readonly order: number; // among the variables of the scope
  captured = false;
  assigned = false;
  assignedByInner = false;
  mentioned = false; // by the code of its own function
  initialised = false; // a `var` that had its first initialiser
  declarations: LiteralRecord[] = [];
  /** The variable that this one hides while its scope is open. */
  hidden: VariableRecord | null = null;

  constructor(name: string, kind: VariableKind, scope: ScopeRecord, order: number) {
    this.name = name;
    this.kind = kind;
    this.scope = scope;
    this.order = order;
  }
}

/** A scope; `depth` counts from the text's outermost scope, or goes on from the scope around a direct eval. */
export class ScopeRecord implements Scope {
  readonly id: number;
  readonly kind: ScopeKind;
  readonly parent: ScopeRecord | null;
  readonly depth: number;
  readonly literal: LiteralRecord;
  readonly variables = new Map<string, VariableRecord>();
  captured = false;
  strict: boolean;
  readonly start: number;
  readonly end: number;
  hasEval = false;
  /** Body of a function that runs once for each evaluation of the module. */
  once = false;
  /** Class scopes: private names that the body declares. */
  privateNames: ReadonlySet<string> | null = null;

  constructor(id: number, kind: ScopeKind, parent: ScopeRecord | null, literal: LiteralRecord, strict: boolean, start: number, end: number) {
    this.id = id;
    this.kind = kind;
    this.parent = parent;
    this.depth = parent === null ? 0 : parent.depth + 1;
    this.literal = literal;
    this.strict = strict;
    this.start = start;
    this.end = end;
  }
}

/** A literal. It lies inside a scope exactly if its `depth` is not less than the scope's. */
export class LiteralRecord implements Literal {
  readonly id: number;
  readonly kind: LiteralKind;
  readonly module: AnalysisRecord;
  readonly parent: LiteralRecord | null;
  // The module literal has no scope around it in most texts; it is set to its own scope, its depth stays -1.
  scope: ScopeRecord;
  readonly depth: number; // of `scope`
  start: number;
  readonly end: number;
  functionStart: number;
  bodyStart = 0;
  bodyEnd = 0;
  declaration = false;
  strict: boolean;
  async = false;
  generator = false;
  expressionBody = false;
  simpleParameters = true;
  parameterNames: string[] = [];
  parameterCount = 0;
  expectedLength = 0;
  name: string | null = null;
  free: VariableRecord[] = [];
  readonly freeSet = new Set<VariableRecord>();
  usesSuper = false;
  usesThis = false;
  hasEval = false;
  insideWith = false;
  privateOwners: LiteralRecord[] = [];
  owner: LiteralRecord | null = null;
  isStatic = false;
  key: ElementKey | null = null;
  home: HomeLiteral | null = null;
  classInfo: ClassInfo | null = null;
  path = '';
  line = 1;
  /** The scopes it opens: parameters (if of its own) and body. */
  ownScopes: ScopeRecord[] = [];
  /** Occurs in a parameter list or computed key: its marker precedes that of the function around it. */
  inHead = false;
  segments: Map<string, number> | null = null;

  constructor(id: number, kind: LiteralKind, module: AnalysisRecord, parent: LiteralRecord | null, scope: ScopeRecord | null, strict: boolean, start: number, end: number) {
    this.id = id;
    this.kind = kind;
    this.module = module;
    this.parent = parent;
    this.depth = scope === null ? -1 : scope.depth;
    // Replaced at once by the analysis: the module's scope cannot exist before the module's literal.
    this.scope = scope as ScopeRecord;
    this.strict = strict;
    this.start = start;
    this.end = end;
    this.functionStart = start;
    this.insideWith = parent?.insideWith ?? false;
  }

  /** True for functions that have the `this` of what is around them. */
  get isArrow(): boolean {
    return this.kind === 'arrow';
  }
}

/** An analysis in the making: begins with the module's literal and scope, both number 0. */
export class AnalysisRecord implements ModuleAnalysis {
  readonly source: string;
  readonly kind: ModuleAnalysis['kind'];
  strict = false;
  scope: ScopeRecord;
  scopes: ScopeRecord[] = [];
  literals: LiteralRecord[] = [];
  references: Reference[] = [];
  homes: HomeLiteral[] = [];
  requests: ModuleRequest[] = [];
  imports: ImportBinding[] = [];
  exports: ExportEntry[] = [];
  sites: SpecialSite[] = [];
  hasTopLevelAwait = false;
  globals = new Set<string>();
  mentions: Mention[] = [];

  constructor(source: string, kind: ModuleAnalysis['kind'], outer: { readonly scope: ScopeRecord; readonly strict: boolean } | null, start: number) {
    this.source = source;
    this.kind = kind;
    const literal = new LiteralRecord(0, 'module', this, outer?.scope.literal ?? null, outer?.scope ?? null, outer?.strict ?? false, start, source.length);
    this.scope = new ScopeRecord(0, 'module', outer?.scope ?? null, literal, literal.strict, start, source.length);
    literal.scope = outer?.scope ?? this.scope;
    this.literals.push(literal);
    this.scopes.push(this.scope);
  }
}
