/** One instrumentation of this process: texts, classes, shims and the reader over them. */
import { createHash } from 'node:crypto';
import { types } from 'node:util';
import vm from 'node:vm';
import type { Literal, ModuleAnalysis, Scope } from '../../format/code/model.ts';
import { bareTemplate, templateSites } from '../../emit/templates.ts';
import { analyse } from '../analyse/analyse.ts';
import type { AnalyseOptions } from '../analyse/analyse.ts';
import { releaseSyntax, syntaxOf } from '../analyse/syntax-table.ts';
import { parseAhead } from '../analyse/syntax.ts';
import type { CodeCache } from '../cache/code-cache.ts';
import type { CodeEntry } from '../cache/code-entry.ts';
import { ClassRegistry } from './class-registry.ts';
import { Edits } from './edits.ts';
import { evaluationForm } from './evaluation-form.ts';
import { declareGlobals } from './globals.ts';
import type { GlobalSet, Hooks, PrivateReader, Reader } from './globals.ts';
import type { FormRequest, Instrumentation, InstrumentedModule } from './index.ts';
import { moduleNames } from './injected-names.ts';
import { instrument, moduleVariables, readerText } from './instrument.ts';
import type { ProbePlan } from './instrument.ts';
import { onceVariables } from '../analyse/once-scopes.ts';
import { editModule } from './module-edits.ts';
import { InstrumentedReader } from './scope-reader.ts';
import { Shims } from './shims.ts';
import type { MadeText } from './shims.ts';
import { shownText } from './shown-text.ts';
import { restKey, SlotKey } from './slots.ts';
import { TextRegistry } from './text-registry.ts';
import type { TextRecord } from './text-registry.ts';
import type { CodeIdentity, CodeText } from './types.ts';

interface EvalSite {
  readonly scope: Scope;
  readonly literal: Literal;
  readonly strict: boolean;
  /** Instrumented texts of this call, by source. */
  readonly known: Map<string, string | null>;
}

/** Direct eval needs the syntax tree: such texts are analysed anew each time. */
function evaluates({ analysis }: Pick<CodeText, 'analysis'>): boolean {
  return analysis.sites.some(({ kind }) => kind === 'direct-eval');
}

/** Implements the facade (index.ts) and the functions that instrumented code calls. */
export class InstrumentationRuntime implements Instrumentation, Hooks {
  readonly reader: InstrumentedReader;
  private readonly registry = new TextRegistry();
  private readonly classes = new ClassRegistry();
  private readonly plains = new Map<string, { readonly source: string; readonly kind: string; readonly module: InstrumentedModule }>();
  private readonly globalSets: GlobalSet[] = [];
  private readonly evalSites = new Map<number, readonly EvalSite[]>();
  private readonly scripts = new Map<string, string | null>();
  private readonly shims: Shims;
  private readonly cache: CodeCache;
  private evalTexts = 0;
  private taken: readonly unknown[] = [];

  constructor(cache: CodeCache) {
    this.cache = cache;
    this.reader = new InstrumentedReader(this.registry, this.classes);
    this.shims = new Shims({
      sourceOf: (fn) => this.sourceOf(fn),
      script: (source) => this.script(source),
      functionText: (source) => this.functionText(source),
    });
  }

  get texts(): readonly CodeText[] {
    return this.registry.texts;
  }

  get substitutes(): ReadonlyMap<object, object> {
    return this.shims.substitutes;
  }

  install(): void {
    this.shims.install();
  }

  uninstall(): void {
    this.shims.uninstall();
  }

