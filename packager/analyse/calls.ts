/** Calls: direct eval, and the calls that mention modules. */
import type { AnyNode, CallExpression, NewExpression } from 'acorn';
import type { AnalysisState } from './state.ts';
import { isEvalName } from './syntax.ts';

/** `f(…)`, `new F(…)`. */
export function visitCall(state: AnalysisState, node: CallExpression | NewExpression): void {
  recordMention(state, node);
  if (node.type === 'NewExpression') {
    const saved = state.inNewCallee;
    state.inNewCallee = true;
    state.visit(node.callee);
    state.inNewCallee = saved;
  } else if (isEvalName(node.callee)) {
    if (node.start === state.listStatement) state.syntax.guardedStarts.add(node.start);
    state.record.sites.push({ kind: 'direct-eval', start: node.start, end: node.end, literal: state.literal, scope: state.scope });
    state.syntax.evalCalls.push({ node, scope: state.scope, literal: state.literal, strict: state.strict });
    state.useEval();
    state.visit(node.callee);
  } else {
    const called = calledFunction(node.callee);
    if (runsOnce(state, called)) state.calledOnce = called;
    state.visitCallee(node.callee);
    if (node.callee.type === 'Super') state.useNewTarget();
  }
  for (const argument of node.arguments) state.visit(argument);
}

/** `f` of `f(…)` and `f.call(…)`. */
function calledFunction(callee: AnyNode): AnyNode {
  const isCall = callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' && callee.property.name === 'call';
  return isCall ? callee.object : callee;
}

/** Whether a callee is a nameless function that stands where everything runs once. */
function runsOnce({ literal, inLoop, inHead, record }: AnalysisState, callee: AnyNode): boolean {
  if (callee.type !== 'ArrowFunctionExpression' && callee.type !== 'FunctionExpression') return false;
  if (inLoop || inHead || callee.async || callee.generator || callee.body.type !== 'BlockStatement' || callee.id) return false;
  return (literal.kind === 'module' && (record.kind === 'commonjs' || record.kind === 'module')) || literal.ownScopes[0]?.once === true;
}

function recordMention(state: AnalysisState, node: CallExpression | NewExpression): void {
  const first = node.arguments[0];
  if (first?.type !== 'Literal' || typeof first.value !== 'string') return;
  const specifier = first.value;
  const { callee } = node;
  if (node.type === 'NewExpression') {
    const second = node.arguments[1];
    if (callee.type === 'Identifier' && callee.name === 'URL' && isMetaUrl(second)) state.record.mentions.push({ kind: 'url', specifier });
    return;
  }
  const isResolve = callee.type === 'MemberExpression' && !callee.computed && callee.property.type === 'Identifier' && callee.property.name === 'resolve';
  const target: AnyNode = isResolve ? callee.object : callee;
  if (target.type !== 'Identifier' || !isRequirer(target.name)) return;
  // Only the module's own `require`; a bundle's inner functions call their own parameter that.
  if (state.resolve(target.name)?.scope === state.record.scope) state.record.mentions.push({ kind: 'require', specifier });
}

/** `require`, and what people and compilers call the result of `createRequire`: `require$1`, `_require`, `nodeRequire`. A mention that nothing answers to is without effect. */
const isRequirer = (name: string): boolean => /require/i.test(name);

function isMetaUrl(node: AnyNode | undefined): boolean {
  return node?.type === 'MemberExpression' && node.object.type === 'MetaProperty' && node.property.type === 'Identifier' && node.property.name === 'url';
}
