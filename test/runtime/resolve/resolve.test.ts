import { expect } from 'chai';
import type { ComponentFacts, PrerequisiteFact } from '../../../format/component.ts';
import { configurationCandidates, findConfiguration } from '../../../runtime/resolve/configuration.ts';
import type { FilePowers } from '../../../runtime/resolve/powers.ts';
import { resolveClosure, type ResolvableFile, type ResolvedComponent } from '../../../runtime/resolve/prerequisites.ts';
import { findComponentFile, findNamedFile, findRequestedFile, type SearchContext } from '../../../runtime/resolve/search-path.ts';
import { parseAbtIni } from '../../../settings/abt-ini.ts';
import { refusalOf } from '../../support/refusal.ts';

/** Files by path; a text that ends in `/` is a folder. */
function powersOf(files: Readonly<Record<string, string>>): FilePowers {
  return {
    look: (path) => (Object.hasOwn(files, `${path}/`) ? 'a folder' : Object.hasOwn(files, path) ? 'file' : 'nothing'),
    readText: (file) => files[file] ?? '',
  };
}

const settingsOf = (text: string) => parseAbtIni(`[Ic path]\n${text}`, '/etc/abt.ini', {});

describe('findConfiguration', () => {
  const question = { iniFile: null, startedFile: '/apps/orders.ic', workingDirectory: '/home/user' };

  it('looks for the base name beside the started file, then abt.ini there, then abt.ini in the working directory', () => {
    expect(configurationCandidates(question)).to.deep.equal(['/apps/orders.ini', '/apps/abt.ini', '/home/user/abt.ini']);
    expect(configurationCandidates({ ...question, startedFile: '/apps/orders.icx' })[0]).to.equal('/apps/orders.ini');
  });

  it('takes the first that is there and reads no other', () => {
    const text = '[Ic path]\nIC_ROOT=x';
    const files: Record<string, string> = { '/home/user/abt.ini': text };
    const found = () => findConfiguration(question, powersOf(files), {});
    expect(found()).to.include({ file: '/home/user/abt.ini', icRoot: '/home/user/x' });
    files['/apps/abt.ini'] = text;
    expect(found()).to.include({ file: '/apps/abt.ini', icRoot: '/apps/x' });
    files['/apps/orders.ini'] = '';
    expect(found()).to.include({ file: '/apps/orders.ini', icRoot: null });
  });

  it('gives null where none is there, and passes over folders of that name', () => {
    expect(findConfiguration(question, powersOf({ '/apps/abt.ini/': '' }), {})).to.equal(null);
  });

  it('takes the file that -ini: names and no other', () => {
    const powers = powersOf({ '/qa.ini': '[Ic path]\nIC_ROOT=q', '/apps/orders.ini': '[Ic path]\nIC_ROOT=o' });
    expect(findConfiguration({ ...question, iniFile: '/qa.ini' }, powers, {})).to.include({ icRoot: '/q' });
    expect(refusalOf(() => findConfiguration({ ...question, iniFile: '/no.ini' }, powers, {}))).to.include({ code: 'IC_NOT_FOUND' });
  });

  it('looks only in the working directory for a program that runs unpackaged', () => {
    expect(configurationCandidates({ ...question, startedFile: null })).to.deep.equal(['/home/user/abt.ini']);
  });

  it('passes on what is wrong in the file', () => {
    expect(refusalOf(() => findConfiguration(question, powersOf({ '/apps/abt.ini': '[Ic path' }), {}))).to.include({ code: 'INI_SYNTAX' });
  });
});

