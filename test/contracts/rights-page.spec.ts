import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, test } from 'vitest';

const root = fileURLToPath(new URL('../../', import.meta.url));
const pages = ['docs/RIGHTS.md', 'docs/RIGHTS.zh-CN.md'] as const;
const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const filesLike = (...patterns: string[]): string =>
  execFileSync('git', ['ls-files', ...patterns], { cwd: root, encoding: 'utf8' })
    .trim()
    .split('\n')
    .map(read)
    .join('\n');

/** What a page names in code type: constraints, triggers, views, checks and tests; addresses and files are no names. */
const namesOn = (page: string): string[] =>
  [...page.matchAll(/`([^`]+)`/g)]
    .map(([, name]) => (name ?? '').replace(/\s+/g, ' '))
    .filter((name) => !/^(GET |test\/|verify$|(holdHoursMax|appealHoursMax)$)/.test(name));

const migrations = filesLike('apps/*/migrations/*.ts');
const tests = filesLike('*.spec.ts', '*.int-spec.ts');
const checks = filesLike('apps/bulou/src/verify/checks/*.ts');

function isEnforced(name: string): boolean {
  if (name.includes(' ')) return tests.includes(name);
  return name.includes('-') ? checks.includes(`id: '${name}'`) : migrations.includes(name);
}

describe('the page of rights', () => {
  test.each(pages)('%s cites only what is really there', (path) => {
    const names = namesOn(read(path));
    expect(names.length).toBeGreaterThan(25);
    expect(names.filter((name) => !isEnforced(name))).toEqual([]);
  });

  test('says the same in both languages', () => {
    const [english, chinese] = pages.map((path) => new Set(namesOn(read(path))));
    expect([...(english ?? [])].toSorted()).toEqual([...(chinese ?? [])].toSorted());
  });

  test('that cites something nobody enforces is caught', () => {
    for (const name of ['measure_is_kind', 'measures-are-kind', ['is kind to', 'everybody'].join(' ')])
      expect(isEnforced(name)).toBe(false);
  });
});
