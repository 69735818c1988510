import { expect } from 'chai';
import type { Change } from '../../../format/graph/model.ts';
import type { LiveComponent } from '../../../runtime/instantiate/types.ts';
import type { Layer } from '../../../runtime/link/ledger.ts';
import { Ledger } from '../../../runtime/link/ledger.ts';
import type { Place } from '../../../runtime/link/places.ts';
import { NOTHING, plain } from '../../../runtime/link/places.ts';

/** A slot that is a variable of the test. */
function slot(start: unknown): Place & { value: unknown } {
  const owner = {};
  return {
    owner, kind: 'variable', key: 'x', member: false, value: start,
    read() { return plain(this.value); },
    write(content) { this.value = content.value; },
  };
}

const component = (name: string): LiveComponent => ({ name }) as LiveComponent; // the ledger only tells them apart
const change = (kind: Change['kind'], hook = false): Change => ({ kind, hook }) as Change; // and asks what kind it is

describe('runtime/link: the ledger of changes', () => {
  /** Writes a value as a component does. */
  function bring(ledger: Ledger, place: Place, by: LiveComponent, value: unknown, of = change('override')): Layer {
    const before = place.read();
    place.write(plain(value));
    const layer: Layer = { bringers: new Set([by]), change: of, place, written: true, before, after: place.read() };
    ledger.push(layer);
    return layer;
  }

  const [a, b] = [component('a.ic'), component('b.ic')];

  it('restores what was there, whatever the order of removal', () => {
    for (const order of [[0, 1], [1, 0]]) {
      const ledger = new Ledger();
      const place = slot('first');
      const layers = [bring(ledger, place, a, 'by a'), bring(ledger, place, b, 'by b')];
      for (const index of order) ledger.withdraw(index === 0 ? a : b, [layers[index]].filter((layer) => layer !== undefined), 'removal');
      expect(place.value, order.join()).to.equal('first');
    }
  });

  it('removing the lower layer leaves what is on top', () => {
    const ledger = new Ledger();
    const place = slot('first');
    const lower = bring(ledger, place, a, 'by a');
    bring(ledger, place, b, 'by b');
    ledger.withdraw(a, [lower], 'removal');
    expect(place.value).to.equal('by b');
  });

  it('keeps what two components brought until the last of them goes', () => {
    const ledger = new Ledger();
    const place = slot('first');
    const layer = bring(ledger, place, a, 'equal');
    layer.bringers.add(b);
    ledger.withdraw(a, [layer], 'removal');
    expect(place.value).to.equal('equal');
    ledger.withdraw(b, [layer], 'removal');
    expect(place.value).to.equal('first');
  });

  it('leaves alone what the program has written since', () => {
    const ledger = new Ledger();
    const place = slot('first');
    const layer = bring(ledger, place, a, 'by a');
    place.write(plain('by the program'));
    ledger.withdraw(a, [layer], 'removal');
    expect(place.value).to.equal('by the program');
    expect(ledger.top(place)).to.equal(null);
  });

  it('an object that reaches nothing of the component stays after a state change, a primitive and a hook do not', () => {
    const cases: readonly (readonly [unknown, boolean, boolean])[] = [[{ data: 1 }, false, true], [5, false, false], [{ hook: 1 }, true, false]];
    for (const [value, hook, stays] of cases) {
      const ledger = new Ledger();
      const place = slot('first');
      ledger.withdraw(a, [bring(ledger, place, a, value, change('state', hook))], 'removal');
      expect(place.value, JSON.stringify(value)).to.equal(stays ? value : 'first');
    }
  });

  it('a failed load takes everything back that it wrote, and nothing that was there', () => {
    const ledger = new Ledger();
    const place = slot('first');
    ledger.withdraw(a, [bring(ledger, place, a, { data: 1 }, change('state'))], 'failure');
    expect(place.value).to.equal('first');
    const found: Layer = { bringers: new Set([a]), change: change('state'), place, written: false, before: NOTHING, after: place.read() };
    ledger.push(found);
    ledger.withdraw(a, [found], 'failure');
    expect(place.value).to.equal('first');
  });
});
