/** Reads the content of one live object: which family it is of, its slots, its own properties. Runs no code of the user. */

import { types } from 'node:util';
import type { Brand, Classification, NativeDescription } from '../../hosts/index.ts';
import { Integrity } from '../../format/graph/model.ts';
import { CaptureRefusal, type CodeText, type LiveScope, type ScopeReader } from '../instrument/types.ts';
import type { KnownPart, LoadedSystem } from '../load/types.ts';
import { ABSENT, type Content, type RawCommon, type RawProperty, type Specific } from './content.ts';
import type { SlotReader } from './inspector.ts';
import type { LiveInstance, LiveObject } from './live.ts';
import {
  boxedPrimitive, call, dateTime, defineProperty, deleteProperty, descriptorOf, isStackGetter, mapEntries, prototypeOf, regexpFlags, regexpSource, setValues, symbolDescription, symbolKey,
  weakRefTarget,
} from './operations.ts';
import { ForeignClasses, isForeign } from './foreign-classes.ts';
import { extraKeysOf, readBuffer, readDataView, readTypedArray } from './read-binary.ts';
import { functionProperties, readClass, readFunction, readMethod } from './read-function.ts';
import { partProperties } from './read-part.ts';
import { readIntegrity, readPrivates, readProperties } from './read-properties.ts';
import { Refused } from './refused.ts';

/** What reading needs to know of the process. */
export interface ReadPowers {
  readonly reader: ScopeReader;
  readonly system: LoadedSystem;
  readonly slots: SlotReader;
  classify(object: object): Classification;
  /** Whether Node itself brings it under a name. */
  isHost(object: object): boolean;
}

/** Makes or finds the activations that a function closes over; the walk does that. */
export interface ScopeSink {
  /** `scopes`: innermost first. Returns the innermost instance; the text's module instance where there is none. */
  instanceOf(scopes: readonly LiveScope[], holder: LiveObject, text: CodeText): LiveInstance;
}

const madeLater = 'make it in loaded() of the application or in startUp';
const isIndex = (key: string | symbol): boolean => typeof key === 'string' && /^(?:0|[1-9]\d*)$/.test(key);

/** Reads and re-reads single objects; the walk decides which. */
export class ContentReader {
  /** Functions of Node that were recognised by where they were found. */
  readonly nativeFunctions = new Map<object, NativeDescription>();
  readonly #powers: ReadPowers;
  readonly #sink: ScopeSink;
  readonly #classes: ForeignClasses;

  constructor(powers: ReadPowers, sink: ScopeSink) {
    this.#powers = powers;
    this.#sink = sink;
    this.#classes = new ForeignClasses(powers);
  }

