import { setTimeout as delay } from 'node:timers/promises';
import { expect } from 'chai';
import { IcError } from '../../../format/errors.ts';
import { HookRun } from '../../../runtime/initialise/hook-run.ts';

/** Calls carried out one after the other, as the component system does it. */
function queue(): <T>(run: () => Promise<T>) => Promise<T> {
  let last: Promise<unknown> = Promise.resolve();
  return (run) => {
    const result = last.then(run);
    last = result.catch(() => undefined);
    return result;
  };
}

/** The code of what a promise is rejected with, else its value. */
const outcome = (promise: Promise<unknown>): Promise<unknown> => promise.then((value) => value, (error: unknown) => (error instanceof IcError ? error.code : error));

describe('runtime/initialise: what hooks ask for', () => {
  it('is done after the hooks, and can be waited for then', async () => {
    const hooks = new HookRun();
    const enqueue = queue();
    const order: string[] = [];
    let later: Promise<string> | null = null;
    await enqueue(() => hooks.during(async () => {
      later = hooks.afterwards('later.ic', (guarded) => enqueue(() => guarded(() => {
        order.push('later');
        return Promise.resolve('loaded');
      })));
      await delay(5);
      order.push('hook');
    }));
    expect(await later).to.equal('loaded');
    expect(order).to.deep.equal(['hook', 'later']);
  });

  const waits: readonly (readonly [string, (promise: Promise<unknown>) => Promise<unknown>])[] = [
    ['await', async (promise) => { await promise; }],
    ['then', (promise) => promise.then(() => undefined)],
    ['Promise.all', (promise) => Promise.all([promise])],
    ['await behind a timer', async (promise) => { await delay(2); await promise; }],
    ['being returned', (promise) => promise],
  ];
  for (const [title, wait] of waits) {
    it(`waiting for it inside the hook is an error: ${title}`, async () => {
      const hooks = new HookRun();
      const enqueue = queue();
      let done = false;
      const run = enqueue(() => hooks.during(async () => {
        await wait(hooks.afterwards('later.ic', (guarded) => enqueue(() => guarded(() => {
          done = true;
          return Promise.resolve();
        }))));
      }));
      expect(await outcome(run)).to.equal('HOOK_FAILED');
      await delay(5);
      expect(done, 'what a failed hook asked for is not done').to.equal(false);
    });
  }

  it('code that runs beside a hook is not inside', async () => {
    const hooks = new HookRun();
    let inside: boolean | null = null;
    const beside = delay(5).then(() => { inside = hooks.isInside; });
    await hooks.during(async () => {
      await delay(15);
      expect(hooks.isInside).to.equal(true);
    });
    await beside;
    expect(inside).to.equal(false);
    expect(hooks.isInside).to.equal(false);
  });
});
