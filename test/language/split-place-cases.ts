import type { LanguageCase } from './harness.ts';
import { NESTS, placeCase, PLACES } from './scopes.ts';

/** Activations of a dependent, code of a library: what functions may capture. */
export const splitPlaceCases: readonly LanguageCase[] = PLACES.flatMap((one, row) =>
  NESTS.filter((_, column) => column % 2 === row % 2).map((nest, column) => placeCase('split', one, nest, { strict: one.mode === undefined && (row + column) % 2 === 0, split: true })));
