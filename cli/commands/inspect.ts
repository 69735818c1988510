/** `abt inspect`: shows what is in a component file. */
import type { CommandModule } from 'yargs';
import type { CommandAction } from './action.ts';
import type { Inspection } from '../../tools/inspection.ts';
import { formatTable } from './table.ts';

interface InspectArguments {
  readonly file: string | undefined;
  readonly json: boolean;
}

/** The command for yargs; `choose` is called with what to run. */
export function inspectCommand(choose: (action: CommandAction) => void): CommandModule<object, InspectArguments> {
  return {
    command: 'inspect <file>',
    describe: 'show what is in a component',
    builder: (parser) =>
      parser
        .positional('file', { type: 'string', describe: 'a component file' })
        .option('json', { type: 'boolean', default: false, describe: 'write it as JSON' }),
    handler: ({ file, json }) => {
      choose(() => runInspect(String(file), json));
    },
  };
}

async function runInspect(file: string, json: boolean): Promise<number> {
  const { openComponentFile } = await import('../../tools/component-file.ts');
  const { inspectComponent } = await import('../../tools/inspection.ts');
  const inspection = inspectComponent(openComponentFile(file));
  await new Promise<void>((done) => {
    process.stdout.write(json ? `${JSON.stringify(inspection, null, 2)}\n` : describeInspection(inspection), () => done());
  });
  return 0;
}

/** The inspection for people: a table for each part that is not empty. */
export function describeInspection(inspection: Inspection): string {
  const { name, version, hash } = inspection;
  const parts: readonly (readonly [string, readonly string[], readonly (readonly string[])[], readonly boolean[]])[] = [
    ['prerequisites', ['name', 'range', 'version', 'hash'], inspection.prerequisites.map((fact) => [fact.name, fact.range, fact.version, fact.hash]), []],
    ['sections', ['name', 'memory', 'offset', 'size'], inspection.sections.map((fact) => [fact.name, fact.memory, String(fact.offset), String(fact.size)]), [false, false, true, true]],
    ['exports', ['name', 'module'], inspection.exports.map((fact) => [fact.name, fact.module]), []],
    ['definitions', ['kind', 'path'], inspection.definitions.map((fact) => [fact.kind, fact.path]), []],
    ['overrides', ['owner', 'path'], inspection.overrides.map((fact) => [fact.owner, fact.path]), []],
    ['state changes', ['slot', 'before', 'after', 'rule', ''], inspection.stateChanges.map((fact) => [fact.slot, fact.before, fact.after, fact.policy, fact.hook ? 'hook' : '']), []],
    ['biggest objects', ['bytes', 'kind', 'path'], inspection.biggest.map((object) => [String(object.bytes), object.kind, object.path]), [true]],
  ];
  const tables = parts.filter(([, , rows]) => rows.length > 0).map(([title, heading, rows, right]) => `\n${title} (${rows.length})\n${formatTable(heading, rows, right).replace(/^/gm, '  ').trimEnd()}\n`);
  return `${name} ${version}\n${hash}\n${tables.join('')}`;
}
