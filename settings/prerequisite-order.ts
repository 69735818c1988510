/** The order in which components are loaded: prerequisites first, the same for the same set of definitions. */
import { IcError } from '../format/errors.ts';
import type { ComponentDefinition, DeclaredPrerequisite } from './component-definition.ts';
import { definitionSyntax, isFilled, type IniProblem } from './errors.ts';
import { satisfiesRange } from './semver.ts';
import { nearestName } from './suggestion.ts';

/**
 * Orders definitions so that each stands behind its prerequisites: depth first over the logical names in sorted order,
 * prerequisites in declared order. Throws PREREQUISITE_MISSING, PREREQUISITE_CYCLE, PREREQUISITE_VERSION, and
 * DEFINITION_SYNTAX where `[overrides]` or `[state]` names a component that is no prerequisite.
 */
export function orderDefinitions(definitions: readonly ComponentDefinition[]): readonly ComponentDefinition[] {
  const byName = new Map(definitions.map((definition) => [definition.name, definition]));
  for (const definition of definitions) {
    for (const prerequisite of definition.prerequisites) {
      if (!byName.has(prerequisite.name)) {
        throw missing(definition, prerequisite, [...byName.keys()]);
      }
    }
  }
  const ordered = new Set<ComponentDefinition>();
  const visit = (definition: ComponentDefinition, path: readonly ComponentDefinition[]): void => {
    if (ordered.has(definition)) {
      return;
    }
    const start = path.indexOf(definition);
    if (start >= 0) {
      throw cycle([...path.slice(start), definition]);
    }
    for (const prerequisite of definition.prerequisites) {
      const found = byName.get(prerequisite.name);
      if (found !== undefined) {
        visit(found, [...path, definition]);
      }
    }
    ordered.add(definition);
  };
  for (const definition of definitions.toSorted((a, b) => (a.name < b.name ? -1 : 1))) {
    visit(definition, []);
  }
  checkVersions(definitions, byName);
  checkSlots(definitions, byName);
  return [...ordered];
}

/** The definitions that one needs, prerequisites of prerequisites included, itself not; in the order of {@link orderDefinitions}. */
export function prerequisitesOf(definition: ComponentDefinition, ordered: readonly ComponentDefinition[]): readonly ComponentDefinition[] {
  const names = closureOf(definition, new Map(ordered.map((other) => [other.name, other])));
  return ordered.filter((other) => names.has(other.name));
}

function closureOf(definition: ComponentDefinition, byName: ReadonlyMap<string, ComponentDefinition>): ReadonlySet<string> {
  const names = new Set<string>();
  const pending = [definition];
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    for (const { name } of next.prerequisites) {
      const found = byName.get(name);
      if (found !== undefined && !names.has(name)) {
        names.add(name);
        pending.push(found);
      }
    }
  }
  return names;
}

function checkVersions(definitions: readonly ComponentDefinition[], byName: ReadonlyMap<string, ComponentDefinition>): void {
  for (const definition of definitions) {
    for (const { name, range, line } of definition.prerequisites) {
      const found = byName.get(name);
      if (found !== undefined && !satisfiesRange(found.version, range)) {
        throw new IcError('PREREQUISITE_VERSION', `${definition.file}:${line}: ${definition.name} expects ${name} ${range}, found version ${found.version} in ${found.file}`, {
          data: { component: definition.name, prerequisite: name, range, version: found.version, file: definition.file, line },
          remedy: `change the range, or the version of ${name}`,
        });
      }
    }
  }
}

function checkSlots(definitions: readonly ComponentDefinition[], byName: ReadonlyMap<string, ComponentDefinition>): void {
  const problems: IniProblem[] = [];
  for (const definition of definitions) {
    const known = new Set([...closureOf(definition, byName), definition.name, 'node']);
    const report = (component: string, section: string, key: string, line: number): void => {
      if (!known.has(component)) {
        problems.push({ file: definition.file, line, section, key, problem: `expected a prerequisite of ${definition.name}, found ${component}`, remedy: `declare ${component}=RANGE under [prerequisites], or correct the name` });
      }
    };
    for (const { component, slot, line } of definition.overrides) {
      report(component, 'overrides', component, line);
      if (slot.component !== component) {
        report(slot.component ?? component, 'overrides', component, line);
      }
    }
    for (const { rule, slot, line } of definition.state) {
      report(slot.component ?? definition.name, 'state', rule, line);
    }
  }
  if (isFilled(problems)) {
    throw definitionSyntax(problems);
  }
}

function missing(definition: ComponentDefinition, prerequisite: DeclaredPrerequisite, known: readonly string[]): IcError {
  const nearest = nearestName(prerequisite.name, known);
  return new IcError('PREREQUISITE_MISSING', `${definition.file}:${prerequisite.line}: ${definition.name} expects a component ${prerequisite.name}, found no definition of it`, {
    data: { component: definition.name, prerequisite: prerequisite.name, file: definition.file, line: prerequisite.line },
    remedy: nearest === null ? 'write its definition beside the others, or correct the name' : `did you mean ${nearest}?`,
  });
}

function cycle(path: readonly ComponentDefinition[]): IcError {
  const names = path.map((definition) => definition.name);
  return new IcError('PREREQUISITE_CYCLE', `${path[0]?.file ?? ''}: expected prerequisites without a cycle, found ${names.join(' → ')}`, {
    data: { cycle: names, files: [...new Set(path.map((definition) => definition.file))] },
    remedy: 'move what both need into a component of its own, or join them',
  });
}
