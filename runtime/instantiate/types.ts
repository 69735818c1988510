/** What instantiation works with and what it leaves behind. */
import type { ScriptOrigin } from '../code/script-positions.ts';
import type { ComponentReader } from '../../format/component.ts';
import type { InstanceRef, ModulePart, Word } from '../../format/graph/model.ts';

/** What a scope's maker returns: see emit/maker.ts. */
export interface ScopeHandle {
  readonly i?: (values: readonly unknown[]) => void;
  readonly f?: readonly unknown[];
  readonly h?: readonly (() => MadeHome)[];
  readonly k?: readonly Function[];
  readonly v?: () => Record<string, unknown>;
  readonly e?: Readonly<Record<string, () => unknown>>;
  readonly p?: Readonly<Record<string, (value: unknown) => void>>;
  readonly a?: object;
  readonly b?: (value: unknown) => void;
  readonly t?: object;
  readonly s?: () => unknown;
}

/** An object literal made for its methods with `super`: itself, these methods, makers of scopes inside it. */
export interface MadeHome {
  readonly o: object;
  readonly f: readonly Function[];
  readonly k: readonly Function[];
}

/** Per class evaluation: access to what only code inside the class body reaches. */
export interface ClassCell {
  set?: Readonly<Record<string, (object: object, value: unknown) => void>>;
  get?: Readonly<Record<string, (object: object) => unknown>>;
  k?: readonly Function[];
  /** Evaluates text inside the class's body; where closures are made that nothing outside could make. */
  e?: (text: string) => unknown;
}

/** The link object of a module: what emitted code calls. */
export interface CodeLink {
  readonly import: (specifier: unknown, options?: unknown) => Promise<unknown>;
  readonly meta: object;
  /** Tells importers that an exported variable has a new value; gives back the assignment's result. */
  readonly push: (name: string, result: unknown, value: unknown) => unknown;
  /** After a direct eval: tells importers of all exported variables. Gives back the eval's result. */
  readonly evaluated: (result: unknown, all: readonly (readonly [name: string, read: () => unknown])[]) => unknown;
  readonly of: <T>(value: T) => T;
  /** The language's own, whatever the program calls by these names. */
  readonly descriptor: typeof Object.getOwnPropertyDescriptor;
  readonly TypeError: TypeErrorConstructor;
  readonly Symbol: SymbolConstructor;
  /** Keys of methods while their object literal is made. */
  readonly symbols: Record<number, symbol>;
  /** True while an existing object is stamped with a class's private members: constructors and initialisers do nothing. */
  restoring: boolean;
  /** While a class that is a maker is constructed: whether its `this` is there already (else `super()` was not called yet). */
  bound: boolean;
}

/** The variables of one scope instance, as slots. */
export interface VariablePlace {
  /** The same object for the same scope instance. */
  readonly identity: object;
  readonly view: Readonly<Record<string, unknown>>;
  /** Tells importers that an exported variable was written. */
  readonly changed: (name: string, value: unknown) => void;
}

/** What an object or scope instance of a component is bound to instead of being made: one of another component, or the program's own. */
export interface Bindings {
  readonly objects: ReadonlyMap<number, unknown>;
  readonly instances: ReadonlyMap<number, { readonly owner: LiveComponent; readonly id: number }>;
}

/** A component whose heap has been made, committed or not. */
export interface LiveComponent {
  readonly name: string;
  /** Of its file; the graph says what it takes from other components that hold the same modules (link/adopt.ts). */
  readonly reader: ComponentReader;
  /** Of its file, as packaged. */
  readonly packaged: ComponentReader;
  /** Where its modules' files would be: absolute directory. */
  readonly appRoot: string;
  /** By object id. */
  readonly objects: readonly unknown[];
  /** By instance id. */
  readonly handles: readonly ScopeHandle[];
  /** Handle of each evaluated module's scope, by module path. */
  readonly moduleHandles: ReadonlyMap<string, ScopeHandle>;
  /** Views of an instance's scope and of those around it, innermost first: accessors of their variables. */
  viewsFrom(instance: number, count: number): readonly Readonly<Record<string, unknown>>[];
  viewOf(handle: ScopeHandle): Readonly<Record<string, unknown>>;
  linkOf(module: string, modules: ModuleParts): CodeLink;
  /** Calls `setter` whenever the exported variable is assigned, as long as the component `by` is loaded. */
  follow(module: string, variable: string, setter: (value: unknown) => void, by: LiveComponent): void;
  /** The component goes: what follows variables for it does so no longer. */
  unfollow(by: LiveComponent): void;
  /** View of an instance that a word or slot of this component names; its own or a prerequisite's. */
  instanceView(instance: InstanceRef): Readonly<Record<string, unknown>>;
  variablePlace(instance: InstanceRef): VariablePlace;
  cellOfWord(word: Word): ClassCell | null;
  classCell(classObject: Function): { readonly cell: ClassCell; readonly link: CodeLink } | null;
  /** Value of a word of its graph. */
  value(word: Word): unknown;
}

/** The module system as instantiation needs it. */
export interface ModuleParts {
  /** `require`, `module`, namespace … of a module by absolute file name; the same object every time. */
  part(part: ModulePart, file: string, component: LiveComponent | null): object;
  importFrom(file: string, specifier: unknown, options: unknown): Promise<unknown>;
  /** Exports of a CommonJS module as importers saw them, where they have changed since. Call before the module is registered. */
  noteImported(file: string, values: ReadonlyMap<string, unknown>): void;
}

/** What instantiation takes from outside. */
export interface Surroundings {
  host(path: string): unknown;
  /** A component that is loaded or staged; null: there is none of that name. */
  component(name: string): LiveComponent | null;
  /** Access to the private members of a class of any component that is there; null: none of ours. */
  classCell(classObject: Function): { readonly cell: ClassCell; readonly link: CodeLink } | null;
  readonly modules: ModuleParts;
  /** Runs a script; its value is returned. `origin`: where its pieces came from, null if positions say nothing. `enter`: runs it elsewhere than in the global scope. */
  evaluate(text: string, file: string, origin: ScriptOrigin | null, enter?: (text: string) => unknown): unknown;
  makeNative(factory: string, args: readonly unknown[]): object;
}
