/** Component images made by hand, with every kind of object, word and table in them. */
import { createHash } from 'node:crypto';
import type { ComponentImage, Sha256 } from '../../../format/component.ts';
import {
  Attribute, Constant, constantWord, INTEGER_BIAS, Integrity, Tag, word,
  type Graph, type GraphObject, type InstanceId, type ObjectId, type Property, type ScopeInstance, type UnitRef, type Word,
} from '../../../format/graph/model.ts';
import type { ModuleAnalysis } from '../../../format/code/model.ts';
import { analyse } from '../../../packager/analyse/analyse.ts';

export const sha256: Sha256 = (...parts) => {
  const hash = createHash('sha256');
  for (const part of parts) hash.update(part);
  return hash.digest();
};

export const SOURCE = `
import price, { tax as rate } from './price.js';
import * as everything from './all.js';
export * from './more.js';
export { x as y } from './other.js';
export let count = 0;
export default class Order extends Map {
  #secret = () => count++;
  static total = 1;
  static { for (let i = 0; i < 3; i += 1) everything.register(() => i); }
  get [price.key]() { return this.#secret; }
  set label(value) { super.label = value; }
  async *lines(first, ...rest) { yield* rest.map((line) => line.price * rate(first)); }
}
const named = function self(n) { return n > 0 ? self(n - 1) : typeof later; };
let later;
const home = { method() { return super.method?.(); } };
export function update({ a, b: [c = count] }) { for (later of [a, c]) { count += later; } return { later, count }; }
export const load = async () => (await import('./later.js')).default + import.meta.url + new URL('./data.txt', import.meta.url);
`;

export const COMMONJS = `'use strict';
const util = require('node:util');
function outer(text) { return eval(text); }
exports.wide = '\\u4e2d is 中';
exports.inspect = (value) => { try { return util.inspect(value, globalThing); } catch (error) { return () => error; } };
exports.outer = outer;
module.exports.path = require.resolve('./b.js');
`;

export function sampleAnalyses(): { path: string; analysis: ModuleAnalysis }[] {
  const common = analyse(COMMONJS, { kind: 'commonjs', file: 'index.js' });
  const [site] = common.sites;
  if (site?.kind !== 'direct-eval') throw new Error('the sample has a direct eval');
  const evaluated = analyse('const inner = () => [text, util, inner]; inner', { kind: 'eval', file: 'eval', outer: { scope: site.scope, literal: site.literal, strict: true } });
  return [
    { path: 'eval:1#0', analysis: evaluated },
    { path: 'src/order.js', analysis: analyse(SOURCE, { kind: 'module', file: 'src/order.js' }) },
    { path: 'node_modules/wide/index.js', analysis: common },
  ];
}

const integer = (value: number): Word => word(Tag.integer, value + INTEGER_BIAS);
const text = (index: number): Word => word(Tag.string, index);
const object = (index: number): Word => word(Tag.object, index);
const host = (index: number): Word => word(Tag.host, index);
const absent = constantWord(Constant.absent);
const undefinedWord = constantWord(Constant.undefined);
const own = (id: number): { kind: 'own'; id: InstanceId } => ({ kind: 'own', id: id as InstanceId });

function data(key: Word, value: Word, flags: number = Attribute.plain): Property {
  return { key, flags, value, setter: absent };
}

const unit: UnitRef = { component: null, module: 'src/order.js', unit: 1, path: 'Order' };
const foreign: UnitRef = { component: 'kernel.ic', module: 'src/kernel.js', unit: 77, path: 'make>inner#0' };

