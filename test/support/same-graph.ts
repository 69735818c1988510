import { AssertionError } from 'chai';
import { compareGraphs } from '../../introspect/index.ts';
import type { CanonicalGraph } from '../../introspect/index.ts';

/** Text of the first differences between two canonical graphs, one to a line; '' when they are equal. */
export const differencesOf = (left: CanonicalGraph, right: CanonicalGraph, limit = 5): string =>
  compareGraphs(left, right, limit).map(({ leftPath, rightPath, message }) => `${leftPath === rightPath ? leftPath : `${leftPath} | ${rightPath}`}: ${message}`).join('\n');

/** Fails with the first differences when the graphs are not the same. */
export const expectSameGraph = (left: CanonicalGraph, right: CanonicalGraph): void => {
  const differences = differencesOf(left, right);
  if (differences !== '') throw new AssertionError(`the graphs differ:\n${differences}`);
};
