import { Command, Option, InvalidArgumentError } from 'commander';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const number = (text) => {
  if (!/^\d+$/.test(text)) throw new InvalidArgumentError('not a number.');
  return Number(text);
};
const log = [];
const program = new Command('ship').version('3.1.0').description('ships things').exitOverride();
program.configureOutput({ writeOut: (text) => log.push(text), writeErr: (text) => log.push(text) });
program.option('-v, --verbose', 'say more').addOption(new Option('-c, --colour <name>', 'paint').choices(['red', 'blue']).default('red'));
program.command('send').argument('<what>').argument('[times]', 'how often', number, 1).option('--to <place...>', 'where').action((what, times, options) => log.push(JSON.stringify({ what, times, options })));
const nested = program.command('depot');
nested.command('list').alias('ls').action(() => log.push('listing'));

export class Program {
  static startUp() {
    const run = (...args) => {
      try {
        program.parse(args, { from: 'user' });
      } catch (error) {
        log.push(`${error.constructor.name} ${error.code} ${error.exitCode}`);
      }
      console.log(log.splice(0).join('\n'));
    };
    run('send', 'box', '3', '--to', 'Rome', 'Oslo');
    run('send', 'box', 'three');
    run('-c', 'green', 'send', 'box');
    run('depot', 'ls');
    run('--help');
    run('--version');
    run('sned');
    console.log(program.commands.map((command) => command.name()), program.opts(), program.commands[0] instanceof Command);
  }
}
