/**
 * Which makers must be arrows: those of scopes without `this` of their own in which something means the `this`, `arguments`,
 * `new.target` or `super` of a function around them. All others are functions: V8 compiles `(function` together with what is
 * around it, but before Node 22 it only skims `(() =>`, to read it all again when it is called. A library in one arrow, as
 * bundlers write it, was read twice.
 */
import type { Literal } from '../format/code/model.ts';
import { hasOwnThis } from './literal.ts';
import type { ModulePlan, ScopePlan } from './plan.ts';

const known = new WeakMap<ModulePlan, ReadonlySet<ScopePlan>>();

/** Whether the maker of a scope without own `this` must be an arrow. Call when all scopes and literals are registered. */
export function needsArrow(plan: ModulePlan, scope: ScopePlan): boolean {
  let found = known.get(plan);
  if (found === undefined) known.set(plan, (found = findAll(plan)));
  return found.has(scope);
}

function findAll(plan: ModulePlan): ReadonlySet<ScopePlan> {
  const found = new Set<ScopePlan>();
  for (const scope of plan.scopes.values()) {
    if (found.has(scope) || hasOwnThis(scope.scope)) continue;
    const literals = [...scope.literals.keys(), ...scope.hoisted.values(), ...[...scope.homes.keys()].flatMap((home) => home.literals)];
    if (!literals.some(looksOutside)) continue;
    for (let at: ScopePlan | null = scope; at !== null && !hasOwnThis(at.scope); at = at.parent) found.add(at);
  }
  return found;
}

/** In doubt it does: what stands in an arrow's scope has no nearer `this` than the function around that. */
function looksOutside(literal: Literal): boolean {
  return literal.hasEval || literal.insideWith || (literal.kind === 'arrow' && (literal.usesThis || literal.usesSuper)) || literal.free.some((variable) => variable.kind === 'pseudo');
}
