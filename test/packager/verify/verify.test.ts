import { expect } from 'chai';
import { answerRequest, moduleRoots } from '../../../introspect/index.ts';
import { analyse } from '../../../packager/analyse/analyse.ts';
import { printDifference, verifyRestored } from '../../../packager/verify/index.ts';
import type { VerifyOptions, VerifyReport } from '../../../packager/verify/index.ts';
import type { PackagedModule } from '../../../packager/load/types.ts';

const SOURCE = `
let count = 0;
const limit = 5;
const dead = { big: 1 };
function make(step) { let total = 0; return { add() { total += step; count++; return total; }, total: () => total, limit: () => limit }; }
const never = () => dead;
class Gauge { #level = 1; static made = 0; read() { return this.#level; } }
exports.first = make(1); exports.second = make(2); exports.gauge = new Gauge(); exports.Gauge = Gauge; exports.file = __filename;
`;

/** As restoring could write it: other nesting, constants and fewer variables, the same heap. */
const RESTORED = `
return ((count) => {
  const limit = 5;
  const inner = (step, total) => ({ add: ({ add() { total += step; count++; return total; } }).add, total: () => total, limit: () => limit });
  class Gauge { #level = 1; static made = 0; read() { return this.#level; } }
  const first = inner(1, 0), second = inner(2, 0);
  return { first, second, gauge: new Gauge(), Gauge, file: '/moved/a.cjs' };
})(0);
`;

const pathOf = (value: object | symbol): string | null => {
  if (value === Object.prototype) return 'Object.prototype';
  return value === Function.prototype ? 'Function.prototype' : null;
};

/** A "fresh process" that is this one: what matters here is that the graph goes through the files. */
const verify = (restored: string, cells: boolean): VerifyReport => {
  const exported = {};
  new Function('exports', '__filename', SOURCE)(exported, '/project/a.cjs');
  const analysis = analyse(SOURCE, { kind: 'commonjs', file: '/project/a.cjs' });
  const module: PackagedModule = {
    id: '/project/a.cjs', path: 'a.cjs', kind: 'commonjs', component: 'x.ic', evaluated: true, text: null, original: SOURCE, sourceMap: null, links: [],
  };
  const system: VerifyOptions['system'] = {
    modules: new Map([[module.id, module]]), identify: () => null, exportsOf: () => exported, moduleObjectOf: () => null, namespaceOf: () => exported,
  };
  return verifyRestored({
    system, analyses: [analysis], naming: { pathOf, root: '/project' }, cells,
    launch: (request) => {
      const value: unknown = new Function(restored)();
      answerRequest(request, { roots: new Map(moduleRoots('a.cjs', 'commonjs', value, null)), pathOf, root: '/moved' });
      return { status: 0, output: '' };
    },
  });
};

describe('verification of a restored system', () => {
  it('finds no difference where only the way of writing differs', () => {
    const report = verify(RESTORED, true);
    expect(report.differences.map(printDifference)).to.deep.equal([]);
    expect(report.nodes).to.be.greaterThan(10);
    expect(report.variables).to.be.greaterThan(5);
  });

  const faults: readonly (readonly [string, string, string, RegExp])[] = [
    ['a wrong value of a variable', 'inner(2, 0)', 'inner(3, 0)', /a\.cjs\.second\.add: variable step: captured 2, restored 3/],
    ['a variable that is no longer shared', 'total: () => total', 'total: ((total) => () => total)(0)', /variable total: sharing: captured is the one at/],
    ['a variable that closures of two activations share by mistake', 'second = inner(2, 0)', 'second = ((other) => ({ ...other, total: first.total }))(inner(2, 0))', /sharing/],
    ['a variable that is gone', '({ add() { total += step; count++; return total; } }).add', 'new Function("return ({ add() { total += step; count++; return total; } }).add")()', /restored \(no such variable\)/],
    ['a changed constant', 'const limit = 5', 'const limit = 6', /variable limit: captured 5, restored 6/],
    ['a lost private field', 'gauge: new Gauge()', 'gauge: Object.create(Gauge.prototype)', /private #level: only captured/],
    ['a changed text', 'return total; } }).add', 'return total ; } }).add', /text: captured/],
    ['a path that was not moved', '/moved/a.cjs', '/project/a.cjs', /property "file": captured root \+ "\/a\.cjs", restored "\/project\/a\.cjs"/],
    ['a lost attribute', 'return { first', 'return Object.freeze({ first', /extensible/],
  ];
  for (const [what, from, to, report] of faults) {
    it(`finds ${what}`, () => {
      expect(RESTORED).to.include(from);
      let restored = RESTORED.replace(from, () => to);
      if (to.includes('freeze')) restored = restored.replace("'/moved/a.cjs' }", "'/moved/a.cjs' })");
      expect(verify(restored, report.source.includes('sharing')).differences.map(printDifference).join('\n')).to.match(report);
    });
  }

  it('reports a process that gives no graph with what it printed', () => {
    const launch = () => ({ status: 1, output: 'it failed' });
    const system: VerifyOptions['system'] = { modules: new Map(), identify: () => null, exportsOf: () => undefined, moduleObjectOf: () => null, namespaceOf: () => ({}) };
    expect(() => verifyRestored({ system, analyses: [], naming: { pathOf }, launch })).to.throw('ended with 1:\nit failed');
  });
});
