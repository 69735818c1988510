/** The classes that a component brings, in the order in which `initializeAfterLoad` wants them. */
import type { LiveComponent } from '../instantiate/types.ts';

/** Those that it made itself (not `bound`): superclasses first, otherwise in order of evaluation (order of place in the modules, modules in order of evaluation). */
export function newClasses(component: LiveComponent, bound: ReadonlySet<number>): readonly Function[] {
  const { graph } = component.reader;
  const moduleOrder = new Map(graph.modules.map((module, index) => [module.path, index]));
  const own = graph.ofKind('class').flatMap((id) => {
    const record = graph.object(id);
    if (record.kind !== 'class' || bound.has(id)) return [];
    const made = component.objects[id];
    return typeof made === 'function' ? [{ made, module: moduleOrder.get(record.unit.module) ?? -1, unit: record.unit.unit }] : [];
  });
  own.sort((a, b) => a.module - b.module || a.unit - b.unit);
  const order: Function[] = [];
  const waiting = new Set(own.map((entry) => entry.made));
  const place = (made: Function): void => {
    if (!waiting.delete(made)) return;
    const superclass: unknown = Object.getPrototypeOf(made);
    if (typeof superclass === 'function') place(superclass);
    order.push(made);
  };
  for (const { made } of own) place(made);
  return order;
}
