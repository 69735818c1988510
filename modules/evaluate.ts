/**
 * Evaluation of linked ES modules: the algorithm of the language specification (Cyclic Module Records), names kept close to
 * it. Dependencies first, each once; modules with top-level await let their independent siblings go on.
 */
import type { Capability, ModuleRecord, SourceRecord } from './records.ts';

/** What evaluation needs from the system. */
export interface EvaluationEvents {
  evaluating(id: string): void;
  evaluated(id: string): void;
}

let asyncCount = 0;
/** The language's own: `import()` gives one whatever the program calls by that name. */
const OwnPromise = Promise;

/** Evaluates a linked record. The promise is the same one for every later call. */
export function evaluate(root: ModuleRecord, events: EvaluationEvents): Promise<void> {
  if (root.kind === 'synthetic') {
    return new OwnPromise((resolve) => {
      evaluateSynthetic(root);
      resolve();
    });
  }
  const module = root.status === 'evaluating-async' || root.status === 'evaluated' ? (root.cycleRoot ?? root) : root;
  if (module.capability !== null) return module.capability.promise;
  const capability = newCapability();
  module.capability = capability;
  run(module, events);
  if (module.error !== null) capability.reject(module.error.value);
  else if (module.asyncOrder === null || module.asyncOrder === 'done') capability.resolve();
  return capability.promise;
}

/** Evaluates a linked graph that has no top-level await, at once; throws what it throws. */
export function evaluateNow(root: ModuleRecord, events: EvaluationEvents): void {
  if (root.kind === 'synthetic') return evaluateSynthetic(root);
  if (root.status === 'linked') run(root, events);
  if (root.error !== null) throw root.error.value;
}

function run(module: SourceRecord, events: EvaluationEvents): void {
  const stack: SourceRecord[] = [];
  try {
    innerEvaluation(module, stack, 0, events);
  } catch (error) {
    for (const failed of stack) {
      failed.status = 'evaluated';
      failed.error = { value: error };
    }
    // A dependency that had failed before is not on the stack of this run.
    module.error ??= { value: error };
  }
}

function evaluateSynthetic(record: ModuleRecord & { kind: 'synthetic' }): void {
  if (record.status === 'evaluated') {
    if (record.error !== null) throw record.error.value;
    return;
  }
  try {
    record.evaluate(record);
  } catch (error) {
    record.error = { value: error };
    throw error;
  } finally {
    record.status = 'evaluated';
  }
}

function innerEvaluation(module: SourceRecord, stack: SourceRecord[], first: number, events: EvaluationEvents): number {
  if (module.status === 'evaluating-async' || module.status === 'evaluated') {
    if (module.error !== null) throw module.error.value;
    return first;
  }
  if (module.status === 'evaluating') return first;
  module.status = 'evaluating';
  module.index = first;
  module.ancestorIndex = first;
  let index = first + 1;
  stack.push(module);
  for (const required of module.requests) {
    if (required.kind === 'synthetic') evaluateSynthetic(required);
    else {
      index = innerEvaluation(required, stack, index, events);
      awaitDependency(module, required);
    }
  }
  if (module.pendingDependencies > 0 || module.form?.async === true) {
    module.asyncOrder = asyncCount++;
    if (module.pendingDependencies === 0) executeAsync(module, events);
  } else {
    execute(module, events);
  }
  if (module.ancestorIndex === module.index) closeCycle(module, stack);
  return index;
}

/** After the evaluation of `required`: in the same cycle, or asynchronous and to be waited for. */
function awaitDependency(module: SourceRecord, required: SourceRecord): void {
  let target = required;
  if (required.status === 'evaluating') {
    module.ancestorIndex = Math.min(module.ancestorIndex, required.ancestorIndex);
  } else {
    target = required.cycleRoot ?? required;
    if (target.error !== null) throw target.error.value;
  }
  if (typeof target.asyncOrder === 'number') {
    module.pendingDependencies++;
    target.asyncParents.push(module);
  }
}

function closeCycle(root: SourceRecord, stack: SourceRecord[]): void {
  for (;;) {
    const member = stack.pop();
    if (member === undefined) return;
    // An execution without awaiting may be over already ('done' is set later, by a microtask).
    member.status = member.asyncOrder === null ? 'evaluated' : 'evaluating-async';
    member.cycleRoot = root;
    if (member === root) return;
  }
}

function execute(module: SourceRecord, events: EvaluationEvents): void {
  events.evaluating(module.id);
  const { body } = module;
  module.body = null;
  body?.next();
  events.evaluated(module.id);
}

function executeAsync(module: SourceRecord, events: EvaluationEvents): void {
  events.evaluating(module.id);
  const { body } = module;
  module.body = null;
  module.ready = null;
  void settleAfter(module, body?.next(), events);
}

/** An async function, so that no method of promises that the program may have replaced is called. */
async function settleAfter(module: SourceRecord, evaluation: unknown, events: EvaluationEvents): Promise<void> {
  try {
    await evaluation;
  } catch (error) {
    asyncRejected(module, error);
    return;
  }
  asyncFulfilled(module, events);
}

function asyncFulfilled(module: SourceRecord, events: EvaluationEvents): void {
  if (module.status === 'evaluated') return; // failed through another member of its cycle
  settle(module, events);
  const ready: SourceRecord[] = [];
  gatherAvailableAncestors(module, ready);
  ready.sort((a, b) => Number(a.asyncOrder) - Number(b.asyncOrder));
  for (const parent of ready) {
    if (parent.status === 'evaluated') continue;
    if (parent.form?.async === true) {
      executeAsync(parent, events);
      continue;
    }
    try {
      execute(parent, events);
    } catch (error) {
      asyncRejected(parent, error);
      continue;
    }
    parent.asyncOrder = 'done';
    parent.status = 'evaluated';
    parent.capability?.resolve();
  }
}

function settle(module: SourceRecord, events: EvaluationEvents): void {
  module.asyncOrder = 'done';
  module.status = 'evaluated';
  events.evaluated(module.id);
  module.capability?.resolve();
}

function gatherAvailableAncestors(module: SourceRecord, ready: SourceRecord[]): void {
  for (const parent of module.asyncParents) {
    if (ready.includes(parent) || (parent.cycleRoot?.error ?? null) !== null) continue;
    parent.pendingDependencies--;
    if (parent.pendingDependencies > 0) continue;
    ready.push(parent);
    if (parent.form?.async !== true) gatherAvailableAncestors(parent, ready);
  }
}

function asyncRejected(module: SourceRecord, error: unknown): void {
  if (module.status === 'evaluated') return;
  module.error = { value: error };
  module.status = 'evaluated';
  module.asyncOrder = 'done';
  for (const parent of module.asyncParents) asyncRejected(parent, error);
  module.capability?.reject(error);
}

function newCapability(): Capability {
  const { promise, resolve, reject } = withResolvers();
  return { promise, resolve, reject };
}

// Promise.withResolvers is missing in Node 20.
function withResolvers(): Capability {
  let resolve: () => void = () => undefined;
  let reject: (reason: unknown) => void = () => undefined;
  const promise = new OwnPromise<void>((yes, no) => {
    resolve = yes;
    reject = no;
  });
  return { promise, resolve, reject };
}
