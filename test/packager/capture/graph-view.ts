/** Reads graphs for tests: words as short texts, objects by path. */

import { Constant, INTEGER_BIAS, payloadOf, Tag, tagOf, type Graph, type GraphObject, type Word } from '../../../format/graph/model.ts';

const constants = new Map<number, string>(Object.entries(Constant).map(([name, value]) => [value, name]));

/** `12`, `"text"`, `undefined`, `@path`, `^kernel.ic/path`, `host Math.max`. */
export function tell(graph: Graph, value: Word): string {
  const index = payloadOf(value);
  switch (tagOf(value)) {
    case Tag.constant: return constants.get(index) ?? '?';
    case Tag.integer: return String(index - INTEGER_BIAS);
    case Tag.number: return Object.is(graph.numbers[index], -0) ? '-0' : String(graph.numbers[index]);
    case Tag.string: return JSON.stringify(graph.strings[index]);
    case Tag.object: return `@${graph.objects[index]?.path ?? '?'}`;
    case Tag.imported: return `^${graph.imports[index]?.component ?? '?'}/${graph.imports[index]?.path ?? '?'}`;
    case Tag.host: return `host ${graph.hosts[index] ?? '?'}`;
    case Tag.special: return JSON.stringify(graph.specials[index]);
    default: return '?';
  }
}

/** The record at a path; throws with all paths if there is none. */
export function objectAt(graph: Graph, path: string): GraphObject {
  const found = graph.objects.find((object) => object.path === path);
  if (found === undefined) throw new Error(`no object at ${path}; there are ${graph.objects.map((object) => object.path).join(', ')}`);
  return found;
}

/** Record of a kind at a path. */
export function ofKind<K extends GraphObject['kind']>(graph: Graph, path: string, kind: K): GraphObject & { readonly kind: K } {
  const found = objectAt(graph, path);
  if (found.kind !== kind) throw new Error(`${path} is a ${found.kind}, not a ${kind}`);
  return found as GraphObject & { readonly kind: K }; // its kind was checked
}

/** Own properties as `key:flags=value`. */
export function properties(graph: Graph, path: string): string[] {
  return objectAt(graph, path).properties.map(({ key, flags, value, setter }) => `${tell(graph, key)}:${flags}=${tell(graph, value)}${tell(graph, setter) === 'absent' ? '' : `,${tell(graph, setter)}`}`);
}

/** Variables of the instance at a path. */
export function variables(graph: Graph, path: string): Record<string, string> {
  const found = graph.instances.find((instance) => instance.path === path);
  if (found === undefined) throw new Error(`no instance at ${path}; there are ${graph.instances.map((instance) => instance.path).join(', ')}`);
  return Object.fromEntries([...found.variables].map(([name, value]) => [name, tell(graph, value)]));
}

/** Changes as `kind path: before -> after`. */
export function changes(graph: Graph): string[] {
  return graph.changes.map(({ kind, path, before, after, hook, policy }) => `${kind} ${path}: ${tell(graph, before)} -> ${tell(graph, after)}${hook ? ' hook' : ''}${policy === 'apply' ? '' : ` ${policy}`}`);
}
