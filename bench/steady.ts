/** Programs that work for about a second: what `startUp` does between two looks at the clock. */
export interface SteadyCase {
  readonly name: string;
  /** Packages to copy into the project. */
  readonly packages: readonly string[];
  /** Evaluated when packaging: imports and state. */
  readonly set: string;
  /** How often `work` runs, as statements with `n` for the turn; they add to `size`, so that nothing can be left out. */
  readonly times: number;
  readonly work: string;
}

/** The loops of the steady-state table. */
export const steadyCases: readonly SteadyCase[] = [
  {
    name: 'typescript: transpile 5,000 lines', packages: ['typescript'], times: 20,
    set: "import ts from 'typescript';\nconst lines = []; for (let n = 0; n < 1000; n += 1) lines.push(`export interface I${n} { readonly a: number; b?: string }`, `export function f${n}<T extends I${n}>(x: T, y: number = ${n}): number {`, `  const { a, ...rest } = x as I${n}; return a! + y + Object.keys(rest).length;`, '}', `export class C${n} implements I${n} { constructor(readonly a: number, private z = 1) {} get twice(): number { return this.a * 2 + this.z; } }`);\nconst source = lines.join('\\n');\nconst options = { compilerOptions: { target: ts.ScriptTarget.ES2022, module: ts.ModuleKind.ESNext } };",
    work: 'size += ts.transpileModule(source, options).outputText.length;',
  },
  {
    name: 'mathjs: evaluate', packages: ['mathjs'], times: 20_000,
    set: "import { create, all } from 'mathjs';\nconst math = create(all);",
    work: "size += Number(math.evaluate('sqrt(a^2 + b^2) + sum([1, 2, n]) * sin(n)', { a: 3, b: 4, n }));",
  },
  {
    name: 'lodash: group, sort, clone, chain', packages: ['lodash'], times: 600,
    set: "import _ from 'lodash';\nconst people = _.times(400, (n) => ({ id: n, name: _.capitalize(`person ${n * 7919 % 400}`), group: n % 4, tags: _.range(n % 5) }));\nconst greet = _.template('Hello <%= name %>, <% if (group > 1) { %> (group <%- group %>)<% } %>');",
    work: "size += _.size(_.groupBy(people, 'group')) + _.sortBy(people, ['name', 'id']).length + _.cloneDeep(people).length + _(people).filter({ group: 2 }).map('id').sum() + _.uniq(_.flatMap(people, 'tags')).length + greet(people[n % 400]).length + (_.isEqual(people, _.map(people, _.clone)) ? 1 : 0);",
  },
  {
    name: 'immutable: maps, lists, records', packages: ['immutable'], times: 3000,
    set: "import { List, Map, Record, Set, fromJS } from 'immutable';\nconst Point = Record({ x: 0, y: 0 });\nconst base = Map(Array.from({ length: 300 }, (_, n) => [`k${n}`, List([n, n + 1, n + 2])]));\nconst tree = fromJS({ a: { b: { c: [1, 2, { d: 3 }] } } });",
    work: "let map = base; for (let k = 0; k < 40; k += 1) map = map.set(`k${(n + k) % 500}`, List([k])).update('k1', (list) => list.push(k)); size += map.size + map.filter((list) => list.size > 2).count() + tree.setIn(['a', 'b', 'c', 2, 'd'], n).getIn(['a', 'b', 'c', 2, 'd']) + new Point({ x: n }).set('y', 2).x + Set(map.keys()).size + (map.equals(base) ? 1 : 0);",
  },
  {
    name: 'acorn: parse', packages: ['acorn'], times: 120,
    set: "import { Parser, tokenizer } from 'acorn';\nconst source = Array.from({ length: 250 }, (_, n) => `export async function f${n}(a, { b = ${n}, ...c } = {}) { for (const x of a ?? []) { if (x > ${n} && /a[b-z]+${n}/u.test(x)) yield${n}(x, \\`t\\${b}\\`); } class K${n} extends Object { #p = 1; static s = ${n}; get q() { return this.#p ** 2; } } return [...a, new K${n}(), c?.d]; }`).join('\\n');\nconst Own = Parser.extend((Base) => class extends Base { finishNode(node, type) { const made = super.finishNode(node, type); return made; } });",
    work: "size += Own.parse(source, { ecmaVersion: 2022, sourceType: 'module' }).body.length + [...tokenizer(source.slice(0, 9000), { ecmaVersion: 2022, sourceType: 'module' })].length;",
  },
  {
    name: 'marked: render', packages: ['marked'], times: 500,
    set: "import { Marked } from 'marked';\nconst own = new Marked({ gfm: true, breaks: true });\nlet seen = 0;\nown.use({ walkTokens: () => { seen += 1; }, renderer: { heading({ tokens, depth }) { return `<h${depth}>${this.parser.parseInline(tokens)}</h${depth}>\\n`; } } });\nconst text = '# One *two*\\n\\nA [link](x \"t\"), `code <b>`, so _it_ is\\nnext line\\n\\n- [x] done\\n- [ ] open\\n  1. nested\\n\\n| a | b |\\n|:--|--:|\\n| 1 | 2 |\\n\\n> quote\\n\\n```js\\nlet a = \"<\";\\n```\\n\\n![image](p.png) <https://a.b> ~~gone~~ www.example.com\\n\\nSetext\\n---\\n'.repeat(12);",
    work: 'size += own.parse(text).length + seen;',
  },
  {
    name: 'ajv: validate, compile', packages: ['ajv', 'ajv-formats'], times: 100_000,
    set: "import Ajv from 'ajv';\nimport formats from 'ajv-formats';\nconst ajv = new Ajv.default({ allErrors: true });\nformats.default(ajv);\nconst schema = { type: 'object', required: ['id', 'email', 'tags'], additionalProperties: false, properties: { id: { type: 'integer', minimum: 1 }, email: { type: 'string', format: 'email' }, when: { type: 'string', format: 'date-time' }, tags: { type: 'array', items: { type: 'string', pattern: '^[a-z]+$' }, uniqueItems: true } } };\nconst validate = ajv.compile(schema);",
    work: "size += validate({ id: n, email: n % 3 === 0 ? 'no' : 'ada@example.org', when: '2020-01-02T03:04:05Z', tags: ['a', 'b', n % 2 === 0 ? 'c' : 'C'] }) ? 1 : validate.errors.length; if (n % 1000 === 0) size += ajv.compile({ ...schema, maxProperties: n + 9 })({}) ? 1 : 2;",
  },
  {
    name: 'babel: transform', packages: ['@babel/core', '@babel/preset-env'], times: 12,
    set: "import * as babel from '@babel/core';\nimport * as preset from '@babel/preset-env';\nconst env = preset.default.default ?? preset.default;\nconst source = Array.from({ length: 40 }, (_, n) => `export class K${n} extends Map { #p = ${n}; async *each({ a = 1, ...rest }, ...more) { for await (const x of this) yield x?.y ?? [...more, rest]; } static s = (x) => x ** 2; }`).join('\\n');\nconst options = { babelrc: false, configFile: false, presets: [[env, { targets: 'ie 11', modules: 'commonjs' }]] };\nconst first = babel.transformSync(source, options);",
    work: 'size += babel.transformSync(source, options).code.length + first.code.length;',
  },
  {
    name: 'handlebars: render', packages: ['handlebars'], times: 4000,
    set: "import Handlebars from 'handlebars';\nHandlebars.registerHelper('shout', (text) => String(text).toUpperCase());\nHandlebars.registerPartial('row', '<tr>{{#each this}}<td>{{shout this}}</td>{{/each}}</tr>');\nconst page = Handlebars.compile('<h1>{{title}}</h1>{{#if rows}}<table>{{#each rows}}{{> row this}}{{/each}}</table>{{else}}none{{/if}}{{#with owner}}{{name}} {{{html}}}{{/with}}');\npage({ title: 'warm', rows: [[1]] });\nconst rows = Array.from({ length: 60 }, (_, n) => [n, `a${n}`, '<&>']);",
    work: "size += page({ title: n, rows, owner: { name: 'Ada', html: '<b>' } }).length; if (n % 50 === 0) size += Handlebars.compile('{{a}} {{#each b}}{{@index}}{{/each}}')({ a: n, b: [1, 2] }).length;",
  },
  {
    name: 'prettier: format', packages: ['prettier'], times: 12,
    set: "import * as prettier from 'prettier/standalone';\nimport * as babel from 'prettier/plugins/babel';\nimport * as estree from 'prettier/plugins/estree';\nconst source = Array.from({ length: 60 }, (_, n) => `export async function f${n}(a,{b=${n},...c}={}){for(const x of a??[]){if(x>${n}&&/a[b-z]+/u.test(x))g(x,(y)=>({y,z:[1,2,3,...y]}),\"text that is long enough to make a line break here\")}return c?.d?{a,b}:null}`).join('\\n');",
    work: "size += (await prettier.format(source, { parser: 'babel', plugins: [babel, estree.default ?? estree] })).length;",
  },
  {
    name: 'eslint: verify', packages: ['eslint'], times: 15,
    set: "import { Linter } from 'eslint';\nconst linter = new Linter();\nconst source = Array.from({ length: 120 }, (_, n) => `export function f${n}(a, b) { var unused${n} = 1; if (a == b) { for (let i = 0; i < a; i++) { console.log(i) } } return [a, b].map(function (x) { return x + ${n} }); }`).join('\\n');\nconst config = [{ rules: { eqeqeq: 2, 'no-unused-vars': 2, 'no-var': 2, 'prefer-arrow-callback': 2, semi: 2, 'prefer-const': 2, 'no-undef': 2, 'no-shadow': 1, complexity: [1, 2] } }];\nlinter.verify('var a', config);",
    work: 'size += linter.verify(source, config).length;',
  },
  {
    name: 'graphql: parse, validate, execute', packages: ['graphql'], times: 1500,
    set: "import { buildSchema, execute, parse, print, validate } from 'graphql';\nconst schema = buildSchema('type Person { id: ID! name(upper: Boolean): String friends(first: Int = 3): [Person!]! } union Thing = Person type Query { person(id: ID!): Person people: [Person!]! thing: Thing }');\nconst person = (id) => ({ __typename: 'Person', id, name: ({ upper }) => (upper ? 'ADA' : 'Ada'), friends: ({ first }) => Array.from({ length: first }, (_, n) => person(n)) });\nconst rootValue = { person: ({ id }) => person(id), people: () => [person(1), person(2)], thing: () => person(3) };\nconst text = 'query Q($id: ID!) { person(id: $id) { ...F friends(first: 4) { ...F friends { id name } } } people { id name(upper: true) } thing { ... on Person { id } } } fragment F on Person { id name }';",
    work: "const document = parse(text); size += validate(schema, document).length + print(document).length + JSON.stringify(execute({ schema, document, rootValue, variableValues: { id: String(n) } })).length;",
  },
  {
    name: 'rxjs: pipelines', packages: ['rxjs'], times: 20_000,
    set: "import { BehaviorSubject, Subject, from, merge, of } from 'rxjs';\nimport { bufferCount, concatMap, distinctUntilChanged, filter, map, mergeMap, reduce, scan, switchMap, take, withLatestFrom } from 'rxjs/operators';\nconst subject = new Subject(); const state = new BehaviorSubject(1); let last = 0;\nsubject.pipe(scan((sum, x) => sum + x, 0), distinctUntilChanged(), withLatestFrom(state), map(([a, b]) => a * b)).subscribe((x) => { last = x; });",
    work: "subject.next(n); state.next(n % 3); size += last % 7; merge(from([1, 2, 3, 4, 5, 6, 7, 8]), of(9, 10)).pipe(filter((x) => x % 2 === 0), mergeMap((x) => of(x, x + 1)), switchMap((x) => of(x)), concatMap((x) => from([x, x])), bufferCount(2), take(20), reduce((sum, list) => sum + list.length, 0)).subscribe((x) => { size += x; });",
  },
  {
    name: 'zod: parse', packages: ['zod'], times: 150_000,
    set: "import { z } from 'zod';\nconst Address = z.object({ street: z.string().min(3), zip: z.string().regex(/^\\d{5}$/) });\nconst Person = z.object({ name: z.string().trim(), age: z.coerce.number().int().positive().optional(), email: z.email(), role: z.enum(['admin', 'user']).default('user'), addresses: z.array(Address).max(2), extra: z.union([z.literal('x'), z.number(), z.null()]) }).strict();\nPerson.parse({ name: 'a', email: 'a@b.org', addresses: [], extra: 1 });",
    work: "size += Person.safeParse({ name: ' Ada ', age: String(n - 5), email: 'ada@example.org', addresses: [{ street: 'Long Lane', zip: '12345' }, { street: 'Second Street', zip: '54321' }], extra: n % 2 === 0 ? n : null }).success ? 1 : 2;",
  },
  {
    name: 'js-yaml: load, dump', packages: ['js-yaml'], times: 600,
    set: "import * as yaml from 'js-yaml';\nconst text = Array.from({ length: 40 }, (_, n) => `item${n}: { name: 'a ${n}', list: [1, 2.5, ~, true, 2001-12-14], text: \"x\\\\ty\" }\\nblock${n}:\\n  - &a${n} one\\n  - *a${n}\\n  - |\\n    some text\\n    more\\n`).join('');",
    work: 'size += yaml.dump(yaml.load(text)).length;',
  },
  {
    name: 'protobufjs: encode, decode', packages: ['protobufjs'], times: 150_000,
    set: "import protobuf from 'protobufjs';\nconst root = protobuf.parse('syntax = \"proto3\"; message Inner { string name = 1; repeated int32 list = 2; } message Outer { int64 id = 1; map<string, Inner> map = 2; repeated Inner inner = 3; oneof kind { bool flag = 4; double number = 5; } bytes raw = 6; }').root;\nconst Outer = root.lookupType('Outer');\nOuter.encode(Outer.create({ id: 1 })).finish();",
    work: "const bytes = Outer.encode(Outer.fromObject({ id: n, map: { a: { name: 'x', list: [1, 2, n] } }, inner: [{ name: 'y' }, { list: [4, 5] }], number: 2.5, raw: [1, 2, 3] })).finish(); size += bytes.length + Outer.toObject(Outer.decode(bytes), { longs: Number, defaults: true }).inner.length;",
  },
  {
    name: 'moment: parse, format', packages: ['moment'], times: 20_000,
    set: "import moment from 'moment';\nmoment.locale('en');\nconst start = moment.utc('2020-02-29T12:34:56Z');",
    work: "const day = start.clone().add(n, 'days').startOf('month'); size += day.format('dddd, MMMM Do YYYY, h:mm:ss a').length + moment.utc(day.format('YYYY-MM-DD HH:mm'), 'YYYY-MM-DD HH:mm').diff(start, 'weeks') % 3 + day.from(start).length;",
  },
];

/** Turns before the clock, as a part of `times`: what is measured is not how soon code is compiled (docs/testing.md). */
const WARM_UP = 1 / 12;

/** The program of a case: prints `bench MILLISECONDS`, the CPU time of its loop. */
export function steadyProgram({ set, times, work }: SteadyCase): string {
  return `${set}
let size = 0;
async function turn(count) {
  for (let n = 0; n < count; n += 1) {
    ${work}
  }
}
export class Main {
  static async startUp() {
    await turn(${String(Math.ceil(times * WARM_UP))});
    const begun = process.cpuUsage();
    await turn(${String(times)});
    const { user, system } = process.cpuUsage(begun);
    console.log('bench ' + (user + system) / 1000);
    if (!(size > 0)) throw new Error('no result');
  }
}
`;
}
