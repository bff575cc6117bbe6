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

/** Anchors as a reader of Markdown makes them of headings. */
const anchorsOf = (text: string): Set<string> =>
  new Set(
    [...text.matchAll(/^#+ (.*)$/gm)].map(([, heading]) =>
      (heading ?? '')
        .toLowerCase()
        .replace(/[^\p{L}\p{N} _-]/gu, '')
        .replaceAll(' ', '-'),
    ),
  );

/** Links to a heading that no page has. */
const astray = ({ path, text }: SourceFile): string[] =>
  [...text.matchAll(/\]\(([^)\s:#]*)#([^)\s]+)\)/g)].flatMap(([, target, anchor]) => {
    const to = target === '' ? path : join(dirname(path), target ?? '');
    const page = pages.find((one) => one.path === to);
    return page !== undefined && !anchorsOf(page.text).has(anchor ?? '') ? [`${path} → ${to}#${anchor}`] : [];
  });

// Decisions and the change log speak of what was; every other page of what is.
const isOfToday = ({ path }: SourceFile): boolean => !path.startsWith('docs/decisions/') && path !== 'CHANGELOG.md';
const paths = sourceTree().map(({ path }) => `/${path}`);

/** Source files that a page names between backticks, by path or by name, and that are nowhere. */
const missing = ({ path, text }: SourceFile): string[] =>
  [...text.matchAll(/`([\w./-]+\.(?:ts|vue|mjs))`/g)]
    .map(([, name]) => name ?? '')
    .filter((name) => !paths.some((known) => known.endsWith(`/${name}`)))
    .map((name) => `${path} → ${name}`);

describe('who reads on', () => {
  test('finds what every link promises', () => {
    expect(pages.flatMap(broken)).toEqual([]);
  });

  test('finds every heading that a link names', () => {
    expect(pages.flatMap(astray)).toEqual([]);
  });

  test('finds every source file that a page of today names', () => {
    expect(pages.filter(isOfToday).flatMap(missing)).toEqual([]);
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

  test('a planted heading and a planted file that are nowhere are caught', () => {
    const page = {
      path: 'docs/a.md',
      text: '[x](BENCH.md#measured) [y](BENCH.md#planted) `links.spec.ts` `gone/away.ts`',
    };
    expect(astray(page)).toEqual(['docs/a.md → docs/BENCH.md#planted']);
    expect(missing(page)).toEqual(['docs/a.md → gone/away.ts']);
  });
});
