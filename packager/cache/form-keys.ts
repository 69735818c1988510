/** Keys of evaluation forms whose analyses are kept: equal keys mean equal texts. */
import type { EvaluationForm } from '../../modules/types.ts';

const keys = new WeakMap<EvaluationForm, string>();

/** Notes what the text of a form was made from, so that nobody needs to hash the text again. */
export function rememberFormKey(form: EvaluationForm, key: string): void {
  keys.set(form, key);
}

/** Null: the text is made anew each time. */
export function formKey(form: EvaluationForm): string | null {
  return keys.get(form) ?? null;
}
