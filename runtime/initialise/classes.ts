/** The classes that a component brings, in the order in which `initializeAfterLoad` wants them. */
import type { LiveComponent } from '../instantiate/types.ts';

/** Those of its own making (not `bound`) that have the hook: superclasses first, otherwise in order of evaluation. */
export function newClasses(component: LiveComponent, bound: ReadonlySet<number>): readonly Function[] {
  const { graph } = component.reader;
  const own = new Map<number, Function>();
  for (const id of graph.ofKind('class')) {
    const made = component.objects[id];
    if (!bound.has(id) && typeof made === 'function' && Object.hasOwn(made, 'initializeAfterLoad')) own.set(id, made);
  }
  const order: Function[] = [];
  const waiting = new Set(own.values());
  const place = (made: Function): void => {
    const superclass: unknown = Object.getPrototypeOf(made);
    if (typeof superclass === 'function') place(superclass);
    if (waiting.delete(made)) order.push(made);
  };
  // Classes are made in order of evaluation, as far as what they need allows.
  for (const step of own.size < 2 ? [] : graph.steps) {
    const made = step % 2 === 0 ? own.get(step >>> 1) : undefined;
    if (made !== undefined) place(made);
  }
  for (const made of own.values()) place(made);
  return order;
}
