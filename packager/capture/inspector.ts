/**
 * Internal slots, read through Node's inspector on its own thread: bound target, proxy target and handler, promise state,
 * WeakMap entries. All calls answer synchronously; no debugger is enabled, nothing pauses, no trap or getter of the user runs.
 */

import { Session } from 'node:inspector';
import type { Runtime } from 'node:inspector';

const GROUP = 'image-components';
const RELEASE_EVERY = 512;

interface Box {
  value: unknown;
}

/** One inspector session; close it when capture is over. */
export class SlotReader {
  readonly #session = new Session();
  readonly #box: Box = { value: undefined };
  readonly #boxId: string;
  #calls = 0;

  constructor() {
    this.#session.connect();
    const name = '__image_components_box';
    Object.defineProperty(globalThis, name, { value: this.#box, configurable: true });
    try {
      const { result } = this.#evaluate(`globalThis[${JSON.stringify(name)}]`);
      if (result.objectId === undefined) throw new Error('the inspector gave no handle');
      this.#boxId = result.objectId;
    } finally {
      Reflect.deleteProperty(globalThis, name);
    }
  }

  /** Values of the internal properties of that names, as V8 spells them (`[[TargetFunction]]`); those that are not there are left out. */
  read(object: object, names: readonly string[]): ReadonlyMap<string, unknown> {
    const found = new Map<string, unknown>();
    for (const property of this.#properties(this.#handle(object)).internalProperties ?? []) {
      if (property.value !== undefined && names.includes(property.name)) found.set(property.name, this.#local(property.value));
    }
    this.#count();
    return found;
  }

  /** Key, value, key, value … of a WeakMap; keys of a WeakSet. The order is V8's own and means nothing. */
  weakEntries(object: object, isMap: boolean): unknown[] {
    const entries = this.read(object, ['[[Entries]]']).get('[[Entries]]');
    const flat: unknown[] = [];
    if (!Array.isArray(entries)) return flat;
    for (let index = 0; index < entries.length; index += 1) { // the array has no prototype
      const entry = entries[index] as { readonly key?: unknown; readonly value?: unknown }; // shape made by V8
      if (isMap) flat.push(entry.key, entry.value);
      else flat.push(entry.value);
    }
    return flat;
  }

  /** Names of own string keys that are no indexes, of arrays too large to list; symbols are not among them. */
  namesBesideIndexes(object: object): string[] {
    const names: string[] = [];
    for (const property of this.#properties(this.#handle(object)).result) if (property.symbol === undefined) names.push(property.name);
    this.#count();
    return names;
  }

  close(): void {
    this.#session.disconnect();
  }

  #handle(object: object): string {
    this.#box.value = object;
    const { result } = this.#callOn('function () { return this.value; }', []);
    this.#box.value = undefined;
    if (result.objectId === undefined) throw new Error('the inspector gave no handle');
    return result.objectId;
  }

  #local(remote: Runtime.RemoteObject): unknown {
    if (remote.objectId !== undefined) {
      this.#callOn('function (value) { this.value = value; }', [{ objectId: remote.objectId }]);
      const value = this.#box.value;
      this.#box.value = undefined;
      return value;
    }
    if (remote.unserializableValue === undefined) return remote.type === 'undefined' ? undefined : remote.value;
    const text = remote.unserializableValue;
    return text.endsWith('n') ? BigInt(text.slice(0, -1)) : text === '-0' ? -0 : Number(text);
  }

  #count(): void {
    this.#calls += 1;
    if (this.#calls % RELEASE_EVERY === 0) this.#post((done) => this.#session.post('Runtime.releaseObjectGroup', { objectGroup: GROUP }, (error) => done(error, {})));
  }

  #evaluate(expression: string): Runtime.EvaluateReturnType {
    return this.#post((done) => this.#session.post('Runtime.evaluate', { expression }, done));
  }

  #callOn(functionDeclaration: string, args: Runtime.CallArgument[]): Runtime.CallFunctionOnReturnType {
    return this.#post((done) =>
      this.#session.post('Runtime.callFunctionOn', { objectId: this.#boxId, functionDeclaration, arguments: args, objectGroup: GROUP }, done),
    );
  }

  #properties(objectId: string): Runtime.GetPropertiesReturnType {
    const parameters = { objectId, ownProperties: true, nonIndexedPropertiesOnly: true, generatePreview: false };
    return this.#post((done) => this.#session.post('Runtime.getProperties', parameters, done));
  }

  #post<T>(start: (done: (error: Error | null, result: T) => void) => void): T {
    let outcome: { readonly error: Error | null; readonly result: T } | null = null;
    start((error, result) => {
      outcome = { error, result };
    });
    const answer = outcome as { readonly error: Error | null; readonly result: T } | null; // assigned in the callback
    if (answer === null) throw new Error('the inspector did not answer at once');
    if (answer.error !== null) throw new Error('the inspector refused', { cause: answer.error });
    return answer.result;
  }
}
