/** Modules that are kept as source: included but not evaluated, and those that held texts name by a literal, transitively. */
import fs from 'node:fs';
import { fileURLToPath } from 'node:url';
import type { ModuleAnalysis } from '../../format/code/model.ts';
import { urlOf } from '../../modules/index.ts';
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
    if (mention.kind !== 'url') add(mention.specifier, mention.kind);
    else {
      const file = fileOfUrl(mention.specifier, id);
      if (file !== null) found.push(file);
    }
  }
  return found;
}

/** `new URL('./worker.js', import.meta.url)`: the module file it names, if it is one. */
function fileOfUrl(specifier: string, id: string): string | null {
  const url = URL.canParse(specifier, urlOf(id)) ? new URL(specifier, urlOf(id)) : null;
  if (url?.protocol !== 'file:') return null;
  const file = fileURLToPath(url);
  const candidates = [file, file.replace(/\.([mc]?)js$/, '.$1ts')];
  const found = candidates.find((candidate) => isModuleFile(candidate) && fs.statSync(candidate, { throwIfNoEntry: false })?.isFile() === true);
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
