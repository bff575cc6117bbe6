import { TubeSealedV1 } from '@lib/contracts/events/batching/tube-sealed.v1';
import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { OpenCaseV1 } from '@lib/contracts/jobs/open-case.v1';
import { campaignPolicy } from '@lib/contracts/policy';
import { systemClock, systemIds } from '@lib/platform';
import { eventually, foreignFacts, namespacedKafka, namespacedRedis, openRoom } from '@lib/testing';
import type { ForeignFacts, NamespacedKafka, NamespacedRedis, Room } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { IsolationModule } from '../../apps/isolation/src/isolation.module.js';
import { pack } from '../../apps/isolation/src/measure-room.js';
import { OpenCases } from '../../apps/isolation/src/open-case/open-case.handler.js';
import { resultDeskConfig } from '../../apps/result-desk/src/result-desk.config.js';
import { ResultDeskModule } from '../../apps/result-desk/src/result-desk.module.js';

// The two rooms as they are, on one set of topics; laboratory, sites and registration speak as far as their facts go.
const campaignId = systemIds.uuid7();
const siteCode = '330105-0001';
const district = { district: '330105' };
const duty = { sub: 'duty-1', role: 'cdc-duty', scope: district } as const;
const tracer = { sub: 'epi-1', role: 'epidemiologist', scope: district } as const;
const soon = { withinMs: 30_000 };

let kafka: NamespacedKafka;
let redis: NamespacedRedis;
let facts: ForeignFacts;
let isolation: Room;
let resultDesk: Room;
let serial = 0;

beforeAll(async () => {
  kafka = namespacedKafka();
  redis = await namespacedRedis(kafka.namespace);
  facts = foreignFacts(kafka);
  const env = { BULOU_NAMESPACE: kafka.namespace, REDIS_URL: redis.url };
  isolation = await openRoom({ app: 'isolation', schema: 'isolation', module: IsolationModule, env });
  resultDesk = await openRoom({
    ...{ app: 'result-desk' as const, schema: 'result_desk', module: ResultDeskModule, config: resultDeskConfig, env },
  });
  const policy = { ...campaignPolicy.parse({ version: 1 }), measures: pack };
  const openedAt = new Date(systemClock.now().getTime() - 86_400_000).toISOString();
  await facts.tell(CampaignOpenedV1, { campaignId, kind: 'drill', timeScale: 1, policy, openedAt });
  const isKnown = async (room: Room, schema: string) =>
    (await room.postgres.admin(`select 1 from ${schema}.campaigns`)).length === 1;
  await eventually(
    async () => (await isKnown(isolation, 'isolation')) && (await isKnown(resultDesk, 'result_desk')),
    soon,
  );
}, 120_000);

afterAll(async () => {
  await isolation?.close();
  await resultDesk?.close();
  await facts?.close();
  await redis?.drop();
  await kafka?.drop();
});

const post = (path: string, as: typeof duty | typeof tracer, body: object) =>
  isolation.call('POST', path, { as, body, key: systemIds.uuid4() });
const membersOf = (people: readonly string[]) =>
  people.map((subjectId, index) => ({ position: index + 1, subjectKind: 'person' as const, subjectId }));

/** What a person reads: the state of the proof, and the view. */
async function pageOf(participant: string): Promise<string> {
  const as = { sub: 'resident-1', role: 'resident', scope: { participant } } as const;
  const { status, body } = await resultDesk.call('GET', '/v1/me', { as });
  const { proof, view } = body as { proof: { state: string }; view: string };
  return status === 200 ? `${proof.state} ${view}` : String(status);
}
const reads = (participant: string, expected: string) =>
  eventually(async () => expect(await pageOf(participant)).toBe(expected), soon);

/** A tube of these people, sealed just now. */
async function seal(people: readonly string[]): Promise<string> {
  const tubeId = writeTubeBarcode('26', (serial += 1));
  const at = systemClock.now().toISOString();
  await facts.tell(TubeSealedV1, {
    tubeId,
    campaignId,
    siteCode,
    members: membersOf(people),
    openedAt: at,
    recordedAt: at,
  });
  return tubeId;
}

