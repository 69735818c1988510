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

  it('has no protector of V8 invalidated by the launch of a program without hooks', () => {
    const result = expectSuccess(image("export class Main { static startUp() { console.log('started'); } }").abt('main.ic', { nodeOptions: ['--trace-protector-invalidation'] }));
    expect(result.stdout).to.equal('started\n');
  });

  it('gives a class that is made after the launch fast properties, as code that has run before does in plain Node', () => {
    const main = "import { make } from './maker.mjs';\nexport class Main { static startUp() { console.log(new Function('made', 'return %HasFastProperties(made)')(make('B'))); } }";
    expect(expectSuccess(image(main).abt('main.ic', { nodeOptions: ['--allow-natives-syntax'] })).stdout).to.equal('true\n');
  });
});
