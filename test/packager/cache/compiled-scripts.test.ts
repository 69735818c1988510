import { expect } from 'chai';
import type { CodeStore } from '../../../packager/cache/code-store.ts';
import { CompiledScripts } from '../../../packager/cache/compiled-scripts.ts';
import { rememberFormKey } from '../../../packager/cache/form-keys.ts';
import type { EvaluationForm } from '../../../modules/types.ts';

class MemoryStore implements CodeStore {
  readonly entries = new Map<string, Uint8Array>();

  read(key: string): Uint8Array | null {
    return this.entries.get(key) ?? null;
  }

  has(key: string): boolean {
    return this.entries.has(key);
  }

  write(key: string, bytes: Uint8Array): void {
    this.entries.set(key, bytes);
  }
}

function formOf(body: string, key: string | null): EvaluationForm {
  const text = `function () { ${body} ${'/* long enough to be kept */'.repeat(1000)} return new Error('here').stack; }`;
  const form: EvaluationForm = { kind: 'commonjs', text, requests: [], indirect: [], stars: [], imports: [], localExports: [], async: false, namedExports: [], reexports: [] };
  if (key !== null) rememberFormKey(form, key);
  return form;
}

/** What the compiled function gives, and whether V8 refused what was kept of it. */
function run(store: CodeStore, form: EvaluationForm, file: string): { readonly stack: string; readonly rejected: boolean | undefined } {
  const scripts = new CompiledScripts(store);
  const script = scripts.compile(form, file);
  const stack = (script.runInThisContext() as () => string)(); // the form's function
  scripts.keep();
  return { stack, rejected: script.cachedDataRejected };
}

describe('compiled code that is kept', () => {
  it('is taken the next time, under the same file name', () => {
    const store = new MemoryStore();
    const form = formOf('', 'key');
    expect(run(store, form, '/a/first.js').rejected).to.equal(undefined);
    expect(store.entries.size).to.equal(1);
    const second = run(store, form, '/a/first.js');
    expect(second.rejected).to.equal(false);
    expect(second.stack).to.contain('/a/first.js:1');
    expect(store.entries.size).to.equal(1);
  });

  it('is another for another file and for another text', () => {
    const store = new MemoryStore();
    run(store, formOf('', 'key'), '/a/first.js');
    expect(run(store, formOf('', 'key'), '/a/second.js').stack).to.contain('/a/second.js:1');
    expect(run(store, formOf('void 1;', 'other key'), '/a/first.js').rejected).to.equal(undefined);
    expect(store.entries.size).to.equal(3);
  });

  it('is made anew where V8 refuses it', () => {
    const store = new MemoryStore();
    store.read = (key) => store.entries.get(key) ?? Buffer.from('of another V8');
    const form = formOf('void 2;', 'key'); // texts that were compiled before in this process V8 has at hand
    const refused = run(store, form, '/a/first.js');
    expect(refused.rejected).to.equal(true);
    expect(refused.stack).to.contain('/a/first.js:1');
    expect(run(store, form, '/a/first.js').rejected).to.equal(false);
  });

  it('is not kept of texts that are made anew each time, and of short ones', () => {
    const store = new MemoryStore();
    run(store, formOf('', null), '/a/first.js');
    const short: EvaluationForm = { ...formOf('', null), text: "function () { return ''; }" };
    rememberFormKey(short, 'short');
    run(store, short, '/a/first.js');
    expect(store.entries.size).to.equal(0);
  });
});
