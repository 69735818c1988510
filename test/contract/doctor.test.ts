import { expect } from 'chai';
import { makeProject } from '../support/project.ts';
import type { Files } from '../support/project.ts';
import { described, expectSuccess, expectUsageError } from '../support/run.ts';
import type { RunResult } from '../support/run.ts';

interface Diagnosis {
  readonly entry: string;
  readonly root: string;
  readonly fine: boolean;
  readonly modules: readonly { readonly path: string; readonly verdict: string; readonly problems: number }[];
  readonly problems: readonly { readonly code: string | null; readonly module: string | null; readonly path: string; readonly position: string | null; readonly reason: string; readonly remedy: string | null }[];
}

function diagnosisOf(result: RunResult, code: number): Diagnosis {
  expect(result.code, described(result)).to.equal(code);
  return JSON.parse(result.stdout) as Diagnosis; // the assertions that follow check the shape
}

const ill: Files = {
  'src/main.mjs': "import './db.mjs';\nimport { rates } from './rates.mjs';\nexport const lazy = () => import('./lazy.mjs');\nexport const total = () => rates.length;\nconsole.log('printed by the program');\n",
  'src/db.mjs': "import { Socket } from 'node:net';\nexport const pool = { _sockets: [1, 2, 3, new Socket()] };\nexport const timer = setTimeout(() => {}, 100000);\n",
  'src/rates.mjs': 'export const rates = [1, 2];\nexport const it = rates.values();\nsetInterval(() => {}, 1000);\n',
  'src/lazy.mjs': 'export const lazy = 1;\n',
};

describe('abt doctor', () => {
  it('lists every problem at once, each with its path, line and remedy, and gives each module a verdict', () => {
    const project = makeProject(ill);
    const { fine, modules, problems, entry, root } = diagnosisOf(project.abt('doctor src/main.mjs --json'), 1);
    expect({ fine, entry, root }).to.deep.equal({ fine: false, entry: 'src/main.mjs', root: project.folder });
    expect(modules).to.deep.equal([
      { path: 'src/db.mjs', verdict: 'problems', problems: 2 },
      { path: 'src/rates.mjs', verdict: 'problems', problems: 2 },
      { path: 'src/main.mjs', verdict: 'fine', problems: 0 },
      { path: 'src/lazy.mjs', verdict: 'kept', problems: 0 },
    ]);
    expect(problems.map(({ code, path, position }) => [code, path, position])).to.have.deep.members([
      ['NOT_CAPTURABLE', 'main.ic › module src/db.mjs › pool › _sockets[3]', 'src/db.mjs:2'],
      ['NOT_CAPTURABLE', 'main.ic › module src/db.mjs › timer', 'src/db.mjs:3'],
      ['NOT_CAPTURABLE', 'main.ic › module src/rates.mjs › it', 'src/rates.mjs:2'],
      ['NOT_CAPTURABLE', 'main.ic › module src/rates.mjs › a timer', 'src/rates.mjs:3'],
    ]);
    for (const { reason, remedy } of problems) {
      expect(reason).to.be.a('string').that.is.not.equal('');
      expect(remedy).to.be.a('string').that.is.not.equal('');
    }
  });

  it('writes nothing, and keeps what the program prints off stdout', () => {
    const project = makeProject(ill);
    const before = project.list('.');
    const result = project.abt('doctor src/main.mjs');
    expect(result.code, described(result)).to.equal(1);
    expect(result.stderr).to.contain('printed by the program');
    expect(result.stdout).not.to.contain('printed by the program');
    expect(project.list('.')).to.deep.equal(before);
    for (const text of ['src/db.mjs', '2 problems', 'kept', 'fine', 'pool › _sockets[3] (src/db.mjs:2)', 'What to do: connect in startUp', '4 problems, 2 of 4 modules affected']) {
      expect(result.stdout, described(result)).to.contain(text);
    }
  });

  it('ends with exit code 0 for a program that can be packaged', () => {
    const project = makeProject({ 'main.cjs': "const { table } = require('./table.json');\nexports.size = table.length;\n", 'table.json': '{ "table": [1] }' });
    expect(expectSuccess(project.abt('doctor ./main.cjs')).stdout).to.contain('fine: 2 modules, 0 of them kept as source');
    expect(diagnosisOf(project.abt('doctor main.cjs --json'), 0)).to.deep.include({ fine: true, problems: [] });
  });

  it('takes a package as import does', () => {
    const project = makeProject({ 'node_modules/pack/package.json': '{ "name": "pack", "main": "index.js" }', 'node_modules/pack/index.js': 'exports.pending = new Promise(() => {});\n' });
    const { problems } = diagnosisOf(project.abt('doctor pack --json'), 1);
    expect(problems).to.have.length(1);
    expect(problems[0]).to.include({ path: 'pack.ic › module node_modules/pack/index.js › module.exports › pending', position: 'node_modules/pack/index.js:1' });
  });

  it('does not stop at a module that throws: what was evaluated before is looked at, too', () => {
    const project = makeProject({ 'main.mjs': "import './first.mjs';\nimport './second.mjs';\n", 'first.mjs': 'export const it = [1].values();\n', 'second.mjs': '\nthrow new TypeError("no table");\n' });
    const { modules, problems } = diagnosisOf(project.abt('doctor main.mjs --json'), 1);
    expect(modules).to.have.deep.members([{ path: 'first.mjs', verdict: 'problems', problems: 1 }, { path: 'second.mjs', verdict: 'problems', problems: 1 }]);
    expect(problems.map(({ code, module, position }) => ({ code, module, position }))).to.deep.equal([
      { code: null, module: 'second.mjs', position: 'second.mjs:2' },
      { code: 'NOT_CAPTURABLE', module: 'first.mjs', position: 'first.mjs:1' },
    ]);
    expect(problems[0]?.reason).to.contain('TypeError: no table');
  });

  it('names the file and line of a syntax error', () => {
    const project = makeProject({ 'main.mjs': "import './broken.mjs';\n", 'broken.mjs': 'export const a = 1;\nconst = 2;\n' });
    expect(diagnosisOf(project.abt('doctor main.mjs --json'), 1).problems[0]).to.include({ code: null, module: 'broken.mjs', position: 'broken.mjs:2' });
  });

  it('gives up an evaluation that never ends, though something runs', () => {
    const project = makeProject({ 'main.mjs': 'setInterval(() => {}, 10);\nawait new Promise(() => {});\n' });
    const { problems } = diagnosisOf(project.abt('doctor main.mjs --json --patience 1'), 1);
    expect(problems.map(({ position }) => position)).to.include('main.mjs:2');
  });

  it('takes exactly one entry that is there', () => {
    const project = makeProject({ 'main.mjs': '' });
    expectUsageError(project.abt('doctor'), 'doctor');
    expectUsageError(project.abt('doctor missing.mjs'), 'missing.mjs');
    expectUsageError(project.abt('doctor main.mjs --colour'), 'colour');
    expectUsageError(project.abt('doctor main.mjs --patience soon'), 'patience');
    expect(expectSuccess(project.abt('--help')).stdout).to.contain('abt doctor ENTRY');
  });
});
