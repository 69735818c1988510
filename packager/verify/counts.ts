import type { Graph, GraphObject } from '../../format/graph/model.ts';
import type { CanonicalGraph } from '../../introspect/index.ts';

/** Kinds that capture and introspection name by the same internal slots. */
const KINDS: Readonly<Record<string, readonly GraphObject['kind'][]>> = {
  class: ['class'], bound: ['bound'], proxy: ['proxy'], map: ['map'], set: ['set'], 'weak-map': ['weak-map'], 'weak-set': ['weak-set'], date: ['date'], regexp: ['regexp'],
  boxed: ['boxed'], buffer: ['buffer'], view: ['typed-array', 'data-view'], promise: ['promise'], function: ['function', 'method'], array: ['array'],
};

/**
 * A cheap check of the captured graphs against a reading of the same heap: capture must know at least as many objects of
 * each kind as introspection reached from the modules' exports. Returns one sentence for each kind that falls short.
 */
export const missingFromGraphs = (graphs: readonly Graph[], seen: CanonicalGraph): readonly string[] => {
  const counts = new Map<string, number>();
  for (const graph of graphs) for (const object of graph.objects) counts.set(object.kind, (counts.get(object.kind) ?? 0) + 1);
  return Object.entries(KINDS).flatMap(([kind, kinds]) => {
    const reached = seen.statistics.kinds[kind] ?? 0;
    const captured = kinds.reduce((sum, name) => sum + (counts.get(name) ?? 0), 0);
    return reached <= captured ? [] : [`${kind}: ${String(reached)} reached by introspection, ${String(captured)} captured`];
  });
};
