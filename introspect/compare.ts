/**
 * Compares two canonical graphs in lock step: node beside node from the roots on, so that one difference does not
 * shift the numbers of all that follows, and sharing that differs is found wherever it shows.
 */
import { MASKED, UNSEEN } from './types.ts';
import type { CanonicalGraph, CanonicalLine, CanonicalNode } from './types.ts';

export interface Difference {
  /** Path of the place in the left and in the right graph; they differ only where sharing differs. */
  readonly leftPath: string;
  readonly rightPath: string;
  /** What differs, in words: `property "x": left 1, right 2`. */
  readonly message: string;
}

/** Path from a root to the node, as it was first met. */
export const pathOfNode = (graph: CanonicalGraph, index: number): string => {
  const steps: string[] = [];
  for (let node = graph.nodes[index]; node !== undefined; node = graph.nodes[node.from]) steps.push(node.step);
  return steps.reverse().join('');
};

/** The first differences, at most `limit`; empty: the graphs are equal. `names`: what the messages call the two. */
export const compareGraphs = (left: CanonicalGraph, right: CanonicalGraph, limit = 10, names: SideNames = ['left', 'right']): readonly Difference[] =>
  new Comparison(left, right, limit, names).run();

export type SideNames = readonly [left: string, right: string];

/** Paths are made only when something is to be reported. */
interface Place {
  readonly left: () => string;
  readonly right: () => string;
}

class Comparison {
  readonly #left: CanonicalGraph;
  readonly #right: CanonicalGraph;
  readonly #limit: number;
  readonly #leftName: string;
  readonly #rightName: string;
  readonly #differences: Difference[] = [];
  readonly #toRight = new Map<number, number>();
  readonly #toLeft = new Map<number, number>();
  readonly #queue: (readonly [number, number])[] = [];
  readonly #weak: { readonly place: Place; readonly left: Set<WeakEntry>; readonly right: Set<WeakEntry> }[] = [];
  #unseen = false;

  constructor(left: CanonicalGraph, right: CanonicalGraph, limit: number, [leftName, rightName]: SideNames) {
    this.#leftName = leftName;
    this.#rightName = rightName;
    this.#left = left;
    this.#right = right;
    this.#limit = limit;
  }

  run(): readonly Difference[] {
    this.#roots();
    let next = 0;
    do {
      for (; next < this.#queue.length && this.#differences.length < this.#limit; next++) {
        const pair = this.#queue[next];
        if (pair !== undefined) this.#pair(...pair);
      }
      this.#matchWeak();
    } while (next < this.#queue.length && this.#differences.length < this.#limit);
    this.#reportWeak();
    return this.#differences.slice(0, this.#limit);
  }

  #roots(): void {
    const rights = new Map(this.#right.roots.map((root) => [root.name, root.line]));
    for (const { name, line } of this.#left.roots) {
      const place: Place = { left: () => name, right: () => name };
      const other = rights.get(name);
      if (other === undefined) this.#report(place, `root ${name}: only ${this.#leftName}`);
      else this.#line(place, line, other);
      rights.delete(name);
    }
    for (const name of rights.keys()) this.#report({ left: () => name, right: () => name }, `root ${name}: only ${this.#rightName}`);
  }

  #pair(leftIndex: number, rightIndex: number): void {
    const left = this.#left.nodes[leftIndex];
    const right = this.#right.nodes[rightIndex];
    if (left === undefined || right === undefined) return;
    const place: Place = { left: () => pathOfNode(this.#left, leftIndex), right: () => pathOfNode(this.#right, rightIndex) };
    if (left.kind !== right.kind) this.#report(place, `kind: ${this.#leftName} ${describe(left)}, ${this.#rightName} ${describe(right)}`);
    else if (left.kind === 'weak-map' || left.kind === 'weak-set') this.#weakPair(place, ...unmasked(left.lines, right.lines));
    else this.#lines(place, ...unmasked(left.lines, right.lines));
  }

  /** Entries of weak collections have no order of their own: they are matched by their keys, once these are known to correspond. */
  #weakPair(place: Place, left: readonly CanonicalLine[], right: readonly CanonicalLine[]): void {
    this.#lines(place, plainLines(left), plainLines(right));
    this.#weak.push({ place, left: weakEntries(left), right: weakEntries(right) });
  }

  #matchWeak(): void {
    for (const { place, left, right } of this.#weak) {
      const rights = new Map([...right].map((entry) => [`${entry.key[2]} ${entry.key[1]}`, entry]));
      for (const entry of left) {
        const [, text, node] = entry.key;
        const other = rights.get(`${node < 0 ? -1 : (this.#toRight.get(node) ?? 'none')} ${text}`);
        if (other === undefined) continue;
        left.delete(entry);
        right.delete(other);
        if (entry.value !== null && other.value !== null) this.#line(place, entry.value, other.value);
      }
    }
  }

