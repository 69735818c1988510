/** Errors with the codes and texts that Node's own loader gives. */

function withCode<T extends Error>(error: T, code: string): T {
  return Object.assign(error, { code });
}

/** Prefixes the stack with the file that has the fault, as Node's loader does. */
function at<T extends Error>(error: T, file: string): T {
  error.stack = `${file}\n${error.stack ?? error.message}`;
  return error;
}

/** An imported name that the module does not export. */
export function missingExport(importer: string, specifier: string, name: string, fromCommonJs: boolean): SyntaxError {
  const text = fromCommonJs
    ? `Named export '${name}' not found. The requested module '${specifier}' is a CommonJS module, which may not support all module.exports as named exports.\n` +
      `CommonJS modules can always be imported via the default export, for example using:\n\nimport pkg from '${specifier}';\nconst { ${name} } = pkg;\n`
    : `The requested module '${specifier}' does not provide an export named '${name}'`;
  return at(new SyntaxError(text), importer);
}

/** An imported name that two `export *` give differently. */
export function ambiguousExport(importer: string, specifier: string, name: string): SyntaxError {
  return at(new SyntaxError(`The requested module '${specifier}' contains conflicting star exports for name '${name}'`), importer);
}

/** A package that `import.meta.resolve` does not find. Other errors than "not found" are given back. */
export function missingPackage(specifier: string, importer: string, cause: unknown): unknown {
  const isMissing = cause instanceof Error && 'code' in cause && cause.code === 'MODULE_NOT_FOUND';
  return isMissing ? withCode(new Error(`Cannot find package '${specifier}' imported from ${importer}`), 'ERR_MODULE_NOT_FOUND') : cause;
}

/** Require of a module graph with top-level await. */
export function requireAsync(id: string): Error {
  return withCode(
    new Error(`require() cannot be used on an ESM graph with top-level await. Use import() instead. To see where the top-level await comes from, use --experimental-print-required-tla.\n  Requiring ${id}`),
    'ERR_REQUIRE_ASYNC_MODULE',
  );
}

/** Require of an ES module that is being evaluated. */
export function requireCycle(id: string): Error {
  return withCode(new Error(`Cannot require() ES Module ${id} in a cycle.`), 'ERR_REQUIRE_CYCLE_MODULE');
}

/** Import of JSON without `with { type: 'json' }`, or of something else with it. */
export function attributeFault(id: string, type: string | undefined): TypeError {
  return type === undefined
    ? withCode(new TypeError(`Module "${id}" needs an import attribute of "type: json"`), 'ERR_IMPORT_ATTRIBUTE_MISSING')
    : withCode(new TypeError(`Module "${id}" is not of type "${type}"`), 'ERR_IMPORT_ATTRIBUTE_TYPE_INCOMPATIBLE');
}

/** `require` with something that is not a non-empty string. */
export function invalidRequest(value: unknown): TypeError {
  return value === ''
    ? withCode(new TypeError("The argument 'id' must be a non-empty string. Received ''"), 'ERR_INVALID_ARG_VALUE')
    : withCode(new TypeError(`The "id" argument must be of type string. Received ${value === null ? 'null' : typeof value}`), 'ERR_INVALID_ARG_TYPE');
}

/** Whether Node's loader says that there is no such module. */
export const isNotFound = (error: unknown): boolean => error instanceof Error && 'code' in error && (error.code === 'MODULE_NOT_FOUND' || error.code === 'ERR_MODULE_NOT_FOUND');
