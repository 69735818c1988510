/** For tests of refusals. */
import { expect } from 'chai';
import { IcError } from '../../format/errors.ts';

/** Runs what must throw an IcError, and gives the error. Fails the test if nothing or something else is thrown. */
export function refusalOf(action: () => unknown): IcError {
  try {
    action();
  } catch (error) {
    expect(error).to.be.instanceOf(IcError);
    if (error instanceof IcError) {
      return error;
    }
  }
  throw new Error('expected a refusal, but it was accepted');
}
