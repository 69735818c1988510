/**
 * Code of a prerequisite that runs in scopes of a dependent: `const app = express()` holds a closure whose code is
 * express's and whose variables are the dependent's. Such code is emitted when linking, from the prerequisite's code
 * tables, so that it is always the code of the prerequisite that is really there.
 *
 * The scopes around it exist already (the prerequisite's instances); they cannot be entered from outside. Their
 * variables that never change are bound by value under their own names; those that functions may assign become
 * properties of a view, `x` → `$ic0.x`, by the references in the code tables.
 */
import type { Literal, ModuleAnalysis, Reference, Scope, Variable } from '../format/code/model.ts';
import type { Graph } from '../format/graph/model.ts';
import type { OriginalText } from '../format/hot/model.ts';
import { textHash } from './hash.ts';
import { constantWrite, hotEdits, isConstant, mutableExports, push } from './hot-edits.ts';
import type { Emission } from './literal.ts';
import { writeInnerMakers } from './class.ts';
import { writeChildren, writeFunctions, writeHomes } from './maker.ts';
import type { EmittedNames } from './names.ts';
import { namesFor, quote } from './names.ts';
import type { ModulePlan } from './plan.ts';
import { capturedParent, createModulePlan, placeMakers, scopePlan } from './plan.ts';
import type { Places, SlotTables } from './planning.ts';
import { fillPlans, fillSlots } from './planning.ts';
import { bareTemplate, callEdits, isTemplateVariable, templateIdentifier, templateSites, templateVariable } from './templates.ts';
import type { Edit } from './text-builder.ts';
import { EditList, TextBuilder } from './text-builder.ts';

/** What the linker knows of the code of prerequisites. */
export interface ForeignCode {
  code(component: string, module: string): ModuleAnalysis | null;
  /** The scope of an instance of a prerequisite, by its symbol path; the code of that scope may be another prerequisite's. */
  scopeOf(component: string, path: string): Scope | null;
}

export interface ForeignScript {
  /** Index in Graph.imports of the instance around it. */
  readonly entry: number;
  readonly component: string;
  readonly module: string;
  /** Captured scopes around the code, innermost (that of the entry) first: one view parameter each. */
  readonly scopes: readonly Scope[];
  /** A function (link, view of each scope …) that returns a handle without variables. */
  readonly text: string;
  /** As in HotScript. */
  readonly segments: Uint32Array;
  /** Functions whose text is not verbatim: where the original stands in the prerequisite's module. */
  readonly originals: readonly OriginalText[];
}

/** Makers that stand inside a class of the prerequisite: text for the `e` of its cell, as ForeignScript, but returning what writeInnerMakers says. */
export type ForeignClass = ForeignScript;

/** Everything foreign of a graph. */
export interface ForeignTexts {
  readonly scripts: readonly ForeignScript[];
  /** By scope instance: where its maker is. */
  readonly inside: ReadonlyMap<number, ForeignClass>;
}

/** Emits everything foreign of a graph, one script per instance of a prerequisite around it and one per class that is entered, and fills its slots. */
export function emitForeign(graph: Graph, foreign: ForeignCode, tables: SlotTables): ForeignTexts {
  const plans = new Map<number, { plan: ModulePlan; component: string; module: string }>();
  const places = foreignPlaces(graph, foreign, plans);
  fillPlans(graph, places);
  const scripts: ForeignScript[] = [];
  for (const { plan } of plans.values()) {
    plan.root.hoisted.clear(); // its variables are bound from the view
    placeMakers(plan);
  }
  fillSlots(graph, places, tables);
  const classes = new Map<ModulePlan, ReadonlyMap<Literal, ForeignClass>>();
  for (const [entry, { plan, component, module }] of plans) {
    const scopes = chain(plan.root.scope);
    scripts.push({ entry, component, module, scopes, ...foreignText(plan, module, scopes, writeRoot) });
    const emitted = new Set(emittedLiterals(plan));
    const entered = [...plan.inner].filter(([owner]) => !emitted.has(owner));
    classes.set(plan, new Map(entered.map(([owner, { children }]) => [owner, { entry, component, module, scopes, ...foreignText(plan, module, scopes, (emission) => writeInnerMakers(emission, children)) }])));
  }
  return { scripts, inside: insideOf(graph, places, classes) };
}

