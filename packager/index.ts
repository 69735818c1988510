/** The public face of the packager. */
export { diagnose } from './diagnose.ts';
export type { DiagnosedModule, DiagnosedProblem, DiagnoseOptions, Diagnosis } from './diagnose.ts';
export { packageComponents } from './pipeline.ts';
export type { PackageOptions, PackageProgress, PackageReport, PackageReportRow, ReportedStateChange } from './options.ts';
