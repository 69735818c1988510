/** All objects of this thread that are alive, after a full garbage collection: what no JavaScript interface gives but the inspector's. */

/** Objects whose prototype chain ends in `Object.prototype`; null: this Node has no inspector. */
export async function liveObjects(): Promise<readonly object[] | null> {
  if (!process.features.inspector) return null;
  const { Session } = await import('node:inspector');
  const session = new Session();
  session.connect();
  try {
    const post = (method: string, parameters: object): RemoteReply => {
      let reply: RemoteReply = {};
      session.post(method, parameters, (_error: Error | null, result?: object) => {
        reply = (result ?? {}) as RemoteReply; // answered at once in the own thread; undefined fields say what is missing
      });
      return reply;
    };
    return query(post);
  } finally {
    session.disconnect();
  }
}

interface RemoteReply {
  readonly result?: { readonly objectId?: string };
  readonly objects?: { readonly objectId?: string };
}

function query(post: (method: string, parameters: object) => RemoteReply): readonly object[] | null {
  let found: readonly object[] | null = null;
  const sink = (objects: readonly object[]): void => {
    found = objects;
  };
  const key = '$abtLiveObjects';
  Object.defineProperty(globalThis, key, { value: sink, configurable: true });
  const sinkId = post('Runtime.evaluate', { expression: `globalThis.${key}` }).result?.objectId;
  Reflect.deleteProperty(globalThis, key);
  const prototypeObjectId = post('Runtime.evaluate', { expression: 'Object.getPrototypeOf({})' }).result?.objectId;
  const objectId = post('Runtime.queryObjects', { prototypeObjectId }).objects?.objectId;
  if (objectId === undefined) return null;
  post('Runtime.callFunctionOn', { objectId, functionDeclaration: 'function (sink) { sink(this); }', arguments: [{ objectId: sinkId }] });
  return found;
}
