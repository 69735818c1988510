import { expect } from 'chai';
import { runProgram } from './run-program.ts';

interface Listing {
  readonly paths: readonly (readonly [string, string])[];
  readonly wrong: readonly string[];
  readonly differences: number;
}

interface Changes {
  readonly idle: unknown[];
  readonly polyfilled: unknown[];
  readonly rebased: unknown[];
  readonly listening: unknown[];
  readonly removed: unknown[];
}

describe('hosts/catalogue', () => {
  let listing: Listing;
  before(() => {
    listing = runProgram('list-paths') as Listing;
  });

  it('names the objects, functions and symbols of globals, modules and hidden intrinsics', () => {
    const known = new Set(listing.paths.map(([path]) => path));
    for (const path of [
      'globalThis', 'process', 'process.env', 'console.log', 'Object.prototype', 'Array.prototype.map', 'Symbol.iterator', 'node:crypto.subtle', 'node:fs', 'node:fs.readFileSync', 'node:http.IncomingMessage.prototype',
      'node:events.prototype.once', 'node:util.promisify', 'node:util.promisify.custom', '%GeneratorFunction%', '%AsyncFunction%', '%TypedArray%', '%ThrowTypeError%', '%IteratorPrototype%', '%FastBuffer%', 'Map.prototype{get "size"}',
      '%EventEmitter%{symbol "kCapture" 0}', '%SegmentIteratorPrototype%', 'AbortController.prototype{get "signal"}', 'FinalizationRegistry', 'Intl.NumberFormat.prototype{get "format"}',
    ]) expect(known.has(path), path).to.equal(true); // prettier-ignore
  });

  it('gives paths that lead to the identical value', () => {
    expect(listing.wrong).to.deep.equal([]);
  });

  it('gives the same paths in another process, where they all resolve without a catalogue', () => {
    expect(runProgram('list-paths')).to.deep.equal(listing);
    expect(runProgram('resolve-paths', JSON.stringify(listing.paths))).to.deep.equal([]);
  });

  it('finds no difference right after it was built', () => {
    expect(listing.differences).to.equal(0);
  });

  describe('differences', () => {
    let changes: Changes;
    before(() => {
      changes = runProgram('changes') as Changes;
    });

    it('are none for what Node changes itself when it is used', () => {
      expect(changes.idle).to.deep.equal([]);
    });

    it('are the properties that a program adds, changes and deletes, prototypes and extensibility', () => {
      expect(changes.polyfilled).to.have.deep.members([
        ['property', 'Array.prototype', 'lastOne', 'added'],
        ['property', 'String.prototype', 'trim', 'changed'],
        ['property', 'globalThis', 'myGlobal', 'added'],
        ['property', 'globalThis', 'escape', 'deleted'],
        ['property', 'Symbol', 'observable', 'added'],
        ['property', 'Map.prototype', 'size2', 'added'],
        ['property', 'node:http', 'request', 'changed'],
        ['property', 'Error', 'stackTraceLimit', 'changed'],
        ['property', 'node:module._extensions', '.txt', 'added'],
        ['prototype', 'Intl'],
        ['integrity', 'Reflect'],
      ]);
    });

    it('are counted from the last rebase', () => {
      expect(changes.rebased).to.deep.equal([]);
    });

    it('hold listeners on process and its streams, with the function that was given', () => {
      expect(changes.listening).to.have.deep.members([
        ['listener', 'process', 'exit', 'onExit', 'on', 'added'],
        ['listener', 'process', 'SIGUSR2', 'onSignal', 'once', 'added'],
        ['listener', 'process.stderr', 'error', 'onError', 'on', 'added'],
      ]);
      expect(changes.removed).to.deep.include(['listener', 'process', 'exit', 'onExit', 'on', 'gone']);
    });
  });
});
