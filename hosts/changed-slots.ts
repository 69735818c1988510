/** What properties of Node's own objects hold that components added or replaced, by name: for comparing two processes. */
import type { Change, Graph, Word } from '../format/graph/model.ts';
import { Tag, payloadOf, tagOf } from '../format/graph/model.ts';
import type { HostResolver } from './types.ts';

/**
 * Present values of the properties that the graph's changes give to objects of Node; accessors give getter and setter.
 * Properties with a symbol key of the program's own have no name that holds in two processes: they are left out.
 */
export function changedHostValues(graph: Graph, resolver: HostResolver): ReadonlyMap<string, unknown> {
  const values = new Map<string, unknown>();
  for (const change of graph.changes) {
    const place = placeOf(change, graph, resolver);
    const descriptor = place === null ? undefined : Object.getOwnPropertyDescriptor(place.owner, place.key);
    if (descriptor === undefined) continue;
    if (Object.hasOwn(descriptor, 'value')) values.set(change.path, descriptor.value);
    if (descriptor.get !== undefined) values.set(`${change.path}<get>`, descriptor.get);
    if (descriptor.set !== undefined) values.set(`${change.path}<set>`, descriptor.set);
  }
  return values;
}

function placeOf({ slot }: Change, graph: Graph, resolver: HostResolver): { readonly owner: object; readonly key: string | symbol } | null {
  if (slot.kind !== 'property' || tagOf(slot.owner) !== Tag.host) return null;
  const owner = hostOf(slot.owner, graph, resolver);
  const key = tagOf(slot.key) === Tag.string ? graph.strings[payloadOf(slot.key)] : hostOf(slot.key, graph, resolver);
  const isOwner = (typeof owner === 'object' && owner !== null) || typeof owner === 'function';
  return isOwner && (typeof key === 'string' || typeof key === 'symbol') ? { owner, key } : null;
}

function hostOf(word: Word, graph: Graph, resolver: HostResolver): unknown {
  const path = tagOf(word) === Tag.host ? graph.hosts[payloadOf(word)] : undefined;
  return path === undefined ? undefined : resolver.resolve(path);
}
