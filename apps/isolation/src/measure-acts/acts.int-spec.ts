import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { describe, expect, test } from 'vitest';
import {
  campaignId,
  siteCode,
  duty,
  other,
  reviewer,
  hotline,
  dayMs,
  rows,
  post,
  residentOf,
  told,
  held,
  linked,
  theRoom,
  tracer,
  withMeasureRoom,
} from '../measure-room.js';

withMeasureRoom();

describe('a person reads', () => {
  test('what is done, why, by whom, by which law, until when, where and how to object', async () => {
    const { participantId, measureId, job } = await held();
    const answer = await theRoom().call('GET', '/v1/my-measures', { as: residentOf(participantId) });
    expect(answer).toMatchObject({
      status: 200,
      body: {
        measures: [
          {
            ...{ measureId, kind: 'hold', state: 'in-force', authority: '演练指挥部', decreeNumber: '演练〔2026〕1号' },
            ...{
              legalBasis: '演练',
              decidedBy: 'duty-1',
              remedy: { zh: '可在本页提出异议' },
              appeals: [],
              endedAt: null,
            },
          },
        ],
      },
    });
    expect(JSON.stringify(answer.body)).not.toMatch(/阳性|positive/i);
    const [alert] = await rows('select upload_id, lab_code from isolation.alerts where escalation_id = $1', [
      job.escalationId,
    ]);
    expect(alert).toEqual({ upload_id: job.uploadId, lab_code: 'LAB-HZ1' });
  });

  test('nothing of anybody else, and cannot object for them', async () => {
    const { measureId } = await held();
    const stranger = residentOf(systemIds.uuid4());
    expect((await theRoom().call('GET', '/v1/my-measures', { as: stranger })).body).toMatchObject({ measures: [] });
    const answer = await post(`/v1/my-measures/${measureId}/appeal`, stranger, { ground: 'not-me' });
    const absent = await post(`/v1/my-measures/${systemIds.uuid7()}/appeal`, stranger, { ground: 'not-me' });
    expect([answer.status, absent.status]).toEqual([404, 404]);
  });
});

describe('an objection', () => {
  const objected = async () => {
    const person = await held();
    const words = '我电话13800138000，身份证11010519491231002X，没有去过';
    const filed = await post(`/v1/my-measures/${person.measureId}/appeal`, residentOf(person.participantId), {
      ground: 'not-there',
      words,
    });
    expect(filed.status).toBe(201);
    return { ...person, appealId: (filed.body as { appealId: string }).appealId };
  };

  test('that is right ends the measure at once, and what continues it; words name nobody', async () => {
    const { measureId, participantId, appealId } = await objected();
    const extended = await post(`/v1/measures/${measureId}/extend`, other, { hours: 6 });
    expect(extended.status).toBe(200);
    const again = await post(`/v1/my-measures/${measureId}/appeal`, residentOf(participantId), { ground: 'other' });
    expect(again).toMatchObject({ status: 409, body: { code: 'APPEAL_OPEN' } });
    const decide = { decision: 'lifted', reason: 'basis-lacking', words: '' };
    for (const sub of ['duty-1', 'resident-1']) {
      const own = await post(`/v1/appeals/${appealId}/decide`, { ...reviewer, sub }, decide);
      expect(own).toMatchObject({ status: 409, body: { code: 'REVIEWER_NOT_INDEPENDENT' } });
    }
    expect(await post(`/v1/appeals/${appealId}/decide`, reviewer, decide)).toMatchObject({ status: 200 });
    expect(await rows('select 1 from isolation.measures_in_force where participant_id = $1', [participantId])).toEqual(
      [],
    );
    const ends = await rows('select ended_because, ended_by from isolation.measures where participant_id = $1', [
      participantId,
    ]);
    expect(ends).toEqual([1, 2].map(() => ({ ended_because: 'appeal-won', ended_by: 'auditor-1' })));
    const types = (await told(measureId)).map(({ type, aggregate_version }) => `${aggregate_version} ${type}`);
    expect(types).toEqual([
      '1 isolation.measure-started.v1',
      '2 isolation.appeal-filed.v1',
      '3 isolation.appeal-decided.v1',
      '4 isolation.measure-ended.v1',
    ]);
    const [{ words } = { words: '' }] = await rows<{ words: string }>(
      'select words from isolation.appeals where appeal_id = $1',
      [appealId],
    );
    expect(words).toBe('我电话[phone]，身份证[id-number]，没有去过');
    expect(JSON.stringify(await told(measureId))).not.toContain('没有去过');
  });

  test('past its clock is listed as overdue, and one that is refused leaves the measure', async () => {
    const { appealId, measureId } = await objected();
    await rows(
      `update isolation.appeals set filed_at = filed_at - interval '2 days', due_at = due_at - interval '2 days' where appeal_id = $1`,
      [appealId],
    );
    const list = await theRoom().call('GET', '/v1/appeals', { as: reviewer });
    const { appeals } = list.body as {
      appeals: { appealId: string; isOverdue: boolean; measure: { measureId: string } }[];
    };
    expect(appeals.find((one) => one.appealId === appealId)).toMatchObject({ isOverdue: true, measure: { measureId } });
    await post(`/v1/appeals/${appealId}/decide`, reviewer, { decision: 'upheld', reason: 'basis-proven', words: 'ok' });
    expect(await rows('select 1 from isolation.measures_in_force where measure_id = $1', [measureId])).toHaveLength(1);
    expect((await told(measureId)).at(-1)?.payload).toMatchObject({ isLate: true });
    const twice = await post(`/v1/appeals/${appealId}/decide`, reviewer, {
      decision: 'lifted',
      reason: 'hardship',
      words: '',
    });
    expect(twice).toMatchObject({ status: 409, body: { code: 'APPEAL_DECIDED' } });
  });

  test('can be filed by the hotline for somebody', async () => {
    const { measureId } = await held();
    const filed = await post(`/v1/measures/${measureId}/appeals`, hotline, { ground: 'cannot-stay', words: '透析' });
    expect(filed.status).toBe(201);
    expect((await told(measureId)).at(-1)?.payload).toMatchObject({ filedVia: 'hotline', ground: 'cannot-stay' });
  });
});

