/** What a launch is asked for: the face between the command line and the runtime. */

/** Options of `launch`. All paths are absolute. */
export interface LaunchOptions {
  /** The started file, `.ic` or `.icx`. It may not exist: that is IC_NOT_FOUND. */
  readonly file: string;
  /** What `-ini:` names; null: the default rules. */
  readonly iniFile: string | null;
  /** What follows the file on the command line, untouched: goes to `startUp(args)`. */
  readonly args: readonly string[];
  /** `-se`: write the prelinked file and do not start. `output` null: beside the started file. */
  readonly prelink: { readonly output: string | null } | null;
}
