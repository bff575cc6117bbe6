import { CaseClearedV1 } from '@lib/contracts/events/isolation/case-cleared.v1';
import { CaseOpenedV1 } from '@lib/contracts/events/isolation/case-opened.v1';
import { CaseVerifiedV1 } from '@lib/contracts/events/isolation/case-verified.v1';
import { CaseRevokedV1 } from '@lib/contracts/events/isolation/case-revoked.v1';
import { NoticeRequestedV1 } from '@lib/contracts/events/isolation/notice-requested.v1';
import { ResultReleasedV1 } from '@lib/contracts/events/lab/result-released.v1';
import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { ask, comesTo, messagesTo, sendOf, sentTo, settled, theHouse, toPerson, told } from './notice-room.js';
import { withNoticeRoom } from './notice-room.js';
import { SendNotices } from './send-notices.handler.js';

withNoticeRoom();

const undelivered = 'notification.notice-undelivered.v1';
let serial = 0;

describe('a notice to a person', () => {
  test('is a signed short message that says it is a drill, when, where, and where more stands', async () => {
    const { noticeId } = await sentTo('13900001111');
    expect(messagesTo(noticeId)).toEqual([
      {
        to: '13900001111',
        text: expect.stringMatching(
          /^【演练】您的一份样本需要再次检测。.*16:00.*330105-0001.*bulou\.example\/resident/,
        ),
        reference: noticeId,
        idempotencyKey: noticeId,
      },
    ]);
    expect(theHouse().to.unsigned).toBe(0);
    expect((await told(settled, noticeId)).map(({ payload }) => payload.outcome)).toEqual(['sent']);
  });

  test('leaves its number nowhere: not in a row, an event, a job or a line of the log', async () => {
    await sentTo('13700002222');
    const { room, redis } = theHouse();
    const rows = await room.postgres.admin<{ text: string }>(
      `select t::text as text from notification.notice_sends t union all select t::text from notification.notices t
       union all select t::text from notification.outbox t`,
    );
    const jobs = await redis.client.keys('*');
    const hashes = await Promise.all(jobs.map((job) => redis.client.hgetall(job).catch(() => ({}))));
    for (const text of [...rows.map((row) => row.text), JSON.stringify(hashes), room.logged()]) {
      expect(text).not.toContain('13700002222');
    }
  });

  test('is tried again while the provider is busy, and counts each try', async () => {
    theHouse().to.smsAnswers.push(503, 429);
    const { noticeId } = await sentTo();
    expect(await sendOf(noticeId, 'sms')).toMatchObject({ attempt: 3 });
    expect(messagesTo(noticeId)).toHaveLength(1);
  });

  test('of somebody without a telephone is for the door-knock list at once', async () => {
    const [entry] = await ask(toPerson({}, null).request);
    expect(await comesTo(entry!.noticeId, 'sms', 'failed')).toMatchObject({ reason: 'no-phone', attempt: 1 });
    const events = await eventually(async () => {
      const found = await told(undelivered, entry!.noticeId);
      return found.length > 0 && found;
    });
    expect(events.map(({ payload }) => payload.reason)).toEqual(['no-phone']);
  });

  test('stands on the person’s own page, and is read when they look', async () => {
    const { noticeId, participantId } = await sentTo();
    const as = { sub: 'resident-1', role: 'resident', scope: { participant: participantId } } as const;
    const page = await theHouse().room.call('POST', '/v1/my-notices', { as, body: {} });
    expect(page.body).toMatchObject({ notices: [{ noticeId, subjectZh: '【演练】请原地等待' }] });
    expect(await sendOf(noticeId, 'sms')).toMatchObject({ state: 'read' });
  });
});

