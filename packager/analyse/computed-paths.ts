/** Paths that a text computes from its own folder: `'./locale/' + name`, `path.join(__dirname, 'formats', file + '.js')`. */
import type { AnyNode } from 'acorn';

/** What stands in a pattern for anything within one name of a path. */
const WILD = '*';

/** A string without anything computed in it; null for all other expressions. */
export function constantText(node: AnyNode | undefined): string | null {
  if (node?.type === 'Literal' && typeof node.value === 'string') return node.value;
  if (node?.type === 'TemplateLiteral' && node.expressions.length === 0) return node.quasis[0]?.value.cooked ?? null;
  return null;
}

/** The pattern of a path that begins in the module's own folder and is computed in part; null for others. */
export function computedPath(node: AnyNode | undefined): string | null {
  const pattern = node === undefined ? WILD : patternOf(node);
  return /^\.\.?\//.test(pattern) && pattern.includes(WILD) ? pattern : null;
}

/** The pattern of `join(__dirname, …)`, `path.resolve(__dirname, …)`, given the arguments; null where nothing but dots is constant in it. */
export function joinedPath(parts: readonly AnyNode[]): string | null {
  if (parts.length < 2 || patternOf(parts[0]) !== '.') return null;
  const names = parts.map(patternOf).join('/').split('/').filter((name) => name !== '' && name !== '.');
  return names.some((name) => name !== '..' && name !== WILD) ? `./${names.join('/')}` : null;
}

function patternOf(node: AnyNode | undefined): string {
  const constant = constantText(node);
  if (constant !== null) return constant.includes(WILD) ? '' : constant;
  switch (node?.type) {
    case 'TemplateLiteral':
      return node.quasis.map((quasi) => quasi.value.cooked ?? '').join(WILD);
    case 'BinaryExpression':
      return node.operator === '+' ? `${patternOf(node.left)}${patternOf(node.right)}`.replace(/\*{2,}/g, WILD) : WILD;
    case 'ParenthesizedExpression':
      return patternOf(node.expression);
    case 'Identifier':
      return node.name === '__dirname' ? '.' : WILD;
    case 'MemberExpression':
      return node.object.type === 'MetaProperty' && node.property.type === 'Identifier' && node.property.name === 'dirname' ? '.' : WILD;
    default:
      return WILD;
  }
}
