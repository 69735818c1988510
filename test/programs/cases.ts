/** One real npm library and the program of test/programs/project that uses it. */
export interface ProgramCase {
  readonly title: string;
  /** Fixture file below test/programs/project. */
  readonly file: string;
  /** Package to copy into the project; `installed:name` for an npm alias. */
  readonly library: string;
  /** Entry that a reusable component of the library names. */
  readonly entry: string;
  /** The two-component variant is tested too. */
  readonly split: boolean;
}

/** Every real program that must work as a component. */
export const programCases: readonly ProgramCase[] = [
  { title: 'lodash', file: 'lodash.mjs', library: 'lodash', entry: 'lodash', split: true },
  { title: 'semver', file: 'semver.cjs', library: 'semver', entry: 'semver', split: true },
  { title: 'commander', file: 'commander.mjs', library: 'commander', entry: 'commander', split: true },
  { title: 'immutable', file: 'immutable.mjs', library: 'immutable', entry: 'immutable', split: true },
  { title: 'underscore', file: 'underscore.mjs', library: 'underscore', entry: 'underscore', split: true },
  { title: 'acorn', file: 'acorn.mjs', library: 'acorn', entry: 'acorn', split: true },
  { title: 'handlebars', file: 'handlebars.cjs', library: 'handlebars', entry: 'handlebars', split: true },
  { title: 'js-yaml', file: 'js-yaml.mjs', library: 'js-yaml', entry: 'js-yaml', split: true },
  { title: 'zod', file: 'zod.mjs', library: 'zod', entry: 'zod', split: true },
  { title: 'moment', file: 'moment.cjs', library: 'moment', entry: 'moment', split: true },
  { title: 'rxjs', file: 'rxjs.mjs', library: 'rxjs', entry: 'rxjs', split: true },
  { title: 'express 4', file: 'express.mjs', library: 'express4:express', entry: 'express', split: true },
  { title: 'express 5', file: 'express.mjs', library: 'express', entry: 'express', split: true },
  { title: 'typescript 5.9.3', file: 'typescript.cjs', library: 'typescript', entry: 'typescript', split: true },
  { title: 'mathjs', file: 'mathjs.mjs', library: 'mathjs', entry: 'mathjs', split: false },
];

const mainModule = (file: string): string => `
import * as program from './${file}';
export class Main {
  static async startUp(args) {
    await program.Program.startUp(args);
    console.log('stamp ' + program.stamp);
  }
}
`;

/** Files of a project that runs a program: `plain.mjs` for plain Node, definitions of one or two components. */
export function programFiles(program: ProgramCase, source: string, components: 'one' | 'two'): Record<string, string> {
  const prerequisites = components === 'two' ? '[prerequisites]\nlibrary.ic=^1.0.0\n' : '';
  const library = components === 'two' ? { 'components/library.ini': `[component]\nversion=1.0.0\nentry=${program.entry}\n` } : {};
  return {
    'package.json': '{ "name": "program", "private": true }',
    [`src/${program.file}`]: source,
    'src/main.mjs': mainModule(program.file),
    'plain.mjs': "import { Main } from './src/main.mjs';\nawait Main.startUp([]);\n",
    'components/main.ini': `[component]\nversion=1.0.0\nentry=src/main.mjs\nstartUpClass=Main\n${prerequisites}`,
    ...library,
  };
}
