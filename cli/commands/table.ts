/** Tables of text. */

/** Lays rows out in columns, two blanks apart, a heading above; `right`: columns that stand to the right. Ends with a line break. */
export function formatTable(heading: readonly string[], rows: readonly (readonly string[])[], right: readonly boolean[]): string {
  const all = [heading, ...rows];
  const widths = heading.map((_title, column) => Math.max(...all.map((row) => (row[column] ?? '').length)));
  const lines = all.map((row) => row.map((cell, column) => (right[column] === true ? cell.padStart(widths[column] ?? 0) : cell.padEnd(widths[column] ?? 0))).join('  ').trimEnd());
  return `${lines.join('\n')}\n`;
}
