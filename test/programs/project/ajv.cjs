'use strict';
const { default: Ajv, _, str, KeywordCxt } = require('ajv');
const Ajv2020 = require('ajv/dist/2020').default;
const { default: AjvTypes } = require('ajv/dist/jtd');
const formats = require('ajv-formats');
const { randomUUID } = require('node:crypto');

exports.stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const ajv = new Ajv({ allErrors: true, useDefaults: true, coerceTypes: 'array', removeAdditional: true, $data: true, discriminator: true });
formats(ajv);
ajv.addFormat('order-id', /^O-\d+$/);
ajv.addKeyword({ keyword: 'even', type: 'number', schemaType: 'boolean', validate: (schema, data) => (data % 2 === 0) === schema, errors: false });
ajv.addKeyword({ keyword: 'above', type: 'number', code(context) { context.fail(_`${context.data} <= ${context.schema}`); }, error: { message: (context) => str`must be above ${context.schema}` } });
ajv.addKeyword({ keyword: 'range', macro: ([low, high]) => ({ minimum: low, maximum: high }) });
ajv.addKeyword({ keyword: 'table', compile: (names) => { const set = new Set(names); return (data) => set.has(data); } });
ajv.addSchema({ $id: 'https://example.org/address.json', type: 'object', properties: { zip: { type: 'string', pattern: '^\\d{5}$' }, city: { type: 'string', minLength: 2, default: 'Rome' } }, required: ['zip'] });
const order = ajv.compile({
  $id: 'https://example.org/order.json', type: 'object', additionalProperties: false, required: ['id', 'lines'],
  properties: {
    id: { type: 'string', format: 'order-id' }, mail: { type: 'string', format: 'email' }, when: { type: 'string', format: 'date-time' },
    count: { type: 'integer', even: true, above: 1, range: [0, 10] }, least: { type: 'number' }, most: { type: 'number', minimum: { $data: '1/least' } },
    lines: { type: 'array', minItems: 1, uniqueItems: true, items: { $ref: '#/definitions/line' } }, to: { $ref: 'address.json' }, region: { table: ['north', 'south'] },
  },
  definitions: { line: { type: 'object', discriminator: { propertyName: 'kind' }, required: ['kind'], oneOf: [{ properties: { kind: { const: 'item' }, price: { type: 'number', exclusiveMinimum: 0 } } }, { properties: { kind: { const: 'group' }, lines: { type: 'array', items: { $ref: '#/definitions/line' } } } }] } },
});
const tree = new Ajv2020({ strict: true }).compile({ $id: 'tree', $dynamicAnchor: 'node', type: 'object', properties: { data: true, children: { type: 'array', items: { $dynamicRef: '#node' } } }, unevaluatedProperties: false });
const types = new AjvTypes();
const parse = types.compileParser({ properties: { a: { type: 'int32' }, b: { elements: { type: 'string' } } }, optionalProperties: { c: { enum: ['x', 'y'] } } });
const write = types.compileSerializer({ properties: { a: { type: 'int32' }, b: { elements: { type: 'string' } } } });
const asynchronous = ajv.compile({ $async: true, type: 'object', properties: { id: { type: 'number' } } });
order({ id: 'x' });

exports.Program = class Program {
  static async startUp() {
    const good = { id: 'O-1', mail: 'a@b.org', when: '2026-01-01T00:00:00Z', count: '4', lines: { kind: 'item', price: 2 }, to: { zip: '12345' }, extra: 1, region: 'north' };
    console.log(ajv.errorsText(order.errors), order(good), JSON.stringify(good), order.errors);
    console.log(order({ id: 'P-1', mail: 'no', when: 'never', count: 13, least: 5, most: 4, lines: [{ kind: 'item', price: 0 }, { kind: 'nothing' }, { kind: 'group', lines: [{ kind: 'item', price: -1 }] }], to: { zip: 'x', city: 'A' }, region: 'west' }));
    for (const { instancePath, keyword, message, params } of order.errors) console.log(instancePath, keyword, message, JSON.stringify(params));
    console.log(tree({ data: 1, children: [{ data: 2 }] }), tree({ children: [{ dat: 1 }] }), tree.errors[0].message, tree.schema.$id);
    console.log(parse('{"a":1,"b":["x"],"c":"y"}'), parse('{"a":1.5,"b":[]}'), parse.message, parse.position, write({ a: 1, b: ['"q"'] }));
    console.log(await asynchronous({ id: 1 }), await asynchronous({ id: 'x' }).catch((error) => [error.constructor === Ajv.ValidationError, error.errors.length]));
    const late = ajv.compile({ type: 'array', items: { $ref: 'https://example.org/order.json#/definitions/line' }, contains: { type: 'object', properties: { kind: { const: 'item' } } } });
    console.log(late([{ kind: 'group', lines: [] }]), ajv.errorsText(late.errors), ajv.getSchema('https://example.org/order.json') === order, ajv.validateSchema({ type: 'nope' }), KeywordCxt.name, ajv.formats['order-id'].source);
  }
};
