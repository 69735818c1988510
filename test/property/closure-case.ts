/** A module of random nested functions, scopes and classes; what they do is compared, call by call. */
import { Random } from './random.ts';

interface Names {
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  readonly callable: readonly string[];
}

const none: Names = { readable: [], writable: [], callable: [] };

class Writer {
  readonly #r: Random;
  readonly #strict: boolean;
  #next = 0;
  #budget = 60;

  constructor(r: Random, strict: boolean) {
    this.#r = r;
    this.#strict = strict;
  }

  /** Statements; those that make functions push them to `out`. */
  block(names: Names, depth: number): string {
    const r = this.#r;
    let scope = names;
    const lines: string[] = [];
    for (let count = 2 + r.below(4); count > 0 && this.#budget > 0; count--) {
      this.#budget--;
      const { text, added } = this.#statement(scope, depth);
      lines.push(text);
      scope = { readable: [...scope.readable, ...added.readable], writable: [...scope.writable, ...added.writable], callable: [...scope.callable, ...added.callable] };
    }
    return lines.join('\n');
  }

  #name(): string {
    // Few names, so that they hide each other.
    return this.#r.chance(30) ? `${this.#r.pick(['a', 'b', 'x', 'n'])}${this.#next++ % 4}_${this.#next}` : `s${this.#next++}`;
  }

  #expression(names: Names): string {
    const r = this.#r;
    const read = (): string => (names.readable.length === 0 || r.chance(20) ? r.pick(['1', '2', "'t'", '[3]', '4n > 3n', 'null', 'undefined']) : r.pick(names.readable));
    switch (r.below(11)) {
      case 0: return names.writable.length === 0 ? read() : `${r.pick(names.writable)} = [${read()}].length + 1`;
      case 1: return names.writable.length === 0 ? read() : `(${r.pick(names.writable)} += 1)`;
      case 2: return `[${read()}, ${read()}]`;
      case 3: return `{ k: ${read()}, ...{ l: ${read()} } }`.replace(/^/, '(').replace(/$/, ')');
      case 4: return names.callable.length === 0 ? read() : `${r.pick(names.callable)}(${read()})`;
      case 5: return `typeof ${read()}`;
      case 6: return `\`\${String(${read()})}!\``;
      case 7: return `((q) => [q, ${read()}])(${read()})`;
      default: return read();
    }
  }

  #function(names: Names, depth: number): string {
    const r = this.#r;
    const parameter = `p${this.#next++}`;
    const own: Names = { ...names, readable: [...names.readable, parameter], writable: [...names.writable, parameter] };
    const inner = depth > 0 && r.chance(45) ? `${this.block(own, depth - 1)}\n` : '';
    const result = `return [${r.times(1, 3, () => this.#expression(own)).join(', ')}];`;
    const parameters = r.pick([parameter, `${parameter} = ${this.#expression(names)}`, `{ z: ${parameter} = ${this.#expression(names)} } = {}`, `...${parameter}`, `${parameter}, { y } = { y: () => ${parameter} }`]);
    const simple = parameters === parameter;
    switch (r.below(9)) {
      case 0: return `(${parameters}) => { ${inner}${result} }`;
      case 1: return `(${parameters}) => ${this.#expression(own)}`.replace(/=> \(\{/, '=> ({');
      case 2: return `function (${parameters}) { ${inner}return [this === undefined || this === globalThis, arguments.length, ${this.#expression(own)}]; }`;
      case 3: return `function self${this.#next}(${parameters}) { ${inner}return [typeof self${this.#next}, (() => self${this.#next}.length)(), ${this.#expression(own)}]; }`;
      case 4: return `function* (${parameters}) { ${inner}yield ${this.#expression(own)}; yield* [1]; }`;
      case 5: return `async (${parameters}) => { ${inner}await null; ${result} }`;
      case 6: return `function (${parameters}) { const f = () => [arguments.length, new.target === undefined, ${this.#expression(own)}]; out.push(f); return f(); }`;
      case 7: return !this.#strict && simple ? `function (${parameter}) { var hidden = 5; arguments[0] = 9; out.push(() => [${parameter}, hidden++]); return eval('hidden++; out.push(() => [hidden, ${parameter}]); ${parameter}'); }` : `function (${parameters}) { ${inner}${result} }`;
      default: return `function (${parameters}) { ${inner}${result} }`;
    }
  }

  #statement(names: Names, depth: number): { readonly text: string; readonly added: Names } {
    const r = this.#r;
    const name = this.#name();
    const variable = (kind: string): { text: string; added: Names } => ({
      text: `${kind} ${name} = ${this.#expression(names)};`,
      added: { ...none, readable: [name], writable: kind === 'const' ? [] : [name] },
    });
    const nested = (): string => this.block(names, depth - 1);
    const withNames = (more: Partial<Names>): Names => ({ readable: [...names.readable, ...(more.readable ?? [])], writable: [...names.writable, ...(more.writable ?? [])], callable: names.callable });
    switch (r.below(depth > 0 ? 17 : 7)) {
      case 0: return variable('let');
      case 1: return variable('const');
      case 2: return variable('var');
      case 3: case 4: {
        const made = this.#function(names, depth);
        // What a call leaves behind must be capturable, and any argument must do.
        const callable = !/^(?:async |function\*)/.test(made) && !made.startsWith('({ z:') && !/^function \w*\(?\{ z:|^function \(\{ z:|^function self\d+\(\{ z:/.test(made);
        return { text: `const ${name} = ${made};\nout.push(${name});`, added: { ...none, readable: [name], callable: callable ? [name] : [] } };
      }
      case 5: return { text: `out.push(${this.#function(names, depth)});`, added: none };
      case 6: return { text: `${this.#function(names, depth).replace(/^(?:async )?(?:function\*? ?\w*|)\(/, (head) => (head.startsWith('function') || head.startsWith('async function') ? head.replace(/function(\*?) ?\w*\(/, `function$1 ${name}(`) : `out.push(${head}`)).replace(/^(out\.push\([\s\S]*)$/, '$1);')}`, added: none };
      case 7: return { text: `for (let ${name} = 0; ${name} < 3; ${name}++) {\nout.push(() => ${name}++, () => [${name}, ${this.#expression(names)}]);\n${this.block(withNames({ readable: [name] }), depth - 1)}\n}`, added: none };
      case 8: return { text: `for (const ${name} of [1, [2]]) {\nout.push((w) => [${name}, w]);\n${this.block(withNames({ readable: [name] }), depth - 1)}\n}`, added: none };
      case 9: return { text: `for (const ${name} in { one: 1, two: 2 }) out.push(() => ${name});`, added: none };
      case 10: return { text: `try { throw { thrown: ${this.#expression(names)} }; } catch ({ thrown: ${name} }) {\nout.push(() => ${name}, () => (${name} = 5));\n${this.block(withNames({ readable: [name], writable: [name] }), depth - 1)}\n}`, added: none };
      case 11: return { text: `switch (1) { case 0: let ${name}; case 1: ${name} = ${this.#expression(names)}; out.push(() => ${name}); default: out.push((w) => (${name} = w)); }`.replace(`let ${name}; case 1:`, `case 1: let ${name};`), added: none };
      case 12: return { text: `{\n${nested()}\n}`, added: none };
      case 13: return { text: this.#class(name, names), added: { ...none, readable: [name] } };
      case 14: return { text: `const ${name} = { v: ${this.#expression(names)}, m(w) { return [this.v, w, ${this.#expression(names)}]; }, get g() { return (() => this.v)(); }, ['c' + ${r.below(9)}]() { return super.toString === Object.prototype.toString; } };\nout.push((w) => [${name}.m(w), ${name}.g, ${name}.v = w]);`, added: { ...none, readable: [name] } };
      case 15: return { text: `let ${name} = 0;\nout.push(() => ++${name}, () => --${name}, () => ${name});`, added: { ...none, readable: [name] } };
      default: return { text: `if (out.length % 2 === 0) {\n${nested()}\n} else {\n${nested()}\n}`, added: none };
    }
  }

  #class(name: string, names: Names): string {
    const r = this.#r;
    const parent = r.chance(40) ? ` extends (class { base = ${this.#expression(names)}; hello() { return ['parent', this.base]; } })` : '';
    const elements = r.times(2, 5, (index) => r.pick([
      `#f${index} = ${this.#expression(names)}; get f${index}() { return this.#f${index}; } set f${index}(w) { this.#f${index} = w; }`,
      `static #s${index} = ${this.#expression(names)}; static s${index}(w) { return [this.#s${index}, this.#s${index} = w]; }`,
      `#m${index}(w) { return [w, ${this.#expression(names)}]; } m${index}(w) { return this.#m${index}(w); }`,
      `field${index} = () => [this instanceof ${name}, ${this.#expression(names)}];`,
      `static { const inner = ${this.#expression(names)}; out.push(() => [inner, typeof ${name}, this === ${name}]); }`,
      `['key' + ${index}](w) { return [w, ${this.#expression(names)}]; }`,
      parent === '' ? `plain${index}() { return 1; }` : `hello() { return [super.hello(), (() => super.hello())()]; }`,
    ]));
    return `class ${name}${parent} {\n${elements.join('\n')}\n}\nout.push(() => Object.getOwnPropertyNames(${name}.prototype), (w) => { const o = new ${name}(); return [o, ...Object.getOwnPropertyNames(${name}.prototype).filter((k) => /^(?:m\\d|key\\d|hello|plain)/.test(k)).map((k) => o[k](w)), ...Object.keys(o).filter((k) => k.startsWith('field')).map((k) => o[k]())]; }, (w) => Object.getOwnPropertyNames(${name}).filter((k) => /^s\\d/.test(k)).map((k) => ${name}[k](w)));\nmade.push(new ${name}());\nout.push(() => made.map((o) => Object.keys(o)));`;
  }
}

/** Text of the module for a seed: exports `v` (its functions) and `act()`; ES module text, or CommonJS where sloppy. */
export function closureCase(seed: number): { readonly text: string; readonly sloppy: boolean } {
  const r = new Random(seed);
  const sloppy = r.chance(40);
  const writer = new Writer(r, !sloppy);
  const body = writer.block(none, 3);
  const act = `const act = async () => {
  const results = [];
  const settle = async (value) => (value !== null && typeof value === 'object' && typeof value.next === 'function' ? [...(function* (it) { for (let n = 0; n < 9; n++) { const step = it.next(); if (step.done) return; yield step.value; } })(value)] : await value);
  for (let round = 0; round < 2; round++) {
    for (const f of out.slice(0, 80)) {
      try { results.push(await settle(f(round))); } catch (error) { results.push(String(error)); }
    }
  }
  return results.map((result) => { try { return JSON.stringify(result, (_key, value) => (typeof value === 'bigint' ? String(value) : typeof value === 'function' ? String(value.name) : value)); } catch (error) { return String(error); } });
};`;
  const text = `${sloppy ? '' : "'use strict';\n"}const out = [];\nconst made = [];\n${body}\n${act}\n${sloppy ? 'module.exports = { v: out, made, act };' : 'export { out as v, made, act };'}\n`;
  return { text, sloppy };
}
