/** The rules of the repository that a machine can check. Each failure says what to do. */
import { expect } from 'chai';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { readSource, readSources, staticClosure, type SourceFacts } from './support/sources.ts';
import { repositoryRoot } from './support/repository.ts';

/** What each folder may import: other folders, packages, and `node:*`. A file name is that file alone. */
const MAY_IMPORT: Readonly<Record<string, readonly string[]>> = {
  format: [],
  modules: ['format', 'node:*'],
  hosts: ['format', 'node:*'],
  emit: ['format'],
  settings: ['format/errors.ts', 'ini', 'semver', 'node:fs', 'node:module', 'node:path'],
  native: ['format/errors.ts', 'node:*'],
  introspect: ['node:*'],
  packager: ['format', 'hosts', 'modules', 'emit', 'settings', 'introspect', 'acorn', 'cjs-module-lexer', 'fast-glob', 'import-meta-resolve', 'semver', 'typescript', 'node:*'],
  runtime: ['format', 'hosts', 'modules', 'emit', 'settings', 'native/index.ts', '@jridgewell/trace-mapping', 'node:*'],
  tools: ['format', 'node:crypto', 'node:fs'],
  cli: ['format/errors.ts', 'settings', 'node:*'],
};
/** Files that may import more than their folder. */
const MAY_IMPORT_MORE: Readonly<Record<string, readonly string[]>> = {
  'cli/start.ts': ['runtime/index.ts'],
  'cli/commands.ts': ['yargs'],
  'cli/commands/inspect.ts': ['yargs', 'tools'],
  'cli/commands/package.ts': ['yargs', 'packager/index.ts', 'packager/options.ts'],
  'cli/commands/doctor.ts': ['yargs', 'packager/index.ts', 'packager/diagnose.ts'],
  'cli/commands/verify.ts': ['yargs', 'tools'],
  // The fresh process of --verify, which the packager starts by its file name: it stands outside of both halves.
  'cli/restored-graph.ts': ['format/errors.ts', 'hosts/index.ts', 'introspect/index.ts', 'runtime/index.ts', 'runtime/restore.ts'],
};
const MAXIMUM_LINES = 600;
const DOCUMENTED_EXPORTS = 0.9;

const sources = readSources(Object.keys(MAY_IMPORT));
const inFolders = (): readonly SourceFacts[] => [...sources.values()];
const list = (lines: readonly string[]): string => lines.join('\n');

describe('the repository', () => {
  it('has sources to check in every folder that the import table names', () => {
    const folders = new Set(inFolders().map(({ folder }) => folder));
    expect(Object.keys(MAY_IMPORT).filter((folder) => !folders.has(folder))).to.deep.equal([]);
  });

  it('imports only in the allowed directions', () => {
    const wrong = inFolders().flatMap((source) => source.imports
      .filter(({ target }) => !isAllowed(source, target))
      .map(({ target, line }) => `${source.path}:${line}: imports ${target}: move the code, pass it in, or change the table at the top of this test with a reason`));
    expect(wrong, list(wrong)).to.deep.equal([]);
  });

  it('launches without yargs, fast-glob, acorn, typescript or the packager', () => {
    const closure = staticClosure(sources, 'cli/abt.ts');
    const wrong = [...closure].filter((target) => /^(?:yargs|fast-glob|acorn|typescript|packager\/|cli\/commands)/.test(target));
    expect(wrong, list(wrong.map((target) => `cli/abt.ts reaches ${target} by static imports: reach it by import() where it is needed`))).to.deep.equal([]);
    expect([...closure]).to.include('runtime/index.ts');
  });

  it(`keeps files at ${MAXIMUM_LINES} lines or less`, () => {
    const wrong = [...sources.values(), ...readSources(['test', 'bench']).values()].filter(({ lines }) => lines > MAXIMUM_LINES).map(({ path, lines }) => `${path}: ${lines} lines: split it by purpose`);
    expect(wrong, list(wrong)).to.deep.equal([]);
  });

  it('has no any, no non-null assertion, no enum, no namespace and no parameter property, but in files named unsafe', () => {
    const wrong = inFolders().filter(({ path }) => !path.includes('unsafe')).flatMap(({ path, banned }) => banned.map(({ what, line }) => `${path}:${line}: ${what}: check instead, or move it to a file named unsafe with its reason`));
    expect(wrong, list(wrong)).to.deep.equal([]);
  });

  it('documents the exports', () => {
    const exported = inFolders().flatMap(({ path, exports }) => exports.map((name) => ({ path, ...name })));
    const bare = exported.filter(({ documented }) => !documented).map(({ path, line, name }) => `${path}:${line}: ${name}: say its contract and limits in a doc comment`);
    expect(1 - bare.length / exported.length, list(bare)).to.be.at.least(DOCUMENTED_EXPORTS);
  });

  it('describes every error code in docs/errors.md, and no other', () => {
    const codes = [...read('format/errors.ts').matchAll(/\| '([A-Z_]+)'/g)].flatMap(([, code]) => code ?? []);
    const sections = [...read('docs/errors.md').matchAll(/^## (\S+)$/gm)].flatMap(([, code]) => code ?? []);
    expect(codes).to.have.length.greaterThan(20);
    expect(sections.toSorted()).to.deep.equal(codes.toSorted());
  });

  it('has a lock file that names no host but the public registry', () => {
    const hosts = new Set([...read('package-lock.json').matchAll(/"resolved": "[a-z+]+:\/\/([^/"]+)/g)].flatMap(([, host]) => host ?? []));
    expect([...hosts]).to.deep.equal([]);
  });
});

