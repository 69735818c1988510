import type { FactoryRecords, HostCatalogue } from './types.ts';
export function buildCatalogue(records: FactoryRecords): HostCatalogue { throw new Error(`not yet ${typeof records}`); }
