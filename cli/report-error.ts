/**
 * How errors end a command. Those of the product are one readable paragraph; those of the program, its stack as Node prints it.
 * Exit codes: 1, and 2 for a command line that asks for what does not exist.
 */
import { inspect } from 'node:util';
import { IcError } from '../format/errors.ts';
import { FileAccessError, UsageError } from '../settings/errors.ts';

/** What is shown of an error, and the exit code. */
export interface ErrorReport {
  readonly text: string;
  readonly exitCode: 1 | 2;
  /** The program's own code threw it: while launching, it is as uncaught as in plain Node. */
  readonly ownError: boolean;
}

/** Describes an error for stderr; `colours`: with escape sequences. Ends with a line break. */
export function describeError(error: unknown, colours: boolean): ErrorReport {
  if (error instanceof UsageError) {
    return { text: `abt: ${error.message}\n`, exitCode: 2, ownError: false };
  }
  if (error instanceof FileAccessError) {
    return { text: `abt: ${error.message}\n`, exitCode: 1, ownError: false };
  }
  if (error instanceof IcError) {
    return { text: `${describeIcError(error, colours)}\n`, exitCode: 1, ownError: false };
  }
  return { text: error instanceof Error ? `${describeOwnError(error, colours)}\n` : `Uncaught ${inspect(error, { colors: colours })}\n`, exitCode: 1, ownError: true };
}

/** Errors without a stack, such as that a module does not parse, are shown by `inspect` in brackets: they are taken off. */
function describeOwnError(error: Error, colours: boolean): string {
  const text = inspect(error, { colors: colours });
  return text.startsWith('[') && text.endsWith(']') && !text.includes('\n    at ') ? text.slice(1, -1) : text;
}

function describeIcError(error: IcError, colours: boolean): string {
  const code = colours ? `\u001b[1;31m${error.code}\u001b[0m` : error.code;
  const remedy = error.remedy === undefined ? '' : `\n  What to do: ${error.remedy}${/[.?!]$/.test(error.remedy) ? '' : '.'}`;
  return `${code}: ${error.message}${remedy}${describeCause(error, colours)}`;
}

/** A hook is the program's own code: there, and only there, its stack says where to look. */
function describeCause(error: IcError, colours: boolean): string {
  return error.code === 'HOOK_FAILED' && error.cause !== undefined ? `\n${inspect(error.cause, { colors: colours })}` : '';
}

/** Whether stderr shows colours: a terminal, and the user has not set NO_COLOR (to anything but the empty text). */
export function coloursOnStderr(environment: Readonly<Record<string, string | undefined>> = process.env, isTerminal: boolean = process.stderr.isTTY === true): boolean {
  return isTerminal && (environment['NO_COLOR'] ?? '') === '';
}

/**
 * From now on some errors that nobody catches or waits for are reported as those of the start are: the product's own, for which
 * Node would show a line of this program, and those out of TypeScript, for which it would show a line of the JavaScript that it
 * became. Handlers of the program go first.
 */
export function reportUncaught(): void {
  process.on('uncaughtExceptionMonitor', function report(error, origin) {
    if (process.listenerCount('uncaughtException') > 0 || process.hasUncaughtExceptionCaptureCallback()) return;
    if (!(error instanceof IcError) && !/^ {4}at .*\.(?:[mc]?ts|tsx):\d+/m.test(error instanceof Error ? String(error.stack) : '')) return;
    for (const other of process.listeners('uncaughtExceptionMonitor')) if (other !== report) other.call(process, error, origin);
    failLaunch(error);
  });
}

/**
 * Reports an error of a launch and ends the process. What the program threw is given to its own handlers of uncaught errors
 * if it has any, as plain Node does; otherwise it is printed as Node prints it.
 */
export function failLaunch(error: unknown): void {
  const report = describeError(error, coloursOnStderr());
  if (report.ownError && process.listenerCount('uncaughtException') > 0) {
    setImmediate(() => {
      throw error;
    });
    return;
  }
  process.stderr.write(report.ownError ? `${report.text}\nNode.js ${process.version}\n` : report.text);
  process.exit(report.exitCode);
}
