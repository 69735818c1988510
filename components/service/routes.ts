import express from 'express';
import type { Request, Response, NextFunction } from 'express';
import { System } from 'image-components';
import { Money, REGIONS, build, negotiate, offers, view } from '../base/main.ts';
import { price, tariff } from '../pricing/main.ts';
import { Order, orders } from './orders.ts';

const home = view('{{#> page}}<ul>{{#each regions}}<li>{{name}} ({{kilometres}} km)</li>{{/each}}</ul>{{#each offers}}<a href="{{path}}">{{title}}</a>{{/each}}{{/page}}', { title: 'x', regions: [], offers: [] });

interface ReportsExports {
  monthly(title: string, orders: readonly Order[]): string;
}

/** The application, complete: a launch only has to listen. */
export const app = express();

let served = 0;
app.disable('x-powered-by');
app.use((_request: Request, response: Response, next: NextFunction) => {
  served += 1;
  response.set('x-served', String(served));
  next();
});
app.use(express.json());

app.get('/', (_request: Request, response: Response) => {
  response.send(home({ title: 'Delivery desk', regions: Object.values(REGIONS), offers: [...offers.values()] }));
});

app.get('/quote/:region', (request: Request, response: Response, next: NextFunction) => {
  const region = REGIONS[String(request.params['region'])];
  if (region === undefined) return next(Object.assign(new Error(`no region ${request.params['region']}`), { status: 404 }));
  const weight = Number(request.query['weight'] ?? 1);
  response.json({ region: region.name, weight, price: new Money(price(weight, region.kilometres)), tariff: tariff.name, interface: negotiate(String(request.query['accept'] ?? '^1')) });
});

app.post('/orders', (request: Request, response: Response) => {
  const order = Order.place(request.body.region, request.body.weight);
  orders.push(order);
  response.status(201).json(order);
});

/** Loads the reports for this one request: they are in the process only while somebody needs them. */
app.get('/report', async (_request: Request, response: Response) => {
  const reports = await System.loadComponent('reports.ic');
  const text = (reports.exports as ReportsExports).monthly('Orders', orders);
  const during = System.components.map((component) => component.name);
  await System.removeComponent('reports.ic');
  response.type('text').send(`${text}\nloaded for this report: ${during.join(', ')}\nnow: ${System.components.map((component) => component.name).join(', ')}\n`);
});

app.get('/about', (_request: Request, response: Response) => {
  response.json({ build: build.id, at: String(build.at), tariff, components: System.components.map(({ name, version, rule }) => `${name} ${version} (${rule})`) });
});

app.use((error: Error & { status?: number }, _request: Request, response: Response, _next: NextFunction) => {
  response.status(error.status ?? 500).json({ error: error.message });
});
