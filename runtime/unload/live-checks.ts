/** Who still uses the classes of a component: the engine is asked for what is alive. */
import { types } from 'node:util';
import { hasInstances, hasSubclasses } from '../errors.ts';
import type { LiveIndex } from '../link/live-index.ts';
import { ownDescriptor } from '../link/places.ts';
import type { LoadedComponent } from '../process-state.ts';
import { visitLiveObjects } from './heap-query.ts';

interface Usage {
  readonly subclasses: Parameters<typeof hasSubclasses>[1][number][];
  /** Live instances by the name of their class. */
  readonly instances: Map<string, number>;
}

/**
 * Milliseconds before each further look at what seems to be in use. Weak references that were followed in this turn keep their
 * targets until its end, and code that is being optimised on another thread keeps what it works on.
 */
const SECOND_LOOKS = [0, 20, 150];

/** Throws HAS_SUBCLASSES or HAS_INSTANCES if classes of the component have any that are no part of the component itself. */
export async function checkUsage(component: LoadedComponent, all: readonly LoadedComponent[], index: LiveIndex): Promise<void> {
  const classes = ownClasses(component, all);
  if (classes.size === 0) return;
  let usage = await findUsage(component, classes, index);
  for (const wait of SECOND_LOOKS) {
    if (usage.subclasses.length === 0 && usage.instances.size === 0) return;
    await new Promise((resolve) => setTimeout(resolve, wait));
    usage = await findUsage(component, classes, index);
  }
  if (usage.subclasses.length > 0) throw hasSubclasses(component.info.name, usage.subclasses);
  if (usage.instances.size > 0) throw hasInstances(component.info.name, [...usage.instances].map(([className, count]) => ({ className, count })));
}

/** Its classes that nobody else has: a module that two components hold goes with the last one. */
function ownClasses(component: LoadedComponent, all: readonly LoadedComponent[]): ReadonlySet<object> {
  const classes = new Set<object>();
  for (const id of component.live.reader.graph.ofKind('class')) {
    const made = component.live.objects[id];
    if (typeof made === 'function') classes.add(made);
  }
  for (const other of all) {
    if (other === component) continue;
    const shares = component.bound.size > 0 || other.bound.size > 0;
    if (shares) for (const object of other.live.objects) if (typeof object === 'function') classes.delete(object);
  }
  return classes;
}

async function findUsage(component: LoadedComponent, classes: ReadonlySet<object>, index: LiveIndex): Promise<Usage> {
  const usage: Usage = { subclasses: [], instances: new Map() };
  const parts = new Set<unknown>(component.live.objects);
  const prototypes = new Map<object, string>();
  for (const made of classes) {
    const prototype: unknown = ownDescriptor(made, 'prototype')?.value;
    if (typeof prototype === 'object' && prototype !== null) {
      prototypes.set(prototype, nameOf(made));
      parts.add(prototype);
    }
  }
  const subclassPrototypes = new Set<unknown>();
  const instances: { readonly object: object; readonly className: string }[] = [];
  await visitLiveObjects((object) => {
    if (types.isProxy(object) || parts.has(object)) return;
    if (typeof object === 'function') {
      const superclass = inChain(object, classes);
      const prototype: unknown = superclass === null ? undefined : ownDescriptor(object, 'prototype')?.value;
      if (superclass === null || typeof prototype !== 'object') return; // bound functions have the chain of their target
      subclassPrototypes.add(prototype);
      usage.subclasses.push({ className: nameOf(superclass), subclass: nameOf(object), component: index.origin(object)?.component.name ?? null });
    } else {
      const prototype = inChain(object, prototypes);
      if (prototype !== null) instances.push({ object, className: prototypes.get(prototype) ?? '' });
    }
  });
  for (const { object, className } of instances) if (!subclassPrototypes.has(object)) usage.instances.set(className, (usage.instances.get(className) ?? 0) + 1);
  return usage;
}

/** The nearest member of the set in the prototype chain. */
function inChain(object: object, wanted: { has(candidate: object): boolean }): object | null {
  for (let at = Object.getPrototypeOf(object) as object | null; at !== null; at = Object.getPrototypeOf(at) as object | null) {
    if (wanted.has(at)) return at;
    if (types.isProxy(at)) return null;
  }
  return null;
}

function nameOf(made: object): string {
  const name: unknown = ownDescriptor(made, 'name')?.value;
  return typeof name === 'string' && name !== '' ? name : 'an anonymous class';
}
