/**
 * Objects of Node itself: their names (catalogue, resolver), what user code did to them (differences), and the
 * objects that only Node can make (factories, classification). The packager uses all of it; the runtime uses
 * `createHostResolver` and `makeNative` only, from their own files, so that it does not load the catalogue.
 */
export { parseHostPath, printHostPath, readableHostPath } from './path.ts';
export type { HostRoot, HostStep, HostKey, ParsedHostPath } from './path.ts';
export { buildCatalogue } from './catalogue.ts';
export { createHostResolver } from './resolve.ts';
export { changedHostValues } from './changed-slots.ts';
export { installFactoryRecording } from './record.ts';
export { describeNative } from './describe.ts';
export { makeNative } from './factories.ts';
export { classify } from './classify.ts';
export type * from './types.ts';
