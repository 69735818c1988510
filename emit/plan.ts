/**
 * What the hot form of a module must hold: which captured scopes live, with which variables, which literals are
 * live functions in them, and where each scope's maker stands (in its parent's maker, or inside a class body where
 * private names or `super` are needed).
 */
import type { HomeLiteral, Literal, ModuleAnalysis, Scope, Variable } from '../format/code/model.ts';

export interface ScopePlan {
  readonly scope: Scope;
  readonly parent: ScopePlan | null;
  instances: number;
  /** Whether some instance has a `new.target`. */
  constructed: boolean;
  /** Variables that some instance has, pseudo variables included. */
  readonly variables: Map<string, Variable>;
  /** Text of the value of variables that never change and are primitive (single instance only). */
  readonly constants: Map<string, string>;
  /** Variables still in their temporal dead zone in some instance. */
  readonly uninitialised: Set<string>;
  /** Function declarations that the maker declares as in the source, by name. */
  readonly hoisted: Map<string, Literal>;
  /** Names whose hoisted declaration is their value in every instance: `i` need not set them. */
  readonly declared: Set<string>;
  /** Names with a hoisted declaration that hold something else in some instance. */
  readonly reassigned: Set<string>;
  readonly literals: Map<Literal, LiteralPlan>;
  readonly homes: Map<HomeLiteral, number>; // slot
  /** Makers nested in this one. */
  readonly children: ScopePlan[];
  /** Class inside whose body the maker stands although its parent's maker does not; null: nested in the parent. */
  insideClass: Literal | null;
  /** Object literal inside which the maker stands as a method, for arrows that use its `super`. */
  insideHome: HomeLiteral | null;
  /** Slot among the parent's makers, or among those of the class. */
  slot: number;
}

export interface LiteralPlan {
  readonly literal: Literal;
  slot: number;
  /** Live functions of this literal in the instance that has most. */
  perInstance: number;
  /** The one name that all have ('' too), `null`: they differ. */
  name: string | null;
  named: boolean;
  /** Whether stacks show it by what it was assigned to: not worth the while in scopes with many instances. */
  inferred: boolean;
}

/** Makers and functions inside one class body. */
export interface ClassInner {
  readonly children: ScopePlan[];
}

export interface ModulePlan {
  readonly code: ModuleAnalysis;
  readonly root: ScopePlan;
  readonly scopes: Map<Scope, ScopePlan>;
  readonly inner: Map<Literal, ClassInner>;
  /** Makers that stand inside object literals. */
  readonly innerOfHomes: Map<HomeLiteral, ScopePlan[]>;
  /** Import variables whose exporter may still assign them. */
  readonly liveImports: Set<string>;
}

/** A plan with its root scope only: the module's, or for code emitted outside, the scope around that code. */
export function createModulePlan(code: ModuleAnalysis, rootScope: Scope): ModulePlan {
  const scopes = new Map<Scope, ScopePlan>();
  const root = createScopePlan(rootScope, null);
  scopes.set(rootScope, root);
  return { code, root, scopes, inner: new Map(), innerOfHomes: new Map(), liveImports: new Set() };
}

function createScopePlan(scope: Scope, parent: ScopePlan | null): ScopePlan {
  return {
    scope, parent, instances: 0, constructed: false, variables: new Map(), constants: new Map(), uninitialised: new Set(), hoisted: new Map(), declared: new Set(), reassigned: new Set(),
    literals: new Map(), homes: new Map(), children: [], insideClass: null, insideHome: null, slot: -1,
  };
}

/** The plan of a captured scope, with those of its captured ancestors. */
export function scopePlan(plan: ModulePlan, scope: Scope): ScopePlan {
  const known = plan.scopes.get(scope);
  if (known !== undefined) return known;
  const parent = scopePlan(plan, capturedParent(scope));
  const made = createScopePlan(scope, parent);
  plan.scopes.set(scope, made);
  return made;
}

/** The nearest enclosing captured scope, at last the module's. */
export function capturedParent(scope: Scope): Scope {
  for (let s = scope.parent; s !== null; s = s.parent) if (s.captured || s.parent === null) return s;
  return scope;
}

/** Registers a live literal in a scope plan. */
export function literalPlan(scope: ScopePlan, literal: Literal): LiteralPlan {
  let found = scope.literals.get(literal);
  if (found === undefined) {
    found = { literal, slot: scope.literals.size, perInstance: 0, name: null, named: false, inferred: false };
    scope.literals.set(literal, found);
  }
  return found;
}

