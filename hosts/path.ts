/**
 * Host paths: how an object, function or symbol of Node itself is named in a file.
 *
 *   Array.prototype.map                      global, then properties
 *   node:fs.promises                         exports of a public builtin module
 *   %GeneratorFunction%.prototype            intrinsic that no global leads to (intrinsics.ts)
 *   image-components.System                  export of a module that the product provides
 *   Object.prototype["odd key"]              any string key, as JSON
 *   Array.prototype[@@iterator]              well-known symbol; `@@for("key")`: registered; `@@(path)`: symbol with a path
 *   Map.prototype{get "size"} {set …}        getter or setter function of an accessor
 *   node:fs.ReadStream{prototype}            internal prototype
 *   %EventEmitter%{symbol "kCapture" 0}      symbol used as key there: description and ordinal among those with it
 *
 * A property step reads the property, so it leads through accessors too (`node:crypto.webcrypto`).
 */
import type { HostPath } from '../format/graph/model.ts';

/** First step of a path. */
export type HostRoot = { readonly kind: 'global' | 'module' | 'intrinsic' | 'provided'; readonly name: string };

/** A property key in a path. */
export type HostKey =
  | string
  | { readonly kind: 'well-known'; readonly name: string }
  | { readonly kind: 'registered'; readonly key: string }
  | { readonly kind: 'path'; readonly path: ParsedHostPath };

/** One step from an object to the next. `symbol` ends a path: it names a key, not what the key holds. */
export type HostStep =
  | { readonly kind: 'property' | 'getter' | 'setter'; readonly key: HostKey }
  | { readonly kind: 'prototype' }
  | { readonly kind: 'symbol'; readonly description: string; readonly ordinal: number };

/** A path taken apart. */
export interface ParsedHostPath {
  readonly root: HostRoot;
  readonly steps: readonly HostStep[];
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** Module that the product itself provides; the only root of its kind. */
export const PROVIDED_MODULE = 'image-components';

/** Text of one step as it is appended to the text of the object before it. */
export function printHostStep(step: HostStep): string {
  switch (step.kind) {
    case 'property':
      return typeof step.key === 'string' && IDENTIFIER.test(step.key) ? `.${step.key}` : `[${printKey(step.key)}]`;
    case 'getter':
      return `{get ${printKey(step.key)}}`;
    case 'setter':
      return `{set ${printKey(step.key)}}`;
    case 'prototype':
      return '{prototype}';
    case 'symbol':
      return `{symbol ${JSON.stringify(step.description)} ${step.ordinal}}`;
  }
}

function printKey(key: HostKey): string {
  if (typeof key === 'string') return JSON.stringify(key);
  switch (key.kind) {
    case 'well-known':
      return `@@${key.name}`;
    case 'registered':
      return `@@for(${JSON.stringify(key.key)})`;
    case 'path':
      return `@@(${printHostPath(key.path)})`;
  }
}

/** Text of a first step. Globals whose name is no identifier are written as properties of `globalThis`. */
export function printHostRoot(root: HostRoot): string {
  switch (root.kind) {
    case 'global':
      return IDENTIFIER.test(root.name) ? root.name : `globalThis[${JSON.stringify(root.name)}]`;
    case 'module':
      return `node:${root.name}`;
    case 'intrinsic':
      return `%${root.name}%`;
    case 'provided':
      return root.name;
  }
}

/** Text form of a path; parseHostPath gives an equal path back. */
export function printHostPath(path: ParsedHostPath): HostPath {
  return printHostRoot(path.root) + path.steps.map(printHostStep).join('');
}

class Parser {
  readonly text: string;
  at = 0;

  constructor(text: string) {
    this.text = text;
  }

  fail(expected: string): never {
    throw new SyntaxError(`host path ${JSON.stringify(this.text)}: expected ${expected} at ${this.at}, found ${JSON.stringify(this.text.slice(this.at, this.at + 20))}`);
  }

