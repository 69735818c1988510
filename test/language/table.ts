import type { LanguageCase } from './harness.ts';

/** Cases of one category: titles to texts of modules. */
export function table(category: string, rows: Readonly<Record<string, string>>, also: Partial<LanguageCase> = {}): LanguageCase[] {
  return Object.entries(rows).map(([title, source]) => ({ title: `${category}: ${title}`, source, ...also }));
}
