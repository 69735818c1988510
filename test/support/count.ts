/** Prints `N passed, N failed` as the very last line of a test run, after mocha's own closing lines. */
interface FinishedRun {
  readonly stats?: { readonly passes: number; readonly failures: number };
}

/** mocha calls this with its runner as `this`, after the reporter's summary. */
export function mochaGlobalTeardown(this: FinishedRun): void {
  const { passes = 0, failures = 0 } = this.stats ?? {};
  console.log(`${passes} passed, ${failures} failed`);
}

/** Without a set-up fixture mocha hands no runner to the teardown. */
export function mochaGlobalSetup(this: FinishedRun): void {}
