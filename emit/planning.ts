/**
 * Plans from a captured graph: which scopes and functions each script must hold. Used for a component's own code when
 * packaging, and for code of prerequisites that runs in scopes of a dependent when linking.
 */
import type { Literal, Scope } from '../format/code/model.ts';
import type { Graph, GraphObject, ScopeInstance, Word } from '../format/graph/model.ts';
import { Constant, INTEGER_BIAS, Tag, constantWord, payloadOf, tagOf } from '../format/graph/model.ts';
import type { HotCode } from '../format/hot/model.ts';
import { initialised, isConstructor, mappedParameters, slotOf } from './maker.ts';
import { quote } from './names.ts';
import type { ModulePlan, ScopePlan } from './plan.ts';
import { literalPlan, scopePlan } from './plan.ts';
import { FIRST_IN_CLASS, MAKER_FOREIGN, MAKER_OF_MODULE, MakerMode } from './slots.ts';

/** Records that have code of their own. */
export type CodeObject = Extract<GraphObject, { kind: 'function' | 'class' }>;

/** Where instances and functions of a graph have their code; null: not in the scripts that are being planned. */
export interface Places {
  instance(instance: ScopeInstance): { readonly plan: ModulePlan; readonly scope: Scope } | null;
  code(object: CodeObject): { readonly plan: ModulePlan; readonly scope: Scope; readonly literal: Literal } | null;
}

/** Fills the plans that `places` leads to. */
export function fillPlans(graph: Graph, places: Places): void {
  const touched = new Set<ScopePlan>();
  for (const instance of graph.instances) {
    const place = places.instance(instance);
    if (place === null) continue;
    const plan = scopePlan(place.plan, place.scope);
    addInstance(plan, instance);
    touched.add(plan);
  }
  addFunctions(graph, places, touched);
  for (const plan of touched) hoistDeclarations(plan);
  graph.instances.forEach((instance, index) => {
    const place = places.instance(instance);
    if (place !== null) settleVariables(graph, scopePlan(place.plan, place.scope), instance, index);
  });
  for (const plan of touched) for (const name of plan.hoisted.keys()) if (plan.variables.has(name) && !plan.reassigned.has(name)) plan.declared.add(name);
}

function addInstance(plan: ScopePlan, instance: ScopeInstance): void {
  plan.instances++;
  for (const [name, value] of instance.variables) {
    const variable = plan.scope.variables.get(name);
    if (variable !== undefined) plan.variables.set(name, variable);
    if (value === constantWord(Constant.uninitialised)) plan.uninitialised.add(name);
    if (name === 'new.target' && value !== constantWord(Constant.undefined)) plan.constructed = true;
  }
}

/** Registers every live function and class in the scope it was made in. */
function addFunctions(graph: Graph, places: Places, touched: Set<ScopePlan>): void {
  const counts = new Map<object, Map<number, number>>();
  for (const object of graph.objects) {
    if (object.kind !== 'function' && object.kind !== 'class') continue;
    const place = places.code(object);
    if (place === null) continue;
    const scope = scopePlan(place.plan, place.scope);
    touched.add(scope);
    const plan = literalPlan(scope, place.literal);
    let perInstance = counts.get(plan);
    if (perInstance === undefined) counts.set(plan, (perInstance = new Map()));
    const count = (perInstance.get(instanceNumber(object)) ?? 0) + 1;
    perInstance.set(instanceNumber(object), count);
    plan.perInstance = Math.max(plan.perInstance, count);
    const name = nameText(graph, object.name);
    plan.name = !plan.named || plan.name === name ? name : null;
    plan.named = true;
    if (place.literal.home !== null && !scope.homes.has(place.literal.home)) scope.homes.set(place.literal.home, scope.homes.size);
  }
}

function instanceNumber(object: CodeObject): number {
  return object.instance.kind === 'own' ? object.instance.id : -1 - object.instance.entry;
}

function nameText(graph: Graph, name: Word | null): string {
  if (name === null || tagOf(name) !== Tag.string) return '';
  return graph.strings[payloadOf(name)] ?? '';
}

/** Function declarations that live once per instance are declared in the maker, as in the source. */
function hoistDeclarations(plan: ScopePlan): void {
  for (const { literal, perInstance } of plan.literals.values()) {
    const { declaration, name, kind, scope } = literal;
    if (declaration && kind === 'function' && name !== null && scope === plan.scope && perInstance === 1 && !plan.hoisted.has(name)) plan.hoisted.set(name, literal);
  }
}

