/**
 * Bodies of functions that run once for each evaluation of their module: `(function () {…})()` at its top level, and such
 * functions inside them, as bundlers make them. Their variables are read through one reader that is made when they
 * begin to run, as those of the module are: functions in them need not be asked which activation they belong to.
 */
import type { Literal, ModuleAnalysis, Scope, Variable } from '../../format/code/model.ts';
import { ScopeRecord } from './records.ts';

/** Those of analyses that were not made in this process. */
export const onceScopes = new WeakSet<Scope>();

/** Whether there is one activation of the scope only, and something live may refer to it. */
export function isOnce(scope: Scope): boolean {
  return scope instanceof ScopeRecord ? scope.once : onceScopes.has(scope);
}

/** Variables that the reader of such a scope gives, in order. */
export function onceVariables(scope: Scope): Variable[] {
  return [...scope.variables.values()].filter(({ captured }) => captured);
}

/**
 * Decides, when a text is analysed, which of the bodies that were found are treated so: not those that direct eval or `with`
 * can see into, nor those inside a captured scope that may have several activations.
 */
export function settleOnce(analysis: ModuleAnalysis): void {
  for (const scope of analysis.scopes) {
    if (!(scope instanceof ScopeRecord) || !scope.once) continue;
    scope.once = scope.captured && !scope.hasEval && !analysis.scope.hasEval && !scope.literal.insideWith && !saysArguments(scope.literal, scope) && isAroundOnce(scope);
  }
}

/** A function that sees its own `arguments` could call itself again. */
function saysArguments({ kind }: Literal, scope: ScopeRecord): boolean {
  const own = scope.variables.get('arguments');
  return kind !== 'arrow' && own !== undefined && (own.captured || own.mentioned);
}

function isAroundOnce(scope: ScopeRecord): boolean {
  for (let around = scope.parent; around !== null && around.parent !== null; around = around.parent) if (around.captured && !around.once) return false;
  return true;
}
