import semver from 'semver';

/** Versions of the service's interface, the newest last. */
export const interfaces: readonly string[] = ['1.0.0', '1.1.0', '2.0.0'].filter((version) => semver.valid(version) !== null);

/** The newest interface that a client accepts, null if there is none. */
export function negotiate(range: string): string | null {
  return semver.maxSatisfying([...interfaces], range);
}
