import { expect } from 'chai';
import { payloadOf, Tag, tagOf, type Graph } from '../../../format/graph/model.ts';
import { throwProblems } from '../../../packager/errors.ts';
import type { CapturedComponent } from '../../../packager/capture/index.ts';
import { objectAt, ofKind, properties, tell, variables } from './graph-view.ts';
import { PlainSystem } from './plain-system.ts';
import { captureProgram, type ProgramComponent } from './program.ts';

async function capture(source: string, options: Partial<ProgramComponent> = {}, files: Record<string, string> = {}): Promise<CapturedComponent> {
  const [captured] = await captureProgram({ 'src/a.mjs': source, ...files }, [{ name: 'a', ...options }]);
  if (captured === undefined) throw new Error('nothing captured');
  throwProblems(captured.problems);
  return captured;
}

/** Place of every step in the order of creation. */
function places(graph: Graph): { readonly object: (path: string) => number; readonly instance: (path: string) => number } {
  const at = new Map(graph.creation.map((step, index) => [`${step.kind} ${step.id}`, index]));
  const find = (kind: string, id: number): number => at.get(`${kind} ${id}`) ?? -1;
  return {
    object: (path) => find('object', graph.objects.findIndex((object) => object.path === path)),
    instance: (path) => find('instance', graph.instances.findIndex((instance) => instance.path === path)),
  };
}

