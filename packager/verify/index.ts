/**
 * The proof that what was written restores the heap that was captured: this process (which loaded the program) and a fresh
 * one (which restored it) are both read by V8's own introspection, and the two graphs are compared. Neither reading uses
 * what capture, writing or restoring know; from the analysis comes only which names a text refers to.
 */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ModuleAnalysis } from '../../format/code/model.ts';
import { IcError } from '../../format/errors.ts';
import { canonicalGraph, compareGraphs, moduleRoots, partName, pathOfNode, readGraph, variablesFrom, writeRequest } from '../../introspect/index.ts';
import type { Activations, CanonicalGraph, Difference, IntrospectionOptions } from '../../introspect/index.ts';
import type { LoadedSystem, PackagedModule } from '../load/types.ts';
import { variableTable } from './variables.ts';

export interface VerifyOptions {
  /** Evaluated modules' exports are the roots. */
  readonly system: Pick<LoadedSystem, 'modules' | 'identify' | 'exportsOf' | 'moduleObjectOf' | 'namespaceOf'>;
  /** Modules of the components that are restored. Default: all that are evaluated. */
  readonly isChosen?: (module: PackagedModule) => boolean;
  /** Which exported variables are not to be compared. Default: none. */
  readonly isMaskedExport?: (module: PackagedModule, name: string) => boolean;
  /** Further roots by name: values that changes give to slots of prerequisites and of Node. The fresh process must name the same. */
  readonly moreRoots?: ReadonlyMap<string, unknown>;
  /** Analyses of all code texts of the system, those of `eval` and `new Function` included. */
  readonly analyses: Iterable<ModuleAnalysis>;
  /**
   * How this process names what is not the program's: see IntrospectionOptions. Default of `textOf`: `Function.prototype.toString`
   * as it is at the call (with its shim installed); of `partOf`: by `system.identify`.
   */
  readonly naming: Pick<IntrospectionOptions, 'pathOf' | 'partOf' | 'nativeOf' | 'textOf' | 'root' | 'ignores' | 'maskOf' | 'isMasked'>;
  /** Whether capture holds an object that hangs on another (null: on none): what introspection reaches must be held. Default: no such check. */
  readonly holds?: (object: object, from: object | null) => boolean;
  /**
   * Starts the fresh process, hands it the request file and waits for its end. The process restores the components and calls
   * `answerRequest` before any user code runs. Returns its exit code and what it printed.
   */
  readonly launch: (requestFile: string) => LaunchOutcome;
  /** Whether sharing of variables is compared: needs a heap snapshot in each process. Default: true. */
  readonly cells?: boolean;
  /** Tells activations of this process apart, where its heap is too large for a snapshot. */
  readonly activations?: Activations;
  /** Most differences reported. Default: 10. */
  readonly limit?: number;
}

/** How the fresh process ended. */
export interface LaunchOutcome {
  readonly status: number | null;
  readonly output: string;
}

export interface VerifyReport {
  /** Empty: the restored heap is the captured one. Left: this process; right: the fresh one. */
  readonly differences: readonly Difference[];
  /** Paths of objects that introspection reached and capture does not hold, at most `limit`. */
  readonly missing: readonly string[];
  /** Nodes compared, variables compared, and those of them that a process could not show. */
  readonly nodes: number;
  readonly variables: number;
  readonly unseen: number;
  /** Functions of which the analysis knows no text (Node's own, or made by code that escaped the loader): their variables were not compared. */
  readonly unknownFunctions: number;
  readonly milliseconds: number;
}

/** Reads both processes and compares. Throws NOT_CAPTURABLE with the fresh process's output when that gives no graph. */
export const verifyRestored = (options: VerifyOptions): VerifyReport => {
  const start = performance.now();
  const { cells = true } = options;
  const variables = variableTable(options.analyses);
  const unheld: number[] = [];
  const captured = canonicalGraph(rootsOf(options), { ...namingOf(options), cells, ...(options.activations === undefined ? {} : { activations: options.activations }), variablesOf: variablesFrom(variables), ...watching(options, unheld) });
  const folder = mkdtempSync(join(tmpdir(), 'abt-verify-'));
  try {
    const [request, output] = [join(folder, 'request.json'), join(folder, 'graph.jsonl')];
    writeRequest(request, { output, cells, variables });
    const restored = graphOf(options.launch(request), output);
    return {
      differences: compareGraphs(captured, restored, options.limit, ['captured', 'restored']),
      missing: unheld.slice(0, options.limit ?? 10).map((node) => pathOfNode(captured, node)),
      nodes: captured.nodes.length,
      variables: captured.statistics.variables,
      unseen: captured.statistics.unseen + restored.statistics.unseen,
      unknownFunctions: Math.max(captured.statistics.unknownFunctions, restored.statistics.unknownFunctions),
      milliseconds: performance.now() - start,
    };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

/** One difference as a line of text for people. */
export const printDifference = ({ leftPath, rightPath, message }: Difference): string =>
  `${leftPath === rightPath ? leftPath : `${leftPath} (restored: ${rightPath})`}: ${message}`;

/** Notes nodes of objects that capture does not hold. */
const watching = ({ holds }: VerifyOptions, unheld: number[]): Pick<IntrospectionOptions, 'onObject'> =>
  holds === undefined ? {} : {
    onObject(object, node, from) {
      if (!holds(object, from)) unheld.push(node);
    },
  };

const rootsOf = ({ system, isChosen, isMaskedExport, moreRoots = new Map() }: VerifyOptions): ReadonlyMap<string, unknown> => {
  const roots = new Map<string, unknown>();
  for (const [id, module] of system.modules) {
    if (!module.evaluated || isChosen?.(module) === false) continue;
    const value = module.kind === 'module' ? system.namespaceOf(id) : system.exportsOf(id);
    const object = module.kind === 'commonjs' ? system.moduleObjectOf(id) : null;
    for (const [name, root] of moduleRoots(module.path, module.kind, value, object)) {
      if (isMaskedExport?.(module, name.slice(module.path.length + 1)) !== true) roots.set(name, root);
    }
  }
  for (const [name, root] of moreRoots) roots.set(name, root);
  return roots;
};

const namingOf = ({ system, naming }: VerifyOptions): VerifyOptions['naming'] => {
  const functionToString = Function.prototype.toString;
  return {
    textOf: (fn) => Reflect.apply(functionToString, fn, []),
    partOf: (value) => {
      const known = system.identify(value);
      if (known === null) return null;
      return partName(known.part, known.part === 'require.cache' ? null : (system.modules.get(known.module)?.path ?? known.module));
    },
    ...naming,
  };
};

const graphOf = (outcome: LaunchOutcome, output: string): CanonicalGraph => {
  try {
    if (outcome.status === 0) return readGraph(output);
  } catch (error) {
    if (!(error instanceof Error)) throw error;
  }
  throw new IcError('NOT_CAPTURABLE', `the fresh process that restores what was captured: expected its heap, found that it ended with ${String(outcome.status)}:\n${outcome.output.trim()}`, {
    data: { status: outcome.status, output: outcome.output },
    remedy: 'nothing was written; report the case',
  });
};
