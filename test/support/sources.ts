/** Facts about the repository's own TypeScript sources, for the rules in tidy.test.ts. */
import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import ts from 'typescript';
import { repositoryRoot } from './repository.ts';

/** An import, type imports and `import()` included. `target`: path in the repository, or package or builtin. */
export interface ImportFacts {
  readonly target: string;
  readonly line: number;
  /** Loaded when the file is: neither type-only nor `import()`. */
  readonly eager: boolean;
}

/** What the rules need to know of one file. */
export interface SourceFacts {
  /** Within the repository, `/` separated. */
  readonly path: string;
  readonly folder: string;
  readonly lines: number;
  readonly imports: readonly ImportFacts[];
  readonly banned: readonly { readonly what: string; readonly line: number }[];
  readonly exports: readonly { readonly name: string; readonly line: number; readonly documented: boolean }[];
}

/** Reads all `.ts` files of some top folders, by path. Projects that tests package are no sources. */
export function readSources(folders: readonly string[]): ReadonlyMap<string, SourceFacts> {
  const sources = new Map<string, SourceFacts>();
  for (const folder of folders) {
    for (const path of listFiles(folder)) {
      sources.set(path, readSource(path, readFileSync(join(repositoryRoot, path), 'utf8')));
    }
  }
  return sources;
}

/** Everything that is loaded when `start` is: files of the repository, packages and builtins. */
export function staticClosure(sources: ReadonlyMap<string, SourceFacts>, start: string): ReadonlySet<string> {
  const closure = new Set([start]);
  for (const path of closure) {
    for (const { target, eager } of sources.get(path)?.imports ?? []) {
      if (eager) closure.add(target);
    }
  }
  return closure;
}

function listFiles(folder: string): readonly string[] {
  const directory = join(repositoryRoot, folder);
  return readdirSync(directory, { withFileTypes: true }).flatMap((entry) => {
    if (entry.isDirectory()) {
      return ['node_modules', 'project', 'fixtures', 'prebuilds'].includes(entry.name) ? [] : listFiles(`${folder}/${entry.name}`);
    }
    return entry.name.endsWith('.ts') && !entry.name.endsWith('.d.ts') ? [`${folder}/${entry.name}`] : [];
  });
}

/** Takes one text apart; exported so that the rules themselves can be tested on planted faults. */
export function readSource(path: string, text: string): SourceFacts {
  const file = ts.createSourceFile(path, text, ts.ScriptTarget.Latest, true);
  const lineOf = (node: ts.Node): number => file.getLineAndCharacterOfPosition(node.getStart(file)).line + 1;
  const imports: ImportFacts[] = [];
  const banned: { what: string; line: number }[] = [];
  const visit = (node: ts.Node): void => {
    const found = importOf(node);
    if (found !== null) {
      imports.push({ target: resolveTarget(path, found.specifier), line: lineOf(node), eager: found.eager });
    }
    const what = bannedForm(node);
    if (what !== null) {
      banned.push({ what, line: lineOf(node) });
    }
    ts.forEachChild(node, visit);
  };
  visit(file);
  const exports = file.statements.flatMap((statement) => exportedNames(statement).map((name) => ({ name, line: lineOf(statement), documented: isDocumented(statement, text) })));
  return { path, folder: path.split('/')[0] ?? '', lines: text.split('\n').length - (text.endsWith('\n') ? 1 : 0), imports, banned, exports: dropOverloads(exports) };
}

function importOf(node: ts.Node): { specifier: string; eager: boolean } | null {
  if (ts.isImportDeclaration(node) && ts.isStringLiteral(node.moduleSpecifier)) {
    const bindings = node.importClause?.namedBindings;
    const onlyTypes = node.importClause?.isTypeOnly === true
      || (node.importClause?.name === undefined && bindings !== undefined && ts.isNamedImports(bindings) && bindings.elements.length > 0 && bindings.elements.every((element) => element.isTypeOnly));
    return { specifier: node.moduleSpecifier.text, eager: !onlyTypes };
  }
  if (ts.isExportDeclaration(node) && node.moduleSpecifier !== undefined && ts.isStringLiteral(node.moduleSpecifier)) {
    return { specifier: node.moduleSpecifier.text, eager: !node.isTypeOnly };
  }
  if (ts.isCallExpression(node) && node.expression.kind === ts.SyntaxKind.ImportKeyword) {
    const [specifier] = node.arguments;
    return specifier !== undefined && ts.isStringLiteral(specifier) ? { specifier: specifier.text, eager: false } : null;
  }
  return null;
}

function resolveTarget(path: string, specifier: string): string {
  return specifier.startsWith('.') ? posix.join(posix.dirname(path), specifier) : specifier;
}

function bannedForm(node: ts.Node): string | null {
  if (node.kind === ts.SyntaxKind.AnyKeyword) return 'any';
  if (ts.isNonNullExpression(node)) return 'a non-null assertion !';
  if (ts.isEnumDeclaration(node)) return 'an enum';
  if (ts.isModuleDeclaration(node) && !isGlobalAugmentation(node)) return 'a namespace';
  if (ts.isParameter(node) && ts.isConstructorDeclaration(node.parent) && (ts.getModifiers(node) ?? []).length > 0) return 'a parameter property';
  return null;
}

function isGlobalAugmentation(node: ts.ModuleDeclaration): boolean {
  return ts.isStringLiteral(node.name) || (node.flags & ts.NodeFlags.GlobalAugmentation) !== 0;
}

function exportedNames(statement: ts.Statement): readonly string[] {
  if (!ts.canHaveModifiers(statement) || ts.getModifiers(statement)?.some((modifier) => modifier.kind === ts.SyntaxKind.ExportKeyword) !== true) {
    return [];
  }
  if (ts.isVariableStatement(statement)) {
    return statement.declarationList.declarations.map((declaration) => declaration.name.getText());
  }
  const name = ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement) || ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) ? statement.name : undefined;
  return [name?.text ?? 'default'];
}

/**
 * A doc comment before the statement. Types that only gather fields are explained at the fields as well: there a comment inside counts,
 * and a short declaration may be explained behind it on its line.
 */
function isDocumented(statement: ts.Statement, text: string): boolean {
  if ((ts.getLeadingCommentRanges(text, statement.getFullStart()) ?? []).some(({ pos }) => text.startsWith('/**', pos))) {
    return true;
  }
  const isData = ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isVariableStatement(statement);
  return isData && (/\/\*\*|\/\/ /.test(statement.getText()) || (ts.getTrailingCommentRanges(text, statement.end) ?? []).length > 0);
}

/** One export for each name, documented if any declaration of it is. */
function dropOverloads(exports: readonly { name: string; line: number; documented: boolean }[]): SourceFacts['exports'] {
  const byName = new Map<string, { name: string; line: number; documented: boolean }>();
  for (const one of exports) {
    const earlier = byName.get(one.name);
    byName.set(one.name, earlier === undefined ? one : { ...earlier, documented: earlier.documented || one.documented });
  }
  return [...byName.values()];
}