describe('the capture walk', function () {
  this.timeout(60_000);

  it('keeps shared objects shared and cycles closed', async () => {
    const { graph } = await capture('const shared = {}; export const a = { shared }; a.self = a; export const b = [shared];');
    expect(properties(graph, 'src/a.mjs#a')).to.deep.equal(['"shared":7=@src/a.mjs#a.shared', '"self":7=@src/a.mjs#a']);
    expect(properties(graph, 'src/a.mjs#b')).to.deep.equal(['"0":7=@src/a.mjs#a.shared']);
  });

  it('reads only variables that live functions refer to', async () => {
    const { graph } = await capture('let used = 1; let unused = new Promise(() => {}); export function f() { return used; }');
    expect(variables(graph, 'src/a.mjs#')).to.deep.equal({ used: '1', f: '@src/a.mjs#f' });
  });

  it('gives closures of one activation one instance, and those of another their own', async () => {
    const { graph } = await capture('const make = () => { let n = 0; return { inc: () => ++n, get: () => n }; }; export const one = make(), two = make(); one.inc();');
    expect(variables(graph, 'src/a.mjs#one.inc<scope 0>')).to.deep.equal({ n: '1' });
    expect(variables(graph, 'src/a.mjs#two.inc<scope 0>')).to.deep.equal({ n: '0' });
    expect(ofKind(graph, 'src/a.mjs#one.inc', 'function').instance).to.deep.equal(ofKind(graph, 'src/a.mjs#one.get', 'function').instance);
  });

  it('marks variables in their temporal dead zone', async () => {
    const files = { 'src/b.mjs': 'import { read } from "./a.mjs"; globalThis.keep = read;' };
    const { graph } = await capture('import "./b.mjs"; export function read() { return [later]; } if (globalThis.never) { var x = 1; } const make = () => { const f = () => inner; return f; let inner = 1; }; export const f = make(); export let later = 2;', {}, files);
    expect(variables(graph, 'src/a.mjs#f<scope 0>')).to.deep.equal({ inner: 'uninitialised' });
    expect(variables(graph, 'src/a.mjs#')).to.include({ later: '2' });
  });

  it('records classes with heritage, evaluated keys, static and instance private state', async () => {
    const { graph } = await capture('let k = "key"; class Base { #x = 1; static #s = 2; [k]() { return this.#x + Base.#s; } } export class Sub extends Base { z = 3; } export const s = new Sub(); k = "other";');
    const base = ofKind(graph, 'src/a.mjs#Sub<heritage>', 'class');
    expect(base.keys.map((key) => tell(graph, key))).to.deep.equal(['"key"']);
    expect(base.staticPrivates.map(({ name, value }) => `${name}=${tell(graph, value)}`)).to.deep.equal(['s=2']);
    expect(tell(graph, ofKind(graph, 'src/a.mjs#Sub', 'class').heritage)).to.equal('@src/a.mjs#Sub<heritage>');
    const [state] = objectAt(graph, 'src/a.mjs#s').privates;
    expect(state?.fields.map(({ name, value }) => `${name}=${tell(graph, value)}`)).to.deep.equal(['x=1']);
    expect(ofKind(graph, 'src/a.mjs#Sub<heritage>.prototype.key', 'method')).to.include({ isStatic: false, which: 'value', natural: true });
  });

  it('finds private state stamped on an object of another kind', async () => {
    const { graph } = await capture('class Give { constructor(o) { return o; } } export class Stamp extends Give { #s = 4; static has(o) { return #s in o; } } export const target = []; new Stamp(target);');
    expect(objectAt(graph, 'src/a.mjs#target').privates.map(({ fields }) => fields.map(({ name, value }) => `${name}=${tell(graph, value)}`))).to.deep.equal([['s=4']]);
  });

  it('tells to which class evaluation a closure belongs', async () => {
    const { graph } = await capture('const make = () => class { #p = 1; reader() { return () => this.#p; } }; export const A = make(), B = make(); export const read = new B().reader();');
    const instance = graph.instances.find(({ path }) => path === 'src/a.mjs#read<scope 0>');
    expect(tell(graph, instance?.classObject ?? objectAt(graph, 'src/a.mjs#A').prototype)).to.equal('@src/a.mjs#B');
  });

  it('leaves untouched automatic prototypes out and keeps touched ones', async () => {
    const { graph } = await capture('export function Plain() {} export function Used() {} Used.prototype.m = 1; export const p = new Used();');
    expect(graph.objects.some(({ path }) => path === 'src/a.mjs#Plain.prototype')).to.equal(false);
    expect(tell(graph, ofKind(graph, 'src/a.mjs#Used.prototype', 'object').adopts ?? graph.objects[0]?.prototype ?? never())).to.equal('@src/a.mjs#Used');
    expect(ofKind(graph, 'src/a.mjs#Plain', 'function').natural).to.equal(true);
  });

  it('names the object whose methods use super', async () => {
    const { graph } = await capture('export const o = { m() { return super.toString(); } };');
    expect(ofKind(graph, 'src/a.mjs#o', 'object').home).to.include({ module: 'src/a.mjs', component: null, home: 0 });
    expect(places(graph).object('src/a.mjs#o.m')).to.be.greaterThan(places(graph).object('src/a.mjs#o'));
  });

  it('keeps entries of weak tables whose keys are captured, and no others', async () => {
    const { graph } = await capture('export const key = {}; export const w = new WeakMap([[key, { deep: new WeakSet([key]) }], [{}, 1]]);');
    expect(ofKind(graph, 'src/a.mjs#w', 'weak-map').entries.map((value) => tell(graph, value))).to.deep.equal(['@src/a.mjs#key', '@src/a.mjs#w<weak 0>']);
    expect(ofKind(graph, 'src/a.mjs#w<weak 0>.deep', 'weak-set').entries.map((value) => tell(graph, value))).to.deep.equal(['@src/a.mjs#key']);
  });

  it('cuts the pool behind small Buffers and keeps overlapping ones on one buffer', async () => {
    const { graph } = await capture('export const a = Buffer.from("hello"); export const b = a.subarray(1, 3); export const c = Buffer.from("other");');
    expect(tell(graph, ofKind(graph, 'src/a.mjs#a', 'typed-array').buffer)).to.equal(tell(graph, ofKind(graph, 'src/a.mjs#b', 'typed-array').buffer));
    expect(graph.objects.flatMap((object) => (object.kind === 'buffer' ? [Buffer.from(object.bytes).toString()] : []))).to.deep.equal(['hello', 'other']);
    expect(ofKind(graph, 'src/a.mjs#b', 'typed-array').byteOffset).to.equal(1);
  });

  it('makes paths relative that begin with the root, and no others', async () => {
    const { graph } = await capture('import { fileURLToPath } from "node:url"; export const v = [import.meta.url, fileURLToPath(import.meta.url), "x" + import.meta.url, fileURLToPath(new URL("..", import.meta.url)).slice(0, -1) + "x"];');
    const [url, path, inner, longer] = objectAt(graph, 'src/a.mjs#v').properties.map(({ value }) => value);
    expect([url, path].map((value) => tell(graph, value ?? never()))).to.deep.equal(['{"kind":"root-url","rest":"/src/a.mjs"}', '{"kind":"root-path","rest":"/src/a.mjs"}']);
    expect([inner, longer].map((value) => tagOf(value ?? never()))).to.deep.equal([Tag.string, Tag.string]);
  });

  it('maps sloppy arguments onto the activation that made them', async () => {
    const source = 'exports.a = (function (x) { exports.get = () => [x, arguments]; return arguments; })(1); exports.n = () => 1;';
    const [captured] = await captureProgram({ 'src/a.cjs': source.replace('return arguments', 'var keep = () => arguments; exports.keep = keep; return arguments') }, [{ name: 'a' }]);
    const record = captured === undefined ? never() : ofKind(captured.graph, 'src/a.cjs#exports.a', 'arguments');
    expect(record).to.include({ strict: false });
    expect(record.mapped).to.include({ kind: 'own' });
  });

  it('does not run Error.prepareStackTrace of the program', async () => {
    const before = Object.getOwnPropertyDescriptor(Error, 'prepareStackTrace');
    try {
      const source = 'let calls = 0; Error.prepareStackTrace = () => { calls++; return "mine"; }; export const e = new Error("x"); export const count = () => calls;';
      const { graph } = await capture(source, { overrides: { node: ['Error.prepareStackTrace'] } });
      expect(variables(graph, 'src/a.mjs#')).to.include({ calls: '0' });
    } finally {
      if (before === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
      else Object.defineProperty(Error, 'prepareStackTrace', before);
    }
  });

  it('keeps stacks free of the frames and folders of the packaging machine', async () => {
    const { graph } = await capture('export const e = new Error("x");');
    const stack = objectAt(graph, 'src/a.mjs#e').properties.find(({ key }) => tell(graph, key) === '"stack"');
    const text = tell(graph, stack?.value ?? never());
    expect(text).to.match(/^"Error: x\\n {4}at .*src\/a\.mjs:1/);
    expect(text).to.not.include('ic-capture');
  });

  it('wraps once listeners again from what they wrap', async () => {
    const { graph } = await capture('import { EventEmitter } from "node:events"; export const bus = new EventEmitter(); export const f = () => 1; bus.once("go", f);');
    const record = ofKind(graph, 'src/a.mjs#bus._events.go', 'native');
    expect(record.factory).to.equal('once');
    expect(record.args.map((value) => tell(graph, value))).to.deep.equal(['@src/a.mjs#bus', '"go"', '@src/a.mjs#f']);
  });

  it('deep-freezes the exports that are named, in the graph only', async () => {
    const { graph } = await capture('export const TABLE = { list: [{ a: 1 }], f() {} };', { freeze: ['TABLE'] });
    expect(['src/a.mjs#TABLE', 'src/a.mjs#TABLE.list', 'src/a.mjs#TABLE.list[0]', 'src/a.mjs#TABLE.f'].map((path) => objectAt(graph, path).integrity)).to.deep.equal([3, 3, 3, 0]);
    expect(properties(graph, 'src/a.mjs#TABLE.list[0]')).to.deep.equal(['"a":2=1']);
  });

  it('gives the same graph for the same program in another folder', async () => {
    const source = 'export const e = new Error("x"); export const b = Buffer.from("q"); export const m = new WeakMap(); const keys = [{}, {}, {}]; for (const k of keys) m.set(k, { k }); export const held = () => keys; export const u = import.meta.url;';
    const first = await capture(source);
    const second = await capture(source);
    expect(JSON.stringify(second.graph)).to.equal(JSON.stringify(first.graph));
  });

  it('takes a list of 200,000 nodes', () => {
    let head: unknown = null;
    for (let index = 0; index < 200_000; index += 1) head = { next: head };
    const system = new PlainSystem();
    try {
      const { graph } = system.capture('deep', head);
      expect(graph.objects.length).to.equal(200_000);
      expect(graph.creation[0]).to.deep.equal({ kind: 'object', id: 199_999 });
      expect(graph.objects[199_999]?.path).to.equal('deep.js#exports…199999');
    } finally {
      system.close();
    }
  });

  it('orders creation so that what a thing cannot be made without stands before it', async () => {
    const { graph } = await capture(
      'class A { static self = new A(); m() { return () => super.m; } } export class B extends A {} B.prototype.own = new B(); export const f = () => f; f.again = f; export const bound = f.bind(B.prototype.own); export const view = new Uint8Array(8); export const o = { a: [f, view], b: null }; o.b = o; function heir() { return C; } class C {} export const parent = heir;',
    );
    const { object, instance } = places(graph);
    expect(object('src/a.mjs#B<heritage>')).to.be.lessThan(object('src/a.mjs#B'));
    expect(instance('src/a.mjs#')).to.be.lessThan(object('src/a.mjs#f'));
    expect(object('src/a.mjs#bound<this>') === -1 ? object('src/a.mjs#B.prototype.own') : object('src/a.mjs#bound<this>')).to.be.lessThan(object('src/a.mjs#bound'));
    expect(object('src/a.mjs#view<buffer>')).to.be.lessThan(object('src/a.mjs#view'));
    expect(object('src/a.mjs#o.a')).to.be.lessThan(object('src/a.mjs#o'));
    const steps = graph.creation.map(({ kind, id }) => `${kind} ${id}`);
    expect(new Set(steps).size).to.equal(graph.objects.length + graph.instances.length);
    for (const record of graph.objects) {
      if (record.kind !== 'function' || record.instance.kind !== 'own') continue;
      expect(steps.indexOf(`instance ${record.instance.id}`)).to.be.lessThan(object(record.path));
    }
    expect(payloadOf(objectAt(graph, 'src/a.mjs#o').prototype)).to.be.a('number');
  });
});

function never(): never {
  throw new Error('expected a value');
}
