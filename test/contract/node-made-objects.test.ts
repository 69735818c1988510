import { launched, makeProject } from '../support/project.ts';
import { expectOutput, expectSuccess } from '../support/run.ts';
import { expect } from 'chai';

const DEFINITION = '[component]\nversion=1.0.0\nentry=src/main.mjs\nstartUpClass=Main\n';

/** Files of a program with these lines at module level and in startUp. */
function program(atModuleLevel: string, atStartUp: string): Record<string, string> {
  return { 'components/main.ini': DEFINITION, 'src/main.mjs': `${atModuleLevel}\nexport class Main { static startUp() {\n${atStartUp}\n} }\n` };
}

/**
 * (import "env" "log" (func (param i32))) (memory (export "memory") 1) (global (mut i32) 5) (data (i32.const 10) "\7\8\9")
 * inc: global += 1; memory[0] = global; log(global); result global. grow: memory.grow 1. start: global = 200.
 */
const WASM = `
const unsigned = (n) => { const bytes = []; do { bytes.push((n & 127) | (n > 127 ? 128 : 0)); n >>>= 7; } while (n); return bytes; };
const name = (text) => [text.length, ...Buffer.from(text)];
const section = (id, ...content) => [id, ...unsigned(content.length), ...content];
const inc = [0, 0x23, 0, 0x41, 1, 0x6a, 0x24, 0, 0x41, 0, 0x23, 0, 0x3a, 0, 0, 0x23, 0, 0x10, 0, 0x23, 0, 0x0b];
const grow = [0, 0x41, 1, 0x40, 0, 0x0b];
const start = [0, 0x41, 200, 1, 0x24, 0, 0x0b];
const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0,
  ...section(1, 3, 0x60, 1, 0x7f, 0, 0x60, 0, 1, 0x7f, 0x60, 0, 0), ...section(2, 1, ...name('env'), ...name('log'), 0, 0), ...section(3, 3, 1, 1, 2), ...section(5, 1, 0, 1),
  ...section(6, 1, 0x7f, 1, 0x41, 5, 0x0b), ...section(7, 3, ...name('inc'), 0, 1, ...name('memory'), 2, 0, ...name('grow'), 0, 2), ...section(8, 3),
  ...section(10, 3, inc.length, ...inc, grow.length, ...grow, start.length, ...start), ...section(11, 1, 0, 0x41, 10, 0x0b, 3, 7, 8, 9)]);
`;

