import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { describe, expect, test } from 'vitest';
import { houseWords } from '../notice-template/house-words.js';
import { ask, comesTo, theHouse, toPerson, withNoticeRoom } from '../send-notices/notice-room.js';

withNoticeRoom();

const admin = (sub: string) => ({ sub, role: 'admin', scope: {} }) as const;
const post = (path: string, sub: string, body: object) =>
  theHouse().room.call('POST', `/v1/notice-templates${path}`, { as: admin(sub), body, key: systemIds.uuid4() });
const kind = 'stay-where-you-are';
const words = { ...houseWords[kind], textZh: '请原地等待，工作人员将联系您。详情：{page}' };

describe('the words of a notice', () => {
  test('are previewed with their faults and their length, and told to nobody', async () => {
    const answer = await post('/preview', 'writer-1', { kind, ...words, textZh: '您阳性了' });
    expect(answer.body).toMatchObject({
      zh: { text: '【演练】您阳性了' },
      shortMessages: 1,
      faults: [
        { part: 'textZh', fault: 'word-forbidden' },
        { part: 'textZh', fault: 'page-missing' },
      ],
    });
    expect(theHouse().to.messages).toEqual([]);
  });

  test('that break a rule are not even kept', async () => {
    expect(await post('', 'writer-1', { kind, ...words, textZh: '您感染了 {page}' })).toMatchObject({
      status: 422,
      body: { code: 'NOTICE_WORDS_WRONG' },
    });
  });

  test('are used once another person has approved them, by version, and both acts are in the audit chain', async () => {
    const written = await post('', 'writer-1', { kind, ...words });
    expect(written).toMatchObject({ status: 201, body: { kind, version: 2 } });
    const approve = (sub: string) => post('/approve', sub, { kind, version: 2 });
    expect(await approve('writer-1')).toMatchObject({ status: 409, body: { code: 'SECOND_SIGNATURE_NEEDED' } });
    const [before] = await ask(toPerson().request);
    expect(await approve('approver-1')).toMatchObject({ status: 200, body: { approvedBy: 'approver-1' } });
    expect(await approve('approver-2')).toMatchObject({ status: 409, body: { code: 'NOTICE_WORDS_APPROVED' } });
    const [after] = await ask(toPerson().request);
    await comesTo(before!.noticeId, 'sms', 'sent');
    await comesTo(after!.noticeId, 'sms', 'sent');
    const textOf = (id: string) => theHouse().to.messages.find(({ reference }) => reference === id)?.text;
    expect(textOf(before!.noticeId)).toContain('您的一份样本需要再次检测');
    expect(textOf(after!.noticeId)).toMatch(/^【演练】请原地等待，工作人员将联系您/);
    const audited = () =>
      theHouse().room.postgres.admin<{ kind: string }>(
        `select kind from notification_audit.entries where object_id = '${kind}.2' order by sequence`,
      );
    await eventually(async () => (await audited()).length === 2);
    expect((await audited()).map((entry) => entry.kind)).toEqual(['notice-words-written', 'notice-words-approved']);
  });
});
