/** What `abt` does. Launching imports the runtime and nothing else; subcommands are loaded when one is asked for. */
import { existsSync } from 'node:fs';
import { resolve } from 'node:path';
import { launch } from '../runtime/index.ts';
import { HELP } from './help.ts';
import { parseCommandLine, type CommandLine } from './launch-arguments.ts';
import { failLaunch, reportUncaught } from './report-error.ts';

/**
 * Carries out a command line (the words after `abt`) and reports errors. Nobody waits for it: a start-up that never settles
 * ends the process as any promise does, not with Node's exit code 13.
 */
export function runAbt(words: readonly string[]): void {
  main(parseCommandLine(words)).catch(failLaunch);
}

async function main(commandLine: CommandLine): Promise<void> {
  switch (commandLine.kind) {
    case 'launch': {
      const file = commandLine.file ?? defaultFile(commandLine.prelink !== null);
      if (file === null) {
        process.stderr.write(HELP);
        process.exitCode = 2;
        return;
      }
      return start(file, commandLine);
    }
    case 'command': {
      const { runCommand } = await import('./commands.ts');
      return runCommand(commandLine.words);
    }
    case 'help':
      process.stdout.write(HELP);
      return;
    case 'version': {
      const { packageVersion } = await import('./version.ts');
      process.stdout.write(`${packageVersion()}\n`);
      return;
    }
    case 'usage-error':
      process.stderr.write(`abt: ${commandLine.message}\n`);
      process.exitCode = 2;
      return;
  }
}

async function start(file: string, { iniFile, prelink, args }: Extract<CommandLine, { kind: 'launch' }>): Promise<void> {
  reportUncaught();
  try {
    await launch({
      file: resolve(file),
      iniFile: iniFile === null ? null : resolve(iniFile),
      args,
      prelink: prelink === null ? null : { output: prelink.output === null ? null : resolve(prelink.output) },
    });
  } catch (error) {
    failLaunch(error);
  }
}

/** What `abt` alone starts; a prelinked file is made from components, never from another one. */
function defaultFile(prelinking: boolean): string | null {
  return (prelinking ? ['abt.ic'] : ['abt.icx', 'abt.ic']).find((name) => existsSync(name)) ?? null;
}
