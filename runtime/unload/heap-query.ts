/** All objects of this thread that are alive, after a full garbage collection: what no JavaScript interface gives but the inspector's. */

/** Shows the visitor all objects whose prototype chain ends in `Object.prototype`; none where this Node has no inspector. */
export async function visitLiveObjects(visit: (object: object) => void): Promise<void> {
  if (!process.features.inspector) return;
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
    const found = query(post);
    for (const object of found) visit(object);
    found.length = 0; // the engine may keep the list for a while, and with it all that is dead by the next question
  } finally {
    session.disconnect();
  }
}

interface RemoteReply {
  readonly result?: { readonly objectId?: string };
  readonly objects?: { readonly objectId?: string };
}

function query(post: (method: string, parameters: object) => RemoteReply): object[] {
  let found: object[] = [];
  const sink = (objects: object[]): void => {
    found = objects;
  };
  const key = '$abtLiveObjects';
  Object.defineProperty(globalThis, key, { value: sink, configurable: true });
  const sinkId = post('Runtime.evaluate', { expression: `globalThis.${key}` }).result?.objectId;
  Reflect.deleteProperty(globalThis, key);
  const prototypeObjectId = post('Runtime.evaluate', { expression: 'Object.getPrototypeOf({})' }).result?.objectId;
  const objectId = post('Runtime.queryObjects', { prototypeObjectId }).objects?.objectId;
  if (objectId === undefined) return [];
  post('Runtime.callFunctionOn', { objectId, functionDeclaration: 'function (sink) { sink(this); }', arguments: [{ objectId: sinkId }] });
  return found;
}
