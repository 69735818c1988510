import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'chai';
import { deploy, makeProject } from '../support/project.ts';
import type { Deployment } from '../support/project.ts';
import { repositoryRoot } from '../support/repository.ts';
import { described, expectSuccess, node } from '../support/run.ts';

/** The shipped sample as a project of its own, packaged as the tour does, with the sources out of reach. */
function deployedSample(): Deployment {
  const project = makeProject({}, ['express', 'handlebars', 'semver']);
  for (const name of ['package.json', 'tsconfig.json', 'abt.ini', 'qa.ini', 'components']) cpSync(join(repositoryRoot, name), project.path(name), { recursive: true });
  mkdirSync(project.path('ics'));
  expectSuccess(project.abt('package', { timeout: 240_000 }));
  expectSuccess(project.abt('package --components components/next-release/components --out ics/next-release'));
  return deploy(project);
}

describe('the shipped sample', function () {
  this.timeout(400_000);
  let deployed: Deployment;
  before(() => {
    deployed = deployedSample();
  });

  it('serves requests from its components', () => {
    const result = expectSuccess(deployed.abt('-iics/service.ic --once'));
    for (const part of ['<li>The Isles (780 km)</li>', '"price":"30.85 EUR"', '"tariff":"standard"', 'GET /quote/moon → 404', 'POST /orders → 201', '"number":3']) expect(result.stdout, described(result)).to.contain(part);
  });

  it('loads the reports for one request and removes them again', () => {
    const { stdout } = expectSuccess(deployed.abt('-iics/service.ic --once'));
    expect(stdout).to.match(/reports\.ic was loaded\n(.*\n)*reports\.ic is removed/);
    expect(stdout).to.contain('sum                     52.55 EUR');
    expect(stdout).to.match(/loaded for this report: .*reports\.ic/);
    expect(/^now: (.*)$/m.exec(stdout)?.[1]).to.contain('service.ic').and.not.to.contain('reports.ic');
  });

  it('takes the next release of a component in the environment of qa.ini, from the same files', () => {
    const result = expectSuccess(deployed.abt('-ini:qa.ini -iics/service.ic --once'));
    for (const part of ['"price":"23.00 EUR"', '"tariff":"by weight class"', 'pricing.ic 2.0.0 (mapping)']) expect(result.stdout, described(result)).to.contain(part);
  });

  it('keeps what was made when it was packaged', () => {
    const [first, second] = [0, 1].map(() => /"build":"[^"]+","at":"\d+"/.exec(expectSuccess(deployed.abt('-iics/service.ic --once')).stdout)?.[0]);
    expect(first).to.be.a('string');
    expect(second).to.equal(first);
  });

  it('is what npm start shows', () => {
    const result = expectSuccess(node([join(repositoryRoot, 'components', 'tour.mjs')], { cwd: repositoryRoot, timeout: 300_000 }));
    for (const part of ['$ npx abt package', 'service.ic', 'by weight class', 'reports.ic is removed']) expect(result.stdout, described(result)).to.contain(part);
  });
});
