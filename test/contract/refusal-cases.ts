/** What no image can hold, each with what the refusal must say and a twin that does what the refusal advises. */
import { join } from 'node:path';
import { repositoryRoot } from '../support/repository.ts';

export interface RefusalCase {
  readonly title: string;
  /** Text of `src/db.mjs`, or of `src/db.ts` where `typescript` is set. */
  readonly source: string;
  readonly typescript?: boolean;
  /** What follows `orders.ic › module src/db.mjs › `; empty: the module itself. */
  readonly path: string;
  /** Line that made it. */
  readonly line: number;
  /** What it is, as said after `cannot be captured: `. */
  readonly reason: string;
  readonly remedy: string;
  /** A module that follows the remedy: `start` is called in loaded(), then `use` in startUp, then `end`. */
  readonly twin: string;
  /** What `use` returns. */
  readonly used: unknown;
  /** Other problems that are told besides. */
  readonly others?: number;
}

const inHook = 'start it in loaded() of the application or in startUp';
const inHookMade = 'make it in loaded() of the application or in startUp';
const onUse = 'make it in startUp, or on first use';
const iterate = 'keep the collection, and iterate over it where it is used';
const crypto = 'keep the key material or the data, and make it in startUp or on first use';
const runOn = 'await it while the module is evaluated, or start the work in startUp()';

/** The addon of this product: a native addon like any other. */
export const addonFile: string = join(repositoryRoot, 'build', 'native', 'icmap.node');

