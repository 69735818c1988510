// A canonical graph as a file: one JSON value per line, since the whole may be longer than the longest string.
import { closeSync, openSync, readFileSync, writeSync } from 'node:fs';
import type { CanonicalGraph, CanonicalNode } from './types.ts';

const LINES_PER_WRITE = 2000;

/** Writes the graph; replaces the file. */
export const writeGraph = (file: string, graph: CanonicalGraph): void => {
  const handle = openSync(file, 'w');
  try {
    writeSync(handle, `${JSON.stringify({ roots: graph.roots, statistics: graph.statistics })}\n`);
    for (let start = 0; start < graph.nodes.length; start += LINES_PER_WRITE) {
      const part = graph.nodes.slice(start, start + LINES_PER_WRITE);
      writeSync(handle, part.map((node) => `${JSON.stringify(node)}\n`).join(''));
    }
  } finally {
    closeSync(handle);
  }
};

/** Reads what `writeGraph` wrote. */
export const readGraph = (file: string): CanonicalGraph => {
  const bytes = readFileSync(file);
  const nodes: CanonicalNode[] = [];
  let head: Omit<CanonicalGraph, 'nodes'> | null = null;
  for (let start = 0; start < bytes.length; ) {
    const end = bytes.indexOf(10, start);
    const value: unknown = JSON.parse(bytes.toString('utf8', start, end < 0 ? bytes.length : end));
    if (head === null) head = value as Omit<CanonicalGraph, 'nodes'>; // as written above
    else nodes.push(value as CanonicalNode); // as written above
    start = end < 0 ? bytes.length : end + 1;
  }
  if (head === null) throw new Error(`${file}: empty`);
  return { ...head, nodes };
};
