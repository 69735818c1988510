import { definition, launched } from '../../support/project.ts';
import type { Files } from '../../support/project.ts';
import { expectOutput } from '../../support/run.ts';

const program = (files: Files, ...ini: readonly string[]): Files => ({ 'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', ...ini), ...files });

describe('runtime/workers: worker threads of the image', () => {
  it('a file may be the program and its worker', () => {
    expectOutput(launched(program({
      'main.mjs': "import { Worker, isMainThread, parentPort, workerData } from 'node:worker_threads'; import { fileURLToPath } from 'node:url'; let n = 0; n += 1; if (!isMainThread) { n += workerData; parentPort.postMessage(n); } export class Main { static startUp() { n = 50; new Worker(fileURLToPath(import.meta.url), { workerData: 4 }).on('message', (m) => console.log(m, n)); } }",
    })), '5 50');
  });

  it('a worker of a worker, a CommonJS one, arguments and transferred ports', () => {
    expectOutput(launched(program({
      'first.mjs': "import { Worker, workerData, parentPort } from 'node:worker_threads'; const second = new Worker(new URL('./second.cjs', import.meta.url), { argv: ['x'], workerData }); second.on('message', (m) => parentPort.postMessage(m));",
      'second.cjs': "const { parentPort, workerData, threadId } = require('worker_threads'); const { table } = require('./table.cjs'); workerData.list.push('second'); parentPort.postMessage([workerData.list.join(), process.argv.slice(2).join(), process.argv[1] === __filename, table.size, threadId > 1]);",
      'table.cjs': 'exports.table = new Map([[1, 2]]);',
      'main.mjs': "import { Worker } from 'node:worker_threads'; import './table.cjs'; import { System } from 'image-components'; export class Main { static startUp() { const worker = new Worker(new URL('./first.mjs', import.meta.url), { workerData: { list: ['main'] } }); worker.on('message', (m) => console.log(JSON.stringify(m), worker instanceof Worker, System.components.length)); } }",
    }, 'include[]=*.cjs')), '["main,second","x",true,1,true] true 1');
  });

  it('a CommonJS worker is the main module of its thread', () => {
    expectOutput(launched(program({
      'w.cjs': "const { parentPort } = require('worker_threads'); const o = require('./o.cjs'); parentPort.postMessage([require.main === module, module.id, o.main === module, o.id === o.file, module.parent, process.mainModule === module, module.children.length, o.parent === module].join());",
      'o.cjs': 'exports.main = require.main; exports.id = module.id; exports.file = __filename; exports.parent = module.parent;',
      'main.mjs': "import { Worker } from 'node:worker_threads'; export class Main { static startUp() { new Worker(new URL('./w.cjs', import.meta.url)).on('message', (m) => console.log(m)); } }",
    }, 'include[]=*.cjs')), 'true,.,true,true,,true,1,true');
  });

  it('errors reach the worker object, and subclasses of Worker work', () => {
    expectOutput(launched(program({
      'bad.mjs': "throw new RangeError('in the worker');",
      'main.mjs': "import { Worker } from 'node:worker_threads'; class Mine extends Worker { constructor(file) { super(file); this.mine = true; } } export class Main { static startUp() { const worker = new Mine(new URL('./bad.mjs', import.meta.url)); worker.on('error', (e) => console.log(e.name, e.message, worker.mine, worker instanceof Mine)); worker.on('exit', (code) => console.log(code)); } }",
    })), 'RangeError in the worker true true', '1');
  });

  it('any other worker is as in Node', () => {
    expectOutput(launched(program({
      'main.mjs': "import { Worker } from 'node:worker_threads'; export class Main { static startUp() { new Worker(\"require('worker_threads').parentPort.postMessage(require('worker_threads').workerData)\", { eval: true, workerData: 3 }).on('message', (m) => console.log(m)); } }",
    })), '3');
  });

  it('the worker has the same components, with what they bring to each other', () => {
    expectOutput(launched({
      'components/base.ini': definition('entry=base.mjs'),
      'components/main.ini': definition('entry=main.mjs', 'startUpClass=Main', '[prerequisites]', 'base.ic=*'),
      'base.mjs': 'export const registry = {}; let n = 1; export const next = () => n++;',
      'worker.mjs': "import { parentPort } from 'node:worker_threads'; import { System } from 'image-components'; import { registry, next } from './base.mjs'; parentPort.postMessage([System.components.map((c) => c.name).join(), registry.x, next()]);",
      'main.mjs': "import { Worker } from 'node:worker_threads'; import { registry, next } from './base.mjs'; registry.x = 'by main'; next(); export class Main { static startUp() { next(); next(); registry.x = 'later'; new Worker(new URL('./worker.mjs', import.meta.url)).on('message', (m) => console.log(JSON.stringify(m))); } }",
    }), '["base.ic,main.ic","by main",2]');
  });
});
