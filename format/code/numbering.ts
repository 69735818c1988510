/** Numbers for the parts of an analysis that have none: variables, by scope and order of declaration. */
import { contradiction } from '../damage.ts';
import type { Literal, ModuleAnalysis, Scope, Variable } from './model.ts';

/** Numbers of scopes, literals and variables of one module; a part that is not in the module's lists is refused. */
export class Numbering {
  private readonly analysis: ModuleAnalysis;
  private readonly variables = new Map<Variable, number>();
  private readonly place: string;

  constructor(analysis: ModuleAnalysis, place: string) {
    this.analysis = analysis;
    this.place = place;
    for (const scope of analysis.scopes) for (const variable of scope.variables.values()) this.variables.set(variable, this.variables.size);
  }

  get variableCount(): number {
    return this.variables.size;
  }

  scope(scope: Scope): number {
    if (this.analysis.scopes[scope.id] !== scope) throw contradiction(this.place, `scope ${scope.id} is not in the list of scopes at its id`);
    return scope.id;
  }

  literal(literal: Literal): number {
    if (this.analysis.literals[literal.id] !== literal) throw contradiction(this.place, `literal ${literal.id} is not in the list of literals at its id`);
    return literal.id;
  }

  variable(variable: Variable): number {
    const number = this.variables.get(variable);
    if (number === undefined) throw contradiction(this.place, `variable ${variable.name} is not among those of its scope ${variable.scope.id}`);
    return number;
  }
}
