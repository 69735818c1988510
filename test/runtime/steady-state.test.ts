import { expect } from 'chai';
import { expectSuccess } from '../support/run.ts';
import { definition, packaged } from '../support/project.ts';

/** A class that gets its name as compilers define static fields. Its maker ran when packaging and runs again after the launch. */
const MAKER = `
export function make(name) {
  class Made { constructor() { this.one = 1; } get kind() { return name; } }
  Object.defineProperty(Made, 'name', { value: name, writable: true, enumerable: true, configurable: true });
  return use(Made);
}
function use(made) { return made.transform === undefined ? made : null; }
export const first = [1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15, 16, 17, 18, 19, 20].map((n) => make('A' + n));
`;

describe('the speed of a launched program', () => {
  const image = (main: string): ReturnType<typeof packaged> => packaged({ 'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main'), 'maker.mjs': MAKER, 'main.mjs': main });

  it('leaves the protectors of arrays, promises, iterators and species as they are when a program without hooks is launched', () => {
    const many = 'const many = []; for (let n = 0; n < 20000; n += 1) many.push({ n, text: `text ${n}` });';
    const result = expectSuccess(image(`${many} export class Main { static startUp() { console.log('started', many.length); } }`).abt('main.ic', { nodeOptions: ['--trace-protector-invalidation'] }));
    expect(result.stdout).to.include('started 20000\n');
    expect(result.stdout).to.not.match(/Promise|Iterator|Species|NoElements|StringLookup|ArrayConstructor/); // Node 24 loses one of typed arrays while the runtime is imported
  });

  it('gives a class that is made after the launch fast properties, as code that has run before does in plain Node', () => {
    const main = "import { make } from './maker.mjs';\nexport class Main { static startUp() { console.log(new Function('made', 'return %HasFastProperties(made)')(make('B'))); } }";
    expect(expectSuccess(image(main).abt('main.ic', { nodeOptions: ['--allow-natives-syntax'] })).stdout).to.equal('true\n');
  });

  it('gives restored classes and their prototypes fast properties', () => {
    const main = "import { first } from './maker.mjs';\nexport class Main { static startUp() { const fast = new Function('one', 'return %HasFastProperties(one) && %HasFastProperties(one.prototype)'); console.log(first.map((made) => fast(made)).join(' ')); } }";
    expect(expectSuccess(image(main).abt('main.ic', { nodeOptions: ['--allow-natives-syntax'] })).stdout).to.equal(`${Array.from({ length: 20 }, () => 'true').join(' ')}\n`);
  });

  it('does not optimise what restores a small image, and optimises its program', () => {
    const main = `
const many = []; for (let n = 0; n < 3000; n += 1) many.push({ n, get twice() { return n * 2; } });
function hot(n) { let sum = 0; for (let at = 0; at < 200; at += 1) sum += many[(n + at) % 3000].n; return sum; }
export class Main { static startUp() { console.log('begun'); for (let n = 0; n < 20000; n += 1) hot(n); } }`;
    const made = image(main);
    const optimised = (...nodeOptions: readonly string[]): readonly string[] => {
      const { stdout } = expectSuccess(made.abt('main.ic', { nodeOptions: ['--trace-opt', '--no-concurrent-recompilation', ...nodeOptions] }));
      return stdout.split('begun').map((text) => (text.match(/completed \w+ .*TURBOFAN/g) ?? []).map((line) => /JSFunction (\w+)/.exec(line)?.[1]).join(' '));
    };
    const [restoring, running] = optimised();
    expect(restoring).to.equal('');
    expect(running).to.include('hot');
    expect(optimised('--no-opt')).to.deep.equal(['', '']);
  });

  it('gives restored instances the hidden class that new ones get', () => {
    const main = `
class Point { constructor(x) { this.x = x; this.next = null; } }
class Named extends Point { name = 'n'; }
function Old(value) { this.value = value; }
Old.prototype = { constructor: Old, get() { return this.value; } };
const kept = [new Point(1), new Named(2), new Old('a')];
kept[0].next = kept[1];
export class Main {
  static startUp() {
    const same = new Function('a', 'b', 'return %HaveSameMap(a, b)');
    const made = [new Point(1), new Named(2), new Old('a')];
    made[0].next = made[1];
    console.log(kept.map((one, index) => same(one, made[index])).join(' '), kept[0].next === kept[1], kept[2].get());
  }
}`;
    expect(expectSuccess(image(main).abt('main.ic', { nodeOptions: ['--allow-natives-syntax'] })).stdout).to.equal('true true true true a\n');
  });

  it('restores instances without running constructors, also of ones that V8 cannot allocate by itself', () => {
    const main = `
let runs = 0;
class Counted { constructor() { runs += 1; if (runs > 1) throw new Error('ran'); } }
class List extends Array { constructor() { super(); this.own = 1; } }
class Nothing extends null { constructor() { return Object.create(Nothing.prototype); } }
function* generator() { yield 1; }
const strange = Object.create(generator.prototype);
const bare = Object.create(Counted.prototype);
const kept = [new Counted(), new List(), new Nothing(), strange, bare];
export class Main { static startUp() { console.log(runs, kept[0] instanceof Counted, Array.isArray(kept[1]), kept[1].own, Object.getPrototypeOf(kept[2]) === Nothing.prototype, strange instanceof generator, bare instanceof Counted); } }`;
    expect(expectSuccess(image(main).abt('main.ic')).stdout).to.equal('1 true true 1 true true true\n');
  });

  it('keeps tables of functions, also with accessors among them, out of dictionary mode', () => {
    const main = `
const table = {};
${Array.from({ length: 40 }, (_, n) => `table.f${String(n)} = () => ${String(n)};`).join('\n')}
Object.defineProperty(table, 'hidden', { get: () => 7 });
export class Main { static startUp() { console.log(new Function('table', 'return %HasFastProperties(table)')(table), Object.keys(table).length, table.f39(), table.hidden); } }`;
    expect(expectSuccess(image(main).abt('main.ic', { nodeOptions: ['--allow-natives-syntax'] })).stdout).to.equal('true 40 39 7\n');
  });

  it('declares variables that nothing assigns so that V8 takes what they hold for constants', () => {
    const main = "const table = new Map([[1, 2]]);\nlet turns = { n: 0 };\nconst readTable = () => [table, turns];\nexport class Main { static startUp() { console.log(readTable()[0].get(1)); } }";
    const { stdout } = expectSuccess(image(main).abt('main.ic', { nodeOptions: ['--print-bytecode', '--print-bytecode-filter=readTable'] }));
    expect(stdout.match(/Lda\w*ContextSlot/g)).to.deep.equal(['LdaImmutableCurrentContextSlot', 'LdaImmutableCurrentContextSlot']);
  });

  it('does so, too, beside a class that has a way in for closures of dependents', () => {
    const main = "class Cell { #n = 1; reader() { return () => this.#n; } }\nconst cell = new Cell();\nconst readCell = () => cell;\nexport class Main { static startUp() { console.log(readCell().reader()()); } }";
    const { stdout } = expectSuccess(image(main).abt('main.ic', { nodeOptions: ['--print-bytecode', '--print-bytecode-filter=readCell'] }));
    expect(stdout.match(/Lda\w*ContextSlot/g)).to.deep.equal(['LdaImmutableCurrentContextSlot']);
    expect(stdout).to.match(/^1$/m);
  });

  it('keeps this, arguments and new.target of functions in blocks and arrows of scopes whose variables are constants', () => {
    const main = `
function outer(a) { const held = { a }; { const inner = [held]; return { arrow: () => [this.name, arguments.length, new.target === undefined, inner[0] === held, a], method() { return [this.own, held.a]; }, own: 5 }; } }
const made = outer.call({ name: 'self' }, 1, 2);
const sloppy = new Function('const held = {}; return () => [this === globalThis, held]')();
export class Main { static startUp() { console.log(JSON.stringify([made.arrow(), made.method(), sloppy()])); } }`;
    expect(expectSuccess(image(main).abt('main.ic')).stdout).to.equal('[["self",2,true,true,1],[5,1],[true,{}]]\n');
  });
});
