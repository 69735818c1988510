import { expect } from 'chai';
import { instrumentation, runCommonJs, runModules } from './host.ts';

for (const mode of ['form', 'plain'] as const) {
  describe(`evaluation form, ${mode === 'form' ? 'instrumented' : 'plain'}`, () => {
    it('keeps live bindings, also in shorthands, calls, typeof and templates', async () => {
      const { a } = await runModules({
        a: `import { n, next, self as me } from './b'; import * as all from './b'; import tag from './b';
          export const before = n; next(); export const after = n; export const object = { n, all };
          export const receiver = me(); export const type = typeof n; export const text = tag\`x\`; export const through = all.n`,
        b: 'export let n = 1; export function next() { n++; } export function self() { return this; } export default function (s) { return this === undefined ? s[0] : "wrong"; }',
      }, mode);
      expect(a).to.include({ before: 1, after: 2, receiver: undefined, type: 'number', text: 'x', through: 2 });
      expect(a?.['object']).to.deep.include({ n: 2 });
    });

    it('refuses assignments to imports with a TypeError when they happen', async () => {
      const { a } = await runModules({
        a: 'import { n } from "./b"; import * as s from "./b"; const tries = [() => { n = 1; }, () => { n++; }, () => { [n] = [1]; }, () => { s = 1; }]; export const failures = tries.map((f) => { try { f(); } catch (e) { return e.constructor.name; } });',
        b: 'export let n = 1;',
      }, mode);
      expect(a?.['failures']).to.deep.equal(['TypeError', 'TypeError', 'TypeError', 'TypeError']);
    });

    it('lets functions be called across a cycle before their module is evaluated, and keeps dead zones', async () => {
      const { a } = await runModules({
        a: 'import { early, dead } from "./b"; export function hoisted() { return "hoisted"; } export let late = 1; export const results = [early, dead]; export { early }',
        b: 'import { hoisted, late } from "./a"; export const early = hoisted(); export let dead; try { late; dead = "read"; } catch (e) { dead = e.constructor.name; }',
      }, mode);
      expect(a?.['results']).to.deep.equal(['hoisted', 'ReferenceError']);
    });

    it('names default exports without a name `default`', async () => {
      const spaces = await runModules({
        a: 'export default function () {}', b: 'export default (() => {})', c: 'export default class { static x = 1 }', d: 'export default async function* (a) {}',
        e: 'export default class Named {}', f: 'export default (1, 2);', g: 'export default function named() {}\n(0)',
      }, mode);
      const names = Object.values(spaces).map((each) => (each['default'] instanceof Function ? each['default'].name : each['default']));
      expect(names).to.deep.equal(['default', 'default', 'default', 'default', 'Named', 2, 'named']);
    });

    it('keeps statements apart that were apart only by line ends', async () => {
      const { a } = await runModules({ a: 'import { f } from "./b"\nlet x = f\nimport "./b"\n;[1].map(f)\nlet y = x\nf()\nexport { y }\nexport default y\n', b: 'export function f() { return 1; }' }, mode);
      expect(a?.['y']).to.be.a('function');
    });

    it('keeps every line where it was', () => {
      const source = '#!/usr/bin/env node\nimport {\n  a,\n  b\n} from "x";\nexport default\n  class {\n  m() { return a; }\n}\nexport {\n  b as c\n}\nthrow new Error("line 13");';
      const { form } = instrumentation[mode](source, { kind: 'module', file: '/p/a.mjs', path: 'a.mjs' });
      expect(form.text.split('\n').findIndex((line) => line.includes('line 13'))).to.equal(12);
      expect(form).to.deep.include({ localExports: ['default'], indirect: [{ name: 'c', request: 0, imported: 'b' }], requests: [{ specifier: 'x', attributes: {} }] });
    });

    it('redirects import() and import.meta, with options', () => {
      const { exports } = runCommonJs('exports.a = import("x", { with: { type: "json" } });', mode);
      expect(exports['a']).to.deep.equal(['x', { with: { type: 'json' } }]);
    });

    it('waits for top-level await', async () => {
      const { a } = await runModules({ a: 'export const x = await Promise.resolve(3); for await (const y of [1]) ;' }, mode);
      expect(a?.['x']).to.equal(3);
    });

    it('knows the named exports of CommonJS as Node does', () => {
      const { form } = instrumentation[mode]('exports.a = 1; Object.defineProperty(exports, "b", { value: 1 }); module.exports = require("./c");', { kind: 'commonjs', file: '/p/a.js', path: 'a.js' });
      expect(form.reexports).to.deep.equal(['./c']);
    });

    it('does not clash with names of the module', () => {
      const { exports } = runCommonJs('const $ic = 1, $it0_p = 2, $it0_v = 3; exports.f = (a) => { let b = a; return () => b + $ic + $it0_p + $it0_v; };', mode);
      const make: Function = exports['f'] ?? expect.fail('no function');
      expect(make(10)()).to.equal(16);
    });
  });
}
