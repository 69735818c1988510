import type { Classification, Hosts } from './types.ts';
/** Order for the walker: catalogue path, known module part, code identity (ScopeReader), bound and proxy (inspector), then this. */
export function classify(object: object, hosts: Hosts): Classification { throw new Error(`not yet ${typeof object}${typeof hosts}`); }