const running: readonly RefusalCase[] = [
  {
    title: 'an open socket',
    source: "import net from 'node:net';\nconst server = net.createServer((peer) => peer.unref()).unref();\nawait new Promise((done) =>\n  server.listen(0, done));\nexport const pool = { _sockets: [1, 2, 3] };\npool._sockets.push(\n  net.connect(server.address().port));\nawait new Promise((done) => pool._sockets[3].once('connect', done));",
    path: 'pool › _sockets[3]', line: 7, reason: 'a socket or connection (node:net.Socket)', remedy: 'connect in startUp', others: 1,
    twin: "import net from 'node:net';\nconst pool = { server: net.createServer((peer) => peer.end('hello')), _sockets: [] };\nexport async function start() { await new Promise((done) => pool.server.listen(0, done)); pool._sockets.push(net.connect(pool.server.address().port)); }\nexport const use = () => new Promise((done) => pool._sockets[0].once('data', (data) => done(String(data))));\nexport const end = () => pool.server.close();",
    used: 'hello',
  },
  {
    title: 'a socket whose connection failed',
    source: "import net from 'node:net';\nclass Pool {\n  sockets = [];\n  open() {\n    this.sockets.push(net.connect(1, '127.0.0.1').on('error', () => {}));\n  }\n}\nexport const pool = new Pool();\npool.open();\nawait new Promise((done) => pool.sockets[0].once('close', done));",
    path: 'pool › sockets[0]', line: 5, reason: 'a socket or connection (node:net.Socket)', remedy: 'connect in startUp',
    twin: "import net from 'node:net';\nconst pool = {};\nexport const start = () => { pool.failed = new Promise((done) => net.connect(1, '127.0.0.1').once('error', (error) => done(error.code))); };\nexport const use = () => pool.failed;",
    used: 'ECONNREFUSED',
  },
  {
    title: 'an error of a class that Node keeps to itself',
    source: "import path from 'node:path';\nexport const failed = {};\ntry { path.join(5); } catch (error) { failed.why = error; }",
    path: 'failed › why', line: 2, reason: 'an error of a class that Node keeps to itself (ERR_INVALID_ARG_TYPE)', remedy: 'keep its code and message instead of the error',
    twin: "import path from 'node:path';\nconst failed = {};\ntry { path.join(5); } catch (error) { failed.why = error.code; }\nexport const start = () => {};\nexport const use = () => failed.why;",
    used: 'ERR_INVALID_ARG_TYPE',
  },
  {
    title: 'a socket that is not connected',
    source: "import net from 'node:net';\nexport const pool = { socket: new net.Socket() };",
    path: 'pool › socket', line: 2, reason: 'a socket or connection (node:net.Socket)', remedy: 'connect in startUp',
    twin: "import net from 'node:net';\nconst pool = { socket: null };\nexport const start = () => { pool.socket = new net.Socket(); };\nexport const use = () => pool.socket.connecting;\nexport const end = () => pool.socket.destroy();",
    used: false,
  },
  {
    title: 'a listening server',
    source: "import { createServer } from 'node:http';\nexport const server = createServer();\nawait new Promise((done) =>\n  server.listen(0, done));",
    path: 'server', line: 4, reason: 'a listening server', remedy: 'build the server at module level, but call listen() in startUp',
    twin: "import { createServer } from 'node:http';\nconst server = createServer((_request, response) => response.end('served'));\nexport const start = () => new Promise((done) => server.listen(0, done));\nexport const use = async () => (await fetch(`http://127.0.0.1:${server.address().port}/`)).text();\nexport const end = () => { server.closeAllConnections(); server.close(); };",
    used: 'served',
  },
  {
    title: 'a timer',
    source: 'export const clock = { ticks: 0, timer:\n  setTimeout(() => clock.ticks++, 100000) };',
    path: 'clock › timer', line: 2, reason: 'a running timer', remedy: 'start it in startUp, or clear it before the module is done',
    twin: 'const clock = { ticks: 0, timer: null };\nexport const start = () => { clock.timer = setTimeout(() => clock.ticks++, 1); };\nexport const use = async () => { while (clock.ticks === 0) await new Promise((done) => setTimeout(done, 1)); return clock.ticks; };',
    used: 1,
  },
  {
    title: 'a timer that nothing refers to, not even the event loop',
    source: 'export const clock = { ticks: 0 };\n\nsetInterval(() => clock.ticks++, 1000).unref();',
    path: 'a timer', line: 3, reason: 'a timer still running after the modules were evaluated', remedy: inHook,
    twin: 'const clock = { ticks: 0, timer: null };\nexport const start = () => { clock.timer = setInterval(() => clock.ticks++, 1); };\nexport const use = async () => { while (clock.ticks === 0) await new Promise((done) => setTimeout(done, 1)); return clock.ticks > 0; };\nexport const end = () => clearInterval(clock.timer);',
    used: true,
  },
  {
    title: 'an interval, in TypeScript',
    typescript: true,
    source: 'interface Clock {\n  ticks: number;\n  timer: NodeJS.Timeout;\n}\nenum Unit { Second = 1000 }\nexport const clock: Clock = {\n  ticks: 0,\n  timer: setInterval(() => {\n    clock.ticks += 1;\n  }, Unit.Second),\n};',
    path: 'clock › timer', line: 8, reason: 'a running timer', remedy: 'start it in startUp, or clear it before the module is done',
    twin: 'const clock = { ticks: 0 };\nexport const start = () => { clock.timer = setInterval(() => clock.ticks++, 1); };\nexport const use = () => clock.timer.hasRef();\nexport const end = () => clearInterval(clock.timer);',
    used: true,
  },
  {
    title: 'an immediate that starts itself again',
    source: 'export const state = { rounds: 0 };\nfunction again() {\n  state.rounds++;\n  setImmediate(again);\n}\nagain();',
    path: 'an immediate that starts another one each time', line: 4, reason: 'an immediate that starts another one each time still running after the modules were evaluated', remedy: inHook,
    twin: 'const state = { rounds: 0 };\nfunction again() { if (state.rounds++ < 5) setImmediate(again); }\nexport const start = again;\nexport const use = async () => { while (state.rounds < 5) await new Promise(setImmediate); return 5; };',
    used: 5,
  },
  {
    title: 'a child process',
    source: "import { spawn } from 'node:child_process';\nexport const tool = {\n  process: spawn(process.execPath, ['-e', 'setTimeout(() => {}, 1000)']),\n};",
    path: 'tool › process', line: 3, reason: 'a child process (node:child_process.ChildProcess)', remedy: 'start it in startUp',
    twin: "import { spawn } from 'node:child_process';\nconst tool = { process: null };\nexport const start = () => { tool.process = spawn(process.execPath, ['-e', '']); };\nexport const use = () => tool.process.exitCode ?? new Promise((done) => tool.process.once('exit', done));",
    used: 0,
  },
  {
    title: 'a worker thread',
    source: "import { Worker } from 'node:worker_threads';\nexport const pool = { workers: [\n  new Worker('setInterval(() => {}, 1000)', { eval: true }),\n] };",
    path: 'pool › workers[0]', line: 3, reason: 'a worker thread (node:worker_threads.Worker)', remedy: 'start it in startUp',
    twin: "import { Worker } from 'node:worker_threads';\nconst pool = { workers: [] };\nexport const start = () => { pool.workers.push(new Worker('require(\"worker_threads\").parentPort.once(\"message\", () => process.exit(3))', { eval: true })); };\nexport const use = () => new Promise((done) => { pool.workers[0].once('exit', done); pool.workers[0].postMessage(0); });",
    used: 3,
  },
  {
    title: 'a message port',
    source: 'const channel =\n  new MessageChannel();\nexport const link = { port: channel.port1 };',
    path: 'link › port', line: 2, reason: 'a message port (MessagePort)', remedy: 'make the channel in startUp',
    twin: "const link = {};\nexport const start = () => { const { port1, port2 } = new MessageChannel(); Object.assign(link, { port1, port2 }); };\nexport const use = () => new Promise((done) => { link.port1.onmessage = ({ data }) => done(data); link.port2.postMessage('sent'); });\nexport const end = () => link.port1.close();",
    used: 'sent',
  },
  {
    title: 'a file watcher',
    source: "import { watch } from 'node:fs';\nexport const config = { watcher:\n  watch('.') };",
    path: 'config › watcher', line: 3, reason: 'a file watcher (FSWatcher)', remedy: inHookMade,
    twin: "import { watch } from 'node:fs';\nconst config = {};\nexport const start = () => { config.watcher = watch('.'); };\nexport const use = () => typeof config.watcher.close;\nexport const end = () => config.watcher.close();",
    used: 'function',
  },
  {
    title: 'a UDP socket',
    source: "import { createSocket } from 'node:dgram';\nexport const metrics = { socket:\n  createSocket('udp4') };",
    path: 'metrics › socket', line: 3, reason: 'a UDP socket (node:dgram.Socket)', remedy: 'make and bind it in startUp',
    twin: "import { createSocket } from 'node:dgram';\nconst metrics = {};\nexport const start = () => { metrics.socket = createSocket('udp4'); };\nexport const use = () => typeof metrics.socket.send;\nexport const end = () => metrics.socket.close();",
    used: 'function',
  },
];