describe('a measure', () => {
  test('is continued by another person only, once, within the pack', async () => {
    const { measureId } = await held();
    expect(await post(`/v1/measures/${measureId}/extend`, duty, { hours: 6 })).toMatchObject({
      status: 409,
      body: { code: 'EXTENSION_NEEDS_ANOTHER_PERSON' },
    });
    expect(await post(`/v1/measures/${measureId}/extend`, other, { hours: 13 })).toMatchObject({
      status: 409,
      body: { code: 'EXTENSION_BEYOND_PACK' },
    });
    const first = await post(`/v1/measures/${measureId}/extend`, other, { hours: 12 });
    expect(first.status).toBe(200);
    expect(await post(`/v1/measures/${measureId}/extend`, { ...duty, sub: 'duty-3' }, { hours: 1 })).toMatchObject({
      status: 409,
      body: { code: 'MEASURE_ALREADY_EXTENDED' },
    });
    const { measureId: second } = first.body as { measureId: string };
    expect(await post(`/v1/measures/${second}/extend`, duty, { hours: 1 })).toMatchObject({
      status: 409,
      body: { code: 'EXTENSION_BEYOND_PACK' },
    });
  });

  test('is lifted by a named person at once', async () => {
    const { measureId, participantId } = await held();
    expect((await post(`/v1/measures/${measureId}/lift`, other, { reason: 'no-longer-needed' })).status).toBe(200);
    expect((await told(measureId)).at(-1)?.payload).toMatchObject({ because: 'lifted' });
    const again = await post(`/v1/measures/${measureId}/lift`, other, { reason: 'no-longer-needed' });
    expect(again).toMatchObject({ status: 409, body: { code: 'MEASURE_OVER' } });
    const mine = await theRoom().call('GET', '/v1/my-measures', { as: residentOf(participantId) });
    expect(mine.body).toMatchObject({ measures: [{ state: 'over', endedBecause: 'lifted' }] });
  });

  test('of another district does not exist', async () => {
    const { measureId } = await held();
    const stranger = { ...duty, scope: { district: '330106' } };
    const absent = systemIds.uuid7();
    for (const act of ['lift', 'extend', 'passes'] as const) {
      const body = { lift: { reason: 'health' }, extend: { hours: 1 }, passes: { purpose: 'birth' } }[act];
      const [foreign, none] = [
        await post(`/v1/measures/${measureId}/${act}`, stranger, body),
        await post(`/v1/measures/${absent}/${act}`, stranger, body),
      ];
      expect([foreign.status, none.status]).toEqual([404, 404]);
    }
  });

  test('never blocks urgent care, birth or dialysis: the pass is granted to whoever asks', async () => {
    const { measureId, participantId } = await held();
    for (const purpose of ['urgent-care', 'birth', 'dialysis']) {
      expect((await post(`/v1/my-measures/${measureId}/pass`, residentOf(participantId), { purpose })).status).toBe(
        201,
      );
    }
    expect((await post(`/v1/measures/${measureId}/passes`, hotline, { purpose: 'dialysis' })).status).toBe(201);
    const mine = await theRoom().call('GET', '/v1/my-measures', { as: residentOf(participantId) });
    const { measures } = mine.body as { measures: { passes: unknown[] }[] };
    expect(measures[0]?.passes).toHaveLength(4);
  });

  test('ends by itself at the instant that it named, however late somebody notices', async () => {
    const { measureId, participantId } = await held();
    // The row is made older in place, as if the clock had gone on: a guard would refuse to write it so.
    await rows(`alter table isolation.measures disable trigger measures_are_not_rewritten`);
    await rows(
      `update isolation.measures set starts_at = starts_at - interval '7 hours', ends_at = ends_at - interval '7 hours' where measure_id = $1`,
      [measureId],
    );
    await rows(`alter table isolation.measures enable trigger measures_are_not_rewritten`);
    expect(await rows('select 1 from isolation.measures_in_force where measure_id = $1', [measureId])).toEqual([]);
    const mine = await theRoom().call('GET', '/v1/my-measures', { as: residentOf(participantId) });
    expect(mine.body).toMatchObject({ measures: [{ state: 'over', endedBecause: 'term-over' }] });
    await eventually(async () => (await told(measureId)).length === 2, { withinMs: 10_000 });
    const [row] = await rows(
      'select ended_at = ends_at as "onTime", ended_because from isolation.measures where measure_id = $1',
      [measureId],
    );
    expect(row).toEqual({ onTime: true, ended_because: 'term-over' });
  });
});

