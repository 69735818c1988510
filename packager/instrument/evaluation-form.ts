/** Evaluation forms (modules/types.ts) of analysed modules, plain or instrumented. */
import { initSync, parse } from 'cjs-module-lexer';
import type { ModuleAnalysis } from '../../format/code/model.ts';
import type { EvaluationForm } from '../../modules/types.ts';
import { syntaxOf } from '../analyse/syntax-table.ts';
import { afterDirectives } from '../analyse/syntax.ts';
import { commonJsParameters } from '../analyse/analyse.ts';
import { Edits } from './edits.ts';
import { defaultName, environmentName, moduleNames } from './injected-names.ts';
import type { ModuleNames } from './injected-names.ts';
import { editExportedWrites, editModule, readExpression } from './module-edits.ts';

/** What instrumentation adds to a form. */
export interface FormExtra {
  /** Adds its edits; called once. */
  edit(edits: Edits, names: ModuleNames): void;
  /** Statements to run first, before any code of the module; empty or ending with `;`. */
  prologue(names: ModuleNames): string;
}

/**
 * The form of a CommonJS or ES module. Lines are those of the source: what is added stands on the first line, before it.
 * Needs the syntax tree of the analysis (analyse/syntax-table.ts).
 */
export function evaluationForm(analysis: ModuleAnalysis, extra: FormExtra | null = null): EvaluationForm {
  const names = moduleNames(analysis.source);
  const edits = new Edits();
  editModule(analysis, names, edits);
  editExportedWrites(analysis, names, edits);
  extra?.edit(edits, names);
  return analysis.kind === 'module' ? esForm(analysis, names, edits, extra) : commonJsForm(analysis, names, edits, extra);
}

function commonJsForm(analysis: ModuleAnalysis, names: ModuleNames, edits: Edits, extra: FormExtra | null): EvaluationForm {
  const { source } = analysis;
  const prologue = extra?.prologue(names) ?? '';
  if (prologue !== '') {
    const position = afterDirectives(syntaxOf(analysis).program.body, source.startsWith('#!') ? source.search(/[\n\r\u2028\u2029]|$/) + 1 : 0);
    edits.insert(Math.min(position, source.length), `${position > 0 ? ';' : ''}${prologue}`);
  }
  const { exports, reexports } = lexed(source);
  const head = `function (${names.context}) { return function (${commonJsParameters.join(', ')}) {`;
  return {
    kind: 'commonjs',
    text: `${head}${edits.apply(source)}\n} }`,
    requests: [], indirect: [], stars: [], imports: [], localExports: [], async: false,
    namedExports: exports, reexports,
    edited: extra === null ? editedInFunctions(analysis, edits, head.length) : [],
  };
}

function lexed(source: string): { exports: string[]; reexports: string[] } {
  try {
    initSync();
    const { exports, reexports } = parse(source);
    return { exports: [...new Set(exports)], reexports: [...new Set(reexports)] };
  } catch {
    return { exports: [], reexports: [] }; // as Node: what the lexer cannot read has no named exports
  }
}

function esForm(analysis: ModuleAnalysis, names: ModuleNames, edits: Edits, extra: FormExtra | null): EvaluationForm {
  const head = ['"use strict";'];
  for (const index of usedRequests(analysis)) head.push(`const ${environmentName(names, index)}=${names.context}.environment(${index});`);
  const locals = analysis.exports.flatMap((entry) => (entry.kind === 'local' ? [entry] : []));
  const getters = locals.map((entry) => `${propertyKey(entry.name)}:()=>${readExpression(entry.variable, analysis, names)}`);
  head.push(`${names.context}.exports({${getters.join(',')}});`);
  const unnamed = analysis.scope.variables.get('*default*');
  // A hoisted unnamed function is declared under a name of ours, and is called `default` before anyone sees it.
  if (unnamed?.kind === 'function') head.push(`${names.context}.nameDefault(${defaultName(names)});`);
  head.push(extra?.prologue(names) ?? '', 'yield;');
  const before = `${analysis.hasTopLevelAwait ? 'async function*' : 'function*'} (${names.context}) {${head.join('')}`;
  return {
    kind: 'module',
    text: `${before}${edits.apply(analysis.source)}\n}`,
    requests: analysis.requests,
    indirect: analysis.exports.flatMap((entry) =>
      entry.kind === 'indirect' ? [{ name: entry.name, request: entry.request, imported: entry.imported.kind === 'name' ? entry.imported.name : null }] : []),
    stars: analysis.exports.flatMap((entry) => (entry.kind === 'star' ? [entry.request] : [])),
    imports: analysis.imports.map(({ request, imported }) => ({ request, imported: imported.kind === 'name' ? imported.name : null })),
    localExports: locals.map((entry) => entry.name),
    async: analysis.hasTopLevelAwait,
    namedExports: [],
    reexports: [],
    edited: extra === null ? editedInFunctions(analysis, edits, before.length) : [],
  };
}

/** Of the edits, those inside functions and classes. */
function editedInFunctions(analysis: ModuleAnalysis, edits: Edits, from: number): NonNullable<EvaluationForm['edited']> {
  const outermost = analysis.literals.filter(({ kind, parent }) => kind !== 'module' && (parent === null || parent.kind === 'module')).sort((a, b) => a.start - b.start);
  let next = 0;
  return edits.changed(analysis.source, from, (start, end, opened) => {
    while ((outermost[next]?.end ?? Infinity) < start) next++;
    const literal = outermost[next];
    if (literal === undefined || start <= literal.start) return false;
    return end < literal.end || (end === literal.end && opened !== null && opened > literal.start); // the end of an arrow may be that of its body
  });
}

function usedRequests(analysis: ModuleAnalysis): number[] {
  return [...new Set(analysis.imports.map((each) => each.request))].sort((a, b) => a - b);
}

/** `__proto__: x` would set the prototype. */
function propertyKey(name: string): string {
  return name === '__proto__' ? '["__proto__"]' : JSON.stringify(name);
}

