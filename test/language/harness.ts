import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { deploy, makeProject } from '../support/project.ts';
import { repositoryRoot } from '../support/repository.ts';
import { described } from '../support/run.ts';
import type { RunResult } from '../support/run.ts';

/**
 * A module that makes something while it is evaluated. The oracle is plain Node: the shape of what the module exports (`shape.cjs`), and
 * what `check()` gives if it exports that, must be the same in an image, where the module was evaluated by the packager.
 */
export interface LanguageCase {
  readonly title: string;
  /** `.cjs` (sloppy unless it says otherwise) or `.mjs`. */
  readonly source: string;
  readonly suffix?: '.cjs' | '.mjs';
  readonly files?: Readonly<Record<string, string>>;
  /** Packaging must stop with NOT_CAPTURABLE and a message that holds this. */
  readonly refused?: string;
  /** The module `library.cjs` of `files` is one of a component of its own; `chain`: `middle.cjs` too, of one between the two. */
  readonly split?: boolean | 'chain';
}

export type Outcome =
  | { readonly kind: 'values'; readonly plain: string; readonly image: string }
  | { readonly kind: 'not-packaged'; readonly message: string }
  | { readonly kind: 'not-launched'; readonly message: string };

/** Modules that cases may require from the folder above theirs. */
const SHARED = ['shape.cjs', 'call.cjs'];
const folderOf = (index: number): string => `case${String(index)}`;

/** The program of a batch: looks at the exports of each case, calls its `check()`, looks at what that gives and at the exports again. */
function mainText(chosen: readonly { readonly index: number; readonly file: string }[]): string {
  return `import shape from './shape.cjs';
import { inspect } from 'node:util';
${chosen.map(({ index, file }) => `import * as ${folderOf(index)} from './${file}';`).join('\n')}
function exportsOf(module, isCommonJs) {
  if (isCommonJs) return module.default;
  const found = {};
  for (const name of Object.keys(module)) try { found[name] = module[name]; } catch { found[name] = 'in its dead zone'; }
  return found;
}
async function lookAt(module, isCommonJs) {
  const exported = exportsOf(module, isCommonJs);
  const check = typeof exported === 'object' && exported !== null ? Object.getOwnPropertyDescriptor(exported, 'check')?.value : undefined;
  const before = shape(exported, check);
  if (check === undefined) return before;
  const given = await check();
  const text = [before, inspect(given, { depth: 12, breakLength: 160, maxArrayLength: 500 }), shape(given, check)];
  const after = shape(exportsOf(module, isCommonJs), check);
  return [...text, after === before ? '' : after].join('\\n');
}
export class Main {
  static async startUp() {
    for (const [index, module, isCommonJs] of [${chosen.map(({ index, file }) => `[${String(index)}, ${folderOf(index)}, ${String(file.endsWith('.cjs'))}]`).join(', ')}]) {
      let text;
      try {
        text = await lookAt(module, isCommonJs);
      } catch (error) {
        text = 'threw ' + (error && error.stack || String(error));
      }
      console.log('@' + JSON.stringify([index, text]));
    }
  }
}
`;
}

function projectFiles(cases: readonly LanguageCase[], chosen: readonly number[]): Record<string, string> {
  const files: Record<string, string> = { 'package.json': '{ "name": "language", "private": true }' };
  for (const name of SHARED) files[name] = readFileSync(join(repositoryRoot, 'test/language', name), 'utf8');
  const mains: { readonly index: number; readonly file: string }[] = [];
  const libraries: string[] = [];
  const prerequisites: string[] = [];
  for (const index of chosen) {
    const one = cases[index];
    if (one === undefined) continue;
    const file = `${folderOf(index)}/main${one.suffix ?? '.cjs'}`;
    mains.push({ index, file });
    files[file] = one.source;
    for (const [name, text] of Object.entries(one.files ?? {})) files[`${folderOf(index)}/${name}`] = text;
    if (one.split === 'chain') {
      files[`components/middle${folderOf(index)}.ini`] = `[component]\nversion=1.0.0\nentry=${folderOf(index)}/middle.cjs\n[prerequisites]\nlibrary.ic=*\n`;
      prerequisites.push(`middle${folderOf(index)}.ic=*`);
    }
    if (one.split !== undefined && one.split !== false) libraries.push(folderOf(index));
  }
  if (libraries.length > 0) {
    files['library.cjs'] = libraries.map((folder) => `exports.${folder} = require('./${folder}/library.cjs');\n`).join('');
    files['components/library.ini'] = '[component]\nversion=1.0.0\nentry=library.cjs\n';
    prerequisites.push('library.ic=^1.0.0');
  }
  files['main.mjs'] = mainText(mains);
  files['plain.mjs'] = "import { Main } from './main.mjs';\nawait Main.startUp();\n";
  const needs = prerequisites.length === 0 ? '' : `[prerequisites]\n${prerequisites.join('\n')}\n`;
  files['components/main.ini'] = `[component]\nversion=1.0.0\nentry=main.mjs\nstartUpClass=Main\n${needs}`;
  return files;
}