  /** First reading. Throws Refused for what no image can hold. */
  read(holder: LiveObject): Content {
    const { value } = holder;
    if (typeof value === 'symbol') return readSymbol(value);
    const part = this.#powers.system.identify(value);
    if (part !== null) return { ...bare(), kind: 'module-part', part, properties: this.#partProperties(value, part) };
    if (types.isProxy(value)) return this.#proxy(value);
    try {
      return typeof value === 'function' ? this.#function(value, holder) : this.#object(value);
    } catch (error) {
      if (error instanceof CaptureRefusal) throw new Refused(error.reason, 'avoid this construct in code that stays reachable, or make it after start-up', error.position);
      throw error;
    }
  }

  /** A later reading of something that was captured: what cannot change is taken from before. Scope variables are not read. */
  reread(value: object | symbol, before: Content): Content {
    if (typeof value === 'symbol') return before;
    switch (before.kind) {
      case 'symbol': case 'proxy': return before;
      case 'module-part': return before.part.part === 'namespace' ? before : { ...before, properties: partProperties(value, before.part) }; // what a namespace shows of CommonJS stays
      case 'function': case 'method':
        if (typeof value !== 'function') return before;
        return { ...before, ...this.#common(value, functionProperties(value, before.code.literal)) };
      case 'class': {
        const properties = readProperties(value);
        return { ...before, ...this.#common(value, properties), staticPrivates: staticPrivatesOf(before) };
      }
      case 'bound': return { ...before, ...this.#common(value, readProperties(value)) };
      case 'native':
        this.#refuseChanged(value, before);
        return { ...before, ...this.#common(value, readProperties(value, (key) => before.omit.includes(key))) };
      case 'typed-array': return { ...before, ...this.#common(value, readProperties(value, null, extraKeysOf(value, this.#powers.slots))) };
      case 'data-view': return { ...before, ...this.#common(value, readProperties(value)) };
      case 'weak-map': case 'weak-set': return { ...before, ...this.#common(value, readProperties(value)) };
      default: return this.#object(value);
    }
  }

  /** What Node keeps inside its own objects can be made again as a whole, but not changed from outside. */
  #refuseChanged(value: object, { factory, args }: Content & { readonly kind: 'native' }): void {
    if (typeof value === 'function') return;
    const found = this.#powers.classify(value);
    if (found.kind === 'refused') throw new Refused(found.reason, found.remedy);
    if (found.kind !== 'native' || found.description.args === args) return; // the same description as long as it says the same
    throw new Refused(`another content of an object of Node (${factory})`, 'change it in startUp or in loaded() of the application, or keep an object of your own');
  }

  /** Key, value … of a WeakMap, or keys of a WeakSet, in no order. */
  weakEntries(value: object, isMap: boolean): unknown[] {
    return this.#powers.slots.weakEntries(value, isMap);
  }

  #partProperties(object: object, part: KnownPart): RawProperty[] {
    const { system } = this.#powers;
    return partProperties(object, part, part.part === 'namespace' ? system.exportsOf(part.module) : undefined);
  }

  #common(object: object, properties: readonly RawProperty[]): RawCommon {
    return { prototype: prototypeOf(object), properties, integrity: readIntegrity(object), privates: readPrivates(object, this.#powers.reader) };
  }

  #proxy(proxy: object): Content {
    const slots = this.#powers.slots.read(proxy, ['[[Target]]', '[[Handler]]']);
    const target = slots.get('[[Target]]');
    const handler = slots.get('[[Handler]]');
    if (target === null || handler === null || target === undefined) throw new Refused('a revoked Proxy', 'drop the reference to it before packaging');
    return { ...bare(), kind: 'proxy', target, handler, callable: typeof proxy === 'function' };
  }

  #function(fn: Function, holder: LiveObject): Content {
    const { reader, slots } = this.#powers;
    const evaluation = reader.classOf(fn);
    if (evaluation !== null) {
      const own = evaluation.identity.literal;
      const around = reader.classScopesOf(evaluation).filter(({ scope }) => scope.kind !== 'class' || scope.literal !== own);
      const properties = readProperties(fn);
      return { ...this.#common(fn, properties), ...readClass(evaluation, properties, this.#sink.instanceOf(around, holder, evaluation.identity.text), reader) };
    }
    const code = reader.identify(fn);
    if (code !== null) {
      const properties = functionProperties(fn, code.literal);
      const common = this.#common(fn, properties);
      const origin = reader.methodOf(fn);
      if (origin !== null) return { ...common, ...readMethod(fn, code, origin, properties) };
      return functionContent(common, readFunction(fn, code, properties, this.#sink.instanceOf(reader.scopesOf(fn), holder, code.text), reader));
    }
    const recognised = this.nativeFunctions.get(fn);
    if (recognised !== undefined) return this.#native(fn, { kind: 'native', description: recognised });
    const bound = slots.read(fn, ['[[TargetFunction]]', '[[BoundThis]]', '[[BoundArgs]]']);
    const target = bound.get('[[TargetFunction]]');
    if (target !== undefined) {
      const args = bound.get('[[BoundArgs]]');
      return { ...this.#common(fn, readProperties(fn)), kind: 'bound', target, boundThis: bound.get('[[BoundThis]]'), args: listOf(args) };
    }
    const found = this.#powers.classify(fn);
    if (found.kind === 'native') return this.#native(fn, found);
    if (isForeign(fn)) throw new Refused('a function of another realm (node:vm)', madeLater);
    throw new Refused(
      found.kind === 'refused' ? found.reason : 'a function that the program did not make, or that was made outside of the loader',
      found.kind === 'refused' ? found.remedy : 'make it when the program starts (static initializeAfterLoad() or startUp()), not while it is loaded',
    );
  }

  #object(object: object): Content {
    const found = this.#powers.classify(object);
    if (found.kind === 'native') return this.#native(object, found);
    const maker = this.#classes.makerOf(object);
    if (maker !== null) throw new Refused(maker, madeLater);
    if (found.kind === 'refused') throw new Refused(found.reason, found.remedy);
    const { brand } = found;
    const specific = this.#specific(object, brand);
    const properties = this.#propertiesOf(object, specific);
    const { prototype, integrity, privates } = this.#common(object, properties);
    // The commonest kinds are written out: merging objects is slow.
    if (specific.kind === 'object') return { prototype, properties, integrity, privates, kind: 'object' };
    if (specific.kind === 'array') return { prototype, properties, integrity, privates, kind: 'array', length: specific.length, lengthWritable: specific.lengthWritable };
    return { prototype, properties, integrity, privates, ...specific };
  }

  #native(object: object, { description }: Classification & { readonly kind: 'native' }): Content {
    const omit = new Set(description.omit);
    return { ...this.#common(object, readProperties(object, (key) => omit.has(key))), kind: 'native', factory: description.factory, args: description.args, omit: description.omit };
  }

  #propertiesOf(object: object, specific: Specific): readonly RawProperty[] {
    switch (specific.kind) {
      case 'array': return readProperties(object, (key) => key === 'length');
      case 'regexp': return readProperties(object, descriptorOf(object, 'lastIndex')?.writable === false ? null : (key) => key === 'lastIndex');
      case 'typed-array': return readProperties(object, null, extraKeysOf(object, this.#powers.slots));
      case 'boxed': return readProperties(object, typeof specific.primitive === 'string' ? isStringIndex(specific.primitive) : null);
      case 'error': return this.#withoutFormatting(() => readProperties(object).map((property) => readableStack(object, property)));
      case 'arguments': return readProperties(object, specific.strict ? (key) => key === 'callee' : null);
      case 'promise': return readProperties(object, isAsyncNumber);
      default: return readProperties(object);
    }
  }

  #specific(object: object, brand: Brand): Specific {
    switch (brand) {
      case 'object': return { kind: 'object' };
      case 'array': {
        const length = descriptorOf(object, 'length');
        return { kind: 'array', length: Number(length?.value), lengthWritable: length?.writable === true };
      }
      case 'error': return { kind: 'error' };
      case 'arguments': {
        const callee = descriptorOf(object, 'callee');
        return { kind: 'arguments', strict: callee?.get !== undefined };
      }
      case 'boxed': return { kind: 'boxed', primitive: boxedPrimitive(object, types) };
      case 'date': return { kind: 'date', time: dateTime(object) };
      case 'regexp': return { kind: 'regexp', source: regexpSource(object), flags: regexpFlags(object), lastIndex: descriptorOf(object, 'lastIndex')?.value };
      case 'map': return { kind: 'map', entries: mapEntries(object) };
      case 'set': return { kind: 'set', entries: setValues(object) };
      case 'weak-map': return { kind: 'weak-map', entries: [] };
      case 'weak-set': return { kind: 'weak-set', entries: [] };
      case 'weak-ref': return { kind: 'weak-ref', target: weakRefTarget(object) };
      case 'promise': return this.#promise(object);
      case 'array-buffer': case 'shared-array-buffer': return readBuffer(object);
      case 'typed-array': return readTypedArray(object);
      case 'data-view': return readDataView(object);
      case 'proxy': case 'function':
        throw new Refused(`a ${brand} of an unknown kind`, 'make it when the program starts');
    }
  }

  /** V8 formats a stack when it is first read, by the program's own `Error.prepareStackTrace` if there is one: that must not run now. */
  #withoutFormatting<T>(read: () => T): T {
    const own = descriptorOf(Error, 'prepareStackTrace');
    const formatter: unknown = own?.value;
    if (own?.configurable !== true || typeof formatter !== 'function' || this.#powers.reader.identify(formatter) === null) return read();
    deleteProperty(Error, 'prepareStackTrace');
    try {
      return read();
    } finally {
      defineProperty(Error, 'prepareStackTrace', own);
    }
  }

  #promise(promise: object): Specific {
    const slots = this.#powers.slots.read(promise, ['[[PromiseState]]', '[[PromiseResult]]']);
    const state = slots.get('[[PromiseState]]');
    if (state !== 'fulfilled' && state !== 'rejected') {
      throw new Refused('a pending promise, or an async function that still runs', 'await it while the module is evaluated, or start the work in startUp()');
    }
    return { kind: 'promise', state, result: slots.get('[[PromiseResult]]') };
  }
}

function functionContent({ prototype, properties, integrity, privates }: RawCommon, specific: Specific & { readonly kind: 'function' }): Content {
  const { code, instance, name, natural, homeObject } = specific;
  return { prototype, properties, integrity, privates, kind: 'function', code, instance, name, natural, homeObject };
}

function readSymbol(symbol: symbol): Content {
  const key = symbolKey(symbol);
  return { ...bare(), kind: 'symbol', description: key ?? symbolDescription(symbol), registered: key !== undefined };
}

const bare = (): RawCommon => ({ prototype: ABSENT, properties: [], integrity: Integrity.extensible, privates: [] });

/** Node numbers promises that are made while async hooks are on, as they are while the program is loaded. */
function isAsyncNumber(key: string | symbol): boolean {
  if (typeof key !== 'symbol') return false;
  const description = symbolDescription(key);
  return description === 'async_id_symbol' || description === 'trigger_async_id_symbol';
}

function isStringIndex(text: string): (key: string | symbol) => boolean {
  return (key) => key === 'length' || (isIndex(key) && Number(key) < text.length);
}

/** V8's own accessor `stack` becomes the data property that it stands for. */
function readableStack(object: object, property: RawProperty): RawProperty {
  if (property.key !== 'stack' || property.setter === ABSENT || typeof property.value !== 'function' || !isStackGetter(property.value)) return property;
  return { key: 'stack', flags: 5, value: call(property.value, object, []), setter: ABSENT };
}

function staticPrivatesOf(before: Content & { readonly kind: 'class' }): { readonly name: string; readonly value: unknown }[] {
  const { evaluation, staticPrivates } = before;
  return staticPrivates.map(({ name }) => ({ name, value: evaluation.readPrivate(evaluation.classObject, name).value }));
}

/** A list that V8 made; it has no prototype. */
function listOf(value: unknown): unknown[] {
  if (!Array.isArray(value)) return [];
  const list: unknown[] = [];
  for (let index = 0; index < value.length; index += 1) list.push(value[index]);
  return list;
}

