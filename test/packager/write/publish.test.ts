import { expect } from 'chai';
import { chmodSync, mkdtempSync, readdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ComponentImage } from '../../../format/component.ts';
import { IcError } from '../../../format/errors.ts';
import { writeComponents } from '../../../packager/write/index.ts';
import { nodePublishPowers, type PublishPowers } from '../../../packager/write/powers.ts';
import { publishAll } from '../../../packager/write/publish.ts';
import { sampleImage } from '../../format/support/sample-image.ts';

function image(version: string, changes: { note?: string; recorded?: string } = {}): ComponentImage {
  const sample = sampleImage();
  const prerequisites = sample.facts.prerequisites.map((fact) => ({ ...fact, version: changes.recorded ?? fact.version }));
  return { ...sample, facts: { ...sample.facts, version, prerequisites, notes: [{ name: 'note', value: changes.note ?? '' }] } };
}

describe('publishing component files', () => {
  let folder = '';
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'publish-'));
  });
  afterEach(() => rmSync(folder, { recursive: true, force: true }));

  it('writes a read-only file and leaves nothing beside it', () => {
    const [written] = writeComponents([image('1.0.0')], folder);
    expect(written).to.include({ name: 'orders.ic', version: '1.0.0', kept: false });
    expect(statSync(join(folder, 'orders.ic')).mode & 0o777).to.equal(0o444);
    expect(readdirSync(folder)).to.deep.equal(['orders.ic']);
  });

  it('keeps the held file when only what is recorded about prerequisites differs', () => {
    const [first] = writeComponents([image('1.0.0')], folder);
    const { ino } = statSync(join(folder, 'orders.ic'));
    const [second] = writeComponents([image('1.0.0', { recorded: '1.9.9' })], folder);
    expect(second).to.include({ kept: true, hash: first?.hash });
    expect(statSync(join(folder, 'orders.ic')).ino).to.equal(ino);
  });

  it('refuses other content under the same version, and takes it under another or as a work copy', () => {
    writeComponents([image('1.0.0')], folder);
    const before = readFileSync(join(folder, 'orders.ic'));
    const write = (version: string, note: string) => () => writeComponents([image(version, { note })], folder);
    expect(write('1.0.0', 'other')).to.throw(IcError).with.property('code', 'LOCKED_VERSION');
    expect(Buffer.compare(readFileSync(join(folder, 'orders.ic')), before)).to.equal(0);
    write('1.0.1', 'other')();
    write('1.0.1+dev', 'one')();
    expect(write('1.0.1+dev', 'two')()).to.have.nested.property('[0].kept', false);
  });

  it('replaces a file that is no component file or a damaged one', () => {
    writeFileSync(join(folder, 'orders.ic'), 'something else');
    expect(writeComponents([image('1.0.0')], folder)[0]?.kept).to.equal(false);
    const file = join(folder, 'orders.ic');
    const damaged = readFileSync(file);
    damaged[6000] = (damaged[6000] ?? 0) ^ 1;
    chmodSync(file, 0o644);
    writeFileSync(file, damaged);
    expect(writeComponents([image('1.0.0', { note: 'other' })], folder)[0]?.kept).to.equal(false);
  });

  it('leaves the folder as it was when any step fails', () => {
    writeFileSync(join(folder, 'a'), 'old a');
    const files = [{ file: join(folder, 'a'), bytes: Buffer.from('new a') }, { file: join(folder, 'b'), bytes: Buffer.from('new b') }];
    const steps = ['writeNew', 'link', 'rename', 'syncFolder', 'makeFolder'] as const;
    let failures = 0;
    for (const step of steps) {
      for (let failing = 0; failing < 3; failing += 1) {
        let calls = 0;
        const count = (): void => {
          calls += 1;
          if (calls === failing + 1) throw new Error('planned failure');
        };
        const powers: PublishPowers = { ...nodePublishPowers };
        const failingPowers: PublishPowers = { ...powers, [step]: (...args: [string, string]) => (count(), Reflect.apply(powers[step], powers, args)) };
        let failed = false;
        try {
          publishAll(files, failingPowers);
        } catch (error) {
          failed = error instanceof Error && error.message === 'planned failure';
        }
        if (!failed) {
          expect(readFileSync(join(folder, 'b'), 'utf8')).to.equal('new b');
          rmSync(join(folder, 'a'));
          rmSync(join(folder, 'b'));
          writeFileSync(join(folder, 'a'), 'old a');
          continue;
        }
        failures += 1;
        expect(readdirSync(folder), `${step} ${failing}`).to.deep.equal(['a']);
        expect(readFileSync(join(folder, 'a'), 'utf8')).to.equal('old a');
      }
    }
    expect(failures).to.be.greaterThan(6);
  });
});
