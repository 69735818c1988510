/** Gives an object exactly the own properties that were captured, in their order, whatever its making gave it already. */

export interface WantedProperty {
  readonly key: string | symbol;
  readonly descriptor: PropertyDescriptor;
}

/** Defines the properties on an object that has none of its own yet, or whose own ones shall be replaced as needed. `breaksLink`: a sloppy `arguments` object. */
export function reconcile(object: object, wanted: readonly WantedProperty[], breaksLink = false): void {
  const existing = Reflect.ownKeys(object);
  if (existing.length === 0) {
    for (const { key, descriptor } of wanted) Object.defineProperty(object, key, descriptor);
    return;
  }
  const wantedKeys = new Set(wanted.map((property) => property.key));
  for (const key of existing) if (!wantedKeys.has(key)) Reflect.deleteProperty(object, key);
  // What stands too early is taken away and comes again behind what is there. `arguments` and `caller` of sloppy functions,
  // and `prototype`, cannot go: they have not moved either.
  // Indexes stand first and symbols last, whenever they were defined.
  for (const isOfKind of [isName, isSymbol]) {
    const order = wanted.filter(({ key }) => isOfKind(key));
    let next = 0;
    for (const key of existing) {
      if (!isOfKind(key) || !wantedKeys.has(key)) continue;
      if (order[next]?.key === key) next++;
      else Reflect.deleteProperty(object, key);
    }
  }
  for (const { key, descriptor } of wanted) {
    const present = Object.getOwnPropertyDescriptor(object, key);
    if (present !== undefined && sameDescriptor(present, descriptor)) continue;
    // An element of a sloppy `arguments` object that no longer follows its parameter must not write to it.
    if (breaksLink && isIndex(key) && present !== undefined && 'value' in descriptor) {
      const { value, ...attributes } = descriptor;
      if (Object.is(present.value, value)) {
        Object.defineProperty(object, key, attributes);
        continue;
      }
      Reflect.deleteProperty(object, key);
    }
    Object.defineProperty(object, key, descriptor);
  }
}

const isSymbol = (key: string | symbol): boolean => typeof key === 'symbol';
/** Array indexes: they come first, in numeric order. */
const isIndex = (key: string | symbol): boolean => typeof key === 'string' && /^(?:0|[1-9]\d{0,9})$/.test(key) && Number(key) <= 2 ** 32 - 2;
const isName = (key: string | symbol): boolean => typeof key === 'string' && !isIndex(key);

function sameDescriptor(a: PropertyDescriptor, b: PropertyDescriptor): boolean {
  return a.enumerable === b.enumerable && a.configurable === b.configurable && a.writable === b.writable && a.get === b.get && a.set === b.set && Object.is(a.value, b.value);
}
