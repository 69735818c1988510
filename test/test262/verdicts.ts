/** What plain Node says of test variants, kept in a file between runs. */
import { createHash } from 'node:crypto';
import { existsSync, readFileSync, writeFileSync } from 'node:fs';

interface Variant {
  readonly path: string;
  readonly text: string;
}

export interface Verdicts {
  /** Whether it passes; null if nothing is known of this text on this Node. */
  known(variant: Variant): boolean | null;
  note(variant: Variant, passes: boolean): void;
  /** Writes what was noted. */
  close(): void;
}

/** The verdicts in `file`, which need not be there; null: kept in memory only. A variant is known by this Node's version, its path and its text. */
export function openVerdicts(file: string | null): Verdicts {
  const all = new Map<string, boolean>(file !== null && existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as [string, boolean][]) : []); // written by close()
  const key = ({ path, text }: Variant): string => createHash('sha1').update(`${process.version}\n${path}\n${text}`).digest('base64');
  return {
    known: (variant) => all.get(key(variant)) ?? null,
    note: (variant, passes) => void all.set(key(variant), passes),
    close() {
      if (file !== null) writeFileSync(file, JSON.stringify([...all]));
    },
  };
}
