import { expect } from 'chai';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { readDefinitions, selectDefinitions } from '../../settings/definitions.ts';
import { UsageError } from '../../settings/errors.ts';
import { orderDefinitions, prerequisitesOf } from '../../settings/prerequisite-order.ts';
import { parseComponentIni } from '../../settings/component-ini.ts';
import { refusalOf } from '../support/refusal.ts';

const define = (name: string, prerequisites: Readonly<Record<string, string>> = {}, rest = '', version = '1.0.0') => {
  const lines = Object.entries(prerequisites).map(([key, range]) => `${key}.ic=${range}\n`);
  return parseComponentIni(`[component]\nversion=${version}\nentry=${name}.ts\n[prerequisites]\n${lines.join('')}${rest}`, `/project/components/${name}.ini`);
};

describe('readDefinitions', () => {
  let root = '';
  beforeEach(() => {
    root = mkdtempSync(join(tmpdir(), 'definitions-'));
    mkdirSync(join(root, 'components', 'base'), { recursive: true });
  });
  afterEach(() => {
    rmSync(root, { recursive: true });
  });
  const write = (path: string, text: string) => {
    writeFileSync(join(root, 'components', path), text);
  };
  const good = '[component]\nversion=1.0.0\nentry=a.ts\n';

  it('reads the definitions of the folder, sorted by logical name, and takes its parent for the project root', () => {
    write('zebra.ini', good);
    write('kernel.ini', `${good}name=a.ic\n`);
    write('readme.txt', 'none');
    write('base/inner.ini', 'not looked at');
    write('abt.ini', '[Ic path]\nIC_ROOT=x\n');
    const { projectRoot, definitions } = readDefinitions(join(root, 'components'));
    expect(projectRoot).to.equal(root);
    expect(definitions.map(({ name }) => name)).to.deep.equal(['a.ic', 'zebra.ic']);
  });

  it('refuses two definitions with one logical name', () => {
    write('a.ini', good);
    write('b.ini', `${good}name=A.ic\n`);
    const error = refusalOf(() => readDefinitions(join(root, 'components')));
    expect(error).to.include({ code: 'DEFINITION_SYNTAX' });
    expect(error.data).to.include({ file: join(root, 'components', 'b.ini'), line: 4, key: 'name' });
  });

  it('reports the faults of all files together', () => {
    write('a.ini', '[component]\nversion=1.0.0');
    write('b.ini', '[component]\nentry=a.ts');
    expect(refusalOf(() => readDefinitions(join(root, 'components'))).data['problems']).to.have.lengthOf(2);
  });

  it('refuses a folder that is not there, is a file, or holds no definition', () => {
    write('file', '');
    for (const folder of ['nowhere', 'components/file', 'components']) {
      expect(refusalOf(() => readDefinitions(join(root, folder))), folder).to.include({ code: 'DEFINITION_SYNTAX' });
    }
  });
});

describe('selectDefinitions', () => {
  const definitions = [define('kernel'), define('orders', {}, '[component]\nname=shop.ic')];

  it('takes base names and logical names, in any case, and all of them without a name', () => {
    expect(selectDefinitions(definitions, ['Orders', 'shop.ic']).map(({ name }) => name)).to.deep.equal(['shop.ic']);
    expect(selectDefinitions(definitions, ['shop.IC', 'kernel']).map(({ name }) => name)).to.deep.equal(['kernel.ic', 'shop.ic']);
    expect(selectDefinitions(definitions, [])).to.equal(definitions);
  });

  it('refuses an unknown name as a usage error that says what was meant', () => {
    expect(() => selectDefinitions(definitions, ['kernl'])).to.throw(UsageError, 'kernel');
    expect(() => selectDefinitions(definitions, ['orders.ic'])).to.throw(UsageError);
  });
});

describe('orderDefinitions', () => {
  it('puts prerequisites first, the same whatever the order of the definitions', () => {
    const definitions = [define('app', { reports: '*', kernel: '^1.0.0' }), define('reports', { kernel: '*' }), define('kernel'), define('tools')];
    const expected = ['kernel.ic', 'reports.ic', 'app.ic', 'tools.ic'];
    expect(orderDefinitions(definitions).map(({ name }) => name)).to.deep.equal(expected);
    expect(orderDefinitions(definitions.toReversed()).map(({ name }) => name)).to.deep.equal(expected);
  });

  it('counts prerequisites of prerequisites', () => {
    const ordered = orderDefinitions([define('a', { b: '*' }), define('b', { c: '*' }), define('c'), define('d')]);
    const [, , a] = ordered;
    expect(a?.name).to.equal('a.ic');
    expect(a === undefined ? [] : prerequisitesOf(a, ordered).map(({ name }) => name)).to.deep.equal(['c.ic', 'b.ic']);
  });

  it('refuses a cycle and names it', () => {
    const error = refusalOf(() => orderDefinitions([define('a', { b: '*' }), define('b', { c: '*' }), define('c', { b: '*' })]));
    expect(error).to.include({ code: 'PREREQUISITE_CYCLE' });
    expect(error.data['cycle']).to.deep.equal(['b.ic', 'c.ic', 'b.ic']);
    expect(error.message).to.include('b.ic → c.ic → b.ic');
  });

  it('refuses a component that is its own prerequisite', () => {
    expect(refusalOf(() => orderDefinitions([define('a', { a: '*' })])).data['cycle']).to.deep.equal(['a.ic', 'a.ic']);
  });

  it('refuses an unknown prerequisite with its place', () => {
    const error = refusalOf(() => orderDefinitions([define('app', { kernl: '*' }), define('kernel')]));
    expect(error).to.include({ code: 'PREREQUISITE_MISSING', remedy: 'did you mean kernel.ic?' });
    expect(error.data).to.include({ component: 'app.ic', prerequisite: 'kernl.ic', file: '/project/components/app.ini', line: 5 });
  });

  it('refuses a version outside the range, and takes one inside', () => {
    const error = refusalOf(() => orderDefinitions([define('app', { kernel: '^2.0.0' }), define('kernel')]));
    expect(error).to.include({ code: 'PREREQUISITE_VERSION' });
    expect(error.data).to.include({ component: 'app.ic', prerequisite: 'kernel.ic', range: '^2.0.0', version: '1.0.0' });
    expect(orderDefinitions([define('app', { kernel: '^2.0.0' }), define('kernel', {}, '', '2.4.0+dev')])).to.have.lengthOf(2);
  });

  it('refuses overrides and state of what is no prerequisite, and takes those of indirect ones', () => {
    const rest = '[overrides]\nkernel.ic[]=a.ts#b\n[state]\nkeep[]=kernel.ic/a.ts#c\n';
    const error = refusalOf(() => orderDefinitions([define('app', {}, rest), define('kernel')]));
    expect(error).to.include({ code: 'DEFINITION_SYNTAX' });
    expect(error.data['problems']).to.have.lengthOf(2);
    expect(orderDefinitions([define('app', { middle: '*' }, rest), define('middle', { kernel: '*' }), define('kernel')])).to.have.lengthOf(3);
  });
});
