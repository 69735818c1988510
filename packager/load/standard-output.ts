/** While user code loads, what it prints goes to stderr: stdout belongs to the packager's own result. */

type Write = (chunk: unknown, encoding: BufferEncoding, done: (error?: Error | null) => void) => void;

/**
 * Redirects stdout; the result ends it. Not by replacing `process.stdout.write`: user code may keep a reference to that,
 * and it would be captured. Own `_write` and `_writev` lie below it and are gone when the heap is read.
 */
export function redirectStandardOutput(): () => void {
  const { stdout, stderr } = process;
  const write: Write = (chunk, encoding, done) => {
    // Chunks are strings or bytes: Writable has checked it.
    if (typeof chunk === 'string') stderr.write(chunk, encoding, done);
    else stderr.write(chunk as Uint8Array, done);
  };
  const before = [Object.getOwnPropertyDescriptor(stdout, '_write'), Object.getOwnPropertyDescriptor(stdout, '_writev')] as const;
  Object.defineProperty(stdout, '_write', { value: write, configurable: true, writable: true, enumerable: false });
  Object.defineProperty(stdout, '_writev', { value: null, configurable: true, writable: true, enumerable: false });
  return () => {
    restore('_write', before[0]);
    restore('_writev', before[1]);
  };

  function restore(key: '_write' | '_writev', descriptor: PropertyDescriptor | undefined): void {
    if (descriptor === undefined) Reflect.deleteProperty(stdout, key);
    else Object.defineProperty(stdout, key, descriptor);
  }
}