describe('what a notice rests on', () => {
  const wish = (kind: 'case-cleared' | 'stay-where-you-are', tubeId: string, caseId: string) => {
    const participantId = systemIds.uuid4();
    theHouse().to.phones.set(participantId, '13812345678');
    return {
      ...{ requestId: systemIds.uuid7(), campaignId: theHouse().campaignId, participantId, kind },
      cause: { kind: 'result' as const, id: tubeId, version: 1 },
      restsOn: { kind: 'case' as const, id: caseId, sequence: 2, state: 'cleared' as const },
      result: { tubeId, version: 1 },
      fields: { siteCode: '330105-0001' },
    };
  };
  const noticeOf = (participantId: string) =>
    eventually(async () => {
      const [row] = await theHouse().room.postgres.admin<{ notice_id: string }>(
        'select notice_id from notification.notices where participant_id = $1',
        [participantId],
      );
      return row?.notice_id ?? false;
    });

  test('is waited for: nobody hears of a result before it was released, nor of a case before its fact', async () => {
    const { facts } = theHouse();
    const [tubeId, caseId] = [writeTubeBarcode('21', (serial += 1)), systemIds.uuid7()];
    const wanted = wish('case-cleared', tubeId, caseId);
    await facts.tell(NoticeRequestedV1, wanted);
    const noticeId = await noticeOf(wanted.participantId);
    await eventually(async () => (await sendOf(noticeId, 'sms')).reason === 'not-told-yet');
    await facts.tell(CaseOpenedV1, { caseId, tubeId });
    await facts.tell(CaseClearedV1, { caseId, tubeId });
    await eventually(async () => (await sendOf(noticeId, 'sms')).epoch >= 2);
    expect(messagesTo(noticeId)).toEqual([]);
    await facts.tell(ResultReleasedV1, { tubeId, purpose: 'recollection', resultVersion: 1 });
    await comesTo(noticeId, 'sms', 'sent');
    expect(messagesTo(noticeId)).toHaveLength(1);
  });

  test('and has gone on overtakes the notice: it is not sent, the number is not read, and nobody knocks', async () => {
    const { facts, to } = theHouse();
    const [tubeId, caseId] = [writeTubeBarcode('21', (serial += 1)), systemIds.uuid7()];
    await facts.tell(CaseOpenedV1, { caseId, tubeId });
    await facts.tell(CaseRevokedV1, { caseId, tubeId });
    await facts.tell(ResultReleasedV1, { tubeId, purpose: 'recollection', resultVersion: 1 });
    const wanted = wish('case-cleared', tubeId, caseId);
    await facts.tell(NoticeRequestedV1, wanted);
    const noticeId = await noticeOf(wanted.participantId);
    await comesTo(noticeId, 'sms', 'overtaken', 20_000);
    expect(to.asked).not.toContain(wanted.participantId);
    expect(await told(undelivered, noticeId)).toEqual([]);
  });
});

describe('what could not be sent', () => {
  test('and is no longer so stands on nobody’s page: a suspicion that was taken back is not told after all', async () => {
    const { facts, room, to, campaignId } = theHouse();
    const [tubeId, caseId, participantId] = [
      writeTubeBarcode('21', (serial += 1)),
      systemIds.uuid7(),
      systemIds.uuid4(),
    ];
    await facts.tell(CaseOpenedV1, { caseId, tubeId });
    await facts.tell(CaseVerifiedV1, { caseId, tubeId });
    await facts.tell(ResultReleasedV1, { tubeId, purpose: 'round', resultVersion: 1 });
    await facts.tell(NoticeRequestedV1, {
      result: { tubeId, version: 1 },
      ...{ requestId: systemIds.uuid7(), campaignId, participantId, kind: 'stay-where-you-are' as const },
      cause: { kind: 'result' as const, id: tubeId, version: 1 },
      restsOn: { kind: 'case' as const, id: caseId, sequence: 2, state: 'open' as const },
      fields: { siteCode: '330105-0001', dueAt: '2026-11-22T08:00:00.000Z' },
      siteCode: '330105-0001',
    });
    const sms = `select n.notice_id, s.state from notification.notices n join notification.notice_sends s using (notice_id) where n.participant_id = $1`;
    const failed = await eventually(
      async () => {
        const [row] = await room.postgres.admin<{ notice_id: string; state: string }>(sms, [participantId]);
        return row?.state === 'failed' && row;
      },
      { withinMs: 20_000 },
    );
    expect(to.phones.has(participantId)).toBe(false);
    await facts.tell(CaseRevokedV1, { caseId, tubeId });
    await eventually(async () => {
      const [row] = await room.postgres.admin<{ state: string }>(
        'select state from notification.notice_standings where id = $1',
        [caseId],
      );
      return row?.state === 'revoked';
    });
    const as = { sub: 'resident-1', role: 'resident', scope: { participant: participantId } } as const;
    const page = await room.call('POST', '/v1/my-notices', { as, body: {} });
    expect(page.body).toMatchObject({ notices: [] });
    expect(await sendOf(failed.notice_id, 'sms')).toMatchObject({ state: 'failed' });
  });
});

