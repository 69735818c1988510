import type { Hosts, NativeDescription } from './types.ts';
export function describeNative(object: object, hosts: Hosts): NativeDescription | null { throw new Error(`not yet ${typeof object}${typeof hosts}`); }
