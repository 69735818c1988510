/** The script of one module in hot form. */
import type { HotScript, OriginalText } from '../format/hot/model.ts';
import { textHash } from './hash.ts';
import { hotEdits } from './hot-edits.ts';
import { writeMaker } from './maker.ts';
import { namesFor } from './names.ts';
import type { ModulePlan } from './plan.ts';
import { EditList, TextBuilder } from './text-builder.ts';

/** Emits a module whose plan is complete (makers placed). The script's value is the maker of the module scope. */
export function emitScript(module: string, plan: ModulePlan): { readonly script: HotScript; readonly originals: readonly OriginalText[] } {
  const names = namesFor(plan.code.source);
  const builder = new TextBuilder(plan.code, new EditList(hotEdits(plan.code, names)));
  builder.add('(');
  writeMaker({ builder, names, plan }, plan.root, 'expression');
  builder.add(')');
  const text = builder.toString();
  const originals = builder.edited.map(({ literal, from, to }) => {
    const hash = textHash(text, from, to);
    return { hashLow: hash.low, hashHigh: hash.high, module, start: literal.start, end: literal.end };
  });
  return { script: { module, text, segments: Uint32Array.from(builder.segments) }, originals };
}
