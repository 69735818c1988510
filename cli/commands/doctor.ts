/** `abt doctor`: tells everything that stands against packaging a program, without writing anything. */
import type { CommandModule } from 'yargs';
import { UsageError } from '../../settings/errors.ts';
import type { DiagnosedProblem, Diagnosis } from '../../packager/diagnose.ts';
import type { CommandAction } from './action.ts';
import { formatTable } from './table.ts';

interface DoctorArguments {
  readonly entry: unknown;
  readonly json: boolean;
  readonly patience: unknown;
}

/** Seconds that a program may take to load before it counts as one that never ends. */
const PATIENCE = 60;

/** The command for yargs; `choose` is called with what to run. Exit code 1 if anything stands against packaging. */
export function doctorCommand(choose: (action: CommandAction) => void): CommandModule<object, DoctorArguments> {
  return {
    command: 'doctor <entry>',
    describe: 'tell everything that stands against packaging a program',
    builder: (parser) =>
      parser
        .positional('entry', { type: 'string', describe: 'what is evaluated to load the program: a file, or a package as import takes it' })
        .option('patience', { type: 'string', default: String(PATIENCE), requiresArg: true, describe: 'seconds that loading may take' })
        .option('json', { type: 'boolean', default: false, describe: 'write it as JSON' }),
    handler: (options) => {
      choose(() => runDoctor(options));
    },
  };
}

async function runDoctor({ entry, json, patience }: DoctorArguments): Promise<number> {
  const seconds = Number(patience);
  if (Array.isArray(patience) || !Number.isFinite(seconds) || seconds <= 0) throw new UsageError(`--patience: expected a number of seconds, found ${String(patience)}`);
  // Taken before the program is loaded: what that prints goes to stderr, this report to stdout.
  const write = process.stdout.write.bind(process.stdout);
  const { diagnose } = await import('../../packager/index.ts');
  const diagnosis = await diagnose({ entry: String(entry), directory: process.cwd(), patience: seconds * 1000 });
  await new Promise<void>((done) => {
    write(json ? `${JSON.stringify(diagnosis, null, 2)}\n` : describeDiagnosis(diagnosis), () => done());
  });
  return diagnosis.fine ? 0 : 1;
}

/** The diagnosis for people: a verdict for each module, then each problem with its way, its line and what to do. */
export function describeDiagnosis({ modules, problems }: Diagnosis): string {
  const rows = modules.map(({ path, verdict, problems: count }) => [path, verdict === 'problems' ? counted(count, 'problem') : verdict]);
  const kept = modules.filter(({ verdict }) => verdict === 'kept').length;
  const ill = modules.filter(({ verdict }) => verdict === 'problems').length;
  const summary = problems.length === 0 ? `fine: ${counted(modules.length, 'module')}, ${kept} of them kept as source` : `${counted(problems.length, 'problem')}, ${ill} of ${counted(modules.length, 'module')} affected`;
  return `${formatTable(['module', 'verdict'], rows, [])}\n${problems.map(describeProblem).join('')}${summary}\n`;
}

function describeProblem({ code, path, position, reason, remedy }: DiagnosedProblem): string {
  const lines = [`${code ?? 'ERROR'}: ${path}${position === null ? '' : ` (${position})`}`, `  ${reason}`, ...(remedy === null ? [] : [`  What to do: ${remedy}`])];
  return `${lines.join('\n')}\n\n`;
}

function counted(count: number, what: string): string {
  return `${count} ${what}${count === 1 ? '' : 's'}`;
}
