/** The one pass over the syntax tree: one switch over the kinds of node, in evaluation order where that matters. */
import type { AnyNode, Expression, ForInStatement, ForOfStatement, ForStatement, ObjectExpression, Statement, TryStatement, VariableDeclaration } from 'acorn';
import type { UseKind } from '../../format/code/model.ts';
import { visitAssignment, visitForHeadTarget, visitPattern } from './assignments.ts';
import { recordImport, visitCall } from './calls.ts';
import { visitClass } from './classes.ts';
import { visitFunction } from './functions.ts';
import { boundNames, declareLexical } from './hoist.ts';
import { visitExport, visitImport } from './imports.ts';
import { elementKey } from './keys.ts';
import { recordHome } from './records-home.ts';
import type { LiteralRecord } from './records.ts';
import type { AnalysisState, Visitor } from './state.ts';

/** Visits one node; a switch table, long but flat. */
function visit(state: AnalysisState, node: AnyNode): void {
  switch (node.type) {
    case 'Identifier':
      state.refer(node.name, 'read', node);
      return;
    case 'Literal': case 'EmptyStatement': case 'DebuggerStatement': case 'BreakStatement': case 'ContinueStatement': case 'TemplateElement':
      return;
    case 'ThisExpression':
      state.refer('this', 'read', node);
      state.markThis();
      return;
    case 'Super':
      state.useSuper();
      return;
    case 'MetaProperty':
      if (node.meta.name === 'new') state.refer('new.target', 'read', node);
      else state.record.sites.push({ kind: 'import-meta', start: node.start, end: node.end, literal: state.literal });
      return;
    case 'PrivateIdentifier':
      state.usePrivate(node.name);
      return;
    case 'MemberExpression': {
      const key = constantKey(node);
      use(state, node.object, key === null ? 'read' : 'member-read', key);
      visitProperty(state, node);
      return;
    }
    case 'CallExpression': case 'NewExpression':
      visitCall(state, node);
      return;
    case 'TaggedTemplateExpression':
      visitCallee(state, node.tag);
      visit(state, node.quasi);
      state.useTemplate(node);
      return;
    case 'ImportExpression':
      state.record.sites.push({ kind: 'dynamic-import', start: node.start, end: node.start + 6, literal: state.literal });
      recordImport(state, node.source);
      visit(state, node.source);
      if ('options' in node && node.options) visit(state, node.options as Expression);
      return;
    case 'ChainExpression': case 'ParenthesizedExpression': case 'ExpressionStatement':
      visit(state, node.expression);
      return;
    case 'AwaitExpression':
      if (state.literal.kind === 'module') state.record.hasTopLevelAwait = true;
      visit(state, node.argument);
      return;
    case 'UnaryExpression':
      use(state, node.argument, node.operator === 'typeof' ? 'typeof' : node.operator === 'delete' ? 'delete' : 'read', null);
      return;
    case 'ReturnStatement':
      if (node.argument) {
        state.syntax.returning.add(state.literal);
        visit(state, node.argument);
      }
      return;
    case 'SpreadElement': case 'ThrowStatement': case 'YieldExpression':
      if (node.argument) visit(state, node.argument);
      return;
    case 'UpdateExpression': case 'AssignmentExpression':
      visitAssignment(state, node);
      return;
    case 'BinaryExpression': case 'LogicalExpression':
      visit(state, node.left);
      visit(state, node.right);
      return;
    case 'ConditionalExpression':
      visit(state, node.test);
      visit(state, node.consequent);
      visit(state, node.alternate);
      return;
    case 'SequenceExpression': case 'TemplateLiteral':
      for (const each of node.expressions) visit(state, each);
      return;
    case 'ArrayExpression':
      for (const each of node.elements) if (each !== null) visit(state, each);
      return;
    case 'ObjectExpression':
      visitObject(state, node);
      return;
    case 'FunctionExpression': case 'FunctionDeclaration': case 'ArrowFunctionExpression':
      visitFunction(state, node, null);
      return;
    case 'ClassExpression': case 'ClassDeclaration':
      visitClass(state, node, null);
      return;
    default:
      visitStatement(state, node);
  }
}

