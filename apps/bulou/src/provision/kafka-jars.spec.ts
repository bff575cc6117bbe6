import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { jarFaults } from './kafka-jars.js';

const sums = new Map(['a.jar', 'b.jar'].map((name) => [name, createHash('sha256').update(name).digest('hex')]));
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'bulou-jars-'));
  for (const name of sums.keys()) writeFileSync(join(folder, name), name);
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('the jars of the broker', () => {
  test('are taken when they are exactly those that the repository pins', () => {
    expect(jarFaults(folder, sums)).toEqual([]);
  });

  test('are refused when one was changed, one is missing, or one was slipped in', () => {
    writeFileSync(join(folder, 'a.jar'), 'something else');
    rmSync(join(folder, 'b.jar'));
    writeFileSync(join(folder, 'c.jar'), 'c');
    expect(jarFaults(folder, sums)).toEqual([
      'c.jar is not in SHA256SUMS',
      'a.jar has another SHA-256',
      'b.jar is missing',
    ]);
  });
});
