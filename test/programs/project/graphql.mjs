import { GraphQLEnumType, GraphQLInputObjectType, GraphQLInt, GraphQLInterfaceType, GraphQLList, GraphQLNonNull, GraphQLObjectType, GraphQLScalarType, GraphQLSchema, GraphQLString, GraphQLUnionType, buildSchema, execute, graphql, introspectionFromSchema, parse, print, printSchema, subscribe, validate, visit } from 'graphql';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const Day = new GraphQLScalarType({ name: 'Day', serialize: (value) => value.toISOString().slice(0, 10), parseValue: (text) => new Date(text) });
const Status = new GraphQLEnumType({ name: 'Status', values: { OPEN: { value: 1 }, CLOSED: { value: 2, deprecationReason: 'old' } } });
const Named = new GraphQLInterfaceType({ name: 'Named', fields: { name: { type: GraphQLString } }, resolveType: (value) => (value.lines === undefined ? 'Person' : 'Order') });
const Person = new GraphQLObjectType({ name: 'Person', interfaces: [Named], fields: () => ({ name: { type: GraphQLString }, orders: { type: new GraphQLList(Order), resolve: (person) => orders.filter((order) => order.by === person.name) } }) });
const Order = new GraphQLObjectType({ name: 'Order', interfaces: [Named], fields: () => ({ name: { type: GraphQLString }, lines: { type: new GraphQLList(GraphQLInt) }, status: { type: Status }, day: { type: Day }, by: { type: Person, resolve: (order) => people.find((person) => person.name === order.by) }, total: { type: GraphQLInt, args: { times: { type: GraphQLInt, defaultValue: 1 } }, resolve: async (order, { times }) => order.lines.reduce((a, b) => a + b, 0) * times } }) });
const Any = new GraphQLUnionType({ name: 'Any', types: [Person, Order], resolveType: (value) => (value.lines === undefined ? 'Person' : 'Order') });
const NewOrder = new GraphQLInputObjectType({ name: 'NewOrder', fields: { name: { type: new GraphQLNonNull(GraphQLString) }, lines: { type: new GraphQLList(GraphQLInt), defaultValue: [1] } } });
const people = [{ name: 'ada' }, { name: 'bob' }];
const orders = [{ name: 'first', lines: [1, 2], status: 1, day: new Date(0), by: 'ada' }];
const schema = new GraphQLSchema({
  query: new GraphQLObjectType({ name: 'Query', fields: { order: { type: Order, args: { name: { type: GraphQLString } }, resolve: (root, { name }) => orders.find((order) => order.name === name) }, all: { type: new GraphQLList(Any), resolve: () => [...people, ...orders] }, fails: { type: GraphQLString, resolve: () => { throw new Error('inside'); } } } }),
  mutation: new GraphQLObjectType({ name: 'Mutation', fields: { add: { type: Order, args: { order: { type: NewOrder } }, resolve: (root, { order }) => { orders.push({ ...order, by: 'bob', status: 2, day: new Date(86_400_000) }); return orders.at(-1); } } } }),
  subscription: new GraphQLObjectType({ name: 'Subscription', fields: { ticks: { type: GraphQLInt, subscribe: async function* ticks() { yield { ticks: 1 }; yield { ticks: 2 }; } } } }),
  types: [Person],
});
const built = buildSchema('directive @upper on FIELD_DEFINITION\ntype Query { hello(name: String = "you"): String @upper }\nextend type Query { """text""" more: [Int!]! }');
const query = parse('query Q($n: String, $with: Boolean = true) { order(name: $n) { ...part by @include(if: $with) { name orders { name } } } all { __typename ... on Named { name } } } fragment part on Order { name total(times: 2) status day }');
const problems = validate(schema, query);
const warm = execute({ schema, document: query, variableValues: { n: 'none' } });
await warm;

export class Program {
  static async startUp() {
    const show = (value) => console.log(JSON.stringify(value));
    show(problems);
    show(await execute({ schema, document: query, variableValues: { n: 'first' } }));
    show(await graphql({ schema, source: 'mutation { add(order: { name: "second", lines: [4, 5] }) { name total status day by { name } } }' }));
    show(await graphql({ schema, source: '{ order(name: "second") { lines } fails }' }));
    show((await graphql({ schema, source: '{ nothing order { missing } }' })).errors.map((error) => [error.message, error.locations]));
    show((await graphql({ schema, source: '{ order(name: 5 }' })).errors.map((error) => error.message));
    show(await graphql({ schema: built, source: '{ hello more }', rootValue: { hello: ({ name }) => name, more: () => [1] } }));
    for await (const tick of await subscribe({ schema, document: parse('subscription { ticks }') })) show(tick);
    console.log(printSchema(schema).length, printSchema(built), print(visit(query, { Field: { leave: (node) => (node.name.value === 'name' ? null : undefined) } })));
    show(introspectionFromSchema(schema).__schema.types.map((type) => type.name));
    console.log(String(Order.getFields().total.type), schema.getType('Named') === Named, schema.getPossibleTypes(Named).length);
  }
}
