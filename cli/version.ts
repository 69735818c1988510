/** The version of this package. */
import { existsSync, readFileSync } from 'node:fs';

/** Reads it from the package.json above this file: one folder up in the sources, two in the build. */
export function packageVersion(): string {
  for (const place of ['../package.json', '../../package.json']) {
    const file = new URL(place, import.meta.url);
    if (existsSync(file)) {
      const data: unknown = JSON.parse(readFileSync(file, 'utf8'));
      if (typeof data === 'object' && data !== null && 'version' in data && typeof data.version === 'string') {
        return data.version;
      }
    }
  }
  return 'unknown';
}
