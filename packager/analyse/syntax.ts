/** Parsing: acorn with the rules of each kind of text, and the few positions that the syntax tree does not carry. */
import { Parser } from 'acorn';
import type { AnyNode, ArrowFunctionExpression, FunctionDeclaration, FunctionExpression, Program } from 'acorn';

/** Any function; `export default function () {}` is a declaration without a name. */
export type FunctionNode = FunctionDeclaration | FunctionExpression | ArrowFunctionExpression | (Omit<FunctionDeclaration, 'id'> & { id: null });

/** What a text is: `script` is global code (indirect eval, `new Function`), `eval` direct eval. */
export type TextKind = 'commonjs' | 'module' | 'script' | 'eval';

/** Direct eval may stand where `new.target` means that of the enclosing function. */
class EvalParser extends Parser {
  get allowNewDotTarget(): boolean {
    return true;
  }
}

let ahead: { readonly source: string; readonly kind: TextKind; readonly program: Program } | null = null;

/** Parses a text that is analysed next, most likely. Throws as parseText does. */
export function parseAhead(source: string, kind: TextKind, file: string): void {
  ahead = null;
  ahead = { source, kind, program: parseText(source, kind, file) };
}

/** Parses one text. Throws SyntaxError with `file:line:column` first in its message. */
export function parseText(source: string, kind: TextKind, file: string): Program {
  if (ahead !== null && ahead.source === source && ahead.kind === kind) {
    const { program } = ahead;
    ahead = null;
    return program;
  }
  const parser = kind === 'eval' || kind === 'commonjs' ? EvalParser : Parser;
  try {
    return parser.parse(source, {
      ecmaVersion: 'latest',
      sourceType: kind === 'module' ? 'module' : 'script',
      allowReturnOutsideFunction: kind === 'commonjs',
      allowAwaitOutsideFunction: kind === 'module',
      allowSuperOutsideMethod: kind === 'eval',
      checkPrivateFields: kind !== 'eval',
      allowHashBang: true,
    });
  } catch (error) {
    throw placed(error, file);
  }
}

function placed(error: unknown, file: string): unknown {
  if (!(error instanceof SyntaxError) || !('loc' in error)) return error;
  const { line, column } = error.loc as { line: number; column: number }; // acorn's own errors carry it
  const message = error.message.replace(/ \(\d+:\d+\)$/, '');
  return new SyntaxError(`${file}:${line}:${column + 1}: ${message}`);
}

/** True when the directive prologue says "use strict". */
export function hasUseStrict(body: readonly AnyNode[]): boolean {
  for (const statement of body) {
    if (statement.type !== 'ExpressionStatement' || statement.directive === undefined) return false;
    if (statement.directive === 'use strict') return true;
  }
  return false;
}

/** Position after the directive prologue, or `start` if there is none. */
export function afterDirectives(body: readonly AnyNode[], start: number): number {
  let position = start;
  for (const statement of body) {
    if (statement.type !== 'ExpressionStatement' || statement.directive === undefined) break;
    position = statement.end;
  }
  return position;
}

/** The next position from `from` on that is neither white space nor comment. */
export function skipBlank(source: string, from: number): number {
  let position = from;
  for (;;) {
    const code = source.charCodeAt(position);
    if (code === 47 && source.charCodeAt(position + 1) === 47) {
      while (position < source.length && !isLineEnd(source.charCodeAt(position))) position++;
    } else if (code === 47 && source.charCodeAt(position + 1) === 42) {
      position = source.indexOf('*/', position + 2) + 2;
    } else if (code === 32 || (code >= 9 && code <= 13) || (code > 127 && /\s/.test(source.charAt(position)))) {
      position++;
    } else {
      return position;
    }
  }
}

/** Line terminators of the language. */
export function isLineEnd(code: number): boolean {
  return code === 10 || code === 13 || code === 0x2028 || code === 0x2029;
}

/** Position of `token` from `from` on, where only white space, comments and closing parentheses may stand between. */
export function findToken(source: string, token: string, from: number): number {
  let position = skipBlank(source, from);
  while (!source.startsWith(token, position)) position = skipBlank(source, position + 1);
  return position;
}

/** Position after the `=>` of an arrow function. */
export function afterArrow(source: string, node: ArrowFunctionExpression): number {
  const last = node.params.at(-1);
  return findToken(source, '=>', last === undefined ? node.start : last.end) + 2;
}

/** True when a function, class or direct eval occurs in the node. */
export function containsLiteral(node: unknown): boolean {
  if (typeof node !== 'object' || node === null) return false;
  if (Array.isArray(node)) return node.some(containsLiteral);
  if ('type' in node) {
    switch (node.type) {
      case 'FunctionExpression': case 'ArrowFunctionExpression': case 'ClassExpression':
        return true;
      case 'CallExpression':
        if ('callee' in node && isEvalName(node.callee)) return true;
        break;
      case 'Identifier': case 'Literal':
        return false;
      default:
    }
  }
  return Object.values(node).some(containsLiteral);
}

/** The identifier `eval`, whatever it is bound to. */
export function isEvalName(node: unknown): boolean {
  return typeof node === 'object' && node !== null && 'type' in node && node.type === 'Identifier' && 'name' in node && node.name === 'eval';
}

/** Anonymous function, arrow or class: takes the name of what it is assigned to. */
export function isAnonymousFunction(node: AnyNode | null | undefined): boolean {
  switch (node?.type) {
    case 'ArrowFunctionExpression':
      return true;
    case 'FunctionExpression': case 'ClassExpression': case 'FunctionDeclaration': case 'ClassDeclaration':
      return node.id === null || node.id === undefined;
    default:
      return false;
  }
}
