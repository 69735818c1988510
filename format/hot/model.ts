/**
 * The hot form of a component's code as the packager emitted it: one script per module, in which every captured scope
 * is a real function scope, nested as in the source, and every live function a real function. The tables say where
 * the runtime finds what. Only the emitter (emit/) and the instantiation (runtime/instantiate/) know the meaning of slots.
 */
export interface HotCode {
  readonly scripts: readonly HotScript[];
  /** For each own scope instance: slot of its maker among its parent's makers, or a MakerKind. */
  readonly instanceSlots: Int32Array;
  /** For each own scope instance: MakerMode. */
  readonly instanceModes: Uint8Array;
  /** For each own scope instance: index in `variableLists` of the names that its initialiser takes, or -1. */
  readonly instanceVariables: Int32Array;
  readonly variableLists: readonly (readonly string[])[];
  /** For each object: functions and classes: slot in their instance's function table; else -1. */
  readonly functionSlots: Int32Array;
  /** For each object: FunctionMode. */
  readonly functionModes: Uint8Array;
  /** Literal shapes: objects made by a literal with these keys (string indexes), values in order. */
  readonly shapes: readonly (readonly number[])[];
  /** For each object: index of its shape, or -1. */
  readonly objectShapes: Int32Array;
  /** Functions whose emitted text is not their original text: hash of the emitted text → original span. */
  readonly originals: readonly OriginalText[];
  /** Import variables of the component's modules whose exporter may still assign the exported variable. */
  readonly liveImports: readonly LiveImport[];
  /** Exports of the evaluated ES modules, followed to the variables that hold them. */
  readonly moduleExports: readonly ModuleExports[];
}

export interface ModuleExports {
  readonly module: string;
  readonly entries: readonly ExportBinding[];
}

/** An exported name and what it shows: a variable of a module, or (variable null) a module's namespace; `default` of a CommonJS, JSON or built-in module is variable `default`. */
export interface ExportBinding {
  readonly name: string;
  readonly component: string | null; // null: this component
  readonly exporter: string; // module path, or `node:…`
  readonly variable: string | null;
}

/** Variable `local` of `module` follows variable `name` of `exporter`. */
export interface LiveImport {
  readonly module: string;
  readonly local: string;
  readonly component: string | null; // null: this component
  readonly exporter: string;
  readonly name: string;
}

export interface HotScript {
  readonly module: string; // path; '' : the component's own (shapes)
  readonly text: string;
  /** Triples (offset in text, offset in the module's source, length), ascending by the first: verbatim pieces. */
  readonly segments: Uint32Array;
}

export interface OriginalText {
  readonly hashLow: number;
  readonly hashHigh: number;
  readonly module: string;
  readonly start: number;
  readonly end: number;
}
