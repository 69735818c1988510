/** Public face of capture and partition: one recorder per packager process. */

export { HeapRecorder, type RecorderOptions } from './heap-recorder.ts';
