import { expect } from 'chai';
import { captureProgram } from './program.ts';
import { objectAt, properties } from './graph-view.ts';
import { refusals, values } from './value-table.ts';

describe('capture of single values', function () {
  this.timeout(60_000);

  for (const [name, { source, kind, before = '', expected = {}, properties: listed }] of Object.entries(values)) {
    it(`records a value of the kind ${name}`, async () => {
      const [captured] = await captureProgram({ 'src/value.mjs': `${before}\nexport const value = ${source};` }, [{ name: 'value' }]);
      expect(captured?.problems.map((problem) => problem.message)).to.deep.equal([]);
      if (captured === undefined) throw new Error('nothing captured');
      const record = objectAt(captured.graph, 'src/value.mjs#value');
      expect(record).to.include({ kind, ...expected });
      if (listed !== undefined) expect(properties(captured.graph, 'src/value.mjs#value')).to.deep.equal(listed);
    });
  }

  for (const [name, { source, reason, line = 1 }] of Object.entries(refusals)) {
    it(`refuses a value of the kind ${name}, with its place and a remedy`, async () => {
      const [captured] = await captureProgram({ 'src/value.mjs': `export const held = [\n${source}];` }, [{ name: 'value' }]);
      const problem = captured?.problems[0];
      expect(problem).to.include({ code: 'NOT_CAPTURABLE' });
      expect(problem?.message).to.match(reason);
      expect(problem?.data).to.include({ component: 'value.ic', path: 'value.ic › module src/value.mjs › held[0]' });
      expect(String(problem?.data['position']).endsWith(`src/value.mjs:${line}`), String(problem?.data['position'])).to.equal(true);
      expect(problem?.remedy).to.be.a('string');
    });
  }
});
