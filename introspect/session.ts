/**
 * The inspector of this very process: internal slots, private names and scopes of live objects. All calls used answer
 * synchronously on Node 20 to 26. Nothing here runs user code: getters are not called, traps do not run.
 */
import { Session } from 'node:inspector';
import type { Runtime } from 'node:inspector';
import { types } from 'node:util';

/** A primitive or live object that stands in an internal slot. */
export interface InternalSlots {
  readonly slots: ReadonlyMap<string, unknown>;
  readonly privates: readonly PrivateMember[];
}

export interface PrivateMember {
  readonly name: string; // with `#`
  readonly kind: 'value' | 'get' | 'set';
  readonly value: unknown;
}

const GROUP = 'introspect';
/** Remote handles are dropped after so many calls: each keeps its object alive. */
const RELEASE_EVERY = 2000;

const primitiveOf = (remote: Runtime.RemoteObject): unknown => {
  const text = remote.unserializableValue;
  if (text !== undefined) return text.endsWith('n') ? BigInt(text.slice(0, -1)) : Number(text);
  if (remote.type === 'undefined') return undefined;
  return remote.value;
};

/** Such objects must not be handed to the inspector: on Node 20 it asks them for their constructor's name, and traps run. */
const isHeirOfProxy = (object: object): boolean => {
  if (types.isProxy(object)) return false; // the inspector looks into proxies themselves without asking them
  for (let prototype = Reflect.getPrototypeOf(object); prototype !== null; prototype = Reflect.getPrototypeOf(prototype)) if (types.isProxy(prototype)) return true;
  return false;
};

/** A connection to the inspector of this thread; close it when done. */
export class Introspector {
  readonly #session = new Session();
  readonly #box: { value: unknown } = { value: undefined };
  readonly #boxId: string;
  #calls = 0;

  constructor() {
    this.#session.connect();
    const key = `introspect:${process.pid}:${performance.now()}`;
    Object.defineProperty(globalThis, key, { value: this.#box, configurable: true });
    try {
      const answer = this.#post<Runtime.EvaluateReturnType>('Runtime.evaluate', { expression: `globalThis[${JSON.stringify(key)}]`, objectGroup: 'introspect-box' });
      this.#boxId = answer.result.objectId ?? '';
    } finally {
      Reflect.deleteProperty(globalThis, key);
    }
  }

  close(): void {
    this.#session.disconnect();
  }

  /** Computes the line ends of all scripts, without which a heap snapshot on Node 20 can take a minute. */
  primeLineEnds(): void {
    this.#post('Debugger.enable', {});
    this.#post('Debugger.disable', {});
  }

  /** All live objects whose prototype chain has this object. */
  objectsWithPrototype(prototype: object): readonly object[] {
    const answer = this.#post<Runtime.QueryObjectsReturnType>('Runtime.queryObjects', { prototypeObjectId: this.#remote(prototype), objectGroup: GROUP });
    const found = this.#locals([answer.objects.objectId ?? '']);
    return found[0] as readonly object[]; // queryObjects answers with one array
  }

  /** Id that a heap snapshot gives the object; NaN for heirs of a Proxy. */
  heapId(object: object): number {
    if (isHeirOfProxy(object)) return Number.NaN;
    return Number(this.#post<{ heapSnapshotObjectId: string }>('HeapProfiler.getHeapObjectId', { objectId: this.#remote(object) }).heapSnapshotObjectId);
  }

  /** The live object with this heap id; searches the whole heap: 70 to 400 ms. */
  objectOfHeapId(id: number): unknown {
    const answer = this.#post<{ result: Runtime.RemoteObject }>('HeapProfiler.getObjectByHeapObjectId', { objectId: String(id), objectGroup: GROUP });
    return this.#locals([answer.result.objectId ?? ''])[0];
  }

  /** Internal slots and private members; none for heirs of a Proxy. About 0.1 ms; functions in large scopes up to 4 ms. */
  read(object: object): InternalSlots {
    if (isHeirOfProxy(object)) return { slots: new Map(), privates: [] };
    this.#releaseSometimes();
    const answer = this.#post<Runtime.GetPropertiesReturnType>('Runtime.getProperties', {
      objectId: this.#remote(object), ownProperties: true, accessorPropertiesOnly: false, generatePreview: false, nonIndexedPropertiesOnly: true,
    });
    const remotes: Runtime.RemoteObject[] = [];
    const internal: string[] = [];
    for (const property of answer.internalProperties ?? []) {
      if (property.value === undefined) continue;
      internal.push(property.name);
      remotes.push(property.value);
    }
    const members: { name: string; kind: PrivateMember['kind'] }[] = [];
    for (const property of privatePropertiesOf(answer)) {
      for (const kind of ['value', 'get', 'set'] as const) {
        const remote = property[kind];
        if (remote === undefined || (kind !== 'value' && remote.type === 'undefined')) continue;
        members.push({ name: property.name, kind });
        remotes.push(remote);
      }
    }
    const values = this.#values(remotes);
    const slots = new Map(internal.map((name, index) => [name, values[index]]));
    return { slots, privates: members.map((member, index) => ({ ...member, value: values[internal.length + index] })) };
  }

  /** Own string keys that are no indexes: for typed arrays too large for `Reflect.ownKeys`. */
  namedKeys(object: object): readonly string[] {
    const answer = this.#post<Runtime.GetPropertiesReturnType>('Runtime.getProperties', { objectId: this.#remote(object), ownProperties: true, nonIndexedPropertiesOnly: true });
    return answer.result.filter((property) => property.symbol === undefined && property.name !== '__proto__').map((property) => property.name);
  }

  #values(remotes: readonly Runtime.RemoteObject[]): unknown[] {
    const ids = remotes.flatMap((remote) => (remote.objectId === undefined ? [] : [remote.objectId]));
    const objects = ids.length === 0 ? [] : this.#locals(ids);
    let next = 0;
    return remotes.map((remote) => (remote.objectId === undefined ? primitiveOf(remote) : objects[next++]));
  }

