import { randomUUID } from 'node:crypto';
import { listExceptions } from '@lib/contracts/http/batching/exceptions';
import type { TokenClaims } from '@lib/platform';
import { eventually, namespacedKafka, openRoom, type Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchingConfig } from '../batching.config.js';
import { BatchingModule } from '../batching.module.js';

const [site, capturedAt] = ['330105-0001', '2026-11-21T08:00:00.000Z'];
const kafka = namespacedKafka();
let room: Room;
let tubesMade = 0;

beforeAll(async () => {
  const env = { BULOU_NAMESPACE: kafka.namespace };
  room = await openRoom({ app: 'batching', schema: 'batching', module: BatchingModule, config: batchingConfig, env });
});
afterAll(async () => {
  await room?.close();
  await kafka.drop();
});

/** A tube of one with the first person; everybody behind the first finds it full. */
async function sealTubeOf(campaignId: string, roundId: string, people: readonly string[]): Promise<string> {
  const [deviceId, tubeId] = [randomUUID(), writeTubeBarcode('26', (tubesMade += 1))];
  const as: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site, device: deviceId } };
  const acts = [
    { kind: 'open-tube', roundId, capacity: 1, purpose: 'round' },
    ...people.map((subjectId) => ({ kind: 'scan', subjectId })),
    { kind: 'seal-tube', specimens: 1 },
  ];
  const events = acts.map((act, index) => ({ ...act, seq: index + 1, capturedAt, tubeId }));
  const answer = await room.call('POST', '/v1/journal', { as, body: { campaignId, deviceId, events } });
  expect(answer.status).toBe(200);
  return tubeId;
}

const managerOf = (at: string): TokenClaims => ({ sub: 'manager-1', role: 'site-manager', scope: { site: at } });
async function listOf(campaignId: string, query = '', at = site) {
  const answer = await room.call('GET', `/v1/campaigns/${campaignId}/exceptions${query}`, { as: managerOf(at) });
  expect(answer.status).toBe(200);
  return listExceptions.response.parse(answer.body);
}

describe('what a site has to clear up', () => {
  test('names who was scanned and not taken, and the tube in which the person is found after all', async () => {
    const [campaign, round, kept, moved, gone] = Array.from({ length: 5 }, () => randomUUID()) as [
      string,
      string,
      string,
      string,
      string,
    ];
    const full = await sealTubeOf(campaign, round, [kept, moved, gone]);
    const next = await sealTubeOf(campaign, round, [moved]);
    await eventually(async () => expect((await listOf(campaign)).exceptions[0]).toMatchObject({ foundIn: next }));
    expect((await listOf(campaign)).exceptions).toMatchObject([
      { kind: 'not-taken', act: 'scan', tubeId: full, subjectId: moved, foundIn: next, code: 'TUBE_FULL' },
      { kind: 'not-taken', act: 'scan', tubeId: full, subjectId: gone, foundIn: null, code: 'TUBE_FULL' },
    ]);
    expect((await listOf(campaign, '', '330105-0002')).exceptions).toEqual([]);
  });

  test('names a second tube of the round, and goes on by cursor', async () => {
    const [campaign, round, person, other] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const first = await sealTubeOf(campaign, round, [person, other]);
    const second = await sealTubeOf(campaign, round, [person]);
    await eventually(async () => expect((await listOf(campaign)).exceptions).toHaveLength(2));
    const page = await listOf(campaign, '?limit=1');
    expect(page.exceptions).toMatchObject([{ kind: 'not-taken', subjectId: other }]);
    const rest = await listOf(campaign, `?limit=1&cursor=${encodeURIComponent(page.next ?? '')}`);
    expect(rest).toMatchObject({
      exceptions: [{ kind: 'second-tube', tubeId: second, earlierTubeId: first, subjectId: person }],
    });
    expect(rest.next).toBeUndefined();
  });

  test('names the device that was wiped and counts from one again, with whom it scanned and who has to act', async () => {
    const [campaign, round, person, deviceId] = [randomUUID(), randomUUID(), randomUUID(), randomUUID()];
    const as: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site, device: deviceId } };
    const tubeId = writeTubeBarcode('26', (tubesMade += 1));
    const post = (act: object) =>
      room.call('POST', '/v1/journal', {
        as,
        body: { campaignId: campaign, deviceId, events: [{ ...act, seq: 1, capturedAt, tubeId }] },
      });
    await post({ kind: 'open-tube', roundId: round, capacity: 1, purpose: 'round' });
    await post({ kind: 'scan', subjectId: person });
    const wiped = { kind: 'not-taken', code: 'DEVICE_SEQ_REUSED', outcome: 'conflict', subjectId: person, deviceId };
    const owner = { role: 'site-manager', place: site };
    expect((await listOf(campaign)).exceptions).toMatchObject([{ ...wiped, owner }]);
    const duty = (district: string): TokenClaims => ({ sub: 'duty-1', role: 'cdc-duty', scope: { district } });
    const path = `/v1/campaigns/${campaign}/exceptions`;
    const mine = await room.call('GET', path, { as: duty('330105') });
    expect(mine.body).toMatchObject({ exceptions: [{ ...wiped, owner }] });
    expect((await room.call('GET', path, { as: duty('330106') })).body).toEqual({ exceptions: [] });
  });
});

describe('a tube past its clock that never left its site', () => {
  const listed = async (as: TokenClaims, campaign: string) => {
    const answer = await room.call('GET', `/v1/overdue-tubes?campaign=${campaign}`, { as });
    return (answer.body as { tubes: { tubeId: string }[] }).tubes;
  };

  test('is listed for its site, its district and the command centre, and not before its time', async () => {
    const [campaign, round, person] = [randomUUID(), randomUUID(), randomUUID()];
    const tubeId = await sealTubeOf(campaign, round, [person]);
    expect(await listed(managerOf(site), campaign)).toEqual([]);
    // As registration tells it: four hours, in a drill that runs a million times faster.
    await room.postgres.admin(
      `insert into batching.known_campaigns (campaign_id, kind, policy_version, time_scale, tube_hours_max, recorded_at)
       values ($1, 'drill', 1, 1000000, 4, now())`,
      [campaign],
    );
    const owner = { role: 'site-manager', place: site };
    const overdue = { tubeId, state: 'sealed', lastPlace: site, labCode: null, owner };
    const [duty, foreign] = ['330105', '330106'].map(
      (district): TokenClaims => ({ sub: 'duty-1', role: 'cdc-duty', scope: { district } }),
    ) as [TokenClaims, TokenClaims];
    const centre: TokenClaims = { sub: 'centre-1', role: 'command-centre', scope: {} };
    await eventually(async () => expect(await listed(managerOf(site), campaign)).toMatchObject([overdue]));
    expect(await listed(duty, campaign)).toMatchObject([overdue]);
    expect(await listed(centre, campaign)).toMatchObject([overdue]);
    expect(await listed(managerOf('330105-0002'), campaign)).toEqual([]);
    expect(await listed(foreign, campaign)).toEqual([]);
  });
});
