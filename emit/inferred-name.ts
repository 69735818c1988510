/**
 * What V8 calls a function without a name in stacks: it goes by what the function is assigned to, `exports.run` of
 * `exports.run = function () {…}`. In emitted code the function stands elsewhere; there it is given the same name.
 */
import type { Literal } from '../format/code/model.ts';

const TARGET = /(?:^|[^=!<>+\-*/%&|^?~\w$\])])\s*((?:this|[A-Za-z_$][\w$]*)(?:\s*\.\s*[A-Za-z_$][\w$]*|\s*\[[^[\]\n]*\])*)\s*=\s*$/;
const PART = /\.\s*([A-Za-z_$][\w$]*)|\[\s*(?:'([^'\\]*)'|"([^"\\]*)"|[^[\]]*)\s*\]/g;
/** Longer targets are not looked for. */
const REACH = 160;

/** The name, empty where there is none or it is not that simple. */
export function inferredName(literal: Literal): string {
  const { source } = literal.module;
  const names: string[] = [];
  for (let end = literal.start, more = true; more;) {
    const found = TARGET.exec(source.slice(Math.max(0, end - REACH), end));
    more = found !== null;
    const target = found?.[1] ?? '';
    if (found === null || !/[.[]/.test(target)) break;
    names.unshift(...partsOf(target));
    end -= found[0].length - found[0].lastIndexOf(target, found[0].lastIndexOf('='));
  }
  if (names.length === 0) return '';
  const maker = constructorAround(literal);
  const name = (maker === null ? names : [maker, ...names]).join('.');
  return name === '__proto__' ? '' : name;
}

function partsOf(target: string): readonly string[] {
  const first = /^[\w$]+/.exec(target)?.[0] ?? '';
  const parts = first === 'this' ? [] : [first];
  for (const [, name, single, double] of target.slice(first.length).matchAll(PART)) {
    const part = name ?? single ?? double ?? '<computed>';
    if (part !== 'prototype') parts.push(part);
  }
  return parts;
}

/** The function around the literal, if it has the name of a constructor. */
function constructorAround(literal: Literal): string | null {
  let at = literal.parent;
  while (at?.kind === 'arrow') at = at.parent;
  const name = at?.kind === 'constructor' ? at.owner?.name : at?.kind === 'function' ? at.name : null;
  return typeof name === 'string' && /^[A-Z]/.test(name) ? name : null;
}
