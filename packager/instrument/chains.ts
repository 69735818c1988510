/**
 * What a live function is asked for: the captured scopes around it and its free variables there. Instrumentation writes the
 * answers into the text in this order, the reader takes them in the same order.
 */
import { isOnce } from '../analyse/once-scopes.ts';
import type { Literal, ModuleAnalysis, Scope, Variable } from '../../format/code/model.ts';

/** The outermost scope of a module: read through the module's own reader, not through functions. */
export function isModuleTop(scope: Scope): boolean {
  return scope.kind === 'module' && (scope.literal.module.kind === 'commonjs' || scope.literal.module.kind === 'module');
}

/** Read through a reader of its own, not through functions. */
const isRegistered = (scope: Scope): boolean => isModuleTop(scope) || isOnce(scope);

/** Captured scopes around a literal that may have several activations, innermost first. */
export function scopeChain(literal: Literal): Scope[] {
  const chain: Scope[] = [];
  for (let scope: Scope | null = literal.scope; scope !== null; scope = scope.parent) if (scope.captured && !isRegistered(scope)) chain.push(scope);
  return chain;
}

/** Captured scopes around a literal, innermost first, without the module's. */
export function capturedAround(literal: Literal): Scope[] {
  const chain: Scope[] = [];
  for (let scope: Scope | null = literal.scope; scope !== null; scope = scope.parent) if (scope.captured && !isModuleTop(scope)) chain.push(scope);
  return chain;
}

/** Free variables of scopes that may have several activations, in the order of `Literal.free`. */
export function innerVariables(literal: Literal): Variable[] {
  return literal.free.filter((variable) => !isRegistered(variable.scope));
}

/** A class method, accessor or constructor; such functions are read through their class. */
export function isClassFunction(literal: Literal): boolean {
  return literal.owner !== null && literal.kind !== 'field' && literal.kind !== 'static-block';
}

/** Arrow whose `super` is that of a method around it. */
export function isSuperArrow(literal: Literal): boolean {
  return literal.kind === 'arrow' && literal.usesSuper;
}

/** The method that an arrow with `super` has it from; it may be of the text around a direct eval. */
export function superMethod(literal: Literal): Literal {
  let method = literal;
  while ((method.kind === 'arrow' || method.kind === 'module') && method.parent !== null) method = method.parent;
  return method;
}

/** True when the function hands out its scopes: it has something to read besides what is read through readers of their own. */
export function isProbed(literal: Literal): boolean {
  if (literal.kind === 'class' || literal.kind === 'module' || literal.kind === 'field' || literal.kind === 'static-block') return false;
  if (isClassFunction(literal)) return false;
  return (literal.free.some((variable) => !isModuleTop(variable.scope)) && hasChain(literal)) || literal.privateOwners.length > 0 || isSuperArrow(literal);
}

function hasChain(literal: Literal): boolean {
  for (let scope: Scope | null = literal.scope; scope !== null; scope = scope.parent) if (scope.captured && !isRegistered(scope)) return true;
  return false;
}

/** Class scopes that an identity brand is put into: code inside can be traced to its evaluation. */
export function hasBrand(literal: Literal): boolean {
  const info = literal.classInfo;
  if (info === null) return false;
  return classScope(literal).captured || info.elements.some((element) => element.key?.kind === 'private' && element.kind !== 'field');
}

const classScopes = new WeakMap<ModuleAnalysis, ReadonlyMap<Literal, Scope>>();

/** The scope of a class literal's own name. */
export function classScope(literal: Literal): Scope {
  let scopes = classScopes.get(literal.module);
  if (scopes === undefined) {
    scopes = new Map(literal.module.scopes.flatMap((each) => (each.kind === 'class' ? [[each.literal, each] as const] : [])));
    classScopes.set(literal.module, scopes);
  }
  const scope = scopes.get(literal);
  if (scope === undefined) throw new Error(`class without scope: ${literal.path}`);
  return scope;
}

/** The scopes that a literal opens: parameters and body. */
export type OwnScopes = (literal: Literal) => readonly Scope[];

/** `this` and its kin around a class: its static block, through which it is read, has its own. */
export function isHiddenFromClass(variable: Variable, literal: Literal): boolean {
  return literal.kind === 'class' && variable.kind === 'pseudo' && variable.scope.kind !== 'with';
}

/** Whether a name means this variable in the literal's body. */
export function isVisible(variable: Variable, literal: Literal, ownScopes: OwnScopes): boolean {
  if (isHiddenFromClass(variable, literal)) return false;
  for (const scope of ownScopes(literal)) if (scope !== variable.scope && scope.variables.has(variable.name)) return false;
  for (let scope: Scope | null = literal.scope; scope !== null && scope !== variable.scope; scope = scope.parent) {
    if (scope.variables.has(variable.name)) return false;
  }
  return true;
}
