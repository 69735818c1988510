/** Starts the fresh process that restores written components: the product's own command-line part, of this very build. */
import { spawnSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { LaunchOutcome } from './index.ts';

// Taken before any code of a program runs.
const { execPath } = process;
const environment = { ...process.env };

/** In a build beside the compiled files, else beside the sources. */
const script = ['../../cli/restored-graph.js', '../../cli/restored-graph.ts'].map((name) => fileURLToPath(new URL(name, import.meta.url))).find((file) => existsSync(file)) ?? '';

/** Restores the files, in load order, in a process of its own, which answers the request. Waits for its end. */
export function restoreInFreshProcess(requestFile: string, files: readonly string[]): LaunchOutcome {
  const { status, stdout, stderr, error } = spawnSync(execPath, [script, requestFile, ...files], {
    env: { ...environment, NODE_OPTIONS: '', NO_COLOR: '1', ABT_CACHE: 'off' }, encoding: 'utf8', maxBuffer: 1 << 26,
  });
  return { status, output: error === undefined ? `${stdout}${stderr}` : String(error) };
}
