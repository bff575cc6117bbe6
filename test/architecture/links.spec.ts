import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { root, type SourceFile, sourceTree } from './source-tree.js';

const pages = sourceTree().filter(({ path }) => path.endsWith('.md'));

/** Targets of relative links, without their anchors; what stands in a block of code is no link. */
function linksOf(text: string): string[] {
  const prose = text.replace(/```[\s\S]*?```/g, '').replace(/`[^`]*`/g, '');
  return [...prose.matchAll(/\]\(([^)\s]+)\)/g)]
    .map(([, target]) => (target ?? '').replace(/#.*$/, ''))
    .filter((target) => target !== '' && !/^[a-z]+:/.test(target));
}

const broken = ({ path, text }: SourceFile): string[] =>
  linksOf(text)
    .filter((target) => !existsSync(join(root, dirname(path), target)))
    .map((target) => `${path} → ${target}`);

describe('who reads on', () => {
  test('finds what every link promises', () => {
    expect(pages.flatMap(broken)).toEqual([]);
  });

  test('finds every page of docs/ from its first page', () => {
    const index = pages.find(({ path }) => path === 'docs/README.md')?.text ?? '';
    const listed = new Set(linksOf(index));
    const own = pages
      .map(({ path }) => path)
      .filter((path) => /^docs\/[^/]+\.md$/.test(path) && path !== 'docs/README.md');
    expect(own.map((path) => path.replace('docs/', '')).filter((name) => !listed.has(name))).toEqual([]);
  });

  test('a planted link into nothing is caught', () => {
    expect(broken({ path: 'docs/a.md', text: 'see [b](b.md) and [c](ARCHITECTURE.md#top) and `[d](d.md)`' })).toEqual([
      'docs/a.md → b.md',
    ]);
  });
});
