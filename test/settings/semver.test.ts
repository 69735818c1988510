import { expect } from 'chai';
import { isRange, isVersion, isWorkCopy, satisfiesRange, suggestVersion, workCopyOf } from '../../settings/semver.ts';
import { nearestName } from '../../settings/suggestion.ts';

describe('satisfiesRange', () => {
  const table: readonly (readonly [string, string, boolean])[] = [
    ['1.4.0', '^1.0.0', true],
    ['2.0.0', '^1.0.0', false],
    ['1.4.0+dev', '^1.0.0', true],
    ['1.4.0+dev', '1.4.0', true],
    ['1.4.0+dev', '>1.4.0', false],
    ['1.4.0', '1.4.0+other', true],
    ['2.0.0-beta.2', '^2.0.0-beta.1', true],
    ['2.0.0-beta.2', '^1.0.0', false],
    ['1.5.0-beta.1', '^1.0.0', false],
    ['1.0.0-beta.1', '*', true],
    ['1.0.0-beta.1+dev', '*', true],
    ['0.9.0', '1.x || 0.9.x', true],
  ];
  for (const [version, range, expected] of table) {
    it(`says that ${version} is ${expected ? '' : 'not '}in ${range}`, () => {
      expect(satisfiesRange(version, range)).to.equal(expected);
    });
  }
});

describe('isVersion', () => {
  it('takes what semver.org takes and nothing looser', () => {
    expect(['1.0.0', '1.0.0-a.1', '1.0.0+b.2', '1.0.0-a+b'].filter(isVersion)).to.have.lengthOf(4);
    expect(['', '1', '1.0', 'v1.0.0', '=1.0.0', '1.0.0.0', ' 1.0.0', '01.0.0', '1.0.0-', 'x'].filter(isVersion)).to.deep.equal([]);
  });

  it('has a suggestion for sloppy ones', () => {
    expect(suggestVersion('v1.2')).to.equal('1.2.0');
    expect(suggestVersion('one')).to.equal(null);
  });
});

describe('isRange', () => {
  it('takes npm ranges and no empty text', () => {
    expect(isRange('>=1 <3')).to.equal(true);
    expect(isRange('')).to.equal(false);
    expect(isRange('about 1')).to.equal(false);
  });
});

describe('work copies', () => {
  it('are versions with build metadata; --dev makes one of every version, once', () => {
    expect(isWorkCopy('1.4.0')).to.equal(false);
    expect(workCopyOf('1.4.0-rc.1')).to.equal('1.4.0-rc.1+dev');
    expect(workCopyOf('1.4.0+mine')).to.equal('1.4.0+mine');
    expect(isWorkCopy(workCopyOf('1.4.0'))).to.equal(true);
  });
});

describe('nearestName', () => {
  it('finds slips of the fingers and nothing far', () => {
    expect(nearestName('inlcude', ['include', 'exclude'])).to.equal('include');
    expect(nearestName('STARTUPCLASS', ['startUpClass'])).to.equal('startUpClass');
    expect(nearestName('banana', ['include', 'exclude'])).to.equal(null);
    expect(nearestName('x', [])).to.equal(null);
  });
});
