/**
 * Names that emitted code brings into a module's scopes. All begin with one prefix that does not occur in the
 * module's own text, so that nothing can clash and edited texts are recognised by it.
 */
import type { Literal } from '../format/code/model.ts';
import { textHash } from './hash.ts';

export interface EmittedNames {
  readonly prefix: string;
  /** The link object of the module: `import`, `meta`, `push`, `restoring`. */
  readonly link: string;
  readonly value: string; // parameter of setters and initialisers
  readonly name: string; // parameter: function name
  readonly heritage: string;
  readonly keys: string;
  readonly cell: string; // parameter: the class cell
  /** Put where text was cut out, so that the text is recognised as edited. */
  readonly mark: string;
}

/** Names for a module's text. */
export function namesFor(source: string): EmittedNames {
  let prefix = '$ic';
  for (let n = 0; source.includes(prefix); n++) prefix = `$ic${String(n)}_`;
  return {
    prefix,
    link: prefix,
    value: `${prefix}v`,
    name: `${prefix}n`,
    heritage: `${prefix}h`,
    keys: `${prefix}k`,
    cell: `${prefix}c`,
    mark: `/*${prefix}*/`,
  };
}

/** Put where text of a literal, or of a part of it, was cut out or replaced: tells it from others whose emitted texts would be the same. */
export function markOf({ prefix }: EmittedNames, { module, start, end }: Pick<Literal, 'module' | 'start' | 'end'>): string {
  const { low, high } = textHash(module.source, start, end);
  return `/*${prefix}${low.toString(36)}${high.toString(36)}*/`;
}

const IDENTIFIER = /^[A-Za-z_$][\w$]*$/;

/** A property key as it may stand in an object literal, `__proto__` kept from setting the prototype. */
export function literalKey(key: string): string {
  if (key === '__proto__') return '["__proto__"]';
  return IDENTIFIER.test(key) ? key : quote(key);
}

/**
 * A JavaScript string literal for any string, also with lone surrogates and line separators. What is no Latin-1 is
 * escaped: one such character would double the size of a whole script in the file and make V8 scan it as UTF-16.
 */
export function quote(text: string): string {
   
  return JSON.stringify(text).replace(/[^\u0000-\u00ff]/g, (unit) => `\\u${unit.charCodeAt(0).toString(16).padStart(4, '0')}`);
}

/** Name of the variable that holds the object of a `with` scope: none that a program can say. */
export function withVariable({ id }: { readonly id: number }): string {
  return `with:${String(id)}`;
}
