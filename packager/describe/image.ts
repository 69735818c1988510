/** Puts together everything that one component's file holds. */
import type { ComponentImage, KeptModule, ModuleCode, OriginalModule, PrerequisiteFact } from '../../format/component.ts';
import type { ModuleAnalysis } from '../../format/code/model.ts';
import type { Graph } from '../../format/graph/model.ts';
import { encodedAnalysis } from '../cache/encoded.ts';
import { emitHot } from '../../emit/hot.ts';
import type { ComponentDefinition } from '../../settings/component-definition.ts';
import { fileOf } from '../../modules/index.ts';
import type { CapturedComponent } from '../capture/spec.ts';
import type { Instrumentation } from '../instrument/index.ts';
import { moduleFault } from '../load/module-kind.ts';
import type { LoadedComponent, LoadedSystem, PackagedModule } from '../load/types.ts';
import { ExportResolver } from './exports.ts';
import { describeComponent } from './facts.ts';

/** What an image is put together from. */
export interface ImageInput {
  readonly definition: ComponentDefinition;
  readonly version: string;
  readonly root: string;
  readonly system: LoadedSystem;
  readonly instrumentation: Instrumentation;
  readonly loaded: LoadedComponent;
  readonly captured: CapturedComponent;
  readonly prerequisites: readonly PrerequisiteFact[];
}

/** The file's content. Deterministic. */
export function buildImage(input: ImageInput): ComponentImage {
  const { captured, loaded, system } = input;
  const { graph } = captured;
  const code = liveCode(input, graph);
  const { moduleExports, liveImports } = new ExportResolver(system).tables(loaded.modules, graph);
  const hot = emitHot({ graph, code: new Map(code.map((entry) => [entry.path, entry.analysis])), moduleExports, liveImports });
  const kept = loaded.modules.filter((module) => !module.evaluated || mayRunInWorker(module));
  return {
    facts: describeComponent(input),
    graph,
    code,
    hot,
    keptForms: sorted(kept.map((module) => keptModule(input, module))),
    originals: sorted(loaded.modules.flatMap((module) => originalOf(module))),
  };
}

/** Analyses of the component's texts that functions or scope instances of any graph may refer to. */
function liveCode({ loaded, instrumentation }: ImageInput, graph: Graph): readonly ModuleCode[] {
  const paths = new Set<string>();
  for (const instance of graph.instances) if (instance.scope.component === null) paths.add(instance.scope.module);
  for (const object of graph.objects) {
    if ((object.kind === 'function' || object.kind === 'class' || object.kind === 'method') && object.unit.component === null) paths.add(object.unit.module);
  }
  // Text of a direct eval stands inside the text around it.
  for (const text of instrumentation.texts) if (paths.has(text.path)) for (let outer = text.outer; outer !== null; outer = outer.text.outer) paths.add(outer.text.path);
  const analyses = new Map<string, ModuleAnalysis>();
  for (const text of instrumentation.texts) analyses.set(text.path, text.analysis);
  for (const module of loaded.modules) if (module.text !== null) analyses.set(module.path, module.text.analysis);
  return sorted([...paths].flatMap((path) => {
    const analysis = analyses.get(path);
    return analysis === undefined ? [] : [{ path, analysis, encoded: encodedAnalysis(analysis, path) }];
  }));
}

/** The same file is often the program and its worker (`new Worker(__filename)`): the worker evaluates its text again. */
function mayRunInWorker({ text }: PackagedModule): boolean {
  if (text === null) return false;
  const { requests, mentions } = text.analysis;
  return [...requests, ...mentions].some(({ specifier }) => specifier === 'node:worker_threads' || specifier === 'worker_threads');
}

function keptModule({ instrumentation }: ImageInput, module: PackagedModule): KeptModule {
  if (module.kind === 'json' || module.text === null) {
    const form = { kind: module.kind, text: brokenText(module), requests: [], indirect: [], stars: [], imports: [], localExports: [], async: false, namedExports: [], reexports: [], edited: [] };
    return { path: module.path, form };
  }
  const { form } = instrumentation.plain(module.text.analysis.source, { kind: module.kind, file: module.id, path: module.path });
  return { path: module.path, form: { ...form, edited: form.edited ?? [] } };
}

/** JSON as it is; of a module that does not parse a text that gives V8's own error when it is compiled, or evaluated. */
function brokenText({ kind, original, id, path }: PackagedModule): string {
  switch (kind) {
    case 'json':
      return original;
    case 'commonjs':
      return `function ($ic) { return function (exports, require, module, __filename, __dirname) {${original}\n} }`;
    case 'module':
      // Functions may hold much that modules may not, and the other way round.
      return `function* ($ic) { throw new SyntaxError(${JSON.stringify(moduleFault(fileOf(id)) ?? `${path} cannot be read`)}); }`;
  }
}

function originalOf(module: PackagedModule): readonly OriginalModule[] {
  if (module.text === null || module.sourceMap === null) return [];
  return [{ path: module.path, text: module.original, sourceMap: module.sourceMap }];
}

function sorted<T extends { readonly path: string }>(entries: readonly T[]): readonly T[] {
  return [...entries].sort((a, b) => (a.path < b.path ? -1 : a.path > b.path ? 1 : 0));
}
