/**
 * Versions and ranges. The only user of `semver`, which is loaded when the first question comes: most launches have none,
 * and must not pay for it.
 */
import { createRequire } from 'node:module';
import type { SemVer } from 'semver';

const require = createRequire(import.meta.url);
// What these files of the package export, as its types say of the functions of the same names.
const parse = (version: string): SemVer | null => (require('semver/functions/parse.js') as (version: string) => SemVer | null)(version);
const satisfies = (version: string, range: string): boolean => (require('semver/functions/satisfies.js') as (version: string, range: string) => boolean)(version, range);
const validRange = (range: string): string | null => (require('semver/ranges/valid.js') as (range: string) => string | null)(range);

/** A version exactly as semver.org writes it: no leading `v`, no missing part. Build metadata and prereleases are versions. */
export function isVersion(text: string): boolean {
  const version = parse(text);
  return version !== null && withBuild(version.version, version.build) === text;
}

/** What a sloppy version would be written correctly (`v1.2.3` → `1.2.3`, `1.2` → `1.2.0`), or null. */
export function suggestVersion(text: string): string | null {
  const padded = /^\s*[v=]*\s*(\d+)(?:\.(\d+))?(?:\.(\d+))?([-+][0-9A-Za-z.+-]*)?\s*$/.exec(text);
  if (padded === null) {
    return null;
  }
  const [, major, minor, patch, rest] = padded;
  const candidate = `${Number(major)}.${Number(minor ?? 0)}.${Number(patch ?? 0)}${rest ?? ''}`;
  return isVersion(candidate) ? candidate : null;
}

/** A range as npm takes it: `^1.0.0`, `1.x`, `>=1 <3 || 4`, `*`. The empty text is none. */
export function isRange(text: string): boolean {
  return text.trim() !== '' && validRange(text) !== null;
}

/**
 * Whether a version lies in a range, as npm has it: build metadata counts for nothing (`1.4.0+dev` is where `1.4.0` is),
 * a prerelease is in a range only if that names a prerelease of the same version (`^2.0.0-beta.1`); but `*` takes everything.
 */
export function satisfiesRange(version: string, range: string): boolean {
  return satisfies(version, range) || (range.trim() === '*' && isVersion(version));
}

/** A version with build metadata: a work copy, which may be packaged again with another content. */
export function isWorkCopy(version: string): boolean {
  return (parse(version)?.build.length ?? 0) > 0;
}

/** The version that `--dev` gives: `1.4.0` → `1.4.0+dev`; what is a work copy already stays. */
export function workCopyOf(version: string): string {
  return isWorkCopy(version) ? version : `${version}+dev`;
}

function withBuild(version: string, build: readonly string[]): string {
  return build.length === 0 ? version : `${version}+${build.join('.')}`;
}
