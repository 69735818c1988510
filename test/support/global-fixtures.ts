// Before the first test: the npm programs are installed, once, as test files run side by side. After the last one: `N passed, N failed`
// as the very last line, after mocha's own closing lines.
import { installPrograms } from './programs.ts';

interface FinishedRun {
  readonly stats?: { readonly passes: number; readonly failures: number };
}

let finished = false;

/** mocha calls this with its runner as `this`, after the reporter's summary. */
export function mochaGlobalTeardown(this: FinishedRun): void {
  const { passes = 0, failures = 0 } = this.stats ?? {};
  finished = true;
  console.log(`${passes} passed, ${failures} failed`);
}

/** A run whose process ends before mocha has said so is a failed one. Without a set-up fixture mocha hands no runner to the teardown. */
export function mochaGlobalSetup(this: FinishedRun): void {
  installPrograms();
  process.on('exit', () => {
    if (finished) return;
    process.exitCode = 1;
    process.stderr.write('the test run ended before its end\n');
  });
}
