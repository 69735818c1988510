import { programCases } from './cases.ts';
import { checkProgram } from './check-program.ts';

describe('real npm programs in worker threads', function () {
  this.timeout(900_000);

  for (const program of programCases) it(`${program.title} runs in a worker thread of its image`, () => checkProgram(program, 'worker'));
});
