import { expect } from 'chai';
import ts from 'typescript';
import { kindOfTypeScript, transformTypeScript } from '../../../packager/load/typescript-source.ts';
import { failure } from '../../modules/memory-host.ts';
import { project } from './project-fixture.ts';

describe('load: TypeScript', () => {
  const kinds: readonly (readonly [string, 'commonjs' | 'module'])[] = [
    ['const a: number = 1;', 'commonjs'],
    ['export const a = 1;', 'module'],
    ["import type { A } from './a.ts';", 'module'],
    ["import a = require('./a'); export = a;", 'commonjs'],
    ['function f() { return import.meta.url; }', 'module'],
    ['await null;', 'module'],
    ['const f = async () => { await null; };', 'commonjs'],
  ];
  for (const [text, kind] of kinds) {
    it(`takes \`${text}\` for ${kind === 'module' ? 'an ES module' : 'CommonJS'}`, () => expect(kindOfTypeScript(text, '/p/x.ts')).to.equal(kind));
  }

  it('takes what the project compiles to CommonJS for CommonJS, unless only ES modules can do what it does or it is to run as it is', () => {
    const kindWith = (options: Parameters<typeof kindOfTypeScript>[2], text = 'export const a = 1;') => kindOfTypeScript(text, '/p/x.ts', options);
    const { CommonJS, NodeNext, ESNext } = ts.ModuleKind;
    expect([kindWith({ module: CommonJS }), kindWith({ module: NodeNext })]).to.deep.equal(['commonjs', 'commonjs']);
    expect([kindWith({ module: ESNext }), kindWith({ module: NodeNext, allowImportingTsExtensions: true }), kindWith({ module: NodeNext, erasableSyntaxOnly: true })]).to.deep.equal(['module', 'module', 'module']);
    expect([kindWith({ module: CommonJS }, 'await null;'), kindWith({ module: NodeNext }, 'export const a = import.meta.url;')]).to.deep.equal(['module', 'module']);
  });

  it('keeps import() of CommonJS modules an import', () => {
    expect(transformTypeScript("exports.f = (): Promise<unknown> => import('./x.mjs');", '/p/x.cts', 'commonjs').source).to.contain("import('./x.mjs')");
  });

  it('names the place of a syntax error', async () => {
    const error = await failure(() => transformTypeScript('const ok: number = 1;\nconst = 2;\n', '/p/x.ts', 'module'));
    expect(error).to.be.instanceOf(SyntaxError);
    expect(error.message).to.contain('/p/x.ts:2:7');
  });

  it('runs enums, parameter properties and standard decorators, and old ones where tsconfig.json says so', async () => {
    const main = `
      import type { Nothing } from './nothing.ts';
      enum Color { Red = 1, Green }
      class Point { constructor(readonly x: number, public y = 2) {} }
      const seen: unknown[] = [];
      function note(...parameters: any[]): any { seen.push(parameters.length); }
      class Noted { @note method(): void {} }
      export const result: unknown = [Color.Green, Color[1], new Point(1), Noted.name, seen];`;
    for (const [config, count] of [['{}', 2], ['{"compilerOptions": {"experimentalDecorators": true}}', 3]] as const) {
      const { load, remove } = project({ 'main.ts': main, 'tsconfig.json': config });
      try {
        const { entries } = await load('a.ic', ['main.ts']);
        const { result } = entries[0]?.namespace as { result: unknown[] };
        expect(result.map((value) => (value instanceof Object && 'x' in value ? { ...value } : value))).to.deep.equal([2, 'Red', { x: 1, y: 2 }, 'Noted', [count]]);
      } finally {
        remove();
      }
    }
  });
});
