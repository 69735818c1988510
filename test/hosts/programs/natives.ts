// Describes objects that only Node makes, makes them again, and prints whether the new ones behave alike.
import { AsyncLocalStorage, AsyncResource } from 'node:async_hooks';
import { channel } from 'node:diagnostics_channel';
import http from 'node:http';
import { createRequire } from 'node:module';
import { PassThrough } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import { callbackify, deprecate, inspect, MIMEType, promisify } from 'node:util';
import { buildCatalogue, classify, createHostResolver, installFactoryRecording, makeNative } from '../../../hosts/index.ts';

const records = installFactoryRecording();
const hosts = { records, catalogue: buildCatalogue(records) };
const resolver = createHostResolver(() => null);

/** As capture and instantiation do it: described, made, and what the factory does not make set again. */
function remake<T extends object>(object: T): T {
  const found = classify(object, hosts);
  if (found.kind !== 'native') throw new Error(`${inspect(object)}: ${JSON.stringify(found)}`);
  const { factory, args, omit } = found.description;
  const made = makeNative(factory, args, resolver);
  for (const key of Reflect.ownKeys(object)) {
    if (!omit.includes(key)) Object.defineProperty(made, key, Object.getOwnPropertyDescriptor(object, key) ?? {});
  }
  if (Object.getPrototypeOf(made) !== Object.getPrototypeOf(object)) Object.setPrototypeOf(made, Object.getPrototypeOf(object) as object);
  if (made === object) throw new Error('not made anew');
  return made as T;
}

class Link extends URL {
  get twice(): string {
    return this.href + this.href;
  }
}

async function serve(server: http.Server): Promise<string> {
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const response = await fetch(`http://127.0.0.1:${typeof address === 'object' && address !== null ? address.port : 0}/`);
  const text = await response.text();
  server.closeAllConnections();
  server.close();
  return text;
}

const controller = new AbortController();
const stopped = new AbortController();
stopped.abort('enough');
const euro = new Intl.NumberFormat('de', { style: 'currency', currency: 'EUR' });
const server = http.createServer((_request, response) => response.end('served'));
server.keepAliveTimeout = 1234;
const stream = new PassThrough();
stream.on('data2', () => undefined);
const add = (a: number, done: (error: null, sum: number) => void): void => done(null, a + 1);
const remadeServer = remake(server);
const agent = new http.Agent({ keepAlive: true, maxSockets: 7 });
const storage = new AsyncLocalStorage<number>();

const results = {
  url: remake(new URL('http://a/b?c=1')).href === 'http://a/b?c=1',
  subclass: remake(new Link('x:y')).twice === 'x:yx:y',
  searchParams: remake(new URLSearchParams('a=1&b=2')).get('b') === '2',
  searchParamsOfUrl: classify(new URL('http://a/?q').searchParams, hosts).kind === 'native',
  encoder: remake(new TextEncoder()).encode('é').length === 2,
  decoder: remake(new TextDecoder('utf-16le', { fatal: true })).fatal,
  controller: !remake(controller).signal.aborted,
  aborted: remake(stopped).signal.reason === 'enough',
  signal: classify(controller.signal, hosts).kind === 'native',
  eventTarget: remake(new EventTarget()).dispatchEvent(new Event('x')),
  numberFormat: remake(euro).format(12.5) === euro.format(12.5),
  boundFormat: remakeSame(euro.format),
  dateTimeFormat: remake(new Intl.DateTimeFormat('en', { hour: 'numeric', hour12: true, timeZone: 'UTC' })).format(0) === new Intl.DateTimeFormat('en', { hour: 'numeric', hour12: true, timeZone: 'UTC' }).format(0),
  collator: remake(new Intl.Collator('sv', { numeric: true })).compare('a10', 'a9') > 0,
  locale: remake(new Intl.Locale('en-GB-u-hc-h12')).toString() === 'en-GB-u-hc-h12',
  plural: remake(new Intl.PluralRules('en', { type: 'ordinal' })).select(2) === 'two',
  promisified: (await remake(promisify(add))(4)) === 5,
  callbackified: typeof remake(callbackify(async () => 1)) === 'function',
  deprecated: remake(deprecate(() => 8, 'old', 'DEP_X'))() === 8,
  require: remake(createRequire('/tmp/x.js'))('node:os') === createRequire('/tmp/x.js')('node:os'),
  channel: remakeSame(channel('ours')),
  storage: remake(storage).run(3, () => storage.getStore()) === undefined,
  resource: remake(AsyncResource.bind(() => 11))() === 11,
  stringDecoder: remake(new StringDecoder('hex')).write(Buffer.from('a')) === '61',
  headers: remake(new Headers({ a: 'b' })).get('a') === 'b',
  exception: remake(new DOMException('m', 'AbortError')).code === 20,
  mime: remake(new MIMEType('text/html;charset=utf-8')).subtype === 'html',
  agent: remake(agent).maxSockets === 7 && Reflect.get(remake(agent), 'keepAlive') === true,
  timer: typeof remake(cleared()) === 'object',
  registry: remake(new FinalizationRegistry(() => undefined)) instanceof FinalizationRegistry,
  steady: isSteady(euro) && isSteady(new Headers({ a: 'b' })) && isSteady(stream) && isSteady(server),
  serverState: remadeServer.keepAliveTimeout === 1234,
  serverServes: (await serve(remadeServer)) === 'served',
  stream: remake(stream).listenerCount('data2') === 1 && String(remake(stream).end('x').read()) === 'x',
};

/** Two readings of an unchanged object must not look like a change. */
function isSteady(object: object): boolean {
  const [first, second] = [classify(object, hosts), classify(object, hosts)];
  return first.kind === 'native' && second.kind === 'native' && first.description === second.description;
}

function remakeSame(object: object): boolean {
  const found = classify(object, hosts);
  return found.kind === 'native' && makeNative(found.description.factory, found.description.args, resolver) === object;
}

function cleared(): object {
  const timer = setTimeout(() => undefined, 10);
  clearTimeout(timer);
  return timer;
}

process.stdout.write(`${JSON.stringify(results)}\n`, () => process.exit());
