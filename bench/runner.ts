/**
 * Measures the real programs of test/programs: packaging time, file sizes, start-up and steady state beside plain Node,
 * alternately in one run, and writes docs/real-programs.md. `node build/bench/runner.js [--rounds N] [NAME…]`;
 * a name is the beginning of a row's: `typescript 5` starts typescript, `typescript:` lets it work, `:` chooses all that work.
 */
import { statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { programCases, programFiles } from '../test/programs/cases.ts';
import type { ProgramCase } from '../test/programs/cases.ts';
import { installPrograms, programSource } from '../test/support/programs.ts';
import { deploy, makeFolder, makeProject } from '../test/support/project.ts';
import type { Folder } from '../test/support/project.ts';
import { abtFile, repositoryRoot } from '../test/support/repository.ts';
import { abt, expectSuccess } from '../test/support/run.ts';
import { CPU_HOOK, interleaved, machine, median, ratioInterval } from './measure.ts';
import type { Sample } from './measure.ts';
import { steadyCases, steadyProgram } from './steady.ts';
import type { SteadyCase } from './steady.ts';

/** A start that does nothing but reach startUp. */
const IDLE = "export class Main { static startUp() {} }\n";

interface Row {
  readonly name: string;
  readonly packaging: number;
  readonly bytes: number;
  readonly plain: number;
  readonly image: number;
  readonly interval: readonly [number, number];
}

interface Packaged {
  readonly ics: Folder;
  readonly sources: string;
  readonly ms: number;
  readonly bytes: number;
}

function packageProject(files: Record<string, string>, packages: readonly string[]): Packaged {
  const project = makeProject(files, packages);
  const begun = process.hrtime.bigint();
  expectSuccess(abt(['package'], { cwd: project.folder, timeout: 300_000 }));
  const ms = Number(process.hrtime.bigint() - begun) / 1e6;
  const ics = deploy(project);
  const bytes = ics.list('ics').reduce((sum, name) => sum + statSync(ics.path('ics', name)).size, 0);
  return { ics, sources: ics.hidden, ms, bytes };
}

/** Measures two processes that do the same: under plain Node and from the image. `of` takes the figure from a sample. */
function compare(name: string, made: Packaged, rounds: number, of: (sample: Sample) => number): Row {
  const tools = makeFolder({ 'hook.cjs': CPU_HOOK });
  const samples = interleaved([
    { name: 'plain', args: ['plain.mjs'], cwd: made.sources },
    { name: 'image', args: [abtFile, 'ics/main.ic'], cwd: made.ics.folder },
  ], rounds, tools.path('hook.cjs'), tools.path('cpu.txt'));
  const [plain, image] = ['plain', 'image'].map((key) => (samples.get(key) ?? []).map(of));
  if (plain === undefined || image === undefined) throw new Error(`${name}: no samples`);
  return { name, packaging: made.ms, bytes: made.bytes, plain: median(plain), image: median(image), interval: ratioInterval(image, plain) };
}

function startUpRow(program: ProgramCase, rounds: number): Row {
  const files = programFiles(program, programSource(program.file), 'one');
  // The program is loaded with all its state; its work is left out, so that only the start is measured.
  files['src/main.mjs'] = `import * as program from './${program.file}';\nglobalThis.kept = program;\n${IDLE}`;
  return compare(program.title, packageProject(files, program.packages), rounds, (sample) => sample.cpu);
}

function steadyRow(steady: SteadyCase, rounds: number): Row {
  const files = {
    'package.json': '{ "private": true }',
    'main.mjs': steadyProgram(steady),
    'plain.mjs': "import { Main } from './main.mjs';\nawait Main.startUp([]);\n",
    'components/main.ini': '[component]\nversion=1.0.0\nentry=main.mjs\nstartUpClass=Main\n',
  };
  const name = `${steady.name}, ${steady.times.toLocaleString('en')} times`;
  return compare(name, packageProject(files, steady.packages), rounds, (sample) => sample.reported ?? NaN);
}

const ratio = (row: Row): string => `${(row.image / row.plain).toFixed(2)} (${row.interval[0].toFixed(2)} to ${row.interval[1].toFixed(2)})`;

function table(startUp: readonly Row[], steady: readonly Row[], rounds: number): string {
  const size = (bytes: number): string => `${(bytes / 1024).toFixed(0)} KiB`;
  return `# Real programs

npm libraries, unmodified, each used by a program with state made at module level (\`test/programs/project\`), packaged as one
component and launched from it with the sources out of reach. Written by \`npm run bench\`; measured on ${machine()}.
CPU time is user and system time of the whole process, median of ${rounds} processes each, plain Node and image run alternately;
behind each ratio the 95 % interval. Compare ratios only: absolute times depend on the machine and its load.

## Start-up: until \`startUp\` was called and the process ended
| program | packaging, s | file | plain Node, ms CPU | from its image, ms CPU | ratio |
|---|---|---|---|---|---|
${startUp.map((row) => `| ${row.name} | ${(row.packaging / 1000).toFixed(1)} | ${size(row.bytes)} | ${row.plain.toFixed(0)} | ${row.image.toFixed(0)} | ${ratio(row)} |`).join('\n')}

## Steady state: CPU time of the work alone, once a twelfth of it has been done
| work | plain Node, ms CPU | from its image, ms CPU | ratio |
|---|---|---|---|
${steady.map((row) => `| ${row.name} | ${row.plain.toFixed(0)} | ${row.image.toFixed(0)} | ${ratio(row)} |`).join('\n')}
`;
}

function main(): void {
  const args = process.argv.slice(2);
  const at = args.indexOf('--rounds');
  const rounds = at < 0 ? 7 : Number(args[at + 1]);
  const names = at < 0 ? args : args.filter((_, index) => index !== at && index !== at + 1);
  const chosen = (title: string): boolean => names.length === 0 || names.some((name) => (name === ':' ? title.includes(': ') : title.startsWith(name)));
  installPrograms();
  const rows = (title: string, make: () => Row): Row[] => {
    try {
      const row = make();
      console.log(`${title}: ${row.plain.toFixed(0)} → ${row.image.toFixed(0)} ms CPU, ratio ${ratio(row)}`);
      return [row];
    } catch (error) {
      console.error(`${title}: ${String(error)}`);
      process.exitCode = 1;
      return [];
    }
  };
  const startUp = programCases.filter(({ title }) => chosen(title)).flatMap((program) => rows(program.title, () => startUpRow(program, rounds)));
  const steady = steadyCases.filter(({ name }) => chosen(name)).flatMap((one) => rows(one.name, () => steadyRow(one, rounds)));
  const text = table(startUp, steady, rounds);
  if (names.length === 0 && process.exitCode === undefined) writeFileSync(join(repositoryRoot, 'docs', 'real-programs.md'), text);
  console.log(text);
}

main();