function insideOf(graph: Graph, places: Places, classes: ReadonlyMap<ModulePlan, ReadonlyMap<Literal, ForeignClass>>): ReadonlyMap<number, ForeignClass> {
  const found = new Map<number, ForeignClass>();
  graph.instances.forEach((instance, index) => {
    const place = places.instance(instance);
    const owner = place === null ? null : scopePlan(place.plan, place.scope).insideClass;
    const text = place === null || owner === null ? undefined : classes.get(place.plan)?.get(owner);
    if (text !== undefined) found.set(index, text);
  });
  return found;
}

function writeRoot(emission: Emission): void {
  const { builder, plan } = emission;
  builder.add('return{');
  writeFunctions(emission, plan.root);
  writeHomes(emission, plan.root);
  writeChildren(emission, plan.root);
  builder.add('}');
}

function chain(scope: Scope): readonly Scope[] {
  const scopes = [scope];
  for (let s = scope; s.parent !== null;) {
    const next = capturedParent(s);
    if (next === s) break;
    scopes.push(next);
    s = next;
  }
  return scopes;
}

function foreignPlaces(graph: Graph, foreign: ForeignCode, plans: Map<number, { plan: ModulePlan; component: string; module: string }>): Places {
  const planAt = (entry: number, component: string, module: string): ModulePlan | null => {
    const known = plans.get(entry);
    if (known !== undefined) return known.plan;
    const code = foreign.code(component, module);
    const around = graph.imports[entry];
    const root = around === undefined ? null : foreign.scopeOf(around.component, around.path); // its code may be a third component's
    if (code === null || root === null) return null;
    const plan = createModulePlan(code, root);
    plans.set(entry, { plan, component, module });
    return plan;
  };
  const entryOf = (ref: { kind: 'own'; id: number } | { kind: 'imported'; entry: number } | null): number | null => {
    for (let at = ref; at !== null;) {
      if (at.kind === 'imported') return at.entry;
      at = graph.instances[at.id]?.parent ?? null;
    }
    return null;
  };
  return {
    instance(instance) {
      const { component, module, unitPath, ordinal } = instance.scope;
      const entry = component === null ? null : entryOf(instance.parent);
      if (component === null || entry === null) return null;
      const code = foreign.code(component, module);
      const scope = code === null ? undefined : scopeByPath(code, unitPath, ordinal);
      if (scope === undefined) return null;
      const plan = planAt(entry, component, module);
      return plan === null ? null : { plan, scope };
    },
    code(object) {
      const { component, module, path } = object.unit;
      const entry = component === null ? null : entryOf(object.instance);
      if (component === null || entry === null) return null;
      const literal = foreign.code(component, module)?.literals.find((l) => l.path === path);
      if (literal === undefined) return null;
      const plan = planAt(entry, component, module);
      if (plan === null) return null;
      const owner = object.instance.kind === 'own' ? graph.instances[object.instance.id] : undefined;
      const scope = owner === undefined ? plan.root.scope : scopeByPath(plan.code, owner.scope.unitPath, owner.scope.ordinal);
      return scope === undefined ? null : { plan, scope, literal };
    },
  };
}

/** A scope by what binds across components: its owning literal's path and its ordinal among that literal's scopes. */
export function scopeByPath(code: ModuleAnalysis, unitPath: string, ordinal: number): Scope | undefined {
  let left = ordinal;
  for (const scope of code.scopes) {
    if (scope.literal.path !== unitPath) continue;
    if (left-- === 0) return scope;
  }
  return undefined;
}

/** Ordinal of a scope among those of its literal. */
export function scopeOrdinal(code: ModuleAnalysis, scope: Scope): number {
  let ordinal = 0;
  for (const other of code.scopes) {
    if (other === scope) return ordinal;
    if (other.literal === scope.literal) ordinal++;
  }
  return ordinal;
}

