import { NeighboursToldV1 } from '@lib/contracts/events/batching/neighbours-told.v1';
import { LookBackToldV1 } from '@lib/contracts/events/lab/look-back-told.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { HouseholdToldV1 } from '@lib/contracts/events/registration/household-told.v1';
import { systemClock, systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import {
  campaignId,
  duty,
  other,
  post,
  rows,
  siteCode,
  theFacts,
  theRoom,
  verified,
  withMeasureRoom,
} from '../measure-room.js';

withMeasureRoom();

const soon = { withinMs: 20_000 };

interface Asked {
  readonly questionId: string;
  readonly participantId: string;
  readonly category: string;
  readonly tubeIds: string[];
  readonly from: string;
  readonly until: string;
}

const asked = async (caseId: string): Promise<Asked[]> =>
  (
    await rows<{ payload: Asked }>(
      `select payload from isolation.outbox where type = 'isolation.contacts-asked.v1' and payload->>'caseId' = $1
        order by position`,
      [caseId],
    )
  ).map(({ payload }) => payload);

const links = (caseId: string) =>
  rows<{
    contact_id: string;
    participant_id: string;
    kind: string;
    category: string;
    decision: string | null;
    proposed_by: string;
  }>('select * from isolation.contact_links where index_case_id = $1 order by participant_id', [caseId]);

/** A verified case and the answers of batching and registration about it. */
async function searched(mates = 2, family = 1) {
  const index = await verified();
  const [question] = await asked(index.caseId);
  if (question === undefined) throw new Error('nothing was asked');
  const people = Array.from({ length: mates }, () => systemIds.uuid4());
  const home = Array.from({ length: family }, () => systemIds.uuid4());
  await answer(index, question, people, home);
  await eventually(async () => (await links(index.caseId)).length === mates + family, soon);
  return { ...index, question, people, home, links: await links(index.caseId) };
}

async function answer(
  { caseId, participantId }: { caseId: string; participantId: string },
  { questionId }: Asked,
  mates: readonly string[],
  family: readonly string[],
): Promise<void> {
  const about = { questionId, caseId, campaignId, participantId };
  const tubeId = writeTubeBarcode('21', 5);
  const now = systemClock.now().toISOString();
  const neighbours = mates.map((person) => ({
    ...{ participantId: person, kind: 'tube-mate' as const, tubeId },
    lastContactAt: now,
  }));
  const tubes = [{ tubeId, siteCode, purpose: 'round' as const, sampledAt: now }];
  await theFacts().tell(NeighboursToldV1, { ...about, found: mates.length, neighbours, tubes });
  // The person of the case and somebody told before are told again: neither is proposed twice.
  const members = [...family, ...mates.slice(0, 1)];
  await theFacts().tell(HouseholdToldV1, { ...about, found: members.length, members });
}

const decide = (caseId: string, body: object, as: Parameters<typeof post>[1] = duty) =>
  post(`/v1/cases/${caseId}/contacts/decide`, as, body);

describe('when a case is verified', () => {
  test('it is asked once who was near, four days back, and nobody is held for it', async () => {
    const { caseId, participantId, job, single } = await verified();
    const [question, ...more] = await asked(caseId);
    expect(more).toEqual([]);
    expect(question).toMatchObject({ participantId, category: 'close-contact' });
    expect(question?.tubeIds.toSorted()).toEqual([job.tubeId, single.tubeId].toSorted());
    expect(new Date(job.raisedAt).getTime() - new Date(question?.from ?? '').getTime()).toBe(4 * 86_400_000);
  });

  test('whoever was near is proposed once, by nobody’s decision, and the person themselves is not', async () => {
    const found = await searched(2, 1);
    expect(found.links.map((one) => one.participant_id).toSorted()).toEqual(
      [...found.people, ...found.home].toSorted(),
    );
    expect(found.links.every((one) => one.decision === null && one.proposed_by === 'isolation')).toBe(true);
    expect(found.links.every((one) => one.category === 'close-contact')).toBe(true);
    const held = await rows('select 1 from isolation.measures where participant_id = any($1::uuid[])', [
      [...found.people, ...found.home],
    ]);
    expect(held).toEqual([]);
  });

  test('answers that come again propose nobody again', async () => {
    const found = await searched(2, 0);
    await answer(found, found.question, [...found.people, found.participantId], []);
    const told = async () =>
      (
        await rows<{ neighbour_parts_told: number }>(
          'select neighbour_parts_told from isolation.contact_questions where case_id = $1',
          [found.caseId],
        )
      )[0]?.neighbour_parts_told;
    await eventually(async () => (await told()) === 2, soon);
    expect(await links(found.caseId)).toHaveLength(2);
  });

  test('nobody is proposed for a case that is over by the time of the answer, by the house or by a person', async () => {
    const index = await verified();
    const [question] = await asked(index.caseId);
    if (question === undefined) throw new Error('nothing was asked');
    await rows(`update isolation.cases set state = 'revoked' where case_id = $1`, [index.caseId]);
    await answer(index, question, [systemIds.uuid4()], [systemIds.uuid4()]);
    const answered = `select 1 from isolation.contact_questions
      where question_id = $1 and neighbours_told_at is not null and household_told_at is not null`;
    await eventually(async () => (await rows(answered, [question.questionId])).length === 1, soon);
    expect(await links(index.caseId)).toEqual([]);
    const contact = { participantId: systemIds.uuid4(), kind: 'household', category: 'close-contact' };
    const contacts = [{ ...contact, lastContactAt: systemClock.now().toISOString() }];
    expect(await post(`/v1/cases/${index.caseId}/contacts`, duty, { contacts })).toMatchObject({
      ...{ status: 409, body: { code: 'INDEX_CASE_OVER' } },
    });
  });

  test('people of one residence share a key', async () => {
    const { participantId, home, question } = await searched(0, 2);
    const keys = await rows<{ household_key: string }>(
      'select distinct household_key from isolation.households where participant_id = any($1::uuid[])',
      [[participantId, ...home]],
    );
    expect(keys).toHaveLength(1);
    expect(question.category).toBe('close-contact');
  });
});

describe('one person decides about a set', () => {
  test('each link begins its measures, exceptions and what was decided before stay as they are', async () => {
    const { caseId, links: proposed } = await searched(3, 0);
    const [first, second, third] = proposed.map((one) => one.contact_id);
    const strange = systemIds.uuid7();
    await post(`/v1/contacts/${third}/decide`, other, { decision: 'not-linked' });
    const body = { decision: 'linked', contactIds: [first, second, third, strange], except: [second] };
    const answered = await decide(caseId, body);
    expect(answered.status).toBe(200);
    const { decided, left } = answered.body as {
      decided: { contactId: string; measureIds: string[] }[];
      left: object[];
    };
    expect(decided.map(({ contactId }) => contactId)).toEqual([first]);
    expect(decided[0]?.measureIds).toHaveLength(2);
    expect(left).toEqual([
      { contactId: second, why: 'excepted' },
      { contactId: third, why: 'decided-before' },
      { contactId: strange, why: 'not-of-this-case' },
    ]);
    const now = new Map((await links(caseId)).map((one) => [one.contact_id, one.decision]));
    expect([first, second, third].map((id) => now.get(id ?? ''))).toEqual(['linked', null, 'not-linked']);
    const written = await rows(
      `select 1 from isolation_audit.entries where kind = 'measure-decided' and detail::jsonb->>'contact' = any($1::text[])`,
      [[first, third]],
    );
    expect(written).toHaveLength(2);
  });

  test('nobody decides about a set of another district', async () => {
    const { caseId, links: proposed } = await searched(1, 0);
    const contactIds = proposed.map((one) => one.contact_id);
    const answered = await decide(
      caseId,
      { decision: 'linked', contactIds },
      { ...duty, scope: { district: '330106' } },
    );
    expect(answered).toMatchObject({ status: 404, body: { code: 'CASE_UNKNOWN' } });
  });
});

describe('contacts of contacts', () => {
  test('are sought once for each contact decided on, from that contact on, and no further', async () => {
    const { caseId, links: proposed } = await searched(2, 0);
    const contactIds = proposed.map((one) => one.contact_id);
    expect((await decide(caseId, { decision: 'linked', contactIds })).status).toBe(200);
    const [, ...further] = await asked(caseId);
    expect(further.map((one) => one.category)).toEqual(['contact-of-contact', 'contact-of-contact']);
    expect(further.map((one) => one.participantId).toSorted()).toEqual(
      proposed.map((one) => one.participant_id).toSorted(),
    );
    const [question] = further;
    if (question === undefined) throw new Error('nothing was asked');
    const far = systemIds.uuid4();
    await answer(
      { caseId, participantId: question.participantId },
      question,
      [far, proposed[0]?.participant_id ?? ''],
      [],
    );
    await eventually(async () => (await links(caseId)).length === 3, soon);
    const [found] = (await links(caseId)).filter((one) => one.participant_id === far);
    expect(found).toMatchObject({ category: 'contact-of-contact', decision: null });
    await post(`/v1/contacts/${found?.contact_id}/decide`, duty, { decision: 'linked' });
    expect(await asked(caseId)).toHaveLength(3);
  });

  test('whoever is found not to be a contact leads nowhere', async () => {
    const { caseId, links: proposed } = await searched(1, 0);
    await decide(caseId, { decision: 'not-linked', contactIds: proposed.map((one) => one.contact_id) });
    expect(await asked(caseId)).toHaveLength(1);
  });
});

describe('looking back', () => {
  const lookBack = (caseId: string, as: Parameters<typeof post>[1] = duty) =>
    theRoom().call('GET', `/v1/cases/${caseId}/look-back`, { as });

  test('shows earlier tubes with what was said of them, as it is corrected', async () => {
    const { caseId, question } = await searched(1, 0);
    const tubeId = writeTubeBarcode('21', 5);
    const now = systemClock.now().toISOString();
    const result = { version: 1, finding: 'not-detected' as const, testedAt: now, releasedAt: now };
    const results = [{ tubeId, labCode: 'LAB-HZ1', state: 'resulted' as const, result }];
    await theFacts().tell(LookBackToldV1, { questionId: question.questionId, caseId, campaignId, results });
    const tubes = async () =>
      ((await lookBack(caseId)).body as { tubes: { finding: string; isQuestionable: boolean }[] }).tubes;
    await eventually(async () => (await tubes())[0]?.finding === 'not-detected', soon);
    expect((await tubes())[0]).toMatchObject({ tubeId, labCode: 'LAB-HZ1', isQuestionable: true });
    await theFacts().tell(ResultReleasedV1, {
      ...{ tubeId, campaignId, resultVersion: 2, supersedes: 1, status: 'corrected', finding: 'detected' },
    });
    await eventually(async () => (await tubes())[0]?.finding === 'detected', soon);
    expect((await tubes())[0]?.isQuestionable).toBe(false);
  });

  test('is whole in whatever order the rooms are heard', async () => {
    const index = await verified();
    const [question] = await asked(index.caseId);
    if (question === undefined) throw new Error('nothing was asked');
    const tubeId = writeTubeBarcode('21', 5);
    const { caseId } = index;
    const now = systemClock.now().toISOString();
    const result = { version: 1, finding: 'not-detected' as const, testedAt: now, releasedAt: now };
    const results = [{ tubeId, labCode: 'LAB-HZ1', state: 'resulted' as const, result }];
    await theFacts().tell(LookBackToldV1, { questionId: question.questionId, caseId, campaignId, results });
    const answered =
      'select 1 from isolation.contact_questions where question_id = $1 and look_back_told_at is not null';
    await eventually(async () => (await rows(answered, [question.questionId])).length === 1, soon);
    expect((await lookBack(caseId)).body).toMatchObject({ tubes: [] });
    await answer(index, question, [], []);
    await eventually(async () => {
      expect((await lookBack(caseId)).body).toMatchObject({
        tubes: [{ tubeId, siteCode, labCode: 'LAB-HZ1', state: 'resulted', finding: 'not-detected' }],
      });
    }, soon);
  });

  test('is nothing that another district sees', async () => {
    const { caseId } = await verified();
    expect(await lookBack(caseId, { ...duty, scope: { district: '330106' } })).toMatchObject({ status: 404 });
  });
});
