/** Errors of the file format: every one names the place, what was expected and what was found. */
import { IcError } from './errors.ts';

/** The file claims to be a component file but its bytes contradict each other. */
export function corrupt(place: string, expected: string, found: unknown): IcError {
  const text = typeof found === 'string' ? found : String(found);
  return new IcError('IC_CORRUPT', `${place}: damaged component file: expected ${expected}, found ${text}`, {
    data: { place, expected, found: text },
    remedy: 'copy or package the component again',
  });
}

export function notAComponent(place: string, found: string): IcError {
  return new IcError('IC_NOT_AN_IC', `${place}: not a component file: expected the component file signature, found ${found}`, {
    data: { place, found },
    remedy: 'name a file that `abt package` wrote',
  });
}

export function wrongVersion(place: string, expected: number, found: number): IcError {
  return new IcError('IC_VERSION', `${place}: component file of format version ${found}, this program reads version ${expected}`, {
    data: { place, expected, found },
    remedy: found > expected ? 'update image-components, or package the component with this version' : 'package the component again with this version',
  });
}

export function wrongPlatform(place: string, expected: string, found: string): IcError {
  return new IcError('IC_PLATFORM', `${place}: component file cannot be used on this platform: expected ${expected}, found ${found}`, {
    data: { place, expected, found },
    remedy: 'use a little-endian machine, or package the component again',
  });
}

/** The model handed to an encoder contradicts itself: a mistake of the packager, never of the user. */
export function contradiction(place: string, text: string): Error {
  return new Error(`${place}: cannot be encoded: ${text}`);
}
