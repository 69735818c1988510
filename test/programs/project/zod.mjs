import { z } from 'zod';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const Address = z.object({ street: z.string().min(3), zip: z.string().regex(/^\d{5}$/) });
const Person = z.object({
  name: z.string().trim(),
  age: z.coerce.number().int().positive().optional(),
  email: z.email(),
  role: z.enum(['admin', 'user']).default('user'),
  addresses: z.array(Address).max(2),
  extra: z.union([z.literal('x'), z.number(), z.null()]),
}).strict().refine((person) => person.name !== 'root', { message: 'no root' });
const Shape = z.discriminatedUnion('kind', [z.object({ kind: z.literal('circle'), r: z.number() }), z.object({ kind: z.literal('square'), side: z.number().transform((n) => n * n) })]);
const good = { name: ' Ada ', age: '36', email: 'ada@example.org', addresses: [{ street: 'Long Lane', zip: '12345' }], extra: null };
const warm = Person.parse(good);
const list = z.lazy(() => z.object({ value: z.number(), next: list.nullable() }));

export class Program {
  static startUp() {
    console.log(warm, Person.parse(good), Shape.parse({ kind: 'square', side: 4 }));
    const bad = Person.safeParse({ ...good, age: -1.5, email: 'no', role: 'king', addresses: [{ street: 'x', zip: 'y' }], extra: 'z', more: 1 });
    console.log(bad.success, bad.error instanceof z.ZodError, JSON.stringify(bad.error.issues), Person.safeParse({ ...good, name: 'root' }).error.issues[0].message);
    console.log(list.safeParse({ value: 1, next: { value: 2, next: null } }).success, list.safeParse({ value: 1, next: { value: 'x', next: null } }).error.issues[0].path, JSON.stringify(z.toJSONSchema(Address)));
    console.log(z.map(z.string(), z.date()).parse(new Map([['a', new Date(0)]])), z.string().brand('Id').parse('q'), Object.keys(Person.shape ?? {}).length, z.tuple([z.string(), z.bigint()]).parse(['a', 5n]));
    console.log(Person.partial === undefined ? 'none' : Object.keys(Address.partial().parse({})).length, z.record(z.string(), z.boolean()).safeParse({ a: 1 }).success, z.prettifyError(bad.error));
  }
}
