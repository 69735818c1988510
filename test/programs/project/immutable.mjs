import { List, Map, OrderedMap, Range, Record, Seq, Set, Stack, fromJS, is } from 'immutable';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const numbers = List(Range(0, 100));
const settings = fromJS({ server: { port: 80, hosts: ['a', 'b'] }, flags: { on: true } });
const Point = Record({ x: 0, y: 0 }, 'Point');
class Vector extends Point {
  get length() {
    return Math.hypot(this.x, this.y);
  }
}
const origin = new Vector();
const keyed = Map([[origin, 'origin'], [new Vector({ x: 3, y: 4 }), 'far']]);
const lazy = Seq(numbers).filter((n) => n % 7 === 0).map((n) => n * n);
const ordered = OrderedMap([['z', 1], ['a', 2]]).set('m', 3);
settings.hashCode();

export class Program {
  static startUp() {
    console.log(numbers.size, numbers.get(42), numbers.update(3, (n) => n + 1).slice(0, 5).toJS(), settings.getIn(['server', 'hosts', 1]));
    const changed = settings.setIn(['server', 'port'], 8080).updateIn(['server', 'hosts'], (hosts) => hosts.push('c'));
    console.log(changed.toJS(), settings.getIn(['server', 'port']), changed.get('flags') === settings.get('flags'), settings.hashCode() === fromJS(settings.toJS()).hashCode());
    console.log(keyed.get(new Vector({ x: 3, y: 4 })), keyed.get(origin), new Vector({ x: 3, y: 4 }).length, is(origin, new Vector()), String(origin), origin instanceof Point);
    console.log(lazy.take(4).toArray(), ordered.keySeq().toArray(), Set([1, 2, 2, 3]).union([9]).toArray(), Stack([1, 2]).push(0).toString());
    console.log(numbers.groupBy((n) => n % 3).map((group) => group.size).toJS(), Map({ a: 1 }).merge({ b: 2 }).toString(), numbers.withMutations((list) => list.push(1, 2)).size);
  }
}
