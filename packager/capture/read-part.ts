/** Own properties of module parts: only what the program put there; what the module system makes by itself is left out. */

import { types } from 'node:util';
import { isWholeExports } from '../../modules/index.ts';
import type { KnownPart } from '../load/types.ts';
import { Attribute } from '../../format/graph/model.ts';
import { ABSENT, type RawProperty } from './content.ts';
import { descriptorOf, keysOf } from './operations.ts';
import { readProperties } from './read-properties.ts';

const NATURAL: Readonly<Record<KnownPart['part'], ReadonlySet<string | symbol> | 'all'>> = {
  module: new Set(['id', 'path', 'exports', 'filename', 'loaded', 'children', 'paths', 'parent', 'require', 'isPreloading']),
  require: new Set(['length', 'name', 'arguments', 'caller', 'prototype', 'resolve', 'main', 'extensions', 'cache']),
  'require.resolve': new Set(['length', 'name', 'arguments', 'caller', 'prototype', 'paths']),
  'require.resolve.paths': new Set(['length', 'name', 'arguments', 'caller', 'prototype']),
  'require.cache': 'all',
  meta: new Set(['url', 'filename', 'dirname', 'resolve', 'main']),
  'meta.resolve': new Set(['length', 'name', 'arguments', 'caller', 'prototype']),
  namespace: 'all',
  required: 'all',
};

/**
 * What the program put on a module part, and the `parent` of a `module`; symbols are the module system's own. Namespaces of CommonJS modules show what the
 * exports were at the first import: what is something else now. `exports`: `module.exports` of the part's module.
 */
export function partProperties(object: object, part: KnownPart, exports: unknown = undefined): RawProperty[] {
  if (part.part === 'namespace' && isObject(exports)) return readProperties(object, (key) => typeof key === 'symbol' || isCurrent(object, exports, key), keysOf(object));
  const natural = NATURAL[part.part];
  if (natural === 'all') return [];
  const parent: unknown = part.part === 'module' ? Reflect.get(object, 'parent') : undefined;
  const found = isObject(parent) ? [{ key: 'parent', flags: Attribute.plain, value: parent, setter: ABSENT }] : [];
  const isProgram = (key: string): boolean => !natural.has(key) || (part.part === 'module' && key === 'exports' && isAccessor(object, key));
  return [...found, ...readProperties(object, (key) => typeof key === 'symbol' || !isProgram(key), keysOf(object))];
}

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** Whether the object has an accessor of that name of its own. */
export function isAccessor(object: object, key: string): boolean {
  const descriptor = descriptorOf(object, key);
  return descriptor !== undefined && !('value' in descriptor);
}

/** Whether an export is what `module.exports` has under its name. A Proxy is not asked. */
function isCurrent(namespace: object, exports: object, key: string): boolean {
  const shown = descriptorOf(namespace, key);
  if (shown === undefined || !('value' in shown)) return true; // an ES module's: it is live
  if (isWholeExports(key)) return shown.value === exports;
  const now = types.isProxy(exports) ? undefined : descriptorOf(exports, key);
  return now !== undefined && 'value' in now ? Object.is(now.value, shown.value) : shown.value === undefined;
}
