import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import type { ChildProcess } from 'node:child_process';
import { expect } from 'chai';
import { definition, packaged } from '../support/project.ts';
import type { Deployment } from '../support/project.ts';
import { startAbt } from '../support/run.ts';

interface Mapped {
  readonly kilobytes: number;
  readonly shared: number;
  readonly privateDirty: number;
}

/** What /proc says of the mappings of a file in a process, summed up. */
function mappingsOf(pid: number, file: string): Mapped {
  const sums = { kilobytes: 0, shared: 0, privateDirty: 0 };
  let ours = false;
  for (const line of readFileSync(`/proc/${pid}/smaps`, 'utf8').split('\n')) {
    if (/^[0-9a-f]+-[0-9a-f]+ /.test(line)) ours = line.endsWith(file);
    const [, key, value] = /^(\w+):\s+(\d+) kB$/.exec(line) ?? [];
    if (!ours || key === undefined) continue;
    if (key === 'Size') sums.kilobytes += Number(value);
    if (key === 'Shared_Clean' || key === 'Shared_Dirty') sums.shared += Number(value); // dirty: the new file is not written to the disk yet
    if (key === 'Private_Dirty') sums.privateDirty += Number(value);
  }
  return sums;
}

async function started(deployed: Deployment, children: ChildProcess[]): Promise<ChildProcess> {
  const child = startAbt(['main.ic'], { cwd: deployed.folder });
  children.push(child);
  if (child.stdout === null) throw new Error('no output');
  const [text] = await Promise.race([once(child.stdout, 'data'), once(child, 'exit').then(() => ['it ended'])]);
  expect(String(text)).to.equal('ready 40000\n');
  return child;
}

describe('mapping: pages of ROM are shared between processes', function () {
  const children: ChildProcess[] = [];
  afterEach(() => {
    for (const child of children.splice(0)) child.kill('SIGKILL');
  });

  it('two processes share the pages of a component and dirty none of its ROM', async function () {
    const native = ['native/build', 'native/prebuilt', 'build/native'].some((folder) => existsSync(folder));
    if (process.platform !== 'linux' || !native) this.skip(); // no /proc, or the addon could not be built here
    const deployed = packaged({
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[rom]', 'freeze[]=TABLE'),
      'main.mjs': "export const TABLE = Array.from({ length: 40000 }, (_, n) => `row number ${n} of a table that nobody changes`); export class Main { static startUp() { let seen = 0; for (const row of TABLE) if (row.startsWith('row')) seen += 1; console.log('ready', seen); setInterval(() => {}, 1000); } }",
    });
    const [one, two] = [await started(deployed, children), await started(deployed, children)];
    const mapped = [one, two].map((child) => mappingsOf(child.pid ?? 0, 'main.ic'));
    for (const each of mapped) {
      expect(each.kilobytes, 'mapped at all').to.be.greaterThan(500);
      expect(each.shared, 'shared').to.be.greaterThan(each.kilobytes / 4);
      expect(each.privateDirty, 'dirtied').to.be.lessThan(64);
    }
  });
});
