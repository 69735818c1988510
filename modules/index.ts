/** The module system that both halves share. */
export { ModuleSystem } from './system.ts';
export type { Seed } from './system.ts';
export { installNodeHooks } from './node-hooks.ts';
export type { Findings } from './node-hooks.ts';
export { OutsideImports } from './outside-imports.ts';
export { internals, nodePlace } from './node-unsafe.ts';
export { fileOf, idOfUrl, urlOf } from './parts.ts';
export { hasExportHere, isWholeExports, wholeExports } from './whole-exports.ts';
export type { EvaluationContext, EvaluationForm, ExportBinding, KnownPart, ModuleHost, ModuleKind, NamespaceName, Resolution, SeededModule } from './types.ts';
