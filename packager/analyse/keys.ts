/** Keys of class elements and object methods. */
import type { AnyNode } from 'acorn';
import type { ElementKey } from '../../format/code/model.ts';
import type { AnalysisState } from './state.ts';

/** The key as the analysis records it; `index` counts the computed keys of the same class or object. */
export function elementKey(state: AnalysisState, key: AnyNode, computed: boolean, index: number): ElementKey {
  const { start, end } = key;
  if (computed) return { kind: 'computed', index, start, end };
  if (key.type === 'PrivateIdentifier') return { kind: 'private', name: key.name, start, end };
  if (key.type === 'Identifier') return { kind: 'name', name: key.name, start, end };
  if (key.type === 'Literal' && (typeof key.value === 'string' || typeof key.value === 'number' || typeof key.value === 'bigint')) {
    return { kind: 'name', name: String(key.value), start, end };
  }
  return { kind: 'name', name: state.source.slice(start, end), start, end };
}
