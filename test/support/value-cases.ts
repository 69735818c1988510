import { expect } from 'chai';
import { deploy, makeProject } from './project.ts';
import type { Deployment } from './project.ts';
import { described, expectSuccess } from './run.ts';
import type { RunResult } from './run.ts';

/**
 * A module with state, and what must be seen of it in a launched image: `source` makes the state when it is
 * evaluated and exports `check()`, whose JSON is `expected`; `same` means: any value, but equal in two launches.
 */
export interface ValueCase {
  readonly title: string;
  readonly source: string;
  readonly expected: unknown;
  /** Suffix of the case's file; `.mjs` unless given. TypeScript cases are not run under plain Node. */
  readonly suffix?: '.mjs' | '.cjs' | '.js' | '.ts' | '.mts' | '.cts';
  /** Further files beside the case's. */
  readonly files?: Readonly<Record<string, string>>;
}

/** As `expected`: the value is not known beforehand, but it is the same in two launches. */
export const sameInTwoLaunches: symbol = Symbol('same in two launches');

const folderOf = (index: number): string => `case${index}`;

function groupFiles(cases: readonly ValueCase[], chosen: readonly number[]): Record<string, string> {
  const files: Record<string, string> = { 'package.json': '{ "name": "values", "private": true }' };
  const imports: string[] = [];
  const entries: string[] = [];
  for (const index of chosen) {
    const one = cases[index];
    if (one === undefined) continue;
    const main = `${folderOf(index)}/main${one.suffix ?? '.mjs'}`;
    files[main] = one.source;
    for (const [name, text] of Object.entries(one.files ?? {})) files[`${folderOf(index)}/${name}`] = text;
    imports.push(`import * as ${folderOf(index)} from './${main}';`);
    entries.push(`[${index}, ${folderOf(index)}]`);
  }
  files['main.mjs'] = `${imports.join('\n')}
export class Main {
  static async startUp() {
    for (const [index, module] of [${entries.join(', ')}]) {
      let result;
      try {
        result = { value: await (module.check ?? module.default.check)() };
      } catch (error) {
        result = { threw: String(error && error.stack) };
      }
      console.log(JSON.stringify({ index, ...result }));
    }
  }
}
`;
  files['plain.mjs'] = "import { Main } from './main.mjs';\nawait Main.startUp();\n";
  files['components/main.ini'] = '[component]\nversion=1.0.0\nentry=main.mjs\nstartUpClass=Main\n';
  return files;
}

interface Outcome {
  readonly index: number;
  readonly value?: unknown;
  readonly threw?: string;
}

function outcomes(result: RunResult): Map<number, Outcome> {
  expectSuccess(result);
  const lines = result.stdout.split('\n').filter((line) => line.startsWith('{"index"'));
  const all = lines.map((line) => JSON.parse(line) as Outcome); // printed by main.mjs above
  return new Map(all.map((one) => [one.index, one]));
}

interface Results {
  readonly plain: Map<number, Outcome>;
  readonly first: Map<number, Outcome>;
  readonly second: Map<number, Outcome>;
}

const isTypeScript = (one: ValueCase | undefined): boolean => one?.suffix?.endsWith('ts') === true;

/** null if packaging or launching the group fails: then each case is tried alone. */
function tryGroup(cases: readonly ValueCase[], chosen: readonly number[]): Results | string {
  const project = makeProject(groupFiles(cases, chosen));
  const withoutImage = chosen.some((index) => isTypeScript(cases[index])) ? null : project.node(['plain.mjs']);
  if (withoutImage !== null && withoutImage.code !== 0) return described(withoutImage);
  const plain = withoutImage === null ? new Map<number, Outcome>() : outcomes(withoutImage);
  const made = project.abt('package');
  if (made.code !== 0) return described(made);
  const deployed: Deployment = deploy(project);
  const first = deployed.abt('ics/main.ic');
  if (first.code !== 0) return described(first);
  return { plain, first: outcomes(first), second: outcomes(deployed.abt('ics/main.ic')) };
}

function assertCase(one: ValueCase, index: number, results: Results): void {
  const [plain, first, second] = [results.plain.get(index), results.first.get(index), results.second.get(index)];
  expect(first?.threw, first?.threw ?? '').to.equal(undefined);
  expect(second?.threw, second?.threw ?? '').to.equal(undefined);
  expect(second?.value, 'two launches').to.deep.equal(first?.value);
  if (one.expected === sameInTwoLaunches) {
    expect(first?.value).not.to.equal(undefined);
    if (plain !== undefined) expect(plain.value, 'it is another value in every run of plain Node').not.to.deep.equal(first?.value);
    return;
  }
  expect(first?.value).to.deep.equal(one.expected);
  if (plain !== undefined) expect(plain.value, 'plain Node').to.deep.equal(one.expected);
}

/**
 * One `it` for each case. The cases of a group are packaged as one component and launched twice; where that fails
 * as a whole, each case is packaged alone, so that one that cannot be captured hides no other.
 */
export function describeValues(title: string, cases: readonly ValueCase[]): void {
  describe(title, () => {
    let group: Results | string = 'not run';
    before(() => {
      group = tryGroup(cases, cases.map((_, index) => index));
    });
    cases.forEach((one, index) => {
      it(one.title, () => {
        const results = typeof group === 'string' ? tryGroup(cases, [index]) : group;
        if (typeof results === 'string') expect.fail(results);
        else assertCase(one, index, results);
      });
    });
  });
}
