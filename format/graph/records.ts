/**
 * Records of objects: for every kind how its row is written and, beside it, read. A row is a sequence of 32-bit words:
 * prototype, layout (keys and flags of the own properties), values (accessors: getter, setter), integrity and
 * number of private states, those, then what the kind adds. The kind's number is its place in RECORDS.
 */
import { wordsOf } from '../codec.ts';
import { contradiction, corrupt } from '../damage.ts';
import {
  Attribute, Constant, constantWord,
  type GraphObject, type HomeOrigin, type Integrity, type ModulePart, type PrivateState, type Property, type TypedArrayName, type Word,
} from './model.ts';
import type { RecordInput, RecordOutput } from './record-streams.ts';

type Kind = GraphObject['kind'];
type Of<K extends Kind> = Extract<GraphObject, { readonly kind: K }>;
type Common = Pick<GraphObject, 'path' | 'prototype' | 'properties' | 'integrity' | 'privates'>;

interface Twin<K extends Kind> {
  write(out: RecordOutput, object: Of<K>): void;
  read(input: RecordInput, common: Common): Of<K>;
}

const ABSENT = constantWord(Constant.absent);

const TYPED_ARRAYS = wordsOf<TypedArrayName>({
  Int8Array: true, Uint8Array: true, Uint8ClampedArray: true, Int16Array: true, Uint16Array: true, Int32Array: true, Uint32Array: true,
  Float16Array: true, Float32Array: true, Float64Array: true, BigInt64Array: true, BigUint64Array: true,
});
const MODULE_PARTS = wordsOf<ModulePart>({
  module: true, require: true, 'require.resolve': true, 'require.resolve.paths': true, 'require.cache': true, meta: true, 'meta.resolve': true, namespace: true, required: true,
});
const METHOD_FORMS = ['value', 'get', 'set'] as const;
const PROMISE_STATES = ['fulfilled', 'rejected'] as const;

function writePrivateFields(out: RecordOutput, fields: PrivateState['fields']): void {
  out.small(fields.length);
  for (const { name, value } of fields) {
    out.text(name);
    out.word(value);
  }
}

function readPrivateFields(input: RecordInput): PrivateState['fields'] {
  const count = input.words.count('private names', 2);
  const fields: PrivateState['fields'][number][] = [];
  for (let index = 0; index < count; index += 1) fields.push({ name: input.text(), value: input.word() });
  return fields;
}

function writeHome(out: RecordOutput, home: HomeOrigin | null): void {
  out.flag(home !== null);
  if (home === null) return;
  out.text(home.module);
  out.optionalText(home.component);
  out.small(home.home);
  out.instance(home.instance);
}

function readHome(input: RecordInput): HomeOrigin | null {
  if (!input.flag()) return null;
  return { module: input.text(), component: input.optionalText(), home: input.small(), instance: input.instance() };
}

type EntriesObject = Extract<GraphObject, { readonly entries: readonly Word[] }>;

/** Maps, sets and their weak kin: words in order. */
function writeEntries(out: RecordOutput, object: EntriesObject): void {
  out.list(object.entries);
}

/** `each`: words of one entry. */
function readEntries(input: RecordInput, each: number): Word[] {
  const entries = input.list();
  if (entries.length % each !== 0) throw corrupt(input.words.place, 'keys with values', `${entries.length} words`);
  return entries;
}

/**
 * Twins by kind. New kinds go to the end: the place is the number in the file. They are read into literals without a spread,
 * which V8 makes several times faster in code that has hardly run.
 */
