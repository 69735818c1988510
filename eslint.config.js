// Rules that the compiler does not have. Import directions, sizes and doc comments are checked by test/tidy.test.ts.
import typescript from 'typescript-eslint';

export default typescript.config(
  { ignores: ['build*/', 'ics/', 'native/prebuilds/', 'components/**', 'test/**/project/', 'test/fixtures/', 'test/programs/**/*.{js,mjs,cjs}', '**/node_modules/'] },
  { linterOptions: { reportUnusedDisableDirectives: 'error' } },
  {
    files: ['**/*.ts'],
    extends: [...typescript.configs.strict],
    rules: {
      'array-callback-return': 'error',
      eqeqeq: 'error',
      'max-lines': ['error', { max: 600 }],
      'no-constant-condition': ['error', { checkLoops: false }],
      'no-constructor-return': 'error',
      'no-dupe-else-if': 'error',
      'no-fallthrough': 'error',
      'no-template-curly-in-string': 'off', // texts about ${NAME} of ini files
      'no-throw-literal': 'error',
      'no-unreachable-loop': 'error',
      'no-unsafe-finally': 'error',
      'no-useless-rename': 'error',
      'no-var': 'error',
      'object-shorthand': 'error',
      'prefer-const': 'error',
      'prefer-object-has-own': 'error',
      '@typescript-eslint/consistent-type-imports': ['error', { fixStyle: 'inline-type-imports', disallowTypeAnnotations: false }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_', caughtErrorsIgnorePattern: '^_', destructuredArrayIgnorePattern: '^_' }],
      // Functions of the user's program are handled as what they are; nothing more is known of them.
      '@typescript-eslint/no-unsafe-function-type': 'off',
      // Functions that stand in for the user's have a `this` of their own.
      '@typescript-eslint/no-this-alias': 'off',
      // Empty functions stand for "nothing to do" in tables of functions.
      '@typescript-eslint/no-empty-function': 'off',
    },
  },
  {
    // What these files do is against the rules on purpose; each says why.
    files: ['**/*unsafe*.ts'],
    rules: { '@typescript-eslint/no-explicit-any': 'off', '@typescript-eslint/no-non-null-assertion': 'off' },
  },
  {
    // chai's assertions are expressions; samples of values hold all kinds of odd code.
    files: ['test/**/*.ts'],
    rules: { '@typescript-eslint/no-unused-expressions': 'off', '@typescript-eslint/no-extraneous-class': 'off', '@typescript-eslint/no-useless-constructor': 'off' },
  },
);
