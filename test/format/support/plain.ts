/** Decoded and original models as plain data, so that they can be compared; parts that refer in circles become numbers. */
import type { Literal, ModuleAnalysis, Scope, Variable } from '../../../format/code/model.ts';
import type { ComponentImage } from '../../../format/component.ts';

const scopeNumber = (scope: Scope | null): number | null => scope?.id ?? null;
const literalNumber = (literal: Literal | null): number | null => literal?.id ?? null;
const variableName = (variable: Variable): string => `${variable.scope.literal.module.kind} ${variable.scope.id}:${variable.name}`;

const SCOPE = ['id', 'kind', 'captured', 'strict', 'start', 'end', 'hasEval'] as const;
const VARIABLE = ['name', 'kind', 'captured', 'assigned', 'assignedByInner'] as const;
const LITERAL = [
  'id', 'kind', 'start', 'end', 'functionStart', 'bodyStart', 'bodyEnd', 'declaration', 'strict', 'async', 'generator', 'expressionBody', 'simpleParameters', 'parameterNames',
  'parameterCount', 'expectedLength', 'name', 'usesSuper', 'usesThis', 'hasEval', 'insideWith', 'isStatic', 'key', 'path', 'line',
] as const;

/** The named fields alone: the analyser's records have more, some of which refer in circles. */
function only<T, K extends keyof T & string>(value: T, keys: readonly K[]): Record<string, unknown> {
  return Object.fromEntries(keys.map((key) => [key, value[key]]));
}

function plainAnalysis(analysis: ModuleAnalysis): unknown {
  const { scopes, literals, references, homes, imports, exports, sites, scope, globals } = analysis;
  return {
    source: analysis.source, kind: analysis.kind, strict: analysis.strict, hasTopLevelAwait: analysis.hasTopLevelAwait,
    requests: analysis.requests, mentions: analysis.mentions, scope: scope.id, globals: [...globals],
    scopes: scopes.map((each) => ({
      ...only(each, SCOPE), parent: scopeNumber(each.parent), literal: each.literal.id,
      variables: [...each.variables.values()].map((variable) => ({ ...only(variable, VARIABLE), scope: variable.scope.id, declarations: variable.declarations.map(literalNumber) })),
    })),
    literals: literals.map((each) => ({
      ...only(each, LITERAL), module: each.module === analysis, parent: literalNumber(each.parent), scope: each.scope.id, free: each.free.map(variableName),
      privateOwners: each.privateOwners.map(literalNumber), owner: literalNumber(each.owner), home: each.home?.id ?? null,
      classInfo: each.classInfo === null ? null : {
        ...each.classInfo, constructorLiteral: literalNumber(each.classInfo.constructorLiteral),
        elements: each.classInfo.elements.map((element) => ({ ...element, literal: literalNumber(element.literal) })),
      },
    })),
    references: references.map((each) => ({ ...each, variable: variableName(each.variable), literal: each.literal.id })),
    homes: homes.map((home) => ({ id: home.id, start: home.start, end: home.end, literals: home.literals.map(literalNumber) })),
    imports: imports.map((each) => ({ ...each, local: variableName(each.local) })),
    exports: exports.map((each) => (each.kind === 'local' ? { ...each, variable: variableName(each.variable) } : each)),
    sites: sites.map((each) => ({ ...each, literal: each.literal.id, scope: each.kind === 'direct-eval' ? each.scope.id : null })),
  };
}

export function plainImage(image: ComponentImage): unknown {
  const { graph, hot } = image;
  return {
    facts: image.facts,
    graph: {
      strings: graph.strings, numbers: graph.numbers, specials: graph.specials, hosts: graph.hosts, imports: graph.imports, modules: graph.modules,
      instances: graph.instances.map((each) => ({ ...each, path: each.path, variables: [...each.variables] })),
      objects: graph.objects.map((each) => (each.kind === 'buffer' ? { ...each, bytes: [...each.bytes] } : each)),
      creation: graph.creation, changes: graph.changes,
    },
    code: image.code.map(({ path, analysis }) => ({ path, analysis: plainAnalysis(analysis) })),
    hot: {
      scripts: hot.scripts.map(({ module, text, segments }) => ({ module, text, segments: [...segments] })),
      instanceSlots: [...hot.instanceSlots], instanceModes: [...hot.instanceModes], instanceVariables: [...hot.instanceVariables], variableLists: hot.variableLists,
      functionSlots: [...hot.functionSlots], functionModes: [...hot.functionModes], shapes: hot.shapes, objectShapes: [...hot.objectShapes],
      originals: hot.originals, liveImports: hot.liveImports, moduleExports: hot.moduleExports,
    },
    keptForms: image.keptForms.map(({ path, form }) => ({ path, form: { ...form, text: form.text } })),
    originals: image.originals,
  };
}
