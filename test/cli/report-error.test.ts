import { expect } from 'chai';
import { coloursOnStderr, describeError } from '../../cli/report-error.ts';
import { dispatch } from '../../cli/commands.ts';
import { formatTable } from '../../cli/commands/table.ts';
import { summarise } from '../../cli/commands/package.ts';
import { packageVersion } from '../../cli/version.ts';
import { IcError } from '../../format/errors.ts';
import { hookFailed } from '../../runtime/errors.ts';
import { UsageError } from '../../settings/errors.ts';

describe('describeError', () => {
  it('gives one paragraph of code, message and remedy, and no stack', () => {
    const { text, exitCode, ownError } = describeError(new IcError('IC_NOT_FOUND', 'a.ic: expected its file, found none', { remedy: 'put it there', cause: new Error('ENOENT') }), false);
    expect(text).to.equal('IC_NOT_FOUND: a.ic: expected its file, found none\n  What to do: put it there.\n');
    expect({ exitCode, ownError }).to.deep.equal({ exitCode: 1, ownError: false });
  });

  it('shows the stack of what a hook threw', () => {
    const { text } = describeError(hookFailed('a.ic', 'loaded', 'App', new RangeError('too far')), false);
    expect(text).to.match(/^HOOK_FAILED: a\.ic: [^]*RangeError: too far\n +at /);
  });

  it('shows an error of the program as Node does', () => {
    const error = new TypeError('no');
    expect(describeError(error, false)).to.deep.equal({ text: `${error.stack ?? ''}\n`, exitCode: 1, ownError: true });
    expect(describeError('thrown text', false).text).to.equal("Uncaught 'thrown text'\n");
    expect(describeError(undefined, false)).to.include({ text: 'Uncaught undefined\n', exitCode: 1 });
  });

  it('ends with 2 for usage errors', () => {
    expect(describeError(new UsageError('x: unknown'), false)).to.include({ text: 'abt: x: unknown\n', exitCode: 2 });
  });

  it('colours the code where asked for', () => {
    expect(describeError(new IcError('IC_CORRUPT', 'a'), true).text).to.include('\u001b[');
    expect(describeError(new IcError('IC_CORRUPT', 'a'), false).text).to.not.include('\u001b[');
  });
});

describe('coloursOnStderr', () => {
  it('shows colours on a terminal without NO_COLOR only', () => {
    expect(coloursOnStderr({}, true)).to.equal(true);
    expect(coloursOnStderr({ NO_COLOR: '1' }, true)).to.equal(false);
    expect(coloursOnStderr({ NO_COLOR: '' }, true)).to.equal(true);
    expect(coloursOnStderr({}, false)).to.equal(false);
  });
});

describe('dispatch', () => {
  const refused: readonly (readonly [string, readonly string[], string])[] = [
    ['an unknown command', ['pakcage'], 'package'],
    ['a word that is no command', ['orders'], 'orders.ic'],
    ['an empty word', [''], 'expected'],
    ['an unknown option', ['package', '--fast'], 'fast'],
    ['an option of another command', ['inspect', 'a.ic', '--dev'], 'dev'],
    ['an option without its value', ['package', '--out'], 'out'],
    ['an empty value', ['package', '--out='], 'out'],
    ['an option given twice', ['package', '--out', 'a', '--out', 'b'], 'out'],
    ['a negated option', ['package', '--no-verify'], 'verify'],
    ['a missing file', ['inspect'], 'inspect'],
    ['two files where one is expected', ['inspect', 'a.ic', 'b.ic'], 'b.ic'],
    ['no file to verify', ['verify'], 'verify'],
  ];
  for (const [sentence, words, mention] of refused) {
    it(`refuses ${sentence} as a usage error`, async () => {
      let caught: unknown = null;
      try {
        await dispatch(words);
      } catch (error) {
        caught = error;
      }
      expect(caught).to.be.instanceOf(UsageError);
      expect(String(caught)).to.include(mention);
    });
  }
});

describe('summarise', () => {
  const row = { name: 'orders.ic', version: '1.4.0', file: '/ics/orders.ic', hash: 'ab', romBytes: 8192, ramBytes: 4096, definitions: 12, stateChanges: [], ms: 31.4 };

  it('lays the components out in a table', () => {
    expect(summarise({ components: [row] })).to.equal('component  version  ROM bytes  RAM bytes  definitions   time\norders.ic  1.4.0         8192       4096           12  31 ms\n');
  });

  it('lists state changes below it', () => {
    const changed = { ...row, stateChanges: [{ slot: 'kernel.ic/src/ids.ts#nextId', before: '1', after: '2', hook: true }] };
    expect(summarise({ components: [changed] })).to.include('kernel.ic/src/ids.ts#nextId: 1 → 2 (hook)');
  });
});

describe('formatTable', () => {
  it('takes no rows', () => {
    expect(formatTable(['a', 'b'], [], [false, true])).to.equal('a  b\n');
  });
});

describe('packageVersion', () => {
  it('is a version', () => {
    expect(packageVersion()).to.match(/^\d+\.\d+\.\d+/);
  });
});
