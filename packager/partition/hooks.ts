/** Which captured values reach functions of the component itself: state changes that hold such ones are hooks. */

import { forEachEdge, isReference } from '../capture/content.ts';
import type { Heap } from '../capture/heap.ts';
import type { LiveInstance, LiveObject } from '../capture/live.ts';

type Node = LiveObject | LiveInstance;

/** Objects and instances of the component in hand from which a function of its own source can be reached, within the component. */
export function reachingOwnCode(heap: Heap, isOwnCode: (value: unknown) => boolean): ReadonlySet<Node> {
  const holders = new Map<Node, Node[]>();
  const found = new Set<Node>();
  const waiting: Node[] = [];
  const link = (from: Node, to: Node | null | undefined): void => {
    if (to === null || to === undefined || to.owner !== heap.current.name) return;
    const known = holders.get(to);
    if (known === undefined) holders.set(to, [from]);
    else known.push(from);
  };
  for (const object of heap.current.objects) {
    const { content } = object;
    if (content === null) continue;
    if (isOwnCode(object.value)) {
      found.add(object);
      waiting.push(object);
    }
    forEachEdge(content, (value) => link(object, isReference(value) ? heap.objects.get(value) : null));
    if (content.kind === 'function' || content.kind === 'class') link(object, content.instance);
  }
  for (const instance of heap.current.instances) {
    link(instance, instance.parent);
    for (const { value } of instance.variables.values()) link(instance, isReference(value) ? heap.objects.get(value) : null);
  }
  for (let next = waiting.pop(); next !== undefined; next = waiting.pop()) {
    for (const holder of holders.get(next) ?? []) {
      if (found.has(holder)) continue;
      found.add(holder);
      waiting.push(holder);
    }
  }
  return found;
}
