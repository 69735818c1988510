import { expect } from 'chai';
import { programSource } from '../support/programs.ts';
import { deploy, makeProject } from '../support/project.ts';
import { described, expectSuccess } from '../support/run.ts';
import type { RunResult } from '../support/run.ts';
import { programFiles } from './cases.ts';
import type { ProgramCase, Variant } from './cases.ts';

/** Splits what a program printed into its output and the stamp that it made while it was loaded. */
function parts(result: RunResult): { readonly output: string; readonly stamp: string } {
  expectSuccess(result);
  const [output = '', stamp = ''] = result.stdout.split(/^stamp /m);
  expect(stamp, described(result)).to.match(/^\d+ [0-9a-f-]{36}\n$/);
  return { output, stamp };
}

/** Packaged as one or two components, the graph of the fresh process must be the captured one too. */
export function checkProgram(program: ProgramCase, variant: Variant): void {
  const project = makeProject(programFiles(program, programSource(program.file), variant), program.packages);
  const plain = parts(project.node(['plain.mjs']));
  expectSuccess(project.abt(variant === 'worker' ? 'package' : 'package --verify', { timeout: 600_000 }));
  const deployed = deploy(project);
  const first = parts(deployed.abt('ics/main.ic'));
  const second = parts(deployed.abt('ics/main.ic'));
  expect(first.output).to.equal(plain.output);
  expect(second.output).to.equal(plain.output);
  expect(second.stamp).to.equal(first.stamp);
  expect(first.stamp).not.to.equal(plain.stamp);
}
