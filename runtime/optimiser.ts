/**
 * V8's optimising compiler while a launch makes its heap. It works on other threads for code that is about to have run for the last time:
 * of the processor time of a launch it took a third (express: 269 ms with it, 180 without, plain Node 142). Only heaps of
 * hundreds of thousands of objects gain by it on Node 20, which has nothing between it and baseline code (mathjs: 1127 and 1278 ms).
 */
import { setFlagsFromString } from 'node:v8';

/** Objects and scope instances of a batch from which optimising pays: on Node 20 20,000 gain without it, 150,000 lose. */
const WORTH_OPTIMISING = 50_000;

/** Whoever starts the process has a say of his own in what is optimised; switching anything on would even be wrong without a compiler. */
const CHOSEN = /--(?:no[-_]?)?(?:jitless|opt|turbofan|max[-_]opt|always[-_]turbofan|lite[-_]mode)\b/;

/** The process's optimising compiler; there is one for all threads. */
export class Optimiser {
  private held = false;

  /** From now on nothing more is optimised. For the launch of a process, where no program runs yet. */
  hold(): void {
    if (CHOSEN.test([...process.execArgv, process.env['NODE_OPTIONS'] ?? ''].join(' '))) return;
    setFlagsFromString('--no-opt');
    this.held = true;
  }

  /** Runs what loads modules of Node: V8 takes their code from Node's own cache only under the flags that the process began with. */
  lift(run: () => void): void {
    if (this.held) setFlagsFromString('--opt');
    try {
      run();
    } finally {
      if (this.held) setFlagsFromString('--no-opt');
    }
  }

  /** Says how much is about to be made. */
  expect(records: number): void {
    if (records >= WORTH_OPTIMISING) this.release();
  }

  /** As it was before `hold`; nothing where it is not held. */
  release(): void {
    if (this.held) setFlagsFromString('--opt');
    this.held = false;
  }
}
