import { spawnSync } from 'node:child_process';
import { expect } from 'chai';
import { definition, makeProject } from '../support/project.ts';
import type { Folder } from '../support/project.ts';
import { abtFile } from '../support/repository.ts';

/** What the command writes to a pseudo terminal, made by `script` of util-linux; null where this machine has none. */
function onTerminal(project: Folder, args: readonly string[], env: Readonly<Record<string, string>> = {}): { readonly code: number | null; readonly text: string } | null {
  const words = [process.execPath, abtFile, ...args].map((word) => `'${word}'`).join(' ');
  const { NO_COLOR, ...inherited } = process.env;
  void NO_COLOR;
  const result = spawnSync('script', ['-qec', words, '/dev/null'], { cwd: project.folder, env: { ...inherited, TERM: 'xterm', ...env }, encoding: 'utf8', timeout: 60_000 });
  return result.error === undefined ? { code: result.status, text: result.stdout } : null;
}

const hasTerminal = process.platform === 'linux' && spawnSync('script', ['-qec', 'true', '/dev/null']).status === 0;

describe('on a terminal', function () {
  let project: Folder;
  before(function () {
    if (!hasTerminal) this.skip(); // no `script` of util-linux here: nothing makes a terminal
    project = makeProject({
      'components/base.ini': definition('entry=base.mjs'),
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=*'),
      'base.mjs': 'export const base = 1;',
      'main.mjs': "import { base } from './base.mjs'; export class Main { static startUp() { console.log(base); } }",
    });
  });

  it('package shows progress, which is wiped before the summary table', () => {
    const shown = onTerminal(project, ['package']);
    expect(shown?.code, shown?.text).to.equal(0);
    const text = shown?.text ?? '';
    for (const step of ['[1/2] base.ic: load', '[1/2] base.ic: capture', '[2/2] main.ic: load', '[2/2] main.ic: write']) expect(text).to.contain(`\r\u001b[K${step}`);
    expect(text).to.match(/\r\u001b\[Kcomponent +version +ROM bytes/);
  });

  it('where stderr is no terminal there is no progress', () => {
    const result = project.abt('package');
    expect([result.code, result.stderr]).to.deep.equal([0, '']);
  });

  it('codes of errors are coloured, unless NO_COLOR is set', () => {
    const coloured = onTerminal(project, ['gone.ic']);
    expect([coloured?.code, coloured?.text.includes('\u001b[1;31mIC_NOT_FOUND\u001b[0m')], coloured?.text).to.deep.equal([1, true]);
    const plain = onTerminal(project, ['gone.ic'], { NO_COLOR: '1' });
    expect([plain?.code, plain?.text.includes('IC_NOT_FOUND: '), plain?.text.includes('\u001b[')], plain?.text).to.deep.equal([1, true, false]);
  });
});
