/** One real npm library and the program of test/programs/project that uses it. */
export interface ProgramCase {
  readonly title: string;
  /** Fixture file below test/programs/project. */
  readonly file: string;
  /** Packages to copy into the project; `installed:name` for an npm alias. */
  readonly packages: readonly string[];
  /** Entries that a reusable component of the library names. */
  readonly entries: readonly string[];
  /** What the program's first use of the library replaces or deletes in it. */
  readonly overrides?: readonly string[];
}

/** `file`: name of the fixture; the details default to its base name. */
function program(file: string, details: Partial<ProgramCase> = {}): ProgramCase {
  const name = file.slice(0, file.lastIndexOf('.'));
  return { title: name, file, packages: [name], entries: [name], ...details };
}

const babel = ['@babel/core', '@babel/preset-env', '@babel/preset-react', '@babel/preset-typescript'];

/** Every real program that must work as a component. */
export const programCases: readonly ProgramCase[] = [
  program('lodash.mjs'),
  program('semver.cjs'),
  program('marked.mjs'),
  program('commander.mjs'),
  program('immutable.mjs'),
  program('zod.mjs'),
  program('react.mjs', { packages: ['react', 'react-dom'], entries: ['react-dom/server'] }),
  program('js-yaml.mjs'),
  program('acorn.mjs'),
  program('underscore.mjs'),
  program('rxjs.mjs'),
  program('yargs.mjs'),
  program('ajv.cjs', { packages: ['ajv', 'ajv-formats'] }),
  program('fastify.mjs'),
  program('moment.cjs'),
  program('chalk.mjs'),
  program('eslint.mjs'),
  program('babel.mjs', {
    packages: babel, entries: babel.slice(0, 1),
    overrides: ['Declaration', 'ReferencedIdentifier', 'ForXStatement', 'BlockScoped', 'Function'].map((key) => `node_modules/@babel/traverse/lib/index.js#collectorVisitor.${key}`),
  }),
  program('handlebars.cjs'),
  program('bluebird.cjs'),
  program('graphql.mjs'),
  program('mathjs.mjs'),
  program('prettier.mjs'),
  program('protobufjs.cjs'),
  program('express.mjs', { title: 'express 4', packages: ['express4:express'] }),
  program('express.mjs', { title: 'express 5' }),
  program('typescript.cjs', { title: 'typescript 5.9.3' }),
];

/** How a program is packaged and run: as one component, as a library and its dependent, as one whose program runs in a worker thread. */
export type Variant = 'one' | 'two' | 'worker';

const mainModule = (file: string): string => `
import * as program from './${file}';
export class Main {
  static async startUp(args) {
    await program.Program.startUp(args);
    console.log('stamp ' + program.stamp);
  }
}
`;

const workerMain = (file: string): string => `
import { stamp } from './${file}';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
export class Main {
  static async startUp() {
    const worker = new Worker(new URL('./worker.mjs', import.meta.url));
    await once(worker, 'exit');
    console.log('stamp ' + stamp);
  }
}
`;

const workerModule = (file: string): string => `
import { Program } from './${file}';
await Program.startUp([]);
`;

function entryLines(entries: readonly string[]): string {
  return entries.map((entry) => (entries.length === 1 ? `entry=${entry}\n` : `entry[]=${entry}\n`)).join('');
}

/** Files of a project that runs a program: `plain.mjs` for plain Node, definitions of one or two components. */
export function programFiles(program: ProgramCase, source: string, variant: Variant): Record<string, string> {
  const overrides = (program.overrides ?? []).map((slot) => `library.ic[]=${slot}\n`).join('');
  const prerequisites = variant === 'two' ? `[prerequisites]\nlibrary.ic=^1.0.0\n[overrides]\n${overrides}` : '';
  const library = variant === 'two' ? { 'components/library.ini': `[component]\nversion=1.0.0\n${entryLines(program.entries)}` } : {};
  const worker = variant === 'worker' ? { 'src/worker.mjs': workerModule(program.file) } : {};
  return {
    'package.json': '{ "name": "program", "private": true }',
    [`src/${program.file}`]: source,
    'src/main.mjs': variant === 'worker' ? workerMain(program.file) : mainModule(program.file),
    'plain.mjs': "import { Main } from './src/main.mjs';\nawait Main.startUp([]);\n",
    'components/main.ini': `[component]\nversion=1.0.0\nentry=src/main.mjs\nstartUpClass=Main\n${prerequisites}`,
    ...library,
    ...worker,
  };
}