const release = (tubeId: string, people: readonly string[], more: object = {}) => {
  const at = systemClock.now().toISOString();
  const about = { tubeId, campaignId, siteCode, members: membersOf(people), sampledAt: at, releasedAt: at };
  return facts.tell(ResultReleasedV1, { ...about, finding: 'not-detected', resultVersion: 1, ...more });
};

/** People with a proof of yesterday's tube, whose tube of today is detected and taken over. */
async function alarmed(people: readonly string[]) {
  const before = await seal(people);
  await release(before, people);
  for (const person of people) await reads(person, 'valid pool-negative');
  const tubeId = await seal(people);
  const raised = { tubeId, campaignId, resultVersion: 1, finding: 'detected' as const, siteCode };
  await facts.tell(DetectionRaisedV1, {
    ...raised,
    members: membersOf(people),
    recordedAt: systemClock.now().toISOString(),
  });
  const job = OpenCaseV1.shape.parse({
    ...{ ...OpenCaseV1.example, ...raised, members: membersOf(people), purpose: 'round', orderId: undefined },
    ...{ escalationId: systemIds.uuid7(), uploadId: systemIds.uuid7(), labCode: 'LAB-HZ1' },
  });
  await isolation.service.app.get(OpenCases).run(job, `esc-${job.escalationId}-a1`);
  expect((await post(`/v1/alerts/${job.escalationId}/take`, duty, {})).status).toBe(200);
  return { tubeId };
}

const withdraw = (tubeId: string) =>
  facts.tell(DetectionWithdrawnV1, { tubeId, campaignId, siteCode, resultVersion: 2, supersedes: 1 });
const casesOf = (people: readonly string[]) =>
  isolation.postgres.admin<{ state: string }>(
    'select state from isolation.cases where participant_id = any($1::uuid[])',
    [people],
  );

describe('a proof', () => {
  test('turns grey with a detected tube, and comes back when the laboratory takes the finding back', async () => {
    const people = [systemIds.uuid4(), systemIds.uuid4()];
    const { tubeId } = await alarmed(people);
    for (const person of people) await reads(person, 'ask under-recollection');
    await withdraw(tubeId);
    // No finding stands, and the corrected one is not released yet: yesterday's proof is whole again.
    for (const person of people) await reads(person, 'valid waiting');
    expect(await casesOf(people)).toEqual([{ state: 'revoked' }, { state: 'revoked' }]);
    await release(tubeId, people, { resultVersion: 2, supersedes: 1, status: 'corrected' });
    for (const person of people) await reads(person, 'valid corrected-negative');
  });

  test('of a contact turns grey with the isolation, and comes back when the case behind the contact is revoked', async () => {
    const [index, contact] = [systemIds.uuid4(), systemIds.uuid4()];
    const own = await seal([contact]);
    await release(own, [contact]);
    await reads(contact, 'valid single-negative');
    const { tubeId } = await alarmed([index, systemIds.uuid4()]);
    const [known] = await isolation.postgres.admin<{ case_id: string }>(
      'select case_id from isolation.cases where participant_id = $1',
      [index],
    );
    const met = { participantId: contact, kind: 'household', category: 'close-contact' };
    const proposed = await post(`/v1/cases/${known?.case_id ?? ''}/contacts`, tracer, {
      contacts: [{ ...met, lastContactAt: systemClock.now().toISOString() }],
    });
    const [contactId = ''] = (proposed.body as { contactIds: string[] }).contactIds;
    expect((await post(`/v1/contacts/${contactId}/decide`, duty, { decision: 'linked' })).status).toBe(200);
    await reads(contact, 'ask single-negative');
    await withdraw(tubeId);
    await reads(contact, 'valid single-negative');
  });
});
