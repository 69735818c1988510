/** What `import()` makes of its arguments, as V8 does, with its words. */
const noAttributes: Readonly<Record<string, string>> = Object.freeze({});

/** V8 before 12 knows the option under its former name too. */
const isOld = Number.parseInt(process.versions.v8, 10) < 12;

/** ToString, which refuses symbols where String() does not. */
export function nameOf(specifier: unknown): string {
  if (typeof specifier === 'symbol') throw new TypeError('Cannot convert a Symbol value to a string');
  return String(specifier);
}

/** The attributes that the second argument of `import()` gives. Throws TypeError, and what getters of the program throw. */
export function attributesOf(options: unknown): Readonly<Record<string, string>> {
  if (options === undefined) return noAttributes;
  if (!isObject(options)) throw new TypeError('The second argument to import() must be an object');
  let attributes: unknown = Reflect.get(options, 'with');
  if (attributes === undefined && isOld) attributes = Reflect.get(options, 'assert');
  if (attributes === undefined) return noAttributes;
  if (!isObject(attributes)) throw new TypeError(`The '${isOld ? 'assert' : 'with'}' option must be an object`);
  const entries = Object.entries(attributes).map(([key, value]): [string, string] => {
    if (typeof value !== 'string') throw new TypeError(`Import ${isOld ? 'assertion' : 'attribute'} value must be a string`);
    return [key, value];
  });
  return Object.fromEntries(entries);
}

const isObject = (value: unknown): value is object => (typeof value === 'object' && value !== null) || typeof value === 'function';
