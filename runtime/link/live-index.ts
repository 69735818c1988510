/** From an object of the running program to the record that it was made from, so that its code and captured variables are known. */
import type { GraphObject } from '../../format/graph/model.ts';
import type { ClassCell, CodeLink, LiveComponent } from '../instantiate/types.ts';

export interface Origin {
  readonly component: LiveComponent;
  readonly record: GraphObject;
  readonly id: number;
}

/** Made when it is first asked; knows the components that `components` gives then and later. */
export class LiveIndex {
  private readonly components: () => Iterable<LiveComponent>;
  private readonly origins = new WeakMap<object, Origin>();
  private readonly read = new WeakSet<LiveComponent>();

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

  private add(component: LiveComponent): void {
    if (this.read.has(component)) return;
    this.read.add(component);
    component.reader.graph.objects.forEach((record, id) => {
      const object = component.objects[id];
      if (((typeof object === 'object' && object !== null) || typeof object === 'function') && !this.origins.has(object)) this.origins.set(object, { component, record, id });
    });
  }
}
