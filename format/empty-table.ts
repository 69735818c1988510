/**
 * A table that is filled in any order. Grown by that it would become a slow dictionary, and `new Array(count)` with a large count
 * makes V8 give up its fast path for the array constructor in the whole process: so an empty one is made longer.
 */
export function emptyTable<T>(count: number): (T | undefined)[] {
  const made: (T | undefined)[] = [];
  made.length = count;
  return made.fill(undefined);
}
