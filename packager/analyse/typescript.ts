/** TypeScript is taken out before anything else: what V8 runs, and what is analysed, is the compiler's output per file. */
import { createRequire } from 'node:module';
import type ts from 'typescript';

export interface StrippedTypeScript {
  readonly code: string;
  /** Source map, version 3, JSON. */
  readonly sourceMap: string;
}

/** Compiler options as far as they concern the output of one file. */
export type TypeScriptOptions = Readonly<ts.CompilerOptions>;

/** The compiler as a module. */
export type TypeScript = typeof ts;

let loaded: TypeScript | null = null;

/** The compiler is large: it is loaded when the first TypeScript file is met. */
export function compiler(): TypeScript {
  // The module's own type.
  loaded ??= createRequire(import.meta.url)('typescript') as TypeScript;
  return loaded;
}

/**
 * Options of the nearest `tsconfig.json` at or above the folder, `extends` followed; empty if there is none.
 * Throws SyntaxError with file:line:column if the file cannot be read as one.
 */
export function nearestTypeScriptOptions(folder: string): TypeScriptOptions {
  const { findConfigFile, sys, readConfigFile, parseJsonConfigFileContent } = compiler();
  const file = findConfigFile(folder, (name) => sys.fileExists(name));
  if (file === undefined) return {};
  const { config, error } = readConfigFile(file, (name) => sys.readFile(name));
  if (error !== undefined) throw syntaxError(error, file);
  // Files are of no concern: reading the folder would be slow.
  const host = { ...sys, readDirectory: () => [] };
  return parseJsonConfigFileContent(config, host, file.slice(0, file.lastIndexOf('/') + 1)).options;
}

/**
 * JavaScript of one TypeScript file (`.ts`, `.mts`, `.cts`, `.tsx`). Modules stay as written (ES modules; `isCommonJs`:
 * CommonJS); the target is ES2022, so that classes, fields and private names reach V8 as such.
 * Throws SyntaxError with file:line:column of the original. Types are not checked.
 */
export function stripTypeScript(source: string, file: string, options: TypeScriptOptions, isCommonJs = file.endsWith('.cts')): StrippedTypeScript {
  const { transpileModule, ModuleKind, ScriptTarget, DiagnosticCategory } = compiler();
  const commonJs = options.module === ModuleKind.CommonJS ? ModuleKind.CommonJS : ModuleKind.Node16;
  const { outputText, sourceMapText, diagnostics = [] } = transpileModule(source, {
    fileName: file,
    reportDiagnostics: true,
    compilerOptions: {
      ...emitOptions(options),
      target: ScriptTarget.ES2022,
      // Node16 on a `.cts` name is CommonJS whose `import()` stays an import; a project that asks for plain CommonJS gets `require`.
      module: isCommonJs ? commonJs : ModuleKind.ESNext,
      sourceMap: true,
      inlineSourceMap: false,
      inlineSources: false,
      removeComments: false,
    },
  });
  const error = diagnostics.find((each) => each.category === DiagnosticCategory.Error);
  if (error !== undefined) throw syntaxError(error, file);
  return { code: outputText.replace(/\n?\/\/# sourceMappingURL=[^\n]*\s*$/, '\n'), sourceMap: sourceMapText ?? '' };
}

/** The options that change what one file is compiled to. */
const emitting = new Set([
  'experimentalDecorators', 'emitDecoratorMetadata', 'useDefineForClassFields', 'verbatimModuleSyntax', 'jsx', 'jsxFactory', 'jsxFragmentFactory',
  'jsxImportSource', 'importHelpers', 'preserveConstEnums', 'esModuleInterop', 'rewriteRelativeImportExtensions', 'alwaysStrict',
]);

function emitOptions(options: TypeScriptOptions): ts.CompilerOptions {
  const found: ts.CompilerOptions = Object.fromEntries(Object.entries(options).filter(([name]) => emitting.has(name)));
  return { ...found, jsx: executableJsx(found.jsx) };
}

/** What leaves JSX to a bundler leaves it to nobody here. */
function executableJsx(jsx: ts.JsxEmit | undefined): ts.JsxEmit {
  const { JsxEmit } = compiler();
  if (jsx === undefined) return JsxEmit.React;
  return jsx === JsxEmit.Preserve || jsx === JsxEmit.ReactNative ? JsxEmit.ReactJSX : jsx;
}

function syntaxError(diagnostic: ts.Diagnostic, file: string): SyntaxError {
  const message = compiler().flattenDiagnosticMessageText(diagnostic.messageText, '\n');
  if (diagnostic.file === undefined || diagnostic.start === undefined) return new SyntaxError(`${file}: ${message}`);
  const { line, character } = diagnostic.file.getLineAndCharacterOfPosition(diagnostic.start);
  return new SyntaxError(`${file}:${line + 1}:${character + 1}: ${message}`);
}
