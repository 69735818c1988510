/** Imports and exports of ES modules. */
import type {
  ExportAllDeclaration, ExportDefaultDeclaration, ExportNamedDeclaration, Identifier, ImportAttribute, ImportDeclaration, Literal, Program,
} from 'acorn';
import type { ExportEntry, ImportedName } from '../../format/code/model.ts';
import { boundNames } from './hoist.ts';
import type { AnalysisState } from './state.ts';

/** Declares import variables, and `*default*` where the default export has no name: before anything is visited. */
export function declareImports(state: AnalysisState, program: Program): void {
  for (const statement of program.body) {
    if (statement.type === 'ImportDeclaration') {
      for (const specifier of statement.specifiers) state.declare(specifier.local.name, 'import');
    } else if (statement.type === 'ExportDefaultDeclaration') {
      const { declaration } = statement;
      if (declaration.type === 'FunctionDeclaration' && declaration.id === null) state.declare('*default*', 'function');
      else if (declaration.type === 'ClassDeclaration' && declaration.id === null) state.declare('*default*', 'class');
      else if (declaration.type !== 'FunctionDeclaration' && declaration.type !== 'ClassDeclaration') state.declare('*default*', 'const');
    }
  }
}

/** Records what an import declaration binds. Its variables are declared already. */
export function visitImport(state: AnalysisState, node: ImportDeclaration): void {
  const request = requestOf(state, node.source, node.attributes);
  for (const specifier of node.specifiers) {
    const local = state.record.scope.variables.get(specifier.local.name);
    if (local === undefined) continue;
    const imported: ImportedName =
      specifier.type === 'ImportNamespaceSpecifier' ? { kind: 'namespace' }
      : specifier.type === 'ImportDefaultSpecifier' ? { kind: 'name', name: 'default' }
      : { kind: 'name', name: nameOf(specifier.imported) };
    state.record.imports.push({ local, request, imported });
  }
}

/** Records what is exported and visits what is declared with it. */
export function visitExport(state: AnalysisState, node: ExportNamedDeclaration | ExportDefaultDeclaration | ExportAllDeclaration): void {
  switch (node.type) {
    case 'ExportAllDeclaration': {
      const request = requestOf(state, node.source, node.attributes);
      if (node.exported) add(state, { kind: 'indirect', name: nameOf(node.exported), request, imported: { kind: 'namespace' } });
      else add(state, { kind: 'star', request });
      return;
    }
    case 'ExportDefaultDeclaration':
      visitDefault(state, node);
      return;
    case 'ExportNamedDeclaration':
      visitNamedExport(state, node);
  }
}

function visitDefault(state: AnalysisState, node: ExportDefaultDeclaration): void {
  const { declaration } = node;
  const named = (declaration.type === 'FunctionDeclaration' || declaration.type === 'ClassDeclaration') && declaration.id !== null ? declaration.id.name : '*default*';
  exportLocal(state, 'default', named);
  state.visitNamed(declaration, 'default');
}

function visitNamedExport(state: AnalysisState, node: ExportNamedDeclaration): void {
  if (node.source) {
    const request = requestOf(state, node.source, node.attributes);
    for (const each of node.specifiers) add(state, { kind: 'indirect', name: nameOf(each.exported), request, imported: { kind: 'name', name: nameOf(each.local) } });
    return;
  }
  const { declaration } = node;
  if (declaration) {
    if (declaration.type === 'VariableDeclaration') for (const each of declaration.declarations) boundNames(each.id, (name) => exportLocal(state, name, name));
    else exportLocal(state, declaration.id.name, declaration.id.name);
    state.visit(declaration);
    return;
  }
  for (const each of node.specifiers) exportLocal(state, nameOf(each.exported), nameOf(each.local));
}

/** An import that is exported again is an indirect export; imports may stand below, so it is sorted out at the end. */
function exportLocal(state: AnalysisState, name: string, local: string): void {
  const variable = state.record.scope.variables.get(local);
  if (variable !== undefined) add(state, { kind: 'local', name, variable });
}

/** Turns local exports of import variables into indirect ones. */
export function settleExports(state: AnalysisState): void {
  const { record } = state;
  record.exports = record.exports.map((entry): ExportEntry => {
    if (entry.kind !== 'local' || entry.variable.kind !== 'import') return entry;
    const binding = record.imports.find((each) => each.local === entry.variable);
    return binding === undefined ? entry : { kind: 'indirect', name: entry.name, request: binding.request, imported: binding.imported };
  });
}

function add(state: AnalysisState, entry: ExportEntry): void {
  state.record.exports.push(entry);
}

function nameOf(node: Identifier | Literal): string {
  return node.type === 'Identifier' ? node.name : String(node.value);
}

function requestOf(state: AnalysisState, source: Literal, attributes: readonly ImportAttribute[]): number {
  const specifier = String(source.value);
  const entries = attributes.map((each): [string, string] => [nameOf(each.key), String(each.value.value)]);
  const wanted = JSON.stringify([...entries].sort());
  const { requests } = state.record;
  const found = requests.findIndex((each) => each.specifier === specifier && JSON.stringify(Object.entries(each.attributes).sort()) === wanted);
  if (found >= 0) return found;
  requests.push({ specifier, attributes: Object.fromEntries(entries) });
  return requests.length - 1;
}
