/**
 * Scopes while the tree is walked. All variables of a scope are declared when it opens (`var` is hoisted by hoist.ts), so a
 * name is resolved at once: `names` holds the variable that is visible now, each variable the one it hides.
 */
import type { AnyNode, Program, TaggedTemplateExpression } from 'acorn';
import type { AssignmentSite, LiteralKind, ScopeKind, UseKind, VariableKind } from '../../format/code/model.ts';
import { isTemplateVariable, templateVariable } from '../../emit/templates.ts';
import { withVariable } from '../../emit/names.ts';
import { AnalysisRecord, LiteralRecord, ScopeRecord, VariableRecord } from './records.ts';
import type { Syntax } from './syntax-table.ts';
import type { TextKind } from './syntax.ts';

/** Where a direct eval stands in the text around it. */
export interface OuterScope {
  readonly scope: ScopeRecord;
  readonly literal: LiteralRecord;
  readonly strict: boolean;
}

/** Names that a strict function cannot say although sloppy code around it declared them. */
const sloppyOnly = new Set(['implements', 'interface', 'let', 'package', 'private', 'protected', 'public', 'static', 'yield', 'await', 'eval']);
const pseudoNames = ['this', 'arguments', 'new.target'];

/** Place of a reference, and what only its surroundings know. */
export interface Occurrence {
  readonly start: number;
  readonly end: number;
  readonly shorthand?: boolean;
  readonly key?: string | null;
  readonly assignment?: AssignmentSite;
}

/** The walk over the tree (walk.ts), for the parts of it that have files of their own. */
export interface Visitor {
  visit(state: AnalysisState, node: AnyNode): void;
  list(state: AnalysisState, body: readonly AnyNode[]): void;
  named(state: AnalysisState, node: AnyNode, hint: string | null): void;
  callee(state: AnalysisState, callee: AnyNode): void;
}

/** The open scopes, the literal and the strictness at the node being visited, and the records made so far. */
export class AnalysisState {
  readonly source: string;
  readonly kind: TextKind;
  readonly record: AnalysisRecord;
  readonly syntax: Syntax;
  scope: ScopeRecord;
  literal: LiteralRecord;
  strict: boolean;
  /** Inside what `new` calls: a call there would be another one. */
  inNewCallee = false;
  /** Inside a parameter list or computed key. */
  inHead = false;
  /** Inside a loop of the literal. */
  inLoop = false;
  /** A function that is called where it stands, once if its surroundings run once. */
  calledOnce: AnyNode | null = null;
  /** Start of the expression statement of a statement list that is being walked. */
  listStatement = -1;
  private readonly names = new Map<string, VariableRecord>();
  private readonly visitor: Visitor;

  constructor(source: string, kind: TextKind, program: Program, outer: OuterScope | null, visitor: Visitor) {
    this.source = source;
    this.visitor = visitor;
    this.kind = kind;
    this.record = new AnalysisRecord(source, kind, outer, 0);
    this.scope = this.record.scope;
    this.literal = this.record.scope.literal;
    this.strict = outer?.strict ?? false;
    this.syntax = {
      program, scopeNodes: [program], literalNodes: [program], patternKeys: [], evalCalls: [], guardedStarts: new Set(), returning: new Set(), labels: new Map(),
    };
  }

  visit(node: AnyNode): void {
    this.visitor.visit(this, node);
  }

  /** Statements of a body or block. */
  visitList(body: readonly AnyNode[]): void {
    this.visitor.list(this, body);
  }

  /** An expression that may be an anonymous function: `hint` is the name it would take, for its path. */
  visitNamed(node: AnyNode, hint: string | null): void {
    this.visitor.named(this, node, hint);
  }

  /** What is called: `x`, `x.key`, or any other expression. */
  visitCallee(callee: AnyNode): void {
    this.visitor.callee(this, callee);
  }

  /** A computed key: text that precedes the marker of the function it belongs to. */
  visitHead(node: AnyNode): void {
    const saved = this.inHead;
    this.inHead = true;
    this.visit(node);
    this.inHead = saved;
  }

  open(kind: ScopeKind, node: AnyNode, literal: LiteralRecord = this.literal): ScopeRecord {
    const { scopes } = this.record;
    const scope = new ScopeRecord(scopes.length, kind, this.scope, literal, this.strict, node.start, node.end);
    scopes.push(scope);
    this.syntax.scopeNodes.push(node);
    this.scope = scope;
    return scope;
  }

