const ts = require('typescript');
const { randomUUID } = require('node:crypto');

exports.stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const options = { target: ts.ScriptTarget.ES2020, module: ts.ModuleKind.CommonJS, experimentalDecorators: true };
const source = 'import { a } from "./a";\nenum Colour { Red, Green = 5 }\n@dec class P<T> { constructor(private readonly x: T, public y = a) {} get z(): number { return this.y! as number } }\nexport default P;\nexport const f = async <T,>(t: T) => { using r = t as any; return Colour[Colour.Red] satisfies string };\n';
const warm = ts.transpileModule(source, { compilerOptions: options }).outputText;
const file = ts.createSourceFile('x.ts', source, ts.ScriptTarget.Latest, true);

exports.Program = class Program {
  static startUp() {
    console.log(ts.version, warm === ts.transpileModule(source, { compilerOptions: options }).outputText);
    console.log(warm);
    const kinds = [];
    const visit = (node) => {
      kinds.push(ts.SyntaxKind[node.kind]);
      ts.forEachChild(node, visit);
    };
    visit(file);
    console.log(kinds.join(' '), file.statements[0].getText());
    const printer = ts.createPrinter();
    console.log(printer.printNode(ts.EmitHint.Unspecified, ts.factory.createVariableStatement(undefined, [ts.factory.createVariableDeclaration('q', undefined, undefined, ts.factory.createNumericLiteral(1))]), file));
    const bad = ts.transpileModule('let x: = 1', { compilerOptions: options, reportDiagnostics: true });
    console.log(bad.diagnostics.map((d) => `${d.code} ${ts.flattenDiagnosticMessageText(d.messageText, '\n')}`));
    console.log(ts.transpileModule('export const j = <div a="1">{b}</div>', { compilerOptions: { jsx: ts.JsxEmit.React }, fileName: 'x.tsx' }).outputText);
  }
};
