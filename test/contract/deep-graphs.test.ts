import { describeValues } from '../support/value-cases.ts';

const count = 'const count = (from, step) => { let n = 0; for (let at = step(from); at !== undefined && at !== null; at = step(at)) n += 1; return n; };';

describeValues('graphs deeper than any stack', [
  { title: 'a linked list', source: `${count} let head = null; for (let i = 0; i < 30000; i += 1) head = { next: head }; export const check = () => count(head, (x) => x.next);`, expected: 29999 },
  { title: 'a list of instances with private fields', source: `${count} class Node { #next; constructor(next) { this.#next = next; } get next() { return this.#next; } } let head = null; for (let i = 0; i < 10000; i += 1) head = new Node(head); export const check = () => count(head, (x) => x.next);`, expected: 9999 },
  { title: 'closures within closures', source: `${count} let f = () => null; for (let i = 0; i < 10000; i += 1) { const inner = f; f = () => inner; } export const check = () => count(f, (x) => x());`, expected: 10000 },
  { title: 'activations within activations', source: `${count} const nest = (n, f) => (n === 0 ? f : nest(n - 1, () => f)); const f = nest(2000, () => null); export const check = () => count(f, (x) => x());`, expected: 2000 },
  { title: 'arrays, Maps and Sets in each other', source: `${count} let all = null; for (let i = 0; i < 5000; i += 1) all = [new Map([['k', new Set([all])]])]; export const check = () => count(all, ([map]) => [...map.get('k')][0]);`, expected: 4999 },
  { title: 'a chain of prototypes', source: `${count} let all = Object.create(null); for (let i = 0; i < 2000; i += 1) all = Object.create(all); export const check = () => count(all, Object.getPrototypeOf);`, expected: 2000 },
  { title: 'a chain through the entries of a WeakMap', source: `${count} const next = new WeakMap(); const head = {}; let last = head; for (let i = 0; i < 10000; i += 1) { const one = {}; next.set(last, one); last = one; } export const check = () => count(head, (x) => next.get(x));`, expected: 10000 },
  { title: 'frozen objects', source: `${count} let head = null; for (let i = 0; i < 10000; i += 1) head = Object.freeze({ next: head }); export const check = () => [count(head, (x) => x.next), Object.isFrozen(head.next.next)];`, expected: [9999, true] },
  { title: 'bound functions and causes of errors', source: `${count} let f = () => 7; for (let i = 0; i < 1000; i += 1) f = f.bind(null); let e = null; for (let i = 0; i < 1000; i += 1) e = new Error('e', { cause: e }); export const check = () => [f(), count(e, (x) => x.cause)];`, expected: [7, 999] },
  { title: 'a WeakMap with many entries', source: 'const keys = Array.from({ length: 20000 }, (_, i) => ({ i })); const weak = new WeakMap(keys.map((key) => [key, key.i])); export const check = () => keys.every((key) => weak.get(key) === key.i);', expected: true },
]);
