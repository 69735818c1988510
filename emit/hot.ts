/**
 * The hot form of a whole component: from the captured graph and the code of its modules to scripts and the tables
 * by which the runtime finds functions, makers and literal shapes in them.
 */
import type { ModuleAnalysis, Scope } from '../format/code/model.ts';
import type { Graph, ScopeRef } from '../format/graph/model.ts';
import type { HotCode, HotScript, LiveImport, ModuleExports, OriginalText } from '../format/hot/model.ts';
import { outermostText } from './hot-edits.ts';
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
  const paths = new Map([...input.code].map(([path, code]) => [code, path]));
  const scripts: HotScript[] = [];
  const originals: OriginalText[] = [];
  for (const [module, plan] of plans) {
    placeMakers(plan);
    const emitted = emitScript(module, plan, (code) => paths.get(code) ?? module);
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
  const paths = new Map([...input.code].map(([path, code]) => [code, path]));
  const planOf = (code: ModuleAnalysis): ModulePlan | null => {
    const outermost = outermostText(code);
    const module = paths.get(outermost);
    if (module === undefined) return null;
    let plan = plans.get(module);
    if (plan === undefined) {
      plan = createModulePlan(outermost, outermost.scope);
      for (const live of input.liveImports) if (live.module === module) plan.liveImports.add(live.local);
      plans.set(module, plan);
    }
    return plan;
  };
  const scopeOf = ({ component, module, scope }: ScopeRef): Scope | undefined => (component === null ? input.code.get(module)?.scopes[scope] : undefined);
  return {
    instance(instance) {
      const scope = scopeOf(instance.scope);
      const plan = scope === undefined ? null : planOf(scope.literal.module);
      return plan === null || scope === undefined ? null : { plan, scope };
    },
    code({ unit, instance }) {
      const literal = unit.component === null && instance.kind === 'own' ? input.code.get(unit.module)?.literals[unit.unit] : undefined;
      const plan = literal === undefined ? null : planOf(literal.module);
      const owner = instance.kind === 'own' ? input.graph.instances[instance.id] : undefined;
      const scope = owner === undefined ? undefined : scopeOf(owner.scope);
      return plan === null || literal === undefined || scope === undefined ? null : { plan, scope, literal };
    },
  };
}
