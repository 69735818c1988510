/** The script of one module in hot form. */
import type { ModuleAnalysis } from '../format/code/model.ts';
import type { HotScript, OriginalText } from '../format/hot/model.ts';
import { textHash } from './hash.ts';
import { hotEdits } from './hot-edits.ts';
import { writeMaker } from './maker.ts';
import { namesFor } from './names.ts';
import type { ModulePlan } from './plan.ts';
import { isTemplateVariable } from './templates.ts';
import { EditList, TextBuilder } from './text-builder.ts';

/** Emits a module whose plan is complete (makers placed). The script's value is the maker of the module scope. */
export function emitScript(module: string, plan: ModulePlan, pathOf: (code: ModuleAnalysis) => string): { readonly script: HotScript; readonly originals: readonly OriginalText[] } {
  const names = namesFor(textsOf(plan).map((code) => code.source).join('\n'));
  const builder = new TextBuilder(plan.code, (code) => new EditList(hotEdits(code, names, code === plan.code ? templatesOf(plan) : undefined)));
  builder.add('(');
  writeMaker({ builder, names, plan }, plan.root, 'expression');
  builder.add(')');
  const text = builder.toString();
  const originals = builder.edited.map(({ literal, from, to }) => {
    const hash = textHash(text, from, to);
    return { hashLow: hash.low, hashHigh: hash.high, module: literal.module === plan.code ? module : pathOf(literal.module), start: literal.start, end: literal.end };
  });
  return { script: { module, text, segments: Uint32Array.from(builder.segments) }, originals };
}

/** Tagged templates whose objects the module's instance holds. */
function templatesOf({ root }: ModulePlan): ReadonlySet<string> {
  return new Set([...root.variables.values()].filter((variable) => isTemplateVariable(variable) && !root.constants.has(variable.name)).map(({ name }) => name));
}

/** The module's text and those of direct evals in its scopes. */
function textsOf(plan: ModulePlan): readonly ModuleAnalysis[] {
  const found = new Set([plan.code]);
  for (const { scope, literals } of plan.scopes.values()) {
    found.add(scope.literal.module);
    for (const literal of literals.keys()) found.add(literal.module);
  }
  return [...found];
}
