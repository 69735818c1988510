/** Functions, arrows, methods. */
import type { AnyNode } from 'acorn';
import type { LiteralKind } from '../../format/code/model.ts';
import { visitParameters } from './assignments.ts';
import { boundNames, declareLexical, declareVariables } from './hoist.ts';
import { pathOf } from './paths.ts';
import type { LiteralRecord } from './records.ts';
import type { AnalysisState } from './state.ts';
import { afterArrow, containsLiteral, hasUseStrict } from './syntax.ts';
import type { FunctionNode } from './syntax.ts';

/** The class element or property around a method's function. */
export interface MethodPlace {
  readonly node: AnyNode;
  readonly kind: LiteralKind;
  readonly start: number; // where its `toString` text starts
}

/** Visits a function; `hint` is the name it takes when it has none. */
export function visitFunction(state: AnalysisState, node: FunctionNode, hint: string | null, place: MethodPlace | null = null): LiteralRecord {
  const ownName = place === null && node.type === 'FunctionExpression' && node.id && !isMadeByConstructor(state, node) ? node.id.name : null;
  if (ownName !== null) {
    state.open('function-name', node);
    state.declare(ownName, 'function-name');
  }
  const kind = place?.kind ?? (node.type === 'ArrowFunctionExpression' ? 'arrow' : 'function');
  const literal = state.literalOf(kind, node, place?.start ?? node.start, place?.node.end ?? node.end);
  describe(state, literal, node);
  literal.path = pathOf(literal, literal.name ?? hint);
  if (literal.declaration) noteDeclaration(state, literal);
  const saved = { literal: state.literal, strict: state.strict, inHead: state.inHead, inLoop: state.inLoop };
  state.inLoop = false;
  state.literal = literal;
  state.strict = literal.strict;
  visitInside(state, literal, node);
  state.literal = saved.literal;
  state.strict = saved.strict;
  state.inHead = saved.inHead;
  state.inLoop = saved.inLoop;
  if (ownName !== null) state.close();
  return literal;
}

/** The text of `new Function` stands for a function without a binding of its own name. */
function isMadeByConstructor(state: AnalysisState, node: FunctionNode): boolean {
  return state.kind === 'script' && node.id?.name === 'anonymous' && state.literal.kind === 'module' && state.source.startsWith('(') && node.start === 1;
}

function describe(state: AnalysisState, literal: LiteralRecord, node: FunctionNode): void {
  literal.functionStart = node.start;
  literal.declaration = node.type === 'FunctionDeclaration';
  literal.name = node.id?.name ?? null;
  literal.async = node.async;
  literal.generator = node.generator;
  literal.strict = state.strict || (node.body.type === 'BlockStatement' && hasUseStrict(node.body.body));
  literal.expressionBody = node.body.type !== 'BlockStatement';
  literal.bodyStart = node.type === 'ArrowFunctionExpression' && literal.expressionBody ? afterArrow(state.source, node) : node.body.start + 1;
  literal.bodyEnd = literal.expressionBody ? node.end : node.body.end - 1;
  literal.parameterCount = node.params.length;
  literal.simpleParameters = node.params.every((each) => each.type === 'Identifier');
  const optional = node.params.findIndex((each) => each.type === 'AssignmentPattern' || each.type === 'RestElement');
  literal.expectedLength = optional < 0 ? node.params.length : optional;
  for (const parameter of node.params) boundNames(parameter, (name) => literal.parameterNames.push(name));
}

function noteDeclaration(state: AnalysisState, literal: LiteralRecord): void {
  state.scope.variables.get(literal.name ?? '*default*')?.declarations.unshift(literal);
}

function visitInside(state: AnalysisState, literal: LiteralRecord, node: FunctionNode): void {
  const separate = !literal.simpleParameters && node.params.some(containsLiteral);
  const scope = state.open(separate ? 'parameters' : 'function', node, literal);
  literal.ownScopes.push(scope);
  scope.once = state.calledOnce === node && !separate;
  if (!literal.isArrow) state.declarePseudo();
  for (const name of literal.parameterNames) state.declare(name, 'parameter');
  if (!literal.simpleParameters) visitParameters(state, node.params);
  if (node.body.type === 'BlockStatement') {
    if (separate) literal.ownScopes.push(state.open('function', node, literal));
    const { body } = node.body;
    state.inHead = false;
    declareVariables(state, body, new Set(literal.parameterNames));
    declareLexical(state, body);
    state.visitList(body);
    if (separate) state.close();
  } else {
    state.inHead = false;
    state.visit(node.body);
  }
  state.close();
}
