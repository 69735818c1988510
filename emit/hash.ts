/**
 * 64-bit hash of a text as two 32-bit halves: keys of the table that gives edited functions their original text.
 * Two independent FNV-1a streams; not for integrity.
 */
export function textHash(text: string, from = 0, to = text.length): { readonly low: number; readonly high: number } {
  let low = 0x811c9dc5;
  let high = 0x01234567;
  for (let i = from; i < to; i++) {
    const unit = text.charCodeAt(i);
    low = Math.imul(low ^ unit, 0x01000193);
    high = Math.imul(high ^ ((unit << 7) | (i - from)), 0x01000193);
  }
  return { low: low >>> 0, high: high >>> 0 };
}
