/** Records for what an ES module imports that is not an ES module of the system. */
import { types } from 'node:util';
import { openNamespace, settleNamespace } from './link.ts';
import { emptyNamespace, fillNamespace, settleExport } from './namespace.ts';
import { builtinExports, nodeImport, nodePlace } from './node-unsafe.ts';
import type { SyntheticRecord } from './records.ts';

interface SyntheticParts {
  readonly id: string;
  readonly commonJs?: boolean;
  readonly namespace: object;
  readonly names: () => Iterable<string>;
  /** Names of the whole of the exports; `default` unless given. */
  readonly whole?: readonly string[];
  /** The value that becomes `default`. */
  readonly exports: () => unknown;
  /** What importers saw at the first import, of exports that have changed since. */
  readonly imported?: ReadonlyMap<string, unknown> | undefined;
}

/** A record whose named exports are properties of its default export, read once: when it is evaluated. */
export function syntheticRecord(parts: SyntheticParts): SyntheticRecord {
  const { whole = ['default'] } = parts;
  let names: ReadonlySet<string> | null = null;
  const allNames = (): ReadonlySet<string> => {
    if (names === null) {
      names = new Set([...parts.names(), ...whole]);
      openNamespace(parts.namespace, names);
    }
    return names;
  };
  return {
    kind: 'synthetic', id: parts.id, commonJs: parts.commonJs ?? false, namespace: parts.namespace, status: 'unlinked', error: null, prepare: null,
    names: allNames,
    evaluate: (record) => {
      const exports = parts.exports();
      settleNamespace(record.namespace, allNames(), (name) => (parts.imported?.has(name) === true ? parts.imported.get(name) : whole.includes(name) ? exports : ownValue(exports, name)));
    },
  };
}

function ownValue(exports: unknown, name: string): unknown {
  if (exports === null || (typeof exports !== 'object' && typeof exports !== 'function')) return undefined;
  if (!Object.hasOwn(exports, name)) return undefined;
  try {
    return Reflect.get(exports, name) as unknown;
  } catch {
    return undefined; // a getter that throws: Node leaves the name undefined, too
  }
}

/**
 * One of Node's own modules. Its accessors stay live: Node makes costly things (`process.stdin`) when they are read, and
 * warns about others.
 */
export function builtinRecord(name: string, namespace: object): SyntheticRecord {
  const exports: object = Object(builtinExports(name));
  const values = new Set<string>();
  const getters = new Map<string, (() => unknown) | null>([['default', null]]);
  for (const [key, descriptor] of Object.entries(Object.getOwnPropertyDescriptors(exports))) {
    if (descriptor.enumerable !== true || key === 'default') continue;
    if (descriptor.get === undefined) values.add(key);
    getters.set(key, descriptor.get === undefined ? null : () => Reflect.get(exports, key) as unknown);
  }
  fillNamespace(namespace, getters);
  const names = new Set(getters.keys());
  return {
    kind: 'synthetic', id: name, commonJs: false, namespace, status: 'unlinked', error: null, prepare: null,
    names: () => names,
    evaluate: () => {
      settleNamespace(namespace, values, (key) => Reflect.get(exports, key) as unknown);
      settleExport(namespace, 'default', exports);
    },
  };
}

/** A module object that the host provides; its own `default`, if any, is the default export. */
export function providedRecord(name: string, namespace: object, exports: Readonly<Record<string, unknown>>): SyntheticRecord {
  const fallback = Object.hasOwn(exports, 'default') ? exports['default'] : exports;
  const record = syntheticRecord({ id: name, namespace, names: () => Object.keys(exports), exports: () => exports });
  return {
    ...record,
    evaluate: (self) => settleNamespace(self.namespace, self.names(), (key) => (key === 'default' ? fallback : exports[key])),
  };
}

/**
 * What is left to Node's own loader. Imported asynchronously it is Node's own namespace; in a graph that is linked
 * synchronously, for `require` of an ES module, it is required. `importing` is called right before it is imported.
 */
export function outsideRecord(parent: string, specifier: string, attributes: Readonly<Record<string, string>>, importing: () => void): SyntheticRecord {
  let names: ReadonlySet<string> | null = null;
  const take = (record: SyntheticRecord, namespace: object): void => {
    record.namespace = namespace;
    record.prepare = null;
    names = new Set(Object.keys(namespace));
  };
  const record: SyntheticRecord = {
    kind: 'synthetic', id: specifier, commonJs: false, namespace: emptyNamespace(), status: 'unlinked', error: null,
    names: () => {
      if (names !== null) return names;
      const exports = nodePlace(parent).require(specifier);
      if (types.isModuleNamespaceObject(exports)) take(record, Object(exports));
      else {
        const inner = syntheticRecord({ id: specifier, namespace: record.namespace, names: () => Object.keys(Object(exports)), exports: () => exports });
        names = inner.names();
        inner.evaluate(record);
      }
      return names ?? new Set();
    },
    evaluate: () => undefined,
    prepare: async (self) => {
      if (names !== null) return;
      importing();
      take(self, await nodeImport(parent, specifier, attributes));
    },
  };
  return record;
}
