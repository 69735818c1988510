/**
 * Variables that functions see: which activation (V8 context) holds each, and with what value.
 * Identity comes from the heap snapshot: a closure's `context` edge, and `previous` from there on. Values come from the
 * debugger's `[[Scopes]]`, asked once per context, because a snapshot shortens strings and hides doubles.
 * `[[Scopes]]` leaves out contexts that show nothing and gives copies, so the two chains are laid side by side by their names.
 */
import type { Introspector } from './session.ts';
import type { HeapSnapshot, NodeIndex } from './snapshot.ts';
import type { Activations } from './types.ts';

/** Value of a variable that is not initialised yet. Node 20 shows such a variable as undefined. */
export const UNINITIALISED: unique symbol = Symbol('uninitialised');

/** What an object in a scope cannot be read as. */
export const UNREADABLE: unique symbol = Symbol('unreadable');

export interface SeenVariable {
  /** The same object for the same activation; null where no snapshot was taken. */
  readonly context: object | null;
  readonly value: unknown;
}

interface ShownScope {
  readonly description: string;
  readonly variables: object;
}

interface Context {
  readonly node: NodeIndex;
  readonly names: ReadonlySet<string>;
  /** Pseudo variables (`this`, `.new.target`): slots that `[[Scopes]]` never shows. */
  readonly hidden: ReadonlyMap<string, NodeIndex>;
  readonly extended: boolean; // variables declared by a sloppy eval, or the object of a `with`
  readonly parent: Context | null;
  filled: boolean;
  /** Scopes shown for this context and those around it that fit none of them: their variables have values, but no identity. */
  loose: readonly ShownScope[];
  shown: object | null;
}

const isShown = (name: string): boolean => name !== '' && name !== 'this' && !name.startsWith('.') && !name.startsWith('#');
const isOutermost = (description: string): boolean => /^(?:Global|Script)/.test(description);
const isWith = (description: string): boolean => description.startsWith('With');

const valueIn = (variables: object, name: string): unknown => {
  try {
    // Not user code: scope objects are the debugger's copies. Reading an uninitialised variable throws from Node 22 on.
    return Reflect.get(variables, name) as unknown;
  } catch {
    return UNINITIALISED;
  }
};

/** Reads the variables of live functions. */
export interface ScopeSight {
  /** The nearest variable of that name in the function's scopes, the global ones left out; null if none shows it. */
  find(fn: Function, name: string): SeenVariable | null;
  /** Whether a heap search found private fields on the object; false where none was made. */
  mayHavePrivates(object: object): boolean;
  /** Chains of scopes that could not be laid beside their contexts. */
  readonly unaligned: number;
}

const shownScopes = (introspector: Introspector, fn: Function): readonly ShownScope[] => {
  const list = introspector.read(fn).slots.get('[[Scopes]]');
  if (typeof list !== 'object' || list === null) return [];
  const scopes: ShownScope[] = [];
  const length = Number(Reflect.get(list, 'length'));
  for (let index = 0; index < length; index++) {
    const entry = Reflect.get(list, index) as { description: string; object: object }; // the inspector's own entry
    if (isOutermost(entry.description)) break;
    scopes.push({ description: entry.description, variables: entry.object });
  }
  return scopes;
};

/** Sight without identity of activations: no snapshot, one question per function. */
export const plainSight = (introspector: Introspector): ScopeSight => {
  const cache = new Map<Function, readonly ShownScope[]>();
  const scopesOf = (fn: Function): readonly ShownScope[] => {
    let scopes = cache.get(fn);
    if (scopes === undefined) cache.set(fn, (scopes = shownScopes(introspector, fn).filter((scope) => !isWith(scope.description))));
    return scopes;
  };
  return {
    find: (fn, name) => {
      const scope = scopesOf(fn).find((candidate) => Object.hasOwn(candidate.variables, name));
      return scope === undefined ? null : { context: null, value: valueIn(scope.variables, name) };
    },
    mayHavePrivates: () => false,
    unaligned: 0,
  };
};

