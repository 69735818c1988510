import { expect } from 'chai';
import { runProgram } from './run-program.ts';

describe('hosts/classify', () => {
  let result: { readonly kinds: Record<string, string>; readonly touched: boolean };
  before(() => {
    result = runProgram('classes') as typeof result;
  });

  it('lets objects through whose slots and properties are all there is to them', () => {
    expect(result.kinds).to.include({
      plain: 'object', bare: 'object', array: 'array', error: 'error', map: 'map', date: 'date', weakRef: 'weak-ref', bytes: 'typed-array', emitter: 'object', proxy: 'proxy', belowProxy: 'object',
    }); // prettier-ignore
  });

  it("lets objects through that only inherit from Node's classes", () => {
    expect(result.kinds).to.include({ classPrototype: 'object', streamPrototype: 'object', requestPrototype: 'object', responsePrototype: 'object', generatorPrototype: 'object', belowProcess: 'object' });
  });

  it('takes servers that do not listen and URLs as made by Node', () => {
    expect(result.kinds).to.include({ server: 'native', url: 'native' });
  });

  it('refuses with a reason and a remedy what is in use or held outside the heap', () => {
    for (const name of [
      'listening', 'running', 'flowing', 'registry', 'target', 'hash', 'key', 'file', 'socket', 'gzip', 'generator', 'iterator', 'mapIterator', 'blob', 'webStream', 'port', 'observer', 'response', 'wasm', 'settle', 'timeoutSignal',
    ]) expect(result.kinds[name], name).to.equal('refused'); // prettier-ignore
  });

  it('runs no trap of a Proxy', () => {
    expect(result.touched).to.equal(false);
  });
});
