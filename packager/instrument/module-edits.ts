/**
 * What makes a module's text evaluable as a function: imports and exports taken out, references to imports rewritten to
 * member reads of environments, `import()` and `import.meta` redirected. No line is added or removed.
 */
import type { AnyNode, ExportDefaultDeclaration, ExportNamedDeclaration } from 'acorn';
import type { ModuleAnalysis, Reference, Variable } from '../../format/code/model.ts';
import { mutableExports } from '../../emit/hot-edits.ts';
import { syntaxOf } from '../analyse/syntax-table.ts';
import { findToken, isAnonymousFunction, isLineEnd } from '../analyse/syntax.ts';
import type { Edits } from './edits.ts';
import { defaultName, environmentName } from './injected-names.ts';
import type { ModuleNames } from './injected-names.ts';

/** JavaScript expression that reads a variable from inside its scope. */
export function readExpression(variable: Variable, analysis: ModuleAnalysis, names: ModuleNames): string {
  if (variable.kind === 'import') return importExpression(variable, analysis, names);
  return variable.name === '*default*' ? defaultName(names) : variable.name;
}

function importExpression(variable: Variable, analysis: ModuleAnalysis, names: ModuleNames): string {
  const binding = analysis.imports.find((each) => each.local === variable);
  if (binding === undefined) return variable.name;
  const environment = environmentName(names, binding.request);
  return binding.imported.kind === 'namespace' ? environment : environment + member(binding.imported.name);
}

function member(name: string): string {
  return /^[A-Za-z_$][\w$]*$/.test(name) ? `.${name}` : `[${JSON.stringify(name)}]`;
}

/** `import(…)`, `import.meta`, and for ES modules everything else that makes them modules. */
export function editModule(analysis: ModuleAnalysis, names: ModuleNames, edits: Edits): void {
  for (const site of analysis.sites) {
    if (site.kind === 'dynamic-import') edits.replace(site.start, site.end, `${names.context}.import`);
    else if (site.kind === 'import-meta') edits.replace(site.start, site.end, `${names.context}.meta`);
  }
  if (analysis.source.startsWith('#!')) edits.replace(0, 2, '//');
  if (analysis.kind !== 'module') return;
  editImportReferences(analysis, names, edits);
  for (const statement of syntaxOf(analysis).program.body) editStatement(analysis, names, edits, statement);
}

/** Functions that assign exported variables tell it: `x = e` becomes `assigned("x", x = e, x)`, whose value is the expression's. */
export function editExportedWrites(analysis: ModuleAnalysis, names: ModuleNames, edits: Edits): void {
  const mutable = mutableExports(analysis);
  if (mutable.size === 0) return;
  for (const { use, variable, assignment } of analysis.references) {
    if ((use !== 'write' && use !== 'update') || assignment === null || !mutable.has(variable)) continue;
    for (const entry of analysis.exports) {
      if (entry.kind !== 'local' || entry.variable !== variable) continue;
      const call = `${names.context}.assigned(${JSON.stringify(entry.name)},`; // no array: V8 would take one for a part of a pattern on the left side
      if (assignment.kind === 'expression') edits.wrap(assignment.start, assignment.end, apart(analysis.source, assignment.start, call), `,${variable.name})`);
      else edits.wrap(assignment.bodyStart, assignment.bodyEnd, `{${call}0,${variable.name});`, '}');
    }
  }
}

/** `return++n` has nothing between the keyword and what is put there. */
const apart = (source: string, position: number, text: string): string => (/[\w$]/.test(source.charAt(position - 1)) ? ` ${text}` : text);

function editImportReferences(analysis: ModuleAnalysis, names: ModuleNames, edits: Edits): void {
  const expressions = new Map<Variable, string>();
  const { guardedStarts } = syntaxOf(analysis);
  for (const binding of analysis.imports) expressions.set(binding.local, importExpression(binding.local, analysis, names));
  for (const reference of analysis.references) {
    const expression = expressions.get(reference.variable);
    if (expression === undefined) continue;
    edits.replace(reference.start, reference.end, rewritten(reference, expression, guardedStarts.has(reference.start)));
  }
}

function rewritten(reference: Reference, expression: string, guarded: boolean): string {
  if (reference.shorthand) return `${reference.variable.name}:${expression}`;
  if (reference.use === 'call' && /[.[]/.test(expression)) return `${guarded ? ';' : ''}(0,${expression})`;
  return expression;
}

function editStatement(analysis: ModuleAnalysis, names: ModuleNames, edits: Edits, statement: AnyNode): void {
  switch (statement.type) {
    case 'ImportDeclaration': case 'ExportAllDeclaration':
      blank(analysis.source, edits, statement.start, statement.end);
      return;
    case 'ExportNamedDeclaration':
      editNamed(analysis, edits, statement);
      return;
    case 'ExportDefaultDeclaration':
      editDefault(analysis, names, edits, statement);
      return;
    default:
  }
}

function editNamed(analysis: ModuleAnalysis, edits: Edits, statement: ExportNamedDeclaration): void {
  if (statement.declaration) edits.replace(statement.start, statement.start + 'export'.length, '      ');
  else blank(analysis.source, edits, statement.start, statement.end);
}

/** A default export without a name gets the name `default` and lives in a variable. */
function editDefault(analysis: ModuleAnalysis, names: ModuleNames, edits: Edits, statement: ExportDefaultDeclaration): void {
  const { declaration, start } = statement;
  const { source } = analysis;
  const keywordEnd = findToken(source, 'default', start + 'export'.length) + 'default'.length;
  const local = defaultName(names);
  if (declaration.type === 'FunctionDeclaration' && declaration.id === null) {
    blank(source, edits, start, keywordEnd, '');
    const keyword = findToken(source, 'function', declaration.start) + 'function'.length;
    const at = declaration.generator ? findToken(source, '*', keyword) + 1 : keyword;
    edits.insert(at, ` ${local}`);
    return;
  }
  if ((declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id !== null) {
    blank(source, edits, start, keywordEnd, '');
    return;
  }
  const named = isAnonymousFunction(declaration);
  // Parentheses around the expression are not in the tree: they stay inside ours.
  const end = declaration.type === 'ClassDeclaration' ? declaration.end : endOfExpression(source, statement.end, declaration.end);
  blank(source, edits, start, keywordEnd, `const ${local}=${named ? '({"default":' : '('}`);
  edits.insert(end, named ? '}).default;' : ');');
}

/** End of an expression statement without its semicolon. */
function endOfExpression(source: string, statementEnd: number, expressionEnd: number): number {
  return source.charAt(statementEnd - 1) === ';' && statementEnd > expressionEnd ? statementEnd - 1 : statementEnd;
}

/** Takes a span out and keeps its line ends; a semicolon keeps the statements around apart. */
function blank(source: string, edits: Edits, start: number, end: number, text = ';'): void {
  let lines = '';
  for (let position = start; position < end; position++) {
    const code = source.charCodeAt(position);
    if (isLineEnd(code)) lines += source.charAt(position);
  }
  edits.replace(start, end, text + lines || ' ');
}
