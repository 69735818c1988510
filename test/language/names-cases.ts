import type { LanguageCase } from './harness.ts';
import { inLibrary } from './table.ts';

const { raw } = String;

/** Groups of names that variables may have. */
const NAMES: Readonly<Record<string, readonly string[]>> = {
  'one letter': ['a', 'b', 'Z', '_', '$', 'ä', 'ß', 'π', '一', 'ª'],
  'dollars and underscores': ['$$', '__', '_$', '$_', '$1', '_0', '$a$b', '__proto__', '__dirname2', '$$ic'],
  'names like those of the product': ['$ic', '$icv', '$icm', '$ich', '$ico', '$icn', '$icr', '$ick', '$icc', '$icm0', '$icvalues', '$icd'],
  'names like those of instrumentation': ['$i', '$it', '$it0', '$it0_s1', '$ip', '$iv', '$i0', '$is', '$ix', '$ie'],
  'words that mean something elsewhere': ['async', 'of', 'get', 'set', 'from', 'as', 'target', 'meta', 'constructor', 'accessor', 'using', 'type', 'declare', 'abstract', 'global'],
  'names of the language': ['undefined1', 'Object', 'Array', 'Function', 'Symbol', 'Reflect', 'Proxy', 'Map', 'Promise', 'Error', 'TypeError', 'String', 'JSON', 'Math'],
  'names of Node': ['process', 'Buffer', 'console', 'global', 'globalThis', 'setTimeout', 'URL', 'structuredClone', 'performance', 'fetch'],
  'names of a CommonJS module': ['module', 'exports', 'require', '__filename', '__dirname'],
  'names of properties of all objects': ['toString', 'valueOf', 'hasOwnProperty', 'constructor', 'isPrototypeOf', '__defineGetter__', '__lookupSetter__', 'toLocaleString', 'propertyIsEnumerable'],
  'escapes and letters beyond ASCII': [raw`\u0061b`, raw`\u{62}c`, 'naïve', 'Ünïcode', 'ﬁ', '変数', 'a\u200db', 'a\u200cb', '𠮷', raw`\u{20bb7}x`],
  'long names and names that differ in case': ['x'.repeat(200), `${'x'.repeat(199)}X`, 'name', 'Name', 'NAME', 'nAME'],
  'names of pseudo variables': ['this1', 'arguments1', 'newTarget', 'superclass', 'self', 'default1', 'star', 'home', 'cell', 'link'],
  'only sloppy: words of strict code': ['let', 'static', 'yield', 'await', 'implements', 'interface', 'package', 'private', 'protected', 'public'],
  'only sloppy: eval and arguments': ['eval', 'arguments'],
};

/** Each name as parameter, variable, function, class, of an outer and an inner scope, as property and label; assigned and read. */
function textOf(names: readonly string[], sloppy: boolean): string {
  const own = names.map((name) => `{ let made = (function () { var ${name} = 1; return (${sloppy ? 'function () { return ' : 'function () { "use strict"; return '} [${name}]; }); })(); out.push(made); }`);
  const parameters = names.map((name) => `out.push(...(function (${name}) { return [() => ${name}, (x) => { ${name} = x; return ${name}; }, () => ({ ${name} }), () => typeof ${name}]; })({ n: ${JSON.stringify(name)} }));`);
  const functions = names.map((name) => `out.push((function () { function ${name}() { return 'declared'; } return () => [${name}(), ${name}.name]; })());`);
  const blocks = sloppy ? [] : names.filter((name) => name !== 'constructor').map((name) => `{ const ${name} = ${JSON.stringify(name)}; out.push(() => ${name}, ({ ${name}: { ${name} } }).${name}.${name}); { let ${name} = 2; out.push(() => ${name}++); } class C { static ${name} = 3; ${name}() { return ${name}; } } out.push(() => [C, new C().${name}()]); }`);
  const classes = sloppy ? [] : names.map((name) => `out.push((function () { return class ${name} { static get() { return [typeof ${name}, ${name}.name]; } }; })().get);`);
  const labels = names.filter((name) => !['yield', 'await', 'let'].includes(name)).map((name) => `out.push(() => { ${name}: for (;;) { break ${name}; } return 'label'; });`);
  return [...own, ...parameters, ...functions, ...blocks, ...classes, ...labels].join('\n');
}

/** Variables with names of every kind; the code in the same component, and in a library. */
export const nameCases: readonly LanguageCase[] = Object.entries(NAMES).flatMap(([title, names]) => {
  const library = `exports.make = function (out) {\n${textOf(names, title.startsWith('only sloppy'))}\n};`;
  const one: LanguageCase = {
    title: `names: ${title}`,
    source: raw`const { make } = require('./library.cjs'); const out = exports.out = []; make(out);
exports.check = () => out.map((f) => { try { const got = typeof f === 'function' ? f('set') : f; return got; } catch (error) { return error.name; } });`,
    files: { 'library.cjs': library },
  };
  if (names.includes('eval')) return [one]; // calls of a function of that name are direct evals to the packager, which refuses them in code of a library
  return [one, inLibrary({ ...one, title: `split: names in a library, ${title}` }, library)];
});