describe('a worker', () => {
  test('that comes back from the dead sends nothing and undoes nothing', async () => {
    const { to, room } = theHouse();
    let letGo: () => void = () => undefined;
    to.smsDelay = new Promise<void>((done) => {
      letGo = done;
    });
    const [entry] = await ask(toPerson().request);
    const noticeId = entry!.noticeId;
    await eventually(() => to.smsInHand === 1);
    // Another worker has claimed the way meanwhile.
    await room.postgres.admin(
      `update notification.notice_sends set epoch = epoch + 1, next_at = now() + interval '1 hour' where notice_id = $1`,
      [noticeId],
    );
    to.smsDelay = undefined;
    letGo();
    await eventually(() => room.logged().includes('counts for nothing'));
    expect(await sendOf(noticeId, 'sms')).toMatchObject({ state: 'sending' });
  });

  test('that runs the same job twice sends once', async () => {
    const { noticeId } = await sentTo();
    await theHouse().room.service.app.get(SendNotices).run(noticeId, 'sms');
    expect(messagesTo(noticeId)).toHaveLength(1);
  });

  test('finds what Redis forgot in the ledger', async () => {
    const { redis, to } = theHouse();
    to.smsAnswers.push(503);
    const [entry] = await ask(toPerson().request);
    await eventually(async () => (await sendOf(entry!.noticeId, 'sms')).attempt === 1);
    await redis.flush();
    await comesTo(entry!.noticeId, 'sms', 'sent', 20_000);
    expect(messagesTo(entry!.noticeId)).toHaveLength(1);
  });
});

describe('a notice to a duty', () => {
  const wish = (role: 'cdc-duty' | 'community-cadre') => ({
    ...{ campaignId: theHouse().campaignId, kind: 'dispatch' as const, requestedBy: 'notification' },
    to: { role, districtCode: '330105' },
    cause: { kind: 'dispatch' as const, id: systemIds.uuid7(), version: 1 },
    fields: { what: '急采队出动', siteCode: '330105-0001' },
  });

  test('goes to the mailboxes of that office in a real conversation, and to the webhooks with a good signature', async () => {
    const [entry] = await ask(wish('cdc-duty'));
    await comesTo(entry!.noticeId, 'mail', 'sent');
    await comesTo(entry!.noticeId, 'webhook', 'delivered');
    const { mails, webhooks, unsigned } = theHouse().to;
    expect(mails.find(({ text }) => text.includes(entry!.noticeId))).toMatchObject({ to: ['cdc-330105@example.test'] });
    expect(webhooks.filter(({ id }) => id === entry!.noticeId)).toMatchObject([
      { body: { kind: 'dispatch', isDrill: true } },
    ]);
    expect(unsigned).toBe(0);
  });

  test('goes to no mailbox of another office', async () => {
    const [entry] = await ask(wish('community-cadre'));
    const rows = await theHouse().room.postgres.admin<{ channel: string }>(
      'select channel from notification.notice_sends where notice_id = $1 order by channel',
      [entry!.noticeId],
    );
    expect(rows.map(({ channel }) => channel)).toEqual(['screen', 'webhook']);
  });
});
