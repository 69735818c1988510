/** Which ini configures a launch. */
import { basename, dirname, extname, join } from 'node:path';
import { parseAbtIni, type AbtSettings, type Environment } from '../../settings/abt-ini.ts';
import { iniNotFound } from '../errors.ts';
import type { FilePowers } from './powers.ts';

/** Where to look for a configuration. All paths are absolute. */
export interface ConfigurationQuestion {
  /** What `-ini:` names: that file and no other. */
  readonly iniFile: string | null;
  /** The started `.ic` or `.icx`; null: the program runs unpackaged, and only the working directory counts. */
  readonly startedFile: string | null;
  readonly workingDirectory: string;
}

/**
 * Finds and reads the configuration: the named file, else the started file's base name + `.ini` beside it, else `abt.ini` beside it,
 * else `abt.ini` in the working directory; null if there is none. Throws IC_NOT_FOUND for a named file that is not there, INI_SYNTAX.
 */
export function findConfiguration(question: ConfigurationQuestion, powers: FilePowers, environment: Environment): AbtSettings | null {
  if (question.iniFile !== null) {
    const found = powers.look(question.iniFile);
    if (found !== 'file') {
      throw iniNotFound(question.iniFile, found);
    }
  }
  const file = configurationCandidates(question).find((candidate) => powers.look(candidate) === 'file');
  return file === undefined ? null : parseAbtIni(powers.readText(file), file, environment);
}

/** The places of {@link findConfiguration} in order. */
export function configurationCandidates({ iniFile, startedFile, workingDirectory }: ConfigurationQuestion): readonly string[] {
  if (iniFile !== null) {
    return [iniFile];
  }
  const beside = startedFile === null ? [] : [
    join(dirname(startedFile), `${basename(startedFile, extname(startedFile))}.ini`),
    join(dirname(startedFile), 'abt.ini'),
  ];
  return [...new Set([...beside, join(workingDirectory, 'abt.ini')])];
}