const RECORDS: { readonly [K in Kind]: Twin<K> } = {
  object: {
    write(out, object) {
      out.optionalWord(object.adopts);
      writeHome(out, object.home);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'object', path, prototype, properties, integrity, privates, adopts: input.optionalWord(), home: readHome(input) }),
  },
  array: {
    write(out, object) {
      out.small(object.length);
      out.flag(object.lengthWritable);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'array', path, prototype, properties, integrity, privates, length: input.small(), lengthWritable: input.flag() }),
  },
  function: {
    write(out, object) {
      out.unit(object.unit);
      out.instance(object.instance);
      out.optionalWord(object.name);
      out.flag(object.natural);
      out.optionalWord(object.homeObject);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({
      kind: 'function', path, prototype, properties, integrity, privates, unit: input.unit(), instance: input.instance(), name: input.optionalWord(), natural: input.flag(), homeObject: input.optionalWord(),
    }),
  },
  method: {
    write(out, object) {
      out.word(object.classObject);
      out.flag(object.isStatic);
      out.word(object.key);
      out.optionalText(object.privateName);
      out.small(METHOD_FORMS.indexOf(object.which));
      out.unit(object.unit);
      out.flag(object.natural);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({
      kind: 'method', path, prototype, properties, integrity, privates, classObject: input.word(), isStatic: input.flag(), key: input.word(), privateName: input.optionalText(), which: input.choice(METHOD_FORMS), unit: input.unit(), natural: input.flag(),
    }),
  },
  class: {
    write(out, object) {
      out.unit(object.unit);
      out.instance(object.instance);
      out.word(object.heritage);
      out.list(object.keys);
      out.optionalWord(object.name);
      out.word(object.prototypeObject);
      writePrivateFields(out, object.staticPrivates);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({
      kind: 'class', path, prototype, properties, integrity, privates, unit: input.unit(), instance: input.instance(), heritage: input.word(), keys: input.list(), name: input.optionalWord(), prototypeObject: input.word(), staticPrivates: readPrivateFields(input),
    }),
  },
  bound: {
    write(out, object) {
      out.word(object.target);
      out.word(object.boundThis);
      out.list(object.args);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'bound', path, prototype, properties, integrity, privates, target: input.word(), boundThis: input.word(), args: input.list() }),
  },
  proxy: {
    write(out, object) {
      out.word(object.target);
      out.word(object.handler);
      out.flag(object.callable);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'proxy', path, prototype, properties, integrity, privates, target: input.word(), handler: input.word(), callable: input.flag() }),
  },
  map: { write: writeEntries, read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'map', path, prototype, properties, integrity, privates, entries: readEntries(input, 2) }) },
  set: { write: writeEntries, read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'set', path, prototype, properties, integrity, privates, entries: readEntries(input, 1) }) },
  'weak-map': { write: writeEntries, read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'weak-map', path, prototype, properties, integrity, privates, entries: readEntries(input, 2) }) },
  'weak-set': { write: writeEntries, read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'weak-set', path, prototype, properties, integrity, privates, entries: readEntries(input, 1) }) },
  'weak-ref': {
    write: (out, object) => out.word(object.target),
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'weak-ref', path, prototype, properties, integrity, privates, target: input.word() }),
  },
  date: {
    write: (out, object) => out.word(object.time),
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'date', path, prototype, properties, integrity, privates, time: input.word() }),
  },
  regexp: {
    write(out, object) {
      out.word(object.source);
      out.word(object.flags);
      out.word(object.lastIndex);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'regexp', path, prototype, properties, integrity, privates, source: input.word(), flags: input.word(), lastIndex: input.word() }),
  },
  buffer: {
    write(out, object) {
      out.flag(object.shared);
      out.optionalWide(object.maxByteLength);
      out.wide(object.bytes.length);
      out.wide(out.bytes(object.bytes));
    },
    read(input, { path, prototype, properties, integrity, privates }) {
      const shared = input.flag();
      const maxByteLength = input.optionalWide();
      return { kind: 'buffer', path, prototype, properties, integrity, privates, shared, maxByteLength, bytes: input.bytes(input.wide()) };
    },
  },
  'typed-array': {
    write(out, object) {
      out.small(TYPED_ARRAYS.indexOf(object.type));
      out.word(object.buffer);
      out.wide(object.byteOffset);
      out.optionalWide(object.length);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'typed-array', path, prototype, properties, integrity, privates, type: input.choice(TYPED_ARRAYS), buffer: input.word(), byteOffset: input.wide(), length: input.optionalWide() }),
  },
  'data-view': {
    write(out, object) {
      out.word(object.buffer);
      out.wide(object.byteOffset);
      out.optionalWide(object.length);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'data-view', path, prototype, properties, integrity, privates, buffer: input.word(), byteOffset: input.wide(), length: input.optionalWide() }),
  },
  boxed: {
    write: (out, object) => out.word(object.primitive),
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'boxed', path, prototype, properties, integrity, privates, primitive: input.word() }),
  },
  error: {
    write: () => undefined,
    read: (_input, { path, prototype, properties, integrity, privates }) => ({ kind: 'error', path, prototype, properties, integrity, privates }),
  },
  arguments: {
    write(out, object) {
      out.optionalInstance(object.mapped);
      out.flag(object.strict);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'arguments', path, prototype, properties, integrity, privates, mapped: input.optionalInstance(), strict: input.flag() }),
  },
  promise: {
    write(out, object) {
      out.small(PROMISE_STATES.indexOf(object.state));
      out.word(object.result);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'promise', path, prototype, properties, integrity, privates, state: input.choice(PROMISE_STATES), result: input.word() }),
  },
  symbol: {
    write(out, object) {
      out.word(object.description);
      out.flag(object.registered);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'symbol', path, prototype, properties, integrity, privates, description: input.word(), registered: input.flag() }),
  },
  'module-part': {
    write(out, object) {
      out.small(MODULE_PARTS.indexOf(object.part));
      out.text(object.module);
      out.optionalText(object.component);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'module-part', path, prototype, properties, integrity, privates, part: input.choice(MODULE_PARTS), module: input.text(), component: input.optionalText() }),
  },
  native: {
    write(out, object) {
      out.text(object.factory);
      out.list(object.args);
    },
    read: (input, { path, prototype, properties, integrity, privates }) => ({ kind: 'native', path, prototype, properties, integrity, privates, factory: input.text(), args: input.list() }),
  },
};

