// The runtime's error catalogue: one factory per error. docs/errors.md has a section for each code.
import { IcError } from '../format/errors.ts';

/** By which rule a component's file was found; see the contract of the search order in docs/ini.md. */
export type SearchRule = 'started' | 'mapping' | 'folder' | 'root' | 'path';

/** A place where a file was looked for. */
export interface SearchedPlace {
  readonly rule: SearchRule;
  /** Absolute. */
  readonly file: string;
  /** What is there instead, or why the rule could not be used. */
  readonly found: 'nothing' | 'a folder';
}

const RULE_WORDS: Readonly<Record<SearchRule, string>> = {
  started: 'started: named by the launch', mapping: 'mapping: by the ini', folder: 'folder: of the started component', root: 'root: IC_ROOT', path: 'path: named as such',
};

/** No file for a logical name, or for the file that a launch names. `requiredBy`: the component that needs it. */
export function icNotFound(name: string, searched: readonly SearchedPlace[], details: { readonly requiredBy?: string; readonly configuration?: string | null; readonly remedy?: string } = {}): IcError {
  const need = details.requiredBy === undefined ? '' : ` (needed by ${details.requiredBy})`;
  const places = searched.map(({ rule, file, found }) => `${file} (${RULE_WORDS[rule]}${found === 'nothing' ? '' : `; there is ${found}`})`).join(', ');
  const message = places === '' ? `${name}${need}: expected its file, but there is no place to search it in` : `${name}${need}: expected a component file, found none; searched ${places}`;
  return new IcError('IC_NOT_FOUND', message, {
    data: { name, searched, requiredBy: details.requiredBy ?? null, configuration: details.configuration ?? null },
    remedy: details.remedy ?? notFoundRemedy(name, searched, details.configuration ?? null),
  });
}

function notFoundRemedy(name: string, searched: readonly SearchedPlace[], configuration: string | null): string {
  const [first] = searched;
  if (first?.rule === 'mapping') {
    return `correct the line of ${name} in ${configuration ?? 'the ini'}, or remove it to have the folders searched`;
  }
  if (first?.rule === 'started' || first?.rule === 'path') {
    return 'correct the path; relative ones start at the working directory';
  }
  const suffix = name.includes('.') ? '' : `a logical name includes its suffix (${name}.ic); `;
  return `${suffix}put the file into one of these folders, or map it in ${configuration ?? 'an abt.ini'}: ${name}=FILE`;
}

/** The file that `-ini:` names is not there. */
export function iniNotFound(file: string, found: 'nothing' | 'a folder'): IcError {
  return new IcError('IC_NOT_FOUND', `${file}: expected the configuration that -ini: names, found ${found}`, {
    data: { name: file, searched: [{ rule: 'path', file, found }], requiredBy: null, configuration: file },
    remedy: 'correct the path; relative ones start at the working directory',
  });
}

/** Prerequisites that lead back to where they began. `names`: logical names, the first one again at the end. */
export function prerequisiteCycle(names: readonly string[], files: readonly string[]): IcError {
  return new IcError('PREREQUISITE_CYCLE', `${names[0] ?? ''}: expected prerequisites without a cycle, found ${names.join(' → ')}`, {
    data: { cycle: names, files },
    remedy: 'check which file each of these names resolves to, and package them again',
  });
}

/** A component of this name is loaded already, from another file with another content. */
export function otherFileLoaded(name: string, loadedFile: string, file: string): IcError {
  return new IcError('DEFINITION_CONFLICT', `${name}: expected one component of this name, found ${loadedFile} loaded and ${file} requested`, {
    data: { conflicts: [{ path: name, owners: [loadedFile, file] }] },
    remedy: `remove the loaded ${name} first, or use it`,
  });
}

/** What a prerequisite must be for the component that needs it, and what was found. */
export interface PrerequisiteMismatch {
  readonly dependent: string;
  /** Logical name that the dependent asks for. */
  readonly name: string;
  readonly range: string;
  readonly file: string;
  readonly foundName: string;
  readonly foundVersion: string;
}

/** The version found is not in the range of the dependent. */
export function prerequisiteVersion(mismatch: PrerequisiteMismatch): IcError {
  const { dependent, name, range, file, foundVersion } = mismatch;
  return new IcError('PREREQUISITE_VERSION', `${dependent}: expected ${name} ${range}, found version ${foundVersion} in ${file}`, {
    data: { ...mismatch },
    remedy: `provide a version of ${name} that is in the range ${range}, or package ${dependent} again`,
  });
}

