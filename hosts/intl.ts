// Intl objects: made again from what they say of themselves (`resolvedOptions`, Node's own, not the program's).
import { ownValue, tryCall } from './brand.ts';
import { native } from './verdict.ts';
import type { Rule } from './verdict.ts';

/** Options that a constructor does not take, or that would contradict another one. */
const NOT_OPTIONS: ReadonlySet<string> = new Set(['locale', 'pluralCategories', 'hour12']);

const CLASSES = ['Collator', 'DateTimeFormat', 'DisplayNames', 'DurationFormat', 'ListFormat', 'NumberFormat', 'PluralRules', 'RelativeTimeFormat', 'Segmenter'];

function methodOf(name: string, key: string): ((...args: never[]) => unknown) | undefined {
  const maker: unknown = Reflect.get(Intl, name);
  const prototype: unknown = typeof maker === 'function' ? ownValue(maker, 'prototype') : undefined;
  const method: unknown = typeof prototype === 'object' && prototype !== null ? ownValue(prototype, key) : undefined;
  return typeof method === 'function' ? (method as (...args: never[]) => unknown) : undefined;
}

function rule(name: string): Rule {
  const resolvedOptions = methodOf(name, 'resolvedOptions');
  return (object) => {
    const resolved = tryCall(resolvedOptions, object)?.value;
    if (typeof resolved !== 'object' || resolved === null) return null;
    const options: Record<string, unknown> = {};
    for (const key of Object.keys(resolved)) {
      const value = ownValue(resolved, key);
      if (NOT_OPTIONS.has(key) || value === undefined || (key === 'collation' && value === 'default')) continue;
      options[key] = value;
    }
    return native(`new Intl.${name}`, [ownValue(resolved, 'locale'), options]);
  };
}

const localeText = methodOf('Locale', 'toString');

/** By path of the prototype. */
export const intlRules: readonly (readonly [string, Rule])[] = [
  ...CLASSES.map((name) => [`Intl.${name}.prototype`, rule(name)] as const),
  [
    'Intl.Locale.prototype',
    (object) => {
      const text = tryCall(localeText, object);
      return text === null ? null : native('new Intl.Locale', [text.value]);
    },
  ],
];
