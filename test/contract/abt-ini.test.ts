import { mkdirSync } from 'node:fs';
import { expect } from 'chai';
import { definition, deploy, makeFolder, makeProject } from '../support/project.ts';
import type { Files, Folder } from '../support/project.ts';
import { described, expectIcError, expectOutput, expectSuccess } from '../support/run.ts';

const system = (word: string, version: string): Files => ({
  'components/kernel.ini': definition(`version=${version}`, 'entry=kernel.mjs'),
  'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=^1.0.0'),
  'kernel.mjs': `export const word = () => '${word}';`,
  'main.mjs': "import { word } from './kernel.mjs'; import { System } from 'image-components'; export class Main { static startUp() { const k = System.components.find((c) => c.name.startsWith('kernel')); console.log(word(), k.rule, k.file); } }",
});

const bytes = new Map<string, Buffer>();
/** kernel.ic of a release that says `word`, and main.ic. */
function release(word: string, version: string): { readonly kernel: Buffer; readonly main: Buffer } {
  const key = `${word} ${version}`;
  if (!bytes.has(`kernel ${key}`)) {
    const project = makeProject(system(word, version));
    expectSuccess(project.abt('package'));
    for (const name of ['kernel', 'main']) bytes.set(`${name} ${key}`, project.read(`ics/${name}.ic`));
    deploy(project);
  }
  return { kernel: bytes.get(`kernel ${key}`) ?? Buffer.alloc(0), main: bytes.get(`main ${key}`) ?? Buffer.alloc(0) };
}

/** main.ic of release one, and kernels where the case says. */
function place(kernels: Readonly<Record<string, 'one' | 'two'>>, more: Files = {}): Folder {
  const folder = makeFolder({ 'app/main.ic': release('one', '1.0.0').main, ...more });
  for (const [file, word] of Object.entries(kernels)) folder.write({ [file]: release(word, word === 'one' ? '1.0.0' : '1.5.0').kernel });
  return folder;
}

