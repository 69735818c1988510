/** From an object of the running program to the record that it was made from, so that its code and captured variables are known. */
import type { GraphObject, ObjectId } from '../../format/graph/model.ts';
import type { ClassCell, CodeLink, LiveComponent } from '../instantiate/types.ts';

/** Where a live function or class came from. */
export class Origin {
  readonly component: LiveComponent;
  readonly id: number;

  constructor(component: LiveComponent, id: number) {
    this.component = component;
    this.id = id;
  }

  /** Decoded when it is asked for: few are. */
  get record(): GraphObject {
    return this.component.packaged.graph.object(this.id as ObjectId); // a place in the component's table of objects
  }
}

/** Made when it is first asked; knows the components that `components` gives then and later. */
export class LiveIndex {
  private readonly components: () => Iterable<LiveComponent>;
  private readonly origins = new WeakMap<object, Origin>();
  private read = new WeakSet<LiveComponent>();

  constructor(components: () => Iterable<LiveComponent>) {
    this.components = components;
  }

  /** Where the object came from; null: the program made it. */
  origin(object: object): Origin | null {
    for (const component of this.components()) this.add(component);
    return this.origins.get(object) ?? null;
  }

  /** Access to private members of a class; null: not one that a component brought. */
  classCell(classObject: Function): { readonly cell: ClassCell; readonly link: CodeLink } | null {
    for (const component of this.components()) {
      const found = component.classCell(classObject);
      if (found !== null) return found;
    }
    return null;
  }

  /** A component goes: what stays alive of its objects must not keep it. */
  forget(component: LiveComponent): void {
    for (const object of component.objects) if (isObject(object) && this.origins.get(object)?.component === component) this.origins.delete(object);
    this.read = new WeakSet(); // others may hold the same objects: they are the origin then
  }

  private add(component: LiveComponent): void {
    if (this.read.has(component)) return;
    this.read.add(component);
    component.objects.forEach((object, id) => {
      if (isObject(object) && !this.origins.has(object)) this.origins.set(object, new Origin(component, id));
    });
  }
}

function isObject(value: unknown): value is object {
  return (typeof value === 'object' && value !== null) || typeof value === 'function';
}
