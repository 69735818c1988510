/**
 * Names that TypeScript modules import or export again and that are types only. The compiler leaves them out, but has to know
 * the other module for it; one file alone does not tell. Found by syntax: what the names stand for is read in their modules.
 */
import fs from 'node:fs';
import type ts from 'typescript';
import { compiler } from '../analyse/typescript.ts';
import type { TypeScript } from '../analyse/typescript.ts';
import { isTypeScript } from './project.ts';

/** Where a name of a module comes from. */
interface Origin {
  readonly specifier: string;
  readonly name: string;
}

/** What a module exports, by syntax. */
interface Exports {
  readonly types: ReadonlySet<string>;
  readonly values: ReadonlySet<string>;
  readonly origins: ReadonlyMap<string, Origin>;
  /** Modules of `export *`. */
  readonly all: readonly string[];
}

/** Real path of a TypeScript module; null: there is none. */
export type ResolveTypeScript = (specifier: string, parent: string) => string | null;

const exportsByFile = new Map<string, Exports>();

/**
 * The source with `type` before each such name, on the line where it stands: names that are exported again, and, with
 * `imports`, imported ones (decorators may name them as the type of a parameter).
 */
export function markTypes(source: string, file: string, imports: boolean, resolve: ResolveTypeScript): string {
  if (!/\bexport\s*\{/.test(source) && !imports) return source;
  const ts = compiler();
  const tree = parse(source, file, ts);
  const exported = imports ? null : locallyExported(tree, ts);
  const places: number[] = [];
  for (const statement of tree.statements) {
    const named = namesOf(statement, tree, ts).filter(({ local }) => local === null || exported?.has(local) !== false);
    const target = named[0] === undefined ? null : resolve(named[0].specifier, file);
    if (target === null) continue;
    for (const { name, place } of named) if (isType(target, name, resolve, new Set())) places.push(place);
  }
  return places.reduceRight((text, place) => `${text.slice(0, place)}type ${text.slice(place)}`, source);
}

const parse = (source: string, file: string, ts: TypeScript): ts.SourceFile => ts.createSourceFile(file, source, ts.ScriptTarget.Latest, false);

/** Names of `export { … }` without a module. */
function locallyExported(tree: ts.SourceFile, ts: TypeScript): ReadonlySet<string> {
  return new Set(tree.statements.flatMap((statement) => (ts.isExportDeclaration(statement) && statement.moduleSpecifier === undefined && !statement.isTypeOnly && statement.exportClause !== undefined && ts.isNamedExports(statement.exportClause)
    ? statement.exportClause.elements.map(({ propertyName, name }) => (propertyName ?? name).text) : [])));
}

/** A name of another module that may be a type. */
interface Taken extends Origin {
  /** Name of an import; null: it is exported again. */
  readonly local: string | null;
  /** Where `type` can stand. */
  readonly place: number;
}

/** What an import or export takes from another module by name; a default beside names in braces is left out, as it cannot be marked. */
function namesOf(statement: ts.Statement, tree: ts.SourceFile, ts: TypeScript): readonly Taken[] {
  if (!(ts.isExportDeclaration(statement) || ts.isImportDeclaration(statement)) || statement.moduleSpecifier === undefined || !ts.isStringLiteral(statement.moduleSpecifier)) return [];
  const specifier = statement.moduleSpecifier.text;
  const clause = ts.isExportDeclaration(statement) ? statement : statement.importClause;
  if (clause === undefined || clause.isTypeOnly) return [];
  if (ts.isImportClause(clause) && clause.name !== undefined && clause.namedBindings === undefined) return [{ specifier, name: 'default', local: clause.name.text, place: clause.getStart(tree) }];
  const bindings = ts.isImportClause(clause) ? clause.namedBindings : clause.exportClause;
  if (bindings === undefined || !(ts.isNamedImports(bindings) || ts.isNamedExports(bindings))) return [];
  return bindings.elements.filter(({ isTypeOnly }) => !isTypeOnly).map((element) => ({
    specifier, name: (element.propertyName ?? element.name).text, local: ts.isImportSpecifier(element) ? element.name.text : null, place: element.getStart(tree),
  }));
}

function isType(file: string, name: string, resolve: ResolveTypeScript, seen: Set<string>): boolean {
  if (!isTypeScript(file) || seen.has(`${file} ${name}`)) return false;
  seen.add(`${file} ${name}`);
  const { types, values, origins, all } = exportsOf(file);
  if (values.has(name)) return false;
  if (types.has(name)) return true;
  const origin = origins.get(name);
  const from = origin === undefined ? all.map((specifier) => ({ specifier, name })) : [origin];
  return from.some(({ specifier, name: inner }) => {
    const target = resolve(specifier, file);
    return target !== null && isType(target, inner, resolve, seen);
  });
}

function exportsOf(file: string): Exports {
  let found = exportsByFile.get(file);
  if (found === undefined) exportsByFile.set(file, (found = readExports(file)));
  return found;
}

function readExports(file: string): Exports {
  const ts = compiler();
  const { statements } = parse(fs.readFileSync(file, 'utf8'), file, ts);
  const local = localNames(statements, ts);
  const types = new Set<string>();
  const values = new Set<string>();
  const origins = new Map<string, Origin>();
  const all: string[] = [];
  const add = (exported: string, name: string): void => {
    const origin = local.origins.get(name);
    if (local.values.has(name)) values.add(exported);
    else if (local.types.has(name)) types.add(exported);
    else if (origin !== undefined) origins.set(exported, origin);
    else values.add(exported);
  };
  for (const statement of statements) {
    const modifiers = ts.canHaveModifiers(statement) ? (ts.getModifiers(statement) ?? []).map(({ kind }) => kind) : [];
    if (modifiers.includes(ts.SyntaxKind.ExportKeyword)) {
      const names = declaredNames(statement, ts);
      if (!modifiers.includes(ts.SyntaxKind.DefaultKeyword)) for (const name of names) add(name, name);
      else if (ts.isInterfaceDeclaration(statement)) types.add('default');
      else values.add('default');
    } else if (ts.isExportAssignment(statement)) {
      if (ts.isIdentifier(statement.expression)) add('default', statement.expression.text);
      else values.add('default');
    } else if (ts.isExportDeclaration(statement)) {
      const { exportClause, moduleSpecifier, isTypeOnly } = statement;
      const specifier = moduleSpecifier !== undefined && ts.isStringLiteral(moduleSpecifier) ? moduleSpecifier.text : null;
      if (exportClause === undefined) all.push(...(specifier === null || isTypeOnly ? [] : [specifier]));
      else if (!ts.isNamedExports(exportClause)) values.add(exportClause.name.text);
      else for (const element of exportClause.elements) {
        const inner = (element.propertyName ?? element.name).text;
        if (isTypeOnly || element.isTypeOnly) types.add(element.name.text);
        else if (specifier === null) add(element.name.text, inner);
        else origins.set(element.name.text, { specifier, name: inner });
      }
    }
  }
  return { types, values, origins, all };
}

/** What the names at top level stand for. One name may be both a type and a value: then it is a value. */
function localNames(statements: readonly ts.Statement[], ts: TypeScript): Omit<Exports, 'all'> {
  const types = new Set<string>();
  const values = new Set<string>();
  const origins = new Map<string, Origin>();
  for (const statement of statements) {
    if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement)) types.add(statement.name.text);
    else for (const name of declaredNames(statement, ts)) values.add(name);
    if (!ts.isImportDeclaration(statement) || !ts.isStringLiteral(statement.moduleSpecifier) || statement.importClause === undefined) continue;
    const { name, namedBindings, isTypeOnly } = statement.importClause;
    const specifier = statement.moduleSpecifier.text;
    const record = (local: string, imported: string, isTypeItself: boolean): void => {
      if (isTypeOnly || isTypeItself) types.add(local);
      else origins.set(local, { specifier, name: imported });
    };
    if (name !== undefined) record(name.text, 'default', false);
    if (namedBindings === undefined) continue;
    if (ts.isNamedImports(namedBindings)) for (const element of namedBindings.elements) record(element.name.text, (element.propertyName ?? element.name).text, element.isTypeOnly);
    else if (isTypeOnly) types.add(namedBindings.name.text);
    else values.add(namedBindings.name.text);
  }
  return { types, values, origins };
}

/** Names that a declaration at top level gives; of patterns none, as types have no patterns. */
function declaredNames(statement: ts.Statement, ts: TypeScript): readonly string[] {
  if (ts.isVariableStatement(statement)) return statement.declarationList.declarations.flatMap(({ name }) => (ts.isIdentifier(name) ? [name.text] : []));
  if (ts.isInterfaceDeclaration(statement) || ts.isTypeAliasDeclaration(statement) || ts.isEnumDeclaration(statement) || ts.isModuleDeclaration(statement) || ts.isImportEqualsDeclaration(statement)) return [statement.name.text];
  return (ts.isFunctionDeclaration(statement) || ts.isClassDeclaration(statement)) && statement.name !== undefined ? [statement.name.text] : [];
}
