import { NoticeRequestedV1 } from '@lib/contracts/events/isolation/notice-requested.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { expect, test } from 'vitest';
import { startNotification, theHouse, withDispatchHouse } from '../deliver-dispatches/dispatch-room.js';

withDispatchHouse();

interface Way {
  readonly noticeId: string;
  readonly state: string;
  readonly reason: string | null;
  readonly lost: number;
  readonly epoch: number;
}

const campaignId = systemIds.uuid7();
const participantId = systemIds.uuid4();

async function wayNow(): Promise<Way | undefined> {
  const [way] = await theHouse().house.postgres.admin<Way>(
    `select s.notice_id as "noticeId", s.state, s.reason, s.lost, s.epoch
       from notification.notices n join notification.notice_sends s using (notice_id) where n.participant_id = $1`,
    [participantId],
  );
  return way;
}

const wayWith = (isSo: (way: Way) => boolean) =>
  eventually(
    async () => {
      const way = await wayNow();
      return way !== undefined && isSo(way) && way;
    },
    { withinMs: 30_000 },
  );

/** Moves the clock of the way past its claim, or its pause, instead of waiting for it. */
const passTime = () =>
  theHouse().house.postgres.admin(
    `update notification.notice_sends s set next_at = clock_timestamp() - interval '5 seconds'
       from notification.notices n where n.notice_id = s.notice_id and n.participant_id = $1 and s.next_at is not null`,
    [participantId],
  );

test('a message that kills each worker is given up: it pages the liaison, gets one try more, and somebody knocks', async () => {
  const { house, to } = theHouse();
  to.phones.set(participantId, '13812345678');
  const pages = () =>
    house.postgres.admin<{ person: string; what: string }>(
      `select to_person as person, fields ->> 'what' as what from notification.notices where kind = 'job-failed'`,
    );
  const first = await startNotification('notice-claimed@1');
  await house.facts.tell(CampaignOpenedV1, { campaignId, kind: 'drill' });
  await eventually(() => house.countOf('notification.campaigns').then((known) => known > 0), { withinMs: 30_000 });
  await house.facts.tell(NoticeRequestedV1, {
    ...{ requestId: systemIds.uuid7(), campaignId, participantId, kind: 'stay-where-you-are' as const },
    cause: { kind: 'case' as const, id: systemIds.uuid7(), version: 1 },
    ...{ restsOn: undefined, result: undefined, siteCode: '330105-0001' },
  });
  expect(await first.ended()).toBe(-1);
  const epochs = [(await wayWith(({ state }) => state === 'sending')).epoch];
  for (const lost of [1, 2, 3]) {
    const next = await startNotification('notice-claimed@1');
    await passTime();
    await wayWith((way) => way.lost === lost);
    expect(await pages()).toHaveLength(lost < 3 ? 0 : 1);
    await passTime();
    expect(await next.ended()).toBe(-1);
    epochs.push((await wayWith(({ state }) => state === 'sending')).epoch);
  }
  const last = await startNotification();
  await passTime();
  const { noticeId } = await wayWith(({ state }) => state === 'failed');
  expect(await wayNow()).toMatchObject({ reason: 'worker-lost', lost: 4 });
  // Each try has an epoch of its own, and with it a job of its own.
  expect(epochs.every((epoch, index) => index === 0 || epoch > (epochs[index - 1] ?? 0))).toBe(true);
  expect(await pages()).toEqual([{ person: 'district-liaison-1', what: `短信 / a short message ntc-${noticeId}` }]);
  const events = await house.postgres.admin<{ payload: { reason: string } }>(
    `select payload from notification.outbox where type = 'notification.notice-undelivered.v1' and aggregateid = $1`,
    [noticeId],
  );
  expect(events.map(({ payload }) => payload.reason)).toEqual(['failed']);
  expect(to.messages).toEqual([]);
  await last.kill();
}, 240_000);
