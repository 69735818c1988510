/**
 * What may be captured as it stands, what a factory of Node must make, and what cannot be captured. Deny by default:
 * an object below a prototype of Node is ordinary only if that prototype is known to keep all its state in
 * properties, or if the object is no instance but a prototype itself.
 */
import { types } from 'node:util';
import { isContext } from 'node:vm';
import { brandOf, getterOf, isPrototypeObject, ownSymbol, ownValue, tryCall } from './brand.ts';
import { nativeVerdict, nearestHostPrototype, ruleOf } from './describe.ts';
import { refusalOf } from './refusals.ts';
import type { Brand, Classification, Hosts } from './types.ts';

/** Prototypes whose instances consist of what `brandOf` sees and of properties. */
const PLAIN: ReadonlySet<string> = new Set([
  'Object.prototype', 'Function.prototype', 'Array.prototype', 'String.prototype', 'Number.prototype', 'Boolean.prototype', 'Symbol.prototype', 'BigInt.prototype',
  'Map.prototype', 'Set.prototype', 'WeakMap.prototype', 'WeakSet.prototype', 'WeakRef.prototype', 'Date.prototype', 'RegExp.prototype', 'Promise.prototype',
  'Error.prototype', 'AggregateError.prototype', 'EvalError.prototype', 'RangeError.prototype', 'ReferenceError.prototype', 'SyntaxError.prototype', 'TypeError.prototype', 'URIError.prototype', 'SuppressedError.prototype',
  'ArrayBuffer.prototype', 'SharedArrayBuffer.prototype', 'DataView.prototype', '%FastBuffer%.prototype', '%TypedArray%.prototype',
  'Int8Array.prototype', 'Uint8Array.prototype', 'Uint8ClampedArray.prototype', 'Int16Array.prototype', 'Uint16Array.prototype', 'Int32Array.prototype', 'Uint32Array.prototype',
  'Float16Array.prototype', 'Float32Array.prototype', 'Float64Array.prototype', 'BigInt64Array.prototype', 'BigUint64Array.prototype',
  '%GeneratorPrototype%', '%AsyncGeneratorPrototype%', '%IteratorPrototype%', '%AsyncIteratorPrototype%',
  '%GeneratorFunction%.prototype', '%AsyncFunction%.prototype', '%AsyncGeneratorFunction%.prototype',
  'node:events.prototype', 'node:assert.AssertionError.prototype', 'node:url.Url.prototype', 'node:module.prototype',
  'node:fs.Stats.prototype', 'node:fs.Dirent.prototype', 'node:stream.prototype',
  'process{prototype}', 'process.env{prototype}', // of one object each, which is Node's
]); // prettier-ignore

/** Own keys that real messages and streams have, and objects that merely inherit from their prototypes have not. */
const STREAM_MARKS: readonly string[] = ['_readableState', '_writableState', 'outputData'];
/** Description of the symbol under which a dgram socket has its handle. */
const DATAGRAM_STATE = 'state symbol';
const STREAM_LIKE = /^node:(?:http|http2|net|tls|tty|fs|dgram|zlib|crypto|stream|child_process|readline)\.\w+\.prototype/;

/** Accessors that answer for every instance and throw for what only inherits from the class. */
const ANSWERING: ReadonlyMap<string, string> = new Map([['Request.prototype', 'url'], ['Response.prototype', 'status']]);

/** Asks Node's own accessor only, not one that the program put in its place. */
function answers(object: object, prototype: object, key: string, hosts: Hosts): boolean {
  const getter = getterOf(prototype, key);
  return getter === undefined || hosts.catalogue.pathOf(getter) === null || tryCall(getter, object) !== null;
}

/** Instances always have one of these; what has none only inherits from the class. */
function isBareHeir(object: object, { path, prototype }: { readonly path: string; readonly prototype: object }, hosts: Hosts): boolean {
  if (isPrototypeObject(object)) return true;
  const key = ANSWERING.get(path);
  if (key !== undefined) return !answers(object, prototype, key, hosts);
  if (!/(?:\.prototype|Prototype%|\{prototype\})$/.test(path)) return true; // inherits from `process`, `console` … : no class
  if (!STREAM_LIKE.test(path)) return false;
  return !STREAM_MARKS.some((key) => Object.hasOwn(object, key)) && ownValue(object, '_handle') === undefined && ownSymbol(object, 'kHandle') === undefined && ownSymbol(object, DATAGRAM_STATE) === undefined && /IncomingMessage|ServerResponse|OutgoingMessage|ClientRequest|Http2Server|Socket|Stream/.test(path);
}

