import _ from 'underscore';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
_.mixin({ initials: (text) => _.map(text.split(' '), (word) => word[0]).join('') });
const table = _.object(_.range(10), _.map(_.range(10), (n) => n * n));
const fibonacci = _.memoize((n) => (n < 2 ? n : fibonacci(n - 1) + fibonacci(n - 2)));
fibonacci(30);
const card = _.template('<h1><%- title %></h1><% _.each(items, function (item) { %><li><%= item %></li><% }); %>');
const unique = _.uniqueId('row-');

export class Program {
  static startUp() {
    console.log(_.VERSION, table, fibonacci(31), _.keys(fibonacci.cache).length);
    console.log(card({ title: 'a < b', items: [1, 2, 3] }), unique, _.uniqueId('row-'), _.initials('Ada Maria King'), _('Grace Hopper').initials());
    console.log(_.chain([3, 1, 2]).sortBy().map((n) => n * 2).reverse().value(), _.partition([1, 2, 3, 4], (n) => n % 2), _.isEqual({ a: [1, new Date(0)] }, { a: [1, new Date(0)] }));
    console.log(_.escape('<&>"'), _.where([{ a: 1, b: 2 }, { a: 1 }], { a: 1, b: 2 }), _.groupBy(['one', 'two', 'three'], 'length'), _.compose((n) => n + 1, (n) => n * 2)(5), _.invert({ a: 'x' }));
  }
}