describe('abt.ini: where a logical name leads', () => {
  const cases: readonly { readonly title: string; readonly kernels: Readonly<Record<string, 'one' | 'two'>>; readonly ini: string; readonly output: readonly [string, string, string]; readonly env?: Record<string, string> }[] = [
    { title: 'rule 1: a mapping, before the folder of the started component', kernels: { 'app/kernel.ic': 'one', 'r2/kernel45.ic': 'two' }, ini: '[Ic path]\nkernel.ic=../r2/kernel45.ic\n', output: ['two', 'mapping', 'r2/kernel45.ic'] },
    { title: 'rule 2: the folder of the started component, before IC_ROOT', kernels: { 'app/kernel.ic': 'one', 'root/kernel.ic': 'two' }, ini: '[Ic path]\nIC_ROOT=../root/\n', output: ['one', 'folder', 'app/kernel.ic'] },
    { title: 'rule 3: IC_ROOT', kernels: { 'root/kernel.ic': 'two' }, ini: '[Ic path]\nIC_ROOT=../root/\n', output: ['two', 'root', 'root/kernel.ic'] },
    { title: 'IC_ROOT without the separator at its end', kernels: { 'root/kernel.ic': 'two' }, ini: '[Ic path]\nIC_ROOT=../root\n', output: ['two', 'root', 'root/kernel.ic'] },
    { title: 'section names and keys in any case, names in lower case', kernels: { 'app/kernel.ic': 'one', 'r2/K.ic': 'two' }, ini: '[IC PATH]\nic_root=../nowhere\nKernel.IC=../r2/K.ic\n', output: ['two', 'mapping', 'r2/K.ic'] },
    { title: 'two sections of the same name in other case are one', kernels: { 'r2/kernel.ic': 'two' }, ini: '[Ic path]\nIC_ROOT=../nowhere\n[IC Path]\nkernel.ic=../r2/kernel.ic\n', output: ['two', 'mapping', 'r2/kernel.ic'] },
    { title: '${NAME} takes an environment variable', kernels: { 'r2/kernel.ic': 'two' }, ini: '[Ic path]\nIC_ROOT=../${RELEASE}\n', output: ['two', 'root', 'r2/kernel.ic'], env: { RELEASE: 'r2' } },
    { title: 'comments, blanks and a byte order mark', kernels: { 'r2/kernel.ic': 'two' }, ini: '\uFEFF; first\n\n  [Ic path]  \n# second\n  IC_ROOT = ../r2/ ; third\n', output: ['two', 'root', 'r2/kernel.ic'] },
    { title: 'sections of others are left alone', kernels: { 'app/kernel.ic': 'one' }, ini: '[Other]\nkernel.ic=nowhere\n[Ic path]\n', output: ['one', 'folder', 'app/kernel.ic'] },
    { title: 'quoted paths may hold ; and #', kernels: { 'r;2#/kernel.ic': 'two' }, ini: '[Ic path]\nIC_ROOT="../r;2#/"\n', output: ['two', 'root', 'r;2#/kernel.ic'] },
  ];
  for (const { title, kernels, ini, output, env } of cases) {
    it(title, () => {
      const folder = place(kernels, { 'app/main.ini': ini });
      expectOutput(folder.abt('app/main.ic', env === undefined ? {} : { env }), `${output[0]} ${output[1]} ${folder.path(output[2])}`);
    });
  }

  it('absolute paths are taken as they are', () => {
    const folder = place({ 'r2/kernel.ic': 'two' });
    folder.write({ 'app/main.ini': `[Ic path]\nkernel.ic=${folder.path('r2/kernel.ic')}\n` });
    expectOutput(folder.abt('app/main.ic'), `two mapping ${folder.path('r2/kernel.ic')}`);
  });

  it('a mapping to a file that is missing is an error, although other rules would find one', () => {
    const folder = place({ 'app/kernel.ic': 'one', 'root/kernel.ic': 'one' }, { 'app/main.ini': '[Ic path]\nIC_ROOT=../root\nkernel.ic=../gone/kernel.ic\n' });
    expectIcError(folder.abt('app/main.ic'), 'IC_NOT_FOUND', 'kernel.ic', folder.path('gone/kernel.ic'));
  });

  it('IC_NOT_FOUND lists every place searched', () => {
    const folder = place({}, { 'app/main.ini': '[Ic path]\nIC_ROOT=../root\n' });
    expectIcError(folder.abt('app/main.ic'), 'IC_NOT_FOUND', 'kernel.ic', folder.path('app/kernel.ic'), folder.path('root/kernel.ic'));
  });

  it('the same files run in another environment by editing the ini alone', () => {
    const folder = place({ 'r1/kernel.ic': 'one', 'r2/kernel.ic': 'two' }, { 'app/main.ini': '[Ic path]\nkernel.ic=../r1/kernel.ic\n' });
    expectOutput(folder.abt('app/main.ic'), `one mapping ${folder.path('r1/kernel.ic')}`);
    folder.write({ 'app/main.ini': '[Ic path]\nkernel.ic=../r2/kernel.ic\n' });
    expectOutput(folder.abt('app/main.ic'), `two mapping ${folder.path('r2/kernel.ic')}`);
  });
});

describe('abt.ini: which configuration is taken', () => {
  const to = (release: string): string => `[Ic path]\nIC_ROOT=${release}\n`;
  const kernels = { 'r1/kernel.ic': 'one', 'r2/kernel.ic': 'two' } as const;

  it('-ini:FILE, relative to the working directory', () => {
    const folder = place(kernels, { 'app/main.ini': to('../r1'), 'conf/qa.ini': to('../r2') });
    expectOutput(folder.abt('-ini:conf/qa.ini -iapp/main.ic'), `two root ${folder.path('r2/kernel.ic')}`);
  });

  it('else the started file\'s base name + .ini beside it', () => {
    const folder = place(kernels, { 'app/main.ini': to('../r2'), 'app/abt.ini': to('../r1'), 'abt.ini': to('r1') });
    expectOutput(folder.abt('app/main.ic'), `two root ${folder.path('r2/kernel.ic')}`);
  });

  it('else abt.ini beside it', () => {
    const folder = place(kernels, { 'app/abt.ini': to('../r2'), 'abt.ini': to('r1') });
    expectOutput(folder.abt('app/main.ic'), `two root ${folder.path('r2/kernel.ic')}`);
  });

  it('else abt.ini in the working directory', () => {
    const folder = place(kernels, { 'abt.ini': to('r2') });
    expectOutput(folder.abt('app/main.ic'), `two root ${folder.path('r2/kernel.ic')}`);
  });

  it('an -ini: file that is not there is IC_NOT_FOUND', () => {
    const folder = place({ 'app/kernel.ic': 'one' });
    expectIcError(folder.abt('-ini:gone.ini app/main.ic'), 'IC_NOT_FOUND', 'gone.ini');
  });
});