/** Decides where makers stand and numbers them. Call once, when all scopes and literals are registered. */
export function placeMakers(plan: ModulePlan): void {
  const anyNeed = [...plan.scopes.values()].some((scope) => [...scope.literals.keys()].some((literal) => classNeeds(literal).length > 0));
  for (const scope of plan.scopes.values()) {
    if (scope.parent === null) continue;
    const home = scope.scope.literal.home;
    if (home !== null && needsHome(plan, scope)) {
      placeInHome(plan, scope, scope.parent, home);
      continue;
    }
    const owner = anyNeed ? neededClass(plan, scope) : null;
    if (owner === null || (isInside(scope.parent, owner) && !needsHome(plan, scope))) {
      scope.slot = scope.parent.children.length;
      scope.parent.children.push(scope);
      continue;
    }
    scope.insideClass = owner;
    const inner = classInner(plan, owner);
    scope.slot = inner.children.length;
    inner.children.push(scope);
  }
}

function placeInHome(plan: ModulePlan, scope: ScopePlan, parent: ScopePlan, home: HomeLiteral): void {
  let inner = plan.innerOfHomes.get(home);
  if (inner === undefined) plan.innerOfHomes.set(home, (inner = []));
  scope.insideHome = home;
  scope.slot = inner.length;
  inner.push(scope);
  if (!parent.homes.has(home)) parent.homes.set(home, parent.homes.size);
}

function classInner(plan: ModulePlan, owner: Literal): ClassInner {
  let inner = plan.inner.get(owner);
  if (inner === undefined) {
    inner = { children: [] };
    plan.inner.set(owner, inner);
  }
  return inner;
}

/**
 * Whether arrows made in the scope, or in arrow scopes below it, use the `super` of the scope's own method: its maker is a
 * method then, directly in the class (whose name is all that lies between).
 */
function needsHome(plan: ModulePlan, scope: ScopePlan): boolean {
  if (!scope.scope.variables.has('this')) return false;
  for (const other of plan.scopes.values()) {
    if (!encloses(scope.scope, other.scope)) continue;
    for (const literal of other.literals.keys()) {
      if (literal.usesSuper && literal.kind === 'arrow' && homeOf(literal) === scope.scope.literal) return true;
    }
  }
  return false;
}

/** The method, accessor, constructor or initialiser whose `super` an arrow uses. */
export function homeOf(arrow: Literal): Literal | null {
  let at: Literal | null = arrow;
  while (at !== null && (at.kind === 'arrow' || (at.kind === 'module' && at.parent !== null))) at = at.parent; // through texts of direct evals
  return at;
}

/** Whether the scope's maker stands inside the class's body. */
function isInside(scope: ScopePlan, owner: Literal): boolean {
  for (let s: ScopePlan | null = scope; s !== null; s = s.parent) if (s.insideClass === owner) return true;
  return false;
}

/** The innermost class around the scope whose private names, or whose `super`, some literal made in it or below it uses. */
function neededClass(plan: ModulePlan, scope: ScopePlan): Literal | null {
  let best: Literal | null = null;
  for (const other of plan.scopes.values()) {
    if (!encloses(scope.scope, other.scope)) continue;
    for (const literal of other.literals.keys()) {
      for (const owner of classNeeds(literal)) {
        if (!classEncloses(owner, scope.scope)) continue;
        if (best === null || owner.start > best.start) best = owner;
      }
    }
  }
  return best;
}

/** Classes inside whose bodies a literal must be made. */
function classNeeds(literal: Literal): readonly Literal[] {
  if (!(literal.usesSuper && literal.kind === 'arrow')) return literal.privateOwners;
  const owner = homeOf(literal)?.owner ?? null;
  return owner === null ? literal.privateOwners : [...literal.privateOwners, owner];
}

function encloses(outer: Scope, inner: Scope): boolean {
  for (let s: Scope | null = inner; s !== null; s = s.parent) if (s === outer) return true;
  return false;
}

function classEncloses(owner: Literal, scope: Scope): boolean {
  for (let s: Scope | null = scope; s !== null; s = s.parent) if (s.kind === 'class' && s.literal === owner) return true;
  return false;
}
