/** The public face of the packager. */
export { packageComponents } from './pipeline.ts';
export type { PackageOptions, PackageProgress, PackageReport, PackageReportRow, ReportedStateChange } from './options.ts';
