const steps: readonly (readonly [kilograms: number, cents: number])[] = [[1, 350], [5, 700], [20, 1500]];

/** Cents for a parcel of this weight (kilograms) over this distance (kilometres): by weight class. */
export function price(weight: number, kilometres: number): number {
  const [, base] = steps.find(([kilograms]) => weight <= kilograms) ?? [0, 3000];
  return base + Math.ceil(kilometres / 100) * 100;
}

/** Shown to the customer beside the price. */
export const tariff: { readonly name: string; readonly release: number } = { name: 'by weight class', release: 2 };
