import fastify from 'fastify';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const server = fastify({ routerOptions: { caseSensitive: false }, bodyLimit: 1000, genReqId: () => 'request' });
const orders = new Map([[1, { id: 1, total: 10, secret: 'no' }]]);
server.decorate('orders', orders);
server.decorateRequest('user', null);
server.addSchema({ $id: 'order', type: 'object', properties: { id: { type: 'integer' }, total: { type: 'number' } }, required: ['total'] });
server.addHook('onRequest', async (request) => { request.user = request.headers['x-user'] ?? 'nobody'; });
server.addHook('onSend', async (request, reply, payload) => { reply.header('x-size', String(payload ?? '').length); return payload; });
server.addContentTypeParser('text/csv', { parseAs: 'string' }, (request, body, done) => done(null, body.split('\n').map((line) => line.split(','))));
server.register(async (scope, options) => {
  scope.decorate('prefixed', options.name);
  scope.get('/:id', { schema: { params: { type: 'object', properties: { id: { type: 'integer' } } }, response: { 200: { $ref: 'order#' } } } }, async (request, reply) => scope.orders.get(request.params.id) ?? reply.callNotFound());
  scope.post('/', { schema: { body: { $ref: 'order#' } } }, async function post(request, reply) {
    const id = this.orders.size + 1;
    this.orders.set(id, { id, ...request.body });
    return reply.code(201).send({ id, by: request.user, in: this.prefixed });
  });
}, { prefix: '/orders', name: 'scope' });
server.post('/csv', async (request) => ({ rows: request.body }));
server.get('/search', { schema: { querystring: { type: 'object', properties: { limit: { type: 'integer', default: 3 }, q: { type: 'string' } } } } }, (request, reply) => { reply.send(request.query); });
server.get('/fails', async () => { throw Object.assign(new Error('inside'), { statusCode: 418 }); });
server.setErrorHandler((error, request, reply) => { reply.status(error.statusCode ?? 500).send({ failed: error.message, code: error.code }); });
server.setNotFoundHandler((request, reply) => { reply.code(404).type('text/plain').send(`nothing at ${request.url}`); });

export class Program {
  static async startUp() {
    await server.ready();
    const ask = async (options) => {
      const { statusCode, headers, body } = await server.inject(options);
      console.log(statusCode, headers['content-type'], headers['x-size'], body);
    };
    await ask('/orders/1');
    await ask({ method: 'POST', url: '/orders', payload: { total: '5' }, headers: { 'x-user': 'ada' } });
    await ask('/ORDERS/2');
    await ask('/orders/9');
    await ask('/orders/x');
    await ask({ method: 'POST', url: '/orders', payload: { id: 1 } });
    await ask({ method: 'POST', url: '/csv', payload: 'a,b\n1,2', headers: { 'content-type': 'text/csv' } });
    await ask('/search?limit=5&q=x');
    await ask('/search');
    await ask('/fails');
    await ask({ method: 'POST', url: '/csv', payload: '{', headers: { 'content-type': 'application/json' } });
    console.log(server.printRoutes(), server.hasRoute({ method: 'GET', url: '/search' }), orders.size);
    const address = await server.listen({ port: 0, host: '127.0.0.1' });
    const response = await fetch(`${address}/orders/1`);
    console.log(response.status, await response.json());
    await server.close();
  }
}
