/**
 * The launcher's command line, taken apart without any library: a launch must not pay for one. Pure: no file is looked at.
 *
 *   abt [-ini:FILE] [-se | -se:FILE] (-iFILE | -i FILE | FILE.ic | FILE.icx) [ARG…]
 *   abt COMMAND …        any other word: a subcommand
 *
 * Options stand before the file; what follows it is the program's.
 */

/** What a command line asks for. File names are as written. */
export type CommandLine =
  /** `file` null: `abt.icx`, else `abt.ic`, of the working directory. */
  | { readonly kind: 'launch'; readonly file: string | null; readonly iniFile: string | null; readonly prelink: { readonly output: string | null } | null; readonly args: readonly string[] }
  /** Everything, the subcommand's name included, for the parser of the subcommands. */
  | { readonly kind: 'command'; readonly words: readonly string[] }
  | { readonly kind: 'help' }
  | { readonly kind: 'version' }
  | { readonly kind: 'usage-error'; readonly message: string };

/** Takes the words after `abt` apart. */
export function parseCommandLine(words: readonly string[]): CommandLine {
  let iniFile: string | null = null;
  let prelink: { readonly output: string | null } | null = null;
  for (let index = 0; index < words.length; index += 1) {
    const word = words[index] ?? '';
    if (word.startsWith('-ini:')) {
      if (iniFile !== null) {
        return usageError('-ini: expected once, found it twice');
      }
      iniFile = word.slice('-ini:'.length);
      if (iniFile === '') {
        return usageError('-ini: expected a file, found none; write -ini:FILE');
      }
    } else if (word === '-ini' || word.startsWith('-ini=')) {
      // Read strictly this would start the file `ni`; nobody means that.
      return usageError(`${word}: expected a file behind a colon; write -ini:FILE`);
    } else if (word === '-se' || word.startsWith('-se:')) {
      if (prelink !== null) {
        return usageError('-se: expected once, found it twice');
      }
      if (word === '-se:') {
        return usageError('-se: expected a file, found none; write -se:FILE, or -se for a file beside the started one');
      }
      prelink = { output: word === '-se' ? null : word.slice('-se:'.length) };
    } else if (word === '-i') {
      const file = words[index + 1] ?? '';
      if (file === '' || file.startsWith('-')) {
        return usageError(`-i: expected a file, found ${file === '' ? 'none' : file}; write -iFILE`);
      }
      return { kind: 'launch', file, iniFile, prelink, args: words.slice(index + 2) };
    } else if (word.startsWith('-i')) {
      return { kind: 'launch', file: word.slice('-i'.length), iniFile, prelink, args: words.slice(index + 1) };
    } else if (word === '--help' || word === '--version') {
      return { kind: word === '--help' ? 'help' : 'version' };
    } else if (word.startsWith('-')) {
      return usageError(`${word}: expected -iFILE, -ini:FILE, -se, --help or --version, found an unknown option`);
    } else if (isComponentFile(word)) {
      return { kind: 'launch', file: word, iniFile, prelink, args: words.slice(index + 1) };
    } else if (iniFile !== null || prelink !== null) {
      return usageError(`${word === '' ? "''" : word}: expected a file .ic or .icx behind the launcher's options; write -iFILE for a file of another name`);
    } else {
      return { kind: 'command', words: words.slice(index) };
    }
  }
  return { kind: 'launch', file: null, iniFile, prelink, args: [] };
}

/** Whether a word is taken for a file to start rather than for a subcommand. */
export function isComponentFile(word: string): boolean {
  return /\.icx?$/i.test(word);
}

function usageError(message: string): CommandLine {
  return { kind: 'usage-error', message };
}