function visitStatement(state: AnalysisState, node: AnyNode): void {
  switch (node.type) {
    case 'Program':
      visitList(state, node.body);
      return;
    case 'BlockStatement':
      state.open('block', node);
      declareLexical(state, node.body);
      visitList(state, node.body);
      state.close();
      return;
    case 'VariableDeclaration':
      visitDeclaration(state, node);
      return;
    case 'IfStatement':
      visit(state, node.test);
      visitSub(state, node.consequent);
      if (node.alternate) visitSub(state, node.alternate);
      return;
    case 'ForStatement':
      visitFor(state, node);
      return;
    case 'ForInStatement': case 'ForOfStatement':
      visitForIn(state, node);
      return;
    case 'WhileStatement': case 'DoWhileStatement':
      repeated(state, () => {
        visit(state, node.test);
        visitSub(state, node.body);
      });
      return;
    case 'WithStatement':
      visitWith(state, node.object, node, node.body);
      return;
    case 'LabeledStatement':
      state.syntax.labels.set(node.body, state.syntax.labels.get(node) ?? node.start);
      visit(state, node.body);
      return;
    case 'SwitchStatement':
      visit(state, node.discriminant);
      state.open('switch', node);
      for (const each of node.cases) declareLexical(state, each.consequent);
      for (const each of node.cases) {
        if (each.test) visit(state, each.test);
        visitList(state, each.consequent);
      }
      state.close();
      return;
    case 'TryStatement':
      visitTry(state, node);
      return;
    case 'ImportDeclaration':
      visitImport(state, node);
      return;
    case 'ExportNamedDeclaration': case 'ExportDefaultDeclaration': case 'ExportAllDeclaration':
      visitExport(state, node);
      return;
    default:
      throw new Error(`unknown syntax ${node.type}`);
  }
}

/** Statements of a body or block. */
function visitList(state: AnalysisState, body: readonly AnyNode[]): void {
  for (const statement of body) {
    if (statement.type === 'ExpressionStatement') state.listStatement = statement.start;
    visit(state, statement);
  }
}

/** A statement that is not in a list: a function there has a block of its own. */
function visitSub(state: AnalysisState, node: Statement): void {
  if (node.type === 'FunctionDeclaration') {
    state.open('block', node);
    declareLexical(state, [node]);
    visit(state, node);
    state.close();
  } else {
    visit(state, node);
  }
}

/** An expression whose use is known from what is around it. */
function use(state: AnalysisState, node: AnyNode, kind: UseKind, key: string | null): void {
  if (node.type === 'Identifier') state.refer(node.name, kind, { start: node.start, end: node.end, key });
  else if (node.type === 'ThisExpression') {
    state.refer('this', kind, { start: node.start, end: node.end, key });
    state.markThis();
  } else visit(state, node);
}

/** What is called: `x`, `x.key`, or any other expression. */
function visitCallee(state: AnalysisState, callee: AnyNode): void {
  if (callee.type === 'MemberExpression') {
    const key = constantKey(callee);
    use(state, callee.object, key === null ? 'read' : 'member-call', key);
    visitProperty(state, callee);
  } else {
    use(state, callee, 'call', null);
  }
}

function visitProperty(state: AnalysisState, node: AnyNode & { type: 'MemberExpression' }): void {
  if (node.computed || node.property.type === 'PrivateIdentifier') visit(state, node.property);
}

function constantKey(node: AnyNode & { type: 'MemberExpression' }): string | null {
  if (!node.computed) return node.property.type === 'Identifier' ? node.property.name : null;
  return node.property.type === 'Literal' && typeof node.property.value === 'string' ? node.property.value : null;
}

/** An expression that may be an anonymous function: `hint` is the name it would take, for its path. */
function visitNamed(state: AnalysisState, node: AnyNode, hint: string | null): void {
  if (node.type === 'FunctionExpression' || node.type === 'ArrowFunctionExpression') visitFunction(state, node, hint);
  else if (node.type === 'ClassExpression') visitClass(state, node, hint);
  else visit(state, node);
}

