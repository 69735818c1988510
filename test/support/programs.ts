import { spawnSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { programsFolder } from './repository.ts';

/** Installs the real npm programs of test/programs once, by their own lock file, if they are not there or the lock is newer. */
export function installPrograms(): void {
  const lock = join(programsFolder, 'package-lock.json');
  const installed = join(programsFolder, 'node_modules', '.package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const result = spawnSync('npm', ['ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: programsFolder, encoding: 'utf8', timeout: 300_000 });
  if (result.status !== 0) throw new Error(`npm ci in ${programsFolder} failed:\n${result.stdout}\n${result.stderr}`);
}

/** Source of a program fixture. */
export function programSource(name: string): string {
  return readFileSync(join(programsFolder, 'project', name), 'utf8');
}
