import { spawn, spawnSync } from 'node:child_process';
import type { ChildProcess } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { abtFile } from './repository.ts';

/** One temporary folder per test process, outside the repository; removed when the process ends. */
export const scratch: string = mkdtempSync(join(tmpdir(), 'abt-test-'));
process.on('exit', () => {
  if (process.env['KEEP_SCRATCH'] === undefined) rmSync(scratch, { recursive: true, force: true });
});

export interface RunOptions {
  readonly cwd?: string;
  readonly env?: Readonly<Record<string, string>>;
  /** Milliseconds until the process is killed, which fails the test. */
  readonly timeout?: number;
  readonly nodeOptions?: readonly string[];
}

export interface RunResult {
  readonly command: string;
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

function environment(extra: Readonly<Record<string, string>> = {}): Record<string, string | undefined> {
  const { NODE_OPTIONS, ABT_BIND, ABT_LOG, ...rest } = process.env;
  void [NODE_OPTIONS, ABT_BIND, ABT_LOG];
  return { ...rest, NO_COLOR: '1', ABT_CACHE: join(scratch, 'cache'), ...extra };
}

/** Runs this Node with the given arguments; a time limit or a signal fails the test. */
export function node(args: readonly string[], options: RunOptions = {}): RunResult {
  const result = spawnSync(process.execPath, [...(options.nodeOptions ?? []), ...args], {
    cwd: options.cwd ?? scratch,
    env: environment(options.env),
    encoding: 'utf8',
    timeout: options.timeout ?? 60_000,
    killSignal: 'SIGKILL',
    maxBuffer: 1 << 26,
  });
  const command = `node ${args.join(' ')}`;
  expect(result.signal, `${command}: ended by a signal or the time limit\n${result.stdout}\n${result.stderr}`).to.equal(null);
  return { command, code: result.status, signal: result.signal, stdout: result.stdout, stderr: result.stderr };
}

/** Runs the command under test. */
export function abt(args: readonly string[], options: RunOptions = {}): RunResult {
  return { ...node([abtFile, ...args], options), command: `abt ${args.join(' ')}` };
}

/** Starts the command under test without waiting for its end; the caller must end it. */
export function startAbt(args: readonly string[], options: RunOptions = {}): ChildProcess {
  return spawn(process.execPath, [abtFile, ...args], { cwd: options.cwd ?? scratch, env: environment(options.env), stdio: ['pipe', 'pipe', 'pipe'] });
}

/** Everything that a failing assertion should show. */
export function described(result: RunResult): string {
  return `${result.command} → ${result.code}\n--- stdout\n${result.stdout}\n--- stderr\n${result.stderr}`;
}

/** The command ended with exit code 0. */
export function expectSuccess(result: RunResult): RunResult {
  expect(result.code, described(result)).to.equal(0);
  return result;
}

/** The command ended with exit code 1 and one readable paragraph that names the code and every one of `names`; no stack. */
export function expectIcError(result: RunResult, code: string, ...names: readonly string[]): RunResult {
  expect(result.code, described(result)).to.equal(1);
  const lines = result.stderr.split('\n').filter((line) => !/^\s*$/.test(line));
  expect(result.stderr, described(result)).to.contain(code);
  for (const name of names) expect(result.stderr, `names ${name}: ${described(result)}`).to.contain(name);
  expect(lines.filter((line) => /^\s+at .*(:\d+:\d+\)?|node:internal)/.test(line)), `no stack: ${described(result)}`).to.deep.equal([]);
  return result;
}

/** The command ended with exit code 2: it was used wrongly. */
export function expectUsageError(result: RunResult, ...names: readonly string[]): RunResult {
  expect(result.code, described(result)).to.equal(2);
  for (const name of names) expect(result.stderr + result.stdout, described(result)).to.contain(name);
  return result;
}

/** The command succeeded and wrote exactly this to stdout (a closing newline is added). */
export function expectOutput(result: RunResult, ...lines: readonly string[]): RunResult {
  expectSuccess(result);
  expect(result.stdout, described(result)).to.equal(lines.map((line) => `${line}\n`).join(''));
  return result;
}

/** The standard output of a successful command, parsed. The caller states the shape that the contract promises. */
export function jsonOf<Shape>(result: RunResult): Shape {
  expectSuccess(result);
  // JSON.parse gives `any`: the shape is what the assertions that follow check.
  return JSON.parse(result.stdout) as Shape;
}
