/** Options that take one value. */
import { resolve } from 'node:path';
import { UsageError } from '../../settings/errors.ts';

/** The path that an option names, absolute. yargs gives a list where the option was given twice: a usage error, as is an empty value. */
export function pathOption(name: string, value: unknown): string {
  if (typeof value !== 'string') {
    throw new UsageError(`--${name}: expected one value, found ${Array.isArray(value) ? value.length : 'none'}`);
  }
  if (value === '') {
    throw new UsageError(`--${name}: expected a folder, found an empty value`);
  }
  return resolve(value);
}

/** The list that a positional gives, as texts. */
export function textList(value: unknown): readonly string[] {
  return Array.isArray(value) ? value.map(String) : value === undefined ? [] : [String(value)];
}
