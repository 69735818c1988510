/** Errors of the program that nobody catches while it is loaded: Node would show the line of the instrumented text. */
import { inspect } from 'node:util';

/**
 * Until the returned function is called, an error that ends the process is shown as plain Node shows it. `restore`: puts lines as
 * written into its stack; `lineAt`: text of a line of the program (1-based), null for files that are not the program's.
 */
export function showUncaught(restore: (error: unknown) => void, lineAt: (file: string, line: number) => string | null): () => void {
  const show = (error: unknown): void => {
    if (process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback()) return; // the program deals with it
    restore(error);
    const [, file = '', line = ''] = (error instanceof Error ? /^ {4}at .*?((?:\/|[A-Za-z]:\\)[^\n()]*):(\d+):\d+\)?$/m.exec(String(error.stack)) : null) ?? [];
    const text = file === '' ? null : lineAt(file, Number(line));
    process.stderr.write(`${text === null ? '' : `${file}:${line}\n${text}\n\n`}${inspect(error)}\n\nNode.js ${process.version}\n`);
    process.exit(1);
  };
  process.on('uncaughtExceptionMonitor', show);
  return () => process.off('uncaughtExceptionMonitor', show);
}
