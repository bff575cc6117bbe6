import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ESLint } from 'eslint';
import { describe, expect, test } from 'vitest';
import { root } from './source-tree.js';

const bin = (name: string) => join(root, 'node_modules/.bin', name);

/** Runs a tool of `npm run check`; answers what it printed when it failed, and undefined when it was content. */
function complaintOf(command: string, args: readonly string[], input?: string): string | undefined {
  try {
    execFileSync(command, args, {
      cwd: root,
      encoding: 'utf8',
      stdio: 'pipe',
      ...(input === undefined ? {} : { input }),
    });
    return undefined;
  } catch (error) {
    const { stdout = '', stderr = '' } = error as { stdout?: string; stderr?: string };
    return stdout + stderr;
  }
}

const long = (lines: number) => Array.from({ length: lines }, (_, index) => `  value += ${index};`).join('\n');
const nested = 'if (a) { if (b) { if (c) { if (d) { if (e) { f(); } } } } }';

/** A planted violation for each rule that the linter is trusted with. */
const planted: Readonly<Record<string, string>> = {
  '@typescript-eslint/no-floating-promises': 'export function f() { Promise.resolve(1); }',
  '@typescript-eslint/no-misused-promises': 'export const f = () => { if (Promise.resolve(1)) return 1; return 2; };',
  '@typescript-eslint/switch-exhaustiveness-check':
    "export function f(x: 'a' | 'b') { switch (x) { case 'a': return 1; } return 2; }",
  '@typescript-eslint/no-explicit-any': 'export const f = (x: any) => String(x);',
  '@typescript-eslint/await-thenable': 'export async function f() { await 1; }',
  '@typescript-eslint/no-unused-vars': 'export function f() { const x = 1; }',
  '@typescript-eslint/only-throw-error': "export function f() { throw 'text'; }",
  '@typescript-eslint/return-await':
    'export async function f() { try { return Promise.resolve(1); } catch { return 2; } }',
  '@typescript-eslint/no-unnecessary-type-assertion': "export const f = ('a' as string) as string;",
  '@typescript-eslint/no-non-null-assertion': 'export const f = (x?: string) => x!.length;',
  'max-lines-per-function': `export function f() {\n  let value = 0;\n${long(61)}\n  return value;\n}`,
  'max-lines': `export let value = 0;\n${long(251)}`,
  complexity: `export const f = (a: number) => ${Array.from({ length: 13 }, (_, i) => `a === ${i} ? ${i} : `).join('')} 0;`,
  'max-depth': `declare const a: boolean, b: boolean, c: boolean, d: boolean, e: boolean; declare function f(): void;\nexport function g() { ${nested} }`,
  eqeqeq: 'export const f = (x: number) => x == 1;',
  'no-console': "export const f = () => console.log('x');",
  'no-empty': 'export function f() { try { JSON.parse("{"); } catch {} }',
  'no-restricted-syntax':
    'declare const repository: { save(x: number): void };\nexport const f = () => repository.save(1);',
};

describe('the tools of npm run check bite', () => {
  // With CI set, the parser takes types from the disk once; planted text has to be typed as it is given.
  const parserOptions = { disallowAutomaticSingleRunInference: true };
  const eslint = new ESLint({ cwd: root, overrideConfig: { languageOptions: { parserOptions } } });
  // The linter reads types by project, so planted text stands in for a file that the project knows.
  const filePath = join(root, 'libs/vocabulary/src/places.ts');

  test.each(Object.entries(planted))('lint: %s', async (rule, text) => {
    const [result] = await eslint.lintText(text, { filePath });
    expect(result?.messages.map((message) => message.ruleId)).toContain(rule);
  });

  test('lint: every rule of the house has a planted violation, and an inline excuse changes nothing', async () => {
    const config: { rules: Record<string, unknown> } = await eslint.calculateConfigForFile(filePath);
    const active = Object.entries(config.rules).filter(
      ([, setting]) => (Array.isArray(setting) ? setting[0] : setting) !== 0,
    );
    expect(Object.keys(planted).toSorted()).toEqual(active.map(([rule]) => rule).toSorted());
    const excused = `/* ${'eslint'}-disable */\nexport const f = (x: number) => x == 1;`;
    const [result] = await eslint.lintText(excused, { filePath });
    expect(result?.messages.map((message) => message.ruleId)).toContain('eqeqeq');
  });

  test('format: a file that is not formatted is caught', () => {
    const formatted = execFileSync(bin('biome'), ['format', '--stdin-file-path=a.ts'], {
      cwd: root,
      encoding: 'utf8',
      input: 'const a={b:1}',
    });
    expect(formatted).toBe('const a = { b: 1 };\n');
  });

  test('types: an unchecked index and a wrong type are caught', () => {
    const folder = mkdtempSync(join(tmpdir(), 'bulou-types-'));
    const extended = {
      extends: join(root, 'tsconfig.json'),
      compilerOptions: { rootDir: folder, types: [], noEmit: true },
      include: ['*.ts'],
      exclude: [],
    };
    writeFileSync(join(folder, 'tsconfig.json'), JSON.stringify(extended));
    writeFileSync(
      join(folder, 'a.ts'),
      "export const a: number = 'b';\nexport const c = (d: string[]): string => d[0];\n",
    );
    const complaint = complaintOf(bin('tsc'), ['-p', folder]);
    rmSync(folder, { recursive: true, force: true });
    expect(complaint).toContain('TS2322');
    expect(complaint?.match(/error TS2322/g)).toHaveLength(2);
  });
});
