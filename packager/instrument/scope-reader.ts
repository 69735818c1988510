/** Reads live functions and classes of instrumented code: packager/instrument/types.ts. */
import type { Literal, Scope, Variable } from '../../format/code/model.ts';
import { classScope, isHiddenFromClass, hasBrand, innerVariables, isClassFunction, capturedAround, isModuleTop, isProbed, isSuperArrow } from './chains.ts';
import { types } from 'node:util';
import { isTemplateVariable } from '../../emit/templates.ts';
import { ClassRecord } from './class-registry.ts';
import type { ClassRegistry } from './class-registry.ts';
import type { Reader } from './globals.ts';
import { isOnce } from '../analyse/once-scopes.ts';
import { probe } from './probe.ts';
import type { ProbeResult } from './probe.ts';
import { SlotKey } from './slots.ts';
import type { CodeText, ClassEvaluation, CodeIdentity, LiveScope, MethodOrigin, ScopeReader } from './types.ts';
import { CaptureRefusal, UNINITIALISED } from './types.ts';
import { positionOf } from './positions.ts';
import type { TextRegistry } from './text-registry.ts';

/** The reader over the texts and classes of one instrumentation. Throws CaptureRefusal for what cannot be read. */
export class InstrumentedReader implements ScopeReader {
  private readonly texts: TextRegistry;
  private readonly classes: ClassRegistry;
  /** Keys of scopes that are known by a value: own names of functions, `this` of initialisers. */
  private readonly declaredByEval = new Map<Scope, Set<string>>();
  private readonly activations = new WeakMap<object, SlotKey>();
  private readonly valueKeys = new Map<Scope, WeakMap<object, object>>();

  constructor(texts: TextRegistry, classes: ClassRegistry) {
    this.texts = texts;
    this.classes = classes;
  }

  /** Makes the key of the activation whose `arguments` object this is. */
  linkArguments(activation: object): object {
    const key = new SlotKey();
    this.activations.set(activation, key);
    return key;
  }

  /** A direct eval declared variables in a scope of this kind of activation. */
  declareByEval(scope: Scope, names: readonly string[]): void {
    let known = this.declaredByEval.get(scope);
    if (known === undefined) this.declaredByEval.set(scope, (known = new Set()));
    for (const name of names) known.add(name);
  }

  /** Variables that only a running direct eval declared are in no scope that can be read. */
  private refuseDeclared({ text, literal }: CodeIdentity): void {
    if (this.declaredByEval.size === 0) return;
    for (let scope: Scope | null = literal.scope; scope !== null; scope = scope.parent) {
      for (const name of this.declaredByEval.get(scope) ?? []) {
        if (!literal.hasEval && !literal.module.globals.has(name) && !isHidden(name, scope, literal)) continue;
        throw new CaptureRefusal(`a direct eval declared the variable ${name} in a function around it`, positionOf({ text, literal }));
      }
    }
  }

  activationOf(activation: object): object | null {
    return this.activations.get(activation) ?? null;
  }

  identify(fn: Function): CodeIdentity | null {
    return this.classes.classOf(fn)?.identity ?? this.texts.identify(fn);
  }

  scopesOf(fn: Function): readonly LiveScope[] {
    const identity = this.need(fn);
    const { literal } = identity;
    if (literal.kind === 'class') throw new CaptureRefusal('a class is read through its evaluation', positionOf(identity));
    this.refuseDeclared(identity);
    if (isClassFunction(literal)) return this.methodScopes(fn, identity);
    if (!isProbed(literal)) return literal.free.some(({ scope }) => isOnce(scope)) ? this.liveScopes(literal, [], null, identity) : [this.moduleScope(literal)];
    const result = this.ask(fn, identity);
    return this.liveScopes(literal, result.slots, result.reader, identity);
  }

  classOf(fn: Function): ClassEvaluation | null {
    return this.classes.classOf(fn);
  }

  classScopesOf(evaluation: ClassEvaluation): readonly LiveScope[] {
    if (!(evaluation instanceof ClassRecord)) throw new TypeError('this class evaluation is of another reader');
    const { identity } = evaluation;
    const { literal } = identity;
    this.refuseDeclared(identity);
    let slots: readonly unknown[];
    try {
      slots = evaluation.slots();
    } catch (error) {
      throw new CaptureRefusal(`its scopes cannot be read: ${String(error)}`, positionOf(identity));
    }
    const around = this.liveScopes(literal, slots, evaluation.reader, identity);
    return hasBrand(literal) || literal.name !== null ? this.withClassScope(evaluation, around) : around;
  }

