import type { FactoryRecords } from './types.ts';
/** Before user code and before the catalogue. */
export function installFactoryRecording(): FactoryRecords { throw new Error('not yet'); }
