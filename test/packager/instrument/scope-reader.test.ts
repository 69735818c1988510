import { expect } from 'chai';
import { UNINITIALISED } from '../../../packager/instrument/types.ts';
import { instrumentation, lookup, runCommonJs } from './host.ts';

const { reader } = instrumentation;

/** Functions that the text exports as a list. */
function functionsOf(source: string): Function[] {
  const { exports } = runCommonJs(`${source}\n`);
  return exports['list'] ?? expect.fail('no list');
}

function keyOf(fn: Function, name: string): object {
  return lookup(fn, name).scope.key;
}

describe('scope reader', () => {
  it('reads variables that functions share, live, and apart per activation', () => {
    const [inc, get, other] = functionsOf('function make() { let n = 0; return [() => ++n, () => n]; } exports.list = [...make(), make()[1]];') as [Function, Function, Function];
    expect(lookup(get, 'n').value).to.equal(0);
    inc();
    expect(lookup(get, 'n').value).to.equal(1);
    expect(keyOf(inc, 'n')).to.equal(keyOf(get, 'n'));
    expect(keyOf(other, 'n')).not.to.equal(keyOf(get, 'n'));
  });

  it('reads variables of functions that run once where they stand without asking the functions inside', () => {
    const list = functionsOf('exports.list = []; (() => { let n = 0; exports.list.push(() => ++n); (function () { let k = 2; exports.list.push(() => [n, k]); })(); { let m = 1; exports.list.push(() => [n, m]); } })();');
    const isAsked = (fn: Function): boolean => /\?/.test(Function.prototype.toString.call(fn));
    expect(list.map(isAsked)).to.deep.equal([false, false, true]);
    list[0]?.();
    expect(list.map((fn) => lookup(fn, 'n').value)).to.deep.equal([1, 1, 1]);
    expect(new Set(list.map((fn) => keyOf(fn, 'n'))).size).to.equal(1);
    expect(lookup(list[1] ?? expect.fail(), 'k').value).to.equal(2);
  });

  it('gives every iteration its own scope, also when it was read before the next one', () => {
    const list = functionsOf('exports.list = []; for (let i = 0; i < 3; i++) exports.list.push(() => i); for (const k of "ab") exports.list.push(() => k); for (let j = 0; ;) { exports.list.push(() => j); if (++j > 1) break }');
    expect(list.slice(0, 3).map((each) => lookup(each, 'i').value)).to.deep.equal([0, 1, 2]);
    expect(new Set(list.slice(0, 3).map((each) => keyOf(each, 'i'))).size).to.equal(3);
    expect(list.slice(3, 5).map((each) => lookup(each, 'k').value)).to.deep.equal(['a', 'b']);
    const [step] = functionsOf('function* g() { for (let i = 0; ; i++) yield () => i; } const it = g(); exports.list = [() => it.next().value];') as [Function];
    const first = step() as Function;
    const before = keyOf(first, 'i');
    expect(keyOf(step() as Function, 'i')).not.to.equal(before);
    expect(keyOf(first, 'i')).to.equal(before);
  });

  it('tells the temporal dead zone from undefined', () => {
    const [f, g] = functionsOf('function make() { const f = () => x; if (true) return f; let x; } exports.list = [make(), (() => { let x; return () => x; })()];') as [Function, Function];
    expect(lookup(f, 'x').value).to.equal(UNINITIALISED);
    expect(lookup(g, 'x').value).to.equal(undefined);
  });

  it('runs no user code when it reads', () => {
    const list = functionsOf(`let ran = 0; const hit = () => { ran++; return 'k'; };
      function make(v) { return [function ({ [hit()]: a = hit(), ...r }, [b = hit(), ...c], d = hit()) { hit(); return v; },
        async (a = hit()) => { hit(); return v; }, function* () { hit(); yield v; }, async function* () { hit(); yield v; }, { get x() { hit(); return v; } },
        ({ [hit()]: { [hit()]: q } }) => v]; }
      exports.list = make(7).map((f) => typeof f === 'object' ? Object.getOwnPropertyDescriptor(f, 'x').get : f); exports.list.push(() => ran);`);
    const ran = list.pop();
    for (const fn of list) expect(lookup(fn, 'v').value).to.equal(7);
    expect(ran?.()).to.equal(0);
  });

  it('reads what a parameter list captures although the body declares the name again', () => {
    const list = functionsOf(`function make() { let x = 'outer'; return [function (a = x) { var x = 1; return a + x; }, function (a = () => x, ...r) { var x; return a; }, function (a = () => x) { var x = 2; return a; }]; } exports.list = make();`);
    for (const fn of list) expect(lookup(fn, 'x').value).to.equal('outer');
    expect(list[0]?.()).to.equal('outer1');
  });

  it('keeps the scopes of parameter lists and bodies apart', () => {
    const [inList, inBody] = functionsOf('exports.list = (function (a = 1, f = () => a) { var a = 2; return [f, () => a]; })();') as [Function, Function];
    expect([lookup(inList, 'a').value, lookup(inBody, 'a').value]).to.deep.equal([1, 2]);
    expect(reader.scopesOf(inBody).map((each) => each.scope.kind)).to.deep.equal(['function', 'parameters', 'module']);
  });

  it('reads this, arguments, new.target and own names', () => {
    const [arrow, self] = functionsOf('function F(a) { this.list = [() => [this, arguments, new.target], function own() { return own; }]; } const made = new F(5); exports.list = made.list; exports.F = F;') as [Function, Function];
    expect(lookup(arrow, 'this').value).to.have.property('list');
    expect((lookup(arrow, 'arguments').value as ArrayLike<unknown>)[0]).to.equal(5);
    expect(lookup(arrow, 'new.target').value).to.have.property('name', 'F');
    expect(lookup(self, 'own').value).to.equal(self);
  });

  it('reads switch, catch and block scopes', () => {
    const list = functionsOf(`exports.list = []; switch (1) { case 1: let s = 's'; exports.list.push(() => s); } try { throw 'c'; } catch (c) { exports.list.push(() => c); }
      a: for (const z of [1]) { b: switch (z) { default: let y = 'y'; exports.list.push(() => y); continue a; } }`);
    expect(list.map((fn, index) => lookup(fn, ['s', 'c', 'y'][index] ?? '').value)).to.deep.equal(['s', 'c', 'y']);
  });

  it('knows classes, their keys, private names and methods', () => {
    const { exports } = runCommonJs(`let n = 0; const key = () => 'k' + n++; function mixin(B) { return class extends B { #p = 1; static #s = 2; #m() { return B; } [key()]() { return B; } static [key()] = 3; get held() { return this.#m; } get #g() { throw 1; } }; }
      exports.A = mixin(Object); exports.B = mixin(Object); exports.a = new exports.A();`);
    const { A, B, a } = exports as unknown as { A: Function; B: Function; a: { held: Function; k0: Function } };
    const made = reader.classOf(A);
    expect(made?.keys).to.deep.equal(['k0', 'k1']);
    expect(made?.privateNames.map((each) => `${each.isStatic ? 'static ' : ''}${each.kind} ${each.name}`)).to.deep.equal(['field p', 'static field s', 'method m', 'get g']);
    expect(made?.readPrivate(a, 'p')).to.deep.equal({ has: true, value: 1 });
    expect(made?.readPrivate(a, 'g')).to.deep.equal({ has: true, value: undefined });
    expect(made?.readPrivate(A, 's')).to.deep.equal({ has: true, value: 2 });
    expect(reader.classOf(B)?.readPrivate(a, 'p').has).to.equal(false);
    expect(reader.privatesOf(a)).to.deep.equal([made]);
    expect(reader.methodOf(a.k0)).to.deep.equal({ classObject: A, isStatic: false, key: 'k0', privateName: null, which: 'value' });
    expect(reader.methodOf(a.held)).to.include({ classObject: A, privateName: 'm', which: 'value' });
    expect(lookup(a.held, 'B').value).to.equal(Object);
  });

  it('finds private names stamped on objects that a parent constructor returned', () => {
    const { exports } = runCommonJs('class Base { constructor(o) { return o; } } class Stamp extends Base { #x = 9; } exports.o = {}; new Stamp(exports.o); exports.Stamp = Stamp;');
    const { o, Stamp } = exports as unknown as { o: object; Stamp: Function };
    expect(reader.privatesOf(o)).to.deep.equal([reader.classOf(Stamp)]);
    expect(reader.classOf(Stamp)?.readPrivate(o, 'x').value).to.equal(9);
  });

  it('finds the class evaluation of functions inside a class, even if its name is hidden', () => {
    const list = functionsOf(`function mixin() { return class C { #x = 1; static me = C; a() { return () => C; } b(C) { return (o) => o.#x + C; } f = () => this; } }
      const [A, B] = [mixin(), mixin()]; exports.list = [A, B, new A().a(), new B().b(1), new A().f];`);
    const [A, B, named, hidden, field] = list as [Function, Function, Function, Function, Function];
    const classKey = (fn: Function): unknown => reader.scopesOf(fn).find((each) => each.scope.kind === 'class')?.key;
    expect(classKey(named)).to.equal(A);
    expect(classKey(hidden)).to.equal(B);
    expect(lookup(field, 'this').value).to.be.instanceOf(A);
  });

  it('reads what static blocks and field initialisers capture', () => {
    const list = functionsOf('function f(v) { class C { static fns = []; static { let t = v; this.fns.push(() => t); } static g = () => v; } return [...C.fns, C.g]; } exports.list = f(4);');
    expect([lookup(list[0] ?? expect.fail(), 't').value, lookup(list[1] ?? expect.fail(), 'v').value]).to.deep.equal([4, 4]);
  });

  it('knows home objects of methods and of arrows inside them', () => {
    const { exports } = runCommonJs('const make = () => ({ __proto__: { x: 1 }, m() { return super.x; }, a() { return () => super.x; } }); exports.o = make(); exports.p = make();');
    const { o, p } = exports as unknown as { o: { m: Function; a: () => Function }; p: { a: () => Function } };
    expect(reader.homeOf(o.m)).to.equal(o);
    expect(reader.homeOf(p.a())).to.equal(p);
    expect(p.a()()).to.equal(1);
  });

  it('reads module variables, captured and exported', () => {
    const { text } = runCommonJs('let a = 1; const f = () => a; let unread;');
    const variable = text.analysis.scope.variables.get('a');
    expect(variable && reader.readModule(text, variable)).to.equal(1);
    const [f] = functionsOf('let a = 2; exports.list = [() => a];') as [Function];
    expect(reader.scopesOf(f).map((each) => each.key === each.text)).to.deep.equal([true]);
    expect(lookup(f, 'a').value).to.equal(2);
  });

  it('does not know functions of other code', () => {
    expect(reader.identify(() => 1)).to.equal(null);
  });

  it('gives the object of a `with`, and refuses one over a Proxy', () => {
    const [object, f] = functionsOf('const object = { a: 1 }; exports.list = [() => object]; with (object) exports.list.push(() => a);') as [Function, Function];
    const [inner] = reader.scopesOf(f);
    expect(inner?.scope.kind).to.equal('with');
    expect(inner?.readable.map((variable) => inner.read(variable))).to.deep.equal([object()]);
    const [g] = functionsOf('exports.list = []; with (new Proxy({ a: 1 }, {})) exports.list.push(() => a);') as [Function];
    expect(() => reader.scopesOf(g)).to.throw(/`with` statement over a Proxy/).that.has.property('position', '/project/a.js:1:69');
  });
});

