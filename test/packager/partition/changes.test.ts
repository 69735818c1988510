import { expect } from 'chai';
import { throwProblems } from '../../../packager/errors.ts';
import type { CapturedComponent } from '../../../packager/capture/index.ts';
import { changes, objectAt, properties, tell, variables } from '../capture/graph-view.ts';
import { captureProgram, type ProgramComponent } from '../capture/program.ts';

/** Captures kernel and a dependent of it; the dependent is handed back. */
async function dependent(kernel: string, app: string, options: Partial<ProgramComponent> = {}): Promise<CapturedComponent> {
  const files = { 'src/kernel.mjs': kernel, 'src/app.mjs': `import * as kernel from "./kernel.mjs";\n${app}` };
  const captured = await captureProgram(files, [{ name: 'kernel' }, { name: 'app', prerequisites: ['kernel'], ...options }]);
  throwProblems(captured[0]?.problems ?? []);
  const found = captured[1];
  if (found === undefined) throw new Error('nothing captured');
  return found;
}

const K = 'kernel.ic/src/kernel.mjs#';

/** name → [kernel, app, changes] */
const table: Readonly<Record<string, readonly [string, string, readonly string[]]>> = {
  'a call that changes nothing': ['export const f = () => 1;', 'kernel.f();', []],
  'an added property': ['export const o = {};', 'kernel.o.x = 1;', [`definition ${K}o.x: absent -> 1`]],
  'an added method': ['export class C {}', 'kernel.C.prototype.m = () => 1;', [`definition ${K}C.prototype.m: absent -> @@${K}C.prototype.m`]],
  'an added method of an untouched prototype': ['export function F() {}', 'kernel.F.prototype.m = 1;', [`definition ${K}F.prototype.m: absent -> 1`]],
  'an added Map entry': ['export const m = new Map();', 'kernel.m.set("k", 1);', [`definition ${K}m<"k">: absent -> 1`]],
  'an added Set entry': ['export const s = new Set();', 'kernel.s.add("k");', [`definition ${K}s<item "k">: absent -> "k"`]],
  'an added weak entry': ['export const w = new WeakMap(); export const k = {};', 'kernel.w.set(kernel.k, 1);', [`definition ${K}w<src/kernel.mjs#k>: absent -> 1`]],
  'appended elements': ['export const l = [1];', 'kernel.l.push(2, 3);', [`definition ${K}l[1]: absent -> 2`, `definition ${K}l[2]: absent -> 3`]],
  'a listener': ['import { EventEmitter } from "node:events"; export const e = new EventEmitter();', 'kernel.e.on("x", () => 1);', [`definition ${K}e<on "x">: absent -> @@${K}e<on "x">`]],
  'a second listener': ['import { EventEmitter } from "node:events"; export const e = new EventEmitter(); e.on("x", () => 0);', 'kernel.e.on("x", () => 1);', [`definition ${K}e<on "x">: absent -> @@${K}e<on "x">`]],
  'a global': ['', 'globalThis.added = 1;', ['definition node:globalThis.added: absent -> 1']],
  'a handler on process': ['', 'process.on("exit", () => {});', ['definition node:process<on "exit">: absent -> @@node:process<on "exit">']],
  'a counter': ['let n = 1; export const f = () => n++;', 'kernel.f();', [`state ${K}n: 1 -> 2`]],
  'a closure variable': ['export const c = (() => { let n = 1; return () => n++; })();', 'kernel.c();', [`state ${K}c<scope 0>.n: 1 -> 2`]],
  'a memo in a variable': ['let memo = null; export const f = () => (memo ??= { a: 1 });', 'kernel.f();', [`state ${K}memo: null -> @@${K}memo`]],
  'a hook in a variable': ['let hook = null; export const set = (f) => { hook = f; };', 'kernel.set({ deep: [() => 1] });', [`state ${K}hook: null -> @@${K}hook hook`]],
  'a hook in a property': ['export const o = { hook: null };', 'kernel.o.hook = () => 1;', [`state ${K}o.hook: null -> @@${K}o.hook hook`]],
  'a function variable replaced through the library': ['let f = () => 0; export const set = (g) => { f = g; }; export const call = () => f();', 'kernel.set(() => 1);', [`state ${K}f: @src -> hook`]],
  'a library function replaced by another of the library': ['export const o = { f() { return 1; } }; const g = () => 2; export const swap = () => { o.f = g; };', 'kernel.swap();', [`state ${K}o.f: ^${K}o.f -> ^${K}g`]],
  'bytes': ['export const b = new Uint8Array(40);', 'kernel.b[1] = 2; kernel.b[30] = 3;', [`state ${K}b<buffer><bytes 1 to 1>: "\\u0000" -> "\\u0002"`, `state ${K}b<buffer><bytes 30 to 30>: "\\u0000" -> "\\u0003"`]],
  'lastIndex': ['export const r = /x/g;', 'kernel.r.test("x");', [`state ${K}r.lastIndex: 0 -> 1`]],
  'a private field': ['export class C { #n = 0; inc() { this.#n++; } } export const c = new C();', 'kernel.c.inc();', [`state ${K}c.#n: 0 -> 1`]],
  'a static private field': ['export class C { static #n = 0; static inc() { C.#n++; } }', 'kernel.C.inc();', [`state ${K}C.#n: 0 -> 1`]],
  'a frozen object': ['export const o = {};', 'Object.freeze(kernel.o);', [`state ${K}o<integrity>: 0 -> 3`]],
  'a prototype': ['export const o = {};', 'Object.setPrototypeOf(kernel.o, null);', [`state ${K}o<prototype>: host Object.prototype -> null`]],
  'removed data': ['export const o = { a: 1 };', 'delete kernel.o.a;', [`state ${K}o.a: 1 -> absent`]],
  'a shortened array': ['export const l = [1, 2];', 'kernel.l.pop();', [`state ${K}l.length: 2 -> 1`, `state ${K}l[1]: 2 -> absent`]],
};

