/** Who still uses the classes of a component: the engine is asked for the objects that have their prototypes in their chains. */
import { queryObjects } from 'node:v8';
import { hasInstances, hasSubclasses } from '../errors.ts';
import type { LoadedComponent } from '../process-state.ts';

type QueryObjects = (constructor: Function, options: { format: 'summary' | 'count' }) => readonly string[] | number;

/** Throws HAS_SUBCLASSES if a class of another component, or of the program itself, extends one of the component's. */
export function checkSubclasses(component: LoadedComponent, all: readonly LoadedComponent[]): void {
  const own = new Set(component.classes);
  const found: { className: string; subclass: string; component: string | null }[] = [];
  for (const other of all) {
    if (other === component) continue;
    for (const candidate of other.classes) {
      const superclass: unknown = Object.getPrototypeOf(candidate);
      if (typeof superclass === 'function' && own.has(superclass)) found.push({ className: superclass.name, subclass: candidate.name, component: other.info.name });
    }
  }
  if (found.length > 0) throw hasSubclasses(component.info.name, found);
}

/** Throws HAS_INSTANCES if objects of the component's classes live that are not part of the component itself. */
export function checkInstances(component: LoadedComponent): void {
  const query = queryObjects as unknown as QueryObjects | undefined; // not in the types of every supported version
  if (query === undefined) return;
  const own = new Set(component.classes);
  const found: { className: string; count: number }[] = [];
  for (const made of component.classes) {
    const count = Number(query(made, { format: 'count' })) - ownCount(component, made, own);
    if (count > 0) found.push({ className: made.name, count });
  }
  if (found.length > 0) throw hasInstances(component.info.name, found);
}

/** Objects of the component itself with the class's prototype in their chain: captured instances, and prototypes of subclasses. */
function ownCount(component: LoadedComponent, made: Function, own: ReadonlySet<Function>): number {
  const prototype = made.prototype as object;
  let count = 0;
  for (const object of new Set(component.live.objects)) {
    if (((typeof object === 'object' && object !== null) || typeof object === 'function') && Object.prototype.isPrototypeOf.call(prototype, object)) count++;
  }
  for (const other of own) {
    const subclassPrototype = other.prototype as object;
    if (other !== made && Object.prototype.isPrototypeOf.call(prototype, subclassPrototype) && !component.live.objects.includes(subclassPrototype)) count++;
  }
  return count;
}
