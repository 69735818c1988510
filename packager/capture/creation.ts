/**
 * The order in which objects and scope instances can be made. Needs have three ranks:
 *   0  must stand before: what a thing cannot be made without (instance of a function, class of a method, buffer of a view)
 *   1  should: prototype, heritage, captured `this`; where it is part of a cycle it is set afterwards
 *   2  better: values of plain objects and arrays, so that literals can be written with their final values
 *
 * Strongly connected components are ordered first. Inside one, needs of the highest rank are dropped where they lead to a
 * thing that has lower needs inside it; every cycle left then consists of needs of one rank, and is cut at its end.
 * Example: object A —2→ function f —0→ instance i —1→ A (its `this`): A→f is dropped, then i→A remains: A, i, f.
 */

import {
  payloadOf, Tag, tagOf, type CreationStep, type GraphObject, type InstanceId, type InstanceRef, type ObjectId, type ScopeInstance, type Word,
} from '../../format/graph/model.ts';

type Rank = 0 | 1 | 2;
type Need = (word: Word | null, rank: Rank) => void;

/** Every object and instance once. `first`: what comes as early as its needs allow, in this order. Deterministic: ties follow the ids. */
export function creationOrder(objects: readonly GraphObject[], instances: readonly ScopeInstance[], first: readonly ObjectId[] = []): CreationStep[] {
  const edges = collectEdges(objects, instances);
  const nodes = [...first, ...Array.from({ length: objects.length + instances.length }, (_, node) => node)];
  const order: number[] = [];
  orderNodes(nodes, edges, order);
  return order.map((node) => (node < objects.length ? { kind: 'object', id: node as ObjectId } : { kind: 'instance', id: (node - objects.length) as InstanceId }));
}

/** Needs of all nodes: those of node n are at first[n] … first[n + 1] - 1. */
interface Edges {
  readonly first: Uint32Array;
  readonly target: Uint32Array;
  readonly rank: Uint8Array;
  readonly dropped: Uint8Array;
  /** Which group a node is in; only needs within the same group count. */
  readonly group: Uint32Array;
  groups: number;
  /** Of `connected`. */
  readonly index: Uint32Array;
  readonly low: Uint32Array;
  readonly onStack: Uint8Array;
}

function collectEdges(objects: readonly GraphObject[], instances: readonly ScopeInstance[]): Edges {
  const count = objects.length + instances.length;
  const first = new Uint32Array(count + 1);
  const targets: number[] = [];
  const ranks: number[] = [];
  const add: Need = (word, rank) => {
    if (word === null || tagOf(word) !== Tag.object) return;
    targets.push(payloadOf(word));
    ranks.push(rank);
  };
  const addInstance = (instance: InstanceRef | null): void => {
    if (instance?.kind !== 'own') return;
    targets.push(objects.length + instance.id);
    ranks.push(0);
  };
  objects.forEach((object, index) => {
    needsOfObject(object, add, addInstance);
    first[index + 1] = targets.length;
  });
  instances.forEach((instance, index) => {
    addInstance(instance.parent);
    add(instance.classObject, 0);
    add(instance.variables.get('this') ?? null, 1);
    for (const [name, word] of instance.variables) if (name.startsWith('with:')) add(word, 1);
    first[objects.length + index + 1] = targets.length;
  });
  return {
    first, target: Uint32Array.from(targets), rank: Uint8Array.from(ranks), dropped: new Uint8Array(targets.length), group: new Uint32Array(count), groups: 1,
    index: new Uint32Array(count), low: new Uint32Array(count), onStack: new Uint8Array(count),
  };
}

function needsOfObject(object: GraphObject, need: Need, needInstance: (instance: InstanceRef | null) => void): void {
  for (const state of object.privates) need(state.classObject, 0);
  needsOfKind(object, need, needInstance);
  need(object.prototype, 1);
  if (object.kind !== 'object' && object.kind !== 'array') return;
  for (const property of object.properties) {
    need(property.key, 2);
    need(property.value, 2);
    need(property.setter, 2);
  }
}

function needsOfKind(object: GraphObject, need: Need, needInstance: (instance: InstanceRef | null) => void): void {
  switch (object.kind) {
    case 'object':
      need(object.adopts, 0);
      return needInstance(object.home?.instance ?? null);
    case 'function':
      needInstance(object.instance);
      return need(object.homeObject, 0);
    case 'method': return need(object.classObject, 0);
    case 'class':
      needInstance(object.instance);
      need(object.heritage, 1);
      return object.keys.forEach((key) => need(key, 0));
    case 'bound':
      need(object.target, 0);
      need(object.boundThis, 0);
      return object.args.forEach((value) => need(value, 0));
    case 'proxy':
      need(object.target, 0);
      return need(object.handler, 0);
    case 'weak-ref': return need(object.target, 0);
    case 'typed-array': case 'data-view': return need(object.buffer, 0);
    case 'boxed': return need(object.primitive, 0);
    case 'promise': return need(object.result, 0);
    case 'arguments': return needInstance(object.mapped);
    case 'native': return object.args.forEach((value) => need(value, 0));
    case 'array': case 'map': case 'set': case 'weak-map': case 'weak-set': case 'date': case 'regexp': case 'buffer': case 'error': case 'symbol': case 'module-part':
      return;
  }
}

