import * as prettier from 'prettier';
import * as estree from 'prettier/plugins/estree';
import * as babel from 'prettier/plugins/babel';
import { format } from 'prettier/standalone';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const options = { parser: 'babel', singleQuote: true, printWidth: 60, semi: false };
const lines = {
  languages: [{ name: 'lines', parsers: ['lines'], extensions: ['.lines'] }],
  parsers: { lines: { parse: (text) => ({ type: 'root', rows: text.trim().split('\n') }), astFormat: 'lines', locStart: () => 0, locEnd: (node) => node.rows.length } },
  printers: { lines: { print: (path) => prettier.doc.builders.join(prettier.doc.builders.hardline, path.node.rows.map((row) => row.trim().toUpperCase())) } },
};
const source = 'const a={b:1,c:[1,2,3],"d":async()=>{await x;for(const y of z){console.log(`${y}`,y?.q??1)}}};class A extends B{#p=1;static{this.x=1}get v(){return this.#p}}\nexport default function*f(a,{b,...c},[d]=[]){yield*g();return a?b:c?d:e}';
const warm = await prettier.format(source, options);

export class Program {
  static async startUp() {
    console.log(prettier.version, warm);
    console.log((await prettier.format(source, options)) === warm, (await format(source, { ...options, plugins: [estree, babel] })) === warm, await prettier.check(warm, options));
    console.log(await prettier.format(' a \n  b c', { parser: 'lines', plugins: [lines] }));
    console.log(await prettier.format('type A<T>={readonly [K in keyof T]?:T[K]};enum E{A=1,B}\nabstract class C{private constructor(public readonly x:number){super()}}', { parser: 'typescript' }));
    console.log(await prettier.format('a{color:RED;b{margin:0 0 0 0}}@media (min-width:1px){c{d:e}}', { parser: 'scss' }), await prettier.format('{"a":[1,2,{"b":null}]}', { parser: 'json' }));
    console.log(await prettier.format('* a\n* b\n\n1. x\n\n|a|b|\n|-|-|\n|1|2|\n', { parser: 'markdown' }), await prettier.format('a:   1\nb:\n    - x\n    -   y\n', { parser: 'yaml' }));
    console.log(await prettier.format('<div><p>text <b>bold</b></p><script>let a=1</script></div>', { parser: 'html' }), await prettier.format('query Q($a:Int){a(b:$a){c,d}}', { parser: 'graphql' }));
    console.log((await prettier.getSupportInfo()).languages.length, await prettier.getFileInfo('x.scss').then((info) => info.inferredParser), await prettier.format('let x: = 1', { parser: 'babel' }).catch((error) => [error.name, error.message]));
  }
}
