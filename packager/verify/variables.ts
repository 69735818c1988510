/** Which variables functions of a text can read: from the analysis of all code texts, by the hash of the function's own text. */
import type { Literal, ModuleAnalysis, Variable } from '../../format/code/model.ts';
import { hashOf } from '../../introspect/index.ts';
import type { FreeVariable, VariableTable } from '../../introspect/index.ts';
import { environmentName, moduleNames } from '../instrument/injected-names.ts';
import { shownText } from '../instrument/shown-text.ts';

/** What the module wrapper declares; the restored form may provide them by other means. */
const WRAPPER_PARAMETERS: ReadonlySet<string> = new Set(['exports', 'require', 'module', '__filename', '__dirname']);

/** A free variable, with every place that one of the functions of the text has for it. */
type Found = Omit<FreeVariable, 'via'> & { readonly places: readonly NonNullable<FreeVariable['via']>[] };

/**
 * The table over all texts. Functions with one text share an entry: free names are a matter of the text alone, and what a
 * name means is looked up in each function's own scopes. Which import a name is cannot be looked up there: where modules
 * with one text differ in that (two versions of a package), it is left out.
 */
export const variableTable = (analyses: Iterable<ModuleAnalysis>): VariableTable => {
  const table = new Map<string, Map<string, Found>>();
  for (const analysis of analyses) {
    const names = moduleNames(analysis.source);
    const imports = new Map(analysis.imports.map(({ local, request, imported }) => [local, { variable: environmentName(names, request), member: imported.kind === 'name' ? imported.name : null }]));
    for (const literal of analysis.literals) {
      if (literal.kind === 'module' || literal.kind === 'field' || literal.kind === 'static-block' || literal.kind === 'constructor') continue;
      const key = hashOf(shownText(literal));
      let entry = table.get(key);
      if (entry === undefined) table.set(key, (entry = new Map()));
      for (const variable of variablesOf(literal)) addVariable(entry, variable, imports.get(variable));
    }
  }
  return new Map([...table].map(([key, entry]) => [key, [...entry.values()].map(seenOf).sort((a, b) => (a.name < b.name ? -1 : a.name > b.name ? 1 : 0))]));
};

const seenOf = ({ places, ...variable }: Found): FreeVariable => {
  const [first, ...others] = places;
  const isOne = others.every(({ variable: name, member }) => name === first?.variable && member === first.member);
  return { ...variable, via: first !== undefined && isOne ? first : null };
};

/** A class function reads what its constructor and its instance fields refer to; heritage, keys and static code have been evaluated. */
const variablesOf = (literal: Literal): readonly Variable[] => {
  if (literal.classInfo === null) return literal.free;
  const fields = literal.classInfo.elements.flatMap((element) => (element.isStatic || element.kind !== 'field' || element.literal === null ? [] : element.literal.free));
  return [...(literal.classInfo.constructorLiteral?.free ?? []), ...fields];
};

const addVariable = (entry: Map<string, Found>, variable: Variable, environment: FreeVariable['via'] | undefined): void => {
  const { name, kind, scope } = variable;
  // The function's own name is no context variable for V8 unless a closure inside uses it; it cannot change either.
  if (kind === 'function-name' || name === 'new.target') return;
  // The inner name of a class is never assigned; which class it is, `this` and the class's own members show.
  const known = entry.get(name);
  const shared = variable.assignedByInner || (scope.hasEval && kind !== 'pseudo');
  const isWrapper = scope.kind === 'module' && (WRAPPER_PARAMETERS.has(name) || kind === 'pseudo');
  const optional = environment !== undefined || isWrapper || kind === 'class-name';
  entry.set(name, {
    name,
    shared: (known?.shared ?? false) || (shared && environment === undefined && kind !== 'pseudo'),
    optional: (known?.optional ?? false) || optional,
    places: [...(known?.places ?? []), ...(environment === undefined || environment === null ? [] : [environment])],
  });
};