function values(result: RunResult): Map<number, string> {
  const lines = result.stdout.split('\n').filter((line) => line.startsWith('@['));
  return new Map(lines.map((line) => JSON.parse(line.slice(1)) as [number, string])); // printed by main.mjs above
}

/** Runs the chosen cases as one component; where that fails, those that the message names alone, or each half. */
export function runCases(cases: readonly LanguageCase[], chosen: readonly number[], outcomes = new Map<number, Outcome>()): Map<number, Outcome> {
  if (chosen.length === 0) return outcomes;
  const project = makeProject(projectFiles(cases, chosen));
  const plain = project.node(['plain.mjs']);
  expect(plain.code, described(plain)).to.equal(0);
  const made = project.abt('package', { timeout: 240_000 });
  const launched = made.code === 0 ? deploy(project).abt('ics/main.ic') : null;
  if (launched?.code === 0) {
    const [before, after] = [values(plain), values(launched)];
    for (const index of chosen) outcomes.set(index, { kind: 'values', plain: before.get(index) ?? 'nothing', image: after.get(index) ?? 'nothing' });
    return outcomes;
  }
  const failed = launched ?? made;
  if (chosen.length === 1) {
    const [only = 0] = chosen;
    return outcomes.set(only, { kind: launched === null ? 'not-packaged' : 'not-launched', message: failed.stderr });
  }
  const named = new Set([...failed.stderr.matchAll(/\bcase(\d+)\b/g)].map((match) => Number(match[1])));
  const suspects = chosen.filter((index) => named.has(index));
  if (suspects.length > 0 && suspects.length < chosen.length) {
    for (const index of suspects) runCases(cases, [index], outcomes);
    return runCases(cases, chosen.filter((index) => !named.has(index)), outcomes);
  }
  const middle = chosen.length >> 1;
  runCases(cases, chosen.slice(0, middle), outcomes);
  return runCases(cases, chosen.slice(middle), outcomes);
}

/** Packages all that must be refused at once, as the packager tells all problems; those of which it did not tell are run alone. */
function runRefused(cases: readonly LanguageCase[], chosen: readonly number[], outcomes: Map<number, Outcome>): void {
  const lines = chosen.length < 2 ? [] : makeProject(projectFiles(cases, chosen)).abt('package', { timeout: 240_000 }).stderr.split('\n');
  for (const index of chosen) {
    const reason = cases[index]?.refused ?? '';
    const own = lines.filter((line) => line.includes(reason) && new RegExp(`\\b${folderOf(index)}\\b`).test(line));
    if (own.length > 0) outcomes.set(index, { kind: 'not-packaged', message: own.join('\n') });
    else runCases(cases, [index], outcomes);
  }
}

/** The lines around the first that differs. */
function difference(plain: string, image: string): string {
  const [before, after] = [plain.split('\n'), image.split('\n')];
  const first = before.findIndex((line, index) => line !== after[index]);
  const from = Math.max(0, (first < 0 ? before.length : first) - 2);
  const shown = (lines: readonly string[]): string => lines.slice(from, from + 12).join('\n');
  return `from line ${String(from + 1)}\nplain ${shown(before)}\nimage ${shown(after)}`;
}

/** Why the outcome is not what the case wants; null if it is. */
export function fault(one: LanguageCase, outcome: Outcome | undefined): string | null {
  if (outcome === undefined) return 'not run';
  if (one.refused !== undefined) {
    if (outcome.kind !== 'not-packaged') return 'packaging was not refused';
    return outcome.message.includes('NOT_CAPTURABLE') && outcome.message.includes(one.refused) ? null : outcome.message;
  }
  if (outcome.kind !== 'values') return `${outcome.kind}: ${outcome.message}`;
  if (outcome.plain === 'undefined' || outcome.plain.startsWith('threw ')) return `the case says nothing under plain Node: ${outcome.plain}`;
  return outcome.plain === outcome.image ? null : difference(outcome.plain, outcome.image);
}

/** One `it` for each case. */
export function describeLanguage(title: string, cases: readonly LanguageCase[]): void {
  describe(title, function () {
    this.timeout(400_000);
    const outcomes = new Map<number, Outcome>();
    before(() => {
      const alone = cases.flatMap((one, index) => (one.refused === undefined ? [] : [index]));
      runRefused(cases, alone, outcomes);
      runCases(cases, cases.flatMap((_one, index) => (alone.includes(index) ? [] : [index])), outcomes);
    });
    cases.forEach((one, index) => {
      it(one.title, () => {
        const found = fault(one, outcomes.get(index));
        if (found !== null) expect.fail(found);
      });
    });
  });
}
