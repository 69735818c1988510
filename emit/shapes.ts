/**
 * Literal shapes: plain objects are made by literals with their final keys, so that they share the hidden class of
 * objects that the program's own literals make.
 */
import type { Graph, GraphObject, Word } from '../format/graph/model.ts';
import { Attribute, Integrity, Tag, payloadOf, tagOf } from '../format/graph/model.ts';
import { literalKey } from './names.ts';

/** Literals with more keys than this are in dictionary mode anyway. */
const MOST_KEYS = 250;
const INDEX = /^(?:0|[1-9]\d*)$/;

export interface Shapes {
  readonly text: string; // an array of functions: values => object
  readonly shapes: readonly (readonly number[])[];
  readonly objectShapes: Int32Array;
}

/** Shapes of all objects of the graph that a literal can make. */
export function shapesOf(graph: Graph): Shapes {
  const byKey = new Map<string, number>();
  const shapes: number[][] = [];
  const objectShapes = new Int32Array(graph.objects.length).fill(-1);
  graph.objects.forEach((object, index) => {
    const keys = literalKeys(graph, object);
    if (keys === null) return;
    const key = keys.join(' ');
    let shape = byKey.get(key);
    if (shape === undefined) {
      shape = shapes.length;
      shapes.push(keys);
      byKey.set(key, shape);
    }
    objectShapes[index] = shape;
  });
  const literals = shapes.map((keys) => `$=>({${keys.map((key, index) => `${literalKey(graph.strings[key] ?? '')}:$[${String(index)}]`).join(',')}})`);
  return { text: `([${literals.join(',\n')}])`, shapes, objectShapes };
}

function literalKeys(graph: Graph, object: GraphObject): number[] | null {
  if (object.kind !== 'object' || object.adopts !== null || object.home !== null || object.privates.length > 0) return null;
  if (!isObjectPrototype(graph, object.prototype) || object.properties.length > MOST_KEYS) return null;
  if (object.integrity === Integrity.frozen || object.integrity === Integrity.sealed) return plainKeys(graph, object, true);
  return plainKeys(graph, object, false);
}

/** Keys of an object with plain data properties only; of a frozen or sealed one, what freezing makes of them later. */
function plainKeys(graph: Graph, object: GraphObject, closed: boolean): number[] | null {
  const keys: number[] = [];
  for (const property of object.properties) {
    if (tagOf(property.key) !== Tag.string) return null;
    if ((property.flags & Attribute.accessor) !== 0 || (property.flags & Attribute.enumerable) === 0) return null;
    if (!closed && property.flags !== Attribute.plain) return null;
    if (closed && (property.flags & Attribute.writable) === 0 && object.integrity !== Integrity.frozen) return null;
    const text = graph.strings[payloadOf(property.key)] ?? '';
    if (INDEX.test(text) || text === '__proto__') return null;
    keys.push(payloadOf(property.key));
  }
  return keys;
}

function isObjectPrototype(graph: Graph, word: Word): boolean {
  return tagOf(word) === Tag.host && graph.hosts[payloadOf(word)] === 'Object.prototype';
}
