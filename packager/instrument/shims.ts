/**
 * Shims of the few built-ins that show or make code: `Function.prototype.toString`, the four function constructors, `eval`.
 * They look like the originals: same name, length, property attributes, and text.
 */

/** Instrumented text of code made at run time. */
export interface MadeText {
  readonly whole: string;
  part(start: number, end: number): string;
}

export interface ShimPowers {
  /** Original text of a function of the program, null for others. */
  sourceOf(fn: Function): string | null;
  /** Instrumented text of global code, null where it runs as it is. */
  script(source: string): string | null;
  /** Instrumented text of `(function anonymous(…\n) {\n…\n})`. */
  functionText(source: string): MadeText | null;
}

interface Replacement {
  readonly holder: object;
  readonly key: string;
  readonly native: object;
  readonly shim: object;
}

const { apply, construct, defineProperty, getOwnPropertyDescriptor, getPrototypeOf, setPrototypeOf } = Reflect;

/** The shims of one instrumentation. `install` and `uninstall` may be repeated. */
export class Shims {
  readonly substitutes: ReadonlyMap<object, object>;
  private readonly powers: ShimPowers;
  private readonly replacements: readonly Replacement[];
  private readonly nativeEval: typeof eval = globalThis.eval;
  private readonly evalShim: object;
  private readonly functionShim: object;
  private readonly constructors: readonly { readonly native: Function; readonly shim: object }[];
  private installed = false;

  constructor(powers: ShimPowers) {
    this.powers = powers;
    const { nativeEval } = this;
    this.evalShim = {
      eval(source: unknown): unknown {
        return nativeEval(typeof source === 'string' ? (powers.script(source) ?? source) : (source as string));
      },
    }.eval;
    this.constructors = functionKinds().map(({ native, keyword }) => ({ native, shim: this.constructorShim(native, keyword) }));
    this.functionShim = this.constructors[0]?.shim ?? Function;
    const replacements: Replacement[] = [
      { holder: globalThis, key: 'eval', native: nativeEval, shim: this.evalShim },
      { holder: globalThis, key: 'Function', native: Function, shim: this.functionShim },
      ...this.constructors.map(({ native, shim }) => ({ holder: native.prototype as object, key: 'constructor', native, shim })),
    ];
    const substitutes = new Map<object, object>(replacements.map(({ shim, native }) => [shim, native]));
    const nativeToString = Function.prototype.toString;
    const toStringShim = {
      toString(this: unknown): string {
        if (typeof this !== 'function') return apply(nativeToString, this, []) as string;
        const own = powers.sourceOf(this);
        return own ?? (apply(nativeToString, substitutes.get(this) ?? this, []) as string);
      },
    }.toString;
    substitutes.set(toStringShim, nativeToString);
    replacements.push({ holder: Function.prototype, key: 'toString', native: nativeToString, shim: toStringShim });
    this.replacements = replacements;
    this.substitutes = substitutes;
  }

  install(): void {
    if (this.installed) return;
    this.installed = true;
    for (const { holder, key, shim } of this.replacements) replaceValue(holder, key, shim);
    this.inherit(this.functionShim);
  }

  uninstall(): void {
    if (!this.installed) return;
    this.installed = false;
    for (const { holder, key, native } of this.replacements) replaceValue(holder, key, native);
    this.inherit(Function);
  }

  isEval(value: unknown): boolean {
    return value === this.nativeEval || value === this.evalShim;
  }

  /** A direct eval happens only through the native function under its own name. */
  showNativeEval(native: boolean): void {
    if (this.installed) replaceValue(globalThis, 'eval', native ? this.nativeEval : this.evalShim);
  }

  /** `AsyncFunction` and its kin inherit from `Function`. */
  private inherit(parent: object): void {
    for (const { native } of this.constructors.slice(1)) setPrototypeOf(native, parent);
  }

  private constructorShim(native: Function, keyword: string): object {
    const { powers } = this;
    const make = (parameters: readonly unknown[], newTarget: Function): object => {
      const texts = parameters.map((each) => `${each as string}`);
      const plain: object = construct(native, texts, newTarget); // throws what V8 throws
      const body = texts.pop() ?? '';
      const list = texts.join(',');
      const head = `(${keyword} anonymous(`;
      const made = powers.functionText(`${head}${list}\n) {\n${body}\n})`);
      if (made === null) return plain;
      const bodyStart = head.length + list.length + '\n) {'.length;
      return construct(native, [made.part(head.length, head.length + list.length), made.part(bodyStart, bodyStart + 1 + body.length)], newTarget);
    };
    const shim: Function = new Proxy(native, {
      apply: (_target, _receiver, parameters) => make(parameters, native),
      construct: (_target, parameters, newTarget) => make(parameters, newTarget === shim ? native : newTarget),
    });
    return shim;
  }
}

function functionKinds(): { native: Function; keyword: string }[] {
  const samples: readonly [object, string][] = [
    [function () { /* sample */ }, 'function'],
    [async function () { /* sample */ }, 'async function'],
    [function* () { /* sample */ }, 'function*'],
    [async function* () { /* sample */ }, 'async function*'],
  ];
  return samples.map(([sample, keyword]) => {
    const prototype = getPrototypeOf(sample) as { constructor: Function };
    return { native: prototype.constructor, keyword };
  });
}

function replaceValue(holder: object, key: string, value: object): void {
  const descriptor = getOwnPropertyDescriptor(holder, key);
  defineProperty(holder, key, { ...descriptor, value });
}
