import { programCases } from './cases.ts';
import { checkProgram } from './check-program.ts';

describe('real npm programs', function () {
  this.timeout(900_000);

  for (const program of programCases) it(`${program.title} runs from its image twice as under plain Node, with the state captured when it was packaged`, () => checkProgram(program, 'one'));
});