  close(): void {
    for (const variable of this.scope.variables.values()) {
      if (variable.hidden === null) this.names.delete(variable.name);
      else this.names.set(variable.name, variable.hidden);
    }
    // Only texts of eval have a parent at their outermost scope, which is not closed.
    if (this.scope.parent !== null) this.scope = this.scope.parent;
  }

  /** Declares in the innermost scope. */
  declare(name: string, kind: VariableKind): VariableRecord {
    const { scope } = this;
    const known = scope.variables.get(name);
    if (known !== undefined) {
      if (known.kind === 'pseudo' || (known.kind === 'var' && kind === 'function')) known.kind = kind;
      return known;
    }
    const variable = new VariableRecord(name, kind, scope, scope.variables.size);
    variable.hidden = this.names.get(name) ?? null;
    scope.variables.set(name, variable);
    this.names.set(name, variable);
    return variable;
  }

  declarePseudo(): void {
    for (const name of pseudoNames) this.declare(name, 'pseudo');
  }

  resolve(name: string): VariableRecord | null {
    const found = this.names.get(name);
    if (found !== undefined) return found;
    for (let scope = this.record.scope.parent; scope !== null; scope = scope.parent) {
      const variable = scope.variables.get(name);
      if (variable !== undefined) return variable;
    }
    return null;
  }

  /** Makes the literal that the node is; the caller walks its inside. */
  literalOf(kind: LiteralKind, node: AnyNode, start: number, end: number): LiteralRecord {
    const { literals } = this.record;
    const literal = new LiteralRecord(literals.length, kind, this.record, this.literal, this.scope, this.strict, start, end);
    literal.inHead = this.inHead;
    literals.push(literal);
    this.syntax.literalNodes.push(node);
    return literal;
  }

  /** One occurrence of a name, at a place of the text. */
  refer(name: string, use: UseKind, at: Occurrence): void {
    const variable = this.resolve(name);
    if (variable === null) {
      this.record.globals.add(name);
      return;
    }
    const inner = this.literal.depth >= variable.scope.depth;
    if (use === 'write' || use === 'update') {
      variable.assigned = true;
      if (inner) variable.assignedByInner = true;
    }
    if (inner) this.capture(variable);
    else {
      variable.mentioned = true;
      if (variable.kind !== 'import') return;
    }
    const uncertain = (use === 'write' || use === 'update') && this.isThroughWith(variable.scope);
    this.record.references.push({
      start: at.start, end: at.end, variable, use: uncertain ? 'read' : use, literal: this.literal,
      shorthand: at.shorthand ?? false, key: at.key ?? null, assignment: at.assignment ?? null,
    });
    if (use === 'call' && at.start === this.listStatement) this.syntax.guardedStarts.add(at.start);
  }

  /** A use without a place in the text: `this` through `super`. */
  useThis(): void {
    const variable = this.resolve('this');
    if (variable !== null && this.literal.depth >= variable.scope.depth) this.capture(variable);
    this.markThis();
  }

  /** `super()` makes its object for `new.target`. */
  useNewTarget(): void {
    const variable = this.resolve('new.target');
    if (variable !== null && this.literal.depth >= variable.scope.depth) this.capture(variable);
  }

  /** A tagged template in a function of a module: its object is a variable of the module. */
  useTemplate({ start, end, tag, quasi }: TaggedTemplateExpression): void {
    const { record, literal } = this;
    const isModule = record.kind === 'commonjs' || record.kind === 'module';
    if (!isModule || literal.kind === 'module' || this.inNewCallee || (tag.type === 'Identifier' && tag.name === 'eval')) return;
    const name = templateVariable(record.sites.filter((site) => site.kind === 'template').length);
    record.sites.push({ kind: 'template', start, end, literal, quasis: quasi.quasis.map((each) => ({ start: each.start, end: each.end })) });
    const variable = new VariableRecord(name, 'const', record.scope, record.scope.variables.size);
    record.scope.variables.set(name, variable);
    this.capture(variable);
  }

  /** The object of the innermost scope, a `with`: a variable that no program can name, seen by every literal inside. */
  bindWith(inside: readonly LiteralRecord[]): void {
    const { scope } = this;
    if (inside.length === 0) return;
    const variable = new VariableRecord(withVariable(scope), 'pseudo', scope, 0);
    scope.variables.set(variable.name, variable);
    variable.captured = true;
    scope.captured = true;
    for (const literal of inside) literal.freeSet.add(variable);
  }

