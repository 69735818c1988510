import yaml from 'js-yaml';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
class Point {
  constructor(x, y) {
    Object.assign(this, { x, y });
  }
}
const type = new yaml.Type('!point', { kind: 'sequence', resolve: (data) => data.length === 2, construct: ([x, y]) => new Point(x, y), instanceOf: Point, represent: (p) => [p.x, p.y] });
const schema = yaml.DEFAULT_SCHEMA.extend([type]);
const text = 'name: &n Ada\nalso: *n\nwhen: 2026-01-02\nlist:\n  - 1\n  - 0x1F\n  - .inf\n  - ~\nblock: |\n  two\n  lines\nfold: >-\n  one\n  line\nat: !point [1, 2]\n<<: {base: true}\nbin: !!binary aGVsbG8=\nset: !!set {a, b}\n';
const parsed = yaml.load(text, { schema });

export class Program {
  static startUp() {
    console.log(parsed, parsed.at instanceof Point, parsed.when instanceof Date);
    console.log(yaml.dump(parsed, { schema, sortKeys: true }), yaml.loadAll('a: 1\n---\nb: 2\n'), yaml.dump({ deep: { er: ['x', { y: null }] }, long: 'w '.repeat(60) }, { flowLevel: 3 }));
    try {
      yaml.load('a: [1, 2\nb: 3');
    } catch (error) {
      console.log(error.name, error instanceof yaml.YAMLException, error.message);
    }
  }
}
