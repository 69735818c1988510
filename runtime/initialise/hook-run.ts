/**
 * Hooks that run: what they ask for is done after the current batch, and waiting for that inside a hook is an error, as it
 * would never end. What runs beside a hook without having been called by it is not concerned.
 */
import { AsyncLocalStorage } from 'node:async_hooks';
import { awaitedInHook } from '../errors.ts';

interface Run {
  active: boolean;
  failed: boolean;
}

/** A promise that refuses to be waited for while the hook that it was given to runs. */
class Afterwards<T> extends Promise<T> {
  private refusal: (() => Error | null) | null = null;

  static override get [Symbol.species](): PromiseConstructor {
    return Promise;
  }

  static of<T>(settled: Promise<T>, refusal: () => Error | null): Afterwards<T> {
    const made = new Afterwards<T>((resolve, reject) => {
      settled.then(resolve, reject);
    });
    made.refusal = refusal;
    return made;
  }

  override then<A = T, B = never>(onFulfilled?: ((value: T) => A | PromiseLike<A>) | null, onRejected?: ((reason: unknown) => B | PromiseLike<B>) | null): Promise<A | B> {
    const refused = this.refusal?.() ?? null;
    return refused === null ? super.then(onFulfilled, onRejected) : Promise.reject<T>(refused).then(onFulfilled, onRejected);
  }
}

/** One run of the hooks of a batch. Calls of `System` made inside it wait for its end; awaiting one there is refused. */
export class HookRun {
  private context: AsyncLocalStorage<Run> | null = null;

  /** Whether the caller was called by a hook that still runs. */
  get isInside(): boolean {
    return this.context?.getStore()?.active === true;
  }

  /** Runs hooks. */
  async during(hooks: () => Promise<void>): Promise<void> {
    const run: Run = { active: true, failed: false };
    const context = new AsyncLocalStorage<Run>();
    this.context = context;
    try {
      await context.run(run, hooks);
    } catch (error) {
      run.failed = true;
      throw error;
    } finally {
      run.active = false;
      this.context = null;
      context.disable(); // it costs time at every promise
    }
  }

  /** Promises what a hook asked for. It is not done if the hooks fail: what asked for it is gone then. `enqueue` runs it after the batch, through `guarded`. */
  afterwards<T>(request: string, enqueue: (guarded: (run: () => Promise<T>) => Promise<T>) => Promise<T>): Promise<T> {
    const run = this.context?.getStore();
    const refusal = (): Error => awaitedInHook(request, 'loaded');
    const settled = enqueue((perform) => (run?.failed === true ? Promise.reject(refusal()) : perform()));
    const promise = Afterwards.of(settled, () => (run?.active === true ? refusal() : null));
    // After hooks that failed nobody is left to ask; any other failure is told as that of every promise.
    settled.catch(() => {
      if (run?.failed === true) Reflect.apply(Promise.prototype.then, promise, [undefined, () => undefined]);
    });
    return promise;
  }
}
