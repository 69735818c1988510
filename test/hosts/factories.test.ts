import { expect } from 'chai';
import { IcError } from '../../format/errors.ts';
import { makeNative } from '../../hosts/factories.ts';
import { createHostResolver } from '../../hosts/resolve.ts';
import { runProgram } from './run-program.ts';

describe('hosts/factories', () => {
  it('make objects again that behave like the captured ones', () => {
    const results = runProgram('natives') as Record<string, boolean>;
    expect(Object.entries(results).filter(([, equal]) => !equal)).to.deep.equal([]);
  });

  it('that this Node lacks are an IC_PLATFORM error', () => {
    for (const factory of ['new NoSuchClass', 'call node:util.noSuch', 'jump Object', 'call Math.PI']) {
      expect(() => makeNative(factory, [], createHostResolver(() => null)), factory).to.throw(IcError);
    }
  });
});
