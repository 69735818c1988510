import { expect } from 'chai';
import { isAbtIni, parseAbtIni, type Environment } from '../../settings/abt-ini.ts';
import { refusalOf } from '../support/refusal.ts';

const FILE = '/apps/qa/abt.ini';
const read = (text: string, environment: Environment = {}) => parseAbtIni(text, FILE, environment);
const fileOf = (text: string, environment: Environment = {}) => read(text, environment).mappings.get('kernel.ic')?.file;

describe('parseAbtIni', () => {
  it('reads the roots and the mappings, relative to the folder of the ini', () => {
    const settings = read('[Ic path]\nIC_ROOT=./ics/   ; default directory\nAPP_ROOT=.\nkernel.ic=../release2/kernel45.ic\n');
    expect(settings).to.include({ file: FILE, directory: '/apps/qa', icRoot: '/apps/qa/ics', appRoot: '/apps/qa' });
    expect(settings.mappings.get('kernel.ic')).to.deep.equal({ name: 'kernel.ic', file: '/apps/release2/kernel45.ic', line: 4 });
  });

  it('keeps absolute paths', () => {
    expect(fileOf('[Ic path]\nkernel.ic=/apps/release2/kernel45.ic')).to.equal('/apps/release2/kernel45.ic');
  });

  it('takes section, IC_ROOT and APP_ROOT in any case and compares logical names in lower case', () => {
    const settings = read('[IC PATH]\nic_root=a\n[ic Path]\nApp_Root=b\nKernel.IC=k.ic');
    expect(settings).to.include({ icRoot: '/apps/qa/a', appRoot: '/apps/qa/b' });
    expect([...settings.mappings.keys()]).to.deep.equal(['kernel.ic']);
  });

  it('gives no roots where none are set, and takes an empty file', () => {
    expect(read('')).to.include({ icRoot: null, appRoot: null });
    expect(read('; nothing\n').mappings.size).to.equal(0);
  });

  it('skips a byte order mark and reads all kinds of line ends', () => {
    expect(fileOf('\uFEFF[Ic path]\r\n; a comment\rkernel.ic=k.ic\n')).to.equal('/apps/qa/k.ic');
  });

  it('takes an indented heading that is followed by a comment', () => {
    expect(fileOf('  [Ic path] ; where components are\nkernel.ic=k.ic')).to.equal('/apps/qa/k.ic');
  });

  it('does not look at the keys of other sections', () => {
    expect(read('[VM Options]\nmemory=1\nmemory=2\nquote="open\n[Ic path]\nkernel.ic=k.ic\n[a.b]\nkernel.ic=${NOT_SET}').mappings.size).to.equal(1);
  });

  const values: readonly (readonly [string, string, string])[] = [
    ['an unquoted value ends at ;', 'a;b.ic', '/apps/qa/a'],
    ['an unquoted value ends at #', 'a#b.ic', '/apps/qa/a'],
    ['double quotes keep ; and #', '"a;b#c.ic"', '/apps/qa/a;b#c.ic'],
    ['single quotes keep ; and #', "'a;b#c.ic'", '/apps/qa/a;b#c.ic'],
    ['a quoted value may be followed by a comment', '"a;b.ic" ; the ; one', '/apps/qa/a;b.ic'],
    ['a backslash takes its meaning from ; and #', 'a\\;b\\#c.ic', '/apps/qa/a;b#c.ic'],
    ['blanks inside a path stay', 'my folder/k.ic', '/apps/qa/my folder/k.ic'],
    ['Windows separators stay as they are', '\\dir\\new.ic', '/apps/qa/\\dir\\new.ic'],
    ['Windows separators stay inside double quotes', '"\\dir\\new.ic"', '/apps/qa/\\dir\\new.ic'],
    ['a backslash before the closing quote is no escape', '"dir\\"', '/apps/qa/dir\\'],
    ['an equals sign belongs to the value', 'a=b.ic', '/apps/qa/a=b.ic'],
    ['a quoted constant is a path', '"true"', '/apps/qa/true'],
    ['a number is a path', '007', '/apps/qa/007'],
  ];
  for (const [sentence, value, expected] of values) {
    it(`reads values: ${sentence}`, () => {
      expect(fileOf(`[Ic path]\nkernel.ic=${value}`)).to.equal(expected);
    });
  }

  it('replaces ${NAME} by the environment variable, wherever it stands in the value', () => {
    expect(fileOf('[Ic path]\nkernel.ic=${ROOT}/x/${VERSION}.ic', { ROOT: '/srv', VERSION: '4;5' })).to.equal('/srv/x/4;5.ic');
    expect(read('[Ic path]\nIC_ROOT=${ROOT}', { ROOT: 'rel' }).icRoot).to.equal('/apps/qa/rel');
  });

  const refusals: readonly (readonly [string, string, number])[] = [
    ['an unclosed heading', '[Ic path\nkernel.ic=k.ic', 1],
    ['an unclosed heading of another section', '[Ic path]\nkernel.ic=k.ic\n\n[other', 4],
    ['an empty heading', '[]\n', 1],
    ['text behind a heading', '[Ic path] kernel.ic=k.ic', 1],
    ['an empty key', '[Ic path]\n=k.ic', 2],
    ['a name mapped twice', '[Ic path]\nkernel.ic=a.ic\nkernel.ic=b.ic', 3],
    ['a name mapped twice in different case', '[Ic path]\nkernel.ic=a.ic\n\nKERNEL.ic=b.ic', 4],
    ['a name mapped twice in two sections of the same name', '[Ic path]\nkernel.ic=a.ic\n[IC PATH]\nkernel.ic=b.ic', 4],
    ['a root set twice', '[Ic path]\nIC_ROOT=a\nic_root=b', 3],
    ['a variable that is not set', '[Ic path]\n\nkernel.ic=${NOT_SET}/k.ic', 3],
    ['a variable whose name is inherited by every object', '[Ic path]\nkernel.ic=${toString}/k.ic', 2],
    ['a variable that is not closed', '[Ic path]\nkernel.ic=${ROOT/k.ic', 2],
    ['a list', '[Ic path]\nkernel.ic[]=k.ic', 2],
    ['a key without a value', '[Ic path]\nkernel.ic', 2],
    ['an empty value', '[Ic path]\nkernel.ic=', 2],
    ['a value that is all comment', '[Ic path]\nkernel.ic=#a', 2],
    ['a constant of the ini format', '[Ic path]\nkernel.ic=true', 2],
    ['an unclosed quote', '[Ic path]\nkernel.ic="k.ic', 2],
    ['a key above the first heading', 'kernel.ic=k.ic\n[Ic path]', 1],
    ['a file that is not UTF-8', '[\0I\0c\0', 1],
  ];
  for (const [sentence, text, line] of refusals) {
    it(`refuses ${sentence} and names the line`, () => {
      const error = refusalOf(() => read(text));
      expect(error).to.include({ code: 'INI_SYNTAX' });
      expect(error.data).to.include({ file: FILE, line });
      expect(error.message).to.include(`${FILE}:${line}: `);
      expect(error.remedy).to.be.a('string').that.is.not.empty;
    });
  }

  it('lists every faulty line', () => {
    const error = refusalOf(() => read('[Ic path]\n=x\nkernel.ic=${A}\n[open'));
    expect(error.data['problems']).to.have.lengthOf(3);
    expect(error.message).to.match(/:2: [^]*:3: [^]*:4: /);
  });
});

describe('isAbtIni', () => {
  it('tells a configuration from a component definition by its section', () => {
    expect(isAbtIni('[ic PATH]\n')).to.equal(true);
    expect(isAbtIni('[component]\nversion=1.0.0')).to.equal(false);
  });
});
