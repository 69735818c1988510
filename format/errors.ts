/** The one error class of the product: a code, what happened and where, data, and where the user can act, a remedy. */

export type IcErrorCode =
  | 'IC_NOT_FOUND' | 'IC_NOT_AN_IC' | 'IC_CORRUPT' | 'IC_VERSION' | 'IC_PLATFORM' | 'IC_UNTRUSTED'
  | 'INI_SYNTAX' | 'DEFINITION_SYNTAX'
  | 'PREREQUISITE_MISSING' | 'PREREQUISITE_CYCLE' | 'PREREQUISITE_VERSION'
  | 'DEFINITION_CONFLICT' | 'FOREIGN_MUTATION' | 'STATE_CONFLICT' | 'NOT_CAPTURABLE'
  | 'HOOK_FAILED' | 'NO_STARTUP_CLASS' | 'HAS_DEPENDENTS' | 'HAS_SUBCLASSES' | 'HAS_INSTANCES' | 'NOT_LOADED'
  | 'NOT_IN_REDUCED_IMAGE' | 'STALE_IMAGE' | 'LOCKED_VERSION';

export interface IcErrorOptions {
  readonly data?: Readonly<Record<string, unknown>>;
  /** What the user can do about it: one sentence. */
  readonly remedy?: string;
  readonly cause?: unknown;
}

export class IcError extends Error {
  readonly code: IcErrorCode;
  readonly data: Readonly<Record<string, unknown>>;
  readonly remedy: string | undefined;

  constructor(code: IcErrorCode, message: string, options: IcErrorOptions = {}) {
    super(message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.data = options.data ?? {};
    this.remedy = options.remedy;
  }
}

Object.defineProperty(IcError.prototype, 'name', { value: 'IcError', configurable: true, writable: true });