/**
 * Sight with identity as somebody else knows it, for heaps too large for a snapshot: values are V8's. One question for all
 * functions that stand in one activation.
 */
export const activationSight = (introspector: Introspector, activations: Activations): ScopeSight => {
  const cache = new Map<object, readonly ShownScope[]>();
  const scopesOf = (fn: Function): readonly ShownScope[] => {
    const key = activations.around(fn) ?? fn;
    let scopes = cache.get(key);
    if (scopes === undefined) cache.set(key, (scopes = shownScopes(introspector, fn).filter((scope) => !isWith(scope.description))));
    return scopes;
  };
  return {
    find(fn, name) {
      const known = activations.find(fn, name);
      if (name === 'this' || name === 'new.target') return known === null ? null : { context: known.activation, value: known.value };
      const scope = scopesOf(fn).find((candidate) => Object.hasOwn(candidate.variables, name));
      return scope === undefined ? null : { context: known?.activation ?? null, value: valueIn(scope.variables, name) };
    },
    mayHavePrivates: (object) => activations.hasPrivates(object),
    unaligned: 0,
  };
};

/** Sight with identity, from a snapshot taken after `objects` was made (which must stay alive until then). */
export class SnapshotSight implements ScopeSight {
  readonly #introspector: Introspector;
  readonly #snapshot: HeapSnapshot;
  readonly #nodes = new Map<object, NodeIndex>();
  readonly #objects = new Map<NodeIndex, object>();
  readonly #contexts = new Map<NodeIndex, Context>();
  readonly #privateNodes: ReadonlySet<NodeIndex>;
  unaligned = 0;

  constructor(introspector: Introspector, snapshot: HeapSnapshot, objects: readonly object[]) {
    this.#introspector = introspector;
    this.#snapshot = snapshot;
    this.#privateNodes = snapshot.nodesWithPrivateNames();
    const list = snapshot.nodeOfId(introspector.heapId(objects));
    if (list === undefined) throw new Error('heap snapshot: the list of objects is not in it');
    for (const edge of snapshot.edgesOf(list)) {
      const object = edge.type === 'element' ? objects[edge.index] : undefined;
      if (object === undefined) continue;
      this.#nodes.set(object, edge.to);
      this.#objects.set(edge.to, object);
    }
  }

  find(fn: Function, name: string): SeenVariable | null {
    const first = this.#contextOf(fn);
    if (name === 'this' || name === 'new.target') return this.#findHidden(first, name === 'this' ? 'this' : '.new.target');
    this.#fill(fn, first);
    for (let context = first; context !== null; context = context.parent) {
      if (context.shown !== null && Object.hasOwn(context.shown, name)) return { context, value: valueIn(context.shown, name) };
    }
    const loose = first?.loose.find((scope) => Object.hasOwn(scope.variables, name));
    return loose === undefined ? null : { context: null, value: valueIn(loose.variables, name) };
  }

  mayHavePrivates(object: object): boolean {
    const node = this.#nodes.get(object);
    return node !== undefined && this.#privateNodes.has(node);
  }

  #findHidden(first: Context | null, name: string): SeenVariable | null {
    for (let context = first; context !== null; context = context.parent) {
      const node = context.hidden.get(name);
      if (node !== undefined) return { context, value: this.#valueAt(node) };
    }
    return null;
  }

