/** What WebAssembly modules and instances were made from: Node does not tell it of the finished objects. */
import { types } from 'node:util';
import { getterOf, ownValue, prototypesOf, tryCall } from './brand.ts';

/** Bytes and imports of an instance. */
export interface WasmOrigin {
  readonly bytes: Uint8Array;
  /** The functions it imports, by module and name, as an object to be imported from; null: they could not be told without running code. */
  readonly imports: Readonly<Record<string, Readonly<Record<string, unknown>>>> | null;
}

/** An object and how it is had again. */
interface Made {
  readonly object: object;
  readonly factory: string;
  readonly args: readonly unknown[];
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
const lengthOf = getterOf(prototypeOf('Table'), 'length');
const elementOf: unknown = ownValue(prototypeOf('Table') ?? {}, 'get');

/** What an exported table held once its instance was made. */
interface TableRecord {
  readonly table: object;
  readonly elements: readonly unknown[];
}

/** Elements of a table; null: it is none. Asks Node's own functions. */
function elementsOf(table: object): readonly unknown[] | null {
  const length: unknown = tryCall(lengthOf, table)?.value;
  if (typeof length !== 'number' || typeof elementOf !== 'function') return null;
  return Array.from({ length }, (_, index) => Reflect.apply(elementOf, table, [index]) as unknown);
}

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
  readonly #tables = new WeakMap<object, readonly TableRecord[]>();
  #memories: WeakRef<object>[] = [];

  bytesOf(module: object): Uint8Array | null {
    return this.#bytes.get(module) ?? null;
  }

  originOf(instance: object): WasmOrigin | null {
    return this.#origins.get(instance) ?? null;
  }

  /** Whether the tables that the instance exports hold functions only, and the same as when it was made. */
  tablesAreAsMade(instance: object): boolean {
    return (this.#tables.get(instance) ?? []).every(({ table, elements }) => {
      const now = elementsOf(table) ?? [];
      return now.length === elements.length && now.every((each, index) => each === elements[index] && (each === null || typeof each === 'function'));
    });
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

  /** Gives the objects that belong to the instance: its exports object, what is in that, and in tables of that. */
  noteInstance(instance: object, module: object, importObject: unknown): readonly Made[] {
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
    return [{ object: exports, factory: 'get WebAssembly.Instance.prototype.exports', args: [instance] }, ...values, ...this.#noteTables(instance, values)];
  }

  /** Functions in exported tables that are no exports themselves. */
  #noteTables(instance: object, exported: readonly Made[]): readonly Made[] {
    const known = new Set(exported.map(({ object }) => object));
    const tables = exported.flatMap(({ object: table }) => {
      const elements = elementsOf(table);
      return elements === null ? [] : [{ table, elements }];
    });
    this.#tables.set(instance, tables);
    return tables.flatMap(({ table, elements }) => elements.flatMap((object, index) => {
      if (typeof object !== 'function' || known.has(object)) return [];
      known.add(object);
      return [{ object, factory: 'apply WebAssembly.Table.prototype.get', args: [table, index] }];
    }));
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