/** The file found by folder or root holds a component of another name. */
export function prerequisiteName(mismatch: PrerequisiteMismatch): IcError {
  const { dependent, name, file, foundName } = mismatch;
  return new IcError('PREREQUISITE_VERSION', `${dependent}: expected ${name} in ${file}, found ${foundName}`, {
    data: { ...mismatch },
    remedy: `if ${foundName} shall stand in for ${name}, map it in the ini: ${name}=${file}`,
  });
}

/** The prerequisite lacks definitions that the dependent uses. At least one path. */
export function prerequisiteLacks(mismatch: PrerequisiteMismatch, definitions: readonly string[]): IcError {
  const { dependent, name, file, foundName, foundVersion } = mismatch;
  const shown = definitions.slice(0, 10).join(', ') + (definitions.length > 10 ? ` and ${definitions.length - 10} more` : '');
  return new IcError('PREREQUISITE_VERSION', `${dependent}: expected ${name} to define ${shown}, found ${foundName} ${foundVersion} in ${file} without ${definitions.length === 1 ? 'it' : 'them'}`, {
    data: { ...mismatch, definitions },
    remedy: `provide a version of ${name} that has ${definitions.length === 1 ? 'this definition' : 'these definitions'}, or package ${dependent} again with ${foundName} ${foundVersion}`,
  });
}

/** Neither the started component nor a prerequisite names a start-up class. */
export function noStartUpClass(name: string, file: string): IcError {
  return new IcError('NO_STARTUP_CLASS', `${name}: expected a start-up class in it or its prerequisites, found none in ${file}`, {
    data: { name, file },
    remedy: 'name one in the definition (startUpClass=NAME) and package again, or start a component that depends on this one',
  });
}

/** The start-up class is there but cannot be started. */
export function startUpClassUnusable(name: string, className: string, found: string): IcError {
  return new IcError('NO_STARTUP_CLASS', `${name}: expected ${className} to have a static startUp(args), found ${found}`, {
    data: { name, startUpClass: className },
    remedy: `give ${className} a static method startUp(args) and package again`,
  });
}

/** Hooks that a component may have. */
export type HookName = 'initializeAfterLoad' | 'loaded' | 'removing' | 'failedRemove' | 'startUp';

/** A hook of the program threw; `cause` is what it threw. `owner`: class or application. */
export function hookFailed(component: string, hook: HookName, owner: string, cause: unknown): IcError {
  const what = cause instanceof Error ? `${cause.name}: ${cause.message}` : String(cause);
  return new IcError('HOOK_FAILED', `${component}: expected ${owner}.${hook}() to succeed, found ${what}`, {
    data: { component, hook, owner },
    remedy: `correct ${hook}() of ${owner}; what it had loaded or removed is undone`,
    cause,
  });
}

/** A load was asked for inside a hook and awaited there: it could never end. */
export function awaitedInHook(name: string, hook: HookName): IcError {
  return new IcError('HOOK_FAILED', `${name}: expected the load to be awaited after ${hook}(), found it awaited inside`, {
    data: { component: name, hook },
    remedy: 'start the load in the hook and await it later, or declare the component as a prerequisite',
  });
}

/** One conflict between what is loaded and what shall be. */
export interface DefinitionClash {
  readonly path: string;
  /** Logical names; `node` for Node's own objects. */
  readonly owners: readonly [string, string];
}

/** Definitions that are there already and differ: all of them. At least one. */
export function definitionConflict(clashes: readonly DefinitionClash[]): IcError {
  const shown = clashes.map(({ path, owners }) => `${path} (${owners[0]} and ${owners[1]})`).join(', ');
  return new IcError('DEFINITION_CONFLICT', `expected each definition once, found different ones for ${shown}`, {
    data: { conflicts: clashes },
    remedy: 'rename one of each pair, or move it into a component that both have as prerequisite',
  });
}

/** A slot that holds neither the value before nor the value after. */
export interface StateClash {
  readonly slot: string;
  readonly component: string;
  readonly before: string;
  readonly after: string;
  readonly found: string;
}

