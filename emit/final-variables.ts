/** Which variables a maker declares with their values when it is resumed; see maker.ts. */
import type { Variable } from '../format/code/model.ts';
import type { ModulePlan, ScopePlan } from './plan.ts';

/** `initialised`: the variables that get values after the functions of the scope are made; `parameters`: text of the maker's parameters. Empty: the maker cannot be a generator, or nothing would come of it. */
export function finalVariables(module: ModulePlan, plan: ScopePlan, initialised: readonly Variable[], parameters: string): readonly Variable[] {
  if (plan.instances !== 1 || !canSuspend(plan)) return [];
  if (plan.parent !== null && parameters !== '') return [];
  return initialised.filter((variable) => isFinal(module, plan, variable));
}

function isFinal(module: ModulePlan, plan: ScopePlan, { name, assignedByInner }: Variable): boolean {
  if (assignedByInner || plan.uninitialised.has(name) || plan.hoisted.has(name)) return false;
  return plan.parent !== null || !module.liveImports.has(name);
}

/**
 * A generator has a `this`, `arguments` and `super` of its own, and `yield` is a word of its language: nothing in it may mean
 * those of what is around the scope. Functions have their own; blocks and arrows share those of the function around them.
 */
function canSuspend(plan: ScopePlan): boolean {
  const { scope } = plan;
  if (scope.hasEval || scope.kind === 'with' || plan.variables.has('new.target')) return false;
  if (!scope.strict && /\byield\b/.test(scope.literal.module.source)) return false;
  for (let at: ScopePlan | null = plan; at !== null; at = at.parent) if (at.insideClass !== null || at.insideHome !== null) return false;
  return isFunctionScope(plan) || !sharesThis(plan);
}

/** Whether the scope is the outermost of a function with a `this` of its own, or of a module. */
function isFunctionScope({ scope, parent }: ScopePlan): boolean {
  if (scope.kind === 'module') return parent === null;
  if (scope.kind === 'function' && scope.parent?.kind === 'parameters' && scope.parent.literal === scope.literal) return false;
  return (scope.kind === 'function' || scope.kind === 'parameters') && scope.literal.kind !== 'arrow';
}

/** Whether a scope around it, up to that of the function, has something that the scope's functions may mean. */
function sharesThis(plan: ScopePlan): boolean {
  for (let at: ScopePlan | null = plan; at !== null; at = at.parent) {
    for (const { kind } of at.variables.values()) if (kind === 'pseudo') return true;
    if (isFunctionScope(at)) return false;
  }
  return true;
}
