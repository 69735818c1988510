/** Decides which objects go to ROM: those that no program can change, as far as they reach. */
import { Integrity, payloadOf, Tag, tagOf, type Graph, type GraphObject, type Word } from './model.ts';

/** Words of an object's data: values that a program reaches through it. Prototypes and keys are left out: they make no data mutable. */
function reach(object: GraphObject): Word[] {
  const words = object.properties.flatMap((property) => [property.value, property.setter]);
  for (const { fields } of object.privates) for (const { value } of fields) words.push(value);
  switch (object.kind) {
    case 'typed-array':
    case 'data-view':
      return [...words, object.buffer];
    case 'map':
    case 'set':
    case 'weak-map':
    case 'weak-set':
      return [...words, ...object.entries];
    case 'bound':
      return [...words, object.boundThis, ...object.args];
    case 'native':
      return [...words, ...object.args];
    case 'proxy':
    case 'weak-ref':
      return [...words, object.target];
    case 'promise':
      return [...words, object.result];
    default: // what remains holds no tables
      return words;
  }
}

const isContainer = (object: GraphObject): boolean => object.kind === 'object' || object.kind === 'array';
const isTable = (object: GraphObject): boolean => object.kind === 'typed-array' || object.kind === 'data-view' || object.kind === 'buffer';

function mayBeRom(object: GraphObject): boolean {
  if (isContainer(object)) return object.integrity === Integrity.frozen && object.privates.length === 0;
  return object.kind === 'symbol' || isTable(object);
}

/**
 * One flag per object, 1: ROM. Frozen objects and arrays that reach only such; symbols; typed arrays, views and buffers
 * that are not extensible, or that only ROM objects refer to. Largest such set: start with all candidates, take out what fails.
 */
export function romObjects(graph: Graph): Uint8Array {
  const { objects } = graph;
  const rom = Uint8Array.from(objects, (object) => (mayBeRom(object) ? 1 : 0));
  const referrers: number[][] = objects.map(() => []);
  objects.forEach((object, id) => {
    for (const value of reach(object)) if (tagOf(value) === Tag.object) referrers[payloadOf(value)]?.push(id);
  });
  const needsReferrers = (id: number): boolean => {
    const object = objects[id];
    return object !== undefined && isTable(object) && object.integrity === Integrity.extensible;
  };
  const pending: number[] = [];
  const drop = (id: number): void => {
    rom[id] = 0;
    pending.push(id);
  };
  objects.forEach((_object, id) => {
    if (rom[id] === 0) pending.push(id);
    else if (needsReferrers(id) && referrers[id]?.length === 0) drop(id);
  });
  for (const { variables } of graph.instances) {
    for (const value of variables.values()) {
      const id = payloadOf(value);
      if (tagOf(value) === Tag.object && rom[id] === 1 && needsReferrers(id)) drop(id);
    }
  }
  for (let id = pending.pop(); id !== undefined; id = pending.pop()) {
    for (const referrer of referrers[id] ?? []) if (rom[referrer] === 1) drop(referrer);
    const object = objects[id];
    if (object === undefined) continue;
    for (const value of reach(object)) {
      const target = payloadOf(value);
      if (tagOf(value) === Tag.object && rom[target] === 1 && needsReferrers(target)) drop(target);
    }
  }
  return rom;
}
