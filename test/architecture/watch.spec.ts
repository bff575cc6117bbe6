import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { parse } from 'yaml';
import { sourceTree, root } from './source-tree.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
}

const read = (path: string): string => readFileSync(`${root}${path}`, 'utf8');
const rules = (parse(read('k8s/watch/alert-rules.yaml')) as { groups: { rules: Rule[] }[] }).groups.flatMap(
  (group) => group.rules,
);
const dashboard = JSON.parse(read('k8s/watch/dashboard.json')) as {
  panels: { title: string; targets: { expr: string }[] }[];
};
const runbooks = readdirSync(`${root}docs/runbooks`).filter((name) => name.endsWith('.md') && name !== 'README.md');

// prom-client's own numbers, with our prefix; the rest is named in the sources of the services.
const defaults = new Set([
  'bulou_process_cpu_seconds_total',
  'bulou_process_resident_memory_bytes',
  'bulou_nodejs_eventloop_lag_p99_seconds',
]);
const sources = sourceTree()
  .filter(({ path }) => /^(apps|libs)\/.*\.ts$/.test(path) && !/spec\.ts$/.test(path))
  .map(({ text }) => text)
  .join('\n');

/** Names of numbers in an expression that no service shows. */
function unknownNumbers(expr: string): string[] {
  const names = [...expr.matchAll(/\bbulou_[a-z0-9_]+/g)].map(([name]) => name);
  return names.filter(
    (name) => !defaults.has(name) && !sources.includes(`'${name.replace(/_(bucket|count|sum)$/, '')}'`),
  );
}

describe('who watches', () => {
  test('has a runbook for each alert, and no runbook without one', () => {
    expect(runbooks.map((name) => name.replace('.md', '')).sort()).toEqual(rules.map(({ alert }) => alert).sort());
  });

  test.each(rules)('$alert names numbers that a service shows', ({ expr }) => {
    expect(unknownNumbers(expr)).toEqual([]);
  });

  test.each(dashboard.panels)('the panel “$title” names numbers that a service shows', ({ targets }) => {
    expect(targets.flatMap(({ expr }) => unknownNumbers(expr))).toEqual([]);
  });

  test('a planted number that nobody shows is caught', () => {
    expect(unknownNumbers('max(bulou_tubes_eaten_seconds) > 1')).toEqual(['bulou_tubes_eaten_seconds']);
  });
});
