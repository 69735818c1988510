import { expect } from 'chai';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { nearestTypeScriptOptions, stripTypeScript } from '../../../packager/analyse/typescript.ts';

describe('stripTypeScript', () => {
  it('takes types out and leaves modules and private names as they are', () => {
    const { code, sourceMap } = stripTypeScript('import { a } from "./a.ts";\nexport class B { #x: number = a; get x(): number { return this.#x; } }\n', '/p/b.ts', {});
    expect(code).to.match(/^import \{ a \} from "\.\/a\.ts";/);
    expect(code).to.include('#x = a');
    expect(code).not.to.include('sourceMappingURL');
    expect(JSON.parse(sourceMap)).to.include({ version: 3 });
  });

  it('reports a syntax error at its place in the original', () => {
    expect(() => stripTypeScript('let a = 1;\nlet b: = 2;\n', '/p/b.ts', {})).to.throw(SyntaxError, /^\/p\/b\.ts:2:8: /);
  });

  it('follows the nearest tsconfig.json for decorators', () => {
    const folder = mkdtempSync(join(tmpdir(), 'typescript-options-'));
    try {
      writeFileSync(join(folder, 'base.json'), '{"compilerOptions": {"experimentalDecorators": true}}');
      writeFileSync(join(folder, 'tsconfig.json'), '{"extends": "./base.json", // comment\n"compilerOptions": {"strict": true}}');
      const options = nearestTypeScriptOptions(folder);
      const { code } = stripTypeScript('declare const d: any; @d class C {}', join(folder, 'c.ts'), options);
      expect(code).to.include('__decorate');
      expect(code).not.to.include('__esDecorate');
    } finally {
      rmSync(folder, { recursive: true });
    }
  });
});