/** Errors with codes are of hidden classes, which mark their instances. */
function isErrorOfNode(object: object): boolean {
  if (!types.isNativeError(object)) return false;
  for (let holder = Object.getPrototypeOf(object) as unknown; typeof holder === 'object' && holder !== null && !types.isProxy(holder); holder = Object.getPrototypeOf(holder) as unknown) {
    if (ownSymbol(holder, 'kIsNodeError') !== undefined) return true;
  }
  return false;
}

/** The same list each time: such an object does not change any more. */
const NOTHING: readonly unknown[] = [];

const textOf = Function.prototype.toString;

/** A generator that has run to its end keeps nothing of its function. */
function generatorVerdict(generator: object, hosts: Hosts): Classification {
  const internal = hosts.internal?.(generator, ['[[GeneratorState]]', '[[GeneratorFunction]]']);
  if (internal?.get('[[GeneratorState]]') !== 'closed') return refusal('a suspended generator', 'keep the function, and call it where its values are used, or in startUp');
  const factory = types.isAsyncFunction(internal.get('[[GeneratorFunction]]')) ? 'finished-async-generator' : 'finished-generator';
  return { kind: 'native', description: { factory, args: NOTHING, omit: [] } };
}

function verdictByKind(object: object, hosts: Hosts): Classification | null {
  if (types.isGeneratorObject(object) && !isPrototypeObject(object)) return generatorVerdict(object, hosts);
  if (types.isMapIterator(object) || types.isSetIterator(object)) return refusal('an iterator in use', 'keep the collection, and iterate over it where it is used');
  if (isContext(object)) return refusal('a context of node:vm', 'make it in startUp, or on first use');
  if (types.isExternal(object)) return refusal('a pointer of a native addon', 'load the addon in startUp');
  if (types.isModuleNamespaceObject(object)) return refusal('the namespace of a module that was loaded past the packager', 'import the module in the ordinary way');
  return null;
}

function refusal(reason: string, remedy: string): Classification {
  return { kind: 'refused', reason, remedy };
}

/**
 * Classifies an object that is not in the catalogue. For functions: those that no code of the program made and that are
 * not bound. Order for the walker: catalogue path, known part of the module system, code identity, bound functions and
 * proxies (inspector), then this.
 */
export function classify(object: object, hosts: Hosts): Classification {
  const brand = brandOf(object);
  if (brand === 'proxy') return { kind: 'ordinary', brand };
  if (isErrorOfNode(object)) return refusal(`an error of a class that Node keeps to itself (${String(ownValue(object, 'code'))})`, 'keep its code and message instead of the error');
  const verdict = nativeVerdict(object, hosts);
  if (verdict !== null) return verdict;
  if (brand === 'function') {
    const name = ownValue(object, 'name');
    const state = hosts.settling?.(object) ?? null;
    if (state === 'settled') return { kind: 'native', description: { factory: 'settled', args: [], omit: ['length', 'name'] } };
    if (state === 'pending') return refusal('a function that settles a pending promise', 'settle the promise while the module is evaluated, or make it in startUp');
    const script = textOf.call(object).endsWith('[native code] }') ? '' : ', or of a script of node:vm,';
    return refusal(`a function of Node or of a native addon${script}${typeof name === 'string' && name !== '' ? ` (${name})` : ''} that has no name of its own`, 'keep what it was made from, and make it in startUp or on first use');
  }
  return verdictByKind(object, hosts) ?? classifyByPrototype(object, brand, hosts);
}

function classifyByPrototype(object: object, brand: Brand, hosts: Hosts): Classification {
  const nearest = nearestHostPrototype(object, hosts);
  if (nearest === null || PLAIN.has(nearest.path) || ruleOf(nearest.path) !== undefined) return { kind: 'ordinary', brand };
  if (isBareHeir(object, nearest, hosts)) return { kind: 'ordinary', brand };
  const { reason, remedy } = refusalOf(nearest.path);
  return refusal(reason, remedy);
}