describe('a contact', () => {
  test('is isolated by the pack’s stages when a named person decides so, counted from the last contact', async () => {
    const last = new Date(Date.now() - 2 * dayMs);
    const { contactId, participantId } = await linked(last);
    const decided = await post(
      `/v1/contacts/${contactId}/decide`,
      { ...duty, role: 'epidemiologist', sub: 'epi-1' },
      { decision: 'linked' },
    );
    expect(decided.status).toBe(200);
    const begun = await rows<{ place: string; ends_at: Date; basis_decided_by: string; case_id: string | null }>(
      'select place, ends_at, basis_decided_by, case_id from isolation.measures where participant_id = $1 order by starts_at',
      [participantId],
    );
    expect(begun).toMatchObject([
      { place: 'facility', ends_at: new Date(last.getTime() + 7 * dayMs), basis_decided_by: 'epi-1', case_id: null },
      { place: 'home', ends_at: new Date(last.getTime() + 10 * dayMs), basis_decided_by: 'epi-1' },
    ]);
    const again = await post(`/v1/contacts/${contactId}/decide`, duty, { decision: 'not-linked' });
    expect(again).toMatchObject({ status: 409, body: { code: 'CONTACT_DECIDED' } });
  });

  test('is decided on by nobody who proposed them', async () => {
    const { contactId, participantId } = await linked();
    const own = await post(`/v1/contacts/${contactId}/decide`, tracer, { decision: 'linked' });
    expect(own).toMatchObject({ status: 409, body: { code: 'SECOND_SIGNATURE_NEEDED' } });
    expect(await rows('select 1 from isolation.measures where participant_id = $1', [participantId])).toEqual([]);
  });

  test('whom nobody decides on in time is free, with a look-out, and may be decided on later', async () => {
    const { contactId, participantId } = await linked();
    await rows(
      `update isolation.contact_links set proposed_at = proposed_at - interval '2 days', decide_by = decide_by - interval '2 days' where contact_id = $1`,
      [contactId],
    );
    await eventually(
      async () =>
        (
          await rows(
            `select 1 from isolation.contact_links where contact_id = $1 and decision = 'look-out' and decided_by is null`,
            [contactId],
          )
        ).length === 1,
      { withinMs: 10_000 },
    );
    expect(await rows('select 1 from isolation.measures where participant_id = $1', [participantId])).toEqual([]);
    expect((await post(`/v1/contacts/${contactId}/decide`, duty, { decision: 'not-linked' })).status).toBe(200);
  });

  test('that is yet to come is not proposed: nobody is held as long as somebody likes to count', async () => {
    const { index } = await linked();
    const inAnHour = new Date(Date.now() + 3_600_000).toISOString();
    const contact = { kind: 'household', category: 'close-contact', participantId: systemIds.uuid4() };
    const contacts = [
      { ...contact, lastContactAt: new Date().toISOString() },
      { ...contact, lastContactAt: inAnHour },
    ];
    expect(await post(`/v1/cases/${index.caseId}/contacts`, duty, { contacts })).toMatchObject({
      status: 400,
      body: { errors: [{ path: 'contacts.1.lastContactAt', code: 'IN_FUTURE' }] },
    });
  });

  test('of a case that is over leads nowhere', async () => {
    const { contactId, index } = await linked();
    await rows(`update isolation.cases set state = 'cleared' where case_id = $1`, [index.caseId]);
    const decided = await post(`/v1/contacts/${contactId}/decide`, duty, { decision: 'linked' });
    expect(decided).toMatchObject({ status: 409, body: { code: 'INDEX_CASE_OVER' } });
  });
});

