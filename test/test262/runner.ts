/**
 * Runs test262's tests of the language through package and launch. Usage:
 *
 *   node build/test/test262/runner.js CHECKOUT [--under language/expressions/class]… [--every 10] [--from 3] [--batch 40] [--show 20] [--verdicts FILE] [--alone only|none]
 *
 * Of every file below CHECKOUT/test/<under>, each `every`-th is taken, beginning with number `from`. A variant (sloppy, strict or module) counts if it
 * passes on plain Node in the same form: a module whose first part is evaluated when it is loaded, and whose assertions
 * are a function that is called afterwards. It passes if the launched image does the same without the sources.
 * Where packaging refuses what the first part left (NOT_CAPTURABLE), the whole test runs in the image instead; the reasons are listed.
 * Exit code 1 if any that counts does not pass.
 */
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, relative, sep } from 'node:path';
import { parseArgs } from 'node:util';
import { deploy, makeProject } from '../support/project.ts';
import type { Files } from '../support/project.ts';
import type { RunResult } from '../support/run.ts';
import { harnessOf } from './harness.ts';
import type { Harness } from './harness.ts';
import { isModule, modulePath, moduleText, readTest, variantsOf } from './read-test.ts';
import type { Variant } from './read-test.ts';
import { openVerdicts } from './verdicts.ts';

const PLAIN_BATCH = 200;

interface Entry {
  /** The folder that was asked for. */
  readonly under: string;
  readonly variant: Variant;
  readonly harness: Harness;
  readonly path: string;
  readonly text: string;
  /** It changes built-in objects that others need. */
  readonly isAlone: boolean;
  /** The form to try when packaging refuses `text`. */
  readonly deferred: string | null;
}

interface Failure {
  readonly path: string;
  readonly why: string;
}

const CHANGES = /\b(?:delete +(?:Array|Object|Function|Promise|RegExp)\.prototype|(?:Array|Object|Function|Promise)\.prototype(?:\.\w+|\[Symbol\.\w+\]) *=[^=]|defineProperty\((?:Array|Object|Function|Promise)\b)/;

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { under: { type: 'string', multiple: true }, every: { type: 'string' }, from: { type: 'string' }, batch: { type: 'string' }, show: { type: 'string' }, verdicts: { type: 'string' }, alone: { type: 'string' } },
});
const [checkout] = positionals;
if (checkout === undefined) throw new Error('usage: runner CHECKOUT [--under FOLDER]… [--every N] [--from N] [--batch N] [--show N] [--verdicts FILE] [--alone only|none]');

function filesBelow(folder: string): string[] {
  const found: string[] = [];
  for (const entry of readdirSync(folder, { withFileTypes: true }).sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = join(folder, entry.name);
    if (entry.isDirectory()) found.push(...filesBelow(path));
    else if (entry.name.endsWith('.js') && !entry.name.includes('_FIXTURE')) found.push(path);
  }
  return found;
}

function entriesOf(root: string): Entry[] {
  const every = Number(options.every ?? 1);
  const entries: Entry[] = [];
  for (const under of options.under ?? ['language']) {
    const start = join(root, 'test', under);
    const files = statSync(start).isDirectory() ? filesBelow(start) : [start];
    for (let index = Number(options.from ?? 0); index < files.length; index += every) {
      const test = readTest(root, relative(root, files[index] ?? '').split(sep).join('/'));
      for (const variant of variantsOf(test)) {
        const harness = harnessOf(root, test.includes, variant.mode !== 'sloppy');
        const text = moduleText(variant, harness);
        if (text !== null) entries.push({ under, variant, harness, path: modulePath(variant), text, isAlone: CHANGES.test(test.source), deferred: moduleText(variant, harness, true) });
      }
    }
  }
  return entries;
}

