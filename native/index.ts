/**
 * Files as shared memory: mapped by the addon where it loads, so that all processes share the pages; else read once into a
 * SharedArrayBuffer, which the threads of one process share. Knows nothing of component files.
 */
import { closeSync, fstatSync, openSync, readSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** What the addon offers; see src/icmap.cc. */
export interface MappingAddon {
  caps(): { readonly shared: 'napi' | 'v8' | 'none'; readonly externalStrings: boolean; readonly pageSize: number };
  /** mode bit 1: copy on write (else read-only, shared); bit 2: an ArrayBuffer, from any offset. Throws errors with `code`. */
  mapFd(descriptor: number, offset: number, length: number, mode: number): SharedArrayBuffer | ArrayBuffer;
  externalString(view: Uint8Array, twoByte: boolean): string;
  /** 0: needed soon, 1: used at random. */
  advise(view: Uint8Array, what: number): number;
}

/** The addon, or why there is none. */
export type AddonState = { readonly addon: MappingAddon } | { readonly addon: null; readonly reason: string };

/** `addon`: pages shared by all processes, texts without copies. `read`: one copy in each process. */
export type Rung = 'addon' | 'read';

/** A file's bytes, the same for every thread of the process. Read-only: a write to mapped bytes ends the process. */
export interface Mapping {
  readonly bytes: SharedArrayBuffer;
  readonly rung: Rung;
  /** `length` characters from byte `offset` on, Latin-1 or (at even places) UTF-16, little-endian. Keeps the mapping alive. */
  text(offset: number, length: number, twoByte: boolean): string;
  /** Bytes that the program may change: pages are private from the first write on; on rung `read` a copy. */
  privateBuffer(offset: number, length: number): ArrayBuffer;
  /** Closes the descriptor; the bytes stay as long as somebody holds them. Private buffers are copies from then on. */
  close(): void;
}

/** What a worker thread needs to use a mapping of the main thread; goes through workerData. */
export interface MappingHandle {
  readonly bytes: SharedArrayBuffer;
  readonly rung: Rung;
}

const COPY_ON_WRITE = 1;
const ARRAY_BUFFER = 2;
/** Texts below this many characters are cheaper as copies. */
const SHORT_TEXT = 64;
/** Buffers below this many bytes are cheaper as copies. */
const SMALL_BUFFER = 65_536;
const LARGEST_READ = 2 ** 30;

/** One line for people, to be printed once by whoever talks to them. */
export const readRungNotice = (reason: string): string => `component files are read instead of mapped (${reason}): memory is not shared between processes`;

/** Loads the addon. Never throws. Reasons for having none: not built, --no-addons, missing --allow-addons, no support in this runtime. */
export function loadAddon(): AddonState {
  const require = createRequire(import.meta.url);
  // Beside the built files; from the sources, or a build folder of another name, in the project's build folder.
  const places = ['icmap.node', '../build/native/icmap.node', '../../build/native/icmap.node'];
  let reason = 'the addon was not built';
  for (const place of places) {
    try {
      const loaded: unknown = require(join(fileURLToPath(new URL('.', import.meta.url)), place));
      if (!isAddon(loaded)) continue;
      if (loaded.caps().shared !== 'none') return { addon: loaded };
      reason = 'this Node gives the addon no way to make shared memory';
    } catch (error) {
      const code = errorCode(error);
      if (code !== 'MODULE_NOT_FOUND') reason = code === 'ERR_DLOPEN_DISABLED' || code === 'ERR_ACCESS_DENIED' ? 'addons are not allowed' : `the addon does not load: ${String(code)}`;
    }
  }
  return { addon: null, reason };
}

function isAddon(value: unknown): value is MappingAddon {
  return typeof value === 'object' && value !== null && 'caps' in value && 'mapFd' in value && 'externalString' in value;
}

const errorCode = (error: unknown): unknown => (error instanceof Error && 'code' in error ? error.code : undefined);

/**
 * Maps an open file as a whole, or reads it where mapping fails. The descriptor belongs to the mapping from then on;
 * where this throws (the file system's errors) it stays the caller's.
 */
export function mapDescriptor(descriptor: number, size: number, addon: MappingAddon | null): Mapping {
  if (addon !== null && size > 0) {
    try {
      const bytes = addon.mapFd(descriptor, 0, size, 0);
      if (bytes instanceof SharedArrayBuffer) return new FileMapping(bytes, 'addon', addon, descriptor);
    } catch {
      // A file system that cannot map, or a runtime that forbids foreign memory: the next rung works there too.
    }
  }
  return new FileMapping(readWhole(descriptor, size), 'read', null, descriptor);
}

/** Opens, maps and closes a file; private buffers are then copies. Throws the file system's errors. */
export function openMapping(file: string, addon: MappingAddon | null = loadAddon().addon): Mapping {
  const descriptor = openSync(file, 'r');
  try {
    const mapping = mapDescriptor(descriptor, fstatSync(descriptor).size, addon);
    mapping.close();
    return mapping;
  } catch (error) {
    closeSync(descriptor);
    throw error;
  }
}

/** The mapping of another thread, used in this one. */
export function adoptMapping(handle: MappingHandle, addon: MappingAddon | null): Mapping {
  return new FileMapping(handle.bytes, handle.rung, handle.rung === 'addon' ? addon : null, null);
}

function readWhole(descriptor: number, size: number): SharedArrayBuffer {
  const bytes = new SharedArrayBuffer(size);
  const view = new Uint8Array(bytes);
  for (let done = 0; done < size; ) {
    const count = readSync(descriptor, view, done, Math.min(size - done, LARGEST_READ), done);
    if (count === 0) throw new Error(`the file became shorter while it was read: expected ${size} bytes, found ${done}`);
    done += count;
  }
  return bytes;
}

class FileMapping implements Mapping {
  readonly bytes: SharedArrayBuffer;
  readonly rung: Rung;
  readonly #addon: MappingAddon | null;
  #descriptor: number | null;
  readonly #buffer: Buffer;
  readonly #external: boolean;

  constructor(bytes: SharedArrayBuffer, rung: Rung, addon: MappingAddon | null, descriptor: number | null) {
    this.bytes = bytes;
    this.rung = rung;
    this.#addon = addon;
    this.#descriptor = descriptor;
    this.#buffer = Buffer.from(bytes);
    this.#external = addon?.caps().externalStrings === true;
  }

  text(offset: number, length: number, twoByte: boolean): string {
    const size = twoByte ? length * 2 : length;
    if (offset < 0 || length < 0 || offset + size > this.bytes.byteLength) throw new RangeError(`text ${offset} + ${size} outside of ${this.bytes.byteLength} bytes`);
    const even = !twoByte || offset % 2 === 0;
    if (this.#addon !== null && this.#external && length >= SHORT_TEXT && even) return this.#addon.externalString(new Uint8Array(this.bytes, offset, size), twoByte);
    return this.#buffer.toString(twoByte ? 'utf16le' : 'latin1', offset, offset + size);
  }

  privateBuffer(offset: number, length: number): ArrayBuffer {
    if (offset < 0 || length < 0 || offset + length > this.bytes.byteLength) throw new RangeError(`buffer ${offset} + ${length} outside of ${this.bytes.byteLength} bytes`);
    if (this.#addon !== null && this.#descriptor !== null && length >= SMALL_BUFFER) {
      try {
        const buffer = this.#addon.mapFd(this.#descriptor, offset, length, COPY_ON_WRITE + ARRAY_BUFFER);
        if (buffer instanceof ArrayBuffer) return buffer;
      } catch {
        // No foreign ArrayBuffers here, or too many mappings: a copy is as right.
      }
    }
    const copy = new ArrayBuffer(length);
    new Uint8Array(copy).set(new Uint8Array(this.bytes, offset, length));
    return copy;
  }

  close(): void {
    if (this.#descriptor !== null) closeSync(this.#descriptor);
    this.#descriptor = null;
  }
}
