import { Money, REGIONS } from '../base/main.ts';
import { price } from '../pricing/main.ts';

/** A delivery that somebody asked for. */
export class Order {
  static #next = 1;
  readonly number: number = Order.#next++;

  constructor(readonly region: string, readonly weight: number, readonly total: Money) {}

  static place(region: string, weight: number): Order {
    const { kilometres } = REGIONS[region] ?? { kilometres: 0 };
    return new Order(region, weight, new Money(price(weight, kilometres)));
  }
}

/** All orders; the first ones are there when the component is packaged. */
export const orders: Order[] = [Order.place('north', 2), Order.place('isles', 12.5)];
