/** A check that decoded parents form trees. */
import { corrupt } from './damage.ts';

/** Every chain of parents ends: nothing that walks up can hang. -1: no parent. */
export function checkTree(parents: readonly number[], place: string): void {
  const seen = new Int32Array(parents.length).fill(-1); // walk in which the node was seen
  for (let start = 0; start < parents.length; start += 1) {
    for (let at = start; at >= 0 && seen[at] !== start; at = parents[at] ?? -1) {
      if ((seen[at] ?? -1) >= 0) break; // known to end
      seen[at] = start;
      const parent = parents[at] ?? -1;
      if (parent >= 0 && seen[parent] === start) throw corrupt(place, 'parents without a circle', `one through ${at}`);
    }
  }
}
