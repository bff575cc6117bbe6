import tseslint from 'typescript-eslint';

/** What the law of the house (docs/STYLE.md) asks of each file, as far as a linter can see it. There is no warning level. */
const houseRules = {
  '@typescript-eslint/no-floating-promises': 'error',
  '@typescript-eslint/no-misused-promises': ['error', { checksVoidReturn: { arguments: false } }],
  '@typescript-eslint/switch-exhaustiveness-check': ['error', { considerDefaultExhaustiveForUnions: true }],
  '@typescript-eslint/no-explicit-any': 'error',
  '@typescript-eslint/await-thenable': 'error',
  '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
  '@typescript-eslint/only-throw-error': 'error',
  '@typescript-eslint/return-await': ['error', 'in-try-catch'],
  '@typescript-eslint/no-unnecessary-type-assertion': 'error',
  '@typescript-eslint/no-non-null-assertion': 'error',
  'max-lines-per-function': ['error', { max: 60, skipBlankLines: true, skipComments: true }],
  'max-lines': ['error', { max: 250, skipBlankLines: true, skipComments: true }],
  complexity: ['error', 12],
  'max-depth': ['error', 4],
  eqeqeq: 'error',
  'no-console': 'error',
  'no-empty': 'error',
  'no-restricted-syntax': [
    'error',
    {
      selector:
        "CallExpression[callee.property.name='save']:matches([callee.object.name=/[Rr]epository|[Mm]anager/], [callee.object.property.name=/[Rr]epository|[Mm]anager/])",
      message:
        'TypeORM save() reads, then writes: two callers overwrite each other. Use insert … on conflict, or update with a condition.',
    },
    {
      selector: "CallExpression[callee.property.name='synchronize']",
      message: 'Tables change by numbered migrations only.',
    },
  ],
};

const specs = ['**/*.spec.ts', '**/*.int-spec.ts', '**/*.e2e-spec.ts', 'test/**', 'libs/testing/**'];

// Pages are checked against the browser's own types; their .vue files by vue-tsc alone.
const pages = ['apps/web-*/**/*.ts', 'libs/screens/**/*.ts'];

export default tseslint.config(
  {
    ignores: ['dist/**', 'node_modules/**', '.bulou/**', '**/*.cjs', '**/*.mjs', '**/*.cts'],
  },
  {
    files: ['apps/**/*.ts', 'libs/**/*.ts', 'test/**/*.ts'],
    plugins: { '@typescript-eslint': tseslint.plugin },
    languageOptions: {
      parser: tseslint.parser,
      parserOptions: { project: './tsconfig.json', tsconfigRootDir: import.meta.dirname },
    },
    linterOptions: { noInlineConfig: true },
    rules: houseRules,
  },
  {
    files: pages,
    languageOptions: { parserOptions: { project: './tsconfig.web.json', tsconfigRootDir: import.meta.dirname } },
  },
  {
    files: specs,
    rules: {
      // A spec is a list of laws: the length of the list is not complexity.
      'max-lines-per-function': 'off',
      'max-lines': ['error', { max: 400, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-non-null-assertion': 'off',
    },
  },
  { files: ['apps/bulou/**'], rules: { 'no-console': 'off' } },
);
