import type { LanguageCase } from './harness.ts';

/** What test262's tests of the language showed. */
export const test262Cases: readonly LanguageCase[] = [
  {
    title: 'importing a module that no module can be is refused as V8 does, though a function could hold its text',
    suffix: '.mjs',
    files: {
      'package.json': '{ "type": "module" }',
      'twice.js': 'var one; function one() {}\n',
      'returns.js': 'export const a = 1;\nreturn;\n',
      'waits.js': 'let await = 1;\n',
      'missing.js': 'export { never };\n',
    },
    source: `const tell = (error) => [error instanceof SyntaxError, error.constructor === SyntaxError, error.name, error.message];
export const check = () => Promise.all([
  import('./twice.js').then(String, tell), import('./returns.js').then(String, tell),
  import('./waits.js').then(String, tell), import('./missing.js').then(String, tell),
]);
`,
  },
  {
    title: 'the arguments of import() are converted, and refused, as V8 does',
    suffix: '.mjs',
    files: { 'other.mjs': 'export const a = 1;\n', 'data.json': '{ "b": 2 }\n' },
    source: `const tell = (error) => [error.constructor.name, error.message];
const once = (options) => import('./other.mjs', options).then((namespace) => namespace.a, tell);
const seen = [];
const options = [undefined, 1, null, 'a', {}, () => 1, { with: 1 }, { with: null }, { with: () => 1 }, { with: { [Symbol.iterator]: 1 } },
  { with: { type: 1 } }, { with: { type: {} } }, { with: { '': undefined } }, { with: { type: new String('json') } }, Object.assign(() => 1, { with: { a: 1 } })];
export const check = async () => {
  const found = [];
  for (const one of options) found.push(await once(one));
  for (const name of [import.meta, Symbol('s'), { toString() { throw new RangeError('mine'); } }]) found.push(await import(name).then(() => 'none', tell));
  found.push(await import({ toString() { seen.push('name'); return './other.mjs'; } }, { get with() { seen.push('with'); return undefined; } }).then((namespace) => namespace.a, tell));
  found.push((await import('./data.json', { with: { type: 'json' } })).default.b, seen);
  return found;
};
`,
  },
  {
    title: 'closures made by what a loop walks over see the variables of the loop, which have no value there',
    source: `let x = 'outside', y = 'too';
const held = {};
const list = (...values) => values;
for (let x in { one: held.inObject = () => typeof x }) held.inBody = () => x;
for (const x of list(held.ofList = () => x, held.second = () => (x = 1), held.other = () => y)) held.ofBody = () => typeof x;
for (const [x, { y }] of (held.pattern = () => [x, y], [])) ;
for (var x2 of list(held.plain = () => x)) ;
function around(mark) {
  const found = [];
  for (let mark of [() => mark, class { static read() { return mark; } }, { read() { return mark; } }]) found.push(mark);
  for (const z of [() => [mark, z]]) found.push(z);
  for (const w of [() => eval('[mark, typeof w]')]) found.push(w);
  return found;
}
const first = around(1), second = around(2);
const tell = (action) => { try { return action(); } catch (error) { return error.name + ': ' + error.message; } };
exports.check = () => [
  Object.entries(held).map(([name, action]) => [name, tell(action)]),
  [...first, ...second].map((each) => tell(() => (each.read ?? each)())),
  held.inObject.toString(), x, y,
];
`,
  },
  {
    title: 'names imported in a cycle, and from the module itself, have no value before they are initialised',
    suffix: '.mjs',
    files: {
      'first.mjs': `import { Late, later, count, step } from './main.mjs';
export const tell = (action) => { try { return action(); } catch (error) { return error.name; } };
export const seen = [() => typeof Late, () => Late, () => new Late(), () => later, () => later(), () => count].map((each) => tell(each));
export const now = () => [typeof Late, count, step()];
`,
    },
    source: `import { Late as Self } from './main.mjs';
import { now, seen, tell } from './first.mjs';
const here = [() => typeof Self, () => { typeof Self; }, () => Self].map((each) => tell(each));
export class Late {}
export let count = 0;
export function step() { return ++count; }
export const later = 1;
const after = [typeof Self, ...now()];
export const check = () => [seen, here, after, now(), now(), count, Self === Late];
`,
  },
  {
    title: 'a closure in the pattern of a loop is refused, with its place',
    source: `const held = [];
for (const { a, tell = () => a } of [{ a: 1 }, { a: 2 }]) held.push(tell);
exports.check = () => held.map((each) => each());
`,
    refused: 'it stands in a pattern that declares the variables of a `for` loop over something',
  },
  {
    title: 'a variable that a script declared for all code is refused, where the program mentions it',
    source: `require('node:vm').runInThisContext('let scriptVariable = 1;');
exports.check = () => scriptVariable;
`,
    refused: 'a variable that a script of node:vm declared with let, const or class',
  },
  {
    title: 'variables of scripts that are properties of the global object are there',
    source: `require('node:vm').runInThisContext('var scriptProperty = 1; let nobodyMentionsIt = 2;');
exports.check = () => [scriptProperty, typeof somewhere];
`,
  },
  {
    title: 'methods and accessors whose computed key is constructor',
    source: `const key = 'constructor';
class Method { [key]() { return 1; } static [key]() { return 2; } other() { return super.toString === Object.prototype.toString; } }
class Getter { #x = 3; get [key]() { return this.#x; } }
class Both { constructor() { this.made = true; } async [key]() { return 4; } }
class Below extends Method { [key]() { return super[key]() + 10; } }
const made = [new Method(), new Getter(), new Both(), new Below()];
exports.check = async () => [
  made[0].constructor(), Method.constructor(), made[0].other(), made[1].constructor, await made[2].constructor(), made[2].made, made[3].constructor(),
  new Method() instanceof Method, new Below().constructor(), Reflect.ownKeys(Method.prototype), Reflect.ownKeys(Method), Both.prototype.constructor.name, Both.prototype.constructor === Both,
  Object.getOwnPropertyDescriptor(Getter.prototype, key).get.name, String(Method.prototype.constructor),
];
`,
  },
  {
    title: 'a function of a script of node:vm is refused as such',
    source: `const { made } = require('node:vm').runInThisContext('({ made() { return 1; } })');
exports.check = () => made();
`,
    refused: 'a function of Node or of a native addon, or of a script of node:vm, (made) that has no name of its own',
  },
  {
    title: 'a program that takes away a built-in object which the packager needs is refused by its name',
    source: `Object.entries = undefined;
exports.check = () => typeof Object.entries;
`,
    refused: 'node:Object.entries: cannot be captured: the program replaces or deletes what the packager needs itself',
  },
  {
    title: 'a program that iterates arrays in its own way is refused',
    source: `const own = Array.prototype[Symbol.iterator];
Object.defineProperty(Array.prototype, Symbol.iterator, { configurable: true, writable: true, value: function () { return own.call(this); } });
exports.check = () => [...[1, 2]];
`,
    refused: 'node:Array.prototype[Symbol.iterator]: cannot be captured: the program replaces or deletes what the packager needs itself',
  },
];
