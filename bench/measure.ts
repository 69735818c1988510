import { spawnSync } from 'node:child_process';
import { readFileSync, rmSync } from 'node:fs';
import { cpus } from 'node:os';

/** One way of doing a job: a command of this Node. */
export interface Contestant {
  readonly name: string;
  readonly args: readonly string[];
  readonly cwd: string;
}

/** What one process took. `reported`: the milliseconds that its `bench …` line told, null if it printed none. */
export interface Sample {
  readonly cpu: number;
  readonly wall: number;
  readonly reported: number | null;
}

/** Text of a module that makes a process write its CPU time (ms) to the file BENCH_CPU when it ends. */
export const CPU_HOOK = `process.on('exit', () => {
  const { user, system } = process.cpuUsage();
  require('node:fs').writeFileSync(process.env.BENCH_CPU, String((user + system) / 1000));
});
`;

function runOnce(contestant: Contestant, hook: string, cpuFile: string): Sample {
  const begun = process.hrtime.bigint();
  const result = spawnSync(process.execPath, ['--require', hook, ...contestant.args], { cwd: contestant.cwd, encoding: 'utf8', env: { ...process.env, BENCH_CPU: cpuFile, NO_COLOR: '1' }, maxBuffer: 1 << 26 });
  const wall = Number(process.hrtime.bigint() - begun) / 1e6;
  if (result.status !== 0) throw new Error(`${contestant.name}: ended with ${result.status ?? result.signal}\n${result.stderr}`);
  const reported = /^bench ([\d.]+)$/m.exec(result.stdout)?.[1];
  const cpu = Number(readFileSync(cpuFile, 'utf8'));
  rmSync(cpuFile);
  return { cpu, wall, reported: reported === undefined ? null : Number(reported) };
}

/** Runs the contestants alternately, one process at a time, in reversed order every second round; the first round is dropped. */
export function interleaved(contestants: readonly Contestant[], rounds: number, hook: string, cpuFile: string): Map<string, Sample[]> {
  const samples = new Map<string, Sample[]>(contestants.map(({ name }) => [name, []]));
  for (let round = 0; round <= rounds; round += 1) {
    const order = round % 2 === 0 ? contestants : [...contestants].reverse();
    for (const contestant of order) {
      const sample = runOnce(contestant, hook, cpuFile);
      if (round > 0) samples.get(contestant.name)?.push(sample);
    }
  }
  return samples;
}

/** Middle of the numbers; NaN for none. */
export function median(numbers: readonly number[]): number {
  const sorted = [...numbers].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const [upper = NaN, lower = NaN] = [sorted[middle], sorted[middle - 1]];
  return sorted.length % 2 === 1 ? upper : (upper + lower) / 2;
}

/** The 95 % interval of the ratio of two medians, by drawing from the samples again (a fixed sequence of draws). */
export function ratioInterval(above: readonly number[], below: readonly number[]): readonly [low: number, high: number] {
  let state = 12345;
  const draw = (limit: number): number => {
    state = (Math.imul(state, 1103515245) + 12345) & 0x7fffffff;
    return state % limit;
  };
  const again = (numbers: readonly number[]): number[] => numbers.map(() => numbers[draw(numbers.length)] ?? NaN);
  const ratios = Array.from({ length: 1000 }, () => median(again(above)) / median(again(below))).sort((a, b) => a - b);
  return [ratios[25] ?? NaN, ratios[975] ?? NaN];
}

/** Where figures come from, for the head of a table. */
export function machine(): string {
  return `Node ${process.version}, ${process.platform} ${process.arch}, ${cpus().length} × ${cpus()[0]?.model.trim() ?? 'unknown processor'}`;
}