function foreignText(plan: ModulePlan, module: string, scopes: readonly Scope[], write: (emission: Emission) => void): Pick<ForeignScript, 'text' | 'segments' | 'originals'> {
  const names = namesFor(plan.code.source);
  const views = new Map(scopes.map((scope, index) => [scope, `${names.prefix}${String(index)}`]));
  const builder = new TextBuilder(plan.code, (code) => new EditList(foreignEdits(code, views, names)));
  builder.add(`(function(${[names.link, ...views.values()].join(',')}){`);
  if (plan.root.scope.strict) builder.add('"use strict";');
  const bound = boundVariables(plan, views).map(({ name, view }) => `${name}=${view}.${name}`);
  for (const { name, scope } of templateVariables(plan)) {
    const view = views.get(scope);
    if (view !== undefined) bound.push(`${templateIdentifier(names, name)}=${view}[${quote(name)}]`);
  }
  if (bound.length > 0) builder.add(`var ${bound.join(',')};`);
  write({ builder, names, plan });
  builder.add('})');
  const text = builder.toString();
  const own = builder.edited.filter(({ literal }) => literal.module === plan.code);
  const originals = own.map(({ literal, from, to }): OriginalText => {
    const hash = textHash(text, from, to);
    return { hashLow: hash.low, hashHigh: hash.high, module, start: literal.start, end: literal.end };
  });
  return { text, segments: Uint32Array.from(builder.segments), originals };
}

/** Variables of the scopes around that never change and are used here, nearest scope first (an outer one of the same name is hidden). */
function boundVariables(plan: ModulePlan, views: ReadonlyMap<Scope, string>): readonly { name: string; view: string }[] {
  const found = new Map<string, string>();
  for (const literal of emittedLiterals(plan)) {
    for (const variable of literal.free) {
      const view = views.get(variable.scope);
      if (view !== undefined && !isMutable(variable) && !isTemplateVariable(variable) && variable.kind !== 'pseudo') found.set(variable.name, view);
    }
  }
  return [...found].map(([name, view]) => ({ name, view }));
}

/** Template objects of the module that the code here uses: those that the prerequisite has are the same ones. */
function templateVariables(plan: ModulePlan): ReadonlySet<Variable> {
  return new Set(emittedLiterals(plan).flatMap((literal) => literal.free.filter(isTemplateVariable)));
}

function emittedLiterals(plan: ModulePlan): readonly Literal[] {
  return [...plan.scopes.values()].flatMap((scope) => [...scope.literals.keys()]);
}

function isMutable(variable: Variable): boolean {
  return variable.assignedByInner || variable.kind === 'import';
}

function foreignEdits(code: ModuleAnalysis, views: ReadonlyMap<Scope, string>, names: EmittedNames): readonly Edit[] {
  const isOutside = (reference: Reference): boolean => views.has(reference.variable.scope) && isMutable(reference.variable);
  const inside: ModuleAnalysis = { ...code, references: code.references.filter((reference) => !isOutside(reference)) };
  const edits = [...hotEdits(inside, names)];
  const mutable = mutableExports(code);
  templateSites(code).forEach((site, ordinal) => {
    const variable = templateIdentifier(names, templateVariable(ordinal));
    const made = `${variable}??=${names.link}.of${bareTemplate(code.source, site)}`;
    edits.push(...callEdits(site, made).map((edit) => ({ ...edit, closing: false })));
  });
  for (const reference of code.references) {
    const view = views.get(reference.variable.scope);
    if (view === undefined || !isOutside(reference)) continue;
    const writes = reference.use === 'write' || reference.use === 'update';
    const access = `${view}.${reference.variable.name}`;
    if (writes && isConstant(reference.variable)) {
      edits.push(constantWrite(reference, names, access));
      continue;
    }
    if (writes && mutable.has(reference.variable)) edits.push(...push(reference, names, access));
    edits.push(...viewAccess(reference, access, names));
  }
  return edits;
}

/** A reference to a variable of a view. Calls keep `this` undefined, and no text begins with a parenthesis (a line could have ended without a semicolon). */
function viewAccess(reference: Reference, access: string, names: EmittedNames): readonly Edit[] {
  const { start, end, variable, use, shorthand, assignment } = reference;
  const text = use === 'call' ? `${names.link}.of(${access})` : access;
  const edits: Edit[] = [{ start, end, text: shorthand ? `${variable.name}:${text}` : text, closing: false }];
  const right = assignment?.namesRight ?? null;
  if (right !== null) {
    edits.push({ start: right.start, end: right.start, text: `({${variable.name}:`, closing: false, around: right }, { start: right.end, end: right.end, text: `})[${quote(variable.name)}]`, closing: true, around: right });
  }
  return edits;
}
