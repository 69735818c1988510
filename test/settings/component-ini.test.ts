import { expect } from 'chai';
import { lineOf } from '../../settings/component-definition.ts';
import { parseComponentIni, parseSlotName } from '../../settings/component-ini.ts';
import { refusalOf } from '../support/refusal.ts';

const FILE = '/project/components/orders.ini';
const read = (text: string) => parseComponentIni(text, FILE);
const REQUIRED = '[component]\nversion=1.4.0\nentry=src/main.ts\n';

describe('parseComponentIni', () => {
  it('reads every key, with the comments that stand behind the values', () => {
    const definition = read(`[component]
name=Orders.ic                 ; logical name; default: the file's base name + .ic
version=1.4.0                  ; required, semver
entry=src/orders/main.ts       ; required
startUpClass=OrderApp          ; an exported class
application=OrdersApplication  # optional
include[]=src/orders/**        ; modules
include[]=assets/**/*.json
exclude[]=**/*.test.ts

[prerequisites]
kernel.ic=^1.0.0               ; semver range
Express.ic=>=4 <6

[rom]
freeze[]=TABLE

[overrides]
kernel.ic[]=src/price.ts#Price.prototype.format ; ours
kernel.ic[]=src/price.ts#round # and this one
node[]=node:globalThis.Array.prototype.at

[state]
keep[]=kernel.ic/src/ids.ts#nextId
add[]=src/count.ts#total
`);
    expect(definition).to.deep.include({
      file: FILE, baseName: 'orders', name: 'orders.ic', version: '1.4.0', entries: ['src/orders/main.ts'], startUpClass: 'OrderApp', application: 'OrdersApplication',
      include: ['src/orders/**', 'assets/**/*.json'], exclude: ['**/*.test.ts'], freeze: ['TABLE'],
    });
    expect(definition.prerequisites).to.deep.equal([{ name: 'kernel.ic', range: '^1.0.0', line: 12 }, { name: 'express.ic', range: '>=4 <6', line: 13 }]);
    expect(definition.overrides.map(({ component, slot }) => [component, slot.component, slot.module, slot.path])).to.deep.equal([
      ['kernel.ic', 'kernel.ic', 'src/price.ts', 'Price.prototype.format'],
      ['kernel.ic', 'kernel.ic', 'src/price.ts', 'round'],
      ['node', 'node', '', 'node:globalThis.Array.prototype.at'],
    ]);
    expect(definition.state.map(({ rule, slot, line }) => [rule, slot.component, slot.module, slot.path, line])).to.deep.equal([
      ['keep', 'kernel.ic', 'src/ids.ts', 'nextId', 24],
      ['add', null, 'src/count.ts', 'total', 25],
    ]);
    expect(lineOf(definition, 'component', 'entry')).to.equal(4);
    expect(lineOf(definition, 'component', 'unheard-of')).to.equal(null);
  });

  it('takes the base name in lower case for the logical name, and no value for what is optional', () => {
    const definition = parseComponentIni(REQUIRED, '/project/components/Kernel.ini');
    expect(definition).to.include({ name: 'kernel.ic', baseName: 'Kernel', startUpClass: null, application: null });
    expect(definition.prerequisites).to.deep.equal([]);
  });

  it('takes several entries, and one value without brackets for any list', () => {
    expect(read('[component]\nversion=1.0.0\nentry[]=a.ts\nentry[]=express').entries).to.deep.equal(['a.ts', 'express']);
    expect(read(`${REQUIRED}include=src/**`).include).to.deep.equal(['src/**']);
  });

  for (const version of ['0.0.1', '1.4.0-beta.2', '1.4.0+dev', '1.4.0-rc.1+20260101']) {
    it(`takes the version ${version}`, () => {
      expect(read(`[component]\nversion=${version}\nentry=a.ts`).version).to.equal(version);
    });
  }

  for (const range of ['^1.0.0', '*', '1.x', '>=1 <2', '=1.0.0', '~1.2', '1.0.0 - 2.0.0', '^1 || ^2']) {
    it(`takes the range ${range}`, () => {
      expect(read(`${REQUIRED}[prerequisites]\nkernel.ic=${range}`).prerequisites[0]?.range).to.equal(range);
    });
  }

  const refusals: readonly (readonly [string, string, number | null, string | null, string | null, string])[] = [
    ['an unknown section', `${REQUIRED}[prerequisite]\nkernel.ic=*`, 4, 'prerequisite', null, 'prerequisites'],
    ['an unknown key', `${REQUIRED}startupClas=X`, 4, 'component', 'startupClas', 'startUpClass'],
    ['a key in another case', `${REQUIRED}startupClass=X`, 4, 'component', 'startupClass', 'startUpClass'],
    ['an unknown key of [rom]', `${REQUIRED}[rom]\nfreezes[]=X`, 5, 'rom', 'freezes', 'freeze'],
    ['an unknown key of [state]', `${REQUIRED}[state]\nkept[]=a.ts#b`, 5, 'state', 'kept', 'keep'],
    ['a key that every object inherits', `${REQUIRED}toString=X`, 4, 'component', 'toString', 'keys'],
    ['a missing version', '[component]\nentry=a.ts', 1, 'component', 'version', 'version=1.0.0'],
    ['a missing entry', '\n[component]\nversion=1.0.0', 2, 'component', 'entry', 'entry='],
    ['an empty version', '[component]\nversion=\nentry=a.ts', 2, 'component', 'version', 'version='],
    ['a version with a missing part', '[component]\nversion=1.4\nentry=a.ts', 2, 'component', 'version', '1.4.0'],
    ['a version with a letter in front', '[component]\nversion=v1.4.0\nentry=a.ts', 2, 'component', 'version', 'version=1.4.0'],
    ['a version that is none', '[component]\nversion=latest\nentry=a.ts', 2, 'component', 'version', 'MAJOR'],
    ['a bad range', `${REQUIRED}[prerequisites]\nkernel.ic=newest!`, 5, 'prerequisites', 'kernel.ic', 'range'],
    ['an empty range', `${REQUIRED}[prerequisites]\nkernel.ic=`, 5, 'prerequisites', 'kernel.ic', 'VALUE'],
    ['a prerequisite without a range', `${REQUIRED}[prerequisites]\nkernel.ic`, 5, 'prerequisites', 'kernel.ic', 'VALUE'],
    ['a prerequisite without suffix', `${REQUIRED}[prerequisites]\nkernel=*`, 5, 'prerequisites', 'kernel', 'kernel.ic'],
    ['a prerequisite declared twice', `${REQUIRED}[prerequisites]\nkernel.ic=*\nKERNEL.ic=^1`, 6, 'prerequisites', 'KERNEL.ic', 'keep one'],
    ['a key set twice', `${REQUIRED}version=1.4.1`, 4, 'component', 'version', 'keep one'],
    ['a list where one value is expected', '[component]\nversion[]=1.0.0\nentry=a.ts', 2, 'component', 'version', 'version=VALUE'],
    ['a list key set twice without brackets', `${REQUIRED}include=a\ninclude=b`, 5, 'component', 'include', 'include[]'],
    ['a logical name without suffix', `${REQUIRED}name=orders`, 4, 'component', 'name', 'orders.ic'],
    ['a logical name with a folder', `${REQUIRED}name=shop/orders.ic`, 4, 'component', 'name', 'letters'],
    ['an override that is no slot', `${REQUIRED}[overrides]\nkernel.ic[]=Price.format`, 5, 'overrides', 'kernel.ic', 'MODULE#PATH|#'],
    ['an override of no component', `${REQUIRED}[overrides]\nkernel[]=a.ts#b`, 5, 'overrides', 'kernel', 'kernel.ic'],
    ['a state slot without a path', `${REQUIRED}[state]\nkeep[]=a.ts#`, 5, 'state', 'keep', '#'],
    ['two rules for one slot', `${REQUIRED}[state]\nkeep[]=a.ts#b\nlast[]=a.ts#b`, 6, 'state', 'last', 'keep one'],
    ['a constant for a class', `${REQUIRED}startUpClass=null`, 4, 'component', 'startUpClass', 'NAME'],
    ['an unclosed heading', `${REQUIRED}[rom`, 4, 'component', null, 'close'],
    ['an empty key', `${REQUIRED}=x`, 4, 'component', null, 'KEY=VALUE'],
    ['an unclosed quote', `${REQUIRED}startUpClass="X`, 4, 'component', null, 'close'],
    ['a key above the first heading', `version=1.0.0\n${REQUIRED}`, 1, null, 'version', '[component]'],
    ['an empty file', '', null, 'component', 'version', '[component]'],
  ];
  for (const [sentence, text, line, section, key, remedy] of refusals) {
    it(`refuses ${sentence}, naming file, section, key, line and remedy`, () => {
      const error = refusalOf(() => read(text));
      expect(error).to.include({ code: 'DEFINITION_SYNTAX' });
      expect(error.data).to.include({ file: FILE, line, section, key });
      expect(remedy.split('|').some((words) => error.remedy?.includes(words)), error.remedy).to.equal(true);
    });
  }

  it('reports all faults of a file together, in line order', () => {
    const error = refusalOf(() => read('[component]\nversion=1\nstartupClass=X\n[roms]\n'));
    expect(error.data['problems']).to.have.lengthOf(4);
    expect(error.message).to.include('4 problems');
  });
});

describe('parseSlotName', () => {
  it('takes the component from the front only where it ends in .ic', () => {
    expect(parseSlotName('Kernel.ic/src/a.ts#b.c')).to.include({ component: 'kernel.ic', module: 'src/a.ts', path: 'b.c' });
    expect(parseSlotName('src/a.ts#b#c')).to.include({ component: null, module: 'src/a.ts', path: 'b#c' });
  });

  it('refuses what has no module or no path', () => {
    for (const text of ['src/a.ts', '#b', 'src/a.ts#', 'node:']) {
      expect(parseSlotName(text), text).to.equal(null);
    }
  });
});