describe('findComponentFile', () => {
  const context: SearchContext = { settings: settingsOf('IC_ROOT=/root\nkernel.ic=/release/kernel45.ic'), startedFolder: '/apps' };

  it('takes a mapping before everything', () => {
    const powers = powersOf({ '/release/kernel45.ic': '', '/apps/kernel.ic': '', '/root/kernel.ic': '' });
    expect(findComponentFile('kernel.ic', context, powers)).to.deep.equal({ file: '/release/kernel45.ic', rule: 'mapping' });
    expect(findComponentFile('KERNEL.ic', context, powers)).to.include({ rule: 'mapping' });
  });

  it('refuses a mapping whose file is missing, though the folders hold one', () => {
    const error = refusalOf(() => findComponentFile('kernel.ic', context, powersOf({ '/apps/kernel.ic': '', '/root/kernel.ic': '' }), 'orders.ic'));
    expect(error).to.include({ code: 'IC_NOT_FOUND' });
    expect(error.data).to.deep.include({ name: 'kernel.ic', requiredBy: 'orders.ic', searched: [{ rule: 'mapping', file: '/release/kernel45.ic', found: 'nothing' }] });
  });

  it('then takes the folder of the started component, then IC_ROOT', () => {
    expect(findComponentFile('tax.ic', context, powersOf({ '/apps/tax.ic': '', '/root/tax.ic': '' }))).to.deep.equal({ file: '/apps/tax.ic', rule: 'folder' });
    expect(findComponentFile('tax.ic', context, powersOf({ '/root/tax.ic': '' }))).to.deep.equal({ file: '/root/tax.ic', rule: 'root' });
  });

  it('lists every place searched, and by which rule', () => {
    const error = refusalOf(() => findComponentFile('tax.ic', context, powersOf({ '/root/tax.ic/': '' })));
    expect(error.data['searched']).to.deep.equal([{ rule: 'folder', file: '/apps/tax.ic', found: 'nothing' }, { rule: 'root', file: '/root/tax.ic', found: 'a folder' }]);
    expect(error.message).to.include('/apps/tax.ic (folder').and.to.include('/root/tax.ic (root');
  });

  it('says that there is no place to search where nothing is configured', () => {
    expect(refusalOf(() => findComponentFile('tax', { settings: null, startedFolder: null }, powersOf({})))).to.include({ code: 'IC_NOT_FOUND' }).and.property('remedy').to.include('tax.ic');
  });
});

describe('findRequestedFile', () => {
  const context: SearchContext = { settings: settingsOf('reports.ic=/mapped.ic'), startedFolder: '/apps' };

  it('takes what holds a slash for a path from the working directory, anything else for a logical name', () => {
    const powers = powersOf({ '/mapped.ic': '', '/work/reports.ic': '', '/reports.ic': '' });
    expect(findRequestedFile('./reports.ic', context, '/work', powers)).to.deep.equal({ file: '/work/reports.ic', rule: 'path' });
    expect(findRequestedFile('/reports.ic', context, '/work', powers)).to.deep.equal({ file: '/reports.ic', rule: 'path' });
    expect(findRequestedFile('Reports.ic', context, '/work', powers)).to.deep.equal({ file: '/mapped.ic', rule: 'mapping' });
  });

  it('refuses a path that leads nowhere, naming the rule', () => {
    const error = refusalOf(() => findRequestedFile('./no.ic', context, '/work', powersOf({})));
    expect(error.data['searched']).to.deep.equal([{ rule: 'path', file: '/work/no.ic', found: 'nothing' }]);
    expect(refusalOf(() => findNamedFile('/no.ic', 'started', powersOf({}))).data['searched']).to.deep.equal([{ rule: 'started', file: '/no.ic', found: 'nothing' }]);
  });
});

interface Sample { readonly name?: string; readonly version?: string; readonly hash?: string; readonly needs?: Readonly<Record<string, string>>; readonly recorded?: string; readonly imports?: readonly string[]; readonly provides?: readonly string[] }

