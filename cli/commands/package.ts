/** `abt package`: packages components and shows what came out. */
import type { CommandModule } from 'yargs';
import type { CommandAction } from './action.ts';
import type { PackageProgress, PackageReport, PackageReportRow } from '../../packager/options.ts';
import { formatTable } from './table.ts';
import { pathOption, textList } from './single-value.ts';

interface PackageArguments {
  readonly name: unknown;
  readonly components: unknown;
  readonly out: unknown;
  readonly verify: boolean;
  readonly dev: boolean;
  readonly json: boolean;
}

/** The command for yargs; `choose` is called with what to run. */
export function packageCommand(choose: (action: CommandAction) => void): CommandModule<object, PackageArguments> {
  return {
    command: 'package [name..]',
    describe: 'package components into .ic files',
    builder: (parser) =>
      parser
        .positional('name', { type: 'string', array: true, describe: "base name or logical name of a definition; default: all" })
        .option('components', { type: 'string', default: 'components', requiresArg: true, describe: 'folder of the definitions' })
        .option('out', { type: 'string', default: 'ics', requiresArg: true, describe: 'folder that the .ic files are written to' })
        .option('verify', { type: 'boolean', default: false, describe: 'prove in a fresh process that the restored heap is the captured one' })
        .option('dev', { type: 'boolean', default: false, describe: 'make work copies (versions with +dev)' })
        .option('json', { type: 'boolean', default: false, describe: 'write the report as JSON' }),
    handler: (options) => {
      choose(() => runPackage(options));
    },
  };
}

async function runPackage(options: PackageArguments): Promise<number> {
  // Taken before the program is loaded: what that prints goes to stderr, this report to stdout.
  const write = process.stdout.write.bind(process.stdout);
  const componentsDirectory = pathOption('components', options.components);
  const outputDirectory = pathOption('out', options.out);
  const progress = process.stderr.isTTY === true ? showProgress(process.stderr) : null;
  const { packageComponents } = await import('../../packager/index.ts');
  process.on('exit', reportEarlyEnd); // before the program is loaded, so that it counts as a part of the process
  const report = await packageComponents({
    names: textList(options.name), componentsDirectory, outputDirectory, verify: options.verify, dev: options.dev, progress,
  }).finally(() => {
    process.removeAllListeners('exit'); // those of the program, too: it was captured, its end is not this one
    progress?.(null);
  });
  await new Promise<void>((done) => {
    write(options.json ? `${JSON.stringify(report, null, 2)}\n` : summarise(report), () => done());
  });
  return 0;
}

/** The program ended the process while it was loaded, by process.exit or an uncaught error: that is no success. */
function reportEarlyEnd(exitCode: number): void {
  if (exitCode === 0) process.exitCode = 1;
  process.stderr.write('abt: the program ended the process while it was loaded for packaging; nothing was written\n');
}

/** The summary table, and below it the state changes, which a reader should know of. */
export function summarise(report: PackageReport): string {
  const rows = report.components.map((row) => [row.name, row.version, String(row.romBytes), String(row.ramBytes), String(row.definitions), `${Math.round(row.ms)} ms`]);
  const table = formatTable(['component', 'version', 'ROM bytes', 'RAM bytes', 'definitions', 'time'], rows, [false, false, true, true, true, true]);
  const changes = report.components.filter((row) => row.stateChanges.length > 0).map(describeStateChanges);
  return [table, ...changes].join('\n');
}

function describeStateChanges(row: PackageReportRow): string {
  const lines = row.stateChanges.map(({ slot, before, after, hook }) => `  ${slot}: ${before} → ${after}${hook ? ' (hook)' : ''}\n`);
  return `state changes of ${row.name}\n${lines.join('')}`;
}

/** One line on a terminal that is written over and over; null clears it. */
function showProgress(terminal: NodeJS.WriteStream): (event: PackageProgress | null) => void {
  const write = terminal.write.bind(terminal);
  return (event) => {
    write(`\r\u001b[K${event === null ? '' : `[${event.index + 1}/${event.count}] ${event.component}: ${event.phase}`}`);
  };
}
