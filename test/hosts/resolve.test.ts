import { expect } from 'chai';
import { IcError } from '../../format/errors.ts';
import { createHostResolver } from '../../hosts/resolve.ts';

describe('hosts/resolve', () => {
  it('names the path when this Node has no such thing', () => {
    for (const path of ['noSuchGlobal.prototype', 'Array.prototype.noSuchMethod', 'node:nosuch.x', '%NoSuch%', 'Array.prototype{get "map"}', 'Object.prototype{prototype}', 'Math.PI.x']) {
      let failure: unknown;
      try {
        createHostResolver(() => null).resolve(path);
      } catch (error) {
        failure = error;
      }
      expect(failure, path).to.be.instanceOf(IcError);
      if (failure instanceof IcError) expect(failure).to.deep.include({ code: 'IC_PLATFORM' }).and.nested.include({ 'data.path': path });
    }
  });

  it('makes one stand-in for a global that this Node lacks, which throws when it is called', () => {
    const resolver = createHostResolver(() => null);
    const standIn = resolver.resolve('NoSuchGlobal');
    expect(standIn).to.be.a('function').with.property('name', 'NoSuchGlobal');
    expect(resolver.resolve('NoSuchGlobal')).to.equal(standIn);
    expect(standIn).to.throw(IcError, /NoSuchGlobal/).with.property('code', 'IC_PLATFORM');
    expect(() => resolver.resolve('NoSuchGlobal.prototype')).to.throw(IcError);
  });

  it('leads through what the product provides', () => {
    const System = {};
    expect(createHostResolver((name) => (name === 'image-components' ? { System } : null)).resolve('image-components.System')).to.equal(System);
  });

  it('makes one stand-in for an internal symbol that this Node lacks', () => {
    const resolver = createHostResolver(() => null);
    const symbol = resolver.resolve('%EventEmitter%{symbol "kNoSuch" 0}');
    expect(symbol).to.be.a('symbol');
    expect(resolver.resolve('%EventEmitter%{symbol "kNoSuch" 0}')).to.equal(symbol);
  });

  it("keeps leading to Node's own value after a kept property was replaced, added or deleted", () => {
    const resolver = createHostResolver(() => null);
    const own = Object.getOwnPropertyDescriptor(Math, 'hypot');
    const original = Math.hypot;
    try {
      for (const key of ['hypot', 'added', 'cbrt']) resolver.keepOriginal(Math, key);
      Reflect.set(Math, 'hypot', () => 0);
      Reflect.set(Math, 'added', () => 0);
      expect(resolver.resolve('Math.hypot')).to.equal(original);
      expect(() => resolver.resolve('Math.added')).to.throw(IcError);
    } finally {
      if (own !== undefined) Object.defineProperty(Math, 'hypot', own);
      Reflect.deleteProperty(Math, 'added');
    }
  });
});
