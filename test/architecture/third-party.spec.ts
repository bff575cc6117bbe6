import { describe, expect, test } from 'vitest';
import { root } from './source-tree.js';
import { allowedLicences, thirdParties, writeThirdParties } from './third-party.js';

const strangers = (lockText?: string) =>
  thirdParties(lockText)
    .filter(({ licence }) => !allowedLicences.has(licence))
    .map(({ name }) => name);

describe('what we stand on', () => {
  test('docs/THIRD-PARTY.md is fresh (npm run licences writes it)', async () => {
    await expect(writeThirdParties()).toMatchFileSnapshot(`${root}docs/THIRD-PARTY.md`);
  });

  test('has licences that we may pass on', () => {
    expect(strangers()).toEqual([]);
  });

  test('a planted package under another licence, or under none, is caught', () => {
    const packages = {
      'node_modules/a': { version: '1.0.0', license: 'AGPL-3.0' },
      'node_modules/b': { version: '1.0.0' },
      'node_modules/c': { version: '1.0.0', license: 'MIT' },
    };
    expect(strangers(JSON.stringify({ packages }))).toEqual(['a', 'b']);
  });
});
