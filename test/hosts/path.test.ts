import { expect } from 'chai';
import { parseHostPath, printHostPath, readableHostPath } from '../../hosts/path.ts';

const PATHS: readonly (readonly [string, string])[] = [
  ['globalThis', 'globalThis'],
  ['Array.prototype.map', 'Array.prototype.map'],
  ['node:fs/promises.readFile', 'node:fs/promises.readFile'],
  ['%GeneratorFunction%.prototype', '%GeneratorFunction%.prototype'],
  ['%http.Server%._events.listening', '%http.Server%._events.listening'],
  ['image-components.System', 'image-components.System'],
  ['node:os.constants["a \\"quoted\\" ]} key"]', 'node:os.constants["a \\"quoted\\" ]} key"]'],
  ['Array.prototype[@@iterator]', 'Array.prototype[Symbol.iterator]'],
  ['node:util[@@for("x)")]', 'node:util[Symbol.for("x)")]'],
  ['Map.prototype{get "size"}', 'get Map.prototype.size'],
  ['Object.prototype{set "__proto__"}', 'set Object.prototype.__proto__'],
  ['node:fs.ReadStream{prototype}', 'prototype of node:fs.ReadStream'],
  ['%EventEmitter%{symbol "kCapture" 0}', 'Symbol(kCapture)'],
  ['console[@@(console{symbol "k" 2})]', 'console[Symbol(k)]'],
  ['%TypedArray%{get @@species}', 'get %TypedArray%[Symbol.species]'],
];

describe('hosts/path', () => {
  it('parses every form of a path and prints the same text again', () => {
    for (const [text] of PATHS) expect(printHostPath(parseHostPath(text))).to.equal(text);
  });

  it('writes paths for people as JavaScript', () => {
    for (const [text, readable] of PATHS) expect(readableHostPath(text)).to.equal(readable);
  });

  it('says where a malformed path goes wrong', () => {
    for (const text of ['', '.a', 'a.', 'a[b]', 'a{get "x"', 'a{symbol "x"}', '%a', 'a b', 'a[@@("x")]']) expect(() => parseHostPath(text), text).to.throw(SyntaxError, JSON.stringify(text));
  });
});
