/** Hoisting: which names a function body or block declares before its first statement runs. */
import type { AnyNode, FunctionDeclaration, Pattern, VariableDeclaration } from 'acorn';
import type { AnalysisState } from './state.ts';

/** Names that a pattern binds, in order. */
export function boundNames(pattern: Pattern, found: (name: string) => void): void {
  switch (pattern.type) {
    case 'Identifier':
      found(pattern.name);
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) boundNames(property.type === 'RestElement' ? property.argument : property.value, found);
      return;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element !== null) boundNames(element, found);
      return;
    case 'AssignmentPattern':
      boundNames(pattern.left, found);
      return;
    case 'RestElement':
      boundNames(pattern.argument, found);
      return;
    default:
  }
}

/** Statement without labels and `export`. */
export function bareStatement(statement: AnyNode): AnyNode | null {
  let node: AnyNode = statement;
  while (node.type === 'LabeledStatement') node = node.body;
  if (node.type === 'ExportNamedDeclaration') return node.declaration ?? null;
  if (node.type === 'ExportDefaultDeclaration') return node.declaration;
  return node;
}

/** Declares `let`, `const`, classes and functions of a statement list in the innermost scope. */
export function declareLexical(state: AnalysisState, body: readonly AnyNode[]): void {
  for (const statement of body) {
    const node = bareStatement(statement);
    if (node === null) continue;
    if (node.type === 'VariableDeclaration') {
      if (node.kind === 'var') continue;
      const kind = node.kind === 'let' ? 'let' : 'const';
      for (const declarator of node.declarations) boundNames(declarator.id, (name) => state.declare(name, kind));
    } else if (node.type === 'ClassDeclaration' && node.id !== null) {
      state.declare(node.id.name, 'class');
    } else if (node.type === 'FunctionDeclaration' && node.id !== null) {
      state.declare(node.id.name, 'function');
    }
  }
}

/** Declares the `var` variables of a function body or program in the innermost scope, nested blocks included. */
export function declareVariables(state: AnalysisState, body: readonly AnyNode[], parameters: ReadonlySet<string>): void {
  const hoister = new Hoister(state, parameters);
  hoister.list(body, true);
}

class Hoister {
  private readonly state: AnalysisState;
  private readonly parameters: ReadonlySet<string>;
  private readonly blocks: (readonly AnyNode[])[] = []; // statement lists and loop heads around the current place

  constructor(state: AnalysisState, parameters: ReadonlySet<string>) {
    this.state = state;
    this.parameters = parameters;
  }

  list(body: readonly AnyNode[], top = false): void {
    this.blocks.push(body);
    for (const statement of body) {
      const node = bareStatement(statement);
      if (node === null) continue;
      if (node.type === 'FunctionDeclaration') {
        if (!top) this.blockFunction(node);
      } else {
        this.statement(node);
      }
    }
    this.blocks.pop();
  }

  private statement(node: AnyNode | null | undefined): void {
    switch (node?.type) {
      case 'VariableDeclaration':
        this.declaration(node);
        return;
      case 'BlockStatement':
        this.list(node.body);
        return;
      case 'IfStatement':
        this.sub(node.consequent);
        this.sub(node.alternate);
        return;
      case 'ForStatement':
        this.loop(node.init, node.body);
        return;
      case 'ForInStatement': case 'ForOfStatement':
        this.loop(node.left, node.body);
        return;
      case 'WhileStatement': case 'DoWhileStatement': case 'WithStatement': case 'LabeledStatement':
        this.sub(node.body);
        return;
      case 'SwitchStatement':
        this.list(node.cases.flatMap((each) => each.consequent));
        return;
      case 'TryStatement':
        this.list(node.block.body);
        if (node.handler) {
          const { param } = node.handler;
          this.blocks.push(param && param.type !== 'Identifier' ? [{ type: 'CatchClause', param, body: node.handler.body, start: param.start, end: param.end }] : []);
          this.list(node.handler.body.body);
          this.blocks.pop();
        }
        if (node.finalizer) this.list(node.finalizer.body);
        return;
      default:
    }
  }

  private loop(head: AnyNode | null | undefined, body: AnyNode): void {
    if (head?.type === 'VariableDeclaration') this.declaration(head);
    this.blocks.push(head ? [head] : []);
    this.sub(body);
    this.blocks.pop();
  }

  /** A statement that is not in a list; `if (x) function f() {}` acts like a block. */
  private sub(node: AnyNode | null | undefined): void {
    if (!node) return;
    if (node.type === 'FunctionDeclaration') this.list([node]);
    else if (node.type === 'LabeledStatement' && node.body.type === 'FunctionDeclaration') this.list([node]);
    else this.statement(node);
  }

  private declaration(node: VariableDeclaration): void {
    if (node.kind !== 'var') return;
    for (const declarator of node.declarations) boundNames(declarator.id, (name) => this.variable(name));
  }

  private variable(name: string): void {
    if (this.state.kind === 'script' && this.state.scope === this.state.record.scope && !this.state.strict) return; // a global
    const known = this.state.scope.variables.get(name);
    if (known?.kind === 'pseudo') known.kind = 'var';
    else if (known === undefined) this.state.declare(name, 'var');
  }

  /** Sloppy functions in blocks are `var` variables too, where such a `var` would be allowed (Annex B of the specification). */
  private blockFunction(node: FunctionDeclaration | (Omit<FunctionDeclaration, 'id'> & { id: null })): void {
    if (this.state.strict || node.async || node.generator || node.id === null) return;
    const { name } = node.id;
    if (this.parameters.has(name)) return;
    const around = this.blocks.slice(0, -1);
    if (around.some((list) => list.some((statement) => declaresLexically(statement, name, list === this.blocks[0])))) return;
    this.variable(name);
    const variable = this.state.scope.variables.get(name);
    if (variable !== undefined) variable.assigned = true;
  }
}

function declaresLexically(statement: AnyNode, name: string, top: boolean): boolean {
  const node = bareStatement(statement);
  let found = false;
  const check = (bound: string): void => {
    if (bound === name) found = true;
  };
  if (node?.type === 'VariableDeclaration' && node.kind !== 'var') for (const each of node.declarations) boundNames(each.id, check);
  else if (node?.type === 'ClassDeclaration' && node.id !== null) check(node.id.name);
  else if (node?.type === 'FunctionDeclaration' && !top && node.id !== null) check(node.id.name);
  else if (node?.type === 'CatchClause' && node.param) boundNames(node.param, check);
  return found;
}
