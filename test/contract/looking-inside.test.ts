import { expect } from 'chai';
import { definition, packaged } from '../support/project.ts';
import type { Deployment } from '../support/project.ts';
import { described, expectIcError, expectOutput, expectSuccess, expectUsageError, jsonOf } from '../support/run.ts';

interface Inspected {
  readonly name: string;
  readonly version: string;
  readonly hash: string;
  readonly prerequisites: readonly { readonly name: string; readonly range: string; readonly version: string; readonly hash: string }[];
  readonly sections: readonly { readonly name: string; readonly memory: string; readonly offset: number; readonly size: number }[];
  readonly definitions: readonly unknown[];
  readonly overrides: readonly unknown[];
  readonly stateChanges: readonly unknown[];
  readonly exports: readonly unknown[];
  readonly biggest: readonly unknown[];
}

describe('looking inside', () => {
  let deployed: Deployment;
  before(() => {
    deployed = packaged({
      'components/base.ini': definition('version=1.0.1', 'entry=base.mjs'),
      'components/main.ini': definition('version=2.0.0', 'entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=^1.0.0'),
      'base.mjs': 'export class Shape { area() { return 1; } static of() { return new Shape(); } } export const big = Array.from({ length: 2000 }, (_, n) => ({ n, text: `row ${n}` })); export let count = 0; export const up = () => (count += 1);',
      'main.mjs': "import { Shape, up } from './base.mjs'; up(); Shape.prototype.added = function () { return 2; }; export class Main { static startUp() { console.log(new Shape().added()); } }",
    });
  });

  it('inspect --json has every part that the contract names', () => {
    const inspected = jsonOf<Inspected>(deployed.abt('inspect main.ic --json'));
    expect(inspected).to.include.all.keys('name', 'version', 'hash', 'prerequisites', 'sections', 'definitions', 'overrides', 'stateChanges', 'exports', 'biggest');
    expect(inspected).to.include({ name: 'main.ic', version: '2.0.0' });
    const base = jsonOf<Inspected>(deployed.abt('inspect base.ic --json'));
    expect(inspected.prerequisites).to.deep.equal([{ name: 'base.ic', range: '^1.0.0', version: '1.0.1', hash: base.hash }]);
    expect(inspected.stateChanges).to.have.lengthOf(1);
    expect(JSON.stringify(inspected.definitions)).to.contain('added');
    expect(JSON.stringify(base.exports)).to.contain('Shape').and.to.contain('big').and.to.contain('up');
    expect(base.biggest).not.to.deep.equal([]);
  });

  it('sections are ROM or RAM, page-aligned, within the file and apart from each other', () => {
    for (const name of ['base.ic', 'main.ic']) {
      const { sections } = jsonOf<Inspected>(deployed.abt(['inspect', name, '--json']));
      const size = deployed.read(name).length;
      let end = 0;
      for (const section of [...sections].sort((a, b) => a.offset - b.offset)) {
        expect(section.memory).to.be.oneOf(['ROM', 'RAM']);
        expect(section.offset % 4096, section.name).to.equal(0);
        expect(section.offset, section.name).to.be.at.least(end);
        end = section.offset + section.size;
        expect(end).to.be.at.most(size);
      }
      expect(new Set(sections.map((section) => section.memory)).size).to.equal(2);
    }
  });

  it('inspect without --json is for people', () => {
    const result = expectSuccess(deployed.abt('inspect base.ic'));
    for (const word of ['base.ic', '1.0.1', 'ROM', 'RAM']) expect(result.stdout).to.contain(word);
  });

  it('inspect of what is missing or no component fails with exit 1, without a file with exit 2', () => {
    expectIcError(deployed.abt('inspect gone.ic'), 'IC_NOT_FOUND', 'gone.ic');
    deployed.write({ 'text.ic': 'text' });
    expectIcError(deployed.abt('inspect text.ic'), 'IC_NOT_AN_IC', 'text.ic');
    expectUsageError(deployed.abt('inspect'));
    expectUsageError(deployed.abt('inspect main.ic --colour'), 'colour');
  });

  it('verify succeeds for whole files and names those that fail', () => {
    expectSuccess(deployed.abt('verify base.ic main.ic'));
    deployed.write({ 'cut.ic': deployed.read('main.ic').subarray(0, 3000) });
    const result = deployed.abt('verify base.ic cut.ic gone.ic');
    expect(result.code, described(result)).to.equal(1);
    expect(result.stdout + result.stderr).to.contain('cut.ic').and.to.contain('gone.ic');
    expect(result.stderr).not.to.contain('base.ic');
    expectUsageError(deployed.abt('verify'));
  });

  it('--help and --version end with 0', () => {
    expect(expectSuccess(deployed.abt('--help')).stdout).to.contain('abt package').and.to.contain('abt verify');
    expect(expectSuccess(deployed.abt('--version')).stdout).to.match(/\d+\.\d+\.\d+/);
    expect(expectSuccess(deployed.abt('package --help')).stdout).to.contain('--verify').and.to.contain('--out');
  });
});

describe('environment variables', () => {
  let deployed: Deployment;
  before(() => {
    deployed = packaged({
      'components/base.ini': definition('entry=base.mjs'),
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=*'),
      'base.mjs': "export const f = () => 'f'; export const unused = () => 'unused';",
      'main.mjs': "import { f, unused } from './base.mjs'; export class Main { static startUp() { console.log(f(), unused()); } }",
    });
  });

  for (const bind of ['lazy', 'now', 'background']) {
    it(`ABT_BIND=${bind} gives the same output`, () => {
      expectOutput(deployed.abt('main.ic', { env: { ABT_BIND: bind } }), 'f unused');
    });
  }

  it('ABT_CACHE=off and ABT_CACHE=DIR give the same output, twice', () => {
    for (const cache of ['off', 'off', deployed.path('cache'), deployed.path('cache')]) expectOutput(deployed.abt('main.ic', { env: { ABT_CACHE: cache } }), 'f unused');
  });

  it('ABT_LOG=bind,load,map explains decisions on stderr, and only there', () => {
    const result = deployed.abt('main.ic', { env: { ABT_LOG: 'bind,load,map' } });
    expectOutput(result, 'f unused');
    expect(result.stderr).to.contain('base.ic').and.to.contain('main.ic');
    expect(deployed.abt('main.ic').stderr).to.equal('');
  });

  it('nothing is coloured where stderr is no terminal or NO_COLOR is set', () => {
    expect(deployed.abt('gone.ic').stderr).not.to.contain('\u001b[');
    expect(deployed.abt('gone.ic', { env: { FORCE_COLOR: '' } }).stderr).not.to.contain('\u001b[');
  });
});
