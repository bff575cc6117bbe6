import { Malformed } from '@lib/contracts/refusals';
import fc from 'fast-check';
import { expect, test } from 'vitest';
import { readJsonBody } from './json-body.js';

function valueOrMalformed(bytes: Uint8Array): unknown {
  try {
    return readJsonBody(bytes);
  } catch (error) {
    if (error instanceof Malformed) return error;
    throw error;
  }
}

const piece = fc.constantFrom(
  ...['{', '}', '[', ']', ':', ',', '"', '\\', '\\u', 'd800', '"a"', '1e999', 'null', '-0'],
);
const nearlyJson = fc.array(fc.oneof(piece, fc.string({ unit: 'binary', maxLength: 8 })), { maxLength: 60 });

test('whatever bytes come as a body, a value or Malformed comes out', () => {
  const bytes = fc.oneof(
    fc.uint8Array({ maxLength: 400 }),
    nearlyJson.map((parts) => Buffer.from(parts.join(''))),
  );
  fc.assert(
    fc.property(bytes, (body) => {
      valueOrMalformed(body);
    }),
    { numRuns: 3_000 },
  );
});

const isHarmless = (text: string): boolean =>
  text.isWellFormed() && !text.includes('\0') && !['__proto__', 'constructor', 'prototype'].includes(text);
const word = fc.string({ unit: 'binary', maxLength: 12 }).filter(isHarmless);
const leaf = fc.oneof(word, fc.integer(), fc.boolean(), fc.constant(null));
const tree = fc.letrec((tie) => ({
  node: fc.oneof(
    { maxDepth: 6 },
    leaf,
    fc.array(tie('node'), { maxLength: 4 }),
    fc.dictionary(word, tie('node'), { maxKeys: 4, noNullPrototype: true }),
  ),
})).node;

test('what is sound is read as it was written, and no key of it twice', () => {
  fc.assert(
    fc.property(tree, (value) => {
      expect(readJsonBody(Buffer.from(JSON.stringify(value)))).toEqual(value);
    }),
    { numRuns: 1_000 },
  );
  fc.assert(
    fc.property(word, leaf, leaf, (key, one, two) => {
      const name = JSON.stringify(key);
      const twice = `{${name}:${JSON.stringify(one)},${name}:${JSON.stringify(two)}}`;
      expect(valueOrMalformed(Buffer.from(twice))).toBeInstanceOf(Malformed);
    }),
    { numRuns: 1_000 },
  );
});
