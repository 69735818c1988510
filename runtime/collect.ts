/**
 * Staging a large component decodes records that are garbage as soon as the heap stands: 100 MB and more for 100,000
 * objects. Left to itself V8 marks and sweeps that beside the program for its first seconds, on its other threads too.
 * In single runs on a busy machine, scavenges of a steadily allocating program took about twice as long meanwhile; collecting
 * once costs 30 to 50 ms.
 */
import { runInNewContext } from 'node:vm';

/** Growth of the heap in bytes from which collecting at once pays. */
const WORTH_COLLECTING = 48 * 2 ** 20;

/** Collects garbage if the heap has grown much since it held `before` bytes. */
export function collectAfterStaging(before: number): void {
  if (process.memoryUsage().heapUsed - before < WORTH_COLLECTING) return;
  const known = (globalThis as { gc?: () => void }).gc;
  if (known !== undefined) {
    known();
    return;
  }
  const { setFlagsFromString } = process.getBuiltinModule('node:v8'); // most launches do not get here
  setFlagsFromString('--expose-gc');
  const collect = runInNewContext('gc') as () => void;
  setFlagsFromString('--no-expose-gc');
  collect();
}
