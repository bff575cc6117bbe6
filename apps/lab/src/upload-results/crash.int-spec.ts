import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { makeIssuerKeys, signLocalToken } from '@lib/platform';
import { type Child, eventually, namespacedKafka, namespacedPostgres, spawnChild, testServer } from '@lib/testing';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { aFile, negative, newTubes, technician } from '../lab-room.js';
import type { UploadReport } from '../upload/upload-report.js';

const issuer = { issuer: 'bulou-local', audience: 'bulou' };
const kafka = namespacedKafka();
const keys = await makeIssuerKeys('crash');
const postgres = await namespacedPostgres('lab');
let folder: string;

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'bulou-crash-'));
  await writeFile(join(folder, 'jwks.json'), JSON.stringify(keys.publicKeys));
});
afterAll(async () => {
  await postgres.drop();
  await kafka.drop();
  await rm(folder, { recursive: true });
});

/** The service as it runs in the house: its own process, its own main. */
async function start(failpoint: string): Promise<{ child: Child; url: string }> {
  Object.assign(process.env, {
    PORT: '0',
    BULOU_PROFILE: 'local',
    BULOU_JWKS: join(folder, 'jwks.json'),
    BULOU_NAMESPACE: kafka.namespace,
    BULOU_FAILPOINT: failpoint,
    DATABASE_URL: postgres.url,
    KAFKA_BROKERS: testServer('kafkaBrokers').join(','),
  });
  const child = spawnChild(new URL('../main.ts', import.meta.url), {});
  const line = await eventually(() => child.lines.find((each) => each.includes('"listening"')) ?? false, {
    withinMs: 30_000,
  });
  return { child, url: (JSON.parse(line) as { url: string }).url };
}

async function post(url: string, body: Uint8Array): Promise<UploadReport> {
  const { token } = await signLocalToken(keys.privateKey, technician, 5, issuer);
  const answer = await fetch(`${url}/v1/uploads`, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}` },
    body: body as Uint8Array<ArrayBuffer>,
  });
  return (await answer.json()) as UploadReport;
}

// Before the commit all of it is undone, after the commit the same bytes are answered with what was recorded.
test.each(['lab-rows-kept@1', 'lab-tubes-saved@1', 'lab-upload-committed@1'])(
  'a process that dies at %s loses no row and records none twice',
  async (failpoint) => {
    const file = aFile(newTubes(20).map(negative));
    const dying = await start(failpoint);
    await expect(post(dying.url, file)).rejects.toThrow();
    expect(await dying.child.ended()).toBe(-1);
    const alive = await start('');
    const report = await post(alive.url, file);
    expect(report).toMatchObject({ rows: 20, held: 20, state: 'done' });
    const rows = await postgres.admin('select row from lab.upload_rows where upload_id = $1', [report.job]);
    expect(rows).toHaveLength(20);
    await alive.child.kill();
  },
);