  isInjectedName(name: string): boolean {
    return this.globalSets.some((set) => name.replace(/^#/, '').startsWith(set.names.prefix));
  }

  isCommonJs(source: string, file: string): boolean {
    if (this.cache.has(source, { kind: 'commonjs', prefix: this.globalsFor(source).names.prefix })) return true;
    try {
      parseAhead(source, 'commonjs', file);
      return true;
    } catch {
      return false;
    }
  }

  /** The last one of a path is kept: kept modules are asked for their mentions first, for their forms when they are written. */
  plain(source: string, request: FormRequest): InstrumentedModule {
    const { kind, path } = request;
    const known = this.plains.get(path);
    if (known?.source === source && known.kind === kind) return known.module;
    const module = this.makePlain(source, request);
    this.plains.set(path, { source, kind, module });
    return module;
  }

  private makePlain(source: string, request: FormRequest): InstrumentedModule {
    const { kind, file, path } = request;
    const make = (): CodeEntry => {
      const analysis = analyse(source, { kind, file });
      const form = evaluationForm(analysis);
      releaseSyntax(analysis);
      return { analysis, form, plans: new Map() };
    };
    const entry = this.cache.entry(source, { kind, prefix: null }, 0, make, evaluates);
    const text: CodeText = {
      path, file, outer: null,
      get analysis() {
        return entry.analysis; // of an old entry: decoded only if it is asked for
      },
    };
    return { text, form: entry.form };
  }

  form(source: string, request: FormRequest): InstrumentedModule {
    const { kind, file, path } = request;
    const globals = this.globalsFor(source);
    const id = this.registry.nextId;
    const { prefix } = globals.names;
    const { analysis, form, plans } = this.cache.entry(source, { kind, prefix }, id, (textId) => this.instrumented(source, request, globals, textId), evaluates);
    const text: CodeText = { analysis, path, file, outer: null };
    const variables = moduleVariables(analysis);
    this.keep({ id, text, globals, plans, moduleVariables: new Map(variables.map((variable, index) => [variable, index])), moduleReader: null, scopes: new Map(), templates: new Map() });
    return { text, form };
  }

  private instrumented(source: string, { kind, file }: FormRequest, globals: GlobalSet, id: number): CodeEntry {
    const analysis = analyse(source, { kind, file });
    const variables = moduleVariables(analysis);
    let plans: ReadonlyMap<Literal, ProbePlan> = new Map();
    const form = evaluationForm(analysis, {
      edit: (edits, names) => {
        plans = instrument(analysis, names, edits, { globals: globals.names, textId: id, textIdOf: () => id });
      },
      prologue: (names) => `${globals.names.marker(id, 0)}${globals.names.registerModule}(${id},${readerText(variables, analysis, names, globals.names, id)});`,
    });
    return { analysis, form, plans };
  }

  // --- what instrumented code calls

  makeSlot(slot: unknown): object {
    return slot instanceof SlotKey ? slot : new SlotKey();
  }

  restSlot(rest: object): object {
    return restKey(rest);
  }

  keepTemplate(textId: number, site: number, make: () => object): object {
    const { templates } = this.registry.byId(textId);
    let template = templates.get(site);
    if (template === undefined) templates.set(site, (template = make()));
    return template;
  }

  /** For the capture. Made here where its function has not run yet: a dependent's loading may run it, and later calls must give the same. */
  readTemplate(textId: number, site: number): object | undefined {
    const { text, templates } = this.registry.byId(textId);
    const place = templateSites(text.analysis)[site];
    const known = templates.get(site);
    if (known !== undefined || place === undefined) return known;
    // One text for each site: V8 gives one script, and so one object, for equal ones.
    const made = new vm.Script(`/*${textId}.${site}*/(strings => strings)${bareTemplate(text.analysis.source, place)}`).runInThisContext() as object; // a template object
    templates.set(site, made);
    return made;
  }

  bareTag(template: object): object {
    return template;
  }

  /** What a `with` statement makes of its value, once. */
  withObject(value: unknown): unknown {
    return value === null || value === undefined ? value : Object(value);
  }

  /** A proxy is not asked for the names that instrumentation brings in. */
  enterWith(value: unknown): unknown {
    if (!types.isProxy(value)) return value;
    const own = (key: string | symbol): boolean => typeof key === 'string' && this.isInjectedName(key);
    const around: object = new Proxy(value as object, { // a proxy
      has: (target, key) => !own(key) && Reflect.has(target, key),
      get: (target, key, receiver) => Reflect.get(target, key, receiver === around ? target : receiver) as unknown,
      set: (target, key, given, receiver) => Reflect.set(target, key, given, receiver === around ? target : receiver),
    });
    return around;
  }

  linkArguments(activation: object): object {
    return this.reader.linkArguments(activation);
  }

  recordKey(textId: number, literalId: number, key: unknown): string | symbol {
    // The language's own conversion to a property key: objects are converted by user code, once, here.
    const converted = typeof key === 'symbol' ? key : `${key as string}`;
    const literal = this.registry.byId(textId).text.analysis.literals[literalId];
    if (literal !== undefined) this.classes.recordKey(literal, converted);
    return converted;
  }

  registerClass(textId: number, literalId: number, classObject: Function, slots: () => readonly unknown[], reader: Reader | 0, privates: PrivateReader | 0): void {
    const { text } = this.registry.byId(textId);
    const literal = text.analysis.literals[literalId];
    if (literal !== undefined) this.classes.register({ text, literal }, classObject, slots, reader, privates);
  }

  registerHome(home: object): object {
    this.classes.registerHome(home);
    return home;
  }

  registerModule(textId: number, reader: Reader): void {
    this.registry.byId(textId).moduleReader = reader;
  }

  registerScope(textId: number, scopeId: number, reader: Reader): void {
    const { scopes, text } = this.registry.byId(textId);
    const scope = text.analysis.scopes[scopeId];
    const again = scopes.has(scopeId) || scope === undefined;
    scopes.set(scopeId, again ? null : { key: new SlotKey(), reader, places: new Map(onceVariables(scope).map((variable, place) => [variable, place])) });
  }

  prepareEval(textId: number, site: number, value: unknown, ...parameters: readonly unknown[]): void {
    this.taken = parameters;
    const [source] = parameters;
    if (typeof source !== 'string' || !this.shims.isEval(value)) return;
    const text = this.evalText(textId, site, source);
    this.taken = [text ?? source];
    this.shims.showNativeEval(true);
  }

  takeEval(index: number): unknown {
    if (index === 0) this.shims.showNativeEval(false);
    return this.taken[index];
  }

  // --- texts made at run time

  private evalText(textId: number, index: number, source: string): string | null {
    const site = this.evalSites.get(textId)?.[index];
    if (site === undefined) return null;
    const known = site.known.get(source);
    if (known !== undefined) return known;
    const outer = this.registry.byId(textId).text;
    const made = this.attempt(() => this.made(source, { kind: 'eval', file: `${outer.file} (eval)`, outer: site }, { text: outer, scope: site.scope })?.whole ?? null);
    site.known.set(source, made);
    return made;
  }

  private script(source: string): string | null {
    const known = this.scripts.get(source);
    if (known !== undefined) return known;
    const made = this.attempt(() => this.made(source, { kind: 'script', file: 'eval' }, null).whole);
    this.scripts.set(source, made);
    return made;
  }

  private functionText(source: string): MadeText | null {
    return this.attempt(() => this.made(source, { kind: 'script', file: 'new Function' }, null));
  }

  /** Texts that acorn does not read run as they are: V8 gives its own error, or its functions stay unknown. */
  private attempt<T>(make: () => T): T | null {
    try {
      return make();
    } catch (error) {
      if (error instanceof SyntaxError) return null;
      throw error;
    }
  }

  private made(source: string, options: AnalyseOptions, outer: CodeText['outer']): MadeText {
    const analysis = analyse(source, options);
    if (outer !== null && !analysis.strict) this.noteDeclarations(analysis, outer.scope);
    const globals = this.globalsFor(source);
    const id = this.registry.nextId;
    const hash = createHash('sha256').update(`${outer?.text.path ?? ''}\n${source}`).digest('hex').slice(0, 12);
    const text: CodeText = { analysis, path: `eval:${hash}#${this.evalTexts++}`, file: options.file, outer };
    const names = moduleNames(source);
    const edits = new Edits();
    editModule(analysis, names, edits);
    const plans = instrument(analysis, names, edits, {
      globals: globals.names, textId: id, textIdOf: (each) => (each === analysis ? id : this.registry.idOf(each)),
    });
    this.keep({ id, text, globals, plans, moduleVariables: new Map(), moduleReader: null, scopes: new Map(), templates: new Map() });
    return { whole: edits.apply(analysis.source), part: (start, end) => edits.apply(analysis.source, start, end) };
  }

  /** `var` and functions of a sloppy direct eval become variables of the function around it. */
  private noteDeclarations({ scope }: ModuleAnalysis, outer: Scope): void {
    const names = [...scope.variables.values()].filter(({ kind }) => kind === 'var' || kind === 'function').map(({ name }) => name);
    if (names.length === 0) return;
    let target = outer;
    while (target.parent !== null && target.kind !== 'function' && target.kind !== 'parameters' && target.kind !== 'module') target = target.parent;
    this.reader.declareByEval(target, names.filter((name) => !target.variables.has(name)));
  }

  private keep(record: TextRecord): void {
    const { analysis } = record.text;
    this.registry.add(record);
    if (!evaluates(record.text)) return releaseSyntax(analysis);
    this.evalSites.set(record.id, syntaxOf(analysis).evalCalls.map(({ scope, literal, strict }): EvalSite => ({ scope, literal, strict, known: new Map() })));
    releaseSyntax(analysis);
  }

  /** A set of global names that the text does not contain. */
  private globalsFor(source: string): GlobalSet {
    for (const set of this.globalSets) if (!source.includes(set.names.prefix)) return set;
    for (;;) {
      const set = declareGlobals(this);
      this.globalSets.push(set);
      if (!source.includes(set.names.prefix)) return set;
    }
  }

  private sourceOf(fn: Function): string | null {
    const identity: CodeIdentity | null = this.reader.identify(fn);
    return identity === null ? null : shownText(identity.literal);
  }
}