describe("objects that Node's own functions make", function () {
  this.timeout(60_000);

  it('the prototypes of process and process.env are the ones of the launch, and may be inherited from', () => {
    const files = program(`import process from 'node:process';
      const proto = Object.getPrototypeOf(process.env); const { constructor } = proto; const heir = Object.create(proto, { own: { value: 5 } });
      const bundled = Object.create(Object.getPrototypeOf(process)); for (const key of Object.getOwnPropertyNames(process)) Object.defineProperty(bundled, key, { get: () => process[key], enumerable: true });`, `
      console.log(proto === Object.getPrototypeOf(process.env), constructor === process.env.constructor, process.env instanceof constructor, heir instanceof constructor, heir.own);
      console.log(bundled.argv === process.argv, bundled.pid === process.pid, bundled instanceof process.constructor, Object.getPrototypeOf(bundled) === Object.getPrototypeOf(process));`);
    expectOutput(launched(files), 'true true true true 5', 'true true true true');
  });

  it('streams keep the options that their states hold', () => {
    expectOutput(launched(program(
      [
        "import { PassThrough, Readable, Writable } from 'node:stream';",
        'class Counter extends Readable { constructor(options) { super(options); this.count = 0; } _read() { this.push(this.count < 2 ? String(this.count++) : null); } }',
        "const counter = new Counter({ encoding: 'utf8' }), latin = new PassThrough(); latin.setEncoding('latin1');",
        "const texts = new Writable({ decodeStrings: false, defaultEncoding: 'hex', emitClose: false, write: (chunk, encoding, done) => { console.log(typeof chunk, encoding); done(); } });",
      ].join('\n'),
      "counter.on('data', (data) => console.log(typeof data, data)); latin.on('data', (data) => console.log(data.length)); latin.end('é'); texts.on('close', () => console.log('closed')); texts.end('ab');",
    )), '2', 'string hex', 'string 0', 'string 1');
  });

  it('objects that only inherit from Request, Response and Headers are ordinary, requests are not', () => {
    const files = program(`const light = { get url() { return this.own; }, text() { return 'own text'; } }; Object.setPrototypeOf(light, Request.prototype);
      const reply = Object.setPrototypeOf({ get status() { return 299; } }, Response.prototype); const made = Object.create(light, { own: { value: '/a' } }); class Heads { get(name) { return 'h' + name; } } Object.setPrototypeOf(Heads.prototype, Headers.prototype); const heads = new Heads();`, `
      console.log(heads.get('x'), heads instanceof Headers, made.url, made.text(), made instanceof Request, reply.status, reply instanceof Response); try { made.method; } catch (error) { console.log(error instanceof TypeError); }`);
    expectOutput(launched(files), 'hx true /a own text true 299 true', 'true');
    expect(makeProject(program("const request = new Request('http://a/');", 'request.url;')).abt('package').stderr).to.contain("an object of Node's class Request");
  });

  it('WebAssembly instances keep memory, variables and imports, and do not start again', () => {
    const files = program(`${WASM}
      const seen = [];
      const module = new WebAssembly.Module(bytes);
      const instance = new WebAssembly.Instance(module, { env: { log: (n) => { seen.push(n); } } });
      instance.exports.inc();
      instance.exports.grow();
      const view = new Uint8Array(instance.exports.memory.buffer);
      view[70000] = 42;
      const { instance: other } = await WebAssembly.instantiate(bytes, { env: { log: (n) => console.log('other', n) } });
      const third = await WebAssembly.instantiate(await WebAssembly.compile(bytes), { env: { log() {} } });
      const { inc: count, memory } = third.exports;`, `
      console.log(seen, view[0], view[10], view[70000], view.length, view.buffer === instance.exports.memory.buffer, instance instanceof WebAssembly.Instance);
      console.log(instance.exports.inc(), seen, view[0]);
      instance.exports.grow();
      console.log(view.length, new Uint8Array(instance.exports.memory.buffer)[70000], instance.exports.memory.buffer.byteLength);
      other.exports.inc();
      console.log(count(), count === third.exports.inc, count.name, memory === third.exports.memory, Object.isFrozen(third.exports), WebAssembly.Module.exports(module).length);`);
    expectOutput(launched(files), '[ 201 ] 201 7 42 131072 true true', '202 [ 201, 202 ] 202', '0 42 196608', 'other 201', '201 true 1 true true 3');
  });

  it('WebAssembly instances that export a table have its functions, unless the program changed it', () => {
    const bytes = `const bytes = new Uint8Array([0, 97, 115, 109, 1, 0, 0, 0, 1, 5, 1, 0x60, 0, 1, 0x7f, 3, 3, 2, 0, 0, 4, 4, 1, 0x70, 0, 3,
      7, 9, 2, 1, 102, 0, 0, 1, 116, 1, 0, 9, 8, 1, 0, 0x41, 0, 0x0b, 2, 0, 1, 10, 11, 2, 4, 0, 0x41, 5, 0x0b, 4, 0, 0x41, 7, 0x0b]);
      const { exports: { f, t } } = new WebAssembly.Instance(new WebAssembly.Module(bytes)); const inner = t.get(1);`;
    expectOutput(launched(program(bytes, 'console.log(f(), inner(), inner === t.get(1), t.get(0) === f, inner.name, t.length, t.get(2)); t.set(2, inner); console.log(t.get(2)());')), '5 7 true true 1 3 null', '7');
    const changed = makeProject(program(`${bytes} t.set(2, f);`, 't.get(2)();')).abt('package');
    expect(changed.stderr).to.contain('NOT_CAPTURABLE').and.to.contain('a WebAssembly instance that exports a table which is not as the module alone makes it');
  });

  it("internal bindings that a program asked for, and the socket class below TLS over a stream, are Node's own", () => {
    const files = program(`import tls from 'node:tls'; import stream from 'node:stream';
      const JSStreamSocket = new tls.TLSSocket(new stream.PassThrough())._handle._parentWrap.constructor;
      class Own extends JSStreamSocket {}
      const uv = process.binding('uv'), { WriteWrap } = process.binding('stream_wrap'), { errname } = uv;`, `
      console.log(new Own(new stream.PassThrough()) instanceof JSStreamSocket, new JSStreamSocket(new stream.PassThrough()) instanceof stream.Duplex);
      console.log(uv === process.binding('uv'), errname(uv.UV_EOF), uv.errname === errname, new WriteWrap().constructor === WriteWrap);`);
    expectOutput(launched(files), 'true true', 'true EOF true true');
  });

  it('functions that settle promises do nothing once their promise is settled, and are refused before', () => {
    const deferred = 'class Deferred { constructor() { this.promise = new Promise((resolve, reject) => { this.resolve = resolve; this.reject = reject; }); } }';
    const files = program(`${deferred} const done = new Deferred(), failed = new Deferred(); done.resolve(5); failed.promise.catch(() => {}); failed.reject(new Error('no')); const all = new Set([done.resolve, done.reject]);`, `
      done.resolve(7); done.reject(8); failed.resolve(9);
      console.log(all.has(done.resolve), all.size, done.resolve.length, done.resolve.name === '', Reflect.ownKeys(done.reject).length);
      return done.promise.then((value) => failed.promise.catch((error) => console.log(value, error.message)));`);
    expectOutput(launched(files), 'true 2 1 true 2', '5 no');
    const pending = makeProject(program(`${deferred} const waiting = new Deferred(); const { resolve } = waiting; delete waiting.promise;`, 'resolve();'));
    const refused = pending.abt('package');
    expect(refused.code).to.equal(1);
    expect(refused.stderr).to.contain('NOT_CAPTURABLE').and.to.contain('settles a pending promise').and.to.contain('resolve').and.to.contain('src/main.mjs');
  });

  it('once listeners are called once', () => {
    const files = program(`import { EventEmitter } from 'node:events';
      const emitter = new EventEmitter();
      emitter.once('a', (n) => console.log('once', n)).on('a', (n) => console.log('on', n)).once('b', function () { console.log('alone', this === emitter); });
      const [wrapper] = emitter.rawListeners('b');`, `
      emitter.emit('a', 1);
      emitter.emit('a', 2);
      console.log(wrapper === emitter.rawListeners('b')[0], Object.keys(emitter).join());
      wrapper();
      console.log(emitter.listenerCount('a'), emitter.listenerCount('b'));`);
    expectOutput(launched(files), 'once 1', 'on 1', 'on 2', 'true _events,_eventsCount,_maxListeners', 'alone true', '1 0');
  });

  it('tasks of console.createTask run functions', () => {
    const files = program("const task = console.createTask('mine');", 'console.log(Object.keys(task).join(), task.run(() => 5));');
    expectOutput(launched(files), 'run 5');
  });

  it("namespaces of Node's modules and of this package have their exports", () => {
    const files = program("import * as path from 'node:path';\nimport * as product from 'image-components';\nconst held = [path, product];", 'console.log(path.posix.join("a", "b"), typeof held[0].resolve, typeof held[1].System, Object.prototype.toString.call(path));');
    expectOutput(launched(files), 'a/b function object [object Module]');
  });

  it('a formatter of stacks is set again without being declared', () => {
    const files = program("const before = Error.prepareStackTrace;\nError.prepareStackTrace = (error, sites) => `mine ${error.message} ${Array.isArray(sites)} ${typeof before}`;", "console.log(new Error('x').stack);");
    expectOutput(launched(files), 'mine x true function');
  });
});