  methodOf(fn: Function): MethodOrigin | null {
    const known = this.classes.methodOf(fn);
    if (known !== null) return known;
    const identity = this.texts.identify(fn);
    if (identity === null) return null;
    const { literal } = identity;
    if (literal.owner === null || literal.key?.kind !== 'private') return null;
    const { name } = literal.key;
    const { extra } = this.ask(fn, identity);
    const record = this.classes.evaluationsOf(literal.owner).find((each) => isBranded(extra, each.classObject));
    if (record === undefined) return null;
    const which = literal.kind === 'get' || literal.kind === 'set' ? literal.kind : 'value';
    return { classObject: record.classObject, isStatic: literal.isStatic, key: `#${name}`, privateName: name, which };
  }

  homeOf(fn: Function): object | null {
    const identity = this.texts.identify(fn);
    if (identity === null || !isSuperArrow(identity.literal)) return this.classes.homeOf(fn);
    if (!isProbed(identity.literal)) return null;
    const { extra } = this.ask(fn, identity);
    return typeof extra === 'object' ? extra : null;
  }

  readModule(text: CodeText, variable: Variable): unknown {
    const record = this.texts.recordOf(text);
    const index = record.moduleVariables.get(variable);
    if (index === undefined) throw new Error(`${text.path}: module variable ${variable.name} is neither captured nor exported`);
    if (record.moduleReader === null) return UNINITIALISED; // not evaluated yet
    return readAt(record.moduleReader, index);
  }

  privatesOf(object: object): readonly ClassEvaluation[] {
    return this.classes.privatesOf(object);
  }

  private need(fn: Function): CodeIdentity {
    const identity = this.identify(fn);
    if (identity === null) throw new CaptureRefusal('its code did not go through the loader', null);
    return identity;
  }

  private ask(fn: Function, identity: CodeIdentity): ProbeResult {
    const record = this.texts.recordOf(identity.text);
    const plan = record.plans.get(identity.literal);
    const refusal = plan?.refusal ?? null;
    if (refusal !== null) throw new CaptureRefusal(refusal, positionOf(identity));
    const result = probe(fn, identity.literal, plan, record.globals);
    if ('error' in result) {
      const told = describe(result.error);
      const ended = result.error instanceof ReferenceError && told.includes(`'${record.globals.names.prefix}`); // a slot in its dead zone
      throw new CaptureRefusal(ended ? 'the parameters of the call that it was made in ended with an error' : `its variables cannot be read: ${told}`, positionOf(identity));
    }
    return result;
  }

  private methodScopes(fn: Function, identity: CodeIdentity): readonly LiveScope[] {
    const origin = this.methodOf(fn);
    const record = origin === null ? null : this.classes.classOf(origin.classObject);
    if (record === null) throw new CaptureRefusal('the class it belongs to is not known', positionOf(identity));
    return this.classScopesOf(record);
  }

  private withClassScope(record: ClassRecord, around: readonly LiveScope[]): readonly LiveScope[] {
    const { text, literal } = record.identity;
    const scope = classScope(literal);
    if (!scope.captured) return around;
    const { classObject } = record;
    return [{ text, scope, key: classObject, read: () => classObject, readable: [...scope.variables.values()].filter((each) => each.captured) }, ...around];
  }

