/** Public face of capture and partition: one recorder per packager process. */

export type { CapturedObjects } from './captured-objects.ts';
export { HeapRecorder, type RecorderOptions } from './heap-recorder.ts';