describe('what code and arrays keep', function () {
  this.timeout(60_000);

  it("a function's own name is kept where parameters inside hide it", () => {
    const files = program(`
      const api = (function clone(e) {
        e.first = function (clone, n) { return [typeof clone, n]; };
        e.deep = (clone) => () => clone;
        e.again = () => clone({});
        return e;
      })({});
      const [inc, twice, self] = (function f(a = (f) => f + 1) { return [a, (f) => f * 2, () => f]; })();`, `
      console.log(api.first(1, 2), api.deep(3)(), api.again().first('x', 1), api.again().again !== api.again, inc(1), twice(2), self().name);`);
    expectOutput(launched(files), "[ 'number', 2 ] 3 [ 'string', 1 ] true 2 4 f");
  });

  it('elements that a dependent puts beyond a hole stay at their index', () => {
    const files = {
      'components/library.ini': '[component]\nversion=1.0.0\nentry=src/library.mjs\n',
      'components/main.ini': `${DEFINITION}[prerequisites]\nlibrary.ic=^1.0.0\n`,
      'src/library.mjs': 'const cache = [];\nexport const square = (n) => (cache[n] ??= { n, square: n * n });\nexport const list = [1, , 3];\n',
      'src/main.mjs': "import { list, square } from './library.mjs';\nconst [three, five] = [square(3), square(5)];\nlist[1] = 'two';\nlist.push('four');\nlist[6] = 'seven';\nexport class Main { static startUp() { console.log(square(3) === three, square(5) === five, square(0).square, list); } }\n",
    };
    expectOutput(launched(files), "true true 0 [ 1, 'two', 3, 'four', <2 empty items>, 'seven' ]");
  });

  it('a module that a library keeps and its dependent evaluates is one instance, with the state of the dependent', () => {
    const project = makeProject({
      'components/library.ini': '[component]\nversion=1.0.0\nentry=src/library.cjs\n',
      'components/main.ini': `${DEFINITION.replace('main.mjs', 'main.cjs')}[prerequisites]\nlibrary.ic=^1.0.0\n`,
      'src/library.cjs': "exports.rule = () => require('./rule.cjs');\nexports.other = () => require('./other.cjs');\n",
      'src/rule.cjs': 'let count = 0;\nexports.next = () => (count += 1);\nexports.made = Math.random();\n',
      'src/other.cjs': "exports.text = 'other';\n",
      'src/main.cjs': "const library = require('./library.cjs');\nconst { next, made } = library.rule();\nnext();\nexports.Main = class { static startUp() { console.log(library.rule().next(), next(), library.rule().made === made, library.other().text); } };\n",
    });
    expectSuccess(project.abt('package'));
    const result = project.abt('ics/main.ic');
    expectOutput(result, '2 3 true other');
    expect(result.stderr).to.equal('');
  });
});