describe('the rules', () => {
  const planted = (text: string, path = 'format/planted.ts'): SourceFacts => readSource(path, text);

  it('see every form of import and where it leads', () => {
    const { imports } = planted("import a from './a.ts';\nimport type { B } from '../emit/b.ts';\nexport * from 'node:fs';\nvoid import('yargs');\nimport { type C } from 'acorn';", 'format/x/planted.ts');
    expect(imports.map(({ target, eager }) => `${target} ${eager}`)).to.deep.equal(['format/x/a.ts true', 'format/emit/b.ts false', 'node:fs true', 'yargs false', 'acorn false']);
  });

  it('refuse what the import table does not allow, and take what it does', () => {
    expect(isAllowed(planted(''), 'node:fs')).to.equal(false);
    expect(isAllowed(planted(''), 'format/errors.ts')).to.equal(true);
    expect(isAllowed(planted('', 'runtime/x.ts'), 'packager/index.ts')).to.equal(false);
    expect(isAllowed(planted('', 'runtime/x.ts'), 'native/addon.ts')).to.equal(false);
    expect(isAllowed(planted('', 'runtime/x.ts'), 'native/index.ts')).to.equal(true);
    expect(isAllowed(planted('', 'cli/start.ts'), 'yargs')).to.equal(false);
  });

  it('follow static imports only', () => {
    const files = [planted("import './b.ts'; void import('./c.ts');", 'cli/a.ts'), planted("import 'yargs'; import type { X } from 'acorn';", 'cli/b.ts'), planted("import 'typescript';", 'cli/c.ts')];
    expect([...staticClosure(new Map(files.map((file) => [file.path, file])), 'cli/a.ts')]).to.deep.equal(['cli/a.ts', 'cli/b.ts', 'yargs']);
  });

  it('see banned forms, and no others', () => {
    const { banned } = planted('let a: any;\na!.b;\nenum C { d }\nnamespace E {}\nclass F { constructor(private g: number) {} }\ndeclare global { interface H {} }\nconst any = !a;');
    expect(banned.map(({ line }) => line)).to.deep.equal([1, 2, 3, 4, 5]);
  });

  it('see which exports have a comment', () => {
    const { exports } = planted('export function a() {}\n/** Does b. */\nexport function b() {}\nexport interface C { d: number }\nexport interface E { /** f */ f: number }\nexport const g = 1; // one\nconst h = 2;');
    expect(exports.filter(({ documented }) => documented).map(({ name }) => name)).to.deep.equal(['b', 'E', 'g']);
    expect(exports).to.have.lengthOf(5);
  });
});

function read(path: string): string {
  return readFileSync(join(repositoryRoot, path), 'utf8');
}

function isAllowed({ path, folder }: SourceFacts, target: string): boolean {
  return target.startsWith(`${folder}/`) || [...(MAY_IMPORT[folder] ?? []), ...(MAY_IMPORT_MORE[path] ?? [])].some((allowed) => matches(target, allowed));
}

function matches(target: string, allowed: string): boolean {
  return target === allowed || target.startsWith(`${allowed}/`) || (allowed === 'node:*' && target.startsWith('node:'));
}
