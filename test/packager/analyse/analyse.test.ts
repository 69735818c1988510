import { expect } from 'chai';
import type { Literal, ModuleAnalysis, Variable } from '../../../format/code/model.ts';
import { analyse } from '../../../packager/analyse/analyse.ts';

function commonJs(source: string): ModuleAnalysis {
  return analyse(source, { kind: 'commonjs', file: '/p/a.js' });
}

function module(source: string): ModuleAnalysis {
  return analyse(source, { kind: 'module', file: '/p/a.mjs' });
}

function literal(analysis: ModuleAnalysis, path: string): Literal {
  const found = analysis.literals.find((each) => each.path === path);
  if (found === undefined) throw new Error(`no ${path} among ${analysis.literals.map((each) => each.path).join(' ')}`);
  return found;
}

function free(analysis: ModuleAnalysis, path: string): string[] {
  return literal(analysis, path).free.map((each) => each.name);
}

function variable(analysis: ModuleAnalysis, name: string): Variable {
  const found = analysis.scopes.map((scope) => scope.variables.get(name)).find((each) => each !== undefined);
  if (found === undefined) throw new Error(`no variable ${name}`);
  return found;
}

function references(analysis: ModuleAnalysis): string[] {
  return analysis.references.map((each) => `${analysis.source.slice(each.start, each.end)} ${each.use}${each.shorthand ? ' shorthand' : ''}${each.key === null ? '' : ` ${each.key}`}`);
}

