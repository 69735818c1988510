import { expect } from 'chai';
import { canonicalGraph, canonicalGraphs, compareGraphs } from '../../introspect/index.ts';
import type { CanonicalGraph, FreeVariable, IntrospectionOptions, Mask } from '../../introspect/index.ts';
import { differencesOf, expectSameGraph } from '../support/same-graph.ts';

// A small catalogue: the globals of the language and their prototypes.
const hosts = new Map<unknown, string>([[globalThis, 'globalThis'], [Function.prototype, 'Function.prototype']]);
for (const name of ['Object', 'Array', 'Map', 'Set', 'WeakMap', 'WeakSet', 'WeakRef', 'Promise', 'Error', 'TypeError', 'Date', 'RegExp', 'Uint8Array', 'ArrayBuffer', 'Buffer', 'Number', 'String', 'Symbol', 'Proxy']) {
  const host: unknown = Reflect.get(globalThis, name);
  hosts.set(host, name);
  hosts.set(Reflect.get(host as object, 'prototype'), `${name}.prototype`); // a constructor
}
const options: IntrospectionOptions = { pathOf: (value) => hosts.get(value) ?? null };

const evaluate = (program: string): ReadonlyMap<string, unknown> => new Map([['root', new Function(program)() as unknown]]);

interface Pair {
  readonly what: string;
  readonly program: string;
  /** The same with one difference. */
  readonly other: string;
  /** What the report must contain. */
  readonly report: RegExp;
}

