/** `abt verify`: checks component files from the first byte to the last. */
import type { CommandModule } from 'yargs';
import type { CommandAction } from './action.ts';
import { coloursOnStderr, describeError } from '../report-error.ts';
import { IcError } from '../../format/errors.ts';
import { textList } from './single-value.ts';

interface VerifyArguments {
  readonly file: unknown;
}

/** The command for yargs; `choose` is called with what to run. Exit code 1 if a file fails; the others are checked all the same. */
export function verifyCommand(choose: (action: CommandAction) => void): CommandModule<object, VerifyArguments> {
  return {
    command: 'verify <file..>',
    describe: 'check structure, hashes and signature of components',
    builder: (parser) => parser.positional('file', { type: 'string', array: true, describe: 'component files' }),
    handler: ({ file }) => {
      choose(() => runVerify(textList(file)));
    },
  };
}

async function runVerify(files: readonly string[]): Promise<number> {
  const { openComponentFile } = await import('../../tools/component-file.ts');
  let failed = 0;
  for (const name of files) {
    try {
      openComponentFile(name).verify();
      process.stdout.write(`${name}: good\n`);
    } catch (error) {
      if (!(error instanceof IcError)) {
        throw error;
      }
      failed += 1;
      process.stdout.write(`${name}: fails\n`);
      process.stderr.write(describeError(error, coloursOnStderr()).text);
    }
  }
  return failed === 0 ? 0 : 1;
}
