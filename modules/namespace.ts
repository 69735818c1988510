/**
 * Namespace objects (`import * as x`). Real ones can be made only by module records, which this system does not have, so
 * they are imitated: null prototype, sorted enumerable keys, `Symbol.toStringTag`, not extensible, every change refused.
 *
 * An export of an ES module is an accessor without setter: it is live, and V8 inlines it, so that `ns.f()` in a hot loop costs
 * what a plain property costs. A proxy could also imitate the descriptors (`writable: true`), but every read through it is
 * about fifty times slower, and TypeScript's compiled code reads namespaces everywhere. What can be told apart:
 * Object.getOwnPropertyDescriptor, and util.inspect, which shows `[Getter]` and another heading. In an image, exports that
 * no function assigns are data properties. Exports of CommonJS and of Node's own
 * modules do not change after evaluation and are frozen data properties.
 *
 * The same object serves as environment: references to imported names are member reads of it.
 */

/** A namespace without exports yet. It must be filled before user code can see it. */
export function emptyNamespace(): object {
  // Not Object.create(null): that makes a dictionary, which V8 does not inline.
  return Object.setPrototypeOf({}, null) as object;
}

/**
 * Gives the namespace its final set of names. Unsettled values of CommonJS modules are undefined until `settle`. `isFixed`:
 * the export has its value and keeps it, so that a data property can show it (a name in its dead zone stays an accessor).
 */
export function fillNamespace(namespace: object, exports: ReadonlyMap<string, (() => unknown) | null>, isFixed: (name: string) => boolean = () => false): void {
  for (const name of [...exports.keys()].sort(byCodeUnits)) {
    const getter = exports.get(name) ?? null;
    if (getter === null) Object.defineProperty(namespace, name, { value: undefined, writable: false, enumerable: true, configurable: true });
    else Object.defineProperty(namespace, name, { ...(isFixed(name) ? fixedValue(getter) : { get: getter }), enumerable: true, configurable: false });
  }
  Object.defineProperty(namespace, Symbol.toStringTag, { value: 'Module', writable: false, enumerable: false, configurable: false });
  Object.preventExtensions(namespace);
}

function fixedValue(getter: () => unknown): PropertyDescriptor {
  try {
    return { value: getter(), writable: false };
  } catch {
    return { get: getter };
  }
}

/** Fixes values that were left open by `fillNamespace`. */
export function settleExport(namespace: object, name: string, value: unknown): void {
  Object.defineProperty(namespace, name, { value, writable: false, enumerable: true, configurable: false });
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