  #valueAt(node: NodeIndex): unknown {
    const known = this.#objects.get(node);
    if (known !== undefined) return known;
    const type = this.#snapshot.typeOf(node);
    if (type !== 'object' && type !== 'closure') return this.#snapshot.nameOf(node) === 'undefined' ? undefined : UNREADABLE;
    try {
      const value = this.#introspector.objectOfHeapId(this.#snapshot.idOf(node));
      if (typeof value === 'object' && value !== null) this.#objects.set(node, value);
      return value;
    } catch {
      return UNREADABLE;
    }
  }

  #nodeOf(object: object): NodeIndex | undefined {
    let node = this.#nodes.get(object);
    if (node === undefined) {
      node = this.#snapshot.nodeOfId(this.#introspector.heapId(object));
      if (node !== undefined) this.#nodes.set(object, node);
    }
    return node;
  }

  #contextOf(fn: Function): Context | null {
    const node = this.#nodeOf(fn);
    if (node === undefined) return null;
    for (const edge of this.#snapshot.edgesOf(node)) if (edge.type === 'internal' && edge.name === 'context') return this.#context(edge.to);
    return null;
  }

  /** Contexts from here outward; the native context ends the chain. */
  #context(start: NodeIndex): Context | null {
    const chain: NodeIndex[] = [];
    let next: NodeIndex | null = start;
    while (next !== null && !this.#contexts.has(next)) {
      if (this.#snapshot.nameOf(next).includes('NativeContext')) {
        next = null;
        break;
      }
      chain.push(next);
      next = this.#previous(next);
    }
    let parent = next === null ? null : (this.#contexts.get(next) ?? null);
    for (const node of chain.reverse()) this.#contexts.set(node, (parent = this.#read(node, parent)));
    return parent;
  }

  #previous(node: NodeIndex): NodeIndex | null {
    for (const edge of this.#snapshot.edgesOf(node)) if (edge.type === 'internal' && edge.name === 'previous') return edge.to;
    return null;
  }

  #read(node: NodeIndex, parent: Context | null): Context {
    const names = new Set<string>();
    const hidden = new Map<string, NodeIndex>();
    let scopeInfo: NodeIndex | null = null;
    let extended = false;
    for (const edge of this.#snapshot.edgesOf(node)) {
      if (edge.type === 'context') {
        if (isShown(edge.name)) names.add(edge.name);
        else hidden.set(edge.name, edge.to);
      } else if (edge.type === 'internal' && edge.name === 'scope_info') {
        scopeInfo = edge.to;
      } else if (edge.type === 'internal' && edge.name === 'extension') {
        extended = true;
      }
    }
    // Block, catch and class contexts have nameless slots; their names are in the ScopeInfo.
    if (names.size === 0 && hidden.size === 0 && scopeInfo !== null) for (const name of this.#namesOf(scopeInfo)) names.add(name);
    return { node, names, hidden, extended, parent, filled: false, loose: [], shown: null };
  }

  #namesOf(scopeInfo: NodeIndex): readonly string[] {
    const names: string[] = [];
    for (const edge of this.#snapshot.edgesOf(scopeInfo)) {
      if (edge.type !== 'hidden') continue;
      if (this.#snapshot.typeOf(edge.to) === 'string') names.push(this.#snapshot.nameOf(edge.to));
      else if (this.#snapshot.nameOf(edge.to).includes('NameToIndexHashTable')) {
        for (const inner of this.#snapshot.edgesOf(edge.to)) if (this.#snapshot.typeOf(inner.to) === 'string') names.push(this.#snapshot.nameOf(inner.to));
      }
    }
    return names.filter(isShown);
  }

  /** Lays `[[Scopes]]` of the function beside its chain of contexts, and keeps the copies. */
  #fill(fn: Function, first: Context | null): void {
    if (first === null || first.filled) return;
    const scopes = shownScopes(this.#introspector, fn);
    let next = 0;
    for (let context: Context | null = first; context !== null; context = context.parent) {
      const scope = scopes[next];
      if (scope !== undefined && matches(context, scope)) {
        next++;
        if (!isWith(scope.description)) context.shown ??= scope.variables;
      }
      context.filled = true;
    }
    if (next < scopes.length) {
      this.unaligned++;
      first.loose = scopes.slice(next).filter((scope) => !isWith(scope.description));
    }
  }
}

const matches = (context: Context, scope: ShownScope): boolean => {
  if (isWith(scope.description)) return context.extended && context.names.size === 0;
  if (context.extended) return true;
  const keys = Reflect.ownKeys(scope.variables);
  return keys.length > 0 && keys.every((key) => typeof key === 'string' && context.names.has(key));
};