function contentOf(file: string, sample: Sample): ResolvableFile {
  const name = sample.name ?? file.replace(/^.*\//, '');
  const prerequisites = Object.entries(sample.needs ?? {}).map(([key, range]): PrerequisiteFact => ({ name: key, range, version: '1.0.0', hash: sample.recorded ?? `hash of ${key}` }));
  const facts: ComponentFacts = {
    name, version: sample.version ?? '1.0.0', prerequisites, entries: [], startUpClass: null, application: null,
    exports: [], definitions: [], overrides: [], stateChanges: [], packages: [], notes: [],
  };
  return { facts, hash: sample.hash ?? `hash of ${name}`, importedPaths: () => sample.imports ?? [], provides: (path) => sample.provides?.includes(path) === true };
}

function resolveSample(files: Readonly<Record<string, Sample>>, ini = '', loaded: readonly ResolvedComponent[] = [], start = '/apps/app.ic'): readonly ResolvedComponent[] {
  return resolveClosure({ file: start, rule: 'started' }, null, {
    search: { settings: settingsOf(ini), startedFolder: '/apps' },
    powers: powersOf(Object.fromEntries(Object.keys(files).map((file) => [file, '']))),
    read: (file) => contentOf(file, files[file] ?? {}),
    loaded,
  });
}

describe('resolveClosure', () => {
  it('gives the started component last, each behind its prerequisites in declared order, a shared one once', () => {
    const order = resolveSample({
      '/apps/app.ic': { needs: { 'b.ic': '*', 'a.ic': '*' } }, '/apps/b.ic': { needs: { 'base.ic': '*' } }, '/apps/a.ic': { needs: { 'base.ic': '*' } }, '/apps/base.ic': {},
    });
    expect(order.map(({ name, rule }) => `${name} ${rule}`)).to.deep.equal(['base.ic folder', 'b.ic folder', 'a.ic folder', 'app.ic started']);
    expect(order[3]?.prerequisites.map(({ name }) => name)).to.deep.equal(['b.ic', 'a.ic']);
    expect(order[2]?.prerequisites[0]).to.equal(order[0]);
  });

  it('refuses a cycle and names it', () => {
    const error = refusalOf(() => resolveSample({ '/apps/app.ic': { needs: { 'a.ic': '*' } }, '/apps/a.ic': { needs: { 'b.ic': '*' } }, '/apps/b.ic': { needs: { 'a.ic': '*' } } }));
    expect(error).to.include({ code: 'PREREQUISITE_CYCLE' });
    expect(error.data['cycle']).to.deep.equal(['a.ic', 'b.ic', 'a.ic']);
  });

  it('refuses a cycle that a mapping makes of two names', () => {
    const error = refusalOf(() => resolveSample({ '/apps/app.ic': { needs: { 'a.ic': '*' } }, '/apps/a.ic': { needs: { 'b.ic': '*' } } }, 'b.ic=/apps/a.ic'));
    expect(error).to.include({ code: 'PREREQUISITE_CYCLE' });
  });

  it('refuses a missing prerequisite and says who needs it', () => {
    const error = refusalOf(() => resolveSample({ '/apps/app.ic': { needs: { 'a.ic': '*' } }, '/apps/a.ic': { needs: { 'b.ic': '*' } } }));
    expect(error).to.include({ code: 'IC_NOT_FOUND' });
    expect(error.data).to.include({ name: 'b.ic', requiredBy: 'a.ic' });
  });

  const app = { '/apps/app.ic': { needs: { 'kernel.ic': '^1.0.0' }, imports: ['src/a.ts#x', 'src/a.ts#y', 'src/a.ts#x'] } };

  it('takes the very file that the dependent was packaged with, without looking further', () => {
    expect(resolveSample({ ...app, '/apps/kernel.ic': {} })).to.have.lengthOf(2);
  });

  it('refuses a version outside the range', () => {
    const error = refusalOf(() => resolveSample({ ...app, '/apps/kernel.ic': { version: '2.0.0', hash: 'new', provides: ['src/a.ts#x', 'src/a.ts#y'] } }));
    expect(error).to.include({ code: 'PREREQUISITE_VERSION' });
    expect(error.data).to.include({ dependent: 'app.ic', name: 'kernel.ic', range: '^1.0.0', foundVersion: '2.0.0', file: '/apps/kernel.ic' });
  });

  it('takes another version in the range if it has what the dependent uses, a work copy too', () => {
    for (const version of ['1.2.0', '1.0.0+dev']) {
      expect(resolveSample({ ...app, '/apps/kernel.ic': { version, hash: 'new', provides: ['src/a.ts#x', 'src/a.ts#y'] } })).to.have.lengthOf(2);
    }
  });

  it('refuses another version in the range that lacks a definition, and names it', () => {
    const error = refusalOf(() => resolveSample({ ...app, '/apps/kernel.ic': { version: '1.2.0', hash: 'new', provides: ['src/a.ts#x'] } }));
    expect(error).to.include({ code: 'PREREQUISITE_VERSION' });
    expect(error.data['definitions']).to.deep.equal(['src/a.ts#y']);
  });

  it('takes a mapped file of another name, whatever its version, if it has what the dependent uses', () => {
    const other = { name: 'core.ic', version: '7.0.0', provides: ['src/a.ts#x', 'src/a.ts#y'] };
    const [kernel] = resolveSample({ ...app, '/release/core.ic': other }, 'kernel.ic=/release/core.ic');
    expect(kernel).to.include({ name: 'kernel.ic', rule: 'mapping', file: '/release/core.ic' });
  });

  it('refuses a mapped file of another name that lacks a definition, naming it and both names', () => {
    const error = refusalOf(() => resolveSample({ ...app, '/release/core.ic': { name: 'core.ic', provides: [] } }, 'kernel.ic=/release/core.ic'));
    expect(error).to.include({ code: 'PREREQUISITE_VERSION' });
    expect(error.message).to.include('src/a.ts#x').and.to.include('kernel.ic').and.to.include('core.ic');
  });

  it('refuses a file of another name that no mapping asked for', () => {
    const error = refusalOf(() => resolveSample({ ...app, '/apps/kernel.ic': { name: 'core.ic', provides: ['src/a.ts#x', 'src/a.ts#y'] } }));
    expect(error).to.include({ code: 'PREREQUISITE_VERSION' });
    expect(error.data).to.include({ name: 'kernel.ic', foundName: 'core.ic' });
  });

  it('loads one file once that two names are mapped to', () => {
    const order = resolveSample({ '/apps/app.ic': { needs: { 'a.ic': '*', 'b.ic': '*' } }, '/both.ic': {} }, 'a.ic=/both.ic\nb.ic=/both.ic');
    expect(order.map(({ names }) => names)).to.deep.equal([['a.ic', 'b.ic'], ['app.ic']]);
  });

  it('takes what is loaded as it is, but checks it', () => {
    const [base] = resolveSample({ '/apps/base.ic': {} }, '', [], '/apps/base.ic');
    const loaded = base === undefined ? [] : [base];
    const order = resolveSample({ '/apps/app.ic': { needs: { 'base.ic': '*' } } }, 'base.ic=/missing.ic', loaded);
    expect(order.map(({ name }) => name)).to.deep.equal(['app.ic']);
    expect(order[0]?.prerequisites[0]).to.equal(base);
    expect(refusalOf(() => resolveSample({ '/apps/app.ic': { needs: { 'base.ic': '^3.0.0' }, recorded: 'other' } }, '', loaded))).to.include({ code: 'PREREQUISITE_VERSION' });
  });

  it('has nothing to load where the request is loaded already, and refuses another content of that name', () => {
    const loaded = resolveSample({ '/apps/base.ic': {} }, '', [], '/apps/base.ic');
    expect(resolveSample({ '/apps/base.ic': {} }, '', loaded, '/apps/base.ic')).to.deep.equal([]);
    expect(resolveSample({ '/copy/base.ic': {} }, '', loaded, '/copy/base.ic')).to.deep.equal([]);
    expect(refusalOf(() => resolveSample({ '/copy/base.ic': { hash: 'other' } }, '', loaded, '/copy/base.ic'))).to.include({ code: 'DEFINITION_CONFLICT' });
  });
});
