/** Maps that work on while a program has replaced the methods of Map and WeakMap: hooks of Node run in the midst of it. */

const mapMethods: object = Object.create(null, Object.getOwnPropertyDescriptors(Map.prototype)) as object;
const weakMapMethods: object = Object.create(null, Object.getOwnPropertyDescriptors(WeakMap.prototype)) as object;

/** A Map with the methods that Map had when this module was loaded. */
export function ownMap<K, V>(): Map<K, V> {
  return Object.setPrototypeOf(new Map<K, V>(), mapMethods) as Map<K, V>;
}

/** The same of a WeakMap. */
export function ownWeakMap<K extends object, V>(): WeakMap<K, V> {
  return Object.setPrototypeOf(new WeakMap<K, V>(), weakMapMethods) as WeakMap<K, V>;
}
