import express from 'express';
import { createServer, request as send } from 'node:http';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const app = express();
app.set('title', 'orders').disable('x-powered-by').set('etag', false);
let served = 0;
const orders = new Map([['1', { id: '1', total: 10 }]]);
app.use((request, response, next) => {
  served += 1;
  response.set('x-served', String(served));
  next();
});
app.use(express.json(), express.urlencoded({ extended: true }));
const router = express.Router({ mergeParams: true });
router.param('id', (request, response, next, id) => {
  request.order = orders.get(id);
  next(request.order ? undefined : Object.assign(new Error(`no order ${id}`), { status: 404 }));
});
router.get('/:id', (request, response) => response.json({ ...request.order, title: request.app.get('title'), query: request.query }));
router.post('/', (request, response) => {
  orders.set(String(orders.size + 1), { id: String(orders.size + 1), ...request.body });
  response.status(201).location(`/orders/${orders.size}`).send(`made ${orders.size}`);
});
app.use('/orders', router);
app.get('/throws', () => {
  throw new Error('inside');
});
app.get('/redirect', (request, response) => response.redirect('/orders/1'));
app.use((error, request, response, next) => response.status(error.status ?? 500).type('text').send(`error: ${error.message}`));

export class Program {
  static async startUp() {
    const server = createServer(app);
    await new Promise((resolve) => server.listen(0, '127.0.0.1', resolve));
    const ask = (path, method = 'GET', body = undefined) => new Promise((resolve, reject) => {
      const options = { port: server.address().port, host: '127.0.0.1', path, method, agent: false, headers: body === undefined ? {} : { 'content-type': 'application/json' } };
      const request = send(options, (response) => {
        let text = '';
        response.setEncoding('utf8').on('data', (chunk) => (text += chunk)).on('end', () => resolve([response.statusCode, response.headers['content-type'], response.headers.location, response.headers['x-served'], text].join(' | ')));
      });
      request.on('error', reject);
      request.end(body);
    });
    console.log(await ask('/orders/1?x[y]=2&z=3'));
    console.log(await ask('/orders', 'POST', '{"total":5}'));
    console.log(await ask('/orders/2'));
    console.log(await ask('/orders/9'));
    console.log(await ask('/orders', 'POST', '{broken'));
    console.log(await ask('/throws'));
    console.log(await ask('/redirect'));
    console.log(await ask('/nothing'));
    console.log(orders.size, served);
    await new Promise((resolve) => server.close(resolve));
  }
}
