/**
 * V8's compiled code of instrumented texts, kept from run to run: a large program's text is parsed once, and the functions
 * that its loading calls are compiled once. V8 trusts such bytes: the store vouches for them by their digest, the key for
 * the text, and V8 itself compares its version and flags and the length of the text.
 */
import { createHash } from 'node:crypto';
import { cachedDataVersionTag } from 'node:v8';
import vm from 'node:vm';
import type { EvaluationForm } from '../../modules/types.ts';
import type { CodeStore } from './code-store.ts';
import { formKey } from './form-keys.ts';

/** Shorter texts are compiled faster than an entry is found. */
const SHORTEST = 20_000;

export class CompiledScripts {
  readonly #store: CodeStore | null;
  /** Compiled in this run, without help. */
  readonly #fresh = new Map<string, vm.Script>();

  /** Null: nothing is kept. */
  constructor(store: CodeStore | null) {
    this.#store = store;
  }

  /** Compiles a form's text under a file name. Throws V8's SyntaxError. */
  compile(form: EvaluationForm, filename: string): vm.Script {
    const name = this.#store === null || form.text.length < SHORTEST ? null : nameOf(form, filename);
    const kept = name === null ? null : (this.#store?.read(name) ?? null);
    const script = new vm.Script(`(${form.text}\n)`, {
      filename,
      importModuleDynamically: vm.constants.USE_MAIN_CONTEXT_DEFAULT_LOADER,
      ...(kept === null ? {} : { cachedData: Buffer.from(kept.buffer, kept.byteOffset, kept.byteLength) }),
    });
    if (name !== null && (kept === null || script.cachedDataRejected === true)) this.#fresh.set(name, script);
    return script;
  }

  /** Keeps what was compiled since the last call, with the functions that have run. Runs no code of the program. */
  keep(): void {
    for (const [name, script] of this.#fresh) this.#store?.write(name, script.createCachedData());
    this.#fresh.clear();
  }
}

function nameOf(form: EvaluationForm, filename: string): string | null {
  const key = formKey(form);
  if (key === null) return null;
  return createHash('sha256').update(`${key} ${filename} ${process.version} ${process.arch} ${cachedDataVersionTag()}`).digest('hex');
}