const originalParse = JSON.parse;

describe('changes to prerequisites', function () {
  this.timeout(60_000);

  for (const [name, [kernel, app, expected]] of Object.entries(table)) {
    it(`classifies ${name}`, async () => {
      const captured = await dependent(kernel, app);
      expect(captured.problems.map(({ message }) => message)).to.deep.equal([]);
      const found = changes(captured.graph);
      if (name === 'a function variable replaced through the library') expect(found.join()).to.match(/^state .*#f: \^kernel.* hook$/);
      else expect(found).to.deep.equal(expected);
    });
  }

  it('refuses to replace a function of a prerequisite, naming both owners', async () => {
    const { problems } = await dependent('export class Price { format() {} }', 'kernel.Price.prototype.format = function () { return 1; };');
    expect(problems[0]).to.include({ code: 'FOREIGN_MUTATION' });
    expect(problems[0]?.data).to.include({ component: 'app.ic', owner: 'kernel.ic', slot: `${K}Price.prototype.format` });
  });

  it('refuses to delete a function of a prerequisite', async () => {
    const { problems } = await dependent('export const o = { f() {} };', 'delete kernel.o.f;');
    expect(problems.map(({ code }) => code)).to.deep.equal(['FOREIGN_MUTATION']);
  });

  it('refuses to replace a function of Node', async () => {
    const { problems } = await dependent('', 'const parse = JSON.parse; JSON.parse = function (text) { return parse(text); };');
    JSON.parse = originalParse;
    expect(problems[0]?.data).to.include({ owner: 'node', slot: 'node:JSON.parse' });
  });

  it('takes a declared override, by the name reported or by another that leads there', async () => {
    const kernel = 'class Price { format() {} } export { Price as Exported }; export const table = { Price };';
    const app = 'kernel.Exported.prototype.format = function () { return 1; };';
    for (const path of ['src/kernel.mjs#Price.prototype.format', 'src/kernel.mjs#table.Price.prototype.format']) {
      const captured = await dependent(kernel, app, { overrides: { 'kernel.ic': [path] } });
      expect(captured.problems).to.deep.equal([]);
      expect(captured.graph.changes.map(({ kind }) => kind)).to.deep.equal(['override']);
    }
  });

  it('takes the policy for a state change from [state]', async () => {
    const captured = await dependent('let n = 1; export const f = () => n++;', 'kernel.f();', { state: { [`${K}n`]: 'add' } });
    expect(changes(captured.graph)).to.deep.equal([`state ${K}n: 1 -> 2 add`]);
  });

  it('imports what belongs to a prerequisite and owns what it made with its functions', async () => {
    const { graph } = await dependent('export const make = () => { let n = 0; return () => n++; }; export const shared = {};', 'export const own = [kernel.shared, kernel.make()];');
    expect(properties(graph, 'src/app.mjs#own')).to.deep.equal(['"0":7=^kernel.ic/src/kernel.mjs#shared', '"1":7=@src/app.mjs#own[1]']);
    expect(variables(graph, 'src/app.mjs#own[1]<scope 0>')).to.deep.equal({ n: '0' });
    const record = objectAt(graph, 'src/app.mjs#own[1]');
    expect(record.kind === 'function' ? record.unit : null).to.include({ component: 'kernel.ic', module: 'src/kernel.mjs' });
    expect(graph.instances.find(({ path }) => path === 'src/app.mjs#own[1]<scope 0>')?.scope.component).to.equal('kernel.ic');
  });

  it('asks for a missing prerequisite by name', async () => {
    const files = { 'src/kernel.mjs': 'export const o = {};', 'src/app.mjs': 'import { o } from "./kernel.mjs"; export const mine = { deep: o };' };
    const [, app] = await captureProgram(files, [{ name: 'kernel' }, { name: 'app' }]);
    expect(app?.problems[0]).to.include({ code: 'PREREQUISITE_MISSING' });
    expect(app?.problems[0]?.data).to.include({ prerequisite: 'kernel.ic', path: 'app.ic › module src/app.mjs › mine › deep' });
    expect(app?.problems[0]?.remedy).to.include('add kernel.ic');
  });

  it('asks for the component whose value a state change is built on', async () => {
    const files = { 'src/kernel.mjs': 'let n = 1; export const f = () => n++;', 'src/one.mjs': 'import { f } from "./kernel.mjs"; f();', 'src/two.mjs': 'import { f } from "./kernel.mjs"; f();' };
    const components = [{ name: 'kernel' }, { name: 'one', prerequisites: ['kernel'] }, { name: 'two', prerequisites: ['kernel'] }];
    const [, , two] = await captureProgram(files, components);
    expect(two?.problems[0]).to.include({ code: 'PREREQUISITE_MISSING' });
    expect(two?.problems[0]?.data).to.include({ prerequisite: 'one.ic' });
    const [, , declared] = await captureProgram(files, components.map((each) => (each.name === 'two' ? { ...each, state: { [`${K}n`]: 'add' as const } } : each)));
    expect(declared?.problems).to.deep.equal([]);
  });

  it('tells nothing twice: a third component sees only its own changes', async () => {
    const files = { 'src/kernel.mjs': 'export const o = {};', 'src/one.mjs': 'import { o } from "./kernel.mjs"; o.one = 1;', 'src/two.mjs': 'import { o } from "./kernel.mjs"; o.two = 2;' };
    const [, , two] = await captureProgram(files, [{ name: 'kernel' }, { name: 'one', prerequisites: ['kernel'] }, { name: 'two', prerequisites: ['kernel'] }]);
    expect(two === undefined ? [] : changes(two.graph)).to.deep.equal([`definition ${K}o.two: absent -> 2`]);
  });

  it('binds keys that are objects of a prerequisite', async () => {
    const { graph } = await dependent('export const m = new Map(); export const key = {};', 'kernel.m.set(kernel.key, 1);');
    const [change] = graph.changes;
    expect(change?.slot.kind === 'map-entry' ? tell(graph, change.slot.key) : '').to.equal('^kernel.ic/src/kernel.mjs#key');
  });
});