describe('analyse', () => {
  it('lists free variables from the outermost scope in, through all literals between', () => {
    const analysis = commonJs('const a = 1; function f(b) { return function g(c) { return () => a + b + c; }; }');
    expect(free(analysis, 'f')).to.deep.equal(['a']);
    expect(free(analysis, 'f>g')).to.deep.equal(['a', 'b']);
    expect(free(analysis, 'f>g>arrow#0')).to.deep.equal(['a', 'b', 'c']);
  });

  it('gives arrows the `this`, `arguments` and `new.target` of the function around them', () => {
    const analysis = commonJs('function f() { return () => [this, arguments, new.target]; } function g() { return this; }');
    expect(free(analysis, 'f>arrow#0')).to.have.members(['this', 'arguments', 'new.target']);
    expect(free(analysis, 'g')).to.deep.equal([]);
    expect(literal(analysis, 'g').usesThis).to.equal(true);
  });

  it('hoists sloppy functions of blocks to `var` only where such a `var` were allowed', () => {
    const hoisted = commonJs('{ function f() {} } () => f;');
    expect(hoisted.scope.variables.get('f')?.kind).to.equal('var');
    const kept = commonJs('{ let f; { function f() {} } }');
    expect(kept.scope.variables.has('f')).to.equal(false);
  });

  it('keeps parameters apart from the body only where the parameter list contains a function', () => {
    const apart = commonJs('function f(a, b = () => a) { var a; return () => a; }');
    expect(apart.scopes.map((scope) => scope.kind)).to.deep.equal(['module', 'parameters', 'function', 'function', 'function']);
    const together = commonJs('let x; function f(a = x) { var x; }');
    expect(free(together, 'f')).to.deep.equal(['x']);
  });

  it('tells how captured variables are used and where', () => {
    const analysis = commonJs('let o, p, n; () => { o.a; o.b(); p(); p`t`; typeof p; ({ o, n } = { o }); n++; n += 1; [n = 1] = []; for (n of o) ; };');
    expect(references(analysis)).to.deep.equal([
      'o member-read a', 'o member-call b', 'p call', 'p call', 'p typeof', 'o write shorthand', 'n write shorthand', 'o read shorthand',
      'n update', 'n update', 'n write', 'n write', 'o read',
    ]);
    const head = analysis.references.find((each) => each.assignment?.kind === 'for-head');
    expect(head && analysis.source.slice(head.assignment?.bodyStart, head.assignment?.bodyEnd)).to.equal(';');
  });

  it('tells an assignment by a function inside from one by the scope itself', () => {
    const analysis = commonJs('let a = 1, b, c = 1; b = 2; () => { c = 3; a; b; };');
    expect(variable(analysis, 'a')).to.include({ assigned: false, assignedByInner: false });
    expect(variable(analysis, 'b')).to.include({ assigned: true, assignedByInner: false });
    expect(variable(analysis, 'c')).to.include({ assigned: true, assignedByInner: true });
  });

  it('names functions that take the name of what they are assigned to', () => {
    const analysis = commonJs('let f; () => { f = function () {}; };');
    const [reference] = analysis.references;
    const right = reference?.assignment?.namesRight;
    expect(right && analysis.source.slice(right.start, right.end)).to.equal('function () {}');
  });

  it('captures all that a direct eval can see', () => {
    const analysis = commonJs('let a; function f(b) { let c; eval("x"); }');
    expect(literal(analysis, 'f').hasEval).to.equal(true);
    expect(free(analysis, 'f')).to.include('a');
    expect([variable(analysis, 'b').captured, variable(analysis, 'c').captured]).to.deep.equal([true, true]);
  });

  it('starts a literal where its `toString` text starts', () => {
    const source = 'class C { static  async *m() {} static get x() { return 1; } ["k" + 1]() {} }; module.exports = C;';
    const analysis = commonJs(source);
    const made = new Function('module', source);
    const host = { exports: class { static x = 0; } };
    made(host);
    const expected = [
      Reflect.getOwnPropertyDescriptor(host.exports, 'm')?.value, Reflect.getOwnPropertyDescriptor(host.exports, 'x')?.get,
      Reflect.getOwnPropertyDescriptor(host.exports.prototype, 'k1')?.value,
    ].map(String);
    const methods = analysis.literals.filter((each) => each.owner !== null).map((each) => source.slice(each.start, each.end));
    expect(methods).to.deep.equal(expected);
  });

  it('finds the classes whose private names are used', () => {
    const analysis = commonJs('class A { #x; m() { return class B { #y; n(o) { return () => o.#x + this.#y; } }; } }');
    expect(literal(analysis, 'A>m>B>n>arrow#0').privateOwners.map((each) => each.name)).to.have.members(['A', 'B']);
    expect(literal(analysis, 'A>m>B>n').privateOwners.map((each) => each.name)).to.have.members(['A', 'B']);
    expect(literal(analysis, 'A>m>B').privateOwners.map((each) => each.name)).to.deep.equal(['A']);
  });

  it('records imports, exports and requests', () => {
    const analysis = module('import d, { a as b } from "x"; import * as n from "y" with { type: "json" }; export { b, n }; export * from "x"; export default () => d; export const { p, q: [r] } = d;');
    expect(analysis.requests).to.deep.equal([{ specifier: 'x', attributes: {} }, { specifier: 'y', attributes: { type: 'json' } }]);
    expect(analysis.exports.map((each) => (each.kind === 'star' ? '*' : `${each.kind} ${each.name}`))).to.deep.equal([
      'indirect b', 'indirect n', '*', 'local default', 'local p', 'local r',
    ]);
    expect(references(analysis)).to.deep.equal(['d read', 'd read']);
  });

  it('collects what a module mentions', () => {
    const analysis = commonJs('require("a"); require.resolve("b"); import("c"); function f(require) { require("d"); }');
    expect(analysis.mentions.map((each) => `${each.kind} ${each.specifier}`)).to.deep.equal(['require a', 'require b', 'import c']);
    expect(module('new URL("./x.txt", import.meta.url)').mentions).to.deep.equal([{ kind: 'url', specifier: './x.txt' }]);
  });

  it('accepts a byte order mark, a hashbang and `return`, and places syntax errors', () => {
    expect(commonJs('\ufeff#!/usr/bin/env node\nreturn 1;').source.startsWith('#!')).to.equal(true);
    expect(() => commonJs('let a;\n  let b c;')).to.throw(SyntaxError, /^\/p\/a\.js:2:9: /);
  });

  it('sees top-level await', () => {
    expect(module('await 1;').hasTopLevelAwait).to.equal(true);
    expect(module('async () => { await 1; };').hasTopLevelAwait).to.equal(false);
  });
});
