/**
 * Edits that a module's text needs wherever it runs outside Node's own loader with its variables as real variables:
 * `import()` and `import.meta`, writes to constants (in the emitted scopes they are ordinary variables), and writes to
 * exported variables, which are pushed to the modules that import them, so that every read stays a plain variable read.
 */
import type { ModuleAnalysis, Reference, Variable } from '../format/code/model.ts';
import type { EmittedNames } from './names.ts';
import { markOf, quote } from './names.ts';
import { callEdits, templateIdentifier, templateSites, templateVariable } from './templates.ts';
import type { Edit } from './text-builder.ts';

/** Exported variables of an ES module that functions of the module may still assign. */
export function mutableExports(code: ModuleAnalysis): ReadonlySet<Variable> {
  const found = new Set<Variable>();
  if (code.kind !== 'module') return found;
  for (const entry of code.exports) if (entry.kind === 'local' && entry.variable.assignedByInner) found.add(entry.variable);
  return found;
}

/** All edits of the hot form, in no particular order. `templates`: variables of tagged templates whose objects are captured. */
export function hotEdits(code: ModuleAnalysis, names: EmittedNames, templates: ReadonlySet<string> = new Set()): readonly Edit[] {
  const edits: Edit[] = [];
  templateSites(code).forEach((site, ordinal) => {
    if (!templates.has(templateVariable(ordinal))) return;
    const object = `${templateIdentifier(names, templateVariable(ordinal))}${markOf(names, { module: code, start: site.start, end: site.end })}`;
    edits.push(...callEdits(site, object).map((edit) => ({ ...edit, closing: false })));
  });
  for (const site of code.sites) {
    if (site.kind === 'template') continue;
    if (site.kind === 'direct-eval') {
      edits.push(...pushAfterEval(site, code, names));
      continue;
    }
    const text = site.kind === 'dynamic-import' ? `${names.link}.import` : `${names.link}.meta`;
    edits.push({ start: site.start, end: site.end, text, closing: false });
  }
  const mutable = mutableExports(outermostText(code));
  for (const reference of code.references) {
    if (reference.use !== 'write' && reference.use !== 'update') continue;
    if (isConstant(reference.variable)) edits.push(constantWrite(reference, names));
    else if (mutable.has(reference.variable)) edits.push(...push(reference, names));
  }
  return edits;
}

/** The text that a direct eval's text stands in, at last the module's. */
export function outermostText(code: ModuleAnalysis): ModuleAnalysis {
  let { scope } = code;
  while (scope.parent !== null) scope = scope.parent;
  return scope.literal.module;
}

/** Whether the module's texts can assign its exported variables in a way that no reference shows. */
export function hasUntoldWrites(code: ModuleAnalysis): boolean {
  return code.sites.some(({ kind }) => kind === 'direct-eval') && mutableExports(code).size > 0;
}

/** `eval(x)` becomes `evaluated(eval(x), all)`: what the text may have assigned is told. `all` is declared with the module's variables. */
function pushAfterEval(site: { readonly start: number; readonly end: number }, code: ModuleAnalysis, names: EmittedNames): readonly Edit[] {
  if (mutableExports(outermostText(code)).size === 0) return [];
  return [
    { start: site.start, end: site.start, text: `${names.link}.evaluated(`, closing: false, around: site },
    { start: site.end, end: site.end, text: `,${names.prefix}all)`, closing: true, around: site },
  ];
}

/** Whether the language refuses every assignment, or ignores it. */
export function isConstant(variable: Variable): boolean {
  switch (variable.kind) {
    case 'const':
    case 'import':
    case 'class-name':
    case 'function-name':
      return true;
    default:
      return false;
  }
}

/** The target becomes one whose setter does what the language does at that point. `read`: an expression for the variable. */
export function constantWrite(reference: Reference, names: EmittedNames, read = reference.variable.name): Edit {
  const { variable, shorthand, start, end } = reference;
  const ignored = variable.kind === 'function-name' && !reference.literal.strict;
  const setter = ignored ? '' : `throw new ${names.link}.TypeError("Assignment to constant variable.")`;
  const target = `({get k(){return ${read}},set k(v){${setter}}}).k`;
  return { start, end, text: shorthand ? `${variable.name}${names.mark}:${target}` : `${target}${names.mark}`, closing: false };
}

/** `x = e` becomes `push("x", x = e, x)`, which gives the expression's value and tells the importers the new one. `read`: an expression for the variable. */
export function push(reference: Reference, names: EmittedNames, read = reference.variable.name): readonly Edit[] {
  const site = reference.assignment;
  if (site === null) return [];
  const { name } = reference.variable;
  if (site.kind === 'expression') {
    return [
      { start: site.start, end: site.start, text: `${names.link}.push(${quote(name)},`, closing: false, around: site },
      { start: site.end, end: site.end, text: `,${read})`, closing: true, around: site },
    ];
  }
  const around = { start: site.bodyStart, end: site.bodyEnd };
  return [
    { start: site.bodyStart, end: site.bodyStart, text: `{${names.link}.push(${quote(name)},0,${read});`, closing: false, around },
    { start: site.bodyEnd, end: site.bodyEnd, text: '}', closing: true, around },
  ];
}