  /** Keys that the comparison never met are no difference of their own where a process could not show a variable. */
  #reportWeak(): void {
    for (const { place, left, right } of this.#weak) {
      for (const { key } of left) if (!this.#unseen || this.#toRight.has(key[2])) this.#report(place, `weak key: only ${this.#leftName} (${this.#show(this.#left, key)})`);
      for (const { key } of right) if (!this.#unseen || this.#toLeft.has(key[2])) this.#report(place, `weak key: only ${this.#rightName} (${this.#show(this.#right, key)})`);
    }
  }

  #lines(place: Place, left: readonly CanonicalLine[], right: readonly CanonicalLine[]): void {
    if (left.length === right.length && left.every(([label], index) => label === right[index]?.[0])) {
      left.forEach((line, index) => this.#line(place, line, right[index] ?? line));
      return;
    }
    const [lefts, rights] = [byLabel(left), byLabel(right)];
    let same = true;
    for (const [label, line] of lefts) {
      const other = rights.get(label);
      if (other === undefined) {
        same = false;
        this.#report(place, `${label}: only ${this.#leftName} (${this.#show(this.#left, line)})`);
      } else {
        this.#line(place, line, other);
      }
    }
    for (const [label, line] of rights) {
      if (lefts.has(label)) continue;
      same = false;
      this.#report(place, `${label}: only ${this.#rightName} (${this.#show(this.#right, line)})`);
    }
    if (!same) return;
    const [leftOrder, rightOrder] = [[...lefts.keys()], [...rights.keys()]];
    const first = leftOrder.findIndex((label, index) => label !== rightOrder[index]);
    if (first >= 0) this.#report(place, `order: ${this.#leftName} ${leftOrder[first] ?? ''}, ${this.#rightName} ${rightOrder[first] ?? ''} at place ${first}`);
  }

  #line(place: Place, left: CanonicalLine, right: CanonicalLine): void {
    const [label, leftText, leftNode] = left;
    const [, rightText, rightNode] = right;
    if (leftText === UNSEEN || rightText === UNSEEN) {
      this.#unseen = true;
      return;
    }
    if (leftText !== rightText || leftNode < 0 !== rightNode < 0) {
      this.#report(place, `${label}: ${this.#leftName} ${this.#show(this.#left, left)}, ${this.#rightName} ${this.#show(this.#right, right)}`);
      return;
    }
    if (leftNode < 0) return;
    const toRight = this.#toRight.get(leftNode);
    const toLeft = this.#toLeft.get(rightNode);
    if (toRight === undefined && toLeft === undefined) {
      this.#toRight.set(leftNode, rightNode);
      this.#toLeft.set(rightNode, leftNode);
      this.#queue.push([leftNode, rightNode]);
    } else if (toRight !== rightNode) {
      const shared = toRight === undefined ? `${this.#rightName} is the one at ${pathOfNode(this.#right, rightNode)}, ${this.#leftName} is another` : `${this.#leftName} is the one at ${pathOfNode(this.#left, leftNode)}, ${this.#rightName} is another`;
      this.#report(place, `${label}: sharing: ${shared}`);
    }
  }

  #show(graph: CanonicalGraph, [, text, node]: CanonicalLine): string {
    const target = graph.nodes[node];
    if (target === undefined) return text;
    return `${text === '' ? '' : `${text} `}${describe(target)} at ${pathOfNode(graph, node)}`;
  }

  #report(place: Place, message: string): void {
    if (this.#differences.length < this.#limit) this.#differences.push({ leftPath: place.left(), rightPath: place.right(), message });
  }
}

/** Without the lines that the left side says are not to be compared. */
const unmasked = (left: readonly CanonicalLine[], right: readonly CanonicalLine[]): [readonly CanonicalLine[], readonly CanonicalLine[]] => {
  const masks = left.filter(([label]) => label === MASKED).map(([, text]) => text);
  if (masks.length === 0) return [left, right];
  const isCompared = ([label]: CanonicalLine): boolean => label !== MASKED && !masks.some((mask) => label === mask || label.startsWith(`${mask} `));
  return [left.filter(isCompared), right.filter(isCompared)];
};

interface WeakEntry {
  readonly key: CanonicalLine;
  readonly value: CanonicalLine | null;
}

const plainLines = (lines: readonly CanonicalLine[]): readonly CanonicalLine[] => lines.filter(([label]) => !label.startsWith('weak '));

const weakEntries = (lines: readonly CanonicalLine[]): Set<WeakEntry> => {
  const entries = new Set<WeakEntry>();
  lines.forEach((line, index) => {
    const next = lines[index + 1];
    if (line[0] === 'weak key') entries.add({ key: line, value: next?.[0] === 'weak value' ? next : null });
  });
  return entries;
};

const describe = (node: CanonicalNode): string => {
  const text = node.lines.find(([label]) => label === 'text' || label === 'description')?.[1];
  return text === undefined ? node.kind : `${node.kind} ${text}`;
};

/** Labels repeat where private names or symbol keys do: those are numbered. */
const byLabel = (lines: readonly CanonicalLine[]): ReadonlyMap<string, CanonicalLine> => {
  const map = new Map<string, CanonicalLine>();
  const counts = new Map<string, number>();
  for (const line of lines) {
    const count = (counts.get(line[0]) ?? 0) + 1;
    counts.set(line[0], count);
    map.set(count === 1 ? line[0] : `${line[0]} (${count})`, line);
  }
  return map;
};
