import { CORE_SCHEMA, NOT_RESOLVED, YAML11_SCHEMA, YAMLException, defineScalarTag, defineSequenceTag, dump, load, loadAll, parseEvents } from 'js-yaml';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
class Point {
  constructor(x, y) {
    Object.assign(this, { x, y });
  }
}
const point = defineSequenceTag('!point', { create: () => [], addItem: (list, item) => { list.push(item); }, finalize: ([x, y]) => new Point(x, y), identify: (value) => value instanceof Point, represent: (p) => [p.x, p.y] });
const even = defineScalarTag('!even', { resolve: (text) => (Number(text) % 2 === 0 ? Number(text) : NOT_RESOLVED), identify: () => false, represent: String });
const schema = YAML11_SCHEMA.withTags(point, even);
const text = 'name: &n Ada\nalso: *n\nwhen: 2026-01-02\nlist:\n  - 1\n  - 0x1F\n  - .inf\n  - ~\nblock: |\n  two\n  lines\nfold: >-\n  one\n  line\nat: !point [1, 2]\n<<: {base: true}\nbin: !!binary aGVsbG8=\nset: !!set {a, b}\neven: !even 4\n';
const parsed = load(text, { schema });

export class Program {
  static startUp() {
    console.log(parsed, parsed.at instanceof Point, parsed.when instanceof Date);
    console.log(dump(parsed, { schema, sortKeys: true }), loadAll('a: 1\n---\nb: 2\n'), dump({ deep: { er: ['x', { y: null }] }, long: 'w '.repeat(60) }, { flowLevel: 3 }));
    for (const bad of ['a: [1, 2\nb: 3', 'a: !even 3', 'a: 1\na: 2', '*none']) {
      try {
        load(bad, { schema });
      } catch (error) {
        console.log(error.constructor === YAMLException, error.message.split('\n')[0]);
      }
    }
    console.log(load('2026-01-02', { schema: CORE_SCHEMA }), load('yes: on', { schema }), parseEvents('a: [1]').length, dump([new Point(3, 4)], { schema }));
  }
}
