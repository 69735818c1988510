/**
 * Numbers for the parts of an analysis: scopes and literals by id, variables by scope and order of declaration. The text
 * of a direct eval lies inside the scopes of another text: the parts of that one are numbered after its own, and so on outwards.
 */
import { contradiction } from '../damage.ts';
import type { Literal, ModuleAnalysis, Scope, Variable } from './model.ts';

/** The text that a direct eval stands in, null for all other texts. */
export function outerAnalysis(analysis: ModuleAnalysis): ModuleAnalysis | null {
  return analysis.scope.parent?.literal.module ?? null;
}

/** The analysis itself, then those around it. */
function chain(analysis: ModuleAnalysis): ModuleAnalysis[] {
  const texts: ModuleAnalysis[] = [];
  for (let each: ModuleAnalysis | null = analysis; each !== null && !texts.includes(each); each = outerAnalysis(each)) texts.push(each);
  return texts;
}

/** Variables of a text in the order of their numbers. */
export function variablesOf(analysis: Pick<ModuleAnalysis, 'scopes'>): Variable[] {
  return analysis.scopes.flatMap((scope) => [...scope.variables.values()]);
}

/** Numbers of scopes, literals and variables as one text sees them; a part that is in no list at its id is refused. */
export class Numbering {
  readonly variableCount: number;
  private readonly texts: readonly ModuleAnalysis[];
  private readonly variables = new Map<Variable, number>();
  private readonly place: string;

  constructor(analysis: ModuleAnalysis, place: string) {
    this.place = place;
    this.texts = chain(analysis);
    for (const text of this.texts) for (const variable of variablesOf(text)) this.variables.set(variable, this.variables.size);
    this.variableCount = variablesOf(analysis).length;
  }

  scope(scope: Scope): number {
    return this.find(scope, scope.id, (text) => text.scopes, 'scope');
  }

  literal(literal: Literal): number {
    return this.find(literal, literal.id, (text) => text.literals, 'literal');
  }

  private find<T>(wanted: T, id: number, list: (text: ModuleAnalysis) => readonly T[], what: string): number {
    let base = 0;
    for (const text of this.texts) {
      if (list(text)[id] === wanted) return base + id;
      base += list(text).length;
    }
    throw contradiction(this.place, `${what} ${id} is not in the list at its id`);
  }

  variable(variable: Variable): number {
    const number = this.variables.get(variable);
    if (number === undefined) throw contradiction(this.place, `variable ${variable.name} is not among those of its scope ${variable.scope.id}`);
    return number;
  }
}
