/** One file of test262: its metadata, and how its text is split into what is captured and what runs in the launched image. */
import { readFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { parse } from 'acorn';
import type { Statement, ModuleDeclaration } from 'acorn';
import type { Harness } from './harness.ts';

export interface Test {
  /** Below the checkout, with `/`. */
  readonly file: string;
  readonly source: string;
  readonly flags: ReadonlySet<string>;
  readonly includes: readonly string[];
  /** Expected to be refused by the parser or the linker. */
  readonly negative: boolean;
}

/** One way to run a test. */
export interface Variant {
  readonly test: Test;
  readonly mode: 'sloppy' | 'strict' | 'module';
}

/** Reads a test's front matter. */
export function readTest(checkout: string, file: string): Test {
  const source = readFileSync(join(checkout, file), 'utf8');
  const front = /\/\*---([^]*?)---\*\//.exec(source)?.[1] ?? '';
  return { file, source, flags: new Set(listOf(front, 'flags')), includes: listOf(front, 'includes'), negative: /^negative:/m.test(front) };
}

/** `key: [a, b]` or a list of lines that begin with a dash. */
function listOf(front: string, key: string): string[] {
  const inline = new RegExp(`^${key}:\\s*\\[([^\\]]*)\\]`, 'm').exec(front)?.[1];
  if (inline !== undefined) return inline.split(',').map((word) => word.trim()).filter((word) => word !== '');
  const lines = new RegExp(`^${key}:\\s*\\n((?:[ \\t]+-[^\\n]*\\n?)+)`, 'm').exec(front)?.[1] ?? '';
  return lines.split('\n').map((line) => line.replace(/^\s*-\s*/, '').trim()).filter((word) => word !== '');
}

/** The ways in which the test can run inside a program: none for tests of syntax errors and of raw scripts. */
export function variantsOf(test: Test): readonly Variant[] {
  const { flags } = test;
  if (test.negative || flags.has('raw') || flags.has('CanBlockIsFalse')) return [];
  if (flags.has('module')) return [{ test, mode: 'module' }];
  const modes: Variant['mode'][] = [];
  if (!flags.has('onlyStrict')) modes.push('sloppy');
  if (!flags.has('noStrict')) modes.push('strict');
  return modes.map((mode) => ({ test, mode }));
}

/** Null where the text cannot be read. */
function statementsOf(source: string, mode: Variant['mode']): readonly (Statement | ModuleDeclaration)[] | null {
  try {
    return parse(source, { ecmaVersion: 'latest', sourceType: mode === 'module' ? 'module' : 'script', allowReturnOutsideFunction: true, allowAwaitOutsideFunction: mode === 'module', allowHashBang: true }).body;
  } catch {
    return null;
  }
}

/** Whether the text can be included as a module: one that cannot is kept only where a text names it. */
export const isModule = (source: string): boolean => statementsOf(source, 'module') !== null;

const isDeclaration = ({ type }: Statement | ModuleDeclaration): boolean => /^(?:Import|Export).*Declaration$/.test(type);

/** Statements from the first assertion on run in the image; what stands before is evaluated when packaging, and captured. */
function split(source: string, body: readonly (Statement | ModuleDeclaration)[]): readonly [string, string] {
  const first = body.findIndex((one) => one.type !== 'FunctionDeclaration' && one.type !== 'ClassDeclaration' && ASSERTION.test(source.slice(one.start, one.end)) && !isDeclaration(one));
  const from = body[first];
  if (from === undefined || body.slice(first).some(isDeclaration)) return [source, ''];
  return [source.slice(0, from.start), source.slice(from.start)];
}

const ASSERTION = /\b(?:assert|verify\w+|compareArray|asyncTest|\$DONE|throw|Test262Error|check\w+)\b/;

/**
 * Text of the module that holds the variant; null where it cannot be read. `deferred`: nothing of the test is evaluated
 * when packaging, for tests whose first part leaves something that no image can hold (a suspended generator); null for modules with imports or exports.
 */
export function moduleText({ test, mode }: Variant, harness: Harness, deferred = false): string | null {
  // A module that imports itself is found by the name it has here.
  const source = mode === 'module' ? test.source.replaceAll(`/${basename(test.file)}`, `/${basename(modulePath({ test, mode }))}`) : test.source;
  const body = statementsOf(source, mode);
  if (body === null || (deferred && body.some(isDeclaration))) return null;
  const parts = deferred ? (['', source] as const) : split(source, body);
  const isAsync = test.flags.has('async');
  const [captured, launched] = parts;
  const strict = mode === 'strict' ? '"use strict";\n' : '';
  const awaits = mode === 'module' && /\bawait\b/.test(launched);
  const run = isAsync ? asyncRun(launched, awaits) : `${awaits ? 'async ' : ''}function $run() {\n${launched}\n}`;
  const done = isAsync ? 'var $settle, $early = null; function $DONE(error) { if ($settle) $settle(error); else $early = { error: error }; }\n' : '';
  const exported = mode === 'module' ? 'export { $run };' : 'exports.$run = $run;';
  return `${strict}${harnessImport({ test, mode }, harness)}${done}${captured}\n${run}\n${exported}\n`;
}

/** All names of the harness, as variables of the test's module. */
function harnessImport({ test, mode }: Variant, { path, names }: Harness): string {
  const specifier = `'${'../'.repeat(test.file.split('/').length - 1)}${path}'`;
  const variables = `var { ${names.join(', ')} }`;
  return mode === 'module' ? `import $harness from ${specifier};\n${variables} = $harness;\n` : `${variables} = require(${specifier});\n`;
}

/** The part of an asynchronous test that runs in the image; `awaits`: top-level await stays possible in it. */
function asyncRun(launched: string, awaits: boolean): string {
  const end = launched.includes('$DONE') || launched.includes('asyncTest') ? '' : '$pass();';
  const settle = 'globalThis.$DONE = $DONE; $settle = function (error) { if (error) $fail(error); else $pass(); }; if ($early) $settle($early.error);';
  const body = awaits ? `(async function () {\n${launched}\n${end}\n})().catch($fail);` : `\n${launched}\n${end}\n`;
  return `function $run() { var $this = this; return new Promise(function ($pass, $fail) { ${settle} (function () { ${body} }).call($this); }); }`;
}

/** Where a variant's module is put, so that its relative imports find their files. */
export function modulePath({ test, mode }: Variant): string {
  const name = basename(test.file, '.js');
  return `${dirname(test.file)}/${name}.${mode}${mode === 'module' ? '.mjs' : '.cjs'}`;
}
