/** Component files as memory: opened once per process, checked before anything in them is used, mapped where possible. */
import { createHash } from 'node:crypto';
import { closeSync, fstatSync, openSync, readSync, type BigIntStats } from 'node:fs';
import type { ComponentReader, Sha256 } from '../../format/component.ts';
import { HEADER_SIZE } from '../../format/constants.ts';
import { checkSignature } from '../../format/container.ts';
import { notAComponent } from '../../format/damage.ts';
import { decodeComponent } from '../../format/decode.ts';
import { IcError } from '../../format/errors.ts';
import { adoptMapping, loadAddon, mapDescriptor, readRungNotice, type AddonState, type Mapping, type MappingHandle } from '../../native/index.ts';
import { icNotFound } from '../errors.ts';

const sha256: Sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

/** A mapped file, and what a worker thread needs to use it without opening it. */
export interface SharedComponent extends MappingHandle {
  readonly file: string;
  /** Device, inode, size and time: the same file or another one. */
  readonly key: string;
}

interface OpenFile {
  readonly key: string;
  readonly file: string;
  readonly mapping: Mapping;
  readonly reader: ComponentReader;
}

/**
 * What one process has mapped: one mapping per file, however often and under whatever name it is opened. The open
 * descriptor keeps the inode from being used again, so that a file replaced by rename is another file.
 */
export class ComponentMaps {
  private readonly files = new Map<string, OpenFile>();
  private state: AddonState | null = null;

  /** `shared`: files that the main thread has mapped, for worker threads. */
  constructor(shared: readonly SharedComponent[] = []) {
    for (const handle of shared) {
      const mapping = adoptMapping(handle, this.addonState.addon);
      this.files.set(handle.key, { key: handle.key, file: handle.file, mapping, reader: this.decode(mapping, handle.file) });
    }
  }

  private get addonState(): AddonState {
    this.state ??= loadAddon();
    return this.state;
  }

  /** One line that says that files are read instead of mapped, null where they are mapped. To be printed once. */
  get notice(): string | null {
    const { state } = this;
    return state === null || state.addon !== null ? null : readRungNotice(state.reason);
  }

  /** Opens a component file and checks all of its hashes. Throws IC_NOT_FOUND, IC_NOT_AN_IC, IC_VERSION, IC_PLATFORM, IC_CORRUPT. */
  open(file: string): ComponentReader {
    const descriptor = openFile(file);
    let mapping: Mapping | null = null;
    try {
      const facts = fstatSync(descriptor, { bigint: true });
      if (!facts.isFile()) throw notAComponent(file, 'no regular file');
      const key = fileKey(facts);
      const known = this.files.get(key);
      if (known !== undefined) {
        closeSync(descriptor);
        return known.reader;
      }
      checkHead(descriptor, file);
      mapping = mapDescriptor(descriptor, Number(facts.size), this.addonState.addon);
      const reader = this.decode(mapping, file);
      this.files.set(key, { key, file, mapping, reader });
      return reader;
    } catch (error) {
      if (mapping === null) closeSync(descriptor);
      else mapping.close();
      throw error;
    }
  }

  private decode(mapping: Mapping, file: string): ComponentReader {
    return decodeComponent(new Uint8Array(mapping.bytes), sha256, {
      file,
      text: (offset, length, twoByte) => mapping.text(offset, length, twoByte),
      privateBuffer: (offset, length) => mapping.privateBuffer(offset, length),
    });
  }

  /** Forgets a file. Its memory goes when nothing refers to its texts and buffers any more. */
  release(reader: ComponentReader): void {
    for (const open of this.files.values()) {
      if (open.reader !== reader) continue;
      open.mapping.close();
      this.files.delete(open.key);
      return;
    }
  }

  /** The name of an open file among those that are shared; null: it is not open here. */
  keyOf(reader: ComponentReader): string | null {
    return [...this.files.values()].find((open) => open.reader === reader)?.key ?? null;
  }

  /** A file that is open already. */
  known(key: string): ComponentReader | null {
    return this.files.get(key)?.reader ?? null;
  }

  /** What to hand to a worker thread. */
  share(): SharedComponent[] {
    return [...this.files.values()].map(({ key, file, mapping }) => ({ key, file, bytes: mapping.bytes, rung: mapping.rung }));
  }
}

/** Opens one component file; without maps it holds no descriptor, and large buffers are copied instead of shared. */
export function openComponent(file: string, maps?: ComponentMaps): ComponentReader {
  if (maps !== undefined) return maps.open(file);
  const own = new ComponentMaps();
  const reader = own.open(file);
  own.release(reader);
  return reader;
}

const fileKey = ({ dev, ino, size, mtimeNs }: BigIntStats): string => `${dev}:${ino}:${size}:${mtimeNs}`;

function openFile(file: string): number {
  try {
    return openSync(file, 'r');
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? error.code : undefined;
    if (code === 'ENOENT' || code === 'ENOTDIR') throw icNotFound(file, [{ rule: 'path', file, found: 'nothing' }]);
    throw new IcError('IC_NOT_FOUND', `${file}: expected a component file that can be read, found ${String(code)}`, {
      data: { name: file, file, reason: code },
      remedy: 'check the rights of the file and of its folders',
      cause: error,
    });
  }
}

/** Looks at the first page before the file is mapped: what is no component file is never mapped. */
function checkHead(descriptor: number, file: string): void {
  const head = new Uint8Array(HEADER_SIZE);
  const size = readSync(descriptor, head, 0, HEADER_SIZE, 0);
  checkSignature(head.subarray(0, size), file);
}
