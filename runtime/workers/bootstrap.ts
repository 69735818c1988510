/** The program of a worker thread that runs a module of the image. */
import { syncBuiltinESMExports } from 'node:module';
import workerThreads from 'node:worker_threads';
import { runInWorker } from '../index.ts';
import type { WorkerEnvelope } from './worker-image.ts';

const { image, workerData } = workerThreads.workerData as WorkerEnvelope; // workers/install.ts made it
Reflect.set(workerThreads, 'workerData', workerData);
syncBuiltinESMExports();
process.argv.splice(1, 1, image.module);
await runInWorker(image);
