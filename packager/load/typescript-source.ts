/**
 * TypeScript modules of a project: where they are, their kind where no package says it, and their JavaScript, as the
 * project's tsconfig.json has it.
 */
import fs from 'node:fs';
import path from 'node:path';
import type ts from 'typescript';
import { compiler, nearestTypeScriptOptions, stripTypeScript } from '../analyse/typescript.ts';
import type { TypeScript, TypeScriptOptions } from '../analyse/typescript.ts';
import { isModuleFile, isTypeScript } from './project.ts';
import { markTypes } from './type-exports.ts';
import type { TransformedText } from './sources.ts';

const optionsByFolder = new Map<string, TypeScriptOptions>();

/**
 * Transforms one file; `declared` null: the kind is what the project's compiler would make, else decided by syntax, as Node
 * does. Throws SyntaxError with the place.
 */
export function transformTypeScript(source: string, file: string, declared: 'commonjs' | 'module' | null): TransformedText {
  const options = optionsOf(path.dirname(file));
  const kind = declared ?? kindOfTypeScript(source, file, options);
  // The compiler takes the kind of a module from its extension; one with JSX keeps its own.
  const named = file.replace(/\.[mc]?ts$/, kind === 'module' ? '.mts' : '.cts');
  try {
    const { code, sourceMap } = stripTypeScript(typesMarked(source, file, kind, options), named, options, kind === 'commonjs');
    return { kind, source: code, sourceMap: withOwnName(sourceMap, file) };
  } catch (error) {
    if (error instanceof SyntaxError) error.message = error.message.replace(named, file);
    throw error;
  }
}

/** With the types of other modules marked that the compiler would know for types, where the project does not ask for files that stand alone. */
function typesMarked(source: string, file: string, kind: 'commonjs' | 'module', options: TypeScriptOptions): string {
  if (options.isolatedModules === true || options.verbatimModuleSyntax === true) return source;
  const how = kind === 'commonjs' ? 'require' : 'import';
  return markTypes(source, file, options.emitDecoratorMetadata === true, (specifier, parent) => typeScriptTarget(specifier, parent, how));
}

/**
 * Real path of what Node does not find but TypeScript's compiler does: `./x.js` that is `./x.ts`, and, where TypeScript
 * asks, names without endings, folders, `paths` of tsconfig.json. JavaScript that imports names files in full, as Node demands.
 */
export function typeScriptTarget(specifier: string, parent: string, how: 'require' | 'import'): string | null {
  if (/[\\/]node_modules[\\/]/.test(parent)) return null;
  if (how === 'import' && !isTypeScript(parent) && /^\.\.?(?:\/|$)/.test(specifier) && !/\.[mc]?jsx?$/.test(specifier)) return null;
  const { resolveModuleName, ModuleKind, ModuleResolutionKind, sys } = compiler();
  const options = { ...optionsOf(path.dirname(parent)), module: ModuleKind.ESNext, moduleResolution: ModuleResolutionKind.Bundler, allowJs: true, resolveJsonModule: true, customConditions: ['node'] };
  const mode = how === 'require' ? ModuleKind.CommonJS : ModuleKind.ESNext;
  const { resolvedModule } = resolveModuleName(specifier, parent, options, sys, undefined, undefined, mode);
  if (resolvedModule === undefined || !isModuleFile(resolvedModule.resolvedFileName)) return null;
  return fs.realpathSync(resolvedModule.resolvedFileName);
}

/** Options that change what code means come from tsconfig.json; packages bring none. */
function optionsOf(folder: string): TypeScriptOptions {
  const known = optionsByFolder.get(folder);
  if (known !== undefined) return known;
  const config = /[\\/]node_modules[\\/]/.test(folder) ? {} : nearestTypeScriptOptions(folder);
  // We compile for one target only; this default of the compiler follows the project's.
  const options = { ...config, useDefineForClassFields: config.useDefineForClassFields ?? (config.target === undefined || config.target >= compiler().ScriptTarget.ES2022) };
  optionsByFolder.set(folder, options);
  return options;
}

/** The map names the file as it is called in the project: nothing absolute, nothing of our making. */
function withOwnName(sourceMap: string, file: string): string {
  const map = JSON.parse(sourceMap) as Record<string, unknown>;
  return JSON.stringify({ ...map, file: path.basename(file), sourceRoot: '', sources: [path.basename(file)] });
}

/**
 * `export =` and `import x = require()` are CommonJS; import, export, import.meta and top-level await make an ES module, the
 * first two not where tsconfig.json has modules compiled to CommonJS.
 */
export function kindOfTypeScript(source: string, file: string, options: TypeScriptOptions = {}): 'commonjs' | 'module' {
  const ts = compiler();
  const tree = ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false);
  if (tree.statements.some((statement) => onlyInModules(statement, ts))) return isCommonJs(tree, ts) ? 'commonjs' : 'module';
  if (makesCommonJs(options, ts)) return 'commonjs';
  const module = tree.statements.some((statement) => ts.isImportDeclaration(statement) || ts.isExportDeclaration(statement) || ts.isExportAssignment(statement) || isExported(statement, ts));
  return module && !isCommonJs(tree, ts) ? 'module' : 'commonjs';
}

/**
 * Whether the project's compiler makes CommonJS of a file of a package without `type`. With the module kinds of Node it does
 * too, unless the sources are meant to be run as they are: then Node takes them for what their syntax says.
 */
function makesCommonJs({ module, allowImportingTsExtensions, rewriteRelativeImportExtensions, erasableSyntaxOnly }: TypeScriptOptions, { ModuleKind }: TypeScript): boolean {
  if (module === undefined) return false;
  if (module === ModuleKind.CommonJS) return true;
  return module >= ModuleKind.Node16 && module <= ModuleKind.NodeNext && allowImportingTsExtensions !== true && rewriteRelativeImportExtensions !== true && erasableSyntaxOnly !== true;
}

const isCommonJs = (tree: ts.SourceFile, ts: TypeScript): boolean => tree.statements.some((statement) =>
  (ts.isExportAssignment(statement) && statement.isExportEquals === true)
  || (ts.isImportEqualsDeclaration(statement) && ts.isExternalModuleReference(statement.moduleReference)));

function isExported(statement: ts.Statement, ts: TypeScript): boolean {
  return ts.canHaveModifiers(statement) && (ts.getModifiers(statement) ?? []).some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword);
}

/** `import.meta` anywhere, or an await outside of every function. */
function onlyInModules(statement: ts.Node, ts: TypeScript): boolean {
  const visit = (node: ts.Node, inFunction: boolean): boolean => {
    if (ts.isMetaProperty(node) && node.keywordToken === ts.SyntaxKind.ImportKeyword) return true;
    if (!inFunction && (ts.isAwaitExpression(node) || (ts.isForOfStatement(node) && node.awaitModifier !== undefined))) return true;
    const inner = inFunction || ts.isFunctionLike(node);
    return ts.forEachChild(node, (child) => visit(child, inner) || undefined) === true;
  };
  return visit(statement, false);
}
