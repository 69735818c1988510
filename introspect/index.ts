/**
 * Reads a heap by V8's own introspection, in whatever process it is loaded into, and compares two such readings.
 * It knows nothing of how a system was captured or restored: that is its worth as a witness.
 */
export { canonicalGraph, canonicalGraphs } from './read.ts';
export { compareGraphs, pathOfNode } from './compare.ts';
export type { Difference } from './compare.ts';
export { readGraph, writeGraph } from './store.ts';
export { hashOf } from './primitive.ts';
export { moduleRoots, partName } from './module-roots.ts';
export { answerRequest, readRequest, variablesFrom, writeRequest } from './request.ts';
export type { AskedProcess, VariableTable, VerifyRequest } from './request.ts';
export { UNSEEN } from './types.ts';
export type * from './types.ts';
export { SettlingFunctions } from './settling.ts';
export { Introspector } from './session.ts';
