import { Money, REGIONS, offers, views } from '../base/main.ts';

interface Reported {
  readonly number: number;
  readonly region: string;
  readonly weight: number;
  readonly total: Money;
}

// Definitions that this component adds to base.ic: withdrawn when it is removed.
views.registerHelper('column', (text: unknown, width: number) => String(text).padEnd(width));
offers.set('report', { title: 'Report', path: '/report' });

const sheet = views.compile('{{upper title}}\n{{#each rows}}{{column number 4}}{{column region 12}}{{column weight 8}}{{money total}}\n{{/each}}{{column "sum" 24}}{{money sum}}', { noEscape: true });
sheet({ title: '', rows: [], sum: Money.zero() });

/** One line for each order, and the sum. */
export function monthly(title: string, orders: readonly Reported[]): string {
  const rows = orders.map(({ number, region, weight, total }) => ({ number, weight, total, region: REGIONS[region]?.name ?? region }));
  return sheet({ title, rows, sum: orders.reduce((sum, order) => sum.plus(order.total), Money.zero()) });
}

/** Life of the component: says what happens to it. */
export const ReportsApplication = {
  loaded(): void {
    console.log('reports.ic was loaded');
  },
  removing(): void {
    console.log('reports.ic is removed');
  },
};