/** Finds constants, and hoisted names that hold something else. */
function settleVariables(graph: Graph, plan: ScopePlan, instance: ScopeInstance, index: number): void {
  const mapped = new Set(mappedParameters(plan, ''));
  for (const [name, value] of instance.variables) {
    const variable = plan.scope.variables.get(name);
    if (variable === undefined || variable.kind === 'pseudo') continue;
    const hoisted = plan.hoisted.get(name);
    if (hoisted !== undefined && !isDeclaredFunction(graph, value, hoisted, index)) plan.reassigned.add(name);
    if (mapped.has(name) || plan.instances > 1 || variable.assignedByInner || (plan.scope.hasEval && variable.kind !== 'const') || hoisted !== undefined || plan.uninitialised.has(name) || variable.kind === 'import') continue;
    const text = primitiveText(graph, value);
    if (text !== null) plan.constants.set(name, text);
  }
}

/** Whether the value is the function that the hoisted declaration makes in this very instance. */
function isDeclaredFunction(graph: Graph, value: Word, literal: Literal, instance: number): boolean {
  if (tagOf(value) !== Tag.object) return false;
  const object = graph.objects[payloadOf(value)];
  return object?.kind === 'function' && object.unit.path === literal.path && object.instance.kind === 'own' && object.instance.id === instance;
}

const LONGEST_CONSTANT = 1000;
const CONSTANTS = ['void 0', 'null', 'true', 'false'];

function primitiveText(graph: Graph, value: Word): string | null {
  const payload = payloadOf(value);
  switch (tagOf(value)) {
    case Tag.constant:
      return CONSTANTS[payload] ?? null;
    case Tag.integer:
      return String(payload - INTEGER_BIAS);
    case Tag.number: {
      const number = graph.numbers[payload] ?? 0;
      return Object.is(number, -0) ? '-0' : String(number);
    }
    case Tag.string: {
      const text = graph.strings[payload] ?? '';
      return text.length > LONGEST_CONSTANT ? null : quote(text);
    }
    default:
      return null;
  }
}

/** The tables of HotCode that planning fills; for foreign code the linker keeps its own copy. */
export interface SlotTables extends Pick<HotCode, 'instanceSlots' | 'instanceModes' | 'instanceVariables' | 'functionSlots' | 'functionModes'> {
  readonly variableLists: (readonly string[])[];
}

/** Empty tables for a graph. */
export function createSlotTables(graph: Graph): SlotTables {
  return {
    instanceSlots: new Int32Array(graph.instances.length).fill(MAKER_FOREIGN),
    instanceModes: new Uint8Array(graph.instances.length),
    instanceVariables: new Int32Array(graph.instances.length).fill(-1),
    variableLists: [],
    functionSlots: new Int32Array(graph.objects.length).fill(-1),
    functionModes: new Uint8Array(graph.objects.length),
  };
}

/** Writes the slots of what `places` leads to into the tables; call when makers are placed. */
export function fillSlots(graph: Graph, places: Places, tables: SlotTables): void {
  const lists = new Map<ScopePlan, number>();
  graph.instances.forEach((instance, index) => {
    const place = places.instance(instance);
    if (place === null) return;
    const plan = scopePlan(place.plan, place.scope);
    let list = lists.get(plan);
    if (list === undefined) {
      list = tables.variableLists.push(initialised(plan).map((variable) => variable.name)) - 1;
      lists.set(plan, list);
    }
    tables.instanceVariables[index] = list;
    tables.instanceModes[index] = isConstructor(plan) ? MakerMode.derived : MakerMode.call;
    const inside = plan.insideClass !== null || plan.insideHome !== null;
    tables.instanceSlots[index] = plan.parent === null ? MAKER_OF_MODULE : inside ? FIRST_IN_CLASS - plan.slot : plan.slot;
    if (plan.insideHome !== null && instance.classObject !== null && tagOf(instance.classObject) === Tag.object) {
      tables.functionSlots[payloadOf(instance.classObject)] = plan.parent?.homes.get(plan.insideHome) ?? 0;
    }
  });
  graph.objects.forEach((object, index) => {
    if (object.kind !== 'function' && object.kind !== 'class') return;
    const place = places.code(object);
    if (place === null) return;
    const scope = scopePlan(place.plan, place.scope);
    const { slot, mode } = slotOf(scope, place.literal);
    tables.functionSlots[index] = slot;
    tables.functionModes[index] = mode;
    if (place.literal.home !== null && object.kind === 'function' && object.homeObject !== null && tagOf(object.homeObject) === Tag.object) {
      tables.functionSlots[payloadOf(object.homeObject)] = scope.homes.get(place.literal.home) ?? 0;
    }
  });
}
