import type { ModuleKind } from './types.ts';

/** Value of an exported variable that is not initialised: such an export is no root. */
const valueOf = (namespace: object, name: string): readonly [unknown] | null => {
  try {
    return [Reflect.get(namespace, name) as unknown]; // namespaces are the module system's own objects: their getters are not user code
  } catch {
    return null;
  }
};

/**
 * Names and values of the roots that one evaluated module gives: `src/a.cjs` for `module.exports`, and one root per
 * export of an ES module, `src/b.ts#name`. Both processes must name them alike, so both use this.
 * `value`: `module.exports` (JSON: the value), or the namespace of an ES module.
 */
export const moduleRoots = (path: string, kind: ModuleKind, value: unknown): readonly (readonly [string, unknown])[] => {
  if (kind !== 'module') return [[path, value]];
  if (typeof value !== 'object' || value === null) return [];
  return Object.keys(value).sort().flatMap((name) => {
    const found = valueOf(value, name);
    return found === null ? [] : [[`${path}#${name}`, found[0]] as const];
  });
};

/** How both processes name what the module system gave out: `require src/a.ts`, `namespace src/b.ts`, `require.cache`. `path`: within the project. */
export const partName = (part: string, path: string | null): string => (path === null ? part : `${part} ${path}`);
