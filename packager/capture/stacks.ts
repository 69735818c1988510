/**
 * Stacks of captured errors name the files of the machine that packaged, and frames of the packager itself. What is kept
 * is the program's own frames, with paths within the project, so that the same program gives the same bytes anywhere.
 */

/** `root` and `rootUrl` without a slash at the end. */
export function portableStack(stack: string, root: string, rootUrl: string): string {
  if (!/\n\s+at /.test(stack)) return stack;
  const kept: string[] = [];
  for (const line of stack.split('\n')) {
    const isFrame = /^\s+at /.test(line);
    if (isFrame && !line.includes(`${root}/`) && !line.includes(`${rootUrl}/`)) continue;
    kept.push(line.replaceAll(`${rootUrl}/`, '').replaceAll(`${root}/`, ''));
  }
  return kept.join('\n');
}
