/**
 * How one process asks another for its graph: a request file that the asked process answers with a graph file.
 * The request holds nothing about the graph that is expected, but for the names of variables that code texts refer to.
 */
import { readFileSync, writeFileSync } from 'node:fs';
import { canonicalGraph } from './read.ts';
import { hashOf } from './primitive.ts';
import { writeGraph } from './store.ts';
import type { FreeVariable, IntrospectionOptions } from './types.ts';

/** Variables of code texts by the hash of the text. */
export type VariableTable = ReadonlyMap<string, readonly FreeVariable[]>;

export interface VerifyRequest {
  /** Absolute name of the file that the graph is to be written to. */
  readonly output: string;
  readonly cells: boolean;
  readonly variables: VariableTable;
}

/** What the asked process brings along. */
export type AskedProcess = Pick<IntrospectionOptions, 'pathOf' | 'partOf' | 'nativeOf' | 'textOf' | 'root' | 'ignores' | 'views'> & {
  readonly roots: ReadonlyMap<string, unknown>;
};

const FORMAT = 'introspection request 1';

export const writeRequest = (file: string, request: VerifyRequest): void => {
  writeFileSync(file, JSON.stringify({ format: FORMAT, ...request, variables: [...request.variables] }));
};

/** Throws an Error naming the file when it is no request. */
export const readRequest = (file: string): VerifyRequest => {
  const value: unknown = JSON.parse(readFileSync(file, 'utf8'));
  if (typeof value !== 'object' || value === null || Reflect.get(value, 'format') !== FORMAT) throw new Error(`${file}: expected an ${FORMAT}`);
  const request = value as Omit<VerifyRequest, 'variables'> & { variables: [string, readonly FreeVariable[]][] }; // as written above
  return { output: request.output, cells: request.cells, variables: new Map(request.variables) };
};

/** `variablesOf` of a table. */
export const variablesFrom = (table: VariableTable): ((text: string) => readonly FreeVariable[] | null) => (text) => table.get(hashOf(text)) ?? null;

/**
 * Reads this process and writes its graph to where the request wants it. To be called when everything is restored and
 * before any user code runs. Throws what reading throws.
 */
export const answerRequest = (file: string, asked: AskedProcess): void => {
  const { roots, ...options } = asked;
  const request = readRequest(file);
  // As it is now: whoever restored the functions may have replaced it, so that it gives their original texts.
  const functionToString = Function.prototype.toString;
  const textOf = (fn: Function): string => Reflect.apply(functionToString, fn, []);
  writeGraph(request.output, canonicalGraph(roots, { textOf, ...options, cells: request.cells, variablesOf: variablesFrom(request.variables) }));
};
