// Reads paths with types from the standard input, resolves them without a catalogue, and prints those that fail.
import { readFileSync } from 'node:fs';
import { createHostResolver } from '../../../hosts/resolve.ts';

const resolver = createHostResolver(() => null);
const failures: string[] = [];
for (const [path, type] of JSON.parse(readFileSync(0, 'utf8')) as [string, string][]) {
  try {
    const found = typeof resolver.resolve(path);
    if (found !== type) failures.push(`${path}: ${found}`);
  } catch (error) {
    failures.push(`${path}: ${String(error)}`);
  }
}
console.log(JSON.stringify(failures));