/** A project of these tests. Fixtures of modules lie where the tests expect them. */
function projectFiles(root: string, entries: readonly Entry[]): Files {
  const files: Record<string, string | Uint8Array> = { 'package.json': '{ "name": "test262", "private": true, "type": "module" }' };
  const lines: string[] = [];
  const included = new Set<string>();
  entries.forEach(({ path, text, variant, harness }, index) => {
    files[path] = text;
    files[harness.path] = harness.text;
    if (variant.mode === 'module' || variant.test.source.includes('import')) addFixtures(files, root, dirname(variant.test.file));
    // Modules whose names are computed are named in the definition.
    if (/\bimport\(\s*[^'"\s]/.test(variant.test.source)) for (const name of fixturesIn(root, dirname(variant.test.file))) if (name.endsWith('.js') && isModule(readFileSync(join(root, name), 'utf8'))) included.add(name);
    lines.push(`try { tests.push([${String(index)}, await import('./${path}'), ${variant.mode === 'module' ? 'undefined' : 'globalThis'}]); } catch (error) { failed.push([${String(index)}, said(error)]); }`);
  });
  files['main.mjs'] = `const tests = [], failed = [];
function said(error) { try { return String(error && error.stack || error); } catch { return 'an error that cannot be shown'; } }
const log = console.log, stringify = JSON.stringify;
${lines.join('\n')}
export class Main {
  static async startUp() {
    for (let at = 0; at < failed.length; at++) log('@' + stringify([failed[at][0], 'load: ' + failed[at][1]]));
    for (let at = 0; at < tests.length; at++) {
      const index = tests[at][0], module = tests[at][1], receiver = tests[at][2];
      let why = null, timer;
      try {
        const waiting = new Promise((pass, fail) => { timer = setTimeout(() => fail(new Error('does not end')), 3000); });
        await Promise.race([(module.$run ?? module.default.$run).call(receiver), waiting]);
      } catch (error) {
        why = said(error);
      }
      clearTimeout(timer);
      log('@' + stringify([index, why]));
    }
  }
}
`;
  files['plain.mjs'] = "import { Main } from './main.mjs';\nawait Main.startUp();\n";
  files['components/main.ini'] = '[component]\nversion=1.0.0\nentry=main.mjs\nstartUpClass=Main\n' + [...included].map((name) => `include[]=${name}\n`).join('');
  return files;
}

function addFixtures(files: Record<string, string | Uint8Array>, root: string, folder: string): void {
  for (const name of fixturesIn(root, folder)) files[name] = readFileSync(join(root, name));
}

function fixturesIn(root: string, folder: string): string[] {
  return readdirSync(join(root, folder)).filter((name) => name.includes('_FIXTURE')).map((name) => `${folder}/${name}`);
}

/** Results by index; null: passed. */
function results(stdout: string): Map<number, string | null> {
  const lines = stdout.split('\n').filter((line) => line.startsWith('@['));
  return new Map(lines.map((line) => JSON.parse(line.slice(1)) as [number, string | null])); // printed by main.mjs above
}

/** Runs a command; one that is killed has failed. */
function attempt(run: () => RunResult): RunResult {
  try {
    return run();
  } catch (error) {
    return { command: '', code: 1, signal: 'SIGKILL', stdout: '', stderr: String(error) };
  }
}

/** Those that pass on plain Node; where a batch dies, its halves are tried. */
function passingOnNode(root: string, entries: readonly Entry[]): Entry[] {
  if (entries.length === 0) return [];
  const run = attempt(() => makeProject(projectFiles(root, entries)).node(['plain.mjs'], { timeout: 120_000 }));
  const found = results(run.stdout);
  if (run.code === 0 && found.size === entries.length) {
    const failing = entries.filter((_, index) => found.get(index) !== null);
    // Tests of one batch share the global object, and some of them break it.
    const again = entries.length > 8 ? batches(failing, entries.length > 40 ? 40 : 8).flatMap((some) => passingOnNode(root, some)) : [];
    const passing = new Set([...entries.filter((one) => !failing.includes(one)), ...again]);
    return entries.filter((one) => passing.has(one));
  }
  if (entries.length === 1) return [];
  const middle = entries.length >> 1;
  return [...passingOnNode(root, entries.slice(0, middle)), ...passingOnNode(root, entries.slice(middle))];
}

/** The same, with the verdicts of earlier runs where they are kept. */
function countedOf(root: string, entries: readonly Entry[]): Entry[] {
  const verdicts = openVerdicts(options.verdicts ?? null);
  const unknown = entries.filter((entry) => verdicts.known(entry) === null);
  for (const batch of groups(unknown, PLAIN_BATCH)) {
    const passing = new Set(passingOnNode(root, batch));
    for (const entry of batch) verdicts.note(entry, passing.has(entry));
  }
  verdicts.close();
  return entries.filter((entry) => verdicts.known(entry) === true);
}

/** Those that do not pass from an image; `refusals`: how many tests of the batch have stopped the packaging so far. */
function failuresOfImage(root: string, entries: readonly Entry[], refusals = 0): Failure[] {
  const [only] = entries;
  if (only === undefined) return [];
  const project = makeProject(projectFiles(root, entries));
  const made = attempt(() => project.abt('package', { timeout: 240_000 }));
  const run = made.code === 0 ? attempt(() => deploy(project).abt('ics/main.ic', { timeout: 120_000 })) : made;
  const found = results(run.stdout);
  if (run.code === 0 && found.size === entries.length) {
    const failed = entries.filter((_, index) => found.get(index) !== null);
    if (entries.length === 1) return failed.map(({ path }) => ({ path, why: found.get(0) ?? '' }));
    // Tests of one batch share the global object: what fails beside others is tried alone.
    return failed.flatMap((one) => (passingOnNode(root, [one]).length === 0 ? [] : failuresOfImage(root, [one])));
  }
  const refused = new Map(entries.flatMap((entry) => (entry.deferred === null ? [] : refusalOf(entry, made).map((why) => [entry, why] as const))));
  if (refused.size > 0) {
    deferred.push(...[...refused].map(([{ path }, why]) => ({ path, why })));
    return failuresOfImage(root, entries.map((entry) => (entry.deferred !== null && refused.has(entry) ? { ...entry, text: entry.deferred, deferred: null } : entry)), refusals);
  }
  if (entries.length === 1) return failureOfOne(root, only, made, run);
  const named = entries.filter(({ path }) => run.stderr.includes(path));
  const halves = (rest: readonly Entry[]): Failure[] => [rest.slice(0, rest.length >> 1), rest.slice(rest.length >> 1)].flatMap((half) => failuresOfImage(root, half));
  if (named.length === 0 || named.length >= 6 || named.length >= entries.length) return halves(entries);
  const rest = entries.filter((one) => !named.includes(one));
  return [...named.flatMap((one) => failuresOfImage(root, [one])), ...(refusals < 1 ? failuresOfImage(root, rest, refusals + 1) : halves(rest))];
}

/** Why packaging refused the test, if it did; at most one reason. */
function refusalOf({ path }: Entry, made: RunResult): readonly string[] {
  if (made.code === 0) return [];
  return made.stderr.split('\n').filter((line) => line.includes('NOT_CAPTURABLE') && line.includes(path)).slice(0, 1);
}

/** A test that stops packaging or launching when it is alone. */
function failureOfOne(root: string, only: Entry, made: RunResult, run: RunResult): Failure[] {
  if (made.code === 0 || only.deferred === null) return [{ path: only.path, why: `${made.code === 0 ? 'launch' : 'package'}: ${run.stderr}` }];
  deferred.push({ path: only.path, why: made.stderr });
  return failuresOfImage(root, [{ ...only, text: only.deferred, deferred: null }]);
}

function batches(entries: readonly Entry[], size: number): Entry[][] {
  const found: Entry[][] = [];
  for (let index = 0; index < entries.length; index += size) found.push(entries.slice(index, index + size));
  return found;
}

/** Batches of those that leave the built-in objects as they are, and the others one by one. */
const groups = (entries: readonly Entry[], size: number): Entry[][] => [...batches(entries.filter((one) => !one.isAlone), size), ...batches(entries.filter((one) => one.isAlone), 1)];

const all = entriesOf(checkout).filter(({ isAlone }) => options.alone === undefined || isAlone === (options.alone === 'only'));
const counted = countedOf(checkout, all);
process.stdout.write(`${String(all.length)} variants, ${String(counted.length)} pass on plain Node\n`);
/** Tests that ran wholly in the image, and what packaging refused. */
const deferred: Failure[] = [];
const failures: Failure[] = [];
for (const batch of groups(counted, Number(options.batch ?? 40))) {
  const found = failuresOfImage(checkout, batch);
  process.stderr.write('.');
  failures.push(...found);
  for (const { path, why } of found) if (failures.length <= Number(options.show ?? 1000)) process.stdout.write(`FAIL ${path}\n     ${why.trim().split('\n').slice(0, 4).join('\n     ')}\n`);
}
process.stdout.write(`${String(counted.length - failures.length)} of ${String(counted.length)} pass from an image, ${String(deferred.length)} of them tried wholly in the image\n`);
for (const { path, why } of deferred) process.stdout.write(`WHOLE ${path}\n     ${why.trim().split('\n').slice(0, 2).join('\n     ')}\n`);
for (const under of options.under ?? []) {
  const paths = counted.filter((entry) => entry.under === under).map(({ path }) => path);
  const failed = failures.filter(({ path }) => paths.includes(path)).length;
  process.stdout.write(`${under}: ${String(paths.length - failed)} of ${String(paths.length)}\n`);
}
process.exitCode = failures.length === 0 ? 0 : 1;
