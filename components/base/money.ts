/** An amount in cents of one currency; never changed. */
export class Money {
  readonly #cents: number;
  readonly currency: string;

  constructor(cents: number, currency = 'EUR') {
    this.#cents = Math.round(cents);
    this.currency = currency;
  }

  static zero(currency = 'EUR'): Money {
    return new Money(0, currency);
  }

  get cents(): number {
    return this.#cents;
  }

  plus(other: Money): Money {
    return new Money(this.#cents + other.#cents, this.currency);
  }

  times(factor: number): Money {
    return new Money(this.#cents * factor, this.currency);
  }

  toString(): string {
    return `${(this.#cents / 100).toFixed(2)} ${this.currency}`;
  }

  toJSON(): string {
    return this.toString();
  }
}
