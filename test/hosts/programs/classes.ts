// Classifies objects of Node's classes, things in use and twins that are not, and prints the kinds.
import { createHash, createSecretKey } from 'node:crypto';
import { EventEmitter } from 'node:events';
import { createReadStream } from 'node:fs';
import http from 'node:http';
import { Socket } from 'node:net';
import { PassThrough, Transform } from 'node:stream';
import { createGzip } from 'node:zlib';
import { buildCatalogue, classify, installFactoryRecording } from '../../../hosts/index.ts';

const records = installFactoryRecording();
const hosts = { records, catalogue: buildCatalogue(records) };

class Feed extends Transform {}
class Place extends URL {}
const listening = http.createServer();
listening.listen(0);
const running = setTimeout(() => undefined, 100_000);
const flowing = new PassThrough();
flowing.resume();
const registry = new FinalizationRegistry(() => undefined);
const kept = {};
registry.register(kept, 1);
const target = new EventTarget();
target.addEventListener('x', () => undefined);
let touched = false;
const hostile = new Proxy({}, { getPrototypeOf: () => ((touched = true), null), getOwnPropertyDescriptor: () => ((touched = true), undefined), ownKeys: () => ((touched = true), []), get: () => (touched = true) }); // prettier-ignore

const objects: Record<string, object> = {
  plain: {}, bare: Object.create(null) as object, array: [], error: new TypeError('x'), map: new Map(), date: new Date(), weakRef: new WeakRef({}), bytes: Buffer.from('a'), emitter: new EventEmitter(),
  proxy: hostile, belowProxy: Object.create(hostile) as object, classPrototype: Place.prototype, streamPrototype: Feed.prototype,
  requestPrototype: Object.create(http.IncomingMessage.prototype) as object, responsePrototype: Object.create(http.ServerResponse.prototype) as object,
  generatorPrototype: (function* () {}).prototype as object, belowProcess: Object.create(process) as object, server: http.createServer(), url: new Place('x:y'),
  listening, running, flowing, registry, target, hash: createHash('md5'), key: createSecretKey(Buffer.from('a')), file: createReadStream('/dev/null'), socket: new Socket(), gzip: createGzip(),
  generator: (function* () { yield 1; })(), iterator: [][Symbol.iterator](), mapIterator: new Map().keys(), blob: new Blob(['x']), webStream: new WritableStream(), port: new MessageChannel().port1,
  observer: new PerformanceObserver(() => undefined), response: new http.ServerResponse(new http.IncomingMessage(new Socket())), wasm: wasm(),
  settle: settler(), timeoutSignal: AbortSignal.timeout(100_000),
}; // prettier-ignore

/** A memory of no instance; WebAssembly is not among the types in use here. */
function wasm(): object {
  const Memory: unknown = Reflect.get(Reflect.get(globalThis, 'WebAssembly') as object, 'Memory');
  return Reflect.construct(Memory as new (limits: object) => object, [{ initial: 1 }]);
}

/** A native function without a name of its own. */
function settler(): object {
  let found: object = {};
  void new Promise((resolve) => (found = resolve));
  return found;
}

const kinds = Object.fromEntries(
  Object.entries(objects).map(([name, object]) => {
    const found = classify(object, hosts);
    if (found.kind === 'refused' && (found.reason === '' || found.remedy === '')) return [name, 'refused without words'];
    return [name, found.kind === 'ordinary' ? found.brand : found.kind];
  }),
);
process.stdout.write(`${JSON.stringify({ kinds, touched })}\n`, () => process.exit());
