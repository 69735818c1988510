/** Cents for a parcel of this weight (kilograms) over this distance (kilometres). */
export function price(weight: number, kilometres: number): number {
  return 400 + 90 * weight + 2 * kilometres;
}

/** Shown to the customer beside the price. */
export const tariff: { readonly name: string; readonly release: number } = { name: 'standard', release: 1 };
