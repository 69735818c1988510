/**
 * Symbol paths as a tree: each is that of another one and a step behind it. Nodes are numbered: objects, then scope
 * instances, then what only others begin with. Layout (behind the symbol table): nodes u32, reserved u32 · parents
 * u32[nodes] (node + 1; 0: none) · steps u32[nodes] (numbers in the table of strings).
 */
import type { ByteReader, ByteWriter } from './bytes.ts';
import { MAXIMUM_TEXT } from './constants.ts';
import { corrupt } from './damage.ts';
import type { IcError } from './errors.ts';
import type { Graph, PathTree } from './graph/model.ts';
import { advanceHigh, advanceLow, finishHigh, finishLow, START_HIGH, START_LOW } from './symbols.ts';
import type { TextTable, TextTableWriter } from './texts.ts';

/** More nodes than this one above the other are none that a writer makes. */
const MAXIMUM_STEPS = 64;

/** The tree of a graph; one without structure for a graph that was made without. */
export function pathTree(graph: Graph): PathTree {
  if (graph.paths !== undefined) return graph.paths;
  const steps = [...graph.objects.map(({ path }) => path), ...graph.instances.map(({ path }) => path)];
  return { parents: new Uint32Array(steps.length), steps };
}

export function writePaths(out: ByteWriter, { parents, steps }: PathTree, strings: TextTableWriter): void {
  out.u32(steps.length);
  out.u32(0);
  out.words(parents);
  const numbers = new Uint32Array(steps.length);
  for (let node = 0; node < steps.length; node += 1) numbers[node] = strings.intern(steps[node] ?? '');
  out.words(numbers);
}

/** Hashes of the first `count` paths, high ones and low ones; a path goes on from the hash of what it begins with. */
export function pathHashes({ parents, steps }: PathTree, count: number): { readonly high: Uint32Array; readonly low: Uint32Array } {
  const [high, low] = [new Int32Array(steps.length), new Int32Array(steps.length)]; // not finished
  const made = new Uint8Array(steps.length);
  const chain: number[] = [];
  for (let node = 0; node < count; node += 1) {
    let above = node;
    for (; above >= 0 && made[above] !== 1; above = (parents[above] ?? 0) - 1) chain.push(above);
    for (let at = chain.pop(); at !== undefined; at = chain.pop()) {
      const parent = (parents[at] ?? 0) - 1;
      const step = steps[at] ?? '';
      high[at] = advanceHigh(parent < 0 ? START_HIGH : (high[parent] ?? 0), step);
      low[at] = advanceLow(parent < 0 ? START_LOW : (low[parent] ?? 0), step);
      made[at] = 1;
    }
  }
  return { high: Uint32Array.from(high.subarray(0, count), finishHigh), low: Uint32Array.from(low.subarray(0, count), finishLow) };
}

/** The paths of a file; each is put together when it is asked for. */
export class PathTable {
  private readonly parents: Uint32Array;
  private readonly steps: Uint32Array;
  private readonly strings: TextTable;
  private readonly place: string;

  /** `least`: objects and scope instances. */
  constructor(reader: ByteReader, strings: TextTable, least: number) {
    this.place = reader.place;
    this.strings = strings;
    const count = reader.u32();
    if (reader.u32() !== 0) throw corrupt(this.place, 'a reserved zero', 'another number');
    if (count < least) throw corrupt(this.place, `at least ${least} paths`, count);
    this.parents = reader.words(count);
    this.steps = reader.words(count);
  }

  /** Path of a node. Throws IC_CORRUPT for one that no writer makes. */
  text(node: number): string {
    const found: string[] = [];
    let length = 0;
    for (let at = node; at >= 0; ) {
      const parent = this.parents[at];
      const step = this.steps[at];
      if (parent === undefined || step === undefined) throw corrupt(this.place, `a path below ${this.parents.length}`, at);
      const text = this.strings.get(step);
      length += text.length;
      if (found.push(text) > MAXIMUM_STEPS || length > MAXIMUM_TEXT) throw this.wrong(node);
      at = parent - 1;
    }
    return found.length === 1 ? (found[0] ?? '') : found.reverse().join('');
  }

  /** As it was written. */
  get tree(): PathTree {
    return { parents: this.parents, steps: Array.from(this.steps, (number) => this.strings.get(number)) };
  }

  /** Every path ends, and none is too long: for full checks. Makes none. */
  verify(): void {
    const count = this.parents.length;
    const [depths, lengths] = [new Uint8Array(count), new Float64Array(count)];
    const chain: number[] = [];
    for (let node = 0; node < count; node += 1) {
      let at = node;
      for (; at >= 0 && depths[at] === 0 && chain.length <= MAXIMUM_STEPS; at = (this.parents[at] ?? 0) - 1) chain.push(at);
      let depth = at < 0 ? 0 : (depths[at] ?? 0);
      let length = at < 0 ? 0 : (lengths[at] ?? 0);
      if (at >= count || depth + chain.length > MAXIMUM_STEPS) throw this.wrong(node);
      for (let next = chain.pop(); next !== undefined; next = chain.pop()) {
        depths[next] = depth += 1;
        lengths[next] = length += this.strings.get(this.steps[next] ?? 0).length;
        if (length > MAXIMUM_TEXT) throw this.wrong(next);
      }
    }
  }

  private wrong(node: number): IcError {
    return corrupt(this.place, `a path of at most ${MAXIMUM_STEPS} steps and ${MAXIMUM_TEXT} characters`, `path ${node}`);
  }
}
