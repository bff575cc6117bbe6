import { randomUUID } from 'node:crypto';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { JournalAnswer } from '@lib/contracts/http/batching/journal';
import { makeIssuerKeys, signLocalToken } from '@lib/platform';
import { type Child, eventually, namespacedKafka, namespacedPostgres, spawnChild, testServer } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, expect, test } from 'vitest';

const [campaignId, roundId, site] = [randomUUID(), randomUUID(), '330105-0001'];
const capturedAt = '2026-11-21T08:00:00.000Z';
const issuer = { issuer: 'bulou-local', audience: 'bulou' };
const kafka = namespacedKafka();
const keys = await makeIssuerKeys('crash');
const postgres = await namespacedPostgres('batching');
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
async function start(failpoint?: string): Promise<{ child: Child; url: string }> {
  Object.assign(process.env, {
    PORT: '0',
    BULOU_PROFILE: 'local',
    BULOU_JWKS: join(folder, 'jwks.json'),
    BULOU_NAMESPACE: kafka.namespace,
    BULOU_FAILPOINT: failpoint ?? '',
    DATABASE_URL: postgres.url,
    KAFKA_BROKERS: testServer('kafkaBrokers').join(','),
  });
  const child = spawnChild(new URL('../main.ts', import.meta.url), {});
  const listening = eventually(() => child.lines.find((each) => each.includes('"listening"')) ?? false, {
    withinMs: 45_000,
  });
  const ended = child.ended().then((status) => Promise.reject(new Error(`ended with ${status}`)));
  const line = await Promise.race([listening, ended]).catch((cause: unknown) => {
    throw new Error(`the service did not start: ${child.lines.join('; ')}`, { cause });
  });
  ended.catch(() => undefined);
  return { child, url: (JSON.parse(line) as { url: string }).url };
}

interface Device {
  readonly deviceId: string;
  readonly events: readonly object[];
}

function deviceWith(tubes: number, prefix: string): Device {
  const events = Array.from({ length: tubes }, (_, tube) => {
    const tubeId = writeTubeBarcode(prefix, tube);
    const from = tube * 4;
    return [
      { kind: 'open-tube', seq: from + 1, capturedAt, tubeId, roundId, capacity: 10, purpose: 'round' },
      { kind: 'scan', seq: from + 2, capturedAt, tubeId, subjectId: randomUUID() },
      { kind: 'scan', seq: from + 3, capturedAt, tubeId, subjectId: randomUUID() },
      { kind: 'seal-tube', seq: from + 4, capturedAt, tubeId, specimens: 2, partialReason: 'end-of-queue' },
    ];
  });
  return { deviceId: randomUUID(), events: events.flat() };
}

async function post(url: string, { deviceId }: Device, events: readonly object[]): Promise<JournalAnswer[]> {
  const claims = { sub: 'sampler-1', role: 'sampler', scope: { site, device: deviceId } } as const;
  const { token } = await signLocalToken(keys.privateKey, claims, 5, issuer);
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' };
  const body = JSON.stringify({ campaignId, deviceId, events });
  let answer = await fetch(`${url}/v1/journal`, { method: 'POST', headers, body });
  // A database that is busy with other tests makes the service say 503; a device asks again.
  for (let asked = 1; answer.status === 503 && asked < 20; asked += 1) {
    answer = await fetch(`${url}/v1/journal`, { method: 'POST', headers, body });
  }
  if (answer.status !== 200) throw new Error(`status ${answer.status}`);
  return ((await answer.json()) as { answers: JournalAnswer[] }).answers;
}

const recorded = (device: Device) =>
  postgres.admin<{ device_seq: number }>(
    'select device_seq from batching.tube_members where device_id = $1 order by device_seq',
    [device.deviceId],
  );

test('a process that dies after the commit and before the answer records the journal once', async () => {
  const device = deviceWith(1, '31');
  const dying = await start('journal-before-answer@1');
  await expect(post(dying.url, device, device.events)).rejects.toThrow();
  expect(await dying.child.ended()).toBe(-1);
  expect(await recorded(device)).toEqual([{ device_seq: 2 }, { device_seq: 3 }]);
  const next = await start();
  const answers = await post(next.url, device, device.events);
  expect(answers.map(({ outcome, position }) => [outcome, position])).toEqual([
    ['duplicate', undefined],
    ['duplicate', 1],
    ['duplicate', 2],
    ['duplicate', undefined],
  ]);
  expect(await recorded(device)).toHaveLength(2);
  await next.child.kill();
});

test('a process that is killed while eight devices send loses nothing that it answered', async () => {
  const devices = Array.from({ length: 8 }, (_, index) => deviceWith(200, String(40 + index)));
  const first = await start();
  const answered = await Promise.all(
    devices.map(async (device) => {
      let accepted = 0;
      try {
        for (let from = 0; from < device.events.length; from += 4) {
          accepted += (await post(first.url, device, device.events.slice(from, from + 4))).length;
          if (accepted === 80 && device === devices[0]) await first.child.kill();
        }
      } catch {
        return accepted;
      }
      return accepted;
    }),
  );
  expect(answered[0]).toBe(80);
  expect(answered.some((accepted) => accepted < 800)).toBe(true);
  for (const [index, device] of devices.entries()) {
    // Of each tube's four events, two are scans; what came in without an answer may be there too, but whole.
    const rows = await recorded(device);
    expect(rows.length).toBeGreaterThanOrEqual((answered[index] ?? 0) / 2);
    expect(rows.length % 2).toBe(0);
  }
  const second = await start();
  for (const device of devices) {
    for (let from = 0; from < device.events.length; from += 400) {
      const answers = await post(second.url, device, device.events.slice(from, from + 400));
      expect(answers.every(({ outcome }) => outcome === 'accepted' || outcome === 'duplicate')).toBe(true);
    }
    expect(await recorded(device)).toHaveLength(400);
  }
  await second.child.kill();
});
