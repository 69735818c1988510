/** From a logical name to a file. */
import { join, resolve } from 'node:path';
import type { AbtSettings } from '../../settings/abt-ini.ts';
import { icNotFound, type SearchedPlace, type SearchRule } from '../errors.ts';
import type { FilePowers } from './powers.ts';

/** What the search depends on; the same for a whole process. */
export interface SearchContext {
  readonly settings: AbtSettings | null;
  /** Folder of the started component; null: the program runs unpackaged. */
  readonly startedFolder: string | null;
}

/** A file that was found, and by which rule. */
export interface FoundFile {
  /** Absolute. */
  readonly file: string;
  readonly rule: SearchRule;
}

/**
 * Finds the file of a logical name: a mapping of the ini (that file and no other), else the folder of the started component,
 * else IC_ROOT. Throws IC_NOT_FOUND with every place searched.
 */
export function findComponentFile(name: string, context: SearchContext, powers: FilePowers, requiredBy?: string): FoundFile {
  const logicalName = name.toLowerCase();
  const searched: SearchedPlace[] = [];
  for (const { file, rule } of candidates(logicalName, context)) {
    const found = powers.look(file);
    if (found === 'file') {
      return { file, rule };
    }
    searched.push({ rule, file, found });
  }
  throw icNotFound(logicalName, searched, { configuration: context.settings?.file ?? null, ...(requiredBy === undefined ? {} : { requiredBy }) });
}

/** As {@link findComponentFile} for what `loadComponent` is given: a path if it holds a slash (relative to the working directory), else a logical name. */
export function findRequestedFile(request: string, context: SearchContext, workingDirectory: string, powers: FilePowers): FoundFile {
  return isPath(request) ? findNamedFile(resolve(workingDirectory, request), 'path', powers) : findComponentFile(request, context, powers);
}

/** Whether `loadComponent` takes its argument for a path. */
export function isPath(request: string): boolean {
  return request.includes('/') || (process.platform === 'win32' && request.includes('\\'));
}

/** A file that is named as such: by the launch (`started`) or by `loadComponent` (`path`). Throws IC_NOT_FOUND. */
export function findNamedFile(file: string, rule: 'started' | 'path', powers: FilePowers): FoundFile {
  const found = powers.look(file);
  if (found !== 'file') {
    throw icNotFound(file, [{ rule, file, found }]);
  }
  return { file, rule };
}

function candidates(name: string, { settings, startedFolder }: SearchContext): readonly FoundFile[] {
  const mapping = settings?.mappings.get(name);
  if (mapping !== undefined) {
    return [{ file: mapping.file, rule: 'mapping' }];
  }
  const icRoot = settings?.icRoot ?? null;
  return [
    ...(startedFolder === null ? [] : [{ file: join(startedFolder, name), rule: 'folder' as const }]),
    ...(icRoot === null ? [] : [{ file: join(icRoot, name), rule: 'root' as const }]),
  ];
}
