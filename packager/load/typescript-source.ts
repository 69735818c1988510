/** TypeScript modules of a project: their kind where no package says it, and their JavaScript. */
import ts from 'typescript';
import type { TransformedText } from './sources.ts';

/** Transforms one file; `declared` null: the kind is decided by its syntax, as Node does. */
export function transformTypeScript(source: string, file: string, declared: 'commonjs' | 'module' | null): TransformedText {
  const kind = declared ?? kindOfTypeScript(source, file);
  const out = ts.transpileModule(source, {
    fileName: file.replace(/\.[mc]?ts$/, kind === 'module' ? '.mts' : '.cts'),
    compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.NodeNext, sourceMap: true, useDefineForClassFields: true },
  });
  return { kind, source: out.outputText.replace(/\n\/\/# sourceMappingURL=.*\s*$/, '\n'), sourceMap: out.sourceMapText ?? '' };
}

/** `export =` and `import x = require()` are CommonJS; import, export, import.meta and top-level await make an ES module. */
export function kindOfTypeScript(source: string, file: string): 'commonjs' | 'module' {
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false);
  let module = /\bimport\s*\.\s*meta\b/.test(source) || tree.statements.some(awaits);
  for (const statement of tree.statements) {
    if (ts.isExportAssignment(statement) && statement.isExportEquals === true) return 'commonjs';
    if (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)) return 'commonjs';
    if (ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || ts.isExportAssignment(statement) || isExported(statement)) module = true;
  }
  return module ? 'module' : 'commonjs';
}

function isExported(statement: ts.Statement): boolean {
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
}

/** An await outside of every function. */
function awaits(node: ts.Node): boolean {
  if (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined)) return true;
  if (ts.isFunctionLike(node) || ts.isClassLike(node)) return false;
  return ts.forEachChild(node, (child) => awaits(child) || undefined) === true;
}