function visitObject(state: AnalysisState, node: ObjectExpression): void {
  const superUsers: LiteralRecord[] = [];
  let computed = 0;
  for (const property of node.properties) {
    if (property.type === 'SpreadElement') {
      visit(state, property.argument);
      continue;
    }
    if (property.computed) state.visitHead(property.key);
    const key = elementKey(state, property.key, property.computed, property.computed ? computed++ : 0);
    const name = key.kind === 'computed' ? null : key.name;
    if (property.value.type === 'FunctionExpression' && (property.method || property.kind !== 'init')) {
      const literal = visitFunction(state, property.value, name, { node: property, kind: property.kind === 'init' ? 'method' : property.kind, start: property.start });
      literal.key = key;
      if (literal.usesSuper) superUsers.push(literal);
    } else if (property.shorthand && property.value.type === 'Identifier') {
      state.refer(property.value.name, 'read', { start: property.value.start, end: property.value.end, shorthand: true });
    } else {
      visitNamed(state, property.value, name);
    }
  }
  if (superUsers.length > 0) recordHome(state, node, superUsers);
}

function visitDeclaration(state: AnalysisState, node: VariableDeclaration): void {
  if (node.kind === 'await using' && state.literal.kind === 'module') state.record.hasTopLevelAwait = true;
  for (const declarator of node.declarations) {
    const { id, init } = declarator;
    if (id.type !== 'Identifier') visitPattern(state, id, null);
    if (node.kind === 'var' && init) boundNames(id, (name) => state.initialise(name));
    if (init) visitNamed(state, init, id.type === 'Identifier' ? id.name : null);
  }
}

function visitFor(state: AnalysisState, node: ForStatement): void {
  const { init } = node;
  const own = init?.type === 'VariableDeclaration' && init.kind !== 'var';
  if (own) {
    state.open('for', node);
    declareLexical(state, [init]);
  }
  if (init) visit(state, init);
  repeated(state, () => {
    if (node.test) visit(state, node.test);
    if (node.update) visit(state, node.update);
    visitSub(state, node.body);
  });
  if (own) state.close();
}

/** What a loop repeats. */
function repeated(state: AnalysisState, inside: () => void): void {
  const saved = state.inLoop;
  state.inLoop = true;
  inside();
  state.inLoop = saved;
}

function visitForIn(state: AnalysisState, node: ForInStatement | ForOfStatement): void {
  if (node.type === 'ForOfStatement' && node.await && state.literal.kind === 'module') state.record.hasTopLevelAwait = true;
  visitWalkedOver(state, node);
  repeated(state, () => visitForInHead(state, node));
}

/** What the loop walks over: code there sees the loop's variables, which have no value yet, and never will have for closures. */
function visitWalkedOver(state: AnalysisState, { left, right }: ForInStatement | ForOfStatement): void {
  if (left.type !== 'VariableDeclaration' || left.kind === 'var' || !/=>|[{\\]|\beval\b/.test(state.source.slice(right.start, right.end))) {
    visit(state, right);
    return;
  }
  state.open('for-head', right);
  // Not constants: who assigns them is told that they have no value.
  for (const { id } of left.declarations) boundNames(id, (name) => state.declare(name, 'let'));
  visit(state, right);
  state.close();
}

function visitForInHead(state: AnalysisState, node: ForInStatement | ForOfStatement): void {
  const { left } = node;
  if (left.type !== 'VariableDeclaration') {
    visitForHeadTarget(state, node, left);
    visitSub(state, node.body);
    return;
  }
  const own = left.kind !== 'var';
  if (own) {
    state.open('for-in', node);
    declareLexical(state, [left]);
  }
  for (const { id, init } of left.declarations) {
    if (id.type !== 'Identifier') visitPattern(state, id, null);
    if (!own) boundNames(id, (name) => state.initialise(name));
    if (init) visit(state, init);
  }
  visitSub(state, node.body);
  if (own) state.close();
}

function visitWith(state: AnalysisState, object: Expression, node: AnyNode, body: Statement): void {
  visit(state, object);
  state.open('with', node);
  const first = state.record.literals.length;
  visitSub(state, body);
  const inside = state.record.literals.slice(first);
  for (const literal of inside) literal.insideWith = true;
  state.bindWith(inside);
  state.close();
}

function visitTry(state: AnalysisState, node: TryStatement): void {
  visit(state, node.block);
  if (node.handler) {
    const { param, body } = node.handler;
    state.open('catch', node.handler);
    if (param) {
      boundNames(param, (name) => state.declare(name, 'catch'));
      if (param.type !== 'Identifier') visitPattern(state, param, null);
    }
    declareLexical(state, body.body);
    visitList(state, body.body);
    state.close();
  }
  if (node.finalizer) visit(state, node.finalizer);
}

/** The walk as the state knows it. */
export const visitor: Visitor = { visit, list: visitList, named: visitNamed, callee: visitCallee };
