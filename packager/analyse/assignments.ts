/** Assignments and patterns. */
import type { AnyNode, AssignmentExpression, ForInStatement, ForOfStatement, Pattern, UpdateExpression } from 'acorn';
import type { AssignmentSite } from '../../format/code/model.ts';
import type { AnalysisState } from './state.ts';
import { isAnonymousFunction } from './syntax.ts';

type Span = { readonly start: number; readonly end: number };

const naming = new Set(['=', '&&=', '||=', '??=']);

/** `x = …`, `x += …`, `x++` and destructuring assignments. */
export function visitAssignment(state: AnalysisState, node: AssignmentExpression | UpdateExpression): void {
  const site: AssignmentSite = { kind: 'expression', start: node.start, end: node.end, bodyStart: node.start, bodyEnd: node.end, namesRight: null };
  if (node.type === 'UpdateExpression') {
    if (node.argument.type === 'Identifier') state.refer(node.argument.name, 'update', { start: node.argument.start, end: node.argument.end, assignment: site });
    else state.visit(node.argument);
    return;
  }
  const { left, right, operator } = node;
  if (left.type === 'Identifier') {
    const names = naming.has(operator) && isAnonymousFunction(right);
    const assignment = names ? { ...site, namesRight: { start: right.start, end: right.end } } : site;
    state.refer(left.name, operator === '=' ? 'write' : 'update', { start: left.start, end: left.end, assignment });
    state.visitNamed(right, left.name);
    return;
  }
  visitPattern(state, left, site);
  state.visitNamed(right, left.type === 'MemberExpression' ? memberName(left) : null);
}

function memberName(node: AnyNode & { type: 'MemberExpression' }): string | null {
  return !node.computed && node.property.type === 'Identifier' ? node.property.name : null;
}

/** Left side of `for (x of …)` that declares nothing. */
export function visitForHeadTarget(state: AnalysisState, loop: ForInStatement | ForOfStatement, left: Pattern): void {
  visitPattern(state, left, { kind: 'for-head', start: left.start, end: left.end, bodyStart: loop.body.start, bodyEnd: loop.body.end, namesRight: null });
}

/**
 * Visits what a pattern evaluates: defaults and computed keys, and for assignments (`site`) its targets. The names that a
 * declaration binds are no references.
 */
export function visitPattern(state: AnalysisState, pattern: Pattern, site: AssignmentSite | null, shorthand = false, namesRight: Span | null = null): void {
  switch (pattern.type) {
    case 'Identifier':
      if (site !== null) state.refer(pattern.name, 'write', { start: pattern.start, end: pattern.end, shorthand, assignment: { ...site, namesRight } });
      return;
    case 'ObjectPattern':
      for (const property of pattern.properties) {
        if (property.type === 'RestElement') {
          visitPattern(state, property.argument, site);
          continue;
        }
        if (property.computed) {
          if (state.inHead) state.syntax.patternKeys.push({ start: property.key.start, end: property.key.end });
          state.visit(property.key);
        }
        visitPattern(state, property.value, site, property.shorthand);
      }
      return;
    case 'ArrayPattern':
      for (const element of pattern.elements) if (element !== null) visitPattern(state, element, site);
      return;
    case 'AssignmentPattern': {
      const { left, right } = pattern;
      const named = left.type === 'Identifier' && isAnonymousFunction(right) ? { start: right.start, end: right.end } : null;
      visitPattern(state, left, site, shorthand, named);
      state.visitNamed(right, left.type === 'Identifier' ? left.name : null);
      return;
    }
    case 'RestElement':
      visitPattern(state, pattern.argument, site);
      return;
    default:
      state.visit(pattern);
  }
}

/** Visits the patterns of a parameter list. */
export function visitParameters(state: AnalysisState, parameters: readonly Pattern[]): void {
  const saved = state.inHead;
  state.inHead = true;
  for (const parameter of parameters) visitPattern(state, parameter, null);
  state.inHead = saved;
}