const pairs: readonly Pair[] = [
  { what: 'a value', program: 'return {a: 1}', other: 'return {a: 2}', report: /^root: property "a": left 1, right 2$/ },
  { what: 'negative zero', program: 'return [0]', other: 'return [-0]', report: /left 0, right -0/ },
  { what: 'a number that is not one', program: 'return {a: NaN}', other: 'return {a: "NaN"}', report: /left NaN, right "NaN"/ },
  { what: 'a bigint', program: 'return {a: 5n}', other: 'return {a: 5}', report: /left 5n, right 5/ },
  { what: 'a long string', program: 'return "x".repeat(9999) + "a"', other: 'return "x".repeat(9999) + "b"', report: /10000 units/ },
  { what: 'the order of keys', program: 'return {a: 1, b: 2}', other: 'return {b: 2, a: 1}', report: /order: left property "a", right property "b"/ },
  { what: 'an attribute', program: 'return Object.defineProperty({}, "a", {value: 1, enumerable: true})', other: 'return Object.defineProperty({}, "a", {value: 1})', report: /property "a" \(-e-\)/ },
  { what: 'a missing property', program: 'return {a: 1, b: 2}', other: 'return {a: 1}', report: /property "b": only left/ },
  { what: 'a value where an accessor was', program: 'return {get a() { return 1 }}', other: 'return {a: 1}', report: /getter/ },
  { what: 'a hole', program: 'return [1, , 2]', other: 'return [1, undefined, 2]', report: /elements from/ },
  { what: 'extensibility', program: 'return Object.preventExtensions({})', other: 'return {}', report: /extensible/ },
  { what: 'a prototype', program: 'const p = {}; return Object.create(p)', other: 'const p = {}; return Object.create(null)', report: /\[\[Prototype\]\]: left object at .*, right null/ },
  { what: 'a host prototype', program: 'return []', other: 'return Object.setPrototypeOf([], Object.prototype)', report: /host Array.prototype, right host Object.prototype/ },
  { what: 'one object become two', program: 'const o = {}; return {a: o, b: o}', other: 'return {a: {}, b: {}}', report: /property "b": sharing: left is the one at root\.a, right is another/ },
  { what: 'two objects become one', program: 'return {a: {}, b: {}}', other: 'const o = {}; return {a: o, b: o}', report: /property "b": sharing: right is the one at root\.a/ },
  { what: 'a missing entry of a Map', program: 'return new Map([[1, 2], [3, 4]])', other: 'return new Map([[1, 2]])', report: /key 1: only left/ },
  { what: 'the order of a Map', program: 'return new Map([[1, 2], [3, 4]])', other: 'return new Map([[3, 4], [1, 2]])', report: /key 0: left 1, right 3/ },
  { what: 'an entry of a Set', program: 'return new Set(["a"])', other: 'return new Set(["b"])', report: /entry 0/ },
  { what: 'an entry of a WeakMap', program: 'const k = {}; return {k, w: new WeakMap([[k, 1]])}', other: 'const k = {}; return {k, w: new WeakMap()}', report: /weak key: only left/ },
  { what: 'a value of a WeakMap', program: 'const k = {}; return {k, w: new WeakMap([[k, 1]])}', other: 'const k = {}; return {k, w: new WeakMap([[k, 2]])}', report: /weak value: left 1, right 2/ },
  { what: 'the target of a WeakRef', program: 'const k = {}; return {k, r: new WeakRef(k)}', other: 'const k = {}; return {k, r: new WeakRef({})}', report: /WeakRefTarget/ },
  { what: 'a private field', program: 'class C { #x = 1; get() { return this.#x } } return new C()', other: 'class C { #x = 1; get() { return this.#x } } return Object.create(C.prototype)', report: /private #x: only left/ },
  { what: 'the value of a private field', program: 'class C { #x; constructor(x) { this.#x = x } } return new C(1)', other: 'class C { #x; constructor(x) { this.#x = x } } return new C(2)', report: /private #x: left 1, right 2/ },
  { what: 'a private field of a base class', program: 'class B { #x; constructor(x) { this.#x = x } } class C extends B { #x = 3 } return new C(1)', other: 'class B { #x; constructor(x) { this.#x = x } } class C extends B { #x = 3 } return new C(2)', report: /private #x: left 1, right 2/ },
  { what: 'a private field on an object outside the class', program: 'class B { constructor(o) { return o } } class C extends B { #x = 1 } const m = {}; new C(m); return {m, C}', other: 'class B { constructor(o) { return o } } class C extends B { #x = 1 } const m = {}; new C({}); return {m, C}', report: /private #x: only left/ },
  { what: 'a private method', program: 'class C { #m() {} m() { this.#m() } } return new C()', other: 'class C { #m() {} m() { this.#m() } } return Object.create(C.prototype)', report: /private #m method: only left/ },
  { what: 'a static private field', program: 'let n = 1; class C { static #x = n; static x() { return C.#x } } return C', other: 'let n = 2; class C { static #x = n; static x() { return C.#x } } return C', report: /private #x: left 1, right 2/ },
  { what: 'a shared variable become two', program: 'const m = () => { let n = 0; return {up: () => n++, get: () => n} }; return m()', other: 'const m = () => { let n = 0; return {up: () => n++, get: () => n} }; return {up: m().up, get: m().get}', report: /variable n: sharing: left is the one at root\.up<n>/ },
  { what: 'two variables become one', program: 'const m = () => { let n = 0; return {up: () => n++, get: () => n} }; return {up: m().up, get: m().get}', other: 'const m = () => { let n = 0; return {up: () => n++, get: () => n} }; return m()', report: /variable n: sharing: right is the one/ },
  { what: 'sharing of a variable of a block', program: 'const a = []; for (let i = 0; i < 2; i++) { let n = 5; a.push(() => n++, () => n) } return a', other: 'const a = []; for (let i = 0; i < 2; i++) { let n = 5; a.push(() => n++, () => n) } return [a[0], a[3], a[2], a[1]]', report: /variable n: sharing/ },
  { what: 'a captured constant', program: 'const m = (n) => () => n; return m(1)', other: 'const m = (n) => () => n; return m(2)', report: /root<n>: value: left 1, right 2/ },
  { what: 'a captured loop variable', program: 'const a = []; for (let i = 0; i < 3; i++) a.push(() => i); return a', other: 'const a = []; for (let i = 0; i < 3; i++) a.push(() => i); return [a[0], a[2], a[1]]', report: /value: left 1, right 2/ },
  { what: 'a captured object', program: 'const m = (n) => () => n; return m({x: 1})', other: 'const m = (n) => () => n; return m({x: 2})', report: /root<n>: property "x": left 1, right 2/ },
  { what: 'a captured this', program: 'function F(n) { this.n = n; return () => this.n } return F.call({}, 1)', other: 'function F(n) { this.n = n; return () => this.n } return F.call({}, 2)', report: /root<this>: property "n": left 1, right 2/ },
  { what: 'captured arguments', program: 'function f() { return () => arguments } return f(1)', other: 'function f() { return () => arguments } return f(2)', report: /root<arguments>: property "0": left 1, right 2/ },
  { what: 'the text of a function', program: 'return function () { return 1 }', other: 'return function () { return 2 }', report: /text: left .* right/ },
  { what: 'a name of a function', program: 'return Object.defineProperty(() => 0, "name", {value: "a"})', other: 'return Object.defineProperty(() => 0, "name", {value: "b"})', report: /property "name" \(--c\): left "a", right "b"/ },
  { what: 'an automatic prototype that was touched', program: 'function f() {} return f', other: 'function f() {} f.prototype.a = 1; return f', report: /property "prototype" \(w--\): left the automatic prototype of/ },
  { what: 'a heritage', program: 'class A {} class B {} class C extends A {} return {A, B, C}', other: 'class A {} class B {} class C extends A {} Object.setPrototypeOf(C, B); return {A, B, C}', report: /sharing/ },
  { what: 'a target of a bound function', program: 'const f = () => 1, g = () => 2; return {f, g, b: f.bind(null)}', other: 'const f = () => 1, g = () => 2; return {f, g, b: g.bind(null)}', report: /\[\[TargetFunction\]\]: sharing/ },
  { what: 'an argument of a bound function', program: 'return function f() {}.bind(1, 2)', other: 'return function f() {}.bind(1, 3)', report: /argument 0: left 2, right 3/ },
  { what: 'a target of a Proxy', program: 'return new Proxy({a: 1}, {get() { throw 0 }, ownKeys() { throw 0 }, getPrototypeOf() { throw 0 }})', other: 'return new Proxy({a: 2}, {get() { throw 0 }, ownKeys() { throw 0 }, getPrototypeOf() { throw 0 }})', report: /root\.\[\[Target\]\]: property "a"/ },
  { what: 'the result of a promise', program: 'return Promise.resolve(1)', other: 'return Promise.resolve(2)', report: /\[\[PromiseResult\]\]: left 1, right 2/ },
  { what: 'a time', program: 'return new Date(1)', other: 'return new Date(2)', report: /time: left 1, right 2/ },
  { what: 'flags of an expression', program: 'return /a/g', other: 'return /a/i', report: /left "\/a\/g", right "\/a\/i"/ },
  { what: 'a byte', program: 'return new Uint8Array([1, 2])', other: 'return new Uint8Array([1, 3])', report: /content: left 2 bytes: 0102, right 2 bytes: 0103/ },
  { what: 'a shared buffer', program: 'const b = new ArrayBuffer(4); return [new Uint8Array(b), new Uint8Array(b)]', other: 'return [new Uint8Array(4), new Uint8Array(4)]', report: /buffer: sharing/ },
  { what: 'a boxed value', program: 'return Object(1)', other: 'return Object(2)', report: /primitive: left 1, right 2/ },
  { what: 'the description of a symbol', program: 'return {s: Symbol("a")}', other: 'return {s: Symbol("b")}', report: /description: left "a", right "b"/ },
  { what: 'the identity of a symbol', program: 'const s = Symbol("a"); return {[s]: 1, s}', other: 'const s = Symbol("a"); return {[s]: 1, s: Symbol("a")}', report: /sharing/ },
  { what: 'a registered symbol', program: 'return {s: Symbol.for("a")}', other: 'return {s: Symbol("a")}', report: /left Symbol.for\("a"\), right symbol/ },
  { what: 'the message line of an error', program: 'return {e: new Error("a")}', other: 'const e = new Error("b"); e.stack; e.message = "a"; return {e}', report: /first line: left "Error: a", right "Error: b"/ },
  { what: 'the kind of an object', program: 'return {e: new Error("")}', other: 'return {e: Object.create(Error.prototype)}', report: /kind: left error, right object/ },
];

describe('canonical graphs of live heaps', () => {
  const programs = pairs.flatMap(({ program, other }) => [program, program, other]);
  let graphs: readonly CanonicalGraph[] = [];
  before(() => {
    graphs = canonicalGraphs(programs.map(evaluate), options);
  });

  pairs.forEach(({ what, report }, index) => {
    it(`are equal for two evaluations of one program, and show ${what}`, () => {
      const [first, second, other] = graphs.slice(index * 3, index * 3 + 3);
      if (first === undefined || second === undefined || other === undefined) throw new Error('no graph');
      expectSameGraph(first, second);
      expect(differencesOf(first, other)).to.match(report);
      expect(differencesOf(other, first)).not.to.equal('');
    });
  });
});

describe('the reading of a heap', () => {
  it('runs no user code', () => {
    const program = `const calls = []; const note = (name) => () => { calls.push(name); return {} };
      const trap = new Proxy(function () {}, new Proxy({}, {get: (_, name) => note(name)()}));
      class Noisy { static get [Symbol.species]() { return note('species')() } get constructor2() { return note('getter')() } }
      const map = new Map([[1, 2]]); map[Symbol.iterator] = note('iterator'); map.forEach = note('forEach'); map.entries = note('entries');
      const date = new Date(0); date.getTime = note('getTime'); date[Symbol.toPrimitive] = note('toPrimitive');
      const expression = /x/g; Object.defineProperty(expression, 'flags', {get: note('flags')}); Object.defineProperty(expression, 'source', {get: note('source')});
      const thenable = {then: note('then')}; const f = () => 1; f.toString = note('toString');
      return {calls, trap, Noisy, map, date, expression, thenable, f, get g() { return note('g')() }, [Symbol.toStringTag]: 'x', heir: Object.create(trap)}`;
    const roots = evaluate(program);
    canonicalGraph(roots, options);
    const calls: unknown = Reflect.get(roots.get('root') as object, 'calls'); // made above
    expect(calls).to.deep.equal([]);
  });

  it('formats the stack of an error without the program\'s own hook', () => {
    const previous = Error.prepareStackTrace;
    let called = false;
    const error = new Error('quiet');
    try {
      Error.prepareStackTrace = () => {
        called = true;
        return 'loud';
      };
      const graph = canonicalGraph(new Map([['root', error]]), { ...options, cells: false });
      expect(graph.nodes[0]?.lines.find(([label]) => label.includes('stack'))?.[1]).to.be.oneOf(['"Error: quiet"', '"loud"']); // Node 24 formats when the error is made
      expect(called).to.equal(false);
    } finally {
      if (previous === undefined) Reflect.deleteProperty(Error, 'prepareStackTrace');
      else Error.prepareStackTrace = previous;
    }
  });

  it('sees a variable in its temporal dead zone, from Node 22 on', () => {
    const [early, late] = canonicalGraphs([evaluate('return {f: () => x}; let x'), evaluate('let x; return {f: () => x}')], options);
    if (early === undefined || late === undefined) throw new Error('no graph');
    const seen = differencesOf(early, late).includes('(uninitialised)');
    expect(seen).to.equal(Number(process.versions.node.split('.')[0]) >= 22);
  });

  it('writes strings under the project root relative to it', () => {
    const [a, b] = [canonicalGraph(new Map([['root', ['/a/b/c.js', 'file:///a/b/c.js', '/a/bc']]]), { ...options, root: '/a/b', cells: false }), canonicalGraph(new Map([['root', ['/d/c.js', 'file:///d/c.js', '/a/bc']]]), { ...options, root: '/d', cells: false })];
    expectSameGraph(a, b);
    expect(a.nodes[0]?.lines.some(([, text]) => text.includes('root + "/c.js", root-url + "/c.js", "/a/bc"'))).to.equal(true);
  });

  it('compares Buffers in a pool by their bytes and by what they share, not by where they lie', () => {
    const text = 'const a = Buffer.from("abcdef"); return {a, part: a.subarray(2, 4), b: Buffer.from("gh"), pad: null}';
    const unpooled = 'const a = Buffer.alloc(6); a.write("abcdef"); const b = Buffer.alloc(2); b.write("gh"); return {a, part: a.subarray(2, 4), b, pad: null}';
    const copied = 'const a = Buffer.from("abcdef"); return {a, part: Buffer.from(a.subarray(2, 4)), b: Buffer.from("gh"), pad: null}';
    const held = `${text.slice(0, -5).replace('pad: ', 'pad: a.buffer')}}`;
    const [first, second, own, apart, whole] = canonicalGraphs([text, `Buffer.from("between"); ${text}`, unpooled, copied, held].map(evaluate), { ...options, cells: false });
    if (first === undefined || second === undefined || own === undefined || apart === undefined || whole === undefined) throw new Error('no graph');
    expectSameGraph(first, second);
    expectSameGraph(first, own);
    expect(differencesOf(first, apart)).to.match(/part: (?:buffer: sharing|offset and length: left 2 2, right 0 2)/);
    expect(differencesOf(first, whole, 20)).to.match(/root\.a: offset and length: left 0 6/);
  });

  it('compares what a program put on parts of the module system, and what their namespaces show', () => {
    const graphOf = (module: object, namespace: object): CanonicalGraph => canonicalGraph(new Map([['root', { module, namespace }]]), {
      ...options, cells: false, partOf: (value) => (value === module ? 'module a.cjs' : value === namespace ? 'namespace b.mjs' : null),
    });
    const plain = graphOf({ id: 1, exports: {} }, { x: 1 });
    expectSameGraph(plain, graphOf({ id: 2, exports: {} }, { get x() { return 1; } }));
    expect(differencesOf(plain, graphOf({ id: 1, exports: {}, note: 1 }, { x: 1 }))).to.match(/root\.module|property "module"/);
    expect(differencesOf(graphOf({ note: 2 }, {}), graphOf({ note: 1 }, {}))).to.equal('root.module: property "note": left 2, right 1');
    expect(differencesOf(plain, graphOf({ get exports() { return {}; } }, { x: 1 }))).to.match(/property "module"/);
    expect(differencesOf(plain, graphOf({}, { x: 2 }))).to.equal('root.namespace: export "x": left 1, right 2');
  });

  it('leaves out what a mask names, and nothing else', () => {
    const make = (program: string): { readonly o: object; readonly m: Map<unknown, unknown>; readonly f: Function } => evaluate(program).get('root') as { o: object; m: Map<unknown, unknown>; f: Function }; // made below
    const here = make('let n = 1; return {o: {a: 1, added: {}, b: 2}, m: new Map([["new", {}], ["k", 1], ["l", 2]]), f: () => n}');
    const mask = (properties: Partial<Mask['properties']>, entries: Partial<Mask['entries']> = {}): Mask => ({
      properties: { added: new Set(), changed: new Set(), ...properties }, entries: { added: new Set(), changed: new Set(), ...entries }, labels: new Set(),
    });
    const masks = new Map<object, Mask>([[here.o, mask({ added: new Set(['added']), changed: new Set(['b']) })], [here.m, mask({}, { added: new Set(['new']), changed: new Set(['k']) })]]);
    const captured = canonicalGraph(new Map([['root', here]]), { ...options, cells: false, maskOf: (object) => masks.get(object) ?? null, isMasked: (_fn, name) => name === 'n' });
    const read = (program: string): CanonicalGraph => canonicalGraph(evaluate(program), { ...options, cells: false });
    expectSameGraph(captured, read('let n = 2; return {o: {a: 1, b: 3}, m: new Map([["k", {}], ["l", 2]]), f: () => n}'));
    const other = differencesOf(captured, read('let n = 2; return {o: {a: 4, b: 3}, m: new Map([["k", {}], ["l", 5]]), f: () => n}'));
    expect(other).to.equal('root.o: property "a": left 1, right 4\nroot.m: value 1: left 2, right 5');
  });

  it('takes activations from elsewhere where it is told to', () => {
    const program = 'const m = () => { let n = 0; return {up: () => n++, get: () => n} }; ';
    const [one, two] = [evaluate(`${program}return m()`), evaluate(`${program}return {up: m().up, get: m().get}`)];
    const shared = { name: 'the activation' };
    const read = (roots: ReadonlyMap<string, unknown>, around: (fn: Function) => object): CanonicalGraph => canonicalGraph(roots, {
      ...options, activations: { around, find: (fn) => ({ activation: around(fn), value: undefined }), hasPrivates: () => false },
    });
    const together = read(one, () => shared);
    expectSameGraph(together, canonicalGraph(one, options));
    expect(differencesOf(together, read(two, (fn) => fn))).to.match(/variable n: sharing: left is the one at root\.up<n>/);
  });

  it('reads just the variables of a given table, through another variable where it says so', () => {
    const program = 'const $env = Object.freeze({get x() { return 7 }}); let y = 1; return () => { y; x; z; $env }';
    const table: readonly FreeVariable[] = [
      { name: 'x', shared: false, optional: true, via: { variable: '$env', member: 'x' } },
      { name: 'z', shared: false, optional: true, via: null },
    ];
    const graph = canonicalGraph(evaluate(program), { ...options, variablesOf: () => table });
    expect(graph.nodes[0]?.lines.filter(([label]) => label.startsWith('variable'))).to.deep.equal([['variable x', '7', -1], ['variable z', '(unseen)', -1]]);
    expect(graph.statistics).to.include({ variables: 2, unseen: 1 });
  });

  it('compares variables by value alone where cells are not asked for', () => {
    const maker = 'const m = () => { let n = 0; return {up: () => n++, get: () => n} }; ';
    const [one, two] = canonicalGraphs([evaluate(`${maker}return m()`), evaluate(`${maker}return {up: m().up, get: m().get}`)], { ...options, cells: false });
    if (one === undefined || two === undefined) throw new Error('no graph');
    expectSameGraph(one, two);
    expect(compareGraphs(one, two)).to.deep.equal([]);
  });

  it('names what differs between the roots', () => {
    const [one, two] = canonicalGraphs([new Map([['a', 1], ['b', 2]]), new Map([['a', 1], ['c', 2]])], { ...options, cells: false });
    if (one === undefined || two === undefined) throw new Error('no graph');
    expect(differencesOf(one, two)).to.equal('b: root b: only left\nc: root c: only right');
  });
});
