/**
 * A heap snapshot, read in one pass over its bytes: snapshots of large programs are longer than V8's longest string,
 * so JSON.parse is no way to read them. Kept: what is needed to follow edges. Long strings are dropped.
 */
import { closeSync, openSync, readSync, unlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { writeHeapSnapshot } from 'node:v8';

/** Index of a node in the snapshot. */
export type NodeIndex = number;

export interface Edge {
  readonly type: string; // context, element, property, internal, hidden, shortcut, weak
  readonly name: string; // '' for element and hidden edges
  readonly index: number; // of element and hidden edges, else -1
  readonly to: NodeIndex;
}

const CHUNK = 1 << 24;
const LONGEST_STRING = 256;
const QUOTE = 34, BACKSLASH = 92, COMMA = 44, CLOSE = 93, ZERO = 48, NINE = 57, MINUS = 45;

/** Reads a file front to back, byte-wise, with a window that can be searched. */
class ByteWindow {
  readonly #file: number;
  #buffer: Buffer;
  #end = 0;
  #position = 0;

  constructor(file: number) {
    this.#file = file;
    this.#buffer = Buffer.allocUnsafe(CHUNK);
    this.#fill();
  }

  /** Keeps what is unread, appends the next part of the file; false at its end. */
  #fill(): boolean {
    const rest = this.#end - this.#position;
    if (rest === this.#buffer.length) {
      const larger = Buffer.allocUnsafe(this.#buffer.length * 2);
      this.#buffer.copy(larger, 0, this.#position, this.#end);
      this.#buffer = larger;
    } else {
      this.#buffer.copyWithin(0, this.#position, this.#end);
    }
    this.#position = 0;
    this.#end = rest;
    const count = readSync(this.#file, this.#buffer, rest, this.#buffer.length - rest, null);
    this.#end += count;
    return count > 0;
  }

  /** Text up to and without the mark, which is skipped. */
  textUntil(mark: string): string {
    for (;;) {
      const found = this.#buffer.subarray(this.#position, this.#end).indexOf(mark);
      if (found >= 0) {
        const text = this.#buffer.toString('latin1', this.#position, this.#position + found);
        this.#position += found + mark.length;
        return text;
      }
      if (!this.#fill()) throw new Error(`heap snapshot: ${mark} not found`);
    }
  }

  /** Calls `take` with every number up to the closing bracket. */
  numbers(take: (value: number, index: number) => void): void {
    let value = 0, sign = 1, digits = false, index = 0;
    for (;;) {
      const buffer = this.#buffer, end = this.#end;
      for (let position = this.#position; position < end; position++) {
        const byte = buffer[position] ?? 0;
        if (byte >= ZERO && byte <= NINE) {
          value = value * 10 + (byte - ZERO);
          digits = true;
        } else if (byte === COMMA || byte === CLOSE) {
          if (digits) take(sign * value, index++);
          value = 0; sign = 1; digits = false;
          if (byte === CLOSE) {
            this.#position = position + 1;
            return;
          }
        } else if (byte === MINUS) {
          sign = -1;
        }
      }
      this.#position = end;
      if (!this.#fill()) throw new Error('heap snapshot: ends within an array');
    }
  }

  /** Strings up to the closing bracket; those longer than LONGEST_STRING become ''. */
  strings(): string[] {
    const found: string[] = [];
    for (;;) {
      const byte = this.#byte();
      if (byte === CLOSE) return found;
      if (byte === QUOTE) found.push(this.#string());
    }
  }

  #byte(): number {
    if (this.#position === this.#end && !this.#fill()) throw new Error('heap snapshot: ends too early');
    return this.#buffer[this.#position++] ?? 0;
  }

  #string(): string {
    let escaped = false;
    let length = 0;
    for (;;) {
      if (this.#position + length >= this.#end && !this.#fill()) throw new Error('heap snapshot: ends within a string');
      const byte = this.#buffer[this.#position + length];
      if (byte === QUOTE) break;
      if (byte === BACKSLASH) {
        escaped = true;
        length++;
      }
      length++;
    }
    const start = this.#position;
    this.#position += length + 1;
    if (length > LONGEST_STRING) return '';
    if (!escaped) return this.#buffer.toString('utf8', start, start + length);
    return JSON.parse(`"${this.#buffer.toString('utf8', start, start + length)}"`) as string; // a JSON string literal
  }
}

interface Meta {
  readonly snapshot: {
    readonly meta: { readonly node_fields: readonly string[]; readonly node_types: readonly [readonly string[]]; readonly edge_fields: readonly string[]; readonly edge_types: readonly [readonly string[]] };
    readonly node_count: number;
    readonly edge_count: number;
  };
}

/** Takes a snapshot of this process and reads it. Blocks; 0.1 s for an empty process, about 1 s per million objects. */
export const takeSnapshot = (): HeapSnapshot => {
  const name = join(tmpdir(), `introspect-${process.pid}-${performance.now()}.heapsnapshot`);
  writeHeapSnapshot(name, writeOptions);
  const file = openSync(name, 'r');
  try {
    unlinkSync(name);
    return new HeapSnapshot(new ByteWindow(file));
  } finally {
    closeSync(file);
  }
};

/** Contexts and numbers are shown on demand only. A value of its own: the types of Node 20 do not know these options. */
const writeOptions: object = { exposeInternals: true, exposeNumericValues: true };

export class HeapSnapshot {
  readonly nodeCount: number;
  readonly #nodeTypes: readonly string[];
  readonly #edgeTypes: readonly string[];
  readonly #type: Uint8Array;
  readonly #name: Uint32Array;
  readonly #id: Float64Array;
  readonly #firstEdge: Uint32Array;
  readonly #edgeType: Uint8Array;
  readonly #edgeName: Uint32Array;
  readonly #edgeTo: Uint32Array;
  readonly #strings: readonly string[];
  #byId: ReadonlyMap<number, NodeIndex> | null = null;

  constructor(window: ByteWindow) {
    const header = JSON.parse(`${window.textUntil('"nodes":[').trimEnd().replace(/,$/, '')}}`) as Meta; // the snapshot's own header
    const { meta, node_count: nodes, edge_count: edges } = header.snapshot;
    this.nodeCount = nodes;
    this.#nodeTypes = meta.node_types[0];
    this.#edgeTypes = meta.edge_types[0];
    this.#type = new Uint8Array(nodes);
    this.#name = new Uint32Array(nodes);
    this.#id = new Float64Array(nodes);
    this.#firstEdge = new Uint32Array(nodes + 1);
    this.#readNodes(window, meta.node_fields);
    this.#edgeType = new Uint8Array(edges);
    this.#edgeName = new Uint32Array(edges);
    this.#edgeTo = new Uint32Array(edges);
    window.textUntil('"edges":[');
    this.#readEdges(window, meta.edge_fields, meta.node_fields.length);
    window.textUntil('"strings":[');
    this.#strings = window.strings();
  }

  #readNodes(window: ByteWindow, fields: readonly string[]): void {
    const width = fields.length, type = fields.indexOf('type'), name = fields.indexOf('name'), id = fields.indexOf('id'), count = fields.indexOf('edge_count');
    let edges = 0, node = 0, field = 0;
    window.numbers((value) => {
      if (field === type) this.#type[node] = value;
      else if (field === name) this.#name[node] = value;
      else if (field === id) this.#id[node] = value;
      else if (field === count) {
        this.#firstEdge[node] = edges;
        edges += value;
      }
      if (++field === width) {
        field = 0;
        node++;
      }
    });
    this.#firstEdge[node] = edges;
  }

  #readEdges(window: ByteWindow, fields: readonly string[], nodeWidth: number): void {
    const width = fields.length, type = fields.indexOf('type'), name = fields.indexOf('name_or_index'), to = fields.indexOf('to_node');
    let edge = 0, field = 0;
    window.numbers((value) => {
      if (field === type) this.#edgeType[edge] = value;
      else if (field === name) this.#edgeName[edge] = value;
      else if (field === to) this.#edgeTo[edge] = value / nodeWidth;
      if (++field === width) {
        field = 0;
        edge++;
      }
    });
  }

  typeOf(node: NodeIndex): string {
    return this.#nodeTypes[this.#type[node] ?? 0] ?? '';
  }

  nameOf(node: NodeIndex): string {
    return this.#strings[this.#name[node] ?? 0] ?? '';
  }

  idOf(node: NodeIndex): number {
    return this.#id[node] ?? 0;
  }

  nodeOfId(id: number): NodeIndex | undefined {
    if (this.#byId === null) {
      const map = new Map<number, NodeIndex>();
      this.#id.forEach((value, node) => map.set(value, node));
      this.#byId = map;
    }
    return this.#byId.get(id);
  }

  *edgesOf(node: NodeIndex): Generator<Edge> {
    const last = this.#firstEdge[node + 1] ?? 0;
    for (let edge = this.#firstEdge[node] ?? 0; edge < last; edge++) {
      const type = this.#edgeTypes[this.#edgeType[edge] ?? 0] ?? '';
      const name = this.#edgeName[edge] ?? 0;
      const numbered = type === 'element' || type === 'hidden';
      yield { type, name: numbered ? '' : (this.#strings[name] ?? ''), index: numbered ? name : -1, to: this.#edgeTo[edge] ?? 0 };
    }
  }

  /** Nodes with an edge to a private name: candidates for private members. */
  nodesWithPrivateNames(): ReadonlySet<NodeIndex> {
    const property = this.#edgeTypes.indexOf('property');
    const isPrivate = this.#strings.map((text) => text.startsWith('#'));
    const found = new Set<NodeIndex>();
    for (let node = 0; node < this.nodeCount; node++) {
      const last = this.#firstEdge[node + 1] ?? 0;
      for (let edge = this.#firstEdge[node] ?? 0; edge < last; edge++) {
        if (this.#edgeType[edge] === property && isPrivate[this.#edgeName[edge] ?? 0] === true) {
          found.add(node);
          break;
        }
      }
    }
    return found;
  }
}
