import type { Literal } from '../../format/code/model.ts';

const NAME_STATIC = /^static(?:\s|\/\*[^]*?\*\/|\/\/[^\n]*\n)*(?=\()/;

/**
 * What `Function.prototype.toString` gives of a function: its text, but for a method of a class that is called `static`,
 * of which V8 leaves the name out.
 */
export function shownText({ module, start, end, owner, isStatic }: Literal): string {
  const text = module.source.slice(start, end);
  return owner !== null && !isStatic && text.startsWith('static') ? text.replace(NAME_STATIC, '') : text;
}
