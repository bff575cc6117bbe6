import { describe, expect, test } from 'vitest';
import { provenElsewhere } from '../bad-input/proven-elsewhere.js';
import type { Proof } from '../bad-input/proven-elsewhere.js';
import { sourceTree } from './source-tree.js';

const sources = new Map(sourceTree().map(({ path, text }) => [path, text]));

/** Out: the proofs whose test is not where they say, or does not run. */
function unproven(proofs: readonly Proof[], texts: ReadonlyMap<string, string> = sources): string[] {
  return proofs.flatMap(({ what, path, test: title }) => {
    const text = texts.get(path);
    const at = text?.indexOf(`'${title}'`) ?? -1;
    if (text === undefined || at < 0) return [`${what}: ${path} has no test "${title}"`];
    const isOff = /\.(skip|todo|only)\b/.test(text);
    return isOff ? [`${what}: ${path} leaves tests out`] : [];
  });
}

describe('bad input that a room proves', () => {
  test('is proven by a test that is there and runs', () => {
    expect(unproven(provenElsewhere)).toEqual([]);
  });

  test('is missed when its test is renamed, and when tests are left out', () => {
    const [first] = provenElsewhere;
    if (first === undefined) throw new Error('nothing is proven elsewhere');
    const renamed = { ...first, test: 'nobody wrote this' };
    expect(unproven([renamed])).toEqual([`${first.what}: ${first.path} has no test "nobody wrote this"`]);
    const skipped = new Map([[first.path, `test.skip('${first.test}', () => undefined)`]]);
    expect(unproven([first], skipped)).toEqual([`${first.what}: ${first.path} leaves tests out`]);
  });
});
