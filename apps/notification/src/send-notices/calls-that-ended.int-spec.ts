import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { DetectionWithdrawnV1 } from '@lib/contracts/events/lab/detection-withdrawn.v1';
import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { afterEach, expect, test, vi } from 'vitest';
import { Ways } from '../channels/ways.js';
import { aDuty, putFullRoster, putRoster } from '../duty/duty-room.js';
import { comesTo, sendOf, theHouse, withNoticeRoom } from './notice-room.js';

withNoticeRoom();

let serial = 0;

afterEach(() => {
  theHouse().to.isBusy = false;
  vi.restoreAllMocks();
});

interface WayRow {
  readonly noticeId: string;
  readonly causeKind: string;
  readonly causeId: string;
  readonly channel: 'mail' | 'webhook';
  readonly state: string;
  readonly reason: string | null;
}

const waysOf = (tubeId: string): Promise<WayRow[]> =>
  theHouse().room.postgres.admin<WayRow>(
    `select n.notice_id as "noticeId", n.cause_kind as "causeKind", n.cause_id as "causeId", s.channel, s.state, s.reason
       from notification.notices n join notification.notice_sends s using (notice_id)
      where s.channel <> 'screen' and n.cause_id in (
        select escalation_id::text from notification.escalations where tube_id = $1 union all
        select dispatch_id::text from notification.dispatches join notification.escalations using (escalation_id)
         where tube_id = $1)
      order by n.notice_id, s.channel`,
    [tubeId],
  );

/** What left the house about these, by any way. */
const sentAbout = (ways: readonly WayRow[]) => {
  const { webhooks, mails } = theHouse().to;
  const ids = new Set(ways.map(({ noticeId }) => noticeId));
  const mailed = [...ids].filter((noticeId) => mails.some(({ text }) => text.includes(noticeId)));
  return [...webhooks.filter(({ id }) => ids.has(id)).map(({ id }) => id), ...mailed];
};

/** A detection whose calls are told, while neither mailbox nor webhook takes anything. */
async function calledInVain(): Promise<{ tubeId: string; ways: WayRow[] }> {
  const { room, facts, to, campaignId } = theHouse();
  await putFullRoster(room, '330105');
  await putRoster(room, [aDuty('sampling-squad', '330105', 'squad-1'), aDuty('community-cadre', '330105', 'cadre-1')]);
  to.isBusy = true;
  const tubeId = writeTubeBarcode('34', (serial += 1));
  await facts.tell(DetectionRaisedV1, { tubeId, campaignId, siteCode: '330105-0001' });
  const ways = await eventually(async () => {
    const found = await waysOf(tubeId);
    const isWhole =
      found.some((one) => one.channel === 'mail') && found.filter((one) => one.channel === 'webhook').length === 4;
    return isWhole && found.every(({ reason }) => reason === 'provider-busy') && found;
  });
  return { tubeId, ways };
}

test('what calls for a detection that was withdrawn meanwhile is not sent, by any way, and the ledger says why', async () => {
  const { tubeId, ways } = await calledInVain();
  await theHouse().facts.tell(DetectionWithdrawnV1, { tubeId, supersedes: 1, resultVersion: 2 });
  theHouse().to.isBusy = false;
  const settled = await eventually(
    async () => {
      const found = await waysOf(tubeId);
      return found.every(({ state }) => state !== 'due' && state !== 'sending') && found;
    },
    { withinMs: 30_000 },
  );
  expect(sentAbout(ways)).toEqual([]);
  expect(settled.map(({ state, reason }) => `${state} ${reason}`)).toEqual(
    ways.map(() => 'overtaken detection-withdrawn'),
  );
});

test('what calls for something that somebody has taken meanwhile is not sent; the other calls are', async () => {
  const { tubeId, ways } = await calledInVain();
  const { room, to } = theHouse();
  const [squads] = await room.postgres.admin<{ id: string }>(
    `select dispatch_id::text as id from notification.dispatches join notification.escalations using (escalation_id)
      where tube_id = $1 and dispatches.kind = 'sampling-squad'`,
    [tubeId],
  );
  const as = { sub: 'squad-2', role: 'sampling-squad' as const, scope: { district: '330105' } };
  const take = room.call('POST', `/v1/dispatches/${squads?.id}/take`, { as, body: {}, key: systemIds.uuid4() });
  expect((await take).status).toBe(200);
  to.isBusy = false;
  const settled = await eventually(
    async () => {
      const found = await waysOf(tubeId);
      return found.every(({ state }) => state !== 'due' && state !== 'sending') && found;
    },
    { withinMs: 30_000 },
  );
  const isTaken = ({ causeId }: WayRow) => causeId === squads?.id;
  expect(settled.filter(isTaken).map(({ state, reason }) => `${state} ${reason}`)).toEqual(['overtaken taken']);
  expect(sentAbout(ways.filter(isTaken))).toEqual([]);
  const others = ways.filter((one) => !isTaken(one));
  expect(sentAbout(others)).toHaveLength(others.length);
});

test('what was taken between the claim of a try and its call does not leave the house; the next look says why', async () => {
  const { ways } = await calledInVain();
  const { room, to } = theHouse();
  const { noticeId, causeId } = ways.find(({ channel }) => channel === 'mail')!;
  const mail = room.service.app.get(Ways).find('mail')!.channel;
  const send = mail.send.bind(mail);
  vi.spyOn(mail, 'send').mockImplementation(async (notice, isInHand) => {
    const taken = `update notification.escalations set taken_at = clock_timestamp(), taken_by = 'officer-9'
      where escalation_id = $1 and taken_at is null`;
    if (notice.noticeId === noticeId) await room.postgres.admin(taken, [causeId]);
    return send(notice, isInHand);
  });
  to.isBusy = false;
  await eventually(() => room.logged().includes('a try was over before anything was sent'), { withinMs: 20_000 });
  expect(to.mails.filter(({ text }) => text.includes(noticeId))).toEqual([]);
  expect(await sendOf(noticeId, 'mail')).toMatchObject({ state: 'sending' });
  // Its claim lasts a minute; the clock is moved past it instead of being waited for.
  await room.postgres.admin(
    `update notification.notice_sends set next_at = clock_timestamp() where notice_id = $1 and channel = 'mail'`,
    [noticeId],
  );
  expect(await comesTo(noticeId, 'mail', 'overtaken')).toMatchObject({ reason: 'taken' });
  expect(to.mails.filter(({ text }) => text.includes(noticeId))).toEqual([]);
});
