/** Which variables a maker declares with their values when it is resumed; see maker.ts. */
import type { Variable } from '../format/code/model.ts';
import type { ModulePlan, ScopePlan } from './plan.ts';

/** `initialised`: the variables that get values after the functions of the scope are made; `parameters`: text of the maker's parameters. Empty: the maker cannot be a generator, or nothing would come of it. */
export function finalVariables(module: ModulePlan, plan: ScopePlan, initialised: readonly Variable[], parameters: string): readonly Variable[] {
  if (plan.scope.hasEval || plan.instances !== 1 || plan.variables.has('new.target') || !canSuspend(plan)) return [];
  if (plan.parent !== null && parameters !== '') return [];
  return initialised.filter((variable) => isFinal(module, plan, variable));
}

/** Constants that a direct eval could try to assign, which must throw. Where the maker cannot be a generator they are ordinary variables. */
export function evalConstants(plan: ScopePlan, initialised: readonly Variable[]): readonly Variable[] {
  if (!plan.scope.hasEval || plan.constructed || !canSuspend(plan)) return [];
  return initialised.filter(({ name, kind }) => kind === 'const' && !plan.uninitialised.has(name));
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
  if (scope.kind === 'with') return false;
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
