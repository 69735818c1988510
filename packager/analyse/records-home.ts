/** Object literals with methods that use `super`. */
import type { ObjectExpression } from 'acorn';
import type { LiteralRecord } from './records.ts';
import type { AnalysisState } from './state.ts';

/** Records an object literal as the home of its methods that use `super`. */
export function recordHome(state: AnalysisState, node: ObjectExpression, literals: readonly LiteralRecord[]): void {
  const { homes } = state.record;
  const home = { id: homes.length, start: node.start, end: node.end, literals };
  homes.push(home);
  for (const literal of literals) literal.home = home;
}
