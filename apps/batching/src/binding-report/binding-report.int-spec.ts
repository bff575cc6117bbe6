import { randomUUID } from 'node:crypto';
import { BindingDecidedV1 } from '@lib/contracts/events/batching/binding-decided.v1';
import { bindingReport, decideBinding, listBindingReports, reportBinding } from '@lib/contracts/http/batching/bindings';
import type { TokenClaims } from '@lib/platform';
import { namespacedKafka, openRoom, type Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { batchingConfig } from '../batching.config.js';
import { BatchingModule } from '../batching.module.js';

const [site, campaignId, roundId] = ['330105-0001', randomUUID(), randomUUID()];
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

const manager: TokenClaims = { sub: 'manager-1', role: 'site-manager', scope: { site } };
const duty: TokenClaims = { sub: 'duty-1', role: 'cdc-duty', scope: { district: '330105' } };
const minute = (count: number) => new Date(Date.UTC(2026, 10, 21, 8, count)).toISOString();

/** One lane of the site: a device that fills tubes one after the other. */
function lane() {
  const deviceId = randomUUID();
  const as: TokenClaims = { sub: 'sampler-1', role: 'sampler', scope: { site, device: deviceId } };
  let seq = 0;
  /** A tube that this device opened, filled and sealed in one minute; the sampler then sealed it. */
  return async (at: number, people: readonly string[]): Promise<string> => {
    const tubeId = writeTubeBarcode('27', (tubesMade += 1));
    const acts = [
      { kind: 'open-tube', roundId, capacity: 5, purpose: 'round' },
      ...people.map((subjectId) => ({ kind: 'scan', subjectId })),
      { kind: 'seal-tube', specimens: people.length, partialReason: 'end-of-queue' },
    ];
    const events = acts.map((act) => ({ ...act, seq: (seq += 1), capturedAt: minute(at), tubeId }));
    const answer = await room.call('POST', '/v1/journal', { as, body: { campaignId, deviceId, events } });
    expect((answer.body as { answers: { outcome: string }[] }).answers.map(({ outcome }) => outcome)).not.toContain(
      'refused',
    );
    return tubeId;
  };
}

const people = (count: number): string[] => Array.from({ length: count }, () => randomUUID());
const report = (tubeId: string, body: object, as = duty) =>
  room.call('POST', reportBinding.path.replace(':tubeId', tubeId), { as, body, key: randomUUID() });
const decide = (reportId: string, body: object, as = manager) =>
  room.call('POST', decideBinding.path.replace(':bindingReportId', reportId), { as, body, key: randomUUID() });
const decisions = (tubeId: string) =>
  room.postgres.admin<{ payload: { decision: string; people: { participantId: string }[] } }>(
    `select payload from batching.outbox where type = $1 and payload->>'tubeId' = $2`,
    [BindingDecidedV1.type, tubeId],
  );
const reported = async (tubeId: string, body: object) => {
  const answer = await report(tubeId, body);
  expect(answer.status).toBe(200);
  return bindingReport.parse(answer.body);
};

describe('a swab too many', () => {
  test('may be that of whoever was scanned at the same lane within ten minutes, and of nobody else', async () => {
    const [first, second] = [lane(), lane()];
    const [own, near, late, elsewhere] = people(4) as [string, string, string, string];
    const tubeId = await first(0, [own]);
    const other = await first(10, [near]);
    await first(11, [late]);
    await second(1, [elsewhere]);
    const proposal = await reported(tubeId, { kind: 'unbound-swab', swabs: 2 });
    expect(proposal).toMatchObject({
      ...{ state: 'proposed', specimens: 1, swabs: 2, owner: { role: 'site-manager', place: site } },
      people: [{ participantId: near, part: 'candidate', otherTubeId: other }],
    });
  });

  test('calls nobody until a second, named person approves; then only those who were chosen', async () => {
    const fill = lane();
    const [a, b, c] = people(3) as [string, string, string];
    const tubeId = await fill(0, [a]);
    await fill(2, [b, c]);
    const { reportId } = await reported(tubeId, { kind: 'unbound-swab', swabs: 3 });
    expect(await decisions(tubeId)).toEqual([]);
    const own = await decide(reportId, { decision: 'approved' }, duty);
    expect(own).toMatchObject({ status: 409, body: { code: 'SECOND_SIGNATURE_NEEDED' } });
    const stranger = await decide(reportId, { decision: 'approved', participantIds: [a] });
    expect(stranger).toMatchObject({ status: 422, body: { code: 'NOT_A_CANDIDATE' } });
    expect(await decisions(tubeId)).toEqual([]);
    expect((await decide(reportId, { decision: 'approved', participantIds: [b] })).status).toBe(200);
    expect(await decisions(tubeId)).toMatchObject([
      { payload: { decision: 'approved', people: [{ participantId: b }] } },
    ]);
    expect(await decide(reportId, { decision: 'dismissed' })).toMatchObject({ body: { code: 'BINDING_DECIDED' } });
  });

  test('that is dismissed calls nobody back', async () => {
    const fill = lane();
    const tubeId = await fill(0, people(1));
    await fill(1, people(1));
    const { reportId } = await reported(tubeId, { kind: 'unbound-swab', swabs: 2 });
    await decide(reportId, { decision: 'dismissed' });
    expect(await decisions(tubeId)).toMatchObject([{ payload: { decision: 'dismissed', people: [] } }]);
  });

  test('is not reported where there is none, nor twice', async () => {
    const tubeId = await lane()(0, people(2));
    const body = { kind: 'unbound-swab', swabs: 2 };
    expect(await report(tubeId, body)).toMatchObject({ body: { code: 'NO_SWAB_TOO_MANY' } });
    await reported(tubeId, { ...body, swabs: 3 });
    expect(await report(tubeId, { ...body, swabs: 3 })).toMatchObject({ body: { code: 'BINDING_REPORTED' } });
  });
});

describe('a person in the wrong tube', () => {
  test('is called back together with whose swab it is, once another person approved', async () => {
    const [bound, rightful] = people(2) as [string, string];
    const tubeId = await lane()(0, [bound]);
    const body = { kind: 'wrong-binding', participantId: bound, rightfulParticipantId: rightful };
    const { reportId, people: both } = await reported(tubeId, body);
    expect(both.map(({ part }) => part)).toEqual(['bound', 'rightful']);
    await decide(reportId, { decision: 'approved' });
    const [told] = await decisions(tubeId);
    expect(told?.payload.people.map(({ participantId }) => participantId).toSorted()).toEqual(
      [bound, rightful].toSorted(),
    );
  });

  test('must be on record in that tube', async () => {
    const tubeId = await lane()(0, people(1));
    const answer = await report(tubeId, { kind: 'wrong-binding', participantId: randomUUID() });
    expect(answer).toMatchObject({ body: { code: 'NOT_IN_TUBE' } });
  });
});

test('what waits is listed for its site and its district, and for no other', async () => {
  const tubeId = await lane()(0, people(1));
  const { reportId } = await reported(tubeId, { kind: 'unbound-swab', swabs: 2 });
  const seen = async (as: TokenClaims) => {
    const { body } = await room.call('GET', `${listBindingReports.path}?campaign=${campaignId}`, { as });
    return listBindingReports.response.parse(body).reports.map((one) => one.reportId);
  };
  expect(await seen(manager)).toContain(reportId);
  expect(await seen(duty)).toContain(reportId);
  expect(await seen({ ...manager, scope: { site: '330105-0002' } })).toEqual([]);
  expect(await seen({ ...duty, scope: { district: '330106' } })).toEqual([]);
  const other = { ...duty, scope: { district: '330106' } };
  expect(await decide(reportId, { decision: 'approved' }, other)).toMatchObject({ status: 404 });
  expect(await report(tubeId, { kind: 'unbound-swab' }, other)).toMatchObject({ status: 404 });
});