/** Objects of every kind; the first five are a frozen table with a buffer. */
function sampleObjects(): GraphObject[] {
  const common = (path: string, properties: readonly Property[] = [], integrity: Integrity = Integrity.extensible) =>
    ({ path: `src/order.js#${path}`, prototype: host(0), properties, integrity, privates: [] });
  const frozen = Attribute.enumerable;
  return [
    { ...common('TABLE', [data(text(0), object(1), frozen), data(text(1), object(2), frozen)], Integrity.frozen), kind: 'object', adopts: null, home: null },
    { ...common('TABLE.rows', [data(text(2), integer(5), frozen)], Integrity.frozen), kind: 'array', length: 4_294_967_295, lengthWritable: false },
    { ...common('TABLE.data'), kind: 'typed-array', type: 'Float64Array', buffer: object(3), byteOffset: 8, length: 2 },
    { ...common('TABLE.data.buffer'), kind: 'buffer', shared: false, bytes: Uint8Array.from({ length: 24 }, (_unused, index) => index * 7), maxByteLength: null },
    { ...common('mark'), kind: 'symbol', description: text(3), registered: false },
    { ...common('update', [data(object(4), integer(-3))]), kind: 'function', unit, instance: own(0), name: text(0), natural: false, homeObject: null },
    { ...common('inner'), kind: 'function', unit: foreign, instance: { kind: 'imported', entry: 1 }, name: null, natural: true, homeObject: object(8) },
    { ...common('Order', [{ key: text(1), flags: Attribute.accessor + Attribute.configurable, value: object(9), setter: undefinedWord }]),
      kind: 'class', unit, instance: own(1), heritage: host(1), keys: [text(1), object(4)], name: text(4), prototypeObject: object(8), staticPrivates: [{ name: 'made', value: integer(3) }] },
    { ...common('Order.prototype'), kind: 'object', adopts: object(7), home: { module: 'src/order.js', component: null, home: 0, instance: own(0) } },
    { ...common('Order.prototype.x'), kind: 'method', classObject: object(7), isStatic: true, key: text(0), privateName: 'secret', which: 'get', unit, natural: true },
    { ...common('bound'), kind: 'bound', target: object(5), boundThis: undefinedWord, args: [integer(1), text(5)] },
    { ...common('proxy'), kind: 'proxy', target: object(5), handler: object(0), callable: true },
    { ...common('map'), kind: 'map', entries: [text(0), object(0), integer(1), constantWord(Constant.null)] },
    { ...common('set'), kind: 'set', entries: [word(Tag.number, 0), word(Tag.special, 0)] },
    { ...common('weakMap'), kind: 'weak-map', entries: [object(0), object(12)] },
    { ...common('weakSet'), kind: 'weak-set', entries: [object(0)] },
    { ...common('weakRef'), kind: 'weak-ref', target: object(0) },
    { ...common('date'), kind: 'date', time: word(Tag.number, 1) },
    { ...common('regexp'), kind: 'regexp', source: text(0), flags: text(1), lastIndex: integer(0) },
    { ...common('shared'), kind: 'buffer', shared: true, bytes: Uint8Array.of(1, 2, 3), maxByteLength: 4096 },
    { ...common('tracking'), kind: 'typed-array', type: 'Uint8Array', buffer: object(19), byteOffset: 0, length: null },
    { ...common('view'), kind: 'data-view', buffer: object(19), byteOffset: 1, length: 2 },
    { ...common('boxed'), kind: 'boxed', primitive: word(Tag.special, 0) },
    { ...common('error', [data(text(0), text(6), Attribute.writable)]), kind: 'error' },
    { ...common('arguments'), kind: 'arguments', mapped: own(2), strict: false },
    { ...common('strictArguments'), kind: 'arguments', mapped: null, strict: true },
    { ...common('promise'), kind: 'promise', state: 'rejected', result: object(23) },
    { ...common('require'), kind: 'module-part', part: 'required', module: 'src/order.js', component: 'kernel.ic' },
    { ...common('url'), kind: 'native', factory: 'globalThis.URL', args: [text(5)] },
    { ...common('order'), kind: 'object', adopts: null, home: null, privates: [{ classObject: object(7), fields: [{ name: 'secret', value: object(5) }, { name: 'brand', value: absent }] }] },
  ];
}

const sampleInstances: readonly ScopeInstance[] = [
  { scope: { component: null, module: 'src/order.js', scope: 0, unitPath: '', ordinal: 0 }, parent: null, classObject: null, path: 'src/order.js', variables: new Map([['count', integer(0)], ['later', constantWord(Constant.uninitialised)]]) },
  { scope: { component: null, module: 'src/order.js', scope: 1, unitPath: 'Order', ordinal: 0 }, parent: own(0), classObject: object(7), path: 'src/order.js#Order>class', variables: new Map([['__proto__', object(7)]]) },
  { scope: { component: 'kernel.ic', module: 'src/kernel.js', scope: 12, unitPath: 'make', ordinal: 1 }, parent: { kind: 'imported', entry: 1 }, classObject: null, path: 'src/order.js#inner>make', variables: new Map() },
];

