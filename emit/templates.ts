/**
 * Tagged templates: the template object of a site is made once, and programs use it as a key. Where a captured module has
 * made it already, the site becomes a call with that object: tag`a${x}b` → tag(object,(x)). The object lives in a module
 * variable whose name no identifier can have.
 */
import type { ModuleAnalysis, SpecialSite, Variable } from '../format/code/model.ts';

import type { EmittedNames } from './names.ts';

export type TemplateSite = Extract<SpecialSite, { kind: 'template' }>;

/** Name of the variable of the module's n-th site. */
export function templateVariable(ordinal: number): string {
  return `\`${String(ordinal)}`;
}

/** The identifier under which emitted code has a site's object. */
export function templateIdentifier(names: EmittedNames, variable: string): string {
  return `${names.prefix}t${variable.slice(1)}`;
}

/** Whether the variable holds a template object. */
export function isTemplateVariable({ name }: Pick<Variable, 'name'>): boolean {
  return name.startsWith('`');
}

/** The sites in order. */
export function templateSites(code: ModuleAnalysis): readonly TemplateSite[] {
  return code.sites.flatMap((site) => (site.kind === 'template' ? [site] : []));
}

/** Replacements that turn the template into the arguments of a call; `object`: text of the first argument. */
export function callEdits({ quasis }: TemplateSite, object: string): readonly { readonly start: number; readonly end: number; readonly text: string }[] {
  return quasis.map(({ start, end }, index) => {
    const [first, last] = [index === 0, index === quasis.length - 1];
    return { start: start - 1, end: last ? end + 1 : end + 2, text: `${first ? `(${object}` : ')'}${last ? ')' : ',('}` };
  });
}

/** The template without its values: literals in their places, so that its object is the same. */
export function bareTemplate(source: string, { quasis }: TemplateSite): string {
  return `\`${quasis.map(({ start, end }) => source.slice(start, end)).join('${0}')}\``;
}
