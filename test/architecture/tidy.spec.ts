import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { root, sourceTree } from './source-tree.js';
import { tidyComplaints, tidyRules } from './tidy-rules.js';

const apps = () => readdirSync(`${root}apps`).filter((app) => existsSync(`${root}apps/${app}/src`));

describe('the house is tidy', () => {
  test('no file breaks a rule', () => {
    expect(tidyComplaints(sourceTree())).toEqual([]);
  });

  test.each(tidyRules)('a planted violation is caught: $name', (rule) => {
    expect(rule.breaks(rule.planted)).toBe(true);
  });

  test('every app has a README that tells its purpose', () => {
    const silent = apps().filter((app) => !existsSync(`${root}apps/${app}/README.md`));
    expect(silent).toEqual([]);
  });

  test('every app and lib of nest-cli.json exists, and no other', () => {
    const listed: { projects: Record<string, { root: string }> } = JSON.parse(
      readFileSync(`${root}nest-cli.json`, 'utf8'),
    );
    const roots = Object.values(listed.projects).map((project) => project.root);
    const present = [
      ...apps()
        .filter((app) => !app.startsWith('web-'))
        .map((app) => `apps/${app}`),
      ...readdirSync(`${root}libs`).map((lib) => `libs/${lib}`),
    ];
    expect(roots.toSorted()).toEqual(present.toSorted());
  });

  test('migrations of a room carry numbers that no other has', () => {
    const clashes = apps().flatMap((app) => {
      const folder = `${root}apps/${app}/migrations`;
      if (!existsSync(folder)) return [];
      const numbers = readdirSync(folder).map((file) => file.slice(0, 4));
      return numbers.filter((number, index) => numbers.indexOf(number) !== index).map((number) => `${app}/${number}`);
    });
    expect(clashes).toEqual([]);
  });
});
