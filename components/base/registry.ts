/** What parts of the system offer under a name. A component that registers something withdraws it when it is removed. */
export interface Offer {
  readonly title: string;
  readonly path: string;
}

/** Offers by name, in the order in which they were made. */
export const offers: Map<string, Offer> = new Map();
