/**
 * Versions and ranges. The only importer of `semver`: single functions, since the runtime checks ranges in every launch
 * and must not pay for the whole package.
 */
import parse from 'semver/functions/parse.js';
import satisfies from 'semver/functions/satisfies.js';
import validRange from 'semver/ranges/valid.js';

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
