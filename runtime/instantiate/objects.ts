/** Makes one object of each kind, as far as it can be without what comes later; fill.ts completes it. */
import type { GraphObject } from '../../format/graph/model.ts';
import { Constant, constantWord } from '../../format/graph/model.ts';
import { makeClass, makeFunction, makeMethod } from './functions.ts';
import type { Staging } from './staging.ts';
import { constructStamped } from './stamp.ts';

type Of<K extends GraphObject['kind']> = Extract<GraphObject, { kind: K }>;

const ABSENT = constantWord(Constant.absent);

/** Makes the object; its hard needs are made already or are made now. */
export function makeObject(staging: Staging, id: number, record: GraphObject): unknown {
  switch (record.kind) {
    case 'object':
      return makePlain(staging, id, record);
    case 'array':
      return makeArray(staging, record);
    case 'function':
      return makeFunction(staging, id, record);
    case 'method':
      return makeMethod(staging, record);
    case 'class': {
      const { made, cell, link } = makeClass(staging, id, record);
      staging.keepClass(id, made, cell, link);
      return made;
    }
    case 'bound':
      return Reflect.apply(Function.prototype.bind, staging.need(record.target), [staging.need(record.boundThis), ...record.args.map((word) => staging.need(word))]) as Function;
    case 'proxy':
      return new Proxy(staging.need(record.target) as object, staging.need(record.handler) as object);
    case 'map':
      return new Map();
    case 'set':
      return new Set();
    case 'weak-map':
      return new WeakMap();
    case 'weak-set':
      return new WeakSet();
    case 'weak-ref':
      return new WeakRef(staging.need(record.target) as object);
    case 'date':
      return new Date(staging.value(record.time) as number);
    case 'regexp':
      return new RegExp(staging.value(record.source) as string, staging.value(record.flags) as string);
    case 'buffer':
      return makeBuffer(staging, record);
    case 'typed-array':
      return makeTypedArray(staging, record);
    case 'data-view':
      return new DataView(staging.need(record.buffer) as ArrayBuffer, record.byteOffset, record.length ?? undefined);
    case 'boxed':
      return Object(staging.need(record.primitive)) as object;
    case 'error':
      return makeError();
    case 'arguments':
      return makeArguments(staging, id, record);
    case 'promise':
      return staging.makePromise(id);
    case 'symbol':
      return makeSymbol(staging, record);
    case 'module-part':
      return staging.modulePart(record);
    case 'native':
      return staging.makeNative(record.factory, record.args.map((word) => staging.need(word)));
  }
}

function makePlain(staging: Staging, id: number, record: Of<'object'>): object {
  const constructed = staging.constructedBy(id);
  if (constructed !== undefined) return constructed;
  if (record.home !== null) return staging.makeHome(id, record.home);
  if (record.adopts !== null) {
    const owner = staging.need(record.adopts) as { prototype?: unknown };
    if (typeof owner.prototype === 'object' && owner.prototype !== null) return owner.prototype;
  }
  const shape = staging.shape(id);
  if (shape !== null) return shape(record.properties.map((property) => staging.soft(property.value)));
  const prototype = staging.prototype(record.prototype);
  const base = record.privates[0];
  if (base !== undefined && staging.isBaseClass(base.classObject)) {
    return constructStamped(staging.linkOfClass(base.classObject), staging.need(base.classObject) as Function, prototype);
  }
  if (prototype === Object.prototype) return {};
  return staging.instances.make(record, prototype) ?? (Object.create(prototype) as object);
}

/** Elements are set here where they are plain, so that the array keeps a packed representation. */
function makeArray(staging: Staging, record: Of<'array'>): unknown[] {
  const made: unknown[] = [];
  if (!staging.isPacked(record)) return made;
  for (let i = 0; i < record.length; i++) {
    const property = record.properties[i];
    if (property !== undefined) made.push(staging.soft(property.value));
  }
  return made;
}

/** Bytes of a plain buffer come copy-on-write from the mapping where that pays; others are copied. */
function makeBuffer(staging: Staging, record: Of<'buffer'>): ArrayBuffer | SharedArrayBuffer {
  if (!record.shared && record.maxByteLength === null) return staging.reader.privateBuffer(record.bytes);
  const options = record.maxByteLength === null ? undefined : { maxByteLength: record.maxByteLength };
  const made = record.shared ? new SharedArrayBuffer(record.bytes.length, options) : new ArrayBuffer(record.bytes.length, options);
  new Uint8Array(made).set(record.bytes);
  return made;
}

function makeTypedArray(staging: Staging, record: Of<'typed-array'>): object {
  const buffer = staging.need(record.buffer) as ArrayBuffer;
  const length = record.length ?? undefined;
  if (staging.prototype(record.prototype) === Buffer.prototype) return Buffer.from(buffer, record.byteOffset, length);
  const constructor = (globalThis as Record<string, unknown>)[record.type] as new (buffer: ArrayBuffer, offset: number, length?: number) => object;
  return length === undefined ? new constructor(buffer, record.byteOffset) : new constructor(buffer, record.byteOffset, length);
}

/** An error without the stack of this place. */
function makeError(): Error {
  const limit = Object.getOwnPropertyDescriptor(Error, 'stackTraceLimit');
  if (limit?.writable === true) Error.stackTraceLimit = 0;
  const made = new Error();
  if (limit?.writable === true) Object.defineProperty(Error, 'stackTraceLimit', limit);
  return made;
}

function makeArguments(staging: Staging, id: number, record: Of<'arguments'>): object {
  if (record.mapped !== null && record.mapped.kind === 'own') {
    const own = staging.instanceHandle(record.mapped.id).a;
    if (own !== undefined) return own;
  }
  const own = staging.argumentsOf(id);
  // A sloppy function with complex parameters has a strict one, which its maker has not: it is assigned (fill.ts).
  if (own !== undefined && (!record.strict || Object.getOwnPropertyDescriptor(own, 'callee')?.get !== undefined)) return own;
  const values = record.properties.filter((property) => /^\d+$/.test(String(staging.key(property.key)))).map(() => undefined);
  const strict = function (): object { return arguments; }; // eslint-disable-line prefer-rest-params -- the object itself is wanted
  return Reflect.apply(record.strict ? strict : sloppyArguments(), undefined, values) as object;
}

function sloppyArguments(): Function {
  return new Function('return arguments');
}

function makeSymbol(staging: Staging, record: Of<'symbol'>): symbol {
  const description = record.description === ABSENT ? undefined : (staging.value(record.description) as string);
  return record.registered ? Symbol.for(description ?? '') : Symbol(description);
}
