/** How a function or class stands in its instance's table `f`. */
export const FunctionMode = {
  direct: 0, // the function itself
  thunk: 1, // () => function
  named: 2, // name => function
  class: 3, // (name, heritage, keys, cell) => class
  home: 4, // made with its home object; slot: of the literal among the home's methods
} as const;

/** Instance slots below zero. */
export const MAKER_OF_MODULE = -1;
/** Made from the code tables of a prerequisite when linking. */
export const MAKER_FOREIGN = -2;
/** Slots from here on downwards: maker inside a class body or an object literal (its methods' home), slot = FIRST_IN_CLASS - value. */
export const FIRST_IN_CLASS = -10;

/** How an instance's maker is called. */
export const MakerMode = {
  call: 0, // with the captured `this`; constructed with `new.target` where that is captured
  derived: 1, // a derived class, constructed so that `super()` in it gives the captured `this` (emit/maker.ts, isConstructor)
} as const;