  private liveScopes(literal: Literal, slots: readonly unknown[], reader: Reader | null, identity: CodeIdentity): LiveScope[] {
    const variables = innerVariables(literal).filter((variable) => !isHiddenFromClass(variable, literal)); // as instrumentation lists them
    const byScope = new Map<Scope, Variable[]>();
    for (const variable of variables) {
      const readable = byScope.get(variable.scope);
      if (readable === undefined) byScope.set(variable.scope, [variable]);
      else readable.push(variable);
    }
    let position: Map<Variable, number> | null = null;
    let index = 0;
    const scopes = capturedAround(literal).map((scope): LiveScope => (isOnce(scope) ? this.onceScope(scope, literal, identity) : {
      text: this.texts.textOf(scope.literal.module),
      scope,
      key: this.keyOf(scope, scope.kind === 'for-head' ? outerKey(scope, slots, index++) : slots[index++], identity), // slots are those of scopeChain
      readable: byScope.get(scope) ?? [],
      read: (variable) => {
        position ??= new Map(variables.map((each, place) => [each, place]));
        const at = position.get(variable);
        if (at === undefined || reader === null) throw new Error(`${literal.path} does not refer to ${variable.name}`);
        return readAt(reader, at);
      },
    }));
    for (const { scope, readable, read } of scopes) {
      const object = scope.kind === 'with' ? readable[0] : undefined;
      if (object !== undefined && types.isProxy(read(object))) throw new CaptureRefusal('it is inside a `with` statement over a Proxy', positionOf(identity));
    }
    // A text that is no module (eval, `new Function`) may have its outermost scope among them already.
    return scopes.at(-1)?.scope.parent === null ? scopes : [...scopes, this.moduleScope(literal)];
  }

  /** A scope with one activation, through its own reader. */
  private onceScope(scope: Scope, literal: Literal, identity: CodeIdentity): LiveScope {
    const text = this.texts.textOf(scope.literal.module);
    const found = this.texts.recordOf(text).scopes.get(scope.id) ?? null;
    if (found === null) throw new CaptureRefusal('the function around it ran more than once where only once was expected', positionOf(identity));
    const { key, reader, places } = found;
    return {
      text, scope, key,
      readable: literal.free.filter((variable) => variable.scope === scope && !isHiddenFromClass(variable, literal)),
      read: (variable) => {
        const place = places.get(variable);
        if (place === undefined) throw new Error(`${scope.literal.path} does not give ${variable.name}`);
        return readAt(reader, place);
      },
    };
  }

  private keyOf(scope: Scope, slot: unknown, identity: CodeIdentity): object {
    if (slot instanceof SlotKey) return slot;
    if (scope.kind === 'class') {
      if (this.classes.classOf(slot as object)?.identity.literal === scope.literal) return slot as object;
      const record = this.classes.evaluationsOf(scope.literal).find((each) => isBranded(slot, each.classObject));
      if (record !== undefined) return record.classObject;
    } else if ((scope.kind === 'initialiser' || scope.kind === 'function-name' || scope.kind === 'for-head') && isObject(slot)) {
      return this.valueKey(scope, slot);
    }
    throw new CaptureRefusal(`the ${scope.kind} scope around it cannot be told apart from others`, positionOf(identity));
  }

  private valueKey(scope: Scope, value: object): object {
    let keys = this.valueKeys.get(scope);
    if (keys === undefined) this.valueKeys.set(scope, (keys = new WeakMap()));
    let key = keys.get(value);
    if (key === undefined) keys.set(value, (key = new SlotKey()));
    return key;
  }

  /** The scope of the module that the literal's text, or the text around its eval, belongs to. */
  private moduleScope(literal: Literal): LiveScope {
    let scope: Scope = literal.module.scope;
    while (scope.parent !== null) scope = scope.parent;
    const text = this.texts.textOf(scope.literal.module);
    const readable = isModuleTop(scope) ? literal.free.filter((variable) => variable.scope === scope && (!isTemplateVariable(variable) || this.readModule(text, variable) !== undefined)) : [];
    return { text, scope, key: text, readable, read: (variable) => this.readModule(text, variable) };
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}

/** All activations of a head of `for … in/of` within one of the scope around it are alike: nothing initialises its variables. */
function outerKey(scope: Scope, slots: readonly unknown[], index: number): object {
  return slots.slice(index + 1).find((slot) => slot instanceof SlotKey) ?? scope;
}

/** The brand test that code inside a class gave, asked about a class. */
function isBranded(test: unknown, classObject: Function): boolean {
  return typeof test === 'function' && test(classObject) === true;
}

function readAt(reader: Reader, index: number): unknown {
  try {
    return reader(index);
  } catch (error) {
    if (error instanceof ReferenceError) return UNINITIALISED;
    throw error;
  }
}

function describe(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** Whether the literal refers to a variable of that name outside the scope, which one that appeared in the scope hides. */
function isHidden(name: string, scope: Scope, literal: Literal): boolean {
  return literal.free.some((variable) => {
    if (variable.name !== name) return false;
    for (let outer = scope.parent; outer !== null; outer = outer.parent) if (outer === variable.scope) return true;
    return false;
  });
}
