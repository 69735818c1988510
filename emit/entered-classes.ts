/**
 * Classes with a way in: a direct eval in the body, by which closures of a dependent are made that use private names or `super`.
 * For V8 it may assign every variable of the scopes around the class, so that none of them counts as a constant (final-variables.ts).
 */
import type { Literal, ModuleAnalysis } from '../format/code/model.ts';
import type { ModulePlan } from './plan.ts';
import { homeOf } from './plan.ts';

/** Whether a class with a way in is among what the module's script makes. */
export function hasEnteredClass(plan: ModulePlan): boolean {
  for (const { literals } of plan.scopes.values()) for (const literal of literals.keys()) if (literal.kind === 'class' && isEntered(literal)) return true;
  return false;
}

const enteredClasses = new WeakMap<ModuleAnalysis, ReadonlySet<Literal>>();

/** Whether closures are made in the class's methods that only its body can make: activations of a dependent need a way in. */
export function isEntered(literal: Literal): boolean {
  const { module } = literal;
  let found = enteredClasses.get(module);
  if (found === undefined) enteredClasses.set(module, (found = closuresInside(module)));
  return found.has(literal);
}

function closuresInside(module: ModuleAnalysis): ReadonlySet<Literal> {
  const found = new Set<Literal>();
  for (const literal of module.literals) {
    for (const owner of literal.privateOwners) if (literal.owner !== owner) found.add(owner);
    const home = literal.usesSuper && literal.kind === 'arrow' ? homeOf(literal) : null;
    if (home !== null && home.owner !== null) found.add(home.owner);
  }
  return found;
}
