import { NoticeRequestedV1 } from '@lib/contracts/events/isolation/notice-requested.v1';
import { emit, Outbox } from '@lib/messaging';
import { IDS } from '@lib/platform';
import type { Tx } from '@lib/platform';
import type { Ids } from '@lib/vocabulary';
import { Inject, Injectable } from '@nestjs/common';
import { CampaignStore } from '../campaign/campaign.store.js';
import type { CaseFollower, Changed } from '../subject/followers.js';
import { loadSubjects } from '../subject/subject-load.js';
import type { Subject } from '../subject/subject.js';
import type { EndedTask, TaskFollower } from '../tasks/task-followers.js';
import { taskDue } from '../tasks/task-kinds.js';
import { TaskStore } from '../tasks/task.store.js';
import type { NewTask } from '../tasks/task.js';
import { afterTelling } from './after-telling.decider.js';
import { letterAfterTelling, noticeWishes } from './notice-wishes.decider.js';
import type { NoticeWish } from './notice-wish.js';

const isVerified = ({ case: known }: Subject): boolean => known?.state === 'verified';

type RulesOf = Awaited<ReturnType<CampaignStore['rulesOf']>>;

/**
 * Asks for what people are to be told, in the transaction of the decision. A verified result is a person's to tell: it
 * becomes a task, then a visit when no call reaches anybody, and the letter is asked for once somebody has told it.
 */
@Injectable()
export class TellPeople implements CaseFollower, TaskFollower {
  constructor(
    private readonly outbox: Outbox,
    private readonly tasks: TaskStore,
    private readonly campaigns: CampaignStore,
    @Inject(IDS) private readonly ids: Ids,
  ) {}

  async follow(tx: Tx, changed: readonly Changed[]): Promise<void> {
    if (changed.length === 0) return;
    const rulesOf = await this.campaigns.rulesOf(
      tx,
      changed.map(({ after }) => after.campaignId),
    );
    const wanted = changed.flatMap(({ before, after }) =>
      noticeWishes(before, after, rulesOf(after.campaignId)).map((wish) => ({ subject: after, wish })),
    );
    await this.#ask(tx, wanted);
    await this.#callVerified(tx, changed, rulesOf);
  }

  async ended(tx: Tx, { task, outcome, by }: EndedTask): Promise<void> {
    const { campaignId, participantId } = task;
    const next = afterTelling(task, outcome);
    if (next === null || participantId === null) return;
    const rulesOf = await this.campaigns.rulesOf(tx, [campaignId]);
    for (const subject of (await loadSubjects(tx, [{ campaignId, participantId }])).values()) {
      const letters = next === 'letter' ? letterAfterTelling(subject) : [];
      await this.#ask(
        tx,
        letters.map((wish) => ({ subject, wish })),
      );
      if (next === 'letter' || !isVerified(subject)) continue;
      const kind = next === 'visit' ? 'door-knock' : 'tell-verified';
      const district = next === 'visit' ? await this.#districtOf(tx, subject) : undefined;
      const errands = telling(kind, subject, rulesOf, tx.recordedAt).map((errand) => ({
        ...{ ...errand, openedBy: by, detail: { because: outcome, notice: 'verified-letter' } },
        ...(district === undefined ? {} : { districtCode: district }),
      }));
      await this.tasks.openNext(tx, errands);
    }
  }

  async #callVerified(tx: Tx, changed: readonly Changed[], rulesOf: RulesOf): Promise<void> {
    const became = changed.filter(({ before, after }) => isVerified(after) && !isVerified(before));
    const left = changed.filter(({ before, after }) => isVerified(before) && !isVerified(after));
    // A case that is verified anew is told anew.
    await this.tasks.openNext(
      tx,
      became.flatMap(({ after }) => telling('tell-verified', after, rulesOf, tx.recordedAt)),
    );
    const ids = left.flatMap(({ after }) => (after.case === null ? [] : [after.case.caseId]));
    await this.tasks.cancel(tx, 'tell-verified', ids, 'no-longer-verified');
    await this.tasks.cancel(tx, 'door-knock', ids, 'no-longer-verified');
  }

  // A cadre of the county that somebody lives in is nearer than one of the site.
  async #districtOf(tx: Tx, { campaignId, participantId }: Subject): Promise<string | undefined> {
    const [home] = await tx.query<{ district: string | null }>(
      `select left(division_code, 6) as district from residences where campaign_id = $1 and participant_id = $2`,
      [campaignId, participantId],
    );
    return home?.district ?? undefined;
  }

  async #ask(tx: Tx, wanted: readonly { subject: Subject; wish: NoticeWish }[]): Promise<void> {
    const requestedAt = tx.recordedAt.toISOString();
    await this.outbox.append(
      tx,
      wanted.map(({ subject: { campaignId, participantId }, wish: { until, ...wish } }) => {
        const content = { requestId: this.ids.uuid7(), campaignId, participantId, ...wish, requestedAt };
        const end = until === undefined ? {} : { until: until.toISOString() };
        return emit(NoticeRequestedV1, { ...content, ...end }, { sequence: 1, actor: 'isolation' });
      }),
    );
  }
}

function telling(
  kind: 'tell-verified' | 'door-knock',
  { case: known, campaignId, participantId }: Subject,
  rulesOf: RulesOf,
  at: Date,
): NewTask[] {
  if (known === null) return [];
  const { caseId, siteCode } = known;
  const rules = rulesOf(campaignId);
  return [
    {
      ...{ kind, campaignId, participantId, caseId, subject: caseId, siteCode, openedBy: 'isolation' },
      ...{ dueAt: taskDue(kind, at, rules), policyVersion: rules.policyVersion },
    },
  ];
}
