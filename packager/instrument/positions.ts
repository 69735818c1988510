/** Positions for messages. */
import type { CodeIdentity } from './types.ts';

/** `file:line:column` of a literal. */
export function positionOf({ text, literal }: CodeIdentity): string {
  const before = text.analysis.source.slice(0, literal.start);
  return `${text.file}:${literal.line}:${literal.start - (before.lastIndexOf('\n') + 1) + 1}`;
}
