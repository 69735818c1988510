// Streams of node:stream that have not begun to flow: made again by their constructor, user listeners and methods put back.
import { getterOf, ownValue, tryCall } from './brand.ts';
import { builtinModule } from './intrinsics.ts';
import { native, refused } from './verdict.ts';
import type { Rule } from './verdict.ts';

const OPTION_GETTERS = ['readableObjectMode', 'readableHighWaterMark', 'writableObjectMode', 'writableHighWaterMark'] as const;

function prototypeOf(name: string): object | undefined {
  const stream = builtinModule('stream');
  const found: unknown = typeof stream === 'function' || (typeof stream === 'object' && stream !== null) ? Reflect.get(stream, name) : undefined;
  const prototype: unknown = typeof found === 'function' ? ownValue(found, 'prototype') : undefined;
  return typeof prototype === 'object' && prototype !== null ? prototype : undefined;
}

const readable = prototypeOf('Readable');
const writable = prototypeOf('Writable');
const getter = (key: string): (() => unknown) | undefined => getterOf(key.startsWith('writable') ? writable : readable, key);
const getters = new Map([...OPTION_GETTERS, 'readableLength', 'writableLength', 'readableFlowing', 'readableEnded', 'writableEnded', 'destroyed'].map((key) => [key, getter(key)]));
const writableDestroyed = getterOf(writable, 'destroyed');

/** Options that a stream's state keeps, with their values where none are given. */
const READING = { encoding: null, emitClose: true, autoDestroy: true } as const;
const WRITING = { decodeStrings: true, defaultEncoding: 'utf8', emitClose: true, autoDestroy: true } as const;

/** Those that are not as ever; accessors of Node's own state classes in some versions, properties in others. */
function optionsOf(state: unknown, usual: Readonly<Record<string, unknown>>): Record<string, unknown> {
  const found: Record<string, unknown> = {};
  if (typeof state !== 'object' || state === null) return found;
  const prototype = Object.getPrototypeOf(state) as object;
  for (const [key, value] of Object.entries(usual)) {
    const now = ownValue(state, key) ?? tryCall(getterOf(prototype, key), state)?.value;
    if (now !== undefined && now !== value) found[key] = now;
  }
  return found;
}

/** Rule for the stream class of that name: fresh ones are native, streams in use are refused. */
export function describeStream(name: string): Rule {
  return (object) => {
    const reads = typeof ownValue(object, '_readableState') === 'object';
    const writes = typeof ownValue(object, '_writableState') === 'object';
    if (!reads && !writes) return null;
    const read = (key: string): unknown => tryCall(getters.get(key), object)?.value;
    const state = ownValue(object, '_readableState');
    const pipes = typeof state === 'object' && state !== null ? ownValue(state, 'pipes') : undefined;
    const inUse = Number(read('readableLength') ?? 0) > 0 || Number(read('writableLength') ?? 0) > 0 || (reads && read('readableFlowing') !== null);
    const ended = read('readableEnded') === true || read('writableEnded') === true || (reads ? read('destroyed') : tryCall(writableDestroyed, object)?.value) === true;
    if (inUse || ended || (Array.isArray(pipes) && pipes.length > 0)) return refused(`a ${name} stream in use`, 'connect and use the stream in startUp or later');
    const unusual = { ...optionsOf(state, READING), ...optionsOf(ownValue(object, '_writableState'), WRITING) };
    const options: Record<string, unknown> = { ...unusual };
    for (const key of OPTION_GETTERS) if (key.startsWith('readable') ? reads : writes) options[key] = read(key);
    const omit = Reflect.ownKeys(object).filter((key) => typeof key === 'symbol' || key === '_readableState' || key === '_writableState');
    if (name === 'Readable') return native('new node:stream.Readable', [{ ...unusual, objectMode: options['readableObjectMode'], highWaterMark: options['readableHighWaterMark'] }], omit);
    if (name === 'Writable') return native('new node:stream.Writable', [{ ...unusual, objectMode: options['writableObjectMode'], highWaterMark: options['writableHighWaterMark'] }], omit);
    return native(`new node:stream.${name}`, [options], omit);
  };
}
