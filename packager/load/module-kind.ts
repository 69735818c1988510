/** Whether a file is CommonJS, an ES module or JSON: by extension, package.json, and else by its syntax, as Node decides it. */
import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import path from 'node:path';
import { Script } from 'node:vm';
import { parse } from 'acorn';
import type { ModuleKind } from '../../modules/types.ts';

type PackageType = 'module' | 'commonjs' | null;

/** Kind of a module by its ending, its package's `type` and, without one, its syntax. */
export class ModuleKinds {
  readonly #types = new Map<string, PackageType>();

  /** Kind by name and package alone; null: the syntax decides. */
  declared(file: string): ModuleKind | null {
    switch (path.extname(file)) {
      case '.json':
        return 'json';
      case '.mjs':
      case '.mts':
        return 'module';
      case '.cjs':
      case '.cts':
        return 'commonjs';
      case '.js':
      case '.ts':
      case '.tsx':
        return this.#typeOf(path.dirname(file));
      case '':
        return this.#typeOf(path.dirname(file)) ?? 'commonjs';
      default:
        return 'commonjs'; // what require does with any other name
    }
  }

  #typeOf(folder: string): PackageType {
    const known = this.#types.get(folder);
    if (known !== undefined) return known;
    const type = this.#readType(folder);
    this.#types.set(folder, type);
    return type;
  }

  #readType(folder: string): PackageType {
    if (path.basename(folder) === 'node_modules') return null; // a package's scope ends here
    const text = readIfThere(path.join(folder, 'package.json'));
    if (text === null) {
      const above = path.dirname(folder);
      return above === folder ? null : this.#typeOf(above);
    }
    const type = packageType(text);
    return type === 'module' || type === 'commonjs' ? type : null;
  }
}

function readIfThere(file: string): string | null {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return null; // no package.json here
  }
}

function packageType(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value !== null && typeof value === 'object' && 'type' in value ? value.type : null;
  } catch {
    return null; // whoever resolves into this package reports it with its name
  }
}

/** Kind of JavaScript text without a declared one: CommonJS unless only an ES module can have this syntax. */
export function kindBySyntax(source: string, file: string): 'commonjs' | 'module' {
  if (!/\b(?:import|export|await)\b/.test(source)) return 'commonjs';
  if (commonJsFault(source, file) === null) return 'commonjs';
  try {
    parse(source, { ecmaVersion: 'latest', sourceType: 'module', allowHashBang: true });
    return 'module';
  } catch {
    return 'commonjs'; // wrong in both: reported as CommonJS, as Node does
  }
}

/** The error that V8 has with the text as CommonJS, with file and line in its stack; null if there is none. */
export function commonJsFault(source: string, file: string): Error | null {
  try {
    new Script(`(function (exports, require, module, __filename, __dirname) {${source.replace(/^#!/, '//')}\n})`, { filename: file });
    return null;
  } catch (error) {
    return error instanceof Error ? error : new SyntaxError(String(error));
  }
}

/**
 * V8's words for what is wrong with the text of an ES module; null if it finds nothing. Another process reads the file, as
 * only Node's loader compiles modules, and would evaluate a text that is right.
 */
export function moduleFault(file: string): string | null {
  const { NODE_OPTIONS, ...env } = process.env;
  void NODE_OPTIONS;
  const { stderr } = spawnSync(process.execPath, ['--check', file], { env, encoding: 'utf8' });
  return /^SyntaxError: (.*)$/m.exec(stderr)?.[1] ?? null;
}
