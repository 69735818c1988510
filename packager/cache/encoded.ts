/** Analyses that were encoded for the cache, or came out of it: component files hold the same bytes. */
import { encodeAnalysis, type EncodedAnalysis } from '../../format/code/codec.ts';
import type { ModuleAnalysis } from '../../format/code/model.ts';

const encodings = new WeakMap<ModuleAnalysis, () => EncodedAnalysis>();

/** `encoded` gives the bytes of an analysis that nothing changes any more. */
export function rememberEncoded(analysis: ModuleAnalysis, encoded: () => EncodedAnalysis): void {
  encodings.set(analysis, encoded);
}

/** Bytes of an analysis; `place` is for messages. */
export function encodedAnalysis(analysis: ModuleAnalysis, place: string): EncodedAnalysis {
  return encodings.get(analysis)?.() ?? encodeAnalysis(analysis, place);
}
