/** `[rom] freeze[]`: exports that become deeply frozen in the captured graph, although the program did not freeze them. */

import { Attribute, Integrity, payloadOf, Tag, tagOf, type GraphObject, type Property, type Word } from '../../format/graph/model.ts';

/** Records with everything reachable through data from the roots frozen. Functions, classes and prototypes are left, and what they hold. */
export function freezeFrom(roots: readonly Word[], objects: readonly GraphObject[]): GraphObject[] {
  const frozen = [...objects];
  const seen = new Set<number>();
  const waiting = [...roots];
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    if (tagOf(next) !== Tag.object) continue;
    const id = payloadOf(next);
    const object = objects[id];
    if (object === undefined || seen.has(id) || !isData(object)) continue;
    seen.add(id);
    for (const property of object.properties) waiting.push(property.value);
    if (object.kind === 'map' || object.kind === 'set') waiting.push(...object.entries);
    frozen[id] = { ...object, ...(object.kind === 'array' ? { lengthWritable: false } : {}), properties: object.properties.map(frozenProperty), integrity: Integrity.frozen };
  }
  return frozen;
}

/** Kinds that can be frozen and hold data. Typed arrays with elements cannot be. */
function isData(object: GraphObject): boolean {
  switch (object.kind) {
    case 'object': case 'array': case 'map': case 'set': case 'date': case 'regexp': case 'boxed': case 'error':
      return true;
    default:
      return false;
  }
}

function frozenProperty(property: Property): Property {
  return { ...property, flags: property.flags & ~(Attribute.configurable | Attribute.writable) };
}
