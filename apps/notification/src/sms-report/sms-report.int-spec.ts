import { systemClock } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { signatureOf } from '../channels/signature.js';
import { ask, comesTo, messagesTo, sendOf, sentTo, settled, theHouse, toPerson } from '../send-notices/notice-room.js';
import { told, withNoticeRoom } from '../send-notices/notice-room.js';
import { keys } from '../send-notices/receivers.js';
import { SendNotices } from '../send-notices/send-notices.handler.js';

withNoticeRoom();

const report = (reference: string, status: string, key = keys.report, at = systemClock.now()) => {
  const timestamp = String(Math.floor(at.getTime() / 1_000));
  const body = { reference, status, timestamp, signature: signatureOf(key, timestamp, reference, status) };
  return theHouse().room.call('POST', '/v1/short-message-reports', { body });
};

describe('a short message', () => {
  test('is delivered and read when the provider says so, once, and never goes back', async () => {
    const { noticeId } = await sentTo();
    expect(await report(noticeId, 'delivered')).toMatchObject({ status: 200, body: { isKnown: true } });
    expect(await report(noticeId, 'read')).toMatchObject({ status: 200 });
    expect(await report(noticeId, 'delivered')).toMatchObject({ status: 200 });
    expect(await report(noticeId, 'failed')).toMatchObject({ status: 200 });
    expect(await sendOf(noticeId, 'sms')).toMatchObject({ state: 'read' });
    expect((await told(settled, noticeId)).map(({ payload }) => payload.outcome)).toEqual([
      'sent',
      'delivered',
      'read',
    ]);
  });

  test('takes no report of somebody else, or of another time', async () => {
    const { noticeId } = await sentTo();
    expect(await report(noticeId, 'delivered', keys.sms)).toMatchObject({ status: 401 });
    const old = new Date(systemClock.now().getTime() - 600_000);
    expect(await report(noticeId, 'delivered', keys.report, old)).toMatchObject({
      status: 401,
      body: { code: 'NOTICE_REPORT_WRONG' },
    });
    expect(await sendOf(noticeId, 'sms')).toMatchObject({ state: 'sent' });
  });

  test('that arrived although the answer was lost is not sent again once the provider says so', async () => {
    const { request } = toPerson();
    theHouse().to.smsAnswers.push(504);
    const [entry] = await ask(request);
    const noticeId = entry!.noticeId;
    await eventually(async () => (await sendOf(noticeId, 'sms')).attempt === 1 && messagesTo(noticeId).length === 1);
    await comesTo(noticeId, 'sms', 'due');
    expect(await report(noticeId, 'delivered')).toMatchObject({ status: 200, body: { isKnown: true } });
    expect(await sendOf(noticeId, 'sms')).toMatchObject({ state: 'delivered', next_at: null });
    await theHouse().room.service.app.get(SendNotices).run(noticeId, 'sms');
    expect(messagesTo(noticeId)).toHaveLength(1);
    expect((await told(settled, noticeId)).map(({ payload }) => payload.outcome)).toEqual(['delivered']);
  });

  test('is not sent again either when the provider says so while the next try reads the number', async () => {
    const { to, room } = theHouse();
    const { request, participantId } = toPerson();
    const numbersRead = () => to.asked.filter((person) => person === participantId).length;
    to.smsAnswers.push(504);
    const [entry] = await ask(request);
    const noticeId = entry!.noticeId;
    await comesTo(noticeId, 'sms', 'due');
    await eventually(() => messagesTo(noticeId).length === 1);
    let letGo: () => void = () => undefined;
    to.addressDelay = new Promise<void>((done) => (letGo = done));
    await eventually(() => numbersRead() === 2);
    await report(noticeId, 'delivered');
    to.addressDelay = undefined;
    letGo();
    await eventually(() => room.logged().includes('a try was over before anything was sent'));
    expect(messagesTo(noticeId)).toHaveLength(1);
    expect(await sendOf(noticeId, 'sms')).toMatchObject({ state: 'delivered' });
  });

  test('that was given up here and arrived all the same has arrived', async () => {
    const { noticeId } = await sentTo();
    await report(noticeId, 'failed');
    expect(await sendOf(noticeId, 'sms')).toMatchObject({ state: 'failed' });
    await report(noticeId, 'delivered');
    expect(await sendOf(noticeId, 'sms')).toMatchObject({ state: 'delivered' });
  });

  test('of which nothing was sent yet takes no report', async () => {
    const tubeId = writeTubeBarcode('21', 990_001);
    const { request } = toPerson({ result: { tubeId, version: 1 } });
    const [entry] = await ask(request);
    await eventually(async () => (await sendOf(entry!.noticeId, 'sms')).reason === 'not-told-yet');
    expect(await report(entry!.noticeId, 'delivered')).toMatchObject({ status: 200 });
    expect(await sendOf(entry!.noticeId, 'sms')).toMatchObject({ state: 'due', attempt: 0 });
  });
});
