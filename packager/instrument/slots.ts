/** Identity of one activation of a scope. */
export class SlotKey {
  /** Only to tell keys from values of the program. */
  readonly kind = 'slot';
}

const restKeys = new WeakMap<object, SlotKey>();

/** Key of the activation that a rest parameter's array belongs to. */
export function restKey(rest: object): SlotKey {
  let key = restKeys.get(rest);
  if (key === undefined) restKeys.set(rest, (key = new SlotKey()));
  return key;
}
