/** Variables that scripts of `node:vm` declared for all code with let, const or class: no object holds them, so no image can. */
import { Session } from 'node:inspector';
import type { IcError } from '../../format/errors.ts';
import { notCapturable } from '../errors.ts';
import type { LoadedComponent } from '../load/types.ts';

/** One NOT_CAPTURABLE for each that the component's modules mention. */
export function scriptVariables(component: string, loaded: LoadedComponent): readonly IcError[] {
  const declared = declaredByScripts();
  if (declared.length === 0) return [];
  return loaded.modules.flatMap((module) => declared.flatMap((name) => {
    if (module.text?.analysis.globals.has(name) !== true) return [];
    const path = `${component} › module ${module.path} › ${name}`;
    return [notCapturable(component, { path, position: null, module: module.path }, 'a variable that a script of node:vm declared with let, const or class', 'let the script put it on globalThis, or run the script in startUp')];
  }));
}

/** Their names, as V8's inspector lists them. */
function declaredByScripts(): readonly string[] {
  const session = new Session();
  session.connect();
  let names: readonly string[] = [];
  session.post('Runtime.globalLexicalScopeNames', {}, (error, result) => {
    if (error === null) ({ names } = result);
  });
  session.disconnect();
  return names;
}
