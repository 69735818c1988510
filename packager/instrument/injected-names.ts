/** Names that instrumentation and evaluation forms put into a text: chosen so that the text does not contain them. */

export interface ModuleNames {
  /** Parameter of evaluation forms: `$ic`, or a longer name where the text says `$ic` itself. */
  readonly context: string;
}

/** The names for one text; the same text gets the same names. */
export function moduleNames(source: string): ModuleNames {
  let context = '$ic';
  while (source.includes(context)) context += '_';
  return { context };
}

/** Environment of request `index`: `$ic_i0`. */
export function environmentName(names: ModuleNames, index: number): string {
  return `${names.context}_i${index}`;
}

/** The variable of an unnamed default export. */
export function defaultName(names: ModuleNames): string {
  return `${names.context}_default`;
}
