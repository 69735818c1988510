import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { offers } from '../base/main.ts';
import { app } from './routes.ts';

offers.set('quote', { title: 'Ask for a price', path: '/quote/north?weight=2' });

/** Life of the component: says what happens to it. */
export class DeliveryApplication {
  static loaded(): void {
    offers.set('about', { title: 'About', path: '/about' });
  }
}

/** What `abt service.ic [PORT | --once]` starts. */
export class DeliveryService {
  static async startUp(args: readonly string[]): Promise<void> {
    const once = args.includes('--once');
    const port = Number(args.find((argument) => /^\d+$/.test(argument)) ?? 0);
    const server = createServer(app);
    await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
    const { port: found } = server.address() as AddressInfo; // a TCP server's address
    console.log(once ? 'the service listens' : `the service listens on http://127.0.0.1:${found}/`);
    if (once) await showOnce(server, found);
  }
}

/** Sends some requests to itself, prints the answers and ends. */
async function showOnce(server: Server, port: number): Promise<void> {
  const ask = async (path: string, options: RequestInit = {}): Promise<void> => {
    const response = await fetch(`http://127.0.0.1:${port}${path}`, { ...options, headers: { connection: 'close', 'content-type': 'application/json' } });
    console.log(`${options.method ?? 'GET'} ${path} → ${response.status} ${(await response.text()).trim()}`);
  };
  await ask('/');
  await ask('/quote/isles?weight=12.5&accept=>=1');
  await ask('/quote/moon');
  await ask('/orders', { method: 'POST', body: JSON.stringify({ region: 'south', weight: 3 }) });
  await ask('/report');
  await ask('/about');
  await new Promise((resolve) => server.close(resolve));
}
