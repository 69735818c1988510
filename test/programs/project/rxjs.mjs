import { BehaviorSubject, ReplaySubject, Subject, Subscription, firstValueFrom, from, interval, of, range, throwError } from 'rxjs';
import { catchError, concatMap, filter, map, mergeMap, reduce, scan, share, take, tap, toArray } from 'rxjs/operators';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const seen = [];
const source = new Subject();
const state = new BehaviorSubject({ count: 0 });
const replay = new ReplaySubject(2);
const sums = source.pipe(filter((n) => n % 2 === 1), scan((sum, n) => sum + n, 0), tap((n) => seen.push(`sum ${n}`)), share());
const subscription = sums.subscribe((n) => state.next({ count: n }));
[1, 2, 3].forEach((n) => source.next(n));
['a', 'b', 'c'].forEach((text) => replay.next(text));

export class Program {
  static async startUp() {
    source.next(5);
    source.next(6);
    const replayed = [];
    replay.subscribe((text) => replayed.push(text));
    replay.next('d');
    console.log(seen, state.value, replayed, subscription instanceof Subscription, subscription.closed);
    subscription.unsubscribe();
    source.next(7);
    console.log(state.value, source.observed);
    console.log(await firstValueFrom(range(1, 5).pipe(mergeMap((n) => of(n, n * 10)), toArray())), await firstValueFrom(interval(1).pipe(take(3), reduce((a, b) => a + b, 0))));
    console.log(await firstValueFrom(throwError(() => new Error('oh')).pipe(catchError((error) => of(error.message)))), await firstValueFrom(from([1, 2]).pipe(concatMap(async (n) => n + 1), map((n) => n * 2), toArray())));
  }
}
