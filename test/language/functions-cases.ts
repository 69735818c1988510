import type { LanguageCase } from './harness.ts';
import { NESTS, placeCase, PLACES } from './scopes.ts';

/** Functions: what they capture, how far out, in strict and sloppy code. */
export const capturingCases: readonly LanguageCase[] = PLACES.flatMap((one, row) =>
  NESTS.map((nest, column) => placeCase('functions', one, nest, { strict: one.mode === undefined && (row + column) % 2 === 0 })));
