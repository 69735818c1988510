import yargs from 'yargs';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const log = [];
const cli = yargs([])
  .scriptName('orders').usage('$0 <command>').exitProcess(false).locale('en').wrap(80).env('ORDERS')
  .option('verbose', { alias: 'v', type: 'count', describe: 'more output', global: true })
  .option('region', { choices: ['north', 'south'], default: 'north', describe: 'where', coerce: (text) => text.toLowerCase() })
  .command(['list [status]', 'ls'], 'list orders', (sub) => sub.positional('status', { default: 'open' }).option('limit', { type: 'number', default: 5 }), (argv) => { log.push(['list', argv.status, argv.limit, argv.verbose, argv.region]); })
  .command({ command: 'add <id> [items..]', aliases: ['new'], describe: 'add an order', builder: { price: { type: 'number', demandOption: true }, tags: { array: true } }, handler: async (argv) => { await null; log.push(['add', argv.id, argv.items, argv.price, argv.tags]); } })
  .middleware((argv) => { argv.seen = true; })
  .check((argv) => { if (argv.limit > 100) throw new Error('too many'); return true; })
  .conflicts('quiet', 'loud').implies('from', 'to').group(['verbose'], 'Output:').example('$0 ls', 'lists').epilogue('the end').version('3.1.0').strictCommands().demandCommand(1, 'say what').recommendCommands();
const help = await cli.getHelp();

export class Program {
  static async startUp() {
    console.log(help);
    const fail = async (...args) => {
      await cli.parse(args, {}, (error, argv, output) => console.log(args.join(' '), '|', error?.message, '|', output.split('\n').at(-1)));
    };
    await cli.parse(['ls', 'closed', '-vv', '--limit=7', '--region', 'SOUTH']);
    await cli.parse(['new', '12', 'a', 'b', '--price', '1.5', '--tags', 'x', 'y']);
    await cli.parse('list --no-quiet');
    await fail('add', '1');
    await fail('lst');
    await fail('ls', '--limit', '1000');
    await fail('ls', '--from', '1');
    await fail('ls', '--region', 'east');
    await fail('ls', '--quiet', '--loud');
    await cli.parse(['--version'], {}, (error, argv, output) => console.log(output));
    await cli.parse(['add', '--help'], {}, (error, argv, output) => console.log(output));
    console.log(JSON.stringify(log), JSON.stringify({ ...yargs(['--a.b', '1', '--no-c', '-xyz', '--list', '1', '--list', '2']).help(false).version(false).parse(), $0: undefined }));
  }
}
