import { existsSync } from 'node:fs';
import { expect } from 'chai';
import { definition, deploy, makeProject } from '../support/project.ts';
import type { Files } from '../support/project.ts';
import { described, expectIcError, expectSuccess } from '../support/run.ts';
import { addonCase, addonFile, refusalCases } from './refusal-cases.ts';
import type { RefusalCase } from './refusal-cases.ts';

const cases: readonly RefusalCase[] = existsSync(addonFile) ? [...refusalCases, addonCase] : refusalCases;

/** One program of all twins: what refusals advise is done in loaded(), used in startUp, and ended, so that the process ends by itself. */
function twinProgram(): Files {
  const names = cases.map((_case, index) => `twin${index}`);
  const main = [
    ...names.map((name) => `import * as ${name} from './${name}.mjs';`),
    `const twins = [${names.join(', ')}];`,
    'export const application = { async loaded() { for (const twin of twins) await twin.start(); } };',
    'export class Main {',
    '  static async startUp() {',
    '    for (const [index, twin] of twins.entries()) {',
    '      console.log(JSON.stringify({ index, used: (await twin.use()) ?? null }));',
    '      await twin.end?.();',
    '    }',
    '  }',
    '}',
  ].join('\n');
  return {
    ...Object.fromEntries(cases.map(({ twin }, index) => [`twin${index}.mjs`, `${twin}\n`])),
    'main.mjs': main,
    'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', 'application=application'),
  };
}

describe('what cannot be captured', () => {
  for (const { title, source, typescript, path, line, reason, remedy, others = 0 } of cases) {
    it(`${title} is refused with its path, the line that made it and a remedy, and nothing is written`, () => {
      const file = typescript === true ? 'src/db.ts' : 'src/db.mjs';
      const project = makeProject({ 'components/fine.ini': definition('entry=fine.mjs'), 'fine.mjs': 'export const fine = 1;', 'components/orders.ini': definition(`entry=${file}`), [file]: `${source}\n` });
      const result = expectIcError(project.abt('package'), 'NOT_CAPTURABLE');
      const where = `orders.ic › module ${file}${path === '' ? '' : ` › ${path}`}`;
      expect(result.stderr, described(result)).to.contain(`NOT_CAPTURABLE: ${where} (${project.path(file)}:${line}): cannot be captured: ${reason}`);
      expect(result.stderr, described(result)).to.contain(remedy);
      const count = /NOT_CAPTURABLE: (\d+) problems/.exec(result.stderr);
      expect(count === null ? 1 : Number(count[1]), `one problem for one thing: ${described(result)}`).to.equal(1 + others);
      expect(project.list('ics')).to.deep.equal([]);
    });
  }

  it('is accepted, and works, once it is built as the remedies say', () => {
    const project = makeProject(twinProgram());
    expectSuccess(project.abt('package'));
    const result = expectSuccess(deploy(project).abt('ics/main.ic'));
    const used = result.stdout.trim().split('\n').map((text) => JSON.parse(text) as { readonly index: number; readonly used: unknown });
    expect(used.map((one) => ({ title: cases[one.index]?.title, used: one.used })), described(result)).to.deep.equal(cases.map((one) => ({ title: one.title, used: one.used })));
  });

  const listsDescriptors = existsSync('/dev/fd') ? it : it.skip;
  listsDescriptors('files that are open by number alone are refused by their names, beside those of objects', () => {
    const imports = "import { openSync } from 'node:fs';\nimport { open } from 'node:fs/promises';\n";
    const opening = `${imports}export const log = { handle: await open(import.meta.filename) };\nexport const descriptor = openSync(new URL('../out.log', import.meta.url), 'w');\n`;
    const project = makeProject({ 'components/orders.ini': definition('entry=src/db.mjs'), 'src/db.mjs': opening });
    const result = expectIcError(project.abt('package'), 'NOT_CAPTURABLE', '2 problems', 'log › handle', 'orders.ic › an open file: cannot be captured: a file opened by number', 'open it in loaded() of the application or in startUp');
    expect(project.list('ics')).to.deep.equal([]);
    expect(result.stderr, described(result)).to.match(/by number(?: \(1 of .*db\.mjs, .*out\.log\))?, still open/);
    project.write({ 'src/db.mjs': `${imports}export const opened = async () => [await open(import.meta.filename), openSync(new URL('../out.log', import.meta.url), 'w')];\n` });
    expectSuccess(project.abt('package'));
  });

  it('is told all at once, each problem with its own remedy', () => {
    const project = makeProject({
      'components/orders.ini': definition('entry=src/db.mjs'),
      'src/db.mjs': 'export const a = setTimeout(() => {}, 100000);\nexport const b = new Promise(() => {});\nexport const c = [1].values();\n',
    });
    const result = expectIcError(project.abt('package'), 'NOT_CAPTURABLE', '3 problems', 'a running timer', 'a pending promise', 'an iterator in use', 'db.mjs:1', 'db.mjs:2');
    expect(project.list('ics')).to.deep.equal([]);
    expect(result.stderr.match(/NOT_CAPTURABLE: orders\.ic › module/g), described(result)).to.have.length(3);
  });
});
