import { expect } from 'chai';
import { buildCatalogue } from '../../../hosts/index.ts';
import { canonicalGraphs, variablesFrom } from '../../../introspect/index.ts';
import { createInstrumentation } from '../../../packager/instrument/index.ts';
import { variableTable } from '../../../packager/verify/variables.ts';
import { differencesOf } from '../../support/same-graph.ts';

const PROGRAM = `
let count = 0; const seen = new WeakMap();
class Base { #id = ++count; static #made = []; static { Base.#made.push(1); } get id() { return this.#id; } #secret() { return this.#id; } tell() { return this.#secret(); } }
class Derived extends Base { #id = 'own'; ['compu' + 'ted']() { return super.tell() + this.#id; } }
const loop = []; for (let i = 0; i < 3; i++) loop.push(() => i++, () => i);
function Old(n) { this.self = () => this; this.all = () => arguments[0] + n; switch (n) { case 1: let inSwitch = 5; this.inSwitch = () => inSwitch++; } try { throw n; } catch (caught) { this.caught = () => caught; } }
const object = { method() { return super.toString(); }, get a() { return count; }, async *later({ x = () => count } = {}, ...rest) { yield [x, rest, count]; } };
seen.set(object, loop);
module.exports = { Base, Derived, base: new Base(), derived: new Derived(), loop, old: new Old(1), Old, object, seen, up: () => ++count, bound: Old.bind(null, object), recursive: function fact(n) { return n ? n * fact(n - 1) : () => fact; }(0) };
`;

describe('the reading of an instrumented program', () => {
  it('gives the same graph as the reading of the program as written', () => {
    const instrumentation = createInstrumentation();
    instrumentation.install();
    try {
      const catalogue = buildCatalogue();
      const request = { kind: 'commonjs', file: '/p/program.cjs', path: 'program.cjs' } as const;
      const evaluate = (text: string): ReadonlyMap<string, unknown> => {
        const module = { exports: {} };
        const form: unknown = new Function('context', `return (${text})(context)`)({});
        if (typeof form !== 'function') throw new Error('no form');
        Reflect.apply(form, module.exports, [module.exports, () => null, module, '/p/program.cjs', '/p']);
        return new Map([['program', module.exports]]);
      };
      const instrumented = evaluate(instrumentation.form(PROGRAM, request).form.text);
      instrumentation.uninstall(); // so that `new Function` above does not instrument the plain text
      const plain = evaluate(instrumentation.plain(PROGRAM, request).form.text);
      instrumentation.install();
      const [left, right] = canonicalGraphs([instrumented, plain], {
        pathOf: (value) => catalogue.pathOf(value), textOf: (fn) => Function.prototype.toString.call(fn),
        variablesOf: variablesFrom(variableTable(instrumentation.texts.map(({ analysis }) => analysis))), ignores: (name) => instrumentation.isInjectedName(name),
      });
      if (left === undefined || right === undefined) throw new Error('no graph');
      expect(differencesOf(left, right)).to.equal('');
      expect(left.statistics).to.include({ unknownFunctions: 0, unaligned: 0 });
      expect(left.statistics.variables).to.equal(15);
    } finally {
      instrumentation.uninstall();
    }
  });
});
