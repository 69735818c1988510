// Changes Node's objects in the ways of polyfills and libraries, and prints what the catalogue notices.
import http from 'node:http';
import { createRequire } from 'node:module';
import { promisify } from 'node:util';
import { gzipSync } from 'node:zlib';
import { buildCatalogue, installFactoryRecording } from '../../../hosts/index.ts';

const catalogue = buildCatalogue(installFactoryRecording());
const describe = (): unknown[] =>
  catalogue.differences().map((each) => {
    switch (each.kind) {
      case 'property':
        return ['property', each.ownerPath, String(each.key), each.before === null ? 'added' : each.after === null ? 'deleted' : 'changed'];
      case 'listener':
        return ['listener', each.ownerPath, String(each.event), Reflect.get(each.listener, 'name'), each.once ? 'once' : 'on', each.added ? 'added' : 'gone'];
      default:
        return [each.kind, each.ownerPath];
    }
  });

async function ordinaryUse(): Promise<unknown[]> {
  const server = http.createServer((_request, response) => response.end('done'));
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await (await fetch(`http://127.0.0.1:${port}/`)).text();
  server.close();
  server.closeAllConnections();
  gzipSync('text');
  void [crypto.randomUUID(), new Intl.NumberFormat().format(1), promisify(setTimeout), structuredClone({}), new Error('x').stack];
  const require = createRequire(import.meta.url);
  void [require('node:punycode'), require('node:domain'), require('node:test')];
  console.error('what a program prints');
  return describe();
}

function polyfill(): unknown[] {
  Object.defineProperty(Array.prototype, 'lastOne', { value: function lastOne(this: unknown[]) { return this.at(-1); }, writable: true, configurable: true }); // prettier-ignore
  Object.defineProperty(String.prototype, 'trim', { value: () => 'x', writable: true, configurable: true });
  Reflect.set(globalThis, 'myGlobal', {});
  Reflect.set(Symbol, 'observable', Symbol('observable'));
  Object.defineProperty(Map.prototype, 'size2', { get: () => 2, configurable: true });
  Reflect.deleteProperty(globalThis, 'escape');
  Reflect.set(http, 'request', () => null);
  Error.stackTraceLimit = 50;
  Reflect.set(createRequire(import.meta.url)('node:module')._extensions, '.txt', () => undefined);
  Object.setPrototypeOf(Intl, null);
  Object.preventExtensions(Reflect);
  return describe();
}

function listeners(): unknown[] {
  process.on('exit', function onExit() {});
  process.once('SIGUSR2', function onSignal() {});
  process.stderr.on('error', function onError() {});
  return describe();
}

const idle = await ordinaryUse();
const polyfilled = polyfill();
catalogue.rebase();
const rebased = describe();
const listening = listeners();
catalogue.rebase();
process.removeAllListeners('exit');
const removed = describe();
process.stdout.write(`${JSON.stringify({ idle, polyfilled, rebased, listening, removed })}\n`, () => process.exit());
