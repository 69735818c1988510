/** Files that the process holds open, as far as the system tells: who opened one is not known. */
import fs from 'node:fs';

/** Folders in which a system lists the descriptors of a process. */
const lists = ['/proc/self/fd', '/dev/fd'];

/** The path of an open file, null where the system does not tell it. */
export function pathOfOpen(descriptor: number): string | null {
  try {
    return fs.readlinkSync(`/proc/self/fd/${String(descriptor)}`);
  } catch {
    return null;
  }
}

/** Descriptors of regular files that are open now, each with what tells it from another file that gets the same number. Empty where the system does not list them. */
export function openFiles(): ReadonlyMap<number, string> {
  const found = new Map<number, string>();
  for (const descriptor of descriptors()) {
    try {
      const stats = fs.fstatSync(descriptor);
      if (stats.isFile()) found.set(descriptor, `${String(stats.dev)}:${String(stats.ino)}`);
    } catch {
      // closed since: the list itself was read through one
    }
  }
  return found;
}

function descriptors(): readonly number[] {
  for (const list of lists) {
    try {
      return fs.readdirSync(list).map(Number);
    } catch {
      // not on this system
    }
  }
  return [];
}
