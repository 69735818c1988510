/** Calls: direct eval, and the calls that mention modules. */
import type { AnyNode, CallExpression, NewExpression } from 'acorn';
import { computedPath, constantText, joinedPath } from './computed-paths.ts';
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
  const { callee } = node;
  const specifier = constantText(first);
  if (node.type === 'NewExpression') {
    if (callee.type === 'Identifier' && callee.name === 'URL' && isMetaUrl(node.arguments[1])) mention(state, 'url', specifier, first);
    return;
  }
  const method = methodName(callee);
  if (method === 'join' || method === 'resolve') {
    const files = joinedPath(node.arguments);
    if (files !== null) state.record.mentions.push({ kind: 'files', specifier: files });
  }
  const target: AnyNode = callee.type === 'MemberExpression' && method === 'resolve' ? callee.object : callee;
  if (target.type !== 'Identifier' || !isRequirer(target.name)) return;
  const variable = state.resolve(target.name);
  // Only the module's own `require`, by that name or another; a bundle's inner functions call their own parameter that.
  if (variable?.scope === state.record.scope || (specifier === null && variable?.kind !== 'parameter')) mention(state, 'require', specifier, first);
}

/** `import(…)`. */
export function recordImport(state: AnalysisState, source: AnyNode): void {
  mention(state, 'import', constantText(source), source);
}

function mention(state: AnalysisState, kind: 'require' | 'import' | 'url', specifier: string | null, node: AnyNode | undefined): void {
  const { mentions } = state.record;
  if (specifier !== null) {
    mentions.push({ kind, specifier });
    return;
  }
  const files = computedPath(node);
  if (files !== null) mentions.push({ kind: 'files', specifier: files });
}

/** `join` of `path.join(…)` and `join(…)`. */
function methodName(callee: AnyNode): string | null {
  const name = callee.type === 'MemberExpression' && !callee.computed ? callee.property : callee;
  return name.type === 'Identifier' ? name.name : null;
}

/** `require`, and what people and compilers call the result of `createRequire`: `require$1`, `_require`, `nodeRequire`. A mention that nothing answers to is without effect. */
const isRequirer = (name: string): boolean => /require/i.test(name);

function isMetaUrl(node: AnyNode | undefined): boolean {
  return node?.type === 'MemberExpression' && node.object.type === 'MetaProperty' && node.property.type === 'Identifier' && node.property.name === 'url';
}
