/** Own properties of module parts: only what the program put there; what the module system makes by itself is left out. */

import type { KnownPart } from '../load/types.ts';
import type { RawProperty } from './content.ts';
import { keysOf } from './operations.ts';
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

/** What the program put on a module part; symbols are the module system's own. */
export function partProperties(object: object, part: KnownPart): RawProperty[] {
  const natural = NATURAL[part.part];
  return natural === 'all' ? [] : readProperties(object, (key) => natural.has(key) || typeof key === 'symbol', keysOf(object));
}
