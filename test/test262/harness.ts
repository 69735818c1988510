/** The files of test262's harness that a test includes, as one module of the project that all tests with the same includes share. */
import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { parse } from 'acorn';

export interface Harness {
  /** Of the module, in the project. */
  readonly path: string;
  readonly text: string;
  /** What the files declare. */
  readonly names: readonly string[];
}

/** What a host of test262 has to offer. */
const HOST = `var $vm = require('node:vm');
var $262 = { global: globalThis, evalScript: (text) => $vm.runInThisContext(text), gc() {}, detachArrayBuffer(buffer) { structuredClone(buffer, { transfer: [buffer] }); }, agent: {} };
var print = console.log;
`;

const made = new Map<string, Harness>();

/** The harness for these includes; in a strict variant, and in modules, it is strict too. */
export function harnessOf(checkout: string, includes: readonly string[], isStrict: boolean): Harness {
  const files = [...new Set(['assert.js', 'sta.js', ...includes])];
  const path = `harness/${[isStrict ? 'strict' : 'sloppy', ...files.map((file) => basename(file, '.js'))].join('-')}.cjs`;
  let harness = made.get(path);
  if (harness === undefined) {
    const source = HOST + files.map((file) => readFileSync(join(checkout, 'harness', file), 'utf8')).join('\n');
    const names = declaredIn(source);
    harness = { path, names, text: `${isStrict ? '"use strict";\n' : ''}${source}\nmodule.exports = { ${names.join(', ')} };\n` };
    made.set(path, harness);
  }
  return harness;
}

/** Functions, classes and simple variables at the top of a script. */
function declaredIn(source: string): string[] {
  const names = parse(source, { ecmaVersion: 'latest', sourceType: 'script' }).body.flatMap((statement) => {
    if (statement.type === 'FunctionDeclaration' || statement.type === 'ClassDeclaration') return [statement.id.name];
    if (statement.type !== 'VariableDeclaration') return [];
    return statement.declarations.flatMap(({ id }) => (id.type === 'Identifier' ? [id.name] : []));
  });
  return [...new Set(names)].filter((name) => name !== '$vm');
}
