/**
 * What the module system gives out (`module`, `require`, `import.meta`, namespaces …) is named, not described: both processes
 * make it by themselves. What a program put on it is the program's and is compared like properties of any other object.
 */
const OF_FUNCTIONS = ['length', 'name', 'arguments', 'caller', 'prototype'];
const OF_ITSELF: Readonly<Record<string, ReadonlySet<string>>> = {
  module: new Set(['id', 'path', 'exports', 'filename', 'loaded', 'children', 'paths', 'parent', 'require', 'isPreloading']),
  require: new Set([...OF_FUNCTIONS, 'resolve', 'main', 'extensions', 'cache']),
  'require.resolve': new Set([...OF_FUNCTIONS, 'paths']),
  'require.resolve.paths': new Set(OF_FUNCTIONS),
  meta: new Set(['url', 'filename', 'dirname', 'resolve', 'main']),
  'meta.resolve': new Set(OF_FUNCTIONS),
};

/** What part it is, of a name that `partName` made. */
export const kindOfPart = (name: string): string => name.split(' ', 1)[0] ?? '';

/** Whether a part shows what a module exports. */
export const isNamespace = (name: string): boolean => ['namespace', 'required'].includes(kindOfPart(name));

/** Keys of a part that the program added, an accessor that it put in the place of `module.exports` among them. */
export const programKeys = (part: object, name: string): readonly string[] => {
  const own = OF_ITSELF[kindOfPart(name)];
  if (own === undefined) return [];
  const isOwn = (key: string): boolean => own.has(key) && !(key === 'exports' && Reflect.getOwnPropertyDescriptor(part, key)?.get !== undefined);
  return Reflect.ownKeys(part).filter((key): key is string => typeof key === 'string' && !isOwn(key));
};

/** The value that a namespace shows: its accessors are the module system's own. Null: the export is not initialised. */
export const exportIn = (namespace: object, name: string): readonly [unknown] | null => {
  try {
    return [Reflect.get(namespace, name) as unknown];
  } catch {
    return null;
  }
};
