import { DetectionRaisedV1 } from '@lib/contracts/events/lab/detection-raised.v1';
import { NoticeRequestedV1 } from '@lib/contracts/events/isolation/notice-requested.v1';
import { CampaignOpenedV1 } from '@lib/contracts/events/registration/campaign-opened.v1';
import { systemIds } from '@lib/platform';
import { eventually } from '@lib/testing';
import type { Child } from '@lib/testing';
import { writeTubeBarcode } from '@lib/vocabulary';
import { describe, expect, test } from 'vitest';
import { dispatchesOf, postsOf, startNotification, theHouse, withDispatchHouse } from './dispatch-room.js';

withDispatchHouse();

const says = (child: Child, words: string) =>
  eventually(() => child.lines.some((line) => line.includes(words)), { withinMs: 30_000 });

/** Two processes, each with its own workers: the first stops with the work in hand and wakes when the second has done it. */
describe('a worker that stops past its lock and wakes after another has acted', () => {
  test('tells nobody a second time of a dispatch', async () => {
    const tubeId = writeTubeBarcode('32', 1);
    const zombie = await startNotification('dispatch-taken@1:stop');
    await theHouse().house.facts.tell(DetectionRaisedV1, { tubeId });
    await eventually(async () => (await dispatchesOf([tubeId])).length === 3, { withinMs: 30_000 });
    const other = await startNotification();
    const told = await eventually(
      async () => {
        const rows = await dispatchesOf([tubeId]);
        return rows.every((row) => row.toldCall === row.call) && rows;
      },
      { withinMs: 60_000 },
    );
    await eventually(() => postsOf(told).every((posts) => posts === 1), { withinMs: 30_000 });
    zombie.signal('SIGCONT');
    await says(zombie, '"outcome":"known"');
    expect(postsOf(told)).toEqual([1, 1, 1]);
    expect(await dispatchesOf([tubeId])).toEqual(told);
    await Promise.all([zombie.kill(), other.kill()]);
  }, 180_000);

  test('sends nobody a second message', async () => {
    const { house, to } = theHouse();
    const campaignId = systemIds.uuid7();
    const participantId = systemIds.uuid4();
    to.phones.set(participantId, '13812345678');
    const zombie = await startNotification('notice-claimed@1:stop');
    await house.facts.tell(CampaignOpenedV1, { campaignId, kind: 'drill' });
    await eventually(() => house.countOf('notification.campaigns').then((known) => known > 0), { withinMs: 30_000 });
    await house.facts.tell(NoticeRequestedV1, {
      ...{ requestId: systemIds.uuid7(), campaignId, participantId, kind: 'stay-where-you-are' as const },
      cause: { kind: 'case' as const, id: systemIds.uuid7(), version: 1 },
      ...{ restsOn: undefined, result: undefined },
    });
    const isClaimed = `notification.notice_sends s join notification.notices n using (notice_id)
      where n.participant_id = $1 and s.state = 'sending'`;
    await eventually(async () => (await house.countOf(isClaimed, [participantId])) === 1, { withinMs: 30_000 });
    // Its claim lasts a minute; the clock is moved past it instead of being waited for.
    await house.postgres.admin(
      `update notification.notice_sends set next_at = clock_timestamp() where state = 'sending'`,
    );
    const other = await startNotification();
    const messages = () => to.messages.filter(({ to: phone }) => phone === '13812345678');
    await eventually(() => messages().length === 1, { withinMs: 60_000 });
    zombie.signal('SIGCONT');
    await says(zombie, 'a try was over before anything was sent');
    expect(messages()).toHaveLength(1);
    await Promise.all([zombie.kill(), other.kill()]);
  }, 180_000);

  test('lets go of the ladders that it alone climbed: another climbs them', async () => {
    const { house } = theHouse();
    const [campaignId, tubeId] = [systemIds.uuid7(), writeTubeBarcode('32', 2)];
    const holder = await startNotification();
    // A drill that runs sixty times faster: its first rung is due after a second.
    await house.facts.tell(CampaignOpenedV1, { campaignId, kind: 'drill', timeScale: 60 });
    const told = () => house.countOf('notification.campaigns where campaign_id = $1', [campaignId]);
    await eventually(async () => (await told()) === 1, { withinMs: 30_000 });
    const other = await startNotification();
    holder.signal('SIGSTOP');
    await house.facts.tell(DetectionRaisedV1, { tubeId, campaignId });
    await eventually(
      async () => (await house.countOf('notification.escalations where tube_id = $1 and rung > 0', [tubeId])) === 1,
      { withinMs: 60_000 },
    );
    await Promise.all([holder.kill(), other.kill()]);
  }, 180_000);
});
