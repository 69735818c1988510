'use strict';
const Promise = require('bluebird');
const { randomUUID } = require('node:crypto');
const { EventEmitter } = require('node:events');

exports.stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const Local = Promise.getNewLibraryCopy();
Local.config({ cancellation: true, longStackTraces: false });
const settled = Promise.resolve({ settled: 1 });
const read = Promise.promisify((name, done) => setImmediate(done, name === 'bad' ? new Error('cannot read') : null, `<${name}>`));
class Store {
  get(key, done) { setImmediate(done, null, `${this.prefix}${key}`); }
  prefix = 'k:';
}
Promise.promisifyAll(Store.prototype);
const store = new Store();
const method = Promise.method((n) => { if (n < 0) throw new RangeError('negative'); return n * 2; });
const routine = Promise.coroutine(function* (n) { const a = yield method(n); const b = yield read('x'); return [a, b]; });
class OwnError extends Error {}

exports.Program = class Program {
  static async startUp() {
    console.log(await settled, await read('file'), await store.getAsync('a'), await routine(4), settled.isFulfilled());
    console.log(await Promise.map([1, 2, 3, 4], (n) => Promise.delay(5 - n, n * n), { concurrency: 2 }), await Promise.reduce([1, 2, 3], (a, b) => a + b, 10), await Promise.mapSeries(['a', 'b'], (x, i) => x + i), await Promise.props({ a: 1, b: method(2) }));
    console.log(await method(-1).catch(RangeError, (error) => `range ${error.message}`), await Promise.reject(new OwnError('own')).catch({ message: 'other' }, () => 0).catch(OwnError, (error) => error.message), await read('bad').error((error) => error.isOperational));
    console.log(await Promise.any([Promise.reject(new Error('x')), Promise.resolve(2)]), await Promise.some([1, Promise.delay(2, 2), 3], 2), await Promise.filter([1, 2, 3], (n) => n % 2), await Promise.each([1], () => 0), await Promise.delay(50).timeout(2, 'late').catch(Promise.TimeoutError, (error) => error.message));
    console.log(await Promise.using(Promise.resolve('r').disposer((value) => console.log('closed', value)), (value) => value + value), await Promise.resolve([1, 2]).spread((a, b) => a - b), await Promise.join(1, 2, (a, b) => a + b), await Promise.try(() => 5).tap(() => 6).get('constructor').call('toString').then((text) => text.includes('Number')));
    const cancelled = new Local((resolve, reject, onCancel) => onCancel(() => console.log('cancelled')));
    cancelled.finally(() => console.log('finally', cancelled.isCancelled()));
    cancelled.cancel();
    await Promise.delay(2);
    await Promise.fromCallback((done) => done(null, 'from')).asCallback((error, value) => console.log(error, value));
    const emitter = new EventEmitter();
    process.once('unhandledRejection', (reason) => emitter.emit('seen', reason.message));
    const seen = new Promise((resolve) => emitter.once('seen', resolve));
    Promise.reject(new Error('unhandled'));
    console.log(await seen, Promise.resolve(1) instanceof Local, (await Promise.allSettled([1, Promise.reject(2)])).map((one) => one.isFulfilled()));
  }
};
