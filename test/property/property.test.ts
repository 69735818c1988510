import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { repositoryRoot } from '../support/repository.ts';
import { differenceOf, nameOf, runCases } from './batch.ts';
import type { PropertyCase } from './batch.ts';

/** Cases that once failed: they are run first, ever after. */
const keptFile = join(repositoryRoot, 'test', 'property', 'failing-seeds.json');
const kept = keptCases();

const first = Number(process.env['ABT_PROPERTY_SEED'] ?? 1);
const count = Number(process.env['ABT_PROPERTY_CASES'] ?? 40);
const batchSize = 40;

function keptCases(): readonly PropertyCase[] {
  return existsSync(keptFile) ? (JSON.parse(readFileSync(keptFile, 'utf8')) as PropertyCase[]) : []; // written below
}

/** Runs them and keeps the seeds of those that fail. */
function check(cases: readonly PropertyCase[]): void {
  const failures: string[] = [];
  const failed: PropertyCase[] = [];
  for (let start = 0; start < cases.length; start += batchSize) {
    const batch = cases.slice(start, start + batchSize);
    const outcomes = runCases(batch);
    for (const one of batch) {
      const outcome = outcomes.get(nameOf(one));
      const difference = outcome === undefined ? 'was not run' : differenceOf(outcome);
      if (difference === null) continue;
      failed.push(one);
      failures.push(`${nameOf(one)}: ${difference.slice(0, 1500)}`);
    }
  }
  const known = keptCases();
  const fresh = failed.filter((one) => !known.some((each) => nameOf(each) === nameOf(one)));
  if (fresh.length > 0) writeFileSync(keptFile, `[\n${[...known, ...fresh].map((one) => `  ${JSON.stringify(one)}`).join(',\n')}\n]\n`);
  expect(failures.join('\n\n')).to.equal('');
}

describe('random programs do from the image what they do in plain Node', function () {
  this.timeout(600_000);

  it(`cases that failed once (${kept.length})`, () => {
    check(kept);
  });

  for (const kind of ['graph', 'closure'] as const) {
    it(`${kind}s of seeds ${first} to ${first + count - 1}`, () => {
      check(Array.from({ length: count }, (_none, index) => ({ kind, seed: first + index })));
    });
  }
});
