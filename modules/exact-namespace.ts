/**
 * Imitated namespaces that act as real ones do, also where an export has no value yet: a proxy. Every read through it is about
 * fifty times slower than one of a property. What can be told apart: `util.types.isModuleNamespaceObject`, what util.inspect shows,
 * and the words of errors.
 */

interface Parts {
  readonly target: object;
  readonly getters: Map<string, () => unknown>;
}

const known = new WeakMap<object, Parts>();

/** A namespace without exports yet. It must be filled before user code can see it. */
export function makeExactNamespace(): object {
  const getters: Parts['getters'] = new Map();
  const getterOf = (key: string | symbol): (() => unknown) | undefined => (typeof key === 'string' ? getters.get(key) : undefined);
  const descriptorOf = (target: object, key: string | symbol): PropertyDescriptor | undefined => {
    const getter = getterOf(key);
    return getter === undefined ? Reflect.getOwnPropertyDescriptor(target, key) : { value: getter(), writable: true, enumerable: true, configurable: false };
  };
  const target = Object.create(null) as object;
  const made = new Proxy(target, {
    get(_target, key) {
      const getter = getterOf(key);
      return getter === undefined ? (Reflect.get(target, key) as unknown) : getter();
    },
    getOwnPropertyDescriptor: descriptorOf,
    set: () => false,
    defineProperty(_target, key, wanted) {
      const now = descriptorOf(target, key);
      if (now === undefined || wanted.configurable === true || wanted.get !== undefined || wanted.set !== undefined) return false;
      if ((wanted.enumerable ?? now.enumerable) !== now.enumerable || (wanted.writable ?? now.writable) !== now.writable) return false;
      return !('value' in wanted) || Object.is(wanted.value, now.value);
    },
    deleteProperty: (_target, key) => getterOf(key) === undefined && Reflect.deleteProperty(target, key),
  });
  known.set(made, { target, getters });
  return made;
}

export const isExactNamespace = (namespace: object): boolean => known.has(namespace);

/** Gives it its exports, in the order of their names. */
export function fillExactNamespace(namespace: object, exports: ReadonlyMap<string, () => unknown>): void {
  const { target, getters } = known.get(namespace) ?? { target: {}, getters: new Map() };
  for (const [name, getter] of exports) {
    getters.set(name, getter);
    Object.defineProperty(target, name, { value: undefined, writable: true, enumerable: true, configurable: false });
  }
  Object.defineProperty(target, Symbol.toStringTag, { value: 'Module' });
  Object.preventExtensions(target);
}

/** What util.inspect is to show. */
export function showExport(namespace: object, name: string, value: unknown): void {
  const target = known.get(namespace)?.target;
  if (target !== undefined) Reflect.defineProperty(target, name, { value });
}
