import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** The nearest folder above this file whose package.json has the product's name; works from sources and from build/. */
function findRoot(): string {
  let folder = dirname(fileURLToPath(import.meta.url));
  for (;;) {
    const file = join(folder, 'package.json');
    if (existsSync(file) && readFileSync(file, 'utf8').includes('"name": "image-components"')) return folder;
    const parent = dirname(folder);
    if (parent === folder) throw new Error('tests do not lie below the package image-components');
    folder = parent;
  }
}

/** Root folder of this repository. */
export const repositoryRoot: string = findRoot();
/** The folder that these tests were compiled into; the repository itself when they run from their sources. */
const buildFolder = join(dirname(fileURLToPath(import.meta.url)), '..', '..');
/** The command under test: that of the build these tests belong to (`bin` of package.json names build/); another one by ABT_UNDER_TEST. */
export const abtFile: string = process.env['ABT_UNDER_TEST'] ?? join(buildFolder, 'cli', import.meta.url.endsWith('.ts') ? 'abt.ts' : 'abt.js');
/** Folder of the real npm programs: fixtures, their package.json, lock file and node_modules. */
export const programsFolder: string = join(repositoryRoot, 'test', 'programs');
