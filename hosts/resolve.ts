// Host objects by path at run time: walks just the steps of the paths that are asked for, each once.
import { IcError } from '../format/errors.ts';
import type { HostPath } from '../format/graph/model.ts';
import { builtinModule, makeIntrinsic } from './intrinsics.ts';
import { parseHostPath, printHostPath, printHostRoot, printHostStep, readableHostPath } from './path.ts';
import type { HostKey, HostRoot, HostStep, ParsedHostPath } from './path.ts';
import type { HostResolver } from './types.ts';

const MISSING: unique symbol = Symbol('missing');

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';

/** The symbol that is the `ordinal`th own key of that description. */
function symbolKeyOf(owner: object, description: string, ordinal: number): symbol | undefined {
  return Object.getOwnPropertySymbols(owner).filter((symbol) => symbol.description === description)[ordinal];
}

class Resolver implements HostResolver {
  readonly #provided: (module: string) => object | null;
  readonly #known = new Map<string, unknown>();
  /** Apart from what is known, so that no path leads through them. */
  readonly #standIns = new Map<HostPath, () => never>();
  readonly #originals = new WeakMap<object, Map<string | symbol, PropertyDescriptor | undefined>>();

  constructor(provided: (module: string) => object | null) {
    this.#provided = provided;
  }

  resolve(path: HostPath): unknown {
    const known = this.#known.get(path);
    if (known !== undefined) return known;
    const value = this.#walk(parseHostPath(path));
    return value === MISSING || value === undefined ? this.#standInFor(path) : value;
  }

  /**
   * Libraries keep tables of all globals that a Node version has; most programs never use the newest. So a global that is not here
   * becomes a function that throws when it is called; what belongs to such a global, or to a module, cannot be stood in for.
   */
  #standInFor(path: HostPath): unknown {
    const { root, steps } = parseHostPath(path);
    if (root.kind !== 'global' || steps.length > 0) throw missing(path);
    let standIn = this.#standIns.get(path);
    if (standIn === undefined) {
      standIn = function (): never {
        throw missing(path);
      };
      this.#standIns.set(path, Object.defineProperty(standIn, 'name', { value: root.name }));
    }
    return standIn;
  }

  keepOriginal(owner: object, key: string | symbol): void {
    let kept = this.#originals.get(owner);
    if (kept === undefined) this.#originals.set(owner, (kept = new Map()));
    if (!kept.has(key)) kept.set(key, Object.getOwnPropertyDescriptor(owner, key));
  }

  #walk(path: ParsedHostPath): unknown {
    let text = printHostRoot(path.root);
    let value = this.#remember(text, () => this.#root(path.root));
    for (const step of path.steps) {
      text += printHostStep(step);
      const owner = value;
      value = this.#remember(text, () => this.#step(owner, step));
    }
    return value;
  }

  #remember(text: string, make: () => unknown): unknown {
    if (this.#known.has(text)) return this.#known.get(text);
    const value = make();
    if (value !== MISSING && value !== undefined) this.#known.set(text, value);
    return value;
  }

  #root(root: HostRoot): unknown {
    switch (root.kind) {
      case 'global':
        return this.#read(globalThis, root.name);
      case 'module':
        return builtinModule(root.name) ?? MISSING;
      case 'intrinsic':
        return makeIntrinsic(root.name) ?? MISSING;
      case 'provided':
        return this.#provided(root.name) ?? MISSING;
    }
  }

  #step(owner: unknown, step: HostStep): unknown {
    // An internal symbol that this Node lacks: nothing here reads properties by it, so a fresh one does no harm.
    if (step.kind === 'symbol') {
      return (isObject(owner) ? symbolKeyOf(owner, step.description, step.ordinal) : undefined) ?? Symbol(step.description);
    }
    if (!isObject(owner)) return MISSING;
    if (step.kind === 'prototype') return Object.getPrototypeOf(owner) ?? MISSING;
    const key = this.#key(step.key);
    if (typeof key !== 'string' && typeof key !== 'symbol') return MISSING;
    if (step.kind === 'property') return this.#read(owner, key);
    const descriptor = this.#own(owner, key);
    return (step.kind === 'getter' ? descriptor?.get : descriptor?.set) ?? MISSING;
  }

  #own(owner: object, key: string | symbol): PropertyDescriptor | undefined {
    const kept = this.#originals.get(owner);
    return kept !== undefined && kept.has(key) ? kept.get(key) : Object.getOwnPropertyDescriptor(owner, key);
  }

  #read(owner: object, key: string | symbol): unknown {
    const own = this.#own(owner, key);
    if (own === undefined) return this.#originals.get(owner)?.has(key) !== true && key in owner ? Reflect.get(owner, key) : MISSING;
    if ('value' in own) return own.value;
    return own.get === undefined ? MISSING : Reflect.apply(own.get, owner, []);
  }

  #key(key: HostKey): unknown {
    if (typeof key === 'string') return key;
    switch (key.kind) {
      case 'well-known':
        return Reflect.get(Symbol, key.name);
      case 'registered':
        return Symbol.for(key.key);
      case 'path':
        return this.resolve(printHostPath(key.path));
    }
  }
}

function missing(path: HostPath): IcError {
  return new IcError('IC_PLATFORM', `${readableHostPath(path)}: expected in this Node, but Node ${process.version} on ${process.platform} has no such thing`, {
    data: { path, version: process.version, platform: process.platform, arch: process.arch },
    remedy: 'start with a Node version like the one that packaged the component, or package it again with this one',
  });
}

/**
 * Makes the resolver of one process (or worker). `provided` gives the exports of a module that the product itself
 * provides (`image-components`), null where there is none.
 */
export function createHostResolver(provided: (module: string) => object | null): HostResolver {
  return new Resolver(provided);
}
