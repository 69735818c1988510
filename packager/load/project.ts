/** The project as seen from its root: paths within it, and which files are modules. */
import path from 'node:path';
import { fileOf } from '../../modules/index.ts';

const moduleExtensions = new Set(['.ts', '.tsx', '.mts', '.cts', '.js', '.mjs', '.cjs', '.json']);

/** Path of a module id or file within the project: `/` separated, `../` where outside. */
export function projectPath(root: string, id: string): string {
  const file = fileOf(id);
  return path.relative(root, file).split(path.sep).join('/') + id.slice(file.length);
}

/** Whether a file name is one of a module that components can hold. */
export function isModuleFile(file: string): boolean {
  return moduleExtensions.has(path.extname(file)) && !/\.d\.[mc]?ts$/.test(file);
}

export function isTypeScript(file: string): boolean {
  return /\.(?:[mc]?ts|tsx)$/.test(file);
}
