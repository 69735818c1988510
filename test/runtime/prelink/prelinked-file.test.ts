import { mkdtempSync, readFileSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect } from 'chai';
import { IcError } from '../../../format/errors.ts';
import { prelinkedOf, readPrelinked, startPlaces, writePrelinked } from '../../../runtime/prelink/prelinked-file.ts';

const codeOf = (run: () => unknown): unknown => {
  try {
    run();
  } catch (error) {
    return error instanceof IcError ? error.code : error;
  }
  return 'no error';
};

describe('runtime/prelink: prelinked files', () => {
  let folder = '';
  let file = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'abt-prelink-'));
    file = join(folder, 'app.icx');
  });
  afterEach(() => {
    rmSync(folder, { recursive: true });
  });
  const made = (): ReturnType<typeof prelinkedOf> => prelinkedOf(file, join(folder, 'ics', 'main.ic'), [{ name: 'base.ic', hash: 'ab' }, { name: 'main.ic', hash: 'cd' }]);

  it('is read as it was written, and nothing else is left in the folder', () => {
    writePrelinked(file, made());
    expect(readPrelinked(file)).to.deep.equal(made());
    expect(readdirSync(folder)).to.deep.equal(['app.icx']);
  });

  it('replaces an older one', () => {
    writePrelinked(file, made());
    writePrelinked(file, prelinkedOf(file, join(folder, 'main.ic'), []));
    expect(readPrelinked(file).components).to.deep.equal([]);
  });

  it('no byte of it can be changed or be missing without an error', () => {
    writePrelinked(file, made());
    const bytes = readFileSync(file);
    for (let at = 0; at < bytes.length; at += 11) {
      const damaged = Buffer.from(bytes);
      damaged[at] = (damaged[at] ?? 0) ^ 1;
      writeFileSync(file, damaged);
      expect(codeOf(() => readPrelinked(file)), `byte ${String(at)}`).to.be.oneOf(['IC_NOT_AN_IC', 'IC_CORRUPT', 'IC_VERSION']);
      writeFileSync(file, bytes.subarray(0, at));
      expect(codeOf(() => readPrelinked(file)), `length ${String(at)}`).to.be.oneOf(['IC_NOT_AN_IC', 'IC_CORRUPT', 'IC_VERSION']);
    }
  });

  it('the start component is looked for beside it first, then where it was', () => {
    writePrelinked(file, made());
    const moved = join(folder, 'elsewhere', 'app.icx');
    expect(startPlaces(moved, readPrelinked(file))).to.deep.equal([join(folder, 'elsewhere', 'ics', 'main.ic'), join(folder, 'ics', 'main.ic')]);
  });
});