describe('abt.ini: a mapped file of another name or version', () => {
  const other = (source: string, name = 'kernel45.ic', version = '1.4.0'): Buffer => {
    const project = makeProject({ 'components/k.ini': definition(`name=${name}`, `version=${version}`, 'entry=kernel.mjs'), 'kernel.mjs': source });
    expectSuccess(project.abt('package'));
    return project.read(`ics/${name}`);
  };

  it('may stand in if it has every definition that the dependents use', () => {
    const folder = place({}, { 'app/main.ini': '[Ic path]\nkernel.ic=k45.ic\n', 'app/k45.ic': other("export const word = () => 'forty-five'; export const more = 1;") });
    expectOutput(folder.abt('app/main.ic'), `forty-five mapping ${folder.path('app/k45.ic')}`);
  });

  it('gives the primitives that dependents import, too; one that lacks them is PREREQUISITE_VERSION', () => {
    const kernel = (n: number): string => `export { text as renamed, big } from './inner.mjs'; export default '${n}'; export const many = ${n}, flag = ${n === 1}; export * from './common.cjs';`;
    const inner = (n: number): Record<string, string> => ({ 'inner.mjs': `export const text = 'text ${n}', big = ${n}n;`, 'common.cjs': `exports.named = 'named ${n}';` });
    const project = makeProject({
      'components/kernel.ini': definition('entry=kernel.mjs'), 'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=*'), 'kernel.mjs': kernel(1), ...inner(1),
      'main.mjs': "import word, { renamed as local, big, many, flag } from './kernel.mjs'; import { named } from './common.cjs'; const shown = () => `${word} ${local} ${big} ${many} ${flag} ${named}`; export class Main { static startUp() { console.log(shown()); } }",
    });
    expectSuccess(project.abt('package'));
    expectOutput(project.abt('ics/main.ic'), '1 text 1 1 1 true named 1');
    const released = (files: Record<string, string>, name: string): void => {
      const next = makeProject({ [`components/${name}.ini`]: definition('version=9.0.0', 'entry=kernel.mjs'), ...files });
      expectSuccess(next.abt('package'));
      project.write({ [`releases/${name}.ic`]: next.read(`ics/${name}.ic`), 'abt.ini': `[Ic path]\nkernel.ic=releases/${name}.ic\n` });
    };
    released({ 'kernel.mjs': kernel(2), ...inner(2) }, 'kernel2');
    expectOutput(project.abt('ics/main.ic'), '2 text 2 2 2 false named 2');
    released({ 'kernel.mjs': kernel(3).replace('flag', 'pennant'), ...inner(3), 'common.cjs': 'exports.other = 3;' }, 'kernel3');
    expectIcError(project.abt('ics/main.ic'), 'PREREQUISITE_VERSION', 'kernel.mjs#flag', 'common.cjs#named', 'kernel.ic', 'kernel3.ic');
  });

  it('may have its definitions in modules of other names: they are found by the names that it exports', () => {
    const source = (n: number): string => `export const word = (text) => '${n} ' + text; export class Price { format() { return ${n}; } static make() { return new Price(); } } export { rate } from './rate${n}.cjs'; export const many = ${n};`;
    const project = makeProject({
      'components/kernel.ini': definition('entry=kernel1.mjs'), 'components/kernel2.ini': definition('version=2.0.0', 'entry=kernel2.mjs'), 'components/less.ini': definition('entry=less.mjs'),
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'kernel.ic=^1.0.0'),
      'kernel1.mjs': source(1), 'kernel2.mjs': source(2), 'rate1.cjs': 'exports.rate = { n: 1 };', 'rate2.cjs': 'exports.rate = { n: 2 };', 'less.mjs': 'export const word = () => 3;',
      'main.mjs': "import { word, Price, rate, many } from './kernel1.mjs'; import * as kernel from './kernel1.mjs'; class Own extends Price {} const one = new Own(); Price.prototype.added = function () { return this.format() + 10; }; export class Main { static async startUp() { console.log(word('word'), one.format(), one.added(), Price.make() instanceof Price, rate.n, many, kernel.many, (await import('./kernel1.mjs')).many); } }",
    });
    expectSuccess(project.abt('package'));
    expectOutput(project.abt('ics/main.ic'), '1 word 1 11 true 1 1 1 1');
    project.write({ 'abt.ini': '[Ic path]\nkernel.ic=ics/kernel2.ic\n' });
    expectOutput(project.abt('ics/main.ic'), '2 word 2 12 true 2 2 2 2');
    project.write({ 'abt.ini': '[Ic path]\nkernel.ic=ics/less.ic\n' });
    expectIcError(project.abt('ics/main.ic'), 'PREREQUISITE_VERSION', 'Price', 'kernel.ic', 'less.ic');
  });

  it('that lacks a definition is PREREQUISITE_VERSION naming the definition and both names', () => {
    const folder = place({}, { 'app/main.ini': '[Ic path]\nkernel.ic=k45.ic\n', 'app/k45.ic': other('export const other = 1;') });
    expectIcError(folder.abt('app/main.ic'), 'PREREQUISITE_VERSION', 'word', 'kernel.ic', 'kernel45.ic');
  });

  it('a version that lacks a definition is PREREQUISITE_VERSION naming it', () => {
    const folder = place({}, { 'app/kernel.ic': other('export const other = 1;', 'kernel.ic', '1.9.0') });
    expectIcError(folder.abt('app/main.ic'), 'PREREQUISITE_VERSION', 'word', 'kernel.ic');
  });

  it('a version outside the range is PREREQUISITE_VERSION; inside it is accepted', () => {
    const folder = place({}, { 'app/kernel.ic': other("export const word = () => 'new';", 'kernel.ic', '2.0.0') });
    expectIcError(folder.abt('app/main.ic'), 'PREREQUISITE_VERSION', 'kernel.ic', '2.0.0');
    folder.write({ 'app/kernel.ic': other("export const word = () => 'new';", 'kernel.ic', '1.9.9') });
    expectOutput(folder.abt('app/main.ic'), `new folder ${folder.path('app/kernel.ic')}`);
  });

  it('a component of another name found in a folder is refused', () => {
    const folder = place({}, { 'app/kernel.ic': other("export const word = () => 'x';") });
    expectIcError(folder.abt('app/main.ic'), 'PREREQUISITE_VERSION', 'kernel.ic', 'kernel45.ic');
  });
});