const KINDS = Object.keys(RECORDS) as readonly Kind[]; // the mapped type has just these keys

export function kindNumber(kind: Kind): number {
  const number = KINDS.indexOf(kind);
  if (number < 0) throw contradiction('object', `unknown kind ${String(kind)}`);
  return number;
}

/** Name of a kind's number: what reports show. */
export function kindName(number: number, place: string): Kind {
  const kind = KINDS[number];
  if (kind === undefined) throw corrupt(place, `an object kind below ${KINDS.length}`, number);
  return kind;
}

export function writeObject(out: RecordOutput, object: GraphObject): void {
  out.word(object.prototype);
  const layout: number[] = [];
  for (const { key, flags } of object.properties) layout.push(key, flags);
  out.layout(layout);
  for (const { flags, value, setter } of object.properties) {
    out.word(value);
    if ((flags & Attribute.accessor) !== 0) out.word(setter);
    else if (setter !== ABSENT) throw contradiction(object.path, 'a data property with a setter');
  }
  out.small(object.integrity + object.privates.length * 4);
  for (const { classObject, fields } of object.privates) {
    out.word(classObject);
    writePrivateFields(out, fields);
  }
  writeKind(out, object.kind, object);
}

/** Shared by all that have none; never written to. */
const NO_PROPERTIES: Property[] = [];
const NO_PRIVATES: PrivateState[] = [];

export function readObject(input: RecordInput, kindValue: number, path: string): GraphObject {
  const kind = kindName(kindValue, input.words.place);
  const prototype = input.word();
  const { keys, flags } = input.layout();
  const properties: Property[] = keys.length === 0 ? NO_PROPERTIES : [];
  for (let index = 0; index < keys.length; index += 1) {
    const key = keys[index];
    const bits = flags[index] ?? 0;
    if (key !== undefined) properties.push({ key, flags: bits, value: input.word(), setter: (bits & Attribute.accessor) === 0 ? ABSENT : input.word() });
  }
  const tagged = input.small();
  const privateCount = tagged >>> 2;
  if (privateCount > input.words.words.length) throw corrupt(input.words.place, 'fewer private states', privateCount);
  const privates: PrivateState[] = privateCount === 0 ? NO_PRIVATES : [];
  for (let index = 0; index < privateCount; index += 1) privates.push({ classObject: input.word(), fields: readPrivateFields(input) });
  const integrity = (tagged & 3) as Integrity; // two bits, four values
  return RECORDS[kind].read(input, { path, prototype, properties, integrity, privates });
}

function writeKind<K extends Kind>(out: RecordOutput, kind: K, object: GraphObject): void {
  const twin: Twin<K> = RECORDS[kind];
  twin.write(out, object as Of<K>); // the kind is the object's own
}
