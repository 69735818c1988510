/** Scope analysis of one text: what it declares, captures, imports and exports. One pass over acorn's tree. */
import type { AnyNode } from 'acorn';
import type { Literal, ModuleAnalysis, Scope } from '../../format/code/model.ts';
import { bareStatement, declareLexical, declareVariables } from './hoist.ts';
import { declareImports, settleExports } from './imports.ts';
import { LiteralRecord, ScopeRecord } from './records.ts';
import type { AnalysisRecord } from './records.ts';
import { AnalysisState } from './state.ts';
import type { OuterScope } from './state.ts';
import { settleOnce } from './once-scopes.ts';
import { keepSyntax } from './syntax-table.ts';
import { hasUseStrict, parseText } from './syntax.ts';
import type { TextKind } from './syntax.ts';
import { visitor } from './walk.ts';

export interface AnalyseOptions {
  readonly kind: TextKind;
  /** For messages. */
  readonly file: string;
  /** For direct eval: where the call stands. */
  readonly outer?: { readonly scope: Scope; readonly literal: Literal; readonly strict: boolean };
}

/** What Node gives every CommonJS module. */
export const commonJsParameters = ['exports', 'require', 'module', '__filename', '__dirname'] as const;

/**
 * Analyses a text. A byte order mark is taken off first; positions count from after it. The syntax tree is kept for the
 * evaluation forms until `releaseSyntax` (syntax-table.ts). Throws SyntaxError with `file:line:column` in its message.
 */
export function analyse(source: string, options: AnalyseOptions): ModuleAnalysis {
  const text = source.charCodeAt(0) === 0xfeff ? source.slice(1) : source;
  const program = parseText(text, options.kind, options.file);
  const state = new AnalysisState(text, options.kind, program, outerScope(options), visitor);
  const { record } = state;
  state.strict = options.kind === 'module' || state.strict || hasUseStrict(program.body);
  record.strict = state.strict;
  record.scope.strict = state.strict;
  state.literal.strict = state.strict;
  state.literal.ownScopes.push(record.scope);
  if (options.kind === 'commonjs') for (const name of commonJsParameters) state.declare(name, 'parameter');
  // In ES modules and global code `arguments` is a global name, `new.target` an error.
  if (options.kind === 'commonjs') state.declarePseudo();
  else if (options.kind !== 'eval') state.declare('this', 'pseudo');
  declareImports(state, program);
  declareVariables(state, program.body, new Set(options.kind === 'commonjs' ? commonJsParameters : []));
  declareLexical(state, ownStatements(state, program.body));
  state.visit(program);
  settleExports(state);
  finish(record);
  settleOnce(record);
  keepSyntax(record, state.syntax);
  return record;
}

function outerScope(options: AnalyseOptions): OuterScope | null {
  const { outer } = options;
  if (outer === undefined) return null;
  if (!(outer.scope instanceof ScopeRecord) || !(outer.literal instanceof LiteralRecord)) throw new TypeError('the outer scope is not of an analysis');
  return { scope: outer.scope, literal: outer.literal, strict: outer.strict };
}

/** Functions of sloppy global code are properties of the global object. */
function ownStatements(state: AnalysisState, body: readonly AnyNode[]): readonly AnyNode[] {
  if (state.kind !== 'script' || state.strict) return body;
  return body.filter((statement) => bareStatement(statement)?.type !== 'FunctionDeclaration');
}

function finish(record: AnalysisRecord): void {
  const lines = lineStarts(record.source);
  for (const literal of record.literals) {
    literal.free = [...literal.freeSet].sort((a, b) => a.scope.depth - b.scope.depth || a.order - b.order);
    literal.line = lineOf(lines, literal.start);
  }
  const { references } = record;
  for (let index = 1; index < references.length; index++) {
    const [before, here] = [references[index - 1], references[index]];
    if (before !== undefined && here !== undefined && before.start > here.start) {
      references.sort((a, b) => a.start - b.start);
      break;
    }
  }
}

function lineStarts(source: string): number[] {
  const starts = [0];
  for (let end = source.indexOf('\n'); end >= 0; end = source.indexOf('\n', end + 1)) starts.push(end + 1);
  return starts;
}

function lineOf(starts: readonly number[], position: number): number {
  let low = 0;
  let high = starts.length;
  while (high - low > 1) {
    const middle = (low + high) >> 1;
    if ((starts[middle] ?? 0) <= position) low = middle;
    else high = middle;
  }
  return low + 1;
}
