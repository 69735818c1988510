/** What WebAssembly modules and instances were made from: Node does not tell it of the finished objects. */
import { types } from 'node:util';
import { getterOf, ownValue, prototypesOf, tryCall } from './brand.ts';

/** Bytes and imports of an instance. */
export interface WasmOrigin {
  readonly bytes: Uint8Array;
  /** The functions it imports, by module and name, as an object to be imported from; null: they could not be told without running code. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, unknown>>>> | null;
}

interface ImportEntry {
  readonly module: string;
  readonly name: string;
}

const wasm: unknown = Reflect.get(globalThis, 'WebAssembly');
const member = (name: string): unknown => (typeof wasm === 'object' && wasm !== null ? ownValue(wasm, name) : undefined);

function prototypeOf(name: string): object | undefined {
  const maker = member(name);
  const prototype = typeof maker === 'function' ? ownValue(maker, 'prototype') : undefined;
  return typeof prototype === 'object' && prototype !== null ? prototype : undefined;
}

const moduleMaker = member('Module');
const listImports = typeof moduleMaker === 'function' ? (ownValue(moduleMaker, 'imports') as ((module: object) => readonly ImportEntry[]) | undefined) : undefined; // Node's own function
const exportsOf = getterOf(prototypeOf('Instance'), 'exports');
const bufferOf = getterOf(prototypeOf('Memory'), 'buffer');

/** Own copy of the bytes in a buffer or view. */
function copyOf(source: unknown): Uint8Array | null {
  if (ArrayBuffer.isView(source)) return new Uint8Array(source.buffer, source.byteOffset, source.byteLength).slice();
  return types.isAnyArrayBuffer(source) ? new Uint8Array(source).slice() : null;
}

/** Value of a data property, inherited or not; undefined where an accessor or a proxy would have to be asked. */
function dataValue(object: unknown, key: string): unknown {
  if ((typeof object !== 'object' && typeof object !== 'function') || object === null || types.isProxy(object)) return undefined;
  return [object, ...prototypesOf(object)].map((each) => Object.getOwnPropertyDescriptor(each, key)).find((each) => each !== undefined)?.value;
}

export class WasmRecords {
  readonly #bytes = new WeakMap<object, Uint8Array>();
  readonly #origins = new WeakMap<object, WasmOrigin>();
  #memories: WeakRef<object>[] = [];

  bytesOf(module: object): Uint8Array | null {
    return this.#bytes.get(module) ?? null;
  }

  originOf(instance: object): WasmOrigin | null {
    return this.#origins.get(instance) ?? null;
  }

  /** The memory that this buffer is the present one of. */
  memoryOf(buffer: object): object | null {
    for (const each of this.#memories) {
      const memory = each.deref();
      if (memory !== undefined && tryCall(bufferOf, memory)?.value === buffer) return memory;
    }
    return null;
  }

  /** Reads the bytes before they are handed on: the program may change them afterwards. */
  readonly copy = copyOf;

  noteModule(module: object, bytes: Uint8Array | null): void {
    if (bytes !== null) this.#bytes.set(module, bytes);
  }

  /** Gives the objects that belong to the instance: its exports object and what is in that. */
  noteInstance(instance: object, module: object, importObject: unknown): readonly { readonly object: object; readonly factory: string; readonly args: readonly unknown[] }[] {
    const bytes = this.#bytes.get(module);
    if (bytes === undefined) return [];
    this.#origins.set(instance, { bytes, imports: importsFrom(module, importObject) });
    const exports = tryCall(exportsOf, instance)?.value;
    if (typeof exports !== 'object' || exports === null) return [];
    const values = Object.keys(exports).flatMap((key) => {
      const value = ownValue(exports, key);
      if ((typeof value !== 'object' && typeof value !== 'function') || value === null) return [];
      if (tryCall(bufferOf, value) !== null) this.#memories.push(new WeakRef(value));
      return [{ object: value, factory: 'member', args: [exports, key] }];
    });
    this.#memories = this.#memories.filter((each) => each.deref() !== undefined);
    return [{ object: exports, factory: 'get WebAssembly.Instance.prototype.exports', args: [instance] }, ...values];
  }
}

function importsFrom(module: object, importObject: unknown): WasmOrigin['imports'] {
  const found: Record<string, Record<string, unknown>> = {};
  for (const entry of listImports?.(module) ?? []) {
    const value = dataValue(dataValue(importObject, entry.module), entry.name);
    if (value === undefined) return null;
    (found[entry.module] ??= {})[entry.name] = value;
  }
  return found;
}
