/**
 * The syntax tree behind an analysis, kept beside it only until its evaluation forms are made: trees are ten times as big
 * as what the packager needs later.
 */
import type { AnyNode, CallExpression, Program } from 'acorn';
import type { Literal, ModuleAnalysis, Scope } from '../../format/code/model.ts';

export interface Syntax {
  readonly program: Program;
  /** Node of each scope, by id. */
  readonly scopeNodes: AnyNode[];
  /** Node of each literal, by id: the function or class; for fields and static blocks the element. */
  readonly literalNodes: AnyNode[];
  /** Computed keys inside patterns of parameter lists. */
  readonly patternKeys: { readonly start: number; readonly end: number }[];
  readonly evalCalls: { readonly node: CallExpression; readonly scope: Scope; readonly literal: Literal; readonly strict: boolean }[];
  /** Starts of calls that are the first thing of a statement in a list: a parenthesis put there could continue the line before. */
  readonly guardedStarts: Set<number>;
  /** Literals that contain `return` with a value. */
  readonly returning: Set<Literal>;
  /** Labelled statements: start of the outermost label. */
  readonly labels: Map<AnyNode, number>;
}

const table = new WeakMap<ModuleAnalysis, Syntax>();

/** Keeps the tree until `releaseSyntax`, at the longest as long as the analysis itself. */
export function keepSyntax(analysis: ModuleAnalysis, syntax: Syntax): void {
  table.set(analysis, syntax);
}

/** The tree of a fresh analysis; throws when it was released. */
export function syntaxOf(analysis: ModuleAnalysis): Syntax {
  const syntax = table.get(analysis);
  if (syntax === undefined) throw new Error('the syntax tree of this analysis is released: analyse the text again');
  return syntax;
}

/** Lets go of the tree. Evaluation forms must have been made before. */
export function releaseSyntax(analysis: ModuleAnalysis): void {
  table.delete(analysis);
}
