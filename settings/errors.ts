// Errors of the ini files. Independent faults of one reading are collected and reported by one error.
import { IcError } from '../format/errors.ts';

/** One thing that is wrong in an ini file, and where. */
export interface IniProblem {
  readonly file: string;
  /** From 1; null when the fault is of the whole file or folder. */
  readonly line: number | null;
  readonly section: string | null;
  readonly key: string | null;
  /** What was expected and what was found. */
  readonly problem: string;
  readonly remedy: string;
}

/** A command line that asks for what does not exist: the command ends with exit code 2. No IcError, as nothing of a component is at fault. */
export class UsageError extends Error {}
Object.defineProperty(UsageError.prototype, 'name', { value: 'UsageError', configurable: true, writable: true });

/** The file system refused what a command needs. No IcError, as nothing of a component is at fault; the command ends with exit code 1. */
export class FileAccessError extends Error {}
Object.defineProperty(FileAccessError.prototype, 'name', { value: 'FileAccessError', configurable: true, writable: true });

/** Does what needs the file system; what that refuses is told in one line. `task`: `write /apps/orders.icx`. Other errors pass. */
export function accessing<T>(task: string, action: () => T): T {
  try {
    return action();
  } catch (error) {
    if (!(error instanceof Error) || !('syscall' in error)) throw error;
    throw new FileAccessError(`cannot ${task}: ${error.message}`, { cause: error });
  }
}

/** `abt.ini` (or the file that `-ini:` names) cannot be read as a configuration. At least one problem. */
export function iniSyntax(problems: readonly [IniProblem, ...IniProblem[]]): IcError {
  return new IcError('INI_SYNTAX', describe(problems), details(problems));
}

/** A component definition is wrong, alone or together with the others. At least one problem. */
export function definitionSyntax(problems: readonly [IniProblem, ...IniProblem[]]): IcError {
  return new IcError('DEFINITION_SYNTAX', describe(problems), details(problems));
}

/** True for a list that holds something; tells TypeScript so. */
export function isFilled<T>(list: readonly T[]): list is readonly [T, ...T[]] {
  return list.length > 0;
}

function details(problems: readonly [IniProblem, ...IniProblem[]]): { data: Record<string, unknown>; remedy: string } {
  const [first] = problems;
  return {
    data: { file: first.file, line: first.line, section: first.section, key: first.key, problems },
    remedy: [...new Set(problems.map((problem) => problem.remedy))].join('; '),
  };
}

function describe(problems: readonly [IniProblem, ...IniProblem[]]): string {
  return problems.length === 1 ? describeOne(problems[0]) : `${problems.length} problems:\n${problems.map((problem) => `  ${describeOne(problem)}`).join('\n')}`;
}

function describeOne({ file, line, section, key, problem }: IniProblem): string {
  const place = line === null ? file : `${file}:${line}`;
  const names = [section === null ? '' : `[${section}]`, key ?? ''].filter((name) => name !== '').join(' ');
  return names === '' ? `${place}: ${problem}` : `${place}: ${names}: ${problem}`;
}
