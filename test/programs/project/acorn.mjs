import * as acorn from 'acorn';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const counted = { identifiers: 0 };
const Counting = acorn.Parser.extend((Base) => class extends Base {
  parseIdent(...rest) {
    counted.identifiers += 1;
    return super.parseIdent(...rest);
  }
});
const sample = 'class A extends B { #x = 1; static { f`a${b}`; } get y() { return this?.#x ?? 0n } } export default async function* g() { for await (const [a, ...b] of c) yield* a }';
const tree = Counting.parse(sample, { ecmaVersion: 'latest', sourceType: 'module', locations: true });

export class Program {
  static startUp() {
    const kinds = (node, out = []) => {
      if (node && typeof node.type === 'string') out.push(node.type);
      for (const key of Object.keys(node)) if (node[key] && typeof node[key] === 'object') kinds(node[key], out);
      return out;
    };
    console.log(acorn.version, counted.identifiers, kinds(tree).join(' '));
    console.log(kinds(Counting.parse('x => x ** 2', { ecmaVersion: 2020 })).join(' '), counted.identifiers, tree instanceof acorn.Node, tree.constructor === acorn.Node, tree.loc.end);
    console.log([...acorn.tokenizer('let ünï = /a+/gi, s = `t${1}`', { ecmaVersion: 2022 })].map((token) => token.type.label).join(' '), acorn.isIdentifierStart(0x61), acorn.tokTypes.name.label);
    try {
      acorn.parse('let 1x', { ecmaVersion: 2022 });
    } catch (error) {
      console.log(error.name, error.message, error.pos, error.loc);
    }
  }
}
