/**
 * Instrumentation: how the packager loads user code so that live functions and classes can be read afterwards.
 *
 * Use: `const instrumentation = createInstrumentation(); instrumentation.install();` before any user code (and before a
 * catalogue of built-ins is made: the few shims then are what the catalogue knows under the built-in's path), then
 * `instrumentation.form(source, …)` for every module, and `instrumentation.reader` whenever the heap is walked.
 */
import type { EvaluationForm } from '../../modules/types.ts';
import { CodeCache } from '../cache/code-cache.ts';
import type { CodeStore } from '../cache/code-store.ts';
import type { CodeText, ScopeReader } from './types.ts';
import { InstrumentationRuntime } from './runtime.ts';

export interface FormRequest {
  readonly kind: 'commonjs' | 'module';
  /** Absolute file name, for messages. */
  readonly file: string;
  /** Path within the project, `/` separated: `CodeText.path`. */
  readonly path: string;
}

export interface InstrumentedModule {
  readonly text: CodeText;
  /** What the module system evaluates while packaging: instrumented. One evaluation per call of `form`. */
  readonly form: EvaluationForm;
}

export interface Instrumentation {
  readonly reader: ScopeReader;
  /**
   * Analyses and instruments one module. JavaScript only: take TypeScript out first (analyse/typescript.ts).
   * Throws SyntaxError with file:line:column in its message.
   */
  form(source: string, request: FormRequest): InstrumentedModule;
  /** Whether the text can be analysed as CommonJS; to be asked right before it is. */
  isCommonJs(source: string, file: string): boolean;
  /** Analysis and evaluation form without any instrumentation: for modules that are kept but not evaluated. */
  plain(source: string, request: FormRequest): InstrumentedModule;
  /** Shims `Function.prototype.toString`, the four function constructors and indirect `eval`. Repeatable. */
  install(): void;
  /** Puts the built-ins back; shims that user code still holds go on working. */
  uninstall(): void;
  /** Every shim of a built-in and the built-in it stands for. */
  readonly substitutes: ReadonlyMap<object, object>;
  /** All code texts so far, also those of `eval` and `new Function`, in order of registration. */
  readonly texts: readonly CodeText[];
  /** True for private names and other names that instrumentation put into code: to be left out of what is captured. */
  isInjectedName(name: string): boolean;
}

/** Makes an independent instrumentation of this process; normally there is one. `store`: keeps analyses from run to run; null: nothing is kept. */
export function createInstrumentation(store: CodeStore | null = null): Instrumentation {
  return new InstrumentationRuntime(new CodeCache(store));
}
