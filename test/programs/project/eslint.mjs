import { Linter, RuleTester, SourceCode } from 'eslint';
import { builtinRules } from 'eslint/use-at-your-own-risk';
import { randomUUID } from 'node:crypto';

export const stamp = `${process.hrtime.bigint()} ${randomUUID()}`;
const plugin = {
  meta: { name: 'own', version: '1.0.0' },
  rules: {
    'no-foo': {
      meta: { type: 'problem', fixable: 'code', hasSuggestions: true, messages: { foo: 'No {{name}} here' }, schema: [{ type: 'object', properties: { names: { type: 'array', items: { type: 'string' } } }, additionalProperties: false }] },
      create: (context) => ({ Identifier(node) { if ((context.options[0]?.names ?? ['foo']).includes(node.name)) context.report({ node, messageId: 'foo', data: { name: node.name }, fix: (fixer) => fixer.replaceText(node, 'bar') }); } }),
    },
  },
  processors: { upper: { preprocess: (text) => [text.toLowerCase()], postprocess: (lists) => lists.flat() } },
};
const linter = new Linter({ configType: 'flat' });
const config = [
  { files: ['**/*.js'], plugins: { own: plugin }, languageOptions: { ecmaVersion: 2024, sourceType: 'module', globals: { console: 'readonly' } }, rules: { 'own/no-foo': ['error', { names: ['foo', 'baz'] }], 'no-unused-vars': 'warn', 'no-undef': 2, eqeqeq: 'error', 'prefer-const': 'error', 'no-var': 'error', quotes: 0, 'no-constant-condition': 'error', complexity: ['error', 2], 'max-len': 'off' } },
  { files: ['**/*.up.js'], processor: 'own/upper' },
];
const warm = linter.verify('var a = foo == 1;', config, 'a.js');

export class Program {
  static startUp() {
    const show = (messages) => { for (const { ruleId, line, column, message, severity } of messages) console.log(ruleId, line, column, severity, message); };
    show(warm);
    show(linter.verify('let a = 1;\nfunction f(x) { if (x == a) { return y; } else if (x) { return 2 } while (true) {} }\n/* eslint no-alert: 2 */ alert(1); // eslint-disable-line no-undef\nlet q = ;', config, 'b.js'));
    show(linter.verify('let a = 1;\nfunction f(x) { if (x == a) { return y; } else if (x) { return 2 } while (true) {} }\n/* eslint no-alert: 2 */ alert(1); // eslint-disable-line no-undef\n', config, 'b.js'));
    console.log(linter.verifyAndFix('var a = foo; let b = baz;\nconsole.log(a, b)', config, 'c.js').output, Linter.version, builtinRules.size > 200, linter.getSourceCode() instanceof SourceCode);
    show(linter.verify('LET A = FOO;', config, 'd.up.js'));
    const every = [...builtinRules].filter(([, rule]) => rule.meta.schema !== undefined && !rule.meta.deprecated).map(([name]) => name);
    const all = linter.verify('import x from "y"; export class A extends B { constructor() { this.q = 1; super() } get a() {} }\nfor (var i = 0; i > 10; i++) { switch (i) { case 1: let z = 2; case 2: eval("x") } }\n', [{ rules: Object.fromEntries(every.map((name) => [name, 'error'])) }], 'e.js');
    console.log(every.length, all.map(({ ruleId, line, column }) => `${ruleId} ${line}:${column}`).join(' '));
    try {
      linter.verify('a', [{ rules: { 'own/none': 2 } }], 'f.js');
    } catch (error) {
      console.log(error.message.split('\n')[0]);
    }
    try {
      linter.verify('a', [{ rules: { eqeqeq: [2, 'never'] } }], 'f.js');
    } catch (error) {
      console.log(error.message);
    }
    RuleTester.describe = (name, run) => run();
    RuleTester.it = (name, run) => { run(); console.log('tested', name); };
    new RuleTester().run('no-foo', plugin.rules['no-foo'], { valid: ['bar'], invalid: [{ code: 'foo', errors: [{ messageId: 'foo' }], output: 'bar' }] });
  }
}