  /** Whether a `with` stands between here and the scope: the name may mean a property. */
  private isThroughWith(outer: ScopeRecord): boolean {
    for (let scope: ScopeRecord | null = this.scope; scope !== null && scope !== outer; scope = scope.parent) if (scope.kind === 'with') return true;
    return false;
  }

  markThis(): void {
    for (let literal: LiteralRecord | null = this.literal; literal !== null && !literal.usesThis; literal = literal.parent) {
      literal.usesThis = true;
      if (!literal.isArrow) break;
    }
  }

  private capture(variable: VariableRecord): void {
    variable.captured = true;
    variable.scope.captured = true;
    for (let literal: LiteralRecord | null = this.literal; literal !== null && literal.depth >= variable.scope.depth; literal = literal.parent) {
      if (literal.freeSet.has(variable)) break;
      literal.freeSet.add(variable);
    }
  }

  /** The declaration of a variable gives it a value: `var x = 1`. */
  initialise(name: string): void {
    const variable = this.resolve(name);
    if (variable === null) {
      this.record.globals.add(name);
    } else if (variable.kind === 'var' && !variable.initialised) {
      variable.initialised = true;
    } else {
      variable.assigned = true;
      if (this.literal.depth >= variable.scope.depth) variable.assignedByInner = true;
    }
  }

  /** `super`: seen by every arrow up to the method. */
  useSuper(): void {
    const first = this.literal;
    let literal: LiteralRecord = first;
    for (;;) {
      literal.usesSuper = true;
      if (!literal.isArrow || literal.parent === null) break;
      literal = literal.parent;
    }
    // An arrow with `super` must find its class again: through the class scope.
    if (literal !== first && literal.owner !== null) literal.scope.captured = true;
    this.useThis();
  }

  /** `#name`: every literal between here and the class needs a place inside that class. */
  usePrivate(name: string): void {
    let scope: ScopeRecord | null = this.scope;
    while (scope !== null && scope.privateNames?.has(name) !== true) scope = scope.parent;
    if (scope === null) return;
    const owner = scope.literal;
    if (this.literal.scope !== scope && this.literal.depth >= scope.depth) scope.captured = true;
    for (let literal: LiteralRecord | null = this.literal; literal !== null && literal.depth >= scope.depth; literal = literal.parent) {
      if (literal.privateOwners.includes(owner)) break;
      literal.privateOwners.push(owner);
    }
  }

  /** A direct eval here: whatever can be seen from here is captured and may be assigned. */
  useEval(): void {
    for (let literal: LiteralRecord | null = this.literal; literal !== null; literal = literal.parent) literal.hasEval = true;
    this.markThis();
    if (this.isInMethod()) this.useSuper();
    const seen = new Set<string>();
    for (let scope: ScopeRecord | null = this.scope; scope !== null; scope = scope.parent) {
      scope.hasEval = true;
      for (const variable of scope.variables.values()) {
        if (seen.has(variable.name) || variable.name === '*default*' || isTemplateVariable(variable)) continue;
        seen.add(variable.name);
        this.captureForEval(variable);
      }
    }
  }

  /** Whether `super` may stand here. */
  private isInMethod(): boolean {
    let literal: LiteralRecord = this.literal;
    while (literal.isArrow && literal.parent !== null) literal = literal.parent;
    return ['method', 'get', 'set', 'constructor', 'field', 'static-block'].includes(literal.kind);
  }

  private captureForEval(variable: VariableRecord): void {
    const { depth } = variable.scope;
    // The module's own function is nothing that an image can hold: `arguments.callee`.
    if (variable.kind === 'pseudo' && variable.scope.kind === 'module' && variable.name !== 'this') return;
    if (variable.kind === 'pseudo' && variable.name === 'arguments' && ['field', 'static-block'].includes(variable.scope.literal.kind)) return; // not allowed there
    variable.captured = true;
    variable.scope.captured = true;
    if (!['const', 'import', 'class-name', 'function-name', 'pseudo'].includes(variable.kind)) {
      variable.assigned = true;
      variable.assignedByInner = true;
    }
    const hard = sloppyOnly.has(variable.name) || (variable.name === 'arguments' && variable.kind !== 'pseudo');
    for (let literal: LiteralRecord | null = this.literal; literal !== null && literal.depth >= depth; literal = literal.parent) {
      if (!(literal.strict && hard)) literal.freeSet.add(variable);
    }
  }
}