/** Appends the nodes in an order that respects their needs within the group. At most one level deeper per rank. */
function orderNodes(nodes: readonly number[], edges: Edges, order: number[]): void {
  for (const component of connected(nodes, edges)) {
    if (component.length === 1) {
      order.push(...component);
      continue;
    }
    edges.groups += 1;
    for (const node of component) edges.group[node] = edges.groups;
    component.sort((left, right) => left - right);
    if (dropHighest(component, edges)) orderNodes(component, edges, order);
    else depthFirst(component, edges, order);
  }
}

/** Drops needs of the highest rank that lead to nodes with lower ones; false if there is nothing to drop. */
function dropHighest(component: readonly number[], edges: Edges): boolean {
  let highest = 0;
  const eachInner = (visit: (from: number, edge: number) => void): void => {
    for (const node of component) {
      for (let edge = at(edges.first, node); edge < at(edges.first, node + 1); edge += 1) if (isInner(edges, node, edge)) visit(node, edge);
    }
  };
  eachInner((_from, edge) => (highest = Math.max(highest, at(edges.rank, edge))));
  const strong = new Set<number>();
  eachInner((from, edge) => {
    if (at(edges.rank, edge) < highest) strong.add(from);
  });
  let any = false;
  eachInner((_from, edge) => {
    if (at(edges.rank, edge) !== highest || !strong.has(at(edges.target, edge))) return;
    edges.dropped[edge] = 1;
    any = true;
  });
  return any;
}

const at = (array: Uint32Array | Uint8Array, index: number): number => array[index] ?? 0;

const isInner = (edges: Edges, node: number, edge: number): boolean => at(edges.dropped, edge) === 0 && at(edges.group, at(edges.target, edge)) === at(edges.group, node);

/** Post-order; a need that leads back into the way in hand is the cut. */
function depthFirst(component: readonly number[], edges: Edges, order: number[]): void {
  const seen = new Set<number>();
  for (const root of component) {
    if (seen.has(root)) continue;
    seen.add(root);
    const stack = [root];
    const next = [at(edges.first, root)];
    while (stack.length > 0) {
      const node = stack.at(-1) ?? 0;
      const edge = next.pop() ?? 0;
      if (edge >= at(edges.first, node + 1)) {
        stack.pop();
        order.push(node);
        continue;
      }
      next.push(edge + 1);
      const target = at(edges.target, edge);
      if (!isInner(edges, node, edge) || seen.has(target)) continue;
      seen.add(target);
      stack.push(target);
      next.push(at(edges.first, target));
    }
  }
}

/** Strongly connected components (Tarjan, without recursion), each after those it needs. */
function connected(nodes: readonly number[], edges: Edges): number[][] {
  const { index, low, onStack } = edges; // 0 in `index`: not seen
  for (const node of nodes) index[node] = 0;
  let count = 0;
  const pending: number[] = [];
  const found: number[][] = [];
  const enter = (node: number, stack: number[], next: number[]): void => {
    count += 1;
    low[node] = count;
    index[node] = count;
    pending.push(node);
    onStack[node] = 1;
    stack.push(node);
    next.push(at(edges.first, node));
  };
  for (const root of nodes) {
    if (at(index, root) !== 0) continue;
    const stack: number[] = [];
    const next: number[] = [];
    enter(root, stack, next);
    while (stack.length > 0) {
      const node = stack.at(-1) ?? 0;
      const edge = next.pop() ?? 0;
      if (edge < at(edges.first, node + 1)) {
        next.push(edge + 1);
        const target = at(edges.target, edge);
        if (!isInner(edges, node, edge)) continue;
        if (at(index, target) === 0) enter(target, stack, next);
        else if (onStack[target] === 1) low[node] = Math.min(at(low, node), at(index, target));
        continue;
      }
      stack.pop();
      const parent = stack.at(-1);
      if (parent !== undefined) low[parent] = Math.min(at(low, parent), at(low, node));
      if (low[node] === index[node]) found.push(popUntil(node, pending, onStack));
    }
  }
  return found;
}

function popUntil(node: number, pending: number[], onStack: Uint8Array): number[] {
  const component: number[] = [];
  for (;;) {
    const member = pending.pop();
    if (member === undefined) return component;
    onStack[member] = 0;
    component.push(member);
    if (member === node) return component;
  }
}
