import { programCases } from './cases.ts';
import { checkProgram } from './check-program.ts';

describe('real npm programs in two components', function () {
  this.timeout(900_000);

  for (const program of programCases) it(`${program.title} runs as a reusable component below the program that uses it`, () => checkProgram(program, 'two'));
});
