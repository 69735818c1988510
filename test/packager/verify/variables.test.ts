import { expect } from 'chai';
import { analyse } from '../../../packager/analyse/analyse.ts';
import { variableTable } from '../../../packager/verify/variables.ts';
import { variablesFrom } from '../../../introspect/index.ts';

const tableOf = (source: string, kind: 'commonjs' | 'module') => variablesFrom(variableTable([analyse(source, { kind, file: '/p/a.js' })]));

describe('the table of variables', () => {
  it('knows the free variables of every function by its text', () => {
    const table = tableOf('let a = 1; const b = 2; function f(c) { return () => a++ + b + c + d; }', 'commonjs');
    expect(table('() => a++ + b + c + d')).to.deep.equal([
      { name: 'a', shared: true, optional: false, via: null },
      { name: 'b', shared: false, optional: false, via: null },
      { name: 'c', shared: false, optional: false, via: null },
    ]);
  });

  it('says where imports are to be found in the packager', () => {
    const table = tableOf('import {x as y} from "./x.js"; import * as z from "./z.js"; export const f = () => y + z;', 'module');
    expect(table('() => y + z')).to.deep.equal([
      { name: 'y', shared: false, optional: true, via: { variable: '$ic_i0', member: 'x' } },
      { name: 'z', shared: false, optional: true, via: { variable: '$ic_i1', member: null } },
    ]);
  });

  it('leaves out where an import is to be found if modules with one text differ in that', () => {
    const sources = ['import * as x from "./x.js"; import y from "./y.js"; export const f = () => [x, y];', 'import * as z from "./z.js"; import * as x from "./x.js"; import y from "./y.js"; export const f = () => [x, y];'];
    const equal = ['import * as x from "./x.js"; export const f = () => x;', 'import * as x from "./a/x.js"; export const f = () => x;'];
    const both = (texts: readonly string[]) => variablesFrom(variableTable(texts.map((text, index) => analyse(text, { kind: 'module', file: `/p/${index}.js` }))));
    expect(both(sources)('() => [x, y]')?.map(({ via }) => via)).to.deep.equal([null, null]);
    expect(both(equal)('() => x')?.map(({ via }) => via?.variable)).to.deep.equal(['$ic_i0']);
  });

  it('gives a class what its constructor and instance fields use, not what was evaluated once', () => {
    const table = tableOf('let a, b, c, d; a = () => [a, b, c, d]; class C extends a { constructor() { super(b); } x = c; static y = d; static z() { return d; } }', 'commonjs');
    const text = 'class C extends a { constructor() { super(b); } x = c; static y = d; static z() { return d; } }';
    expect(table(text)?.map(({ name }) => name)).to.deep.equal(['b', 'c']);
    expect(table('z() { return d; }')?.map(({ name }) => name)).to.deep.equal(['d']);
  });

  it('takes the variables of the module wrapper as optional', () => {
    expect(tableOf('const f = () => require("x");', 'commonjs')('() => require("x")')).to.deep.equal([{ name: 'require', shared: false, optional: true, via: null }]);
  });
});
