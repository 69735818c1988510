/**
 * Modules that are kept as source: included but not evaluated, and those that held texts name by a literal, transitively.
 * Of packages, whose texts nobody edits to suit, also those that a text reaches by a path computed from its own folder:
 * without them `require('./locale/' + name)` would find nothing, and packages tend to go on without a word then.
 */
import fs from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ModuleAnalysis } from '../../format/code/model.ts';
import { fileOf, urlOf } from '../../modules/index.ts';
import type { Resolution } from '../../modules/types.ts';
import { isModuleFile } from './project.ts';

export interface KeptSupport {
  /** Analysis of a module, null for JSON. Throws if it does not parse. */
  analysis(id: string): ModuleAnalysis | null;
  /** Whether there is a JavaScript text of the module, be it right or wrong. */
  isReadable(id: string): boolean;
  /** Resolves and notes the link; throws Node's errors. */
  resolve(specifier: string, parent: string, how: 'require' | 'import'): Resolution;
  /** Whether the component may keep the module: not excluded, not another's, not evaluated. */
  mayKeep(id: string): boolean;
}

/** Ids of kept modules in the order found. `evaluated`: the component's evaluated modules; `included`: those under include[]. */
export function keptModules(evaluated: Iterable<string>, included: Iterable<string>, support: KeptSupport): string[] {
  const kept = new Set<string>();
  const queue: string[] = [...evaluated];
  for (const id of included) {
    if (!support.mayKeep(id) || kept.has(id)) continue;
    support.analysis(id); // an included module that does not parse is an error, not only left out
    kept.add(id);
    queue.push(id);
  }
  for (let id = queue.shift(); id !== undefined; id = queue.shift()) {
    const analysis = parsed(id, support);
    if (analysis === null) continue;
    for (const target of targets(id, analysis, support)) {
      if (kept.has(target) || !support.mayKeep(target) || !support.isReadable(target)) continue;
      kept.add(target);
      queue.push(target);
    }
  }
  return [...kept];
}

/** Modules that a text names: static imports and literal mentions. What does not resolve is optional. */
function targets(id: string, analysis: ModuleAnalysis, support: KeptSupport): string[] {
  const found: string[] = [];
  const add = (specifier: string, how: 'require' | 'import'): void => {
    try {
      const target = support.resolve(specifier, id, how);
      if (target.kind === 'module') found.push(target.id);
    } catch {
      // an optional dependency that is not installed, as it would be found at run time
    }
  };
  for (const { specifier } of analysis.requests) add(specifier, 'import');
  for (const mention of analysis.mentions) {
    if (mention.kind === 'files') {
      if (isOfPackage(id)) found.push(...filesMatching(path.dirname(fileOf(id)), mention.specifier));
    } else if (mention.kind !== 'url') add(mention.specifier, mention.kind);
    else {
      const file = fileOfUrl(mention.specifier, id);
      if (file !== null) found.push(file);
    }
  }
  return found;
}

const isOfPackage = (id: string): boolean => /[\\/]node_modules[\\/]/.test(id);

/** Module files that a pattern stands for; a last name without ending stands for those with one, and for folders with an index. */
function filesMatching(folder: string, pattern: string): string[] {
  const names = pattern.split('/').filter((name) => name !== '' && name !== '.');
  const last = names.pop() ?? '';
  const folders = names.reduce<string[]>((found, name) => found.flatMap((each) => entriesMatching(each, name)), [folder]);
  const files = folders.flatMap((each) => entriesMatching(each, last, ['', '.js', '.cjs', '.mjs', '.json']));
  return files.flatMap((file) => {
    if (isModuleFile(file)) return isFile(file) ? [fs.realpathSync(file)] : [];
    const index = path.join(file, 'index.js');
    return isFile(index) ? [fs.realpathSync(index)] : [];
  });
}

// Asked first whether it exists: asking for what lies below a file is an error on Node 20.
const isFile = (file: string): boolean => fs.existsSync(file) && fs.statSync(file).isFile();
const isFolder = (file: string): boolean => fs.existsSync(file) && fs.statSync(file).isDirectory();

/** Paths in a folder whose names are as the pattern says, with one of the endings. Folders of packages are none of them. */
function entriesMatching(folder: string, name: string, endings: readonly string[] = ['']): string[] {
  if (!name.includes('*')) return endings.map((ending) => path.join(folder, name + ending)).filter((file) => fs.existsSync(file));
  const text = name.split('*').map((part) => part.replace(/[\\^$.*+?()[\]{}|]/g, '\\$&')).join('.*');
  const expected = new RegExp(`^${text}(?:${endings.map((ending) => ending.replace('.', '\\.')).join('|')})$`);
  const entries = isFolder(folder) ? fs.readdirSync(folder).sort() : [];
  return entries.filter((entry) => expected.test(entry) && entry !== 'node_modules' && !entry.startsWith('.')).map((entry) => path.join(folder, entry));
}

/** `new URL('./worker.js', import.meta.url)`: the module file it names, if it is one. */
function fileOfUrl(specifier: string, id: string): string | null {
  const url = URL.canParse(specifier, urlOf(id)) ? new URL(specifier, urlOf(id)) : null;
  if (url?.protocol !== 'file:') return null;
  const file = fileURLToPath(url);
  const candidates = [file, file.replace(/\.([mc]?)js$/, '.$1ts')];
  const found = candidates.find((candidate) => isModuleFile(candidate) && isFile(candidate));
  return found === undefined ? null : fs.realpathSync(found);
}

/** Null for JSON, and for what does not parse: it is kept all the same, as importing it is an error of its own. */
function parsed(id: string, support: KeptSupport): ModuleAnalysis | null {
  try {
    return support.analysis(id);
  } catch {
    return null;
  }
}
