import { TubeLostV1 } from '@lib/contracts/events/lab/tube-lost.v1';
import { NoticeUndeliveredV1 } from '@lib/contracts/events/notification/notice-undelivered.v1';
import { readBoard } from '@lib/contracts/http/isolation/board';
import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { campaignId, duty, held, post, rows, siteCode, tellRoom, theRoom, withMeasureRoom } from '../measure-room.js';

withMeasureRoom();

const cadre = { sub: 'cadre-1', role: 'community-cadre', scope: { district: '330105' } } as const;
const knocksAt = (participantId: string) =>
  rows<{ task_id: string; case_id: string | null; state: string; owner_role: string; version: number }>(
    `select * from isolation.tasks where kind = 'door-knock' and participant_id = $1 order by sequence`,
    [participantId],
  );
const ordersOf = async (participantId: string) => {
  const found = await rows<{ state: string }>('select state from isolation.recollections where participant_id = $1', [
    participantId,
  ]);
  return found.map(({ state }) => state);
};
const nobodyThere = async (participantId: string) => {
  const open = (await knocksAt(participantId)).find(({ state }) => state === 'open');
  if (open === undefined) throw new Error('nobody was sent to the door');
  const said = { outcome: 'nobody-there', expectedVersion: open.version };
  expect((await post(`/v1/tasks/${open.task_id}/take`, cadre, { expectedVersion: open.version })).status).toBe(200);
  const taken = (await knocksAt(participantId)).find(({ task_id }) => task_id === open.task_id);
  const done = { ...said, expectedVersion: taken?.version };
  expect((await post(`/v1/tasks/${open.task_id}/done`, cadre, done)).status).toBe(200);
};
const undelivered = (participantId: string) =>
  tellRoom(NoticeUndeliveredV1, {
    ...{ noticeId: systemIds.uuid7(), campaignId, participantId, siteCode },
    ...({ kind: 'recollection-asked', reason: 'no-phone' } as const),
  });

describe('whom nobody reaches', () => {
  test('by telephone is visited, and the swab stays owed when nobody is there either', async () => {
    const { caseId, participantId, job } = await held();
    for (const outcome of ['no-answer', 'switched-off', 'no-answer']) {
      const { body } = await theRoom().call('GET', `${readBoard.path}?tube=${job.tubeId}`, { as: duty });
      const [card] = (body as { cards: { version: number }[] }).cards;
      const called = await post(`/v1/cases/${caseId}/calls`, duty, { outcome, expectedVersion: card?.version });
      expect(called.status).toBe(200);
    }
    expect(await knocksAt(participantId)).toMatchObject([
      { case_id: caseId, state: 'open', owner_role: 'community-cadre' },
    ]);
    await nobodyThere(participantId);
    expect(await ordersOf(participantId)).toEqual(['open']);
    const owed = await rows(`select kind from isolation.tasks where case_id = $1 and state = 'open' order by kind`, [
      caseId,
    ]);
    expect(owed).toMatchObject([
      { kind: 'hold' },
      { kind: 'locate' },
      { kind: 'recollect' },
      { kind: 'single-result' },
    ]);
  });

  test('and has no case, only a call-back, is visited as well, as often as it takes', async () => {
    const participantId = systemIds.uuid4();
    const members = [{ position: 1, subjectKind: 'person' as const, subjectId: participantId }];
    await tellRoom(TubeLostV1, { campaignId, siteCode, tubeId: writeTubeBarcode('24', 1), members });
    await eventually(async () => expect(await ordersOf(participantId)).toEqual(['open']));
    await undelivered(participantId);
    await eventually(async () =>
      expect(await knocksAt(participantId)).toMatchObject([{ case_id: null, state: 'open' }]),
    );
    await nobodyThere(participantId);
    expect(await ordersOf(participantId)).toEqual(['open']);
    const calls = `select state from isolation.tasks where kind = 'call-back' and participant_id = $1`;
    expect(await rows(calls, [participantId])).toEqual([{ state: 'open' }]);
    await undelivered(participantId);
    await eventually(async () =>
      expect(await knocksAt(participantId)).toMatchObject([{ state: 'done' }, { state: 'open' }]),
    );
  });
});
