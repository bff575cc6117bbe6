import { refusalSections } from '@lib/contracts/refusal-sections';
import { describe, expect, test } from 'vitest';
import { refusalFaults, writeRefusals } from './refusals.js';
import { root, sourceTree } from './source-tree.js';

describe('what is refused, what is listed and what is written about it agree', () => {
  test('every code that is said is listed, and every code that is listed is said', () => {
    expect(refusalFaults(sourceTree())).toEqual([]);
  });

  test.each([
    ['REFUSALS.zh-CN.md', 'zh'],
    ['REFUSALS.md', 'en'],
  ] as const)('docs/%s is fresh (npm run refusals writes it)', async (file, language) => {
    await expect(writeRefusals(language)).toMatchFileSnapshot(`${root}docs/${file}`);
  });

  test.each([
    ['a refusal', `throw new Refusal('NOBODY_LISTED_THIS')`],
    ['a fault of an input', `new Malformed([{ path: 'a', code: 'NOBODY_LISTED_THIS', message: '' }])`],
    ['a fault that a schema names', `ctx.addIssue({ params: { fault: 'NOBODY_LISTED_THIS' } })`],
  ])('a planted code is caught that is said as %s and not listed', (_what, text) => {
    const planted = [...sourceTree(), { path: 'apps/lab/src/planted.ts', text }];
    expect(refusalFaults(planted)).toEqual([
      'apps/lab/src/planted.ts says NOBODY_LISTED_THIS, which no catalogue lists',
    ]);
  });

  test('a planted code is caught that is announced for later and said already', () => {
    const planted = { path: 'apps/lab/src/planted.ts', text: `throw new Refusal('PARTICIPANT_UNKNOWN')` };
    expect(refusalFaults([...sourceTree(), planted])).toEqual(['PARTICIPANT_UNKNOWN is announced and said already']);
  });

  test('a planted code is caught that is listed and never said, or lacks words', () => {
    const words = { answer: '409', zh: '无', en: 'none', cureZh: '无', cureEn: '' };
    const planted = { id: 'planted', zh: '', en: '', codes: [{ code: 'NOBODY_SAYS_THIS', ...words }] };
    expect(refusalFaults(sourceTree(), [...refusalSections, planted])).toEqual([
      'NOBODY_SAYS_THIS is listed and nothing says it',
      'NOBODY_SAYS_THIS lacks words or a cure in one of the languages',
    ]);
  });
});
