/** Names that instrumented code calls. They are lexical variables of the global scope: visible to all code, no property of the global object. */

export class GlobalNames {
  readonly prefix: string;
  /** Falsy, except while a function is probed. */
  readonly guard: string;
  readonly makeSlot: string;
  readonly restSlot: string;
  readonly recordKey: string;
  readonly registerClass: string;
  readonly registerHome: string;
  readonly registerModule: string;
  readonly registerScope: string;
  readonly linkArguments: string;
  readonly enterWith: string;
  readonly withObject: string;
  readonly keepTemplate: string;
  readonly readTemplate: string;
  readonly bareTag: string;
  readonly prepareEval: string;
  readonly takeEval: string;
  // Local names:
  readonly key: string;
  readonly object: string;
  readonly parameterReader: string;
  readonly caught: string;

  constructor(prefix: string) {
    this.prefix = prefix;
    this.guard = `${prefix}p`;
    this.makeSlot = `${prefix}v`;
    this.restSlot = `${prefix}w`;
    this.recordKey = `${prefix}t`;
    this.registerClass = `${prefix}c`;
    this.registerHome = `${prefix}h`;
    this.registerModule = `${prefix}m`;
    this.registerScope = `${prefix}f`;
    this.linkArguments = `${prefix}l`;
    this.enterWith = `${prefix}i`;
    this.withObject = `${prefix}j`;
    this.keepTemplate = `${prefix}y`;
    this.readTemplate = `${prefix}z`;
    this.bareTag = `${prefix}g`;
    this.prepareEval = `${prefix}e`;
    this.takeEval = `${prefix}r`;
    this.key = `${prefix}k`;
    this.object = `${prefix}o`;
    this.parameterReader = `${prefix}q`;
    this.caught = `${prefix}a`;
  }

  slot(textId: number, scopeId: number): string {
    return `${this.prefix}s${textId}_${scopeId}`;
  }

  brand(textId: number, literalId: number): string {
    return `${this.prefix}b${textId}_${literalId}`;
  }

  home(textId: number, homeId: number): string {
    return `${this.prefix}x${textId}_${homeId}`;
  }

  marker(textId: number, literalId: number): string {
    return `/*${this.prefix}${textId}.${literalId}*/`;
  }
}