  take(pattern: RegExp, expected: string): string {
    pattern.lastIndex = this.at;
    const found = pattern.exec(this.text)?.[0];
    if (found === undefined) return this.fail(expected);
    this.at += found.length;
    return found;
  }

  accept(token: string): boolean {
    if (!this.text.startsWith(token, this.at)) return false;
    this.at += token.length;
    return true;
  }

  expect(token: string): void {
    if (!this.accept(token)) this.fail(token);
  }

  quoted(): string {
    return String(JSON.parse(this.take(/"(?:[^"\\]|\\.)*"/y, 'a quoted string')));
  }

  root(): HostRoot {
    if (this.accept('%')) {
      const name = this.take(/[\w.]+/y, 'the name of an intrinsic');
      this.expect('%');
      return { kind: 'intrinsic', name };
    }
    if (this.accept('node:')) return { kind: 'module', name: this.take(/[\w/]+/y, 'the name of a module') };
    if (this.accept(PROVIDED_MODULE)) return { kind: 'provided', name: PROVIDED_MODULE };
    return { kind: 'global', name: this.take(/[A-Za-z_$][\w$]*/y, 'a global name') };
  }

  key(): HostKey {
    if (!this.accept('@@')) return this.quoted();
    if (this.accept('for(')) {
      const key = this.quoted();
      this.expect(')');
      return { kind: 'registered', key };
    }
    if (this.accept('(')) {
      const path = this.path();
      this.expect(')');
      return { kind: 'path', path };
    }
    return { kind: 'well-known', name: this.take(/[A-Za-z]\w*/y, 'the name of a well-known symbol') };
  }

  step(): HostStep | null {
    if (this.accept('.')) return { kind: 'property', key: this.take(/[A-Za-z_$][\w$]*/y, 'a name') };
    if (this.accept('[')) return { kind: 'property', key: this.closed(']') };
    if (this.accept('{prototype}')) return { kind: 'prototype' };
    if (this.accept('{get ')) return { kind: 'getter', key: this.closed('}') };
    if (this.accept('{set ')) return { kind: 'setter', key: this.closed('}') };
    if (!this.accept('{symbol ')) return null;
    const description = this.quoted();
    this.expect(' ');
    const ordinal = Number(this.take(/\d+/y, 'a number'));
    this.expect('}');
    return { kind: 'symbol', description, ordinal };
  }

  closed(bracket: string): HostKey {
    const key = this.key();
    this.expect(bracket);
    return key;
  }

  path(): ParsedHostPath {
    const root = this.root();
    const steps: HostStep[] = [];
    for (let step = this.step(); step !== null; step = this.step()) steps.push(step);
    return { root, steps };
  }
}

/** Takes the text of a path apart. Throws SyntaxError with the place where it is malformed. */
export function parseHostPath(text: HostPath): ParsedHostPath {
  const parser = new Parser(text);
  const path = parser.path();
  if (parser.at < text.length) parser.fail('a step');
  return path;
}

function readableKey(key: HostKey): string {
  if (typeof key === 'string') return IDENTIFIER.test(key) ? `.${key}` : `[${JSON.stringify(key)}]`;
  switch (key.kind) {
    case 'well-known':
      return `[Symbol.${key.name}]`;
    case 'registered':
      return `[Symbol.for(${JSON.stringify(key.key)})]`;
    case 'path':
      return `[${readableOf(key.path)}]`;
  }
}

function readableOf(path: ParsedHostPath): string {
  let text = printHostRoot(path.root);
  for (const step of path.steps) {
    switch (step.kind) {
      case 'property':
        text += readableKey(step.key);
        break;
      case 'getter':
        text = `get ${text}${readableKey(step.key)}`;
        break;
      case 'setter':
        text = `set ${text}${readableKey(step.key)}`;
        break;
      case 'prototype':
        text = `prototype of ${text}`;
        break;
      case 'symbol':
        text = `Symbol(${step.description})`;
        break;
    }
  }
  return text;
}

/** The path as people would write it in JavaScript; for messages, not to be parsed. */
export function readableHostPath(text: HostPath): string {
  return readableOf(parseHostPath(text));
}
