/**
 * Public face of capture: reading the live heap. The class that captures component after component is `HeapRecorder` in
 * `packager/partition/index.ts`:
 *
 *   const recorder = new HeapRecorder({ reader, catalogue, system, root });   // root: absolute project root
 *   const captured = recorder.captureComponent(spec);                          // in prerequisite order, after each load
 *   throwProblems(captured.problems);                                          // packager/errors.ts
 */

export type { CapturedComponent, CapturedExport, ComponentSpec, LateVariable, StatePolicy } from './spec.ts';
