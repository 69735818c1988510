/** The subcommands of `abt`, on yargs: strict, so that an unknown name or option ends with exit code 2. */
import yargs from 'yargs';
import type { CommandAction } from './commands/action.ts';
import { UsageError } from '../settings/errors.ts';
import { doctorCommand } from './commands/doctor.ts';
import { inspectCommand } from './commands/inspect.ts';
import { packageCommand } from './commands/package.ts';
import { verifyCommand } from './commands/verify.ts';
import { coloursOnStderr, describeError } from './report-error.ts';
import { isComponentFile } from './launch-arguments.ts';
import { nearestName } from '../settings/suggestion.ts';

const NAMES = ['package', 'doctor', 'inspect', 'verify'];

/** Runs one subcommand and ends the process with its exit code: what the loaded program left running must not keep it alive. */
export async function runCommand(words: readonly string[]): Promise<void> {
  // Taken before any code of a program is loaded, which may put something else there.
  const exit = process.exit.bind(process);
  const writeError = process.stderr.write.bind(process.stderr);
  // Stands if the process ends before the command does, because something it waits for never comes.
  process.exitCode = 1;
  let exitCode: number;
  try {
    exitCode = await dispatch(words);
  } catch (error) {
    const report = describeError(error, coloursOnStderr());
    await new Promise<void>((done) => {
      writeError(report.text, () => done());
    });
    exitCode = report.exitCode;
  }
  exit(exitCode);
}

/** Parses and runs; gives the exit code. Throws UsageError for what the command line should not hold, and what the command throws. */
export async function dispatch(words: readonly string[]): Promise<number> {
  const [name = ''] = words;
  if (!NAMES.includes(name)) {
    throw new UsageError(unknownCommand(name));
  }
  // The command runs after the parsing, so that an error of the one is never taken for an error of the other.
  let chosen: CommandAction | null = null;
  const choose = (action: CommandAction): void => {
    chosen = action;
  };
  await yargs([...words])
    .scriptName('abt')
    .locale('en')
    .parserConfiguration({ 'boolean-negation': false, 'parse-numbers': false, 'parse-positional-numbers': false, 'dot-notation': false })
    .command(packageCommand(choose))
    .command(doctorCommand(choose))
    .command(inspectCommand(choose))
    .command(verifyCommand(choose))
    .strict()
    .demandCommand(1)
    .version(false)
    .help('help')
    .exitProcess(false)
    .fail((message: string | null, error: Error | undefined) => {
      throw new UsageError(`${name}: ${error?.message ?? message ?? 'expected another command line'}; see abt ${name} --help`);
    })
    .parseAsync();
  return runChosen(chosen);
}

/** Without an action it was `--help`. A function of its own, as TypeScript does not see the assignment in the callback. */
async function runChosen(action: CommandAction | null): Promise<number> {
  return action === null ? 0 : action();
}

function unknownCommand(name: string): string {
  const nearest = nearestName(name, NAMES);
  const hint = nearest === null ? `a component is started by abt ${isComponentFile(name) ? name : `${name}.ic`} or abt -iFILE` : `did you mean ${nearest}?`;
  return `${name === '' ? "''" : name}: expected ${NAMES.join(', ')} or a file .ic or .icx, found another word; ${hint}`;
}