export function sampleGraph(): Graph {
  const objects = sampleObjects();
  return {
    strings: ['key', 'label', '0', 'a mark', 'Order', 'https://example.org/', 'wide: 中 \ud800 lone', ''],
    numbers: [-0, Number.NaN, 1e300],
    specials: [{ kind: 'bigint', text: '-12345678901234567890' }, { kind: 'root-path', rest: '/assets' }, { kind: 'root-url', rest: '' }],
    hosts: ['globalThis.Object.prototype', 'globalThis.Map'],
    imports: [{ component: 'kernel.ic', path: 'src/kernel.js#registry', kind: 'object' }, { component: 'kernel.ic', path: 'src/kernel.js#make>scope', kind: 'instance' }],
    modules: [
      { path: 'src/order.js', kind: 'module', source: 'a1', evaluated: true, instance: 0 as InstanceId, exports: absent, moduleObject: absent,
        links: [{ how: 'import', specifier: './price.js', target: { kind: 'module', component: 'kernel.ic', path: 'src/price.js' } }, { how: 'require', specifier: 'fs', target: { kind: 'builtin', name: 'node:fs' } }] },
      { path: 'src/kept.json', kind: 'json', source: 'b2', evaluated: false, instance: null, exports: absent, moduleObject: absent, links: [{ how: 'import', specifier: 'left-pad', target: { kind: 'outside', specifier: 'left-pad' } }] },
    ],
    instances: sampleInstances,
    objects,
    creation: [{ kind: 'instance', id: 0 as InstanceId }, ...objects.map((_object, id) => ({ kind: 'object' as const, id: id as ObjectId })), { kind: 'instance', id: 1 as InstanceId }, { kind: 'instance', id: 2 as InstanceId }],
    changes: [
      { kind: 'definition', slot: { kind: 'property', owner: word(Tag.imported, 0), key: text(0) }, path: 'kernel.ic/src/kernel.js#registry.key', owner: 'kernel.ic', before: absent, after: object(5), flags: 7, setter: absent, hook: false, policy: 'apply' },
      { kind: 'state', slot: { kind: 'variable', instance: { kind: 'imported', entry: 1 }, name: 'nextId' }, path: 'kernel.ic/src/kernel.js#nextId', owner: 'kernel.ic', before: integer(1), after: integer(2), flags: 0, setter: absent, hook: true, policy: 'add' },
      { kind: 'override', slot: { kind: 'bytes', owner: word(Tag.imported, 0), offset: 4, length: 8 }, path: 'x', owner: 'node', before: object(3), after: object(19), flags: 0, setter: absent, hook: false, policy: 'keep' },
      { kind: 'state', slot: { kind: 'internal', owner: word(Tag.imported, 0), name: 'integrity' }, path: 'y', owner: 'node', before: integer(0), after: integer(3), flags: 0, setter: absent, hook: false, policy: 'last' },
    ],
  };
}

export function sampleImage(): ComponentImage {
  const graph = sampleGraph();
  const column = (length: number, value: number): Int32Array => new Int32Array(length).fill(value);
  return {
    facts: {
      name: 'orders.ic', version: '1.4.0',
      prerequisites: [{ name: 'kernel.ic', range: '^1.0.0', version: '1.2.3', hash: 'ab'.repeat(32) }],
      entries: ['src/order.js'], startUpClass: 'OrderApp', application: null,
      exports: [{ name: 'default', module: 'src/order.js' }, { name: '中', module: 'src/order.js' }],
      definitions: [{ path: 'src/order.js#Order', kind: 'class', hash: '12'.repeat(32) }],
      overrides: [{ path: 'src/price.js#Price.prototype.format', owner: 'kernel.ic' }],
      stateChanges: [{ slot: 'kernel.ic/src/kernel.js#nextId', before: '1', after: '2', hook: true, policy: 'add' }],
      packages: [{ directory: 'node_modules/wide', json: '{"name":"wide","main":"index.js"}' }],
      notes: [{ name: 'anything', value: 'else' }],
    },
    graph,
    code: sampleAnalyses(),
    hot: {
      scripts: [{ module: 'src/order.js', text: '(function(){ /* 中 */ })', segments: Uint32Array.of(0, 5, 10, 20, 30, 2) }, { module: '', text: '() => 1', segments: new Uint32Array() }],
      instanceSlots: Int32Array.of(0, -1, -2), instanceModes: Uint8Array.of(0, 1, 0), instanceVariables: Int32Array.of(1, -1, 0), variableLists: [[], ['count', 'later']],
      functionSlots: column(graph.objects.length, -1), functionModes: new Uint8Array(graph.objects.length).fill(3),
      shapes: [[0, 1], []], objectShapes: column(graph.objects.length, 1),
      originals: [{ hashLow: 0xffffffff, hashHigh: 1, module: 'src/order.js', start: 3, end: 9 }],
      liveImports: [{ module: 'src/order.js', local: 'price', component: 'kernel.ic', exporter: 'src/price.js', name: 'default' }],
      moduleExports: [{ module: 'src/order.js', entries: [{ name: 'y', component: 'kernel.ic', exporter: 'src/other.js', variable: null }, { name: 'count', component: null, exporter: 'src/order.js', variable: 'count' }] }],
    },
    keptForms: [
      { path: 'src/kept.json', form: { kind: 'json', text: '{"a": "中"}', requests: [], indirect: [], stars: [], imports: [], localExports: [], async: false, namedExports: [], reexports: [], edited: [] } },
      { path: 'src/kept.js', form: { kind: 'module', text: 'function* ($ic) {}', requests: [{ specifier: './x.js', attributes: { type: 'json' } }], indirect: [{ name: 'y', request: 0, imported: null }], stars: [0],
        imports: [{ request: 0, imported: 'z' }], localExports: ['a'], async: true, namedExports: ['b'], reexports: ['./c'], edited: [{ start: 2, end: 5, text: 'é' }] } },
    ],
    originals: [{ path: 'src/order.js', text: 'const typed: number = 1; // 中', sourceMap: '{"version":3}' }, { path: 'src/other.js', text: 'x', sourceMap: null }],
  };
}
