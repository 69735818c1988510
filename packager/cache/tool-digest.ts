/** What the analysis of a text depends on besides the text: the code that makes it. */
import { version as acornVersion } from 'acorn';
import { createHash } from 'node:crypto';
import { readFileSync, readdirSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

const folders = ['../analyse', '../instrument', '.', '../../format/code', '../../format', '../../emit'];

let known: string | null = null;

/** Another one for every change of the code that analyses, instruments, and reads and writes entries. */
export function toolDigest(): string {
  known ??= compute();
  return known;
}

function compute(): string {
  const hash = createHash('sha256').update(`acorn ${acornVersion}`);
  hash.update(readFileSync(createRequire(import.meta.url).resolve('cjs-module-lexer')));
  for (const each of folders) {
    const folder = fileURLToPath(new URL(`${each}/`, import.meta.url));
    for (const name of readdirSync(folder).sort()) if (/\.[jt]s$/.test(name)) hash.update(name).update(readFileSync(join(folder, name)));
  }
  return hash.digest('hex');
}
