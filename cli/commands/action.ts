/** What a parsed command line amounts to. */

/** Runs a command; gives its exit code. */
export type CommandAction = () => Promise<number>;