describe('shims', () => {
  before(() => instrumentation.install());
  after(() => instrumentation.uninstall());

  it('show the original text', () => {
    const { exports } = runCommonJs('exports.f = function (a) { return () => a; }; exports.C = class { #x; m(a) { return () => a; } }; exports.text = [String(exports.f), String(exports.C), String(Function.prototype.toString), String(Function)];');
    expect(exports['text']).to.deep.equal([
      'function (a) { return () => a; }', 'class { #x; m(a) { return () => a; } }', 'function toString() { [native code] }', 'function Function() { [native code] }',
    ]);
  });

  it('read closures that direct eval made, with the scopes around it', () => {
    const [f, g] = functionsOf('function make(v) { let n = v; const one = eval("let k = n + 1; () => [n, k, v]"); return [one, () => n]; } exports.list = make(3);') as [Function, Function];
    expect(f()).to.deep.equal([3, 4, 3]);
    expect(['n', 'k', 'v'].map((name) => lookup(f, name).value)).to.deep.equal([3, 4, 3]);
    expect(keyOf(f, 'n')).to.equal(keyOf(g, 'n'));
    expect(String(f)).to.equal('() => [n, k, v]');
  });

  it('read functions of indirect eval and of the function constructors', () => {
    const list = functionsOf('const e = eval; exports.list = [e("let x = 1; () => x"), new Function("a", "b = 2", "return () => a + b")(1), Object.getPrototypeOf(async () => 1).constructor("a", "return a")];');
    expect(lookup(list[0] ?? expect.fail(), 'x').value).to.equal(1);
    expect([list[1]?.(), lookup(list[1] ?? expect.fail(), 'b').value]).to.deep.equal([3, 2]);
    expect(String(list[2])).to.equal('async function anonymous(a\n) {\nreturn a\n}');
    expect(reader.identify(list[2] ?? expect.fail())?.text.path).to.match(/^eval:[0-9a-f]{12}#\d+$/);
  });

  it('cannot be told from the originals', () => {
    const { exports } = runCommonJs(`const d = (o, k) => { const { value, ...rest } = Object.getOwnPropertyDescriptor(o, k); return [value.name, value.length, Object.getOwnPropertyNames(value).sort().join(), JSON.stringify(rest)].join(' '); };
      class Sub extends Function { m() { return 1; } }
      exports.facts = [d(globalThis, 'eval'), d(globalThis, 'Function'), d(Function.prototype, 'toString'), (() => 1).constructor === Function, (() => 1) instanceof Function,
        Object.getPrototypeOf(Object.getPrototypeOf(async () => 1).constructor) === Function, new Sub('return 5').m(), new Sub('return 5')(), typeof eval, eval.call(null, '1 + 1'),
        (() => { try { new Function('}'); } catch (e) { return e.constructor === SyntaxError; } })(), (() => { let z = 6; return eval('z'); })(), eval('1;if(false){}'), new Function('return typeof anonymous')()];`, 'form');
    instrumentation.uninstall();
    const plain = runCommonJs(`const d = (o, k) => { const { value, ...rest } = Object.getOwnPropertyDescriptor(o, k); return [value.name, value.length, Object.getOwnPropertyNames(value).sort().join(), JSON.stringify(rest)].join(' '); };
      class Sub extends Function { m() { return 1; } }
      exports.facts = [d(globalThis, 'eval'), d(globalThis, 'Function'), d(Function.prototype, 'toString'), (() => 1).constructor === Function, (() => 1) instanceof Function,
        Object.getPrototypeOf(Object.getPrototypeOf(async () => 1).constructor) === Function, new Sub('return 5').m(), new Sub('return 5')(), typeof eval, eval.call(null, '1 + 1'),
        (() => { try { new Function('}'); } catch (e) { return e.constructor === SyntaxError; } })(), (() => { let z = 6; return eval('z'); })(), eval('1;if(false){}'), new Function('return typeof anonymous')()];`, 'plain');
    instrumentation.install();
    expect(exports['facts']).to.deep.equal(plain.exports['facts']);
  });
});
