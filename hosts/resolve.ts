import type { HostResolver } from './types.ts';
/** `provided`: exports of a module that the product itself provides (`image-components`). */
export function createHostResolver(provided: (module: string) => Readonly<Record<string, unknown>> | null): HostResolver { throw new Error(`not yet ${typeof provided}`); }
