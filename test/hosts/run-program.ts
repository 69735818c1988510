import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';

const EXTENSION = import.meta.url.endsWith('.ts') ? '.ts' : '.js';

/** Runs `programs/NAME` in a process of its own, because it changes globals of Node; gives the JSON value that it prints. */
export function runProgram(name: string, input = ''): unknown {
  const file = fileURLToPath(new URL(`./programs/${name}${EXTENSION}`, import.meta.url));
  const output = execFileSync(process.execPath, ['--no-warnings', file], { input, encoding: 'utf8', timeout: 60_000, maxBuffer: 1 << 26, stdio: ['pipe', 'pipe', 'inherit'] });
  return JSON.parse(output);
}
