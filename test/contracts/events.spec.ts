import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { openCaseJobId, OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { topics } from '@lib/contracts/topics';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventFiles } from './event-files.js';

const golden = fileURLToPath(new URL('./golden/', import.meta.url));
const files = await eventFiles();
const goldenPath = (producer: string, name: string) => `${golden}${producer}/${name}.json`;

/** Reads the golden file; writes it when an event is new, so that it is committed with the event. */
function readGolden(path: string, fresh: unknown): unknown {
  if (!existsSync(path)) {
    if (process.env['CI'] === 'true')
      throw new Error(`${path} is missing: run the contract tests once and commit the file`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(fresh, null, 2)}\n`);
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

/** Strings that a form, a list or a code bounds; anything else in an event must be on the list of known free texts. */
const freeTextAllowed = new Set([
  'campaign-opened.name', // a campaign's title
  'campaign-opened.policy',
  'policy-changed.policy', // names of authorities and decrees
  'site-registered.name', // a public place
  'batch-handed-over.sealNumber',
  'tube-lost.lastPlace',
  'detection-withdrawn.reason',
  'case-revoked.reason',
  'tube-sealed.partialReason',
]);

function unboundedStrings(schema: z.core.JSONSchema.BaseSchema): string[] {
  return Object.entries(schema.properties ?? {}).flatMap(([field, part]) => {
    if (typeof part === 'boolean') return [];
    const leaf =
      part.type === 'array' && typeof part.items === 'object' && !Array.isArray(part.items) ? part.items : part;
    if (leaf !== undefined && 'properties' in leaf) return unboundedStrings(leaf).map((inner) => `${field}.${inner}`);
    const isFree = part.type === 'string' && !part.pattern && !part.format && !part.enum && !part.const;
    return isFree ? [field] : [];
  });
}

describe.each(files)('$producer/$name', ({ producer, name, contract }) => {
  test('path, type and golden file are the same words', () => {
    expect(contract.type).toBe(`${producer}.${name}`);
    expect(readGolden(goldenPath(producer, name), contract.example)).toBeDefined();
  });

  test('the golden event is read whole: nothing it carries is dropped or demanded anew', () => {
    const stored = readGolden(goldenPath(producer, name), contract.example);
    expect(contract.shape.parse(stored)).toMatchObject(stored as object);
  });

  test('the topic exists and the key is in the content', () => {
    expect(topics.map((topic) => topic.name)).toContain(contract.topic);
    expect(contract.keyOf(contract.shape.parse(contract.example))).toMatch(/\S/);
  });

  test('no field can hold a name, a number or an address of a person', () => {
    const loose = unboundedStrings(z.toJSONSchema(contract.shape, { io: 'output', unrepresentable: 'any' }))
      .map((field) => `${contract.name}.${field.split('.')[0]}`)
      .filter((field) => !freeTextAllowed.has(field) && !field.endsWith('.tubeId'));
    // A tube id is bounded by its check digit, which JSON Schema cannot say.
    expect(loose.filter((field) => !/TubeId$|received$|missing$|unexpected$|tubes$/.test(field))).toEqual([]);
  });
});

describe('the pipe’s promises', () => {
  test('a golden file is added, never edited', () => {
    const edited = execFileSync('git', ['log', '--diff-filter=M', '--name-only', '--format=', '--', golden], {
      encoding: 'utf8',
      cwd: golden,
    });
    expect(edited.trim()).toBe('');
  });

  test('the job that crosses rooms is golden-filed and its id names the attempt', () => {
    const stored = readGolden(`${golden}jobs/${OpenCaseV1.type}.json`, OpenCaseV1.example);
    expect(OpenCaseV1.shape.parse(stored)).toEqual(stored);
    expect(openCaseJobId('0198f2a0-0000-7000-8000-000000000007', 2)).toBe(
      'esc-0198f2a0-0000-7000-8000-000000000007-a2',
    );
  });

  test('the check for loose strings bites', () => {
    expect(unboundedStrings(z.toJSONSchema(z.object({ personName: z.string() })))).toEqual(['personName']);
  });
});
