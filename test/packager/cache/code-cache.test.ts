import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import type { CodeStore } from '../../../packager/cache/code-store.ts';
import { openCodeStore } from '../../../packager/cache/code-store.ts';
import { makeProject, definition } from '../../support/project.ts';
import { expectSuccess } from '../../support/run.ts';

function openAt(folder: string): CodeStore {
  const store = openCodeStore({ ABT_CACHE: folder });
  if (store === null) throw new Error('no store');
  return store;
}

describe('store of analyses', () => {
  let folder = '';
  before(() => {
    folder = mkdtempSync(join(tmpdir(), 'abt-code-'));
  });
  after(() => rmSync(folder, { recursive: true, force: true }));

  it('gives back what was written, and nothing for other keys', () => {
    const store = openAt(folder);
    store.write('a', Buffer.from('content'));
    expect(Buffer.from(store.read('a') ?? []).toString()).to.equal('content');
    expect(store.read('b')).to.equal(null);
    expect(readdirSync(join(folder, 'code'))).to.deep.equal(['a']);
  });

  it('ignores entries that were damaged, cut or put under another key', () => {
    const store = openAt(folder);
    store.write('c', Buffer.from('content'));
    const file = join(folder, 'code', 'c');
    const good = readFileSync(file);
    for (const at of [0, 10, good.length - 1]) {
      const bad = Buffer.from(good);
      bad[at] = (bad[at] ?? 0) ^ 1;
      writeFileSync(file, bad);
      expect(store.read('c'), `byte ${at}`).to.equal(null);
    }
    writeFileSync(file, good.subarray(0, 20));
    expect(store.read('c')).to.equal(null);
    writeFileSync(join(folder, 'code', 'd'), good);
    expect(store.read('d')).to.equal(null);
    store.write('c', Buffer.from('again'));
    expect(Buffer.from(store.read('c') ?? []).toString()).to.equal('again');
  });

  it('does nothing where the folder cannot be made', () => {
    writeFileSync(join(folder, 'file'), '');
    const store = openAt(join(folder, 'file'));
    store.write('a', Buffer.from('content'));
    expect(store.read('a')).to.equal(null);
  });

  it('is the folder that the environment names, and none if it says off', () => {
    expect(openCodeStore({ ABT_CACHE: 'off' })).to.equal(null);
    const store = openCodeStore({ XDG_CACHE_HOME: join(folder, 'xdg'), HOME: homedir() });
    store?.write('a', Buffer.from('content'));
    expect(readdirSync(join(folder, 'xdg', 'image-components', 'code'))).to.deep.equal(['a']);
  });
});

describe('packaging with the store', () => {
  const long = Array.from({ length: 120 }, (_none, index) => `export function f${index}(a, [b = () => a], { [a]: c } = {}) { return () => [a, b, c, table${index % 3}]; }`).join('\n');
  const files = {
    'components/main.ini': definition('entry=main.mjs'),
    'main.mjs': `import './plain.cjs';\nconst table0 = [1], table1 = { "ü☃": 2 }, table2 = new Map();\n${long}\nexport const made = [f1(1, []), f2(2, [3]), f79(4, [])];\nexport class C { #p = made; static s = () => C; get p() { return this.#p; } }\nexport const c = new C();\n`,
    'plain.cjs': `${'// a comment that makes the text long enough\n'.repeat(60)}exports.run = function run(text) { return eval(text); };\nexports.inner = exports.run('(x) => x + exports.run.length');\n`,
  };

  it('gives the same bytes as without it, however often', () => {
    const project = makeProject(files);
    const bytes = ['off', 'cache', 'cache', 'cache'].map((cache, index) => {
      project.remove('ics');
      expectSuccess(project.abt(index === 2 ? 'package --verify' : 'package', { env: { ABT_CACHE: cache === 'off' ? 'off' : join(kept.folder, cache) } }));
      return project.read('ics/main.ic');
    });
    for (const each of bytes) expect(each.equals(bytes[0] ?? Buffer.alloc(0))).to.equal(true);
    expect(kept.list('cache/code')).to.have.lengthOf(2); // what the long text is, and its compiled code
  });

  it('takes no notice of damaged entries', () => {
    const project = makeProject(files);
    const made = (cache: string): Buffer => {
      project.remove('ics');
      expectSuccess(project.abt('package', { env: { ABT_CACHE: cache } }));
      return project.read('ics/main.ic');
    };
    const good = made('off');
    for (const name of kept.list('cache/code')) kept.write({ [`cache/code/${name}`]: 'not an entry' });
    expect(made(kept.path('cache')).equals(good)).to.equal(true);
    for (const name of kept.list('cache/code')) {
      const bytes = kept.read(`cache/code/${name}`);
      bytes[bytes.length >> 1] = (bytes[bytes.length >> 1] ?? 0) ^ 4;
      kept.write({ [`cache/code/${name}`]: bytes });
    }
    expect(made(kept.path('cache')).equals(good)).to.equal(true);
  });

  const kept = makeProject({});
});
