import { exportIn } from './parts.ts';
import type { ModuleKind } from './types.ts';

/**
 * Names and values of the roots that one evaluated module gives: `src/a.cjs` for `module.exports`, and one root per
 * export of an ES module, `src/b.ts#name`. Both processes must name them alike, so both use this.
 * `value`: `module.exports` (JSON: the value), or the namespace of an ES module. `module`: the `module` object of a CommonJS
 * module; it is a root itself, `module src/a.cjs`, where it has an accessor instead of exports.
 */
export const moduleRoots = (path: string, kind: ModuleKind, value: unknown, module: object | null): readonly (readonly [string, unknown])[] => {
  if (kind !== 'module') return module === null || Reflect.getOwnPropertyDescriptor(module, 'exports')?.get === undefined ? [[path, value]] : [[partName('module', path), module]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).sort().flatMap((name) => {
    const found = exportIn(value, name);
    return found === null ? [] : [[`${path}#${name}`, found[0]] as const];
  });
};

/** How both processes name what the module system gave out: `require src/a.ts`, `namespace src/b.ts`, `require.cache`. `path`: within the project. */
export const partName = (part: string, path: string | null): string => (path === null ? part : `${part} ${path}`);