const suspended: readonly RefusalCase[] = [
  {
    title: 'a pending promise',
    source: 'const make = () =>\n  new Promise(() => {});\nexport const held = { list: [1, make()] };',
    path: 'held › list[1]', line: 2, reason: 'a pending promise, or an async function that still runs', remedy: runOn,
    twin: 'const held = { list: [1] };\nexport const start = () => { held.list.push(new Promise((done) => setTimeout(done, 1, 2))); };\nexport const use = () => Promise.all(held.list);',
    used: [1, 2],
  },
  {
    title: 'an async function that still runs',
    source: 'async function run() {\n  await new Promise(() => {});\n}\nexport const job = { running: run() };',
    path: 'job › running', line: 1, reason: 'a pending promise, or an async function that still runs', remedy: runOn,
    twin: "const job = {};\nasync function run() { await new Promise((done) => setTimeout(done, 1)); return 'ran'; }\nexport const start = () => { job.running = run(); };\nexport const use = () => job.running;",
    used: 'ran',
  },
  {
    title: 'a suspended generator',
    source: 'function* count() { yield 1; yield 2; }\nexport const held = { it: count() };\nheld.it.next();',
    path: 'held › it', line: 2, reason: 'a suspended generator', remedy: 'keep the function, and call it where its values are used, or in startUp',
    twin: 'function* count() { yield 1; yield 2; }\nconst held = { it: null };\nexport const start = () => { held.it = count(); held.it.next(); };\nexport const use = () => held.it.next().value;',
    used: 2,
  },
  {
    title: 'a suspended async generator',
    source: 'async function* count() { yield 1; yield 2; }\nexport const held = { it: count() };\nawait held.it.next();',
    path: 'held › it', line: 2, reason: 'a suspended generator', remedy: 'keep the function, and call it where its values are used, or in startUp',
    twin: 'async function* count() { yield 1; yield 2; }\nconst held = { it: null };\nexport const start = async () => { held.it = count(); await held.it.next(); };\nexport const use = async () => (await held.it.next()).value;',
    used: 2,
  },
  {
    title: 'a top-level await that never settles',
    source: 'export const ready = true;\n\nawait new Promise(() => {});',
    path: '', line: 3, reason: 'its evaluation does not end: a top-level await is not settled', remedy: 'await it in loaded() of the application or in startUp, not while the module is evaluated',
    twin: 'const state = { ready: false };\nexport const start = async () => { await new Promise((done) => setTimeout(done, 1)); state.ready = true; };\nexport const use = () => state.ready;',
    used: true,
  },
  ...([
    ['a Map', 'new Map([[1, 2], [3, 4]])', 'entries()', 'an iterator in use', [3, 4]],
    ['a Set', 'new Set([1, 2])', 'values()', 'an iterator in use', 2],
    ['an array', '[1, 2]', 'values()', 'an iterator in use (ArrayIteratorPrototype)', 2],
    ['a string', "'ab'", '[Symbol.iterator]()', 'an iterator in use (StringIteratorPrototype)', 'b'],
    ['a regular expression', "'ab'", 'matchAll(/./g)', 'an iterator in use (RegExpStringIteratorPrototype)', ['b']],
  ] as const).map(([title, collection, call, reason, used]): RefusalCase => {
    const made = `collection${call.startsWith('[') ? '' : '.'}${call}`;
    return {
      title: `an iterator over ${title} in the middle`,
      source: `const collection = ${collection};\nexport const held = { over: ${made} };\nheld.over.next();`,
      path: 'held › over', line: 2, reason, remedy: iterate,
      twin: `const collection = ${collection};\nexport const start = () => {};\nexport const use = () => { const over = ${made}; over.next(); return over.next().value; };`,
      used,
    };
  }),
];

