/** Texts of modules: read, TypeScript taken out, analysed, in evaluation form. Each file is read once. */
import fs from 'node:fs';
import { fileOf } from '../../modules/index.ts';
import type { CompiledScripts } from '../cache/compiled-scripts.ts';
import type { EvaluationForm, ModuleKind } from '../../modules/types.ts';
import type { FormRequest, InstrumentedModule, Instrumentation } from '../instrument/index.ts';
import type { CodeText } from '../instrument/types.ts';
import { ModuleKinds, commonJsFault, kindBySyntax } from './module-kind.ts';
import { isTypeScript, projectPath } from './project.ts';

/** Takes the types out of TypeScript text. */
export type TypeScriptTransform = (source: string, file: string, kind: 'commonjs' | 'module' | null) => TransformedText;

export interface TransformedText {
  readonly kind: 'commonjs' | 'module';
  readonly source: string;
  readonly sourceMap: string;
}

export interface ModuleSource {
  readonly id: string;
  readonly kind: ModuleKind;
  /** The file's text, without byte order mark. */
  readonly original: string;
  /** JavaScript to evaluate; the JSON text. */
  readonly source: string;
  readonly sourceMap: string | null;
}

/** Texts from this length on are not compiled just to know their kind. */
const LARGE = 200_000;
const noNames = { requests: [], indirect: [], stars: [], imports: [], localExports: [], async: false, namedExports: [], reexports: [] } as const;

/** Texts of the project's modules, each read and prepared once. */
export class Sources {
  readonly #root: string;
  readonly #instrumentation: Instrumentation;
  readonly #transform: TypeScriptTransform;
  readonly #scripts: CompiledScripts;
  readonly #kinds = new ModuleKinds();
  readonly #sources = new Map<string, ModuleSource>();
  readonly #instrumented = new Map<string, InstrumentedModule>();
  readonly #compiled = new Map<string, InstrumentedModule>();
  readonly #plain = new Map<string, InstrumentedModule>();

  constructor(root: string, instrumentation: Instrumentation, transform: TypeScriptTransform, scripts: CompiledScripts) {
    this.#root = root;
    this.#instrumentation = instrumentation;
    this.#transform = transform;
    this.#scripts = scripts;
  }

  /** Text and kind of a module. Throws Node's error for a file that cannot be read. */
  source(id: string): ModuleSource {
    let source = this.#sources.get(id);
    if (source === undefined) {
      source = this.#read(id);
      this.#sources.set(id, source);
    }
    return source;
  }

  /** What the packager evaluates. Kept until `release`. */
  form(id: string): EvaluationForm {
    const source = this.source(id);
    return source.kind === 'json' ? jsonForm(source.source) : this.instrumented(id).form;
  }

  instrumented(id: string): InstrumentedModule {
    let module = this.#instrumented.get(id);
    if (module === undefined) {
      const { source, kind } = this.#code(id);
      module = this.#worded(id, () => this.#instrumentation.form(source, this.#request(id, kind)));
      this.#instrumented.set(id, module);
    }
    return module;
  }

  /** Analysis of a module that is kept, not evaluated. */
  plain(id: string): InstrumentedModule {
    let module = this.#plain.get(id);
    if (module === undefined) {
      const { source, kind } = this.#code(id);
      module = this.#worded(id, () => this.#instrumentation.plain(source, this.#request(id, kind)));
      this.#plain.set(id, module);
    }
    return module;
  }

  /** Text of the last instrumented form that was compiled for the module. */
  evaluatedText(id: string): CodeText {
    return (this.#compiled.get(id) ?? this.instrumented(id)).text;
  }

  /** Form of the last evaluation; null for JSON and for what was never evaluated. */
  evaluatedForm(id: string): EvaluationForm | null {
    return this.#compiled.get(id)?.form ?? null;
  }

  /** The form is used up: a module that is evaluated again, after a failure or its removal from the cache, needs a fresh one. */
  release(id: string): void {
    const module = this.#instrumented.get(id);
    if (module !== undefined) this.#compiled.set(id, module);
    this.#instrumented.delete(id);
  }

  /** Compiles under the real file name, so that stacks of user code name it. */
  compile(id: string, form: EvaluationForm): Function {
    const script = this.#worded(id, () => this.#scripts.compile(form, fileOf(id)));
    // The text is a function expression: see EvaluationForm.
    return script.runInThisContext() as Function;
  }

  #read(id: string): ModuleSource {
    const file = fileOf(id);
    const original = fs.readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
    const declared = this.#kinds.declared(file);
    if (declared === 'json') return { id, kind: 'json', original, source: original, sourceMap: null };
    if (isTypeScript(file)) {
      const { kind, source, sourceMap } = this.#transform(original, file, declared);
      return { id, kind, original, source, sourceMap };
    }
    return { id, kind: declared ?? this.#kindOf(original, file), original, source: original, sourceMap: null };
  }

  /** Kind by syntax; large texts are asked for where the answer is of use afterwards. */
  #kindOf(source: string, file: string): 'commonjs' | 'module' {
    if (source.length >= LARGE && this.#instrumentation.isCommonJs(source, file)) return 'commonjs';
    return kindBySyntax(source, file);
  }

  #code(id: string): { readonly source: string; readonly kind: 'commonjs' | 'module' } {
    const { source, kind } = this.source(id);
    if (kind === 'json') throw new TypeError(`${id}: JSON has no code`);
    return { source, kind };
  }

  /** V8 words the fault of a text as the user knows it from Node, and names file and line. */
  #worded<T>(id: string, make: () => T): T {
    try {
      return make();
    } catch (error) {
      const { source, kind, sourceMap } = this.source(id);
      const fault = error instanceof SyntaxError && kind === 'commonjs' && sourceMap === null ? commonJsFault(source, fileOf(id)) : null;
      throw fault ?? error;
    }
  }

  #request(id: string, kind: 'commonjs' | 'module'): FormRequest {
    return { kind, file: fileOf(id), path: projectPath(this.#root, id) };
  }
}

function jsonForm(text: string): EvaluationForm {
  return { kind: 'json', text, ...noNames };
}
