/**
 * Namespace objects (`import * as x`). Real ones are made by Node's own loader, which takes a turn of the event loop
 * (`makeNamespace`) where Node cannot require ES modules; where a name could be read in its dead zone they are imitated: null
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
import { fillExactNamespace, isExactNamespace, showExport } from './exact-namespace.ts';
import { evaluateModule } from './node-unsafe.ts';
import type { NamespaceName } from './types.ts';

/** What sets the exports of a real namespace. */
interface Setters {
  readonly places: ReadonlyMap<string, number>;
  /** What the exports are, by place. */
  readonly values: unknown[];
  /** Sets them all. A function for each is made when one alone is set: most never are. */
  readonly all: (values: readonly unknown[]) => void;
  readonly make: () => readonly ((value: unknown) => void)[];
  each: readonly ((value: unknown) => void)[] | null;
  /** Under which Node's loader has the namespace's module. */
  readonly url: string;
}

/** What the module of a namespace leaves for us: `put` is called by it. */
interface Exchange {
  readonly put: (key: number, functions: readonly [Setters['all'], Setters['make']]) => void;
  readonly take: (key: number) => readonly [Setters['all'], Setters['make']];
}

const setters = new WeakMap<object, Setters>();
let made = 0;

/** A real namespace with these exports, all undefined yet: that of a module with a variable for each, which hands out what sets them. */
export async function makeNamespace(names: readonly NamespaceName[]): Promise<object> {
  const key = made++;
  const url = moduleUrl(namespaceText(key, names));
  return adopt((await import(url)) as object, url, key, names, ((await import(EXCHANGE)) as Exchange).take);
}

/**
 * The same at once, by `require` of an ES module. Null: this Node cannot (before 20.19), or was told not to, or hooks of the process
 * are in the way.
 */
export function makeNamespaceNow(names: readonly NamespaceName[]): object | null {
  const key = made++;
  const url = moduleUrl(namespaceText(key, names));
  const module = evaluateNow(`import*as namespace from${JSON.stringify(url)};import{take}from"${EXCHANGE}";export{namespace,take}`);
  return module === null ? null : adopt(module['namespace'] as object, url, key, names, module['take'] as Exchange['take']);
}

/** Node's own namespace of one of its modules, at once; null as with `makeNamespaceNow`. */
export function builtinNamespaceNow(name: string): object | null {
  return (evaluateNow(`import*as namespace from${JSON.stringify(name)};export{namespace}`)?.['namespace'] ?? null) as object | null;
}

function evaluateNow(text: string): Readonly<Record<string, unknown>> | null {
  try {
    return evaluateModule(text);
  } catch {
    return null;
  }
}

const isOwn = (name: NamespaceName): name is string => typeof name === 'string';

function namespaceText(key: number, shown: readonly NamespaceName[]): string {
  const names = shown.filter(isOwn);
  const outer = shown.flatMap((entry) => (isOwn(entry) ? [] : [`export{${JSON.stringify(entry.exported)} as ${JSON.stringify(entry.name)}}from${JSON.stringify(entry.module)};`]));
  const locals = names.map((_name, index) => `v${String(index)}`);
  const variables = locals.length === 0 ? '' : `let ${locals.join(',')};export{${locals.map((local, index) => `${local} as ${JSON.stringify(names[index])}`).join(',')}};`;
  const all = `v=>{${locals.map((local, index) => `${local}=v[${String(index)}]`).join(';')}}`;
  const each = `()=>[${locals.map((local) => `v=>{${local}=v}`).join(',')}]`;
  return `import{put}from"${EXCHANGE}";${outer.join('')}${variables}put(${String(key)},[${all},${each}])`;
}

function adopt(namespace: object, url: string, key: number, shown: readonly NamespaceName[], take: Exchange['take']): object {
  const names = shown.filter(isOwn);
  const [setAll, make] = take(key);
  setters.set(namespace, { places: new Map(names.map((name, index) => [name, index])), values: names.map(() => undefined), all: setAll, make, each: null, url });
  return namespace;
}

const moduleUrl = (text: string): string => `data:text/javascript,${encodeURIComponent(text)}`;
const EXCHANGE = moduleUrl('const m=new Map;export const put=(k,f)=>{m.set(k,f)},take=k=>{const f=m.get(k);m.delete(k);return f}');

/** Whether the namespace is one of a module record: one of ours, or Node's. */
export const isRealNamespace = (namespace: object): boolean => types.isModuleNamespaceObject(namespace);

/** URL of the module of a namespace that we made; null of others. */
export const urlOfNamespace = (namespace: object): string | null => setters.get(namespace)?.url ?? null;

/** Sets an export of a namespace that `makeNamespace` made. */
export function setExport(namespace: object, name: string, value: unknown): void {
  const known = setters.get(namespace);
  const place = known?.places.get(name);
  if (known === undefined) showExport(namespace, name, value);
  if (known === undefined || place === undefined) return;
  known.values[place] = value;
  known.each ??= known.make();
  known.each[place]?.(value);
}

/** Takes the values out of a real namespace: Node keeps its modules for ever. */
export function clearNamespace(namespace: object): void {
  const known = setters.get(namespace);
  known?.values.fill(undefined);
  known?.all(known.values);
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
    const known = setters.get(namespace);
    if (known !== undefined) fillAll(known, exports);
    return; // Node's own ones have their exports
  }
  if (isExactNamespace(namespace)) {
    const sorted = [...exports].sort(([left], [right]) => byCodeUnits(left, right));
    fillExactNamespace(namespace, new Map(sorted.flatMap(([name, getter]) => (getter === null ? [] : [[name, getter]]))));
    return;
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

function fillAll({ places, values, all }: Setters, exports: ReadonlyMap<string, (() => unknown) | null>): void {
  for (const [name, getter] of exports) {
    const place = places.get(name);
    if (getter === null || place === undefined) continue;
    try {
      values[place] = getter();
    } catch {
      // in its dead zone
    }
  }
  all(values);
}

/** Fixes values that were left open by `fillNamespace`. */
export function settleExport(namespace: object, name: string, value: unknown): void {
  if (isRealNamespace(namespace)) setExport(namespace, name, value);
  else Object.defineProperty(namespace, name, { value, writable: false, enumerable: true, configurable: false });
}

function byCodeUnits(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
