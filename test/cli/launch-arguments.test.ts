import { expect } from 'chai';
import { parseCommandLine } from '../../cli/launch-arguments.ts';

const launch = (file: string | null, rest: Readonly<Record<string, unknown>> = {}) => ({ kind: 'launch', file, iniFile: null, prelink: null, args: [], ...rest });

describe('parseCommandLine', () => {
  const accepted: readonly (readonly [string, readonly string[], object])[] = [
    ['a file right behind -i', ['-iorders.ic', 'north', '-x'], launch('orders.ic', { args: ['north', '-x'] })],
    ['a file as the next word of -i', ['-i', 'orders.ic', 'north'], launch('orders.ic', { args: ['north'] })],
    ['a file alone', ['orders.ic'], launch('orders.ic')],
    ['a prelinked file', ['ics/orders.icx', 'a'], launch('ics/orders.icx', { args: ['a'] })],
    ['a suffix in any case', ['ORDERS.IC'], launch('ORDERS.IC')],
    ['a file of any name behind -i', ['-iorders'], launch('orders')],
    ['a configuration before the file', ['-ini:qa.ini', '-iorders.ic', 'north'], launch('orders.ic', { iniFile: 'qa.ini', args: ['north'] })],
    ['a configuration before a file alone', ['-ini:qa.ini', 'orders.ic'], launch('orders.ic', { iniFile: 'qa.ini' })],
    ['a file that only begins like a configuration', ['-i', 'ni:x'], launch('ni:x')],
    ['a file whose name begins with ni', ['-inight.ic'], launch('night.ic')],
    ['launcher options behind the file as arguments of the program', ['-iorders.ic', '-ini:qa.ini', '-se', '--help', '--', '-i'], launch('orders.ic', { args: ['-ini:qa.ini', '-se', '--help', '--', '-i'] })],
    ['empty and odd arguments of the program untouched', ['orders.ic', '', ' ', '--a=b', '007'], launch('orders.ic', { args: ['', ' ', '--a=b', '007'] })],
    ['-se', ['-se', '-iorders.ic'], launch('orders.ic', { prelink: { output: null } })],
    ['-se with a file, and options in any order', ['-se:out/o.icx', '-ini:a.ini', '-iorders.ic'], launch('orders.ic', { iniFile: 'a.ini', prelink: { output: 'out/o.icx' } })],
    ['nothing: the default file', [], launch(null)],
    ['a configuration alone: the default file', ['-ini:qa.ini'], launch(null, { iniFile: 'qa.ini' })],
    ['--help', ['--help'], { kind: 'help' }],
    ['--version', ['--version'], { kind: 'version' }],
    ['a subcommand with its options', ['package', 'orders', '--json'], { kind: 'command', words: ['package', 'orders', '--json'] }],
    ['an unknown word, for the parser of subcommands', ['orders'], { kind: 'command', words: ['orders'] }],
  ];
  for (const [sentence, words, expected] of accepted) {
    it(`takes ${sentence}`, () => {
      expect(parseCommandLine(words)).to.deep.equal(expected);
    });
  }

  const refused: readonly (readonly [string, readonly string[]])[] = [
    ['-i without a file', ['-i']],
    ['-i with an empty file', ['-i', '']],
    ['-i before another option', ['-i', '-ini:qa.ini']],
    ['-ini: without a file', ['-ini:', 'orders.ic']],
    ['-ini without a colon', ['-ini', 'qa.ini', 'orders.ic']],
    ['-ini with an equals sign', ['-ini=qa.ini', 'orders.ic']],
    ['-ini: twice', ['-ini:a.ini', '-ini:b.ini', 'orders.ic']],
    ['-se: without a file', ['-se:', 'orders.ic']],
    ['-se twice', ['-se', '-se:a.icx', 'orders.ic']],
    ['an unknown option', ['-x', 'orders.ic']],
    ['an unknown long option', ['--verbose', 'orders.ic']],
    ['an option in another case', ['-INI:qa.ini', 'orders.ic']],
    ['an option that only begins like -se', ['-second', 'orders.ic']],
    ['a single dash', ['-']],
    ['a word without suffix behind launcher options', ['-ini:qa.ini', 'orders']],
    ['a subcommand behind launcher options', ['-se', 'package']],
  ];
  for (const [sentence, words] of refused) {
    it(`refuses ${sentence} as a usage error`, () => {
      expect(parseCommandLine(words)).to.include({ kind: 'usage-error' });
    });
  }
});
