/**
 * The hot form of a whole component: from the captured graph and the code of its modules to scripts and the tables
 * by which the runtime finds functions, makers and literal shapes in them.
 */
import type { ModuleAnalysis } from '../format/code/model.ts';
import type { Graph } from '../format/graph/model.ts';
import type { HotCode, HotScript, LiveImport, ModuleExports, OriginalText } from '../format/hot/model.ts';
import type { ModulePlan } from './plan.ts';
import { createModulePlan, placeMakers } from './plan.ts';
import type { Places } from './planning.ts';
import { createSlotTables, fillPlans, fillSlots } from './planning.ts';
import { emitScript } from './script.ts';
import { shapesOf } from './shapes.ts';

export interface HotInput {
  readonly graph: Graph;
  /** Analysis of every module of the component that has live code, by path. */
  readonly code: ReadonlyMap<string, ModuleAnalysis>;
  /** Imports of the component's modules whose exporters may still assign the exported variable. */
  readonly liveImports: readonly LiveImport[];
  readonly moduleExports: readonly ModuleExports[];
}

/** Emits a component. Deterministic: same graph and code, same text. */
export function emitHot(input: HotInput): HotCode {
  const plans = new Map<string, ModulePlan>();
  const places = ownPlaces(input, plans);
  fillPlans(input.graph, places);
  const scripts: HotScript[] = [];
  const originals: OriginalText[] = [];
  for (const [module, plan] of plans) {
    placeMakers(plan);
    const emitted = emitScript(module, plan);
    scripts.push(emitted.script);
    originals.push(...emitted.originals);
  }
  const tables = createSlotTables(input.graph);
  fillSlots(input.graph, places, tables);
  const shapes = shapesOf(input.graph);
  scripts.push({ module: '', text: shapes.text, segments: new Uint32Array(0) });
  return { scripts, originals, ...tables, shapes: shapes.shapes, objectShapes: shapes.objectShapes, liveImports: input.liveImports, moduleExports: input.moduleExports };
}

/** Code of the component's own modules in its own scope instances. */
function ownPlaces(input: HotInput, plans: Map<string, ModulePlan>): Places {
  const planOf = (module: string): ModulePlan | null => {
    const code = input.code.get(module);
    if (code === undefined) return null;
    let plan = plans.get(module);
    if (plan === undefined) {
      plan = createModulePlan(code, code.scope);
      for (const live of input.liveImports) if (live.module === module) plan.liveImports.add(live.local);
      plans.set(module, plan);
    }
    return plan;
  };
  return {
    instance({ scope }) {
      const plan = scope.component === null ? planOf(scope.module) : null;
      const found = plan?.code.scopes[scope.scope];
      return plan === null || found === undefined ? null : { plan, scope: found };
    },
    code({ unit, instance }) {
      const plan = unit.component === null && instance.kind === 'own' ? planOf(unit.module) : null;
      const literal = plan?.code.literals[unit.unit];
      const owner = instance.kind === 'own' ? input.graph.instances[instance.id] : undefined;
      const scope = owner === undefined ? undefined : plan?.code.scopes[owner.scope.scope];
      return plan === null || literal === undefined || scope === undefined ? null : { plan, scope, literal };
    },
  };
}