describe('abt.ini: INI_SYNTAX with the line, and its twins', () => {
  const cases: readonly { readonly title: string; readonly bad: string; readonly line: number; readonly good: string }[] = [
    { title: 'an unclosed heading', bad: '; note\n[Ic path\nIC_ROOT=.\n', line: 2, good: '; note\n[Ic path]\nIC_ROOT=.\n' },
    { title: 'an empty key', bad: '[Ic path]\n=./kernel.ic\n', line: 2, good: '[Ic path]\nkernel.ic=./kernel.ic\n' },
    { title: 'a name mapped twice', bad: '[Ic path]\nkernel.ic=./kernel.ic\nKERNEL.ic=./kernel.ic\n', line: 3, good: '[Ic path]\nkernel.ic=./kernel.ic\nother.ic=./kernel.ic\n' },
    { title: '${NAME} of an unset variable', bad: '[Ic path]\nIC_ROOT=.\n\nother.ic=${NOT_SET_ANYWHERE}/x.ic\n', line: 4, good: '[Ic path]\nIC_ROOT=.\nother.ic=${HOME}/x.ic\n' },
  ];
  for (const { title, bad, line, good } of cases) {
    it(title, () => {
      const folder = place({ 'app/kernel.ic': 'one' }, { 'app/main.ini': bad });
      const result = expectIcError(folder.abt('app/main.ic'), 'INI_SYNTAX', 'main.ini');
      expect(result.stderr, described(result)).to.match(new RegExp(`(:${line}\\b|line ${line}\\b)`));
      folder.write({ 'app/main.ini': good });
      expectSuccess(folder.abt('app/main.ic', { env: { HOME: '/home/x' } }));
    });
  }

  it('a mapping to a folder is no crash', () => {
    const folder = place({}, { 'app/main.ini': '[Ic path]\nkernel.ic=./dir\n' });
    mkdirSync(folder.path('app/dir'));
    expectIcError(folder.abt('app/main.ic'), 'IC_', 'kernel.ic');
  });

  it('keys named __proto__ and constructor do no harm', () => {
    const folder = place({ 'app/kernel.ic': 'one' }, { 'app/main.ini': '[Ic path]\n__proto__=./x.ic\nconstructor=./y.ic\ntostring=z\n' });
    expectSuccess(folder.abt('app/main.ic'));
  });
});
