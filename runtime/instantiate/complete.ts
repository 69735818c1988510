/** Which objects are as captured as soon as they are made, so that fill.ts need not look at them again. */
import type { GraphObject } from '../../format/graph/model.ts';
import { Integrity } from '../../format/graph/model.ts';
import type { Staging } from './staging.ts';

/** Call right after the object was made, before anything else is. False where in doubt. */
export function isComplete(staging: Staging, id: number, record: GraphObject, made: unknown): boolean {
  if (record.kind === 'symbol') return true;
  if (record.kind === 'proxy') return false; // looking at one would run a trap
  if (record.integrity !== Integrity.extensible || record.privates.length > 0 || !hasPrototype(staging, record, made)) return false;
  switch (record.kind) {
    case 'function':
      return record.natural && record.name !== null;
    case 'method':
      return record.natural;
    case 'object':
      return staging.shape(id) !== null && staging.constructedBy(id) === undefined && valuesAreReady(staging, record);
    case 'array':
      return record.lengthWritable && Array.isArray(made) && made.length === record.length && staging.isPacked(record) && valuesAreReady(staging, record);
    default:
      return false;
  }
}

function hasPrototype(staging: Staging, record: GraphObject, made: unknown): boolean {
  return staging.isReady(record.prototype) && Object.getPrototypeOf(made) === staging.value(record.prototype);
}

function valuesAreReady(staging: Staging, record: GraphObject): boolean {
  for (const { value } of record.properties) if (!staging.isReady(value)) return false;
  return true;
}