const held: readonly RefusalCase[] = [
  {
    title: 'a FileHandle',
    source: "import { open } from 'node:fs/promises';\nexport const log = { handle: await open(import.meta.filename) };",
    path: 'log › handle', line: 2, reason: 'an open file (FileHandle)', remedy: inHookMade,
    twin: "import { open } from 'node:fs/promises';\nconst log = {};\nexport const start = async () => { log.handle = await open(process.execPath); };\nexport const use = () => log.handle.fd > 2;\nexport const end = () => log.handle.close();",
    used: true,
  },
  ...(['Read', 'Write'] as const).map((kind): RefusalCase => ({
    title: `a file stream, to ${kind.toLowerCase()}`,
    source: `import { create${kind}Stream } from 'node:fs';\nexport const log = { stream: create${kind}Stream(${kind === 'Read' ? 'import.meta.filename' : "'/dev/null'"}) };`,
    path: 'log › stream', line: 2, reason: `an open file (node:fs.${kind}Stream)`, remedy: 'open it in startUp',
    twin: `import { create${kind}Stream } from 'node:fs';\nconst log = {};\nexport const start = () => { log.stream = create${kind}Stream('/dev/null'); };\nexport const use = () => log.stream.fd > 2 || new Promise((done) => log.stream.once('open', (fd) => done(fd > 2)));\nexport const end = () => log.stream.destroy();`,
    used: true,
  })),
  {
    title: 'a FinalizationRegistry with live entries',
    source: 'const tokens = [{}];\nexport const clean = { registry: new FinalizationRegistry(() => {}), tokens };\nclean.registry.register(tokens[0], 1);',
    path: 'clean › registry', line: 2, reason: 'a FinalizationRegistry with live entries', remedy: 'register objects in startUp or later',
    twin: 'const tokens = [{}];\nconst clean = { registry: new FinalizationRegistry(() => {}), tokens };\nexport const start = () => clean.registry.register(tokens[0], 1, tokens[0]);\nexport const use = () => clean.registry.unregister(tokens[0]);',
    used: true,
  },
  {
    title: 'a revoked Proxy',
    source: 'const { proxy, revoke } = Proxy.revocable({}, {});\nexport const held = { proxy };\nrevoke();',
    path: 'held › proxy', line: 2, reason: 'a revoked Proxy', remedy: 'drop the reference to it before packaging',
    twin: 'const { proxy, revoke } = Proxy.revocable({}, {});\nconst held = { proxy };\nrevoke();\nheld.proxy = null;\nexport const start = () => {};\nexport const use = () => held.proxy;',
    used: null,
  },
  ...([
    ['a function of another realm', '(function f() { return 1; })', 'a function of another realm (node:vm)', 'other.made()', 1],
    ['an object of another realm', '({ a: 1 })', 'an object of another realm (node:vm) (Object)', 'other.made.a', 1],
  ] as const).map(([title, text, reason, use, used]): RefusalCase => ({
    title,
    source: `import vm from 'node:vm';\nexport const other = { made: vm.runInContext('${text}', vm.createContext({})) };`,
    path: 'other › made', line: 2, reason, remedy: inHookMade,
    twin: `import vm from 'node:vm';\nconst other = {};\nexport const start = () => { other.made = vm.runInContext('${text}', vm.createContext({})); };\nexport const use = () => ${use};`,
    used,
  })),
  {
    title: 'a context of node:vm',
    source: "import vm from 'node:vm';\nexport const other = { context: vm.createContext({}) };",
    path: 'other › context', line: 2, reason: 'a context of node:vm', remedy: onUse,
    twin: "import vm from 'node:vm';\nconst other = {};\nexport const start = () => { other.context = vm.createContext({ a: 20 }); };\nexport const use = () => vm.runInContext('a + 1', other.context);",
    used: 21,
  },
  {
    title: 'a KeyObject',
    source: "import { createSecretKey } from 'node:crypto';\nexport const secret = { key: createSecretKey(Buffer.alloc(16)) };",
    path: 'secret › key', line: 2, reason: 'a key of OpenSSL (SecretKeyObject)', remedy: inHookMade,
    twin: "import { createSecretKey } from 'node:crypto';\nconst secret = { bytes: Buffer.alloc(16), key: null };\nexport const start = () => { secret.key = createSecretKey(secret.bytes); };\nexport const use = () => secret.key.symmetricKeySize;",
    used: 16,
  },
  {
    title: 'a Hash',
    source: "import { createHash } from 'node:crypto';\nexport const sum = { hash: createHash('sha256') };",
    path: 'sum › hash', line: 2, reason: 'an object of OpenSSL (key, hash, cipher) (node:crypto.Hash)', remedy: crypto,
    twin: "import { createHash } from 'node:crypto';\nconst sum = {};\nexport const start = () => { sum.hash = createHash('sha1'); };\nexport const use = () => sum.hash.update('a').digest('hex').slice(0, 8);",
    used: '86f7e437',
  },
  {
    title: 'a zlib stream',
    source: "import { createGzip } from 'node:zlib';\nexport const packer = { gzip: createGzip() };",
    path: 'packer › gzip', line: 2, reason: 'a compression stream (node:zlib.Gzip)', remedy: onUse,
    twin: "import { createGzip } from 'node:zlib';\nconst packer = {};\nexport const start = () => { packer.gzip = createGzip(); };\nexport const use = () => new Promise((done) => { packer.gzip.once('data', (data) => done(data[0])); packer.gzip.end('a'); });",
    used: 31,
  },
  {
    title: 'a web stream',
    source: 'export const feed = { stream: new ReadableStream({ pull() {} }) };',
    path: 'feed › stream', line: 1, reason: 'a web stream (ReadableStream)', remedy: onUse,
    twin: "const feed = {};\nexport const start = () => { feed.stream = new ReadableStream({ pull(controller) { controller.enqueue('piece'); controller.close(); } }); };\nexport const use = async () => (await feed.stream.getReader().read()).value;",
    used: 'piece',
  },
];

/** All cases; the one with a native addon only where one was built. */
export const refusalCases: readonly RefusalCase[] = [...running, ...suspended, ...held];

/** A function of a native addon; its twin loads the addon in loaded(). */
export const addonCase: RefusalCase = {
  title: 'an object of a native addon',
  source: `import { createRequire } from 'node:module';\nconst addon = createRequire(import.meta.url)(${JSON.stringify(addonFile)});\nexport const native = { call: Object.values(addon)[0] };`,
  path: 'native › call', line: 3, reason: 'a function of Node or of a native addon', remedy: 'keep what it was made from, and make it in startUp or on first use',
  twin: `import { createRequire } from 'node:module';\nconst native = {};\nexport const start = () => { native.call = Object.values(createRequire(process.execPath)(${JSON.stringify(addonFile)}))[0]; };\nexport const use = () => typeof native.call;`,
  used: 'function',
};
