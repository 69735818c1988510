import _ from 'lodash';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const people = _.times(40, (n) => ({ id: n, name: _.capitalize(`person ${n}`), group: n % 4, tags: _.range(n % 5) }));
const byGroup = _.groupBy(people, 'group');
const index = _.keyBy(people, 'id');
export const slow = _.memoize((n) => ({ n, square: n * n }));
const first = slow(7);
const total = _.flow([_.property('tags'), _.sum]);
const greet = _.template('Hello <%= name %>, <%- note %>!<% if (group > 1) { %> (group <%= group %>)<% } %>');
const chain = _(people).filter({ group: 2 }).map('id');
const mixin = _.runInContext();
mixin.mixin({ shout: (text) => `${_.upperCase(text)}!` });
let calls = 0;
const once = _.once(() => (calls += 1));
once();

export class Program {
  static startUp(args) {
    console.log(_.VERSION, args.length, _.mapValues(byGroup, 'length'), index[5] === people[5]);
    console.log(slow(7) === first, slow(8).square, slow.cache.size, slow.cache.has(7));
    console.log(people.slice(0, 6).map(total), greet({ name: 'Ada', note: '<b>&', group: 2 }));
    console.log(chain.take(3).value(), chain.reverse().head(), mixin.shout('so it is'), _.shout === undefined);
    console.log(once(), once(), calls, _.isEqual(_.cloneDeep(people), people), _.merge({ a: [1, { b: 2 }] }, { a: [{ c: 3 }, { d: 4 }] }));
    console.log(_.camelCase('some-long name'), _.deburr('déjà vu'), _.words('fred, barney & pebbles'), _.startCase('fooBar'), _.truncate('a long sentence for this', { length: 12 }));
    console.log(_.sortBy(people, [(p) => -p.group, 'name']).slice(0, 4).map((p) => p.name), _.orderBy([3, 1, 2], null, 'desc'));
    const curried = _.curry((a, b, c) => [a, b, c]);
    console.log(curried(1)(_.placeholder ?? 2, 3), _.partialRight(Math.max, 4)(1), _.get({ a: [{ b: { c: 3 } }] }, 'a[0].b.c'), _.set({}, 'x[2].y', 1));
    console.log(_.zipObjectDeep(['a.b[0].c', 'a.b[1].d'], [1, 2]), _.isPlainObject(Object.create(null)), _.toPath('a[0].b["c.d"]'), _.pad('x', 5, '-'), _.xor([2, 1], [2, 3]));
  }
}
