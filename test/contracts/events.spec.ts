import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import { deliverDispatchJobId, DeliverDispatchV1 } from '@lib/contracts/jobs/deliver-dispatch.v1';
import { openCaseJobId, OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { topics } from '@lib/contracts/topics';
import { describe, expect, test } from 'vitest';
import { z } from 'zod';
import { eventFiles } from './event-files.js';

const golden = fileURLToPath(new URL('./golden/', import.meta.url));
const files = await eventFiles();
const goldenPath = (producer: string, name: string) => `${golden}${producer}/${name}.json`;

/** True in a run that is to write the golden files of new events, and their hashes into the pinned list. */
const isWriting = process.env['UPDATE_GOLDEN'] === '1';

/** Reads a golden file. Throws when it is missing, unless this run is to write it: a promise is made on purpose. */
function readGolden(path: string, fresh: unknown): unknown {
  if (!existsSync(path)) {
    if (!isWriting) throw new Error(`${path} is missing: run with UPDATE_GOLDEN=1 once and commit the file`);
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, `${JSON.stringify(fresh, null, 2)}\n`);
  }
  return JSON.parse(readFileSync(path, 'utf8'));
}

const listFile = `${golden}SHA256SUMS`;
const hashOf = (file: string) =>
  createHash('sha256')
    .update(readFileSync(`${golden}${file}`))
    .digest('hex');

/** Every golden file that is there, with its hash. */
const goldenFiles = () =>
  new Map(
    readdirSync(golden, { recursive: true, encoding: 'utf8' })
      .filter((file) => file.endsWith('.json'))
      .toSorted()
      .map((file) => [file, hashOf(file)]),
  );

/** Every golden file that was ever promised, with its hash, as `sha256sum -c` reads the list. */
function pinned(): Map<string, string> {
  const lines = existsSync(listFile) ? readFileSync(listFile, 'utf8').trimEnd().split('\n') : [];
  const list = new Map(lines.map((line) => [line.slice(66), line.slice(0, 64)]));
  if (!isWriting) return list;
  const all = new Map([...goldenFiles(), ...list]);
  writeFileSync(
    listFile,
    [...all]
      .map(([file, hash]) => `${hash}  ${file}\n`)
      .toSorted()
      .join(''),
  );
  return all;
}

/** Strings that a form, a list or a code bounds; anything else in an event must be on the list of known free texts. */
const freeTextAllowed = new Set([
  'campaign-opened.name', // a campaign's title
  'campaign-opened.policy',
  'policy-changed.policy', // names of authorities and decrees
  'site-registered.name', // a public place
  'batch-handed-over.sealNumber',
  'detection-withdrawn.reason',
  'case-revoked.reason',
]);

const isBounded = (leaf: z.core.JSONSchema.BaseSchema): boolean =>
  [leaf.pattern, leaf.format, leaf.enum, leaf.const].some((bound) => bound !== undefined);

/** Paths of the strings that nothing bounds, through lists, records, alternatives and what may be null. */
function unboundedStrings(schema: z.core.JSONSchema._JSONSchema, path: readonly string[] = []): string[] {
  if (typeof schema === 'boolean') return schema ? [path.join('.')] : [];
  const inner = [
    schema.items,
    schema.prefixItems,
    schema.additionalProperties,
    schema.anyOf,
    schema.oneOf,
    schema.allOf,
  ];
  const parts = inner.flat().filter((part) => part !== undefined && part !== false);
  const types = [schema.type].flat();
  // Whatever the schema leaves open may be a string.
  const isFree = types.includes('string') || Object.keys(schema).every((key) => key === '$schema');
  return [
    ...(isFree && !isBounded(schema) ? [path.join('.')] : []),
    ...Object.entries(schema.properties ?? {}).flatMap(([field, part]) => unboundedStrings(part, [...path, field])),
    ...parts.flatMap((part) => unboundedStrings(part, path)),
  ];
}

describe.each(files)('$producer/$name', ({ producer, name, contract }) => {
  test('path, type and golden file are the same words', () => {
    expect(contract.type).toBe(`${producer}.${name}`);
    readGolden(goldenPath(producer, name), contract.example);
    expect(pinned().has(`${producer}/${name}.json`)).toBe(true);
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
  test('a golden file is added, never edited or taken away: its hash is pinned', () => {
    const now = goldenFiles();
    expect(Object.fromEntries([...pinned()].map(([file]) => [file, now.get(file)]))).toEqual(
      Object.fromEntries(pinned()),
    );
    expect([...now.keys()].filter((file) => !pinned().has(file))).toEqual([]);
  });

  test('nor was one edited together with its pin, as far as the history goes', () => {
    // The tables of words grow, and a word that misleads people is corrected; what programs were promised is neither.
    const log = ['log', '--diff-filter=MD', '--name-only', '--format=', '--', '*.json', ':(exclude)*words.json'];
    expect(execFileSync('git', log, { encoding: 'utf8', cwd: golden }).trim()).toBe('');
  });

  test('the job that crosses rooms is golden-filed and its id names the attempt', () => {
    const stored = readGolden(`${golden}jobs/${OpenCaseV1.type}.json`, OpenCaseV1.example);
    expect(OpenCaseV1.shape.parse(stored)).toEqual(stored);
    expect(openCaseJobId('0198f2a0-0000-7000-8000-000000000007', 2)).toBe(
      'esc-0198f2a0-0000-7000-8000-000000000007-a2',
    );
  });

  test('the job that a room rings for itself is golden-filed, names nobody, and its id names the attempt', () => {
    const stored = readGolden(`${golden}jobs/${DeliverDispatchV1.type}.json`, DeliverDispatchV1.example);
    expect(DeliverDispatchV1.shape.parse(stored)).toEqual(stored);
    expect(pinned().has(`jobs/${DeliverDispatchV1.type}.json`)).toBe(true);
    expect(unboundedStrings(z.toJSONSchema(DeliverDispatchV1.shape, { unrepresentable: 'any' }))).toEqual([]);
    expect(deliverDispatchJobId('0198f2a0-0000-7000-8000-000000000071', 2)).toBe(
      'dsp-0198f2a0-0000-7000-8000-000000000071-a2',
    );
  });

  test.each<[string, z.ZodType]>([
    ['a string', z.string()],
    ['a string that may be missing', z.string().optional()],
    ['a string that may be null', z.string().nullable()],
    ['a list of strings', z.array(z.string())],
    ['a list of strings that may be null', z.array(z.string().nullable()).nullable()],
    ['a record of strings', z.record(z.string(), z.string())],
    ['a string among alternatives', z.union([z.int(), z.string()])],
    ['a pair with a string', z.tuple([z.int(), z.string()])],
    ['anything at all', z.unknown()],
  ])('the check for loose strings bites %s', (_what, personName) => {
    expect(unboundedStrings(z.toJSONSchema(z.object({ personName })))).toContain('personName');
  });

  test.each<[string, z.ZodType]>([
    ['a code', z.string().regex(/^[A-Z]{3}$/)],
    ['a word of a list', z.enum(['one', 'two']).nullable()],
    ['an id', z.array(z.uuid())],
    ['a number', z.record(z.enum(['one']), z.number())],
  ])('and lets %s pass', (_what, field) => {
    expect(unboundedStrings(z.toJSONSchema(z.object({ field })))).toEqual([]);
  });
});
