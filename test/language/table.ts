import type { LanguageCase } from './harness.ts';

/** Cases of one category: titles to texts of modules. */
export function table(category: string, rows: Readonly<Record<string, string>>, also: Partial<LanguageCase> = {}): LanguageCase[] {
  return Object.entries(rows).map(([title, source]) => ({ title: `${category}: ${title}`, source, ...also }));
}

/** The case with a library of its own, which becomes a component: the case requires it as `./library.cjs`. */
export function inLibrary(one: LanguageCase, library: string): LanguageCase {
  return { ...one, files: { ...one.files, 'library.cjs': library }, split: true };
}