  #remote(value: object): string {
    this.#box.value = value;
    const answer = this.#post<Runtime.CallFunctionOnReturnType>('Runtime.callFunctionOn', { objectId: this.#boxId, functionDeclaration: 'function () { return this.value; }', objectGroup: GROUP });
    this.#box.value = undefined;
    return answer.result.objectId ?? '';
  }

  #locals(objectIds: readonly string[]): readonly unknown[] {
    this.#post('Runtime.callFunctionOn', {
      objectId: this.#boxId, functionDeclaration: 'function (...values) { this.value = values; }', objectGroup: GROUP, arguments: objectIds.map((objectId) => ({ objectId })),
    });
    const values = this.#box.value;
    this.#box.value = undefined;
    return values as readonly unknown[]; // set by the function above
  }

  #releaseSometimes(): void {
    if (++this.#calls % RELEASE_EVERY === 0) this.#post('Runtime.releaseObjectGroup', { objectGroup: GROUP });
  }

  #post<Answer>(method: string, parameters: object): Answer {
    const outcome: { error: Error | null; answer: object | undefined; done: boolean } = { error: null, answer: undefined, done: false };
    this.#session.post(method, parameters, (error: Error | null, answer?: object) => {
      outcome.error = error;
      outcome.answer = answer;
      outcome.done = true;
    });
    if (!outcome.done) throw new Error(`inspector: ${method} did not answer at once`);
    if (outcome.error !== null) throw new Error(`inspector: ${method}: ${JSON.stringify(outcome.error)}`);
    return outcome.answer as Answer; // the protocol's promise for this method
  }
}

interface PrivateProperty {
  readonly name: string;
  readonly value?: Runtime.RemoteObject;
  readonly get?: Runtime.RemoteObject;
  readonly set?: Runtime.RemoteObject;
}

/** The types of Node 20 do not know `privateProperties`; the protocol has had it since V8 8.3. */
const privatePropertiesOf = (answer: object): readonly PrivateProperty[] =>
  (answer as { privateProperties?: readonly PrivateProperty[] }).privateProperties ?? [];
