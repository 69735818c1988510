import * as babel from '@babel/core';
import presetEnv from '@babel/preset-env';
import presetReact from '@babel/preset-react';
import presetTypeScript from '@babel/preset-typescript';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
let renamed = 0;
const plugin = ({ types: t, template }) => {
  const build = template.statement('console.log(LABEL, VALUE);');
  return {
    name: 'own',
    pre() { this.count = 0; },
    visitor: {
      Identifier(path, state) { if (path.node.name === 'foo') { path.node.name = state.opts.to; renamed += 1; this.count += 1; } },
      DebuggerStatement(path) { path.replaceWith(build({ LABEL: t.stringLiteral('debugger'), VALUE: t.numericLiteral(path.node.loc.start.line) })); },
    },
  };
};
const base = { configFile: false, babelrc: false, browserslistConfigFile: false };
const options = { ...base, filename: 'x.tsx', presets: [[presetEnv, { targets: { ie: 11 }, modules: 'commonjs' }], presetReact, presetTypeScript], plugins: [[plugin, { to: 'bar' }]] };
const loaded = babel.loadPartialConfigSync(options);
const source = 'import a, { b as c } from "d";\nexport class P<T> extends Q { #x: number = foo; static y = 1; get z() { return this.#x ** 2 } async *g() { for await (const i of c?.d ?? []) yield i; } }\nexport const el = <div {...a} key="k">{foo}<></></div>;\ndebugger;\nlet { q, ...r } = a; for (const k of r) { setTimeout(() => k) }\nenum E { A, B = "b" }\nconst t = (tag`x${1}`), re = /(?<n>a)/s;';
const warm = babel.transformSync(source, options);
const tree = babel.parseSync('const a = foo + 1', { ...base, filename: 'y.js' });
const build = babel.template('const NAME = %%value%%;', { placeholderPattern: /^NAME$/ , syntacticPlaceholders: undefined });

export class Program {
  static async startUp() {
    console.log(babel.version, warm.code === babel.transformSync(source, options).code, renamed);
    console.log(warm.code);
    console.log((await babel.transformAsync('a ??= b?.c; class X { accessor; static { foo } }', { ...base, presets: [[presetEnv, { targets: { node: '10' }, modules: false }]], sourceMaps: true, filename: 'z.js' })).map.mappings);
    console.log((await babel.transformFromAstAsync(tree, 'const a = foo + 1', { ...base, plugins: [[plugin, { to: 'baz' }]], filename: 'y.js' })).code, babel.types.isProgram(tree.program), loaded.options.presets.length);
    const names = [];
    babel.traverse(babel.parseSync('function f(a) { const b = a; return () => { let c = b; } }', base), { Scope(path) { names.push(Object.keys(path.scope.bindings).join()); } });
    console.log(names, babel.types.identifier('x'), babel.types.toIdentifier('a-b'), babel.tokTypes === undefined);
    try {
      babel.transformSync('let x = ;', { ...base, filename: 'bad.js' });
    } catch (error) {
      console.log(error.code, error.reasonCode, error.message.split('\n').slice(0, 3).join(' / ').replace(/.*bad\.js/, 'bad.js'));
    }
    try {
      babel.transformSync('a', { ...base, presets: [[presetEnv, { target: 1 }]] });
    } catch (error) {
      console.log(error.message.split('\n')[0].replace(/.*preset-env/, 'preset-env'));
    }
  }
}
