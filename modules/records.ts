/** Records: what linking and evaluation of ES modules know of each module in a graph. */
import type { EvaluationForm } from './types.ts';

/** A thrown value; a wrapper because `undefined` can be thrown. */
export interface Thrown {
  readonly value: unknown;
}

export interface Capability {
  readonly promise: Promise<void>;
  readonly resolve: () => void;
  readonly reject: (reason: unknown) => void;
}

/** An ES module. Fields from `status` on are those of the language specification's Cyclic Module Records. */
export interface SourceRecord {
  readonly kind: 'source';
  readonly id: string;
  /** Null for a module that was seeded: it has its exports and is evaluated. */
  readonly form: EvaluationForm | null;
  /** Records of form.requests. */
  readonly requests: ModuleRecord[];
  /** Another takes its place before anything sees it, where a real one can be made. */
  namespace: object;
  /** What names are read from in a cycle, where the namespace is a real one, which cannot tell that a name has no value yet. */
  environment: object | null;
  /** Getters of the local exports, known from the first yield on. */
  getters: Readonly<Record<string, () => unknown>> | null;
  body: Iterator<unknown> | AsyncIterator<unknown> | null;
  /** With top-level await: settled when the body stands at its first yield, so that evaluation begins synchronously. */
  ready: Promise<unknown> | null;
  status: 'unlinked' | 'linked' | 'evaluating' | 'evaluating-async' | 'evaluated';
  error: Thrown | null;
  index: number;
  ancestorIndex: number;
  cycleRoot: SourceRecord | null;
  /** Position among asynchronous evaluations; null: it is synchronous. */
  asyncOrder: number | 'done' | null;
  pendingDependencies: number;
  readonly asyncParents: SourceRecord[];
  capability: Capability | null;
}

/** Anything else that an ES module can import: CommonJS, JSON, Node's own modules, what lies outside. */
export interface SyntheticRecord {
  readonly kind: 'synthetic';
  readonly id: string;
  readonly commonJs: boolean; // for the text of errors
  namespace: object;
  status: 'unlinked' | 'linked' | 'evaluated';
  error: Thrown | null;
  /** Export names, `default` included; computed when linking. */
  readonly names: () => ReadonlySet<string>;
  /** Evaluates and settles the namespace; throws what the module throws. */
  readonly evaluate: (record: SyntheticRecord) => void;
  /** Work that must be awaited before linking; null once done. Without it the record falls back to a synchronous way. */
  prepare: ((record: SyntheticRecord) => Promise<void>) | null;
}

export type ModuleRecord = SourceRecord | SyntheticRecord;

/** A record of an ES module that is not linked yet. */
export function sourceRecord(id: string, form: EvaluationForm | null, namespace: object): SourceRecord {
  return {
    kind: 'source', id, form, requests: [], namespace, environment: null, getters: null, body: null, ready: null, status: 'unlinked', error: null,
    index: -1, ancestorIndex: -1, cycleRoot: null, asyncOrder: null, pendingDependencies: 0, asyncParents: [], capability: null,
  };
}

/** Whether modules that the module reaches, or it itself, import from it. */
export function isInCycle(record: SourceRecord): boolean {
  for (const member of reachable(record)) if (member.kind === 'source' && member.requests.includes(record)) return true;
  return false;
}

/** Every record that can be reached from `root`, itself first. */
export function* reachable(root: ModuleRecord): Generator<ModuleRecord> {
  const seen = new Set<ModuleRecord>([root]);
  for (const record of seen) {
    yield record;
    if (record.kind === 'source') for (const next of record.requests) seen.add(next);
  }
}
