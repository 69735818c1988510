/** The packager's error catalogue: one factory per error. See format/errors.ts for IcError. */

import { IcError } from '../format/errors.ts';

/** Where something was found: way from the component's root, and the source position nearest to it. */
export interface Found {
  /** `orders.ic › module src/db.ts › pool › _sockets[3]` */
  readonly path: string;
  /** `file:line` or `file:line:column`; null if not known. */
  readonly position: string | null;
  /** Path of the module that the way leads through first; null or left out if it begins elsewhere. */
  readonly module?: string | null;
}

const at = (found: Found): string => (found.position === null ? found.path : `${found.path} (${found.position})`);

/** Something that no image can hold. `what`: what it is, in words. */
export function notCapturable(component: string, found: Found, what: string, remedy: string): IcError {
  return new IcError('NOT_CAPTURABLE', `${at(found)}: cannot be captured: ${what}`, {
    data: { component, path: found.path, position: found.position, module: found.module ?? null, reason: what },
    remedy,
  });
}

/** A reference into, or a change built on, a component that is not among the prerequisites. */
export function prerequisiteMissing(component: string, owner: string, found: Found, slot: string): IcError {
  return new IcError('PREREQUISITE_MISSING', `${at(found)}: leads to ${slot} of ${owner}, which is not among the prerequisites of ${component}`, {
    data: { component, prerequisite: owner, path: found.path, position: found.position, module: found.module ?? null, slot },
    remedy: `add ${owner} to [prerequisites] of ${component}`,
  });
}

/** A function, class or accessor of another owner was replaced or deleted without a declaration. */
export function foreignMutation(component: string, owner: string, slot: string, change: 'replaces' | 'deletes', position: string | null): IcError {
  return new IcError('FOREIGN_MUTATION', `${slot}${position === null ? '' : ` (${position})`}: ${component} ${change} what belongs to ${owner}`, {
    data: { component, owner, slot, position },
    remedy: `declare it in [overrides] of ${component}: ${owner}[]=${slot.slice(slot.indexOf('/') + 1)}`,
  });
}

/**
 * Throws what was collected as one error: its code is that of the first problem, its message lists all,
 * `data.problems` holds code, message and data of each. Does nothing when there are none.
 */
export function throwProblems(problems: readonly IcError[]): void {
  const first = problems[0];
  if (first === undefined) return;
  if (problems.length === 1) throw first;
  const list = problems.map((problem) => `  ${problem.code}: ${problem.message}${problem.remedy === undefined ? '' : `\n    ${problem.remedy}`}`);
  throw new IcError(first.code, `${problems.length} problems:\n${list.join('\n')}`, {
    data: { ...first.data, problems: problems.map(({ code, message, data, remedy }) => ({ code, message, data, remedy })) },
    ...(first.remedy === undefined ? {} : { remedy: first.remedy }),
  });
}
