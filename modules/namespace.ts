/**
 * Namespace objects (`import * as x`). Real ones are made by Node's own loader, which takes a turn of the event loop
 * (`makeNamespace`); where there is no time for that, or where a name could be read in its dead zone, they are imitated: null
 * prototype, sorted enumerable keys, `Symbol.toStringTag`, not extensible, every change refused.
 *
 * In an imitation an export of an ES module is an accessor without setter: it is live, and V8 inlines it, so that `ns.f()` in a
 * hot loop costs what a plain property costs. A proxy could also imitate the descriptors (`writable: true`), but every read
 * through it is about fifty times slower, and TypeScript's compiled code reads namespaces everywhere. What can be told apart:
 * Object.getOwnPropertyDescriptor, util.types.isModuleNamespaceObject, and util.inspect, which shows another heading. In an
 * image, exports that no function assigns are data properties. Exports of CommonJS and of Node's own modules do not change
 * after evaluation and are frozen data properties.
 *
 * The same object serves as environment: references to imported names are member reads of it.
 */
import { types } from 'node:util';

/** Setters of real namespaces by the exports' names. */
const setters = new WeakMap<object, ReadonlyMap<string, (value: unknown) => void>>();
let made = 0;

/**
 * A real namespace with these exports, all undefined yet. Two modules: one with a variable for each export, whose other export
 * sets them, and one that exports them on under their names, whose namespace it is.
 */
export async function makeNamespace(names: readonly string[]): Promise<object> {
  const locals = names.map((_name, index) => `v${String(index)}`);
  const variables = locals.length === 0 ? '' : `let ${locals.join(',')};export{${locals.join(',')}};`;
  const home = moduleUrl(`${variables}export const s=[${locals.map((local) => `v=>{${local}=v}`).join(',')}]//${String(made++)}`);
  const facade = moduleUrl(`export{${locals.map((local, index) => `${local} as ${JSON.stringify(names[index])}`).join(',')}}from${JSON.stringify(home)}`);
  const [{ s: functions }, namespace] = (await Promise.all([import(home), import(facade)])) as [{ readonly s: readonly ((value: unknown) => void)[] }, object]; // their texts are above
  setters.set(namespace, new Map(functions.flatMap((set, index) => [[names[index] ?? '', set]])));
  return namespace;
}

const moduleUrl = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;

/** Whether the namespace is one of a module record: one of ours, or Node's. */
export const isRealNamespace = (namespace: object): boolean => types.isModuleNamespaceObject(namespace);

/** Sets an export of a namespace that `makeNamespace` made. */
export function setExport(namespace: object, name: string, value: unknown): void {
  setters.get(namespace)?.get(name)?.(value);
}

/** Takes the values out of a real namespace: Node keeps its modules for ever. */
export function clearNamespace(namespace: object): void {
  for (const set of setters.get(namespace)?.values() ?? []) set(undefined);
}

/** A namespace without exports yet. It must be filled before user code can see it. */
export function emptyNamespace(): object {
  // Not Object.create(null): that makes a dictionary, which V8 does not inline.
  return Object.setPrototypeOf({}, null) as object;
}

/**
 * Gives the namespace its final set of names. Unsettled values of CommonJS modules are undefined until `settle`. `isFixed`:
 * the export has its value and keeps it, so that a data property can show it (a name in its dead zone stays an accessor). A
 * real namespace gets the values that there are; it is filled again when its module is evaluated.
 */
export function fillNamespace(namespace: object, exports: ReadonlyMap<string, (() => unknown) | null>, isFixed: (name: string) => boolean = () => false): void {
  if (isRealNamespace(namespace)) {
    if (setters.has(namespace)) for (const [name, getter] of exports) if (getter !== null) setFrom(namespace, name, getter);
    return; // Node's own ones have their exports
  }
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

function setFrom(namespace: object, name: string, getter: () => unknown): void {
  let value: unknown;
  try {
    value = getter();
  } catch {
    return; // in its dead zone
  }
  setExport(namespace, name, value);
}

/** Fixes values that were left open by `fillNamespace`. */
export function settleExport(namespace: object, name: string, value: unknown): void {
  if (isRealNamespace(namespace)) setExport(namespace, name, value);
  else Object.defineProperty(namespace, name, { value, writable: false, enumerable: true, configurable: false });
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