/** State changes that cannot be applied to what the slots hold now: all of them. At least one. */
export function stateConflict(clashes: readonly StateClash[]): IcError {
  const shown = clashes.map(({ slot, component, before, after, found }) => `${slot} (${component} expected ${before} or ${after}, found ${found})`).join(', ');
  const [first] = clashes;
  return new IcError('STATE_CONFLICT', `expected state as it was when packaged, found changes in ${shown}`, {
    data: { conflicts: clashes },
    remedy: `say under [state] which value counts: keep[]=${first?.slot ?? 'SLOT'}, last[]= or add[]=`,
  });
}

/** Components that must be removed first. At least one. */
export function hasDependents(name: string, dependents: readonly string[]): IcError {
  return new IcError('HAS_DEPENDENTS', `${name}: expected no loaded component to need it, found ${dependents.join(', ')}`, {
    data: { name, dependents },
    remedy: `remove ${dependents.join(', ')} first`,
  });
}

/** Subclasses of the component's classes that live elsewhere. At least one. */
export function hasSubclasses(name: string, subclasses: readonly { readonly className: string; readonly subclass: string; readonly component: string | null }[]): IcError {
  const shown = subclasses.map(({ className, subclass, component }) => `${subclass}${component === null ? '' : ` of ${component}`} extends ${className}`).join(', ');
  return new IcError('HAS_SUBCLASSES', `${name}: expected no subclasses of its classes elsewhere, found ${shown}`, {
    data: { name, subclasses },
    remedy: 'remove the components of the subclasses first, or let go of them in removing()',
  });
}

/** Instances of the component's classes that are still alive. At least one. */
export function hasInstances(name: string, instances: readonly { readonly className: string; readonly count: number }[]): IcError {
  const shown = instances.map(({ className, count }) => `${count} of ${className}`).join(', ');
  return new IcError('HAS_INSTANCES', `${name}: expected no live instances of its classes, found ${shown}`, {
    data: { name, instances },
    remedy: 'let go of them in removing(), then remove the component again',
  });
}

/** A component that shall be removed is not loaded. */
export function notLoaded(name: string, loaded: readonly string[]): IcError {
  return new IcError('NOT_LOADED', `${name}: expected a loaded component, found only ${loaded.length === 0 ? 'none' : loaded.join(', ')}`, {
    data: { name, loaded },
    remedy: 'load it first, or correct the name; a logical name includes its suffix',
  });
}

/** The started component stays as long as the process. */
export function startedStays(name: string): IcError {
  return new IcError('HAS_DEPENDENTS', `${name}: expected a component other than the started one, found the one that this process was started with`, {
    data: { name, dependents: [] },
    remedy: 'end the process, or put what shall be removable into a component that is loaded explicitly',
  });
}

/** `loadComponent` and `removeComponent` have no components to work with in a reduced image. */
export function notInReducedImage(what: string): IcError {
  return new IcError('NOT_IN_REDUCED_IMAGE', `${what}: expected a program started from its components, found a reduced image`, {
    data: { operation: what },
    remedy: 'start it from its .ic files, or leave out the call',
  });
}

/** A prelinked file was made for other files than those that its names resolve to now, and these cannot be loaded either. */
export function staleImage(file: string, changed: readonly { readonly name: string; readonly expected: string; readonly found: string }[], cause?: unknown): IcError {
  const shown = changed.map(({ name, expected, found }) => `${name} (made for ${expected}, found ${found})`).join(', ');
  return new IcError('STALE_IMAGE', `${file}: expected the components it was made for, found others: ${shown}`, {
    data: { file, changed },
    remedy: 'provide the component files, then make it again: abt -se -iFILE.ic',
    ...(cause === undefined ? {} : { cause }),
  });
}

/** Something that the component refers to is not in the prerequisite that was found. */
export function missingImport(dependent: string, name: string, foundName: string | null, path: string): IcError {
  if (foundName === null) {
    return new IcError('PREREQUISITE_MISSING', `${dependent} refers to ${path} of ${name}, which is not loaded`, { data: { dependent, name, path }, remedy: `load ${name} first, or declare it under [prerequisites]` });
  }
  return new IcError('PREREQUISITE_VERSION', `${dependent}: expected ${name} to define ${path}, found ${foundName} without it`, {
    data: { dependent, name, foundName, definitions: [path] },
    remedy: `provide a version of ${name} that has this definition, or package ${dependent} again`,
  });
}