describe('an order of an authority', () => {
  const order = {
    campaignId,
    authority: '演练指挥部',
    legalBasis: '演练',
    siteCode,
    countsFrom: new Date().toISOString(),
  };

  test('begins with the second signature, by another person, and stands before the auditor', async () => {
    const participantIds = [systemIds.uuid4(), systemIds.uuid4()];
    const signed = await post('/v1/authority-orders', duty, {
      ...order,
      orderNumber: '演练令2',
      category: 'entrant',
      participantIds,
    });
    const { orderId } = signed.body as { orderId: string };
    expect(await post(`/v1/authority-orders/${orderId}/countersign`, duty, {})).toMatchObject({
      status: 409,
      body: { code: 'SECOND_SIGNATURE_NEEDED' },
    });
    const done = await post(`/v1/authority-orders/${orderId}/countersign`, other, {});
    expect((done.body as { measureIds: string[] }).measureIds).toHaveLength(2);
    const list = await theRoom().call('GET', '/v1/authority-orders', { as: reviewer });
    const { orders } = list.body as { orders: { orderId: string; auditorToldAt: string | null }[] };
    expect(orders.find((one) => one.orderId === orderId)?.auditorToldAt).not.toBeNull();
  });

  test('is continued by neither of the two who signed it', async () => {
    const signed = await post('/v1/authority-orders', duty, {
      ...order,
      orderNumber: '演练令4',
      category: 'entrant',
      participantIds: [systemIds.uuid4()],
    });
    const { orderId } = signed.body as { orderId: string };
    const done = await post(`/v1/authority-orders/${orderId}/countersign`, other, {});
    const [measureId = ''] = (done.body as { measureIds: string[] }).measureIds;
    for (const signer of [duty, other]) {
      expect(await post(`/v1/measures/${measureId}/extend`, signer, { hours: 1 })).toMatchObject({
        status: 409,
        body: { code: 'EXTENSION_NEEDS_ANOTHER_PERSON' },
      });
    }
    const third = { ...duty, sub: 'duty-3' };
    expect((await post(`/v1/measures/${measureId}/extend`, third, { hours: 1 })).status).toBe(200);
  });

  test('counts from an arrival that was', async () => {
    const answer = await post('/v1/authority-orders', duty, {
      ...order,
      countsFrom: new Date(Date.now() + dayMs).toISOString(),
      orderNumber: '演练令5',
      category: 'entrant',
      participantIds: [systemIds.uuid4()],
    });
    expect(answer).toMatchObject({ status: 400, body: { errors: [{ path: 'countsFrom', code: 'IN_FUTURE' }] } });
  });

  test('is refused for a category of which the pack says nothing', async () => {
    const answer = await post('/v1/authority-orders', duty, {
      ...order,
      orderNumber: '演练令3',
      category: 'spill-over',
      participantIds: [systemIds.uuid4()],
    });
    expect(answer).toMatchObject({ status: 409, body: { code: 'PACK_NAMES_NO_RULE' } });
  });
});
