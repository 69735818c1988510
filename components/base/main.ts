import { randomUUID } from 'node:crypto';

export { Money } from './money.ts';
export { offers } from './registry.ts';
export type { Offer } from './registry.ts';
export { interfaces, negotiate } from './versions.ts';
export { view, views } from './views.ts';

/** Made when the component was packaged: the same in every launch. */
export const build: { readonly id: string; readonly at: bigint } = { id: randomUUID(), at: process.hrtime.bigint() };

/** Where the desk delivers, with the distance in kilometres. Frozen by the definition, hence in ROM. */
export const REGIONS: Record<string, { readonly name: string; readonly kilometres: number }> = {
  north: { name: 'North', kilometres: 120 },
  south: { name: 'South', kilometres: 340 },
  isles: { name: 'The Isles', kilometres: 780 },
};
