/** Gives an object exactly the own properties that were captured, in their order, whatever its making gave it already. */

export interface WantedProperty {
  readonly key: string | symbol;
  readonly descriptor: PropertyDescriptor;
}

/** Defines the properties on an object that has none of its own yet, or whose own ones shall be replaced as needed. */
export function reconcile(object: object, wanted: readonly WantedProperty[]): void {
  const existing = Reflect.ownKeys(object);
  if (existing.length === 0) {
    for (const { key, descriptor } of wanted) Object.defineProperty(object, key, descriptor);
    return;
  }
  const wantedKeys = new Set(wanted.map((property) => property.key));
  for (const key of existing) if (!wantedKeys.has(key)) Reflect.deleteProperty(object, key);
  if (!inOrder(Reflect.ownKeys(object), wanted)) {
    for (const key of Reflect.ownKeys(object)) Reflect.deleteProperty(object, key); // what stays (a class's `prototype`) stands first in both
  }
  for (const { key, descriptor } of wanted) {
    const present = Object.getOwnPropertyDescriptor(object, key);
    if (present === undefined || !sameDescriptor(present, descriptor)) Object.defineProperty(object, key, descriptor);
  }
}

/** Whether the existing keys are the first wanted ones in the same order, so that adding the rest gives the wanted order. */
function inOrder(existing: readonly (string | symbol)[], wanted: readonly WantedProperty[]): boolean {
  return existing.every((key, index) => wanted[index]?.key === key);
}

function sameDescriptor(a: PropertyDescriptor, b: PropertyDescriptor): boolean {
  return a.enumerable === b.enumerable && a.configurable === b.configurable && a.writable === b.writable && a.get === b.get && a.set === b.set && Object.is(a.value, b.value);
}
